//! Layer 0: what went wrong, as a value.
//!
//! Every stage returns its result *and* its diagnostics and goes on, so that one bad page does not hide the others.
//! A [`Diagnostic`] names places by path and byte range only; the text around them is looked up in a [`SourceMap`] when a
//! renderer ([`terminal`], [`overlay`] and their siblings, one file each) shows it. Nothing here reads files or prints.

pub mod allow;
mod code;
mod fix;
pub mod github;
pub mod json;
pub mod overlay;
mod place;
pub mod sarif;
pub mod terminal;
mod text;

use serde::{Deserialize, Serialize};

pub use code::{Code, Explanation};
pub use fix::{Fix, is_plain, only};
pub use place::{LineColumn, Place, SourceMap, SourcePath, Span, line_column};
pub use text::SourceText;

/// The help of a template's error that only follows from a fault of the site's files, which has its own diagnostic.
pub const FOLLOWS: &str = "what would have it has faults";

/// How bad it is: an error keeps the output from being written, a warning does not (unless `--strict`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site cannot be published as it is.
    Error,
    /// The site can be published, and somebody should look.
    Warning,
}

/// A further place that helps to understand the problem, with what it has to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be seen there; a few words, no full stop.
    pub message: String,
}

/// One problem: a code, a sentence, the place, and the cure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The word that `showpiece explain` knows.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One line, lower case, no full stop: what is wrong.
    pub message: String,
    /// The place at fault; absent only where no file is (a missing folder, a full disk).
    pub place: Option<Place>,
    /// What the caret says; empty when the message is enough.
    pub caret: String,
    /// Related places.
    pub labels: Vec<Label>,
    /// How the place was reached, outermost first: page → template → partial.
    pub trace: Vec<Label>,
    /// What to do about it; one or more sentences.
    pub help: Vec<String>,
    /// What a program may do about it by itself.
    pub fix: Option<Box<Fix>>,
    /// The key or id that it turns on, for those who weigh diagnostics against each other: the one that is missing or without
    /// evidence, or that a misspelt word means. It is in no report.
    pub about: Option<Box<str>>,
}

impl Diagnostic {
    /// A diagnostic of the code's usual severity at `place`.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: None,
            caret: String::new(),
            labels: Vec::new(),
            trace: Vec::new(),
            help: Vec::new(),
            fix: None,
            about: None,
        }
    }

    /// Sets the place at fault.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Sets what the caret says.
    #[must_use]
    pub fn caret(mut self, text: impl Into<String>) -> Self {
        self.caret = text.into();
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn label(mut self, place: Place, message: impl Into<String>) -> Self {
        self.labels.push(Label { place, message: message.into() });
        self
    }

    /// Adds a step of the way by which the place was reached.
    #[must_use]
    pub fn via(mut self, place: Place, message: impl Into<String>) -> Self {
        self.trace.push(Label { place, message: message.into() });
        self
    }

    /// Adds a sentence of help.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean …" when `near` has something to offer.
    #[must_use]
    pub fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }

    /// Sets the key or id that it turns on.
    #[must_use]
    pub fn about(mut self, id: &str) -> Self {
        self.about = Some(id.into());
        self
    }

    /// Whether it is of that code, and turns on that key or id.
    pub fn is_about(&self, code: Code, id: &str) -> bool {
        self.code == code && self.about.as_deref() == Some(id)
    }

    /// Whether it names a place in a file.
    pub fn names(&self, path: &str) -> bool {
        let others = self.labels.iter().chain(&self.trace).map(|label| &label.place);
        self.place.iter().chain(others).any(|place| *place.path == *path)
    }

    /// Whether the site cannot be published with it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// How many diagnostics are errors, and how many warnings.
pub fn counts(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    (errors, diagnostics.len() - errors)
}

/// Sorts by path, then place, then severity, and drops exact repeats, so that two runs print the same text. A fault of a
/// template that many pages use is told once, with the way of the first.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)).then_with(|| a.trace.cmp(&b.trace)));
    diagnostics.dedup();
    let mut told: Vec<(Diagnostic, Vec<SourcePath>)> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics.drain(..) {
        match told.last_mut() {
            Some((first, others)) if differ_by_trace(first, &diagnostic) => {
                let begins = |one: &Diagnostic| one.trace.first().map(|step| step.place.path.clone());
                others.extend(begins(&diagnostic).filter(|path| begins(first).as_ref() != Some(path)));
            }
            _ => told.push((diagnostic, Vec::new())),
        }
    }
    diagnostics.extend(told.into_iter().map(|(diagnostic, others)| match elsewhere(others) {
        Some(others) => diagnostic.help(others),
        None => diagnostic,
    }));
}

/// Whether one fault of a template was met on two ways.
fn differ_by_trace(one: &Diagnostic, other: &Diagnostic) -> bool {
    !one.trace.is_empty()
        && sort_key(one) == sort_key(other)
        && (&one.caret, &one.labels, &one.help, &one.fix) == (&other.caret, &other.labels, &other.help, &other.fix)
}

/// Where else a fault was met: two by name, and how many more.
fn elsewhere(mut paths: Vec<SourcePath>) -> Option<String> {
    paths.dedup();
    let named: Vec<String> = paths.iter().take(2).map(|path| format!("`{path}`")).collect();
    match paths.len() {
        0 => None,
        1 | 2 => Some(format!("the same by way of {}", named.join(" and "))),
        count => Some(format!("the same by way of {} and {} more", named.join(", "), count - 2)),
    }
}

fn sort_key(diagnostic: &Diagnostic) -> (Option<&Place>, Severity, Code, &str) {
    (diagnostic.place.as_ref(), diagnostic.severity, diagnostic.code, &diagnostic.message)
}

/// What the operating system says of `error`, as it stands in a message: no capital, no error number.
pub fn system_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    let mut letters = text.split(" (os error").next().unwrap_or_default().chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The path of a site's file from the top of the repository, where the site's folder is `site`; none for a file that
/// comes with the program.
fn in_repository(site: &str, path: &str) -> Option<String> {
    match site {
        _ if path.starts_with("theme:") => None,
        "" => Some(path.to_owned()),
        site => Some(format!("{site}/{path}")),
    }
}

/// A path as it stands in an address: what may not stand there as `%20` and its like.
pub fn percent_encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Longer words are not compared with others.
const LONGEST_WORD: usize = 200;

/// How many letters of a word of that length may differ.
fn limit(length: usize) -> usize {
    (length / 3).max(1)
}

/// The candidate nearest to `word`, if any is near enough to be meant: at most a third of its letters differ.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = limit(length);
    // The comparison takes the product of both lengths; nobody means another word by a page of text.
    let comparable = |candidate: &str| candidate.chars().count().abs_diff(length) <= limit;
    candidates
        .into_iter()
        .filter(|candidate| length <= LONGEST_WORD && comparable(candidate))
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| strsim::jaro_winkler(word, b.1).total_cmp(&strsim::jaro_winkler(word, a.1)))
                .then_with(|| a.1.cmp(b.1))
        })
        .map(|(_, candidate)| candidate)
}
