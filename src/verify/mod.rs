//! Layer 12: runs the snippets of a site, compares what they give with what the pages say, and notes what holds.
//!
//! In: a builder of the site, and which Python to use. Out: a [`Report`] with a diagnostic for each thing that does not hold,
//! at its place in the page. Only here are processes started, and only for what is [marked](crate::code::snippets). With
//! [`Mode::Update`], what was printed is written into the pages. `snippets.lock` holds the results, when all is well.

mod diff;
mod interpreter;
mod judge;
mod page;
mod process;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

pub use interpreter::{Choices, Interpreter};

use crate::code::{Lock, Proof, Snippet, SnippetKind};
use crate::diagnostic::{self, Code, Diagnostic, Place, SourceMap, SourcePath, system_words};
use crate::edit::{self, LineEdit};
use crate::graph::Fingerprint;
use crate::pipeline::{Builder, ChangeSet};
use crate::site::Site;
use crate::source::LOCK_FILE;
use judge::{Fault, Judgement, judge};
use page::Page;
use process::{Event, Job, Means};

/// How long it may take to find out which Python there is: `uv` may have to make an environment first.
const PATIENCE: Duration = Duration::from_secs(120);
/// Lines of a difference of `snippets.lock` that are shown.
const SHOWN: usize = 8;

/// What is done with the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `snippets.lock` is written if all is well.
    Write,
    /// What was printed is written into the pages first.
    Update,
    /// Nothing is written; other results than those in `snippets.lock` are an error.
    Locked,
}

/// What was run and found.
#[derive(Debug, Default)]
pub struct Report {
    /// Snippets that were to be run.
    pub snippets: usize,
    /// Pages that have some.
    pub pages: usize,
    /// The Python that ran them; none if there was nothing to run, or no Python.
    pub python: Option<Proof>,
    /// Pages that were changed.
    pub updated: Vec<SourcePath>,
    /// Whether `snippets.lock` was written.
    pub wrote_lock: bool,
    /// Whether the user stopped it before its end; then nothing was written.
    pub stopped: bool,
    /// What does not hold, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: SourceMap,
}

/// Reads a site, runs its snippets with the Python that `choices` lead to, and does with the results what `mode` says. What
/// `verify.python` and the site's folder add to the choices is filled in here. Once `stop` is set, processes are ended and no
/// other is started.
pub fn verify(builder: &mut Builder, choices: Choices, mode: Mode, stop: &AtomicBool) -> Report {
    let mut report = Report::default();
    builder.update(&ChangeSet::everything());
    if let Err(diagnostics) = run(builder, (choices, mode, stop), &mut report) {
        report.diagnostics.extend(diagnostics);
    }
    diagnostic::sort(&mut report.diagnostics);
    report.sources = builder.sources().clone();
    report
}

type Wish<'a> = (Choices, Mode, &'a AtomicBool);

fn run(builder: &mut Builder, (choices, mode, stop): Wish<'_>, report: &mut Report) -> Result<(), Vec<Diagnostic>> {
    let mut trial = Trial::of(builder, None)?;
    report.snippets = trial.prints.values().map(Vec::len).sum();
    report.pages = trial.prints.len();
    if report.snippets > 0 {
        let session = Session::of(builder, choices, stop).inspect_err(|_| {
            // A Python that was ended while it was asked who it is did not answer because of that.
            report.stopped = stop.load(Ordering::Relaxed);
        })?;
        report.python = Some(session.python.clone());
        trial.run(site(builder)?, &session);
        if mode == Mode::Update && !session.is_stopped() && trial.faults.iter().any(|fault| fault.cure.is_some()) {
            report.updated = update(builder, &mut trial.faults, &mut report.diagnostics);
            trial.again(builder, &report.updated, &session)?;
        }
    }
    report.stopped = stop.load(Ordering::Relaxed);
    report.diagnostics.extend(trial.faults.drain(..).map(|fault| fault.diagnostic));
    if report.diagnostics.is_empty() && !report.stopped {
        report.wrote_lock = keep(builder, trial.lock(report.python.as_ref()), mode)?;
    }
    Ok(())
}

/// The site, if nothing is wrong with it: what is published of a broken one is not known.
fn site(builder: &Builder) -> Result<&Site, Vec<Diagnostic>> {
    let errors: Vec<Diagnostic> = builder.diagnostics().into_iter().filter(Diagnostic::is_error).collect();
    builder.renderer().filter(|_| errors.is_empty()).map(|renderer| &**renderer.site()).ok_or(errors)
}

/// What processes are started with.
struct Session<'a> {
    interpreter: Interpreter,
    python: Proof,
    folder: PathBuf,
    paths: Vec<String>,
    timeout: Duration,
    stop: &'a AtomicBool,
}

