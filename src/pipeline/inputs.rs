//! What a site is made of, kept between builds: files, documents, data, theme. A change replaces the parts it touches.
//!
//! In: the configuration and where something may have happened. Out: the parts for [`site::assemble`], what is wrong with
//! them, and which of them are others than before. Nothing is joined or rendered here.

mod asked;
mod copied;
mod room;
mod themed;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

pub(super) use room::Room;
use themed::Themed;

use super::cache::{Documents, KeptDocument};
use super::configuration::{Configuration, Meant};
use super::includes::{Shows, Whole};
use super::inventories::Inventories;
use super::{ChangeSet, Options};
use crate::code::Lock;
use crate::config::Config;
use crate::content::{self, Defaults, Document, KeptWhole, Settings, Written};
use crate::diagnostic::{Diagnostic, SourceMap, SourcePath};
use crate::graph::Fingerprint;
use crate::portfolio::{self, Portfolio};
use crate::site::{FileFacts, Parts};
use crate::source::{self, Allowed, FileBody, OnDisk, Reading, SourceFile, SourceKind, Touched};
use crate::template::{Addition, Engines, assets::Asset};

/// So many documents are in memory as they are written for the next process.
const KEPT_AT_ONCE: usize = 256;

/// The parts of a site as they were read last.
#[derive(Default)]
pub(super) struct Inputs {
    reading: Option<Reading>,
    /// The files as they were read before the first look at the site, under that configuration.
    ahead: Option<(Fingerprint, Reading)>,
    /// Of the configuration that the parts were made with.
    configured: Fingerprint,
    texts: SourceMap,
    settings: Option<Settings>,
    defaults: Defaults,
    documents: BTreeMap<SourcePath, Parsed>,
    portfolio: Option<(Arc<Portfolio>, Vec<Diagnostic>)>,
    theme: Option<Themed>,
    /// Which snippets were found true.
    lock: (Lock, Vec<Diagnostic>),
    /// Templates of the site that the theme has changed since they were taken from it, for the linter.
    drift: Vec<Diagnostic>,
    /// Templates of the site that its theme does not know, for the linter too.
    additions: Vec<Addition>,
    files: BTreeMap<SourcePath, FileFacts>,
    /// Documents that an earlier process parsed, until the first look at the site.
    known: Documents,
    shows: Shows,
    inventories: Inventories,
    /// How many documents were parsed so far.
    pub parsed: usize,
}

/// A content file as it was parsed.
pub(super) struct Parsed {
    input: Fingerprint,
    /// The document by itself.
    pub parsed: Option<Arc<Document>>,
    /// Whether it shows files.
    pub shows_files: bool,
    /// The document with the code of those files.
    pub whole: Option<Whole>,
    /// What an earlier process knew of that, until the first look at those files.
    pub kept_whole: Option<Box<KeptWhole>>,
    diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    fn new(input: Fingerprint, document: Option<Document>, diagnostics: Vec<Diagnostic>) -> Self {
        let shows_files = document.as_ref().is_some_and(Document::has_includes);
        let parsed = document.map(Arc::new);
        Self { input, parsed, shows_files, whole: None, kept_whole: None, diagnostics }
    }

    /// The document as the site has it.
    pub(super) fn document(&self) -> Option<&Arc<Document>> {
        self.whole.as_ref().map(|whole| &whole.document).or(self.parsed.as_ref())
    }

    fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().chain(self.whole.iter().flat_map(|whole| &whole.diagnostics))
    }
}

/// What a refresh found to be another.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Files with another content, new ones, and those that are gone.
    pub files: BTreeSet<SourcePath>,
    /// Whether the configuration is another one.
    pub is_configured_anew: bool,
    /// The documents that were parsed anew, if they were there before and nothing else happened.
    pub texts_alone: Option<Vec<Replacement>>,
}

/// A document before and after.
#[derive(Debug)]
pub(super) struct Replacement {
    pub before: Arc<Document>,
    pub after: Arc<Document>,
}

