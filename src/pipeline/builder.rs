//! One site in memory: what it is made of, what was rendered of it, and who read what.
//!
//! A change makes a new version of the site. What was rendered before is not thrown away: each file knows the facts that
//! it read, and stands as long as they are the same. So an update renders nothing; a file is checked, and rendered if
//! need be, when it is asked for, when there is time, or when the whole output is written.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::configuration::Configuration;
use super::inputs::{Changes, Inputs, Replacement};
use super::shown::Asked;
use super::{ChangeSet, Options, Report, write};
use crate::diagnostic::{self, Diagnostic, SourceMap, SourcePath, SourceText};
use crate::graph::{BuildGraph, Fingerprint, Memo};
use crate::output::Disk;
use crate::render::{Outcome, Renderer};
use crate::site::{self, Fact, Node, Route};
use crate::source::Rules;

/// The number of the version before the first; what stands in it has to be checked in every other.
pub(super) const FIRST: u64 = 1;

/// In a step of idle work, so many files are checked for each that may be rendered.
const MOST_CHECKS: usize = 16;

/// Builds a site, once or again and again.
pub struct Builder {
    pub(super) options: Options,
    pub(super) configuration: Configuration,
    pub(super) inputs: Inputs,
    pub(super) renderer: Option<Renderer>,
    /// What joining the site found wrong.
    joined: Vec<Diagnostic>,
    pub(super) rendered: BTreeMap<Arc<str>, Rendered>,
    pub(super) graph: BuildGraph<Arc<str>, Fact>,
    pub(super) memo: Memo,
    pub(super) revision: u64,
    /// Changes that came while the configuration could not be used.
    missed: ChangeSet,
    /// Whether this process wrote the output, so that what its record says is there.
    pub(super) wrote: bool,
    /// Files that have to be checked.
    pending: VecDeque<Arc<str>>,
    pub(super) work: Work,
    pub(super) asked: Asked,
    /// How often a file that has, or had, diagnostics was rendered.
    troubles: usize,
    /// What had been rendered and parsed when what is known was last left to the next process, or taken from the last.
    pub(super) kept: Option<(usize, usize)>,
    /// Why files were rendered, while somebody wants to know.
    reasons: Option<Vec<Reason>>,
}

/// What was done so far, for tests and for those who want to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Files of the site that were read.
    pub read: usize,
    /// Documents that were parsed.
    pub parsed: usize,
    /// Times the site was joined.
    pub joined: usize,
    /// Files that were rendered.
    pub rendered: usize,
}

/// Why a file was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its site path.
    pub path: Arc<str>,
    /// The first fact that it had read and that is another now; none for a file that was not known before, and for one
    /// that was asked for after its bytes were given up.
    pub fact: Option<Fact>,
}

/// What a change led to, before anything is rendered.
#[derive(Debug, Clone, Default)]
pub struct Update {
    /// The number of this version of the site.
    pub revision: u64,
    /// Files whose content is another one than before.
    pub changed: Vec<SourcePath>,
    /// How many documents were parsed.
    pub parsed: usize,
    /// Pages that have another address now: the old site path and the new one.
    pub moved: Vec<(String, String)>,
    /// Copied files (pictures, `static/`) whose bytes changed, by site path.
    pub files: Vec<String>,
}

/// What is kept of a file that was rendered.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// Of its bytes; none if it could not be rendered.
    pub fingerprint: Option<Fingerprint>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The bytes, if they are kept: those of the last render that succeeded.
    pub bytes: Option<Arc<[u8]>>,
    /// The version of the site in which it was last known to stand.
    pub checked: u64,
}