impl<'a> Session<'a> {
    /// Finds the Python, and looks whether it can be used.
    fn of(builder: &Builder, mut choices: Choices, stop: &'a AtomicBool) -> Result<Self, Vec<Diagnostic>> {
        let config = &site(builder)?.config().verify;
        let root = std::path::absolute(&builder.options().root).unwrap_or_else(|_| builder.options().root.clone());
        choices.configured =
            config.python.as_ref().map(|python| (python.to_string(), builder.config_place("verify.python")));
        choices.root.clone_from(&root);
        let paths = config.path.iter().map(|folder| root.join(folder.as_str()));
        let mut missing = Vec::new();
        for (index, path) in paths.clone().enumerate().filter(|(_, path)| !path.is_dir()) {
            let message = format!("there is no folder `{}`", config.path[index]);
            let place = builder.config_place(&format!("verify.path[{index}]"));
            let diagnostic = Diagnostic::new(Code::InvalidValue, message)
                .help(format!("paths are relative to the site's folder; looked for `{}`", path.display()));
            missing.push(place.into_iter().fold(diagnostic, Diagnostic::at));
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let interpreter = Interpreter::choose(&choices).map_err(|wrong| vec![wrong])?;
        let python = probe(&interpreter, &root, stop).map_err(|wrong| vec![wrong])?;
        Ok(Self {
            interpreter,
            python,
            folder: root.clone(),
            paths: paths.map(|path| path.to_string_lossy().into_owned()).collect(),
            timeout: Duration::from_secs(u64::from(config.timeout)),
            stop,
        })
    }

    fn means(&self) -> Means<'_> {
        Means { interpreter: &self.interpreter, folder: &self.folder, timeout: self.timeout, stop: self.stop }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Which Python it is.
fn probe(interpreter: &Interpreter, folder: &std::path::Path, stop: &AtomicBool) -> Result<Proof, Diagnostic> {
    let means = Means { interpreter, folder, timeout: PATIENCE, stop };
    let run = process::run(&Job::default(), means).map_err(|error| interpreter.not_started(&error))?;
    let found = run.events.iter().find_map(|event| match event {
        Event::Python { version, implementation } => Some((*version, implementation)),
        _ => None,
    });
    match found {
        Some((version, implementation)) => interpreter.checked(version, implementation),
        None => Err(interpreter.not_usable(&run.last_words)),
    }
}

/// Snippets, and what became of them.
#[derive(Default)]
struct Trial {
    /// The fingerprints of all snippets by page, in reading order.
    prints: BTreeMap<SourcePath, Vec<Fingerprint>>,
    /// Those that gave what the page says.
    passed: BTreeSet<(SourcePath, Fingerprint)>,
    faults: Vec<Fault>,
}

impl Trial {
    /// The snippets of a site; only those of `pages`, if some are named.
    fn of(builder: &Builder, pages: Option<&[SourcePath]>) -> Result<Self, Vec<Diagnostic>> {
        let mut trial = Self::default();
        let wanted = |path: &SourcePath| pages.is_none_or(|pages| pages.contains(path));
        for page in site(builder)?.pages().filter(|page| wanted(&page.document.path)) {
            let body = page.document.body();
            let snippets = Page::new(&page.document, &body).snippets();
            let prints: Vec<Fingerprint> = snippets.iter().map(|snippet| snippet.print).collect();
            if !prints.is_empty() {
                trial.prints.insert(SourcePath::clone(&page.document.path), prints);
            }
        }
        Ok(trial)
    }

    /// Runs the snippets, the pages side by side.
    fn run(&mut self, site: &Site, session: &Session<'_>) {
        let wanted = site.pages().filter(|page| self.prints.contains_key(&page.document.path));
        let parsed: Vec<_> = wanted.map(|page| (&page.document, page.document.body())).collect();
        let pages: Vec<Page<'_>> = parsed.iter().map(|(document, body)| Page::new(document, body)).collect();
        let of_page = |page| processes(Page::snippets(page)).into_iter().map(move |snippets| (page, snippets));
        let tasks: Vec<(&Page<'_>, Vec<Snippet<'_>>)> = pages.iter().flat_map(of_page).collect();
        let judged: Vec<Judgement> = tasks.par_iter().map(|(page, snippets)| one(page, snippets, session)).collect();
        for ((page, snippets), judgement) in tasks.iter().zip(judged) {
            let passed = judgement.passed.iter().filter_map(|at| snippets.get(*at));
            self.passed.extend(passed.map(|snippet| (SourcePath::clone(&page.document.path), snippet.print)));
            self.faults.extend(judgement.faults);
        }
    }

    /// Runs the pages again that were changed: what was written has to be what is printed the next time.
    fn again(
        &mut self,
        builder: &mut Builder,
        pages: &[SourcePath],
        session: &Session<'_>,
    ) -> Result<(), Vec<Diagnostic>> {
        builder.update(&ChangeSet::everything());
        let mut again = Self::of(builder, Some(pages))?;
        again.run(site(builder)?, session);
        for fault in &mut again.faults {
            if fault.diagnostic.code == Code::SnippetOutput {
                fault.diagnostic.message = "the snippet prints something else each time it is run".to_owned();
                fault.diagnostic.help.pop();
                fault.diagnostic.help.push(
                    "show what stays the same, or write `doctest=\"+ELLIPSIS\"` and `...` for what does not".to_owned(),
                );
            }
        }
        let is_old = |path: &SourcePath| pages.contains(path);
        self.passed.retain(|(path, _)| !is_old(path));
        self.faults.retain(|fault| fault.diagnostic.place.as_ref().is_none_or(|place| !is_old(&place.path)));
        self.prints.extend(again.prints);
        self.passed.extend(again.passed);
        self.faults.extend(again.faults);
        Ok(())
    }

    /// What is to be kept of it.
    fn lock(&self, python: Option<&Proof>) -> Lock {
        let mut lock = Lock::default();
        for (path, prints) in &self.prints {
            for print in prints.iter().filter(|print| self.passed.contains(&(SourcePath::clone(path), **print))) {
                python.into_iter().for_each(|python| lock.add(*print, python, path));
            }
        }
        lock
    }
}

/// The snippets of a page by the processes in which they are run.
fn processes(snippets: Vec<Snippet<'_>>) -> Vec<Vec<Snippet<'_>>> {
    let (alone, together): (Vec<_>, Vec<_>) = snippets.into_iter().partition(|snippet| snippet.isolated);
    let together = Some(together).filter(|together| !together.is_empty());
    together.into_iter().chain(alone.into_iter().map(|snippet| vec![snippet])).collect()
}

/// One process.
fn one(page: &Page<'_>, snippets: &[Snippet<'_>], session: &Session<'_>) -> Judgement {
    if session.is_stopped() {
        return Judgement::default();
    }
    let job =
        Job { paths: session.paths.clone(), snippets: snippets.iter().map(|snippet| task(page, snippet)).collect() };
    match process::run(&job, session.means()) {
        Ok(run) => judge(page, snippets, &run, session.timeout),
        Err(error) => {
            let message = format!("the snippets of this page cannot be run: {}", system_words(&error));
            let diagnostic = Diagnostic::new(Code::SnippetFailed, message).at(Place::whole(&page.document.path));
            Judgement { passed: Vec::new(), faults: vec![Fault { diagnostic, cure: None }] }
        }
    }
}

fn task(page: &Page<'_>, snippet: &Snippet<'_>) -> process::Code {
    let attributes = &snippet.block.attributes;
    let (name, line) = page.source(snippet.index);
    process::Code {
        name,
        kind: match snippet.kind {
            SnippetKind::Script => "script",
            SnippetKind::Session => "session",
        },
        source: snippet.block.source.clone(),
        line,
        flags: attributes.doctest.clone(),
        raises: attributes.raises.clone(),
        expected: snippet.output.map(|(_, output)| output.source.clone()),
    }
}

/// Writes what was printed into the pages. Faults that are cured are taken away with those of the same page, which is looked
/// at again; gives the pages that were changed.
fn update(builder: &Builder, faults: &mut [Fault], refused: &mut Vec<Diagnostic>) -> Vec<SourcePath> {
    let mut edits: BTreeMap<SourcePath, Vec<LineEdit>> = BTreeMap::new();
    for fault in faults {
        if let (Some(place), Some(cure)) = (&fault.diagnostic.place, fault.cure.take()) {
            edits.entry(SourcePath::clone(&place.path)).or_default().push(cure);
        }
    }
    let mut updated = Vec::new();
    for (path, edits) in edits {
        let (Some(absolute), Some(known)) = (builder.file(&path), builder.sources().text(&path)) else { continue };
        match edit::rewrite((&absolute, &path), &known, &edits) {
            Ok(()) => updated.push(path),
            Err(diagnostic) => refused.push(diagnostic),
        }
    }
    updated
}

/// Writes `snippets.lock`, or looks whether it says the same. A site without results gets none.
fn keep(builder: &Builder, lock: Lock, mode: Mode) -> Result<bool, Vec<Diagnostic>> {
    let path: SourcePath = LOCK_FILE.into();
    let before = builder.sources().text(&path);
    if lock.is_empty() && before.is_none() {
        return Ok(false);
    }
    let text = lock.to_text();
    if mode != Mode::Locked {
        let absolute = builder.file(&path).unwrap_or_else(|| builder.options().root.join(LOCK_FILE));
        return edit::put((&absolute, &path), &text).map_err(|wrong| vec![wrong]);
    }
    let before = before.as_deref().unwrap_or_default();
    if before == text {
        return Ok(false);
    }
    let changes: Vec<String> =
        diff::show(before, &text).lines().filter(|line| line.starts_with(['-', '+'])).map(str::to_owned).collect();
    let more = changes.len().saturating_sub(SHOWN);
    let mut shown = changes[..changes.len() - more].join("\n");
    if more > 0 {
        shown.push_str(&format!("\n… and {more} more lines"));
    }
    let diagnostic = Diagnostic {
        severity: diagnostic::Severity::Error,
        ..Diagnostic::new(Code::SnippetLock, format!("`{path}` does not hold what was found"))
    };
    let diagnostic = diagnostic.at(Place::whole(&path)).help(format!("- the file, + what was found:\n{shown}"));
    Err(vec![diagnostic.help("run `showpiece verify` without `--locked`, with the same Python, and commit the file")])
}