impl Inputs {
    /// Looks at what may have changed, and makes the parts anew that are touched.
    pub(super) fn refresh(
        &mut self,
        (meant, print): (&Meant, Fingerprint),
        changes: &ChangeSet,
        options: &Options,
    ) -> Changes {
        let is_configured = self.configured == print;
        self.configured = print;
        let touched = Touched { paths: &changes.paths, everything: changes.everything, walk: !is_configured };
        let is_first = self.reading.is_none();
        let files = match &mut self.reading {
            Some(reading) => reading.again(&meant.rules, touched, &OnDisk),
            None => {
                let ahead = self.ahead.take().filter(|(configured, _)| *configured == print);
                let first = || Reading::first(&options.root, &meant.rules, &OnDisk);
                let reading = ahead.map_or_else(first, |(_, reading)| reading);
                let all = reading.sources.files.keys().cloned().collect();
                self.reading = Some(reading);
                all
            }
        };
        self.note_texts(&files, is_first);
        let kinds: BTreeSet<Option<SourceKind>> = files.iter().map(|path| source::classify(path)).collect();
        let has = |wanted: &[SourceKind]| is_first || wanted.iter().any(|kind| kinds.contains(&Some(*kind)));
        let mut replaced = self.parse(&files, &meant.config, options.preview);
        let shown = self.show_files(&mut replaced, (meant, touched), options);
        if has(&[SourceKind::Data]) {
            self.read_data(options.preview);
        }
        if has(&[SourceKind::Lock]) {
            self.read_lock();
        }
        let is_themed = self.theme.is_some() && is_configured;
        const THEME: [SourceKind; 5] = [
            SourceKind::Template,
            SourceKind::ThemeConfig,
            SourceKind::ThemeTemplate,
            SourceKind::ThemeWords,
            SourceKind::ThemeAsset,
        ];
        if !is_themed || has(&THEME) {
            self.load_theme(meant, options);
        }
        // An `index.md` that comes or goes makes files of notebooks, or pages.
        if has(&[SourceKind::ContentAsset, SourceKind::Static, SourceKind::Notebook]) || files.iter().any(is_index) {
            self.note_files();
        }
        if let Some(reading) = self.reading.as_ref().filter(|_| !is_configured || has(&[SourceKind::Inventory])) {
            self.inventories.refresh(reading, meant);
        }
        let only_texts = is_configured && files.iter().all(|path| self.is_text_of_page(path));
        let files = files.into_iter().chain(shown).collect();
        Changes { files, is_configured_anew: !is_configured, texts_alone: replaced.filter(|_| only_texts && !is_first) }
    }

