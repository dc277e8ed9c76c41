//! One content file, parsed: what the pipeline knows of a page before it knows of any other.

use std::sync::{Arc, Mutex, PoisonError};

use super::cut::cut;
use super::defaults::Defaults;
use super::front_matter::FrontMatter;
use super::include::Shows;
use super::location::{DocumentKind, Location};
use super::mapping::Mapping;
use super::markdown::{self, Input};
use super::node::Body;
use super::notebook::{self, Composed};
use super::outline::Outline;
use super::{Settings, repository, toc};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, SourceText, Span};
use crate::graph::Fingerprint;
use crate::value::address_part;
use crate::yaml::{self, Layer, Origin};

/// Words a reader takes in per minute.
const WORDS_PER_MINUTE: usize = 220;
/// Lines of code a reader takes in per minute: they are read, not skimmed.
const CODE_LINES_PER_MINUTE: usize = 40;
/// The levels that a table of contents lists.
const TOC_LEVELS: std::ops::RangeInclusive<u8> = 2..=3;
/// With fewer headings than this a table of contents is no help.
const TOC_LEAST: usize = 3;

/// A content file, parsed.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file.
    pub path: SourcePath,
    /// What it is.
    pub kind: DocumentKind,
    /// Where it lies.
    pub location: Location,
    /// Its facts; the same document with the files that it shows shares them.
    pub front: Arc<FrontMatter>,
    /// The text that its spans count in: the whole file, or what a notebook has to say.
    pub text: SourceText,
    /// What the rest of the site knows of its body.
    pub outline: Outline,
    /// Of all that it was made from: equal inputs give equal documents.
    pub input: Fingerprint,
    pub(super) source: Source,
    /// The files that its blocks show, once they are read.
    pub(super) shows: Option<Arc<Shows>>,
    /// Pictures out of notebooks that become files beside its page.
    pictures: Arc<[Extracted]>,
    body: Held,
}

/// Where the parts of a document stand in its text, and how its body is parsed.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// What the configuration says.
    pub settings: Settings,
    /// The bytes of the front matter's YAML.
    pub front_range: std::ops::Range<usize>,
    /// The byte at which the body begins.
    pub body_start: usize,
    /// The pieces of the text, if the file is a notebook.
    pub notebook: Option<Arc<Composed>>,
}

/// A picture out of a notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// The name of the file: its bytes decide it.
    pub name: String,
    /// What is in it.
    pub bytes: Arc<[u8]>,
    /// Of the bytes.
    pub fingerprint: Fingerprint,
    /// Width and height in pixels, as it is to be shown.
    pub size: Option<(u32, u32)>,
}

/// A parsed body while it is held.
#[derive(Debug, Default)]
struct Held(Mutex<Option<Arc<Body>>>);

impl Held {
    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Arc<Body>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Held {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.slot().clone()))
    }
}

/// A content file as it was read.
#[derive(Debug, Clone)]
pub struct Written<'a> {
    /// Its path in the site.
    pub path: &'a SourcePath,
    /// All of it.
    pub text: SourceText,
    /// Of the text: whoever read the file has it, and each byte is hashed once.
    pub print: Fingerprint,
}

impl<'a> Written<'a> {
    /// A file whose text nobody has hashed yet.
    pub fn new(path: &'a SourcePath, text: &Arc<str>) -> Self {
        Self { path, text: Arc::clone(text).into(), print: Fingerprint::of(text.as_bytes()) }
    }
}

/// The fingerprint of what [`parse`] makes a document from.
pub fn input(file: &Written<'_>, settings: &Settings, defaults: &Defaults) -> Fingerprint {
    let Settings { smart_punctuation, raw_html } = settings;
    let below = defaults.print(file.path);
    let settings = [u8::from(*smart_punctuation), *raw_html as u8];
    Fingerprint::of_parts([file.path.as_bytes(), &file.print.bytes(), &settings, &below.bytes()])
}

/// Parses one content file. The document is absent when its front matter cannot be used; the body's faults are reported
/// all the same.
pub fn parse(file: Written<'_>, settings: &Settings, defaults: &Defaults) -> (Option<Document>, Vec<Diagnostic>) {
    if notebook::is_notebook(file.path) {
        return parse_notebook(file, settings, defaults);
    }
    let (path, text) = (file.path, &file.text.get());
    let parts = match cut(path, text) {
        Ok(parts) => parts,
        Err(diagnostic) => return (None, vec![diagnostic]),
    };
    let (body, mut diagnostics) = markdown::parse(Input { path, file: text, offset: parts.body, settings });
    let front = match front(path, (text, &parts.yaml), defaults) {
        Ok(front) => front,
        Err(found) => {
            diagnostics.extend(found);
            return (None, diagnostics);
        }
    };
    let source = Source { settings: *settings, front_range: parts.yaml, body_start: parts.body, notebook: None };
    let input = input(&file, settings, defaults);
    let document = Document::new((file, input), (front, Outline::of(&body, text)), source);
    *document.body.slot() = Some(Arc::new(body));
    diagnostics.extend(document.check());
    (Some(document), diagnostics)
}