impl Builder {
    /// A builder that has read nothing yet.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            configuration: Configuration::default(),
            inputs: Inputs::default(),
            renderer: None,
            joined: Vec::new(),
            rendered: BTreeMap::new(),
            graph: BuildGraph::new(),
            memo: Memo::default(),
            revision: FIRST,
            missed: ChangeSet::everything(),
            wrote: false,
            pending: VecDeque::new(),
            kept: None,
            reasons: None,
            asked: Asked::default(),
            troubles: 0,
            work: Work::default(),
        }
    }

    /// Reads, joins, renders and writes the whole site.
    pub fn build(&mut self, disk: &dyn Disk) -> Report {
        self.warm();
        self.update(&ChangeSet::everything());
        let report = self.write(disk);
        if report.summary.is_some() {
            self.keep();
        }
        report
    }

    /// Renders what is out of date, and writes the whole output, if nothing is wrong.
    pub fn write(&mut self, disk: &dyn Disk) -> Report {
        let summary = write::write(self, disk);
        let (summary, refusals) = match summary {
            Ok(summary) => (summary, Vec::new()),
            Err(refusals) => (None, refusals),
        };
        let mut diagnostics = self.diagnostics();
        diagnostics.extend(refusals);
        diagnostic::sort(&mut diagnostics);
        Report { summary, diagnostics, sources: self.sources().clone() }
    }

    /// Looks at what may have changed, and brings the site up to it. Renders nothing.
    pub fn update(&mut self, changes: &ChangeSet) -> Update {
        let parsed = self.inputs.parsed;
        let mut changes = changes.clone();
        changes.merge(std::mem::take(&mut self.missed));
        let before = std::mem::take(&mut self.configuration);
        self.configuration = Configuration::read(&self.options, Some(before));
        let Some(meant) = &self.configuration.meant else {
            // A preview goes on showing what was good last.
            if !self.options.preview {
                self.renderer = None;
                self.joined.clear();
                self.revision += 1;
            }
            self.missed = changes;
            return Update { revision: self.revision, ..Update::default() };
        };
        let found = self.inputs.refresh((meant, self.configuration.print), &changes, &self.options);
        let mut update = Update { parsed: self.inputs.parsed - parsed, ..Update::default() };
        self.work.parsed = self.inputs.parsed;
        self.work.read = self.inputs.reads();
        let is_new = self.renderer.is_none() || !found.files.is_empty() || found.is_configured_anew;
        if is_new && !self.replace(&found) {
            let places = self.places();
            self.join();
            self.note_moves(&places, &mut update);
            update.files = self.changed_files(&found);
        }
        update.revision = self.revision;
        update.changed = found.files.into_iter().collect();
        update
    }

    /// The short ways: other texts of the same pages, or other words of one. Tells whether one could be gone.
    fn replace(&mut self, found: &Changes) -> bool {
        let (Some(replaced), Some(renderer)) = (&found.texts_alone, &mut self.renderer) else { return false };
        let is_alike = |one: &Replacement| site::is_alike(&one.before, &one.after);
        if replaced.iter().all(is_alike) {
            let Some(site) = renderer.site_mut() else { return false };
            let facts: Vec<Fact> = replaced.iter().flat_map(|one| site.replace(Arc::clone(&one.after))).collect();
            self.push(&facts, |_| false);
            return true;
        }
        let [one] = replaced.as_slice() else { return false };
        // What was found wrong with a page names places that are others now.
        if self.joined.iter().any(|diagnostic| diagnostic.names(&one.after.path)) {
            return false;
        }
        let Some(reworded) = renderer.reword(&one.after) else { return false };
        self.push(&reworded.facts, |fact| reworded.may_change(fact));
        true
    }

    /// Notes that files have to be checked, because facts that they read may be others.
    fn push<'a>(&mut self, facts: impl IntoIterator<Item = &'a Fact>, any: impl Fn(&Fact) -> bool) {
        for path in self.graph.touched(&mut self.memo, facts, any) {
            if let Some(page) = self.rendered.get_mut(path).filter(|page| page.checked == self.revision) {
                page.checked = FIRST;
                self.pending.push_front(Arc::clone(path));
            }
        }
    }

    /// The long way: the site is joined anew, and every file has to be checked.
    fn join(&mut self) {
        self.revision += 1;
        self.work.joined += 1;
        let before = self.renderer.take();
        self.joined.clear();
        let Some(meant) = &self.configuration.meant else { return };
        let Some(parts) = self.inputs.parts(&meant.config, &self.options) else { return };
        let (site, found) = site::assemble(parts);
        self.joined = found;
        self.joined.extend(site::check_configuration(&site, &|key: &str| meant.texts.place(key)));
        let marks = self.options.preview;
        let renderer = |engines| Renderer::new(Arc::new(site), engines, before.as_ref()).marking_sources(marks);
        self.renderer = self.inputs.engines().map(renderer);
        // Letting go of ten thousand pages takes a while, and nobody has to wait for it.
        rayon::spawn(move || drop(before));
        self.memo = self.graph.memo();
        self.prune();
    }

    /// Forgets files that are planned no more, and notes the others as to be checked.
    fn prune(&mut self) {
        let Some(renderer) = &self.renderer else { return };
        let made: BTreeSet<Arc<str>> =
            renderer.site().routes().filter(is_made).map(|route| Arc::from(route.path)).collect();
        let gone: Vec<Arc<str>> = self.graph.nodes().filter(|path| !made.contains(*path)).cloned().collect();
        if !gone.is_empty() {
            self.kept = None;
        }
        for path in gone {
            self.graph.forget(&path);
            self.rendered.remove(&path);
        }
        self.pending = made.into_iter().collect();
    }

    /// The address of each page, by source.
    fn places(&self) -> BTreeMap<SourcePath, (String, SourceText)> {
        let Some(renderer) = &self.renderer else { return BTreeMap::new() };
        let pages = renderer.site().pages();
        pages.map(|page| (Arc::clone(&page.document.path), (page.path.clone(), page.document.text.clone()))).collect()
    }

    /// Finds the pages that have another address: their file says so, or it has another name and the same text.
    fn note_moves(&self, before: &BTreeMap<SourcePath, (String, SourceText)>, update: &mut Update) {
        // Nothing was shown before, so nobody has to be led elsewhere.
        if before.is_empty() {
            return;
        }
        let after = self.places();
        // Whole folders are renamed: each text is looked at once, not held against all others.
        let is_gone = before.keys().any(|source| !after.contains_key(source));
        let new = after.iter().rev().filter(|(source, _)| is_gone && !before.contains_key(*source));
        let print = |text: &SourceText| Fingerprint::of(text.get().as_bytes());
        let new: BTreeMap<Fingerprint, &String> = new.map(|(_, (now, text))| (print(text), now)).collect();
        for (source, (old, text)) in before {
            let now = match after.get(source) {
                Some((now, _)) => Some(now),
                None if new.is_empty() => None,
                None => new.get(&print(text)).copied(),
            };
            if let Some(now) = now.filter(|now| *now != old) {
                update.moved.push((old.clone(), now.clone()));
            }
        }
    }

    /// Site paths of copied files among those that changed.
    fn changed_files(&self, found: &Changes) -> Vec<String> {
        let Some(renderer) = &self.renderer else { return Vec::new() };
        let changed = |route: &Route| matches!(&route.node, Node::File(source) if found.files.contains(source));
        renderer.site().routes().filter(changed).map(|route| route.path).collect()
    }

    /// Whether a file that was rendered still stands; notes it if so.
    pub(super) fn is_current(&mut self, path: &str) -> bool {
        let stands = self.stands(path);
        if let Some(page) = self.rendered.get_mut(path).filter(|_| stands) {
            page.checked = self.revision;
        }
        stands
    }

    /// Whether a file that was rendered still stands.
    pub(super) fn stands(&self, path: &str) -> bool {
        let (Some(renderer), Some(page)) = (&self.renderer, self.rendered.get(path)) else { return false };
        let site = renderer.site();
        page.checked == self.revision
            || (page.checked > 0 && self.graph.stands(path, &self.memo, |fact| site.now(fact)))
    }

    /// Why a file has to be rendered: the first fact that it read and that is another now.
    pub fn reason(&self, path: &str) -> Option<&Fact> {
        let site = self.renderer.as_ref()?.site();
        self.graph.first_change(path, &self.memo, |fact| site.now(fact))
    }

    /// Notes from now on why files are rendered, and gives what was noted since the last time.
    pub fn take_reasons(&mut self) -> Vec<Reason> {
        self.reasons.replace(Vec::new()).unwrap_or_default()
    }

    /// What the page at a site path read; none if it was not rendered.
    pub fn reads(&self, path: &str) -> Option<impl Iterator<Item = &Fact>> {
        Some(self.graph.reads(path)?.map(|(fact, _)| fact))
    }

    pub(super) fn render(&self, path: &str) -> Option<Outcome> {
        let renderer = self.renderer.as_ref()?;
        let node = renderer.site().node(path)?.clone();
        Some(renderer.render(&Route { path: path.to_owned(), node }))
    }

    /// Notes what was rendered, and what it read. The bytes are gone; the last good ones are kept for a file that
    /// cannot be rendered now.
    pub(super) fn take(&mut self, path: &str, outcome: Outcome, print: Option<Fingerprint>) {
        let path: Arc<str> = Arc::from(path);
        self.work.rendered += 1;
        let fact = self.reasons.as_ref().and_then(|_| self.reason(&path).cloned());
        if let Some(reasons) = &mut self.reasons {
            reasons.push(Reason { path: Arc::clone(&path), fact });
        }
        self.graph.record(Arc::clone(&path), &outcome.reads);
        self.put_away(&path);
        let page = self.rendered.entry(path).or_default();
        if print.is_some() && page.fingerprint != print {
            page.bytes = None;
        }
        page.fingerprint = print;
        self.troubles += usize::from(!page.diagnostics.is_empty() || !outcome.diagnostics.is_empty());
        page.diagnostics = outcome.diagnostics;
        page.checked = self.revision;
    }

    /// Lets the parsed body of a page go once it is rendered, since most are not rendered again soon. A preview, which stays
    /// when its work is done, packs the text too.
    fn put_away(&self, path: &str) {
        let Some(site) = self.renderer.as_ref().map(Renderer::site) else { return };
        if let Some(Node::Document(page)) = site.node(path) {
            let document = &site.page(*page).document;
            if self.options.preview { document.put_away() } else { document.let_go() }
        }
    }

    /// Notes that a file was found to stand.
    pub(super) fn stood(&mut self, path: &str) {
        if let Some(page) = self.rendered.get_mut(path) {
            page.checked = self.revision;
        }
    }

    /// A step of idle work: checks some of the files that may be out of date, and renders up to `count` of those that are.
    /// Gives how many are still to be checked.
    pub fn settle(&mut self, count: usize) -> usize {
        let (mut work, mut stand) = (Vec::new(), Vec::new());
        // Checks take little, but a request must not wait for ten thousand of them.
        for _ in 0..count.saturating_mul(MOST_CHECKS) {
            if work.len() == count {
                break;
            }
            let Some(path) = self.pending.pop_front() else { break };
            if self.is_current(&path) { &mut stand } else { &mut work }.push(path);
        }
        let outcome = |path: &Arc<str>| {
            let outcome = self.render(path);
            self.put_away(path);
            outcome
        };
        let outcomes: Vec<_> = work.par_iter().map(outcome).collect();
        stand.par_iter().for_each(|path| self.put_away(path));
        for (path, outcome) in work.iter().zip(outcomes) {
            if let Some(mut outcome) = outcome {
                let print = outcome.bytes.take().as_deref().map(Fingerprint::of);
                self.take(path, outcome, print);
            }
        }
        self.pending.len()
    }

    /// Makes so many of the values that lists will need before somebody waits for them; gives how many are left.
    pub fn prepare(&self, count: usize) -> usize {
        self.renderer.as_ref().map_or(0, |renderer| renderer.prepare(count))
    }

    /// Everything found wrong before rendering, as it was found.
    pub(super) fn found(&self) -> Vec<Diagnostic> {
        let mut all = self.configuration.diagnostics.clone();
        if self.configuration.meant.is_some() {
            all.extend(self.inputs.diagnostics());
            all.extend(self.joined.iter().cloned());
        }
        all
    }

    /// The texts that diagnostics point into.
    pub fn sources(&self) -> &SourceMap {
        if self.configuration.meant.is_some() { self.inputs.texts() } else { &self.configuration.texts }
    }

    /// Renders the site as it is now; none if something is missing without which no page can be made.
    pub fn renderer(&self) -> Option<&Renderer> {
        self.renderer.as_ref()
    }

    /// What it builds, and how.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What is not read of the site, for those who watch it.
    pub fn rules(&self) -> Rules {
        let known = self.configuration.meant.as_ref().map(|meant| meant.rules.clone());
        known.unwrap_or_else(|| Rules::default().without_output(&self.options.output_folder()))
    }

    /// The fingerprint of the configuration.
    pub fn configured(&self) -> Fingerprint {
        self.configuration.print
    }

    /// Files that are read because a page shows them: where they are, and whether they could be read.
    pub fn shown_files(&self) -> Vec<(PathBuf, bool)> {
        self.inputs.shown_files(&self.options.root)
    }

    /// The number of the version of the site that is known.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// As long as this is the same and nothing was updated, so is everything that is known to be wrong.
    pub fn troubles(&self) -> usize {
        self.troubles
    }

    /// What was done so far.
    pub fn work(&self) -> Work {
        self.work
    }

    /// The path below which the site lies: `/`, or `/portfolio/`.
    pub fn base_path(&self) -> &str {
        self.renderer.as_ref().map_or("/", |renderer| &renderer.site().config().base_url.path)
    }
}

/// Whether a file is rendered, and not copied.
pub(super) fn is_made(route: &Route) -> bool {
    !matches!(route.node, Node::ThemeAsset(_) | Node::File(_))
}