    /// Puts the code of files into the documents that show it; gives the files that are others now.
    fn show_files(
        &mut self,
        replaced: &mut Option<Vec<Replacement>>,
        (meant, touched): (&Meant, Touched<'_>),
        options: &Options,
    ) -> BTreeSet<SourcePath> {
        let known: Vec<SourcePath> = self.shows.files.texts().map(|(path, _)| Arc::clone(path)).collect();
        let allowed = Allowed::new(&options.root, &meant.config.allow_outside);
        let room = Room::of(options.preview);
        let changed = self.shows.refresh((&mut self.documents, &room), replaced, (&allowed, touched));
        // Texts of the site itself are kept by whoever reads them.
        let Some(reading) = &self.reading else { return changed };
        let is_own = |path: &str| reading.sources.get(path).is_some_and(|file| !matches!(file.body, FileBody::Bytes));
        for path in known.iter().filter(|path| !is_own(path)) {
            self.texts.remove(path);
        }
        for (path, text) in self.shows.files.texts().filter(|(path, _)| !is_own(path)) {
            self.texts.insert(Arc::clone(path), Arc::clone(text));
        }
        changed
    }

    /// Files that pages show: where they are, and whether they could be read.
    pub(super) fn shown_files(&self, root: &Path) -> Vec<(PathBuf, bool)> {
        self.shows.places(root)
    }

    /// Whether a file is Markdown, or a notebook that is a page.
    fn is_text_of_page(&self, path: &SourcePath) -> bool {
        let page = |reading: &Reading| reading.sources.get(path).is_some_and(|file| reading.sources.is_page(file));
        source::classify(path) == Some(SourceKind::Content) || self.reading().is_some_and(page)
    }

    fn reading(&self) -> Option<&Reading> {
        self.reading.as_ref()
    }

    /// Keeps the texts that diagnostics point into.
    fn note_texts(&mut self, files: &BTreeSet<SourcePath>, is_first: bool) {
        let Some(reading) = &self.reading else { return };
        if is_first {
            self.texts = reading.sources.source_map();
            return;
        }
        for path in files {
            match reading.sources.get(path).map(|file| &file.body) {
                Some(FileBody::Text(text) | FileBody::Broken { shown: text }) => {
                    self.texts.insert(SourcePath::clone(path), text.clone());
                }
                Some(FileBody::Bytes) | None => self.texts.remove(path),
            }
        }
    }

    /// Parses content files that are made from something else than before. Gives what was replaced, unless a document
    /// came or went. In a preview, a file that cannot be read goes on being the document that it was.
    fn parse(&mut self, files: &BTreeSet<SourcePath>, config: &Config, is_preview: bool) -> Option<Vec<Replacement>> {
        let settings =
            Settings { smart_punctuation: config.markdown.smart_punctuation, raw_html: config.markdown.raw_html };
        let Some(reading) = &self.reading else { return None };
        let all = self.settings != Some(settings) || files.iter().any(|path| path.ends_with("/_index.md"));
        if all {
            let content = reading.sources.of_kind(SourceKind::Content);
            let indexes = content.filter(|file| file.path.ends_with("/_index.md"));
            let indexes: Vec<_> = indexes.filter_map(|file| Some((&file.path, file.text()?))).collect();
            self.defaults = Defaults::gather(indexes.iter().map(|(path, text)| (*path, text)));
            self.settings = Some(settings);
        }
        let sources = &reading.sources;
        let mut alike = true;
        // Notebooks that have become files beside a page.
        let has_index = files.iter().any(is_index);
        let is_file = |path: &&SourcePath| sources.get(path).is_some_and(|file| !sources.is_page(file));
        let files_now: Vec<SourcePath> =
            if has_index { self.documents.keys().filter(is_file).cloned().collect() } else { Vec::new() };
        for path in files_now {
            alike &= self.documents.remove(&path).is_none();
        }
        let gone: Vec<&SourcePath> =
            files.iter().filter(|path| sources.get(path).and_then(SourceFile::source_text).is_none()).collect();
        for path in gone.into_iter().filter(|path| !is_preview || reading.sources.get(path).is_none()) {
            alike &= self.documents.remove(path).is_none();
        }
        let texts: Vec<&SourceFile> = if all {
            sources.pages().collect()
        } else if has_index {
            let may_be = |file: &&SourceFile| file.kind == SourceKind::Notebook || files.contains(&file.path);
            sources.pages().filter(may_be).collect()
        } else {
            files.iter().filter_map(|path| sources.get(path)).filter(|file| sources.is_page(file)).collect()
        };
        let (documents, defaults) = (&self.documents, &self.defaults);
        let known = std::mem::take(&mut self.known);
        let parsings = AtomicUsize::new(0);
        let room = Room::of(is_preview);
        let parse = |file: &SourceFile| {
            let path = &file.path;
            let written = Written { path, text: file.source_text()?.clone(), print: file.fingerprint };
            let input = content::input(&written, &settings, defaults);
            if documents.get(path).is_some_and(|parsed| parsed.input == input) {
                return None;
            }
            let kept = known.get(path, input);
            let kept = kept.and_then(|kept| content::restore((written.clone(), input), &settings, kept));
            if let Some((document, diagnostics, whole)) = kept {
                let parsed = Parsed::new(input, Some(document), diagnostics);
                return Some((SourcePath::clone(path), Parsed { kept_whole: whole.map(Box::new), ..parsed }));
            }
            parsings.fetch_add(1, Ordering::Relaxed);
            let (document, diagnostics) = content::parse(written, &settings, defaults);
            document.iter().for_each(|document| room.hold_or_let_go(document));
            Some((SourcePath::clone(path), Parsed::new(input, document, diagnostics)))
        };
        let parsed: Vec<_> = texts.into_par_iter().filter_map(parse).collect();
        self.parsed += parsings.into_inner();
        let mut replaced = Vec::new();
        for (path, mut after) in parsed {
            if is_preview && after.parsed.is_none() {
                if let Some(before) = self.documents.remove(&path) {
                    (after.parsed, after.shows_files) = (before.parsed, before.shows_files);
                    // What was wrong with its code was so at places that are others now.
                    after.whole = before.whole.map(|whole| Whole { diagnostics: Vec::new(), ..whole });
                }
                alike &= after.parsed.is_some();
                self.documents.insert(path, after);
                continue;
            }
            let new = after.parsed.clone();
            match (self.documents.insert(path, after).and_then(|before| before.document().cloned()), new) {
                (Some(before), Some(after)) => replaced.push(Replacement { before, after }),
                (None, None) => {}
                _ => alike = false,
            }
        }
        alike.then_some(replaced)
    }

    fn read_data(&mut self, is_preview: bool) {
        let Some(reading) = &self.reading else { return };
        let texts = reading.sources.texts(SourceKind::Data);
        let data: Vec<_> = texts.map(|(path, text)| (SourcePath::clone(path), text)).collect();
        let (portfolio, found) = portfolio::load(&data);
        let keeps = is_preview && found.iter().any(Diagnostic::is_error);
        let portfolio = match self.portfolio.take().filter(|_| keeps) {
            Some((before, _)) => before,
            None => Arc::new(portfolio),
        };
        self.portfolio = Some((portfolio, found));
    }

    fn read_lock(&mut self) {
        let text = self.reading.as_ref().and_then(|reading| reading.sources.texts(SourceKind::Lock).next());
        self.lock = text.map(|(path, text)| Lock::parse(&text, path)).unwrap_or_default();
    }

    /// Reads the files while something else is done, for the first look at the site.
    pub(super) fn read_ahead(&mut self, options: &Options) {
        let configuration = Configuration::read(options, None);
        let first = |meant: &Meant| Reading::first(&options.root, &meant.rules, &OnDisk);
        self.ahead = configuration.meant.as_ref().map(|meant| (configuration.print, first(meant)));
    }

    /// Takes over what an earlier process parsed and measured. What is another now is told by its fingerprint.
    pub(super) fn warm(&mut self, known: Documents, copied: Vec<(SourcePath, FileFacts)>) {
        self.known = known;
        self.files = copied.into_iter().collect();
    }

    /// Writes the documents for the next process, one after the other; gives what each was made from and how long it is.
    pub(super) fn keep_documents(&self, file: &mut dyn Write) -> std::io::Result<Vec<KeptDocument>> {
        let documents: Vec<_> = self.documents.iter().collect();
        let keep = |(path, parsed): &(&SourcePath, &Parsed)| {
            let document = parsed.parsed.as_ref().filter(|document| document.input == parsed.input)?;
            let whole = parsed.whole.as_ref().map(|whole| (whole.key, &*whole.document, whole.diagnostics.as_slice()));
            let bytes = content::keep(document, &parsed.diagnostics, whole)?;
            let length = u32::try_from(bytes.len()).ok()?;
            Some(((SourcePath::clone(path), parsed.input, length), bytes))
        };
        let mut all = Vec::with_capacity(documents.len());
        for some in documents.chunks(KEPT_AT_ONCE) {
            let kept: Vec<Option<_>> = some.par_iter().map(keep).collect();
            for (one, bytes) in kept.into_iter().flatten() {
                file.write_all(&bytes)?;
                all.push(one);
            }
        }
        Ok(all)
    }

    /// The stamps of the site's files, and of others that pages show, with the names of these.
    pub(super) fn stamps(&self) -> Option<([Fingerprint; 2], Vec<SourcePath>)> {
        let shown = &self.shows.files;
        Some(([self.reading()?.stamps(), shown.stamps()], shown.paths().cloned().collect()))
    }

    /// How many files were read so far.
    pub(super) fn reads(&self) -> usize {
        self.reading().map_or(0, |reading| reading.reads) + self.shows.files.reads
    }

    /// What the site is joined from; none if there is no theme to show it with.
    pub(super) fn parts(&self, config: &Config, options: &Options) -> Option<Parts> {
        let facts = self.theme.as_ref()?.facts.clone()?;
        let (portfolio, _) = self.portfolio.as_ref()?;
        let content = self.reading()?.sources.pages();
        let document = |path: &SourcePath| self.documents.get(path)?.document();
        Some(Parts {
            theme: facts,
            broken: content.map(|file| &file.path).filter(|path| document(path).is_none()).cloned().collect(),
            files: self.files.clone(),
            documents: self.documents.values().filter_map(|parsed| parsed.document().cloned()).collect(),
            documentation: self.inventories.documentation.clone(),
            portfolio: Arc::clone(portfolio),
            proofs: self.lock.0.proofs(),
            config: config.clone(),
            today: options.today,
            generator: concat!("Showpiece ", env!("CARGO_PKG_VERSION")).to_owned(),
        })
    }

    /// The templates; none if they have faults.
    pub(super) fn engines(&self) -> Option<Arc<Engines>> {
        self.theme.as_ref()?.engines.clone()
    }

    /// The theme's assets by name.
    pub(super) fn asset(&self, name: &str) -> Option<&Asset> {
        self.theme.as_ref()?.assets.get(name)
    }

    /// Everything that is wrong with the parts.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        let files = self.reading().map(Reading::diagnostics).unwrap_or_default();
        let documents = self.documents.values().flat_map(Parsed::diagnostics);
        let data = self.portfolio.iter().flat_map(|(_, found)| found);
        let theme = self.theme.iter().flat_map(|theme| &theme.diagnostics);
        let inventories = &self.inventories.diagnostics;
        let lock = &self.lock.1;
        files.into_iter().chain(documents.chain(data).chain(theme).chain(inventories).chain(lock).cloned())
    }

    /// The texts that diagnostics point into.
    pub(super) fn texts(&self) -> &SourceMap {
        &self.texts
    }
}

/// Whether a file makes its folder that of a page.
fn is_index(path: &SourcePath) -> bool {
    path.ends_with("/index.md") || path.ends_with("/index.ipynb")
}