fn front(
    path: &SourcePath,
    (text, yaml): (&str, &std::ops::Range<usize>),
    defaults: &Defaults,
) -> Result<FrontMatter, Vec<Diagnostic>> {
    let origin = Origin { path: SourcePath::clone(path), offset: yaml.start };
    let own = Layer { text: text.get(yaml.clone()).unwrap_or_default(), origin: &origin, below: None };
    FrontMatter::read(Location::of(path).0, own, defaults.under(path))
}

/// Parses a notebook: its front matter first, since its text may begin by repeating the title.
fn parse_notebook(file: Written<'_>, settings: &Settings, defaults: &Defaults) -> (Option<Document>, Vec<Diagnostic>) {
    let path = file.path;
    if matches!(Location::of(path).0, DocumentKind::Section | DocumentKind::Home) {
        let diagnostic = Diagnostic::new(Code::NotebookFormat, "the text of a section cannot be a notebook")
            .at(Place::whole(path))
            .help("write an `_index.md`, and give the notebook another name");
        return (None, vec![diagnostic]);
    }
    let (composed, mut diagnostics) = notebook::compose(path, &file.text.get());
    let Some(composed) = composed else { return (None, diagnostics) };
    let front = front(path, (&composed.text, &composed.front), defaults);
    let title = front.as_ref().ok().map(|front| front.title().as_str());
    let (body, found) = composed.body(title, (path, settings));
    diagnostics.extend(found.into_iter().map(|one| composed.mapping.lead(one, path)));
    let front = match front {
        Ok(front) => front,
        Err(found) => {
            diagnostics.extend(found.into_iter().map(|one| composed.mapping.lead(one, path)));
            return (None, diagnostics);
        }
    };
    let (text, front_range) = (Arc::clone(&composed.text), composed.front.clone());
    let outline = Outline::of(&body, &text);
    let source = Source { settings: *settings, front_range, body_start: 0, notebook: Some(Arc::new(composed)) };
    let input = input(&file, settings, defaults);
    let document = Document { text: text.into(), ..Document::new((file, input), (front, outline), source) };
    *document.body.slot() = Some(Arc::new(body));
    diagnostics.extend(document.check());
    (Some(document), diagnostics)
}

impl Document {
    /// A document whose body is not held.
    pub(super) fn new(
        (file, input): (Written<'_>, Fingerprint),
        (front, outline): (FrontMatter, Outline),
        source: Source,
    ) -> Self {
        let (kind, location) = Location::of(file.path);
        let (path, text) = (SourcePath::clone(file.path), file.text);
        let pictures = source.notebook.as_ref().map_or_else(Arc::default, |own| own.extracted.as_slice().into());
        let (shows, body, front) = (None, Held::default(), Arc::new(front));
        Self { path, kind, location, front, text, outline, input, source, shows, pictures, body }
    }

    /// Its text, parsed: the nodes that are held, or the same again. What is wrong with it was told by [`parse`].
    pub fn body(&self) -> Arc<Body> {
        let mut slot = self.body.slot();
        if let Some(body) = &*slot {
            return Arc::clone(body);
        }
        let Source { settings, body_start, notebook, .. } = &self.source;
        let (mut body, _) = match notebook {
            Some(notebook) => notebook.body(Some(self.front.title()), (&self.path, settings)),
            None => markdown::parse(Input { path: &self.path, file: &self.text.get(), offset: *body_start, settings }),
        };
        if let Some(shows) = &self.shows {
            // What is wrong with what they show was told when they were read.
            drop(shows.show(self, &mut body));
        }
        let body = Arc::new(body);
        *slot = Some(Arc::clone(&body));
        body
    }

    /// The document with the code that its blocks show of files, and what is wrong with that.
    pub fn showing(&self, shows: Shows) -> (Document, Vec<Diagnostic>) {
        let mut body = Body::clone(&self.body());
        self.let_go();
        let (diagnostics, shown) = shows.show(self, &mut body);
        let outline = Outline::of(&body, &self.text.get()).sharing_with(&self.outline);
        let mut pictures = self.pictures.to_vec();
        for picture in shown {
            if pictures.iter().all(|other| other.name != picture.name) {
                pictures.push(picture);
            }
        }
        let (shows, pictures) = (Some(Arc::new(shows)), pictures.into());
        let document = Document { outline, shows, pictures, body: Held::default(), ..self.clone() };
        *document.body.slot() = Some(Arc::new(body));
        (document, diagnostics)
    }

    /// The same for a document of which it is known what it looks like to others with that code.
    pub fn showing_as(&self, shows: Shows, outline: Outline) -> Document {
        let outline = outline.sharing_with(&self.outline);
        Document { outline, shows: Some(Arc::new(shows)), body: Held::default(), ..self.clone() }
    }

    /// Whether its parsed body is held.
    pub fn holds_body(&self) -> bool {
        self.body.slot().is_some()
    }

    /// Lets the parsed body go: nodes take several times the memory of the text, and few pages are rendered twice.
    pub fn let_go(&self) {
        *self.body.slot() = None;
    }

    /// The last part of its page's address.
    pub fn slug(&self) -> String {
        self.front.slug().map_or_else(|| address_part(self.location.stem()), ToString::to_string)
    }

    /// Packs its text, after letting its body go: nobody is expected to read it soon.
    pub fn put_away(&self) {
        self.let_go();
        self.text.pack();
    }

    /// Whether the code of the files that it shows has yet to be put in.
    pub fn is_to_be_made_whole(&self) -> bool {
        self.shows.is_none() && self.has_includes()
    }

    /// Whether another version of it has the same text up to the end of its front matter.
    pub fn has_front_text_of(&self, other: &Document) -> bool {
        let (own, others) = (self.text.get(), other.text.get());
        own.get(..self.source.front_range.end) == others.get(..other.source.front_range.end)
    }

    /// The place of a key of the front matter.
    pub fn front_place(&self, key: &str) -> Place {
        let origin = Origin { path: SourcePath::clone(&self.path), offset: self.source.front_range.start };
        let place = yaml::place(self.text.get().get(self.source.front_range.clone()).unwrap_or_default(), &origin, key);
        Place { span: self.mapping().span(place.span), ..place }
    }

    /// From its text to the file.
    pub fn mapping(&self) -> Mapping {
        self.source.notebook.as_ref().map(|notebook| notebook.mapping.clone()).unwrap_or_default()
    }

    /// The place of a span of its text in the file.
    pub fn place(&self, span: Span) -> Place {
        Place::new(&self.path, self.mapping().span(span))
    }

    /// Pictures that lie in the file or in a notebook that it shows, and become files beside the page.
    pub fn pictures(&self) -> &[Extracted] {
        &self.pictures
    }

    /// The picture out of it that has this name.
    pub fn extracted(&self, name: &str) -> Option<&Extracted> {
        self.pictures().iter().find(|file| file.name == name)
    }

    /// The sentence for lists: the front matter's, else the text before `<!-- more -->`.
    pub fn summary(&self) -> String {
        if let Some(summary) = self.front.summary() {
            return summary.trim().to_owned();
        }
        self.outline.lead.clone()
    }

    /// Minutes, at least one.
    pub fn reading_time(&self) -> usize {
        let seconds = self.outline.words * 60 / WORDS_PER_MINUTE + self.outline.code_lines * 60 / CODE_LINES_PER_MINUTE;
        seconds.div_ceil(60).max(1)
    }

    /// The table of contents; empty when there are too few headings to list.
    pub fn toc(&self) -> Vec<toc::Entry> {
        let entries = toc::tree(&self.outline.headings, TOC_LEVELS);
        let listed = self
            .outline
            .headings
            .iter()
            .filter(|heading| TOC_LEVELS.contains(&heading.level) && !heading.nested)
            .count();
        if listed < TOC_LEAST { Vec::new() } else { entries }
    }

    /// What the types of the keys alone cannot say.
    fn check(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if self.front.title().trim().is_empty() {
            let diagnostic = Diagnostic::new(Code::InvalidValue, "the title is empty")
                .help("lists, links and the browser's tab show the title");
            found.push(diagnostic.at(self.front_place("title")));
        }
        if self.front.period().is_reversed() {
            let diagnostic = Diagnostic::new(Code::EndBeforeStart, "the project ends before it begins");
            let begins = (self.front_place("start"), "it begins here");
            let diagnostic = diagnostic.help("swap the two, or leave `end` out while it goes on");
            found.push(diagnostic.at(self.front_place("end")).label(begins.0, begins.1));
        }
        for (index, result) in self.front.results().iter().enumerate() {
            if result.value.is_none() && (result.before.is_none() || result.after.is_none()) {
                let message = format!("the result `{}` has no value", result.metric);
                let diagnostic = Diagnostic::new(Code::InvalidValue, message)
                    .at(self.front_place(&format!("results[{index}]")))
                    .help("add `value:`, or both `before:` and `after:`");
                found.push(diagnostic);
            }
        }
        found.extend(repository::check(self));
        found
    }
}
