//! A notebook as a write-up, or some cells of it: the JSON of a `.ipynb` in, its text with a mapping, its pieces and its pictures out; pure.
//!
//! The cells' sources become one text, which is parsed piece by piece like any page; whatever is found in it is led back
//! to the file. Outputs are put into the richest form that is safe. No other file is looked at, and no page is made here.

mod ansi;
mod compose;
mod html;
mod json;
mod outputs;
mod picture;
mod read;
mod svg;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::cut::cut;
use super::mapping::{Mapping, Script};
use super::markdown::Input;
use super::node::Body;
use super::output::{Cell, Output};
use super::piece::{self, Piece};
use super::{Extracted, Settings};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use compose::Composer;
use json::{Json, Kind, Value};
use read::{CellKind, Notebook, Reader, Shown};

/// Larger files are not read: a page of that size helps nobody.
const LARGEST: usize = 64 * 1024 * 1024;

/// A notebook taken apart. All places are those of its text.
#[derive(Debug)]
pub(super) struct Composed {
    pub text: Arc<str>,
    pub mapping: Mapping,
    /// The YAML of the front matter in the text.
    pub front: Range<usize>,
    pub extracted: Vec<Extracted>,
    pieces: Vec<Piece>,
    cells: Vec<Cell>,
    outputs: Vec<Output>,
}

/// Whether a path is that of a notebook.
pub fn is_notebook(path: &str) -> bool {
    path.ends_with(".ipynb")
}

/// Takes a notebook apart. The diagnostics have their places in the file.
pub(super) fn compose(path: &SourcePath, file: &str) -> (Option<Composed>, Vec<Diagnostic>) {
    let mut reader = Reader { json: Json { text: file }, path, found: Vec::new() };
    let Some(root) = tree(&mut reader) else { return (None, reader.found) };
    let Some(notebook) = reader.notebook(&root) else { return (None, reader.found) };
    let mut script = Script::default();
    let front = front(&mut reader, &notebook, (&root, &mut script));
    let (front, first) = match front {
        Ok(front) => front,
        // What is wrong has a place in the text so far.
        Err(diagnostic) => {
            let (_, mapping) = script.finish(file);
            reader.found.extend(diagnostic.map(|diagnostic| mapping.lead(diagnostic, path)));
            return (None, reader.found);
        }
    };
    let mut composer = Composer::new(reader, script, &notebook.language);
    composer.pieces.extend(first.map(Piece::markdown));
    let skipped = usize::from(notebook.front.is_none());
    for cell in notebook.cells.iter().skip(skipped) {
        composer.cell(cell);
    }
    let (composed, found) = composer.finish(front);
    (Some(composed), found)
}

/// Takes the cells out of a notebook that `is_wanted` wants, by their numbers and tags. It need not have front matter.
pub(super) fn excerpt(
    path: &SourcePath,
    file: &str,
    is_wanted: impl Fn(u32, &[String]) -> bool,
) -> (Option<Excerpt>, Vec<Diagnostic>) {
    let mut reader = Reader { json: Json { text: file }, path, found: Vec::new() };
    let Some(root) = tree(&mut reader) else { return (None, reader.found) };
    let Some(notebook) = reader.notebook(&root) else { return (None, reader.found) };
    let mut script = Script::default();
    // What begins like front matter and is none is a text like any other.
    let begins = notebook.front.is_none() && first_text(&reader, &notebook).is_some_and(|(_, begins)| begins);
    let front = if begins { front(&mut reader, &notebook, (&root, &mut script)).ok() } else { None };
    let mut composer = Composer::new(reader, script, &notebook.language);
    let mut tags = BTreeSet::new();
    for cell in &notebook.cells {
        tags.extend(cell.tags.iter().cloned());
        let is_front = front.is_some() && cell.number == 1;
        match front.as_ref().and_then(|(_, rest)| rest.clone()).filter(|_| is_front) {
            _ if !is_wanted(cell.number, &cell.tags) => {}
            Some(rest) => composer.pieces.push(Piece::markdown(rest)),
            None if is_front => {}
            None => composer.cell(cell),
        }
    }
    let (composed, found) = composer.finish(0..0);
    (Some(Excerpt { composed, count: notebook.count, tags }), found)
}

/// Some cells of a notebook.
#[derive(Debug)]
pub(super) struct Excerpt {
    pub composed: Composed,
    /// How many cells the notebook has.
    pub count: u32,
    /// The tags of all its cells.
    pub tags: BTreeSet<String>,
}

/// The JSON of a file; none if it has none that can be read.
fn tree(reader: &mut Reader<'_>) -> Option<Value> {
    let file = reader.json.text;
    if file.len() > LARGEST {
        let size = |bytes: usize| bytes / (1024 * 1024);
        let message = format!("the notebook has {} MB; {} are read at most", size(file.len()), size(LARGEST));
        let diagnostic = Diagnostic::new(Code::NotebookFormat, message);
        reader.report(
            Span::new(0, 1),
            diagnostic.help("clear the outputs that hold most of it, or save pictures with fewer pixels"),
        );
        return None;
    }
    json::parse(file, is_skipped).map_err(|fault| reader.found.push(syntax(reader.path, fault))).ok()
}

/// The first cell, if it is a text, and whether it begins like front matter.
fn first_text<'n, 'v>(reader: &Reader<'_>, notebook: &'n Notebook<'v>) -> Option<(&'n read::Cell<'v>, bool)> {
    let first = notebook.cells.first().filter(|cell| matches!(cell.kind, CellKind::Markdown | CellKind::Raw))?;
    let source: String = first.source.iter().filter_map(|text| reader.json.letters(text)).collect();
    Some((first, source.lines().next().is_some_and(|line| line.trim_end() == "---")))
}

impl Composed {
    /// The body. A first-level heading that only repeats the `title`, as notebooks begin with one, is left out.
    pub(super) fn body(
        &self,
        title: Option<&str>,
        (path, settings): (&SourcePath, &Settings),
    ) -> (Body, Vec<Diagnostic>) {
        let mut pieces = self.pieces.clone();
        let first = pieces.iter_mut().find_map(|piece| match piece {
            Piece::Markdown { range, .. } => Some(range),
            _ => None,
        });
        if let (Some(range), Some(title)) = (first, title) {
            range.start += title_length(self.text.get(range.clone()).unwrap_or_default(), title);
        }
        let input = Input { path, file: &self.text, offset: 0, settings };
        let (mut body, diagnostics) = piece::parse(input, &pieces);
        (body.cells, body.outputs) = (self.cells.clone(), self.outputs.clone());
        (body, diagnostics)
    }
}

/// The length of a heading `# title` at the beginning of a text, with the blank lines around it.
fn title_length(text: &str, title: &str) -> usize {
    let rest = text.trim_start();
    let line = rest.lines().next().unwrap_or_default();
    let words = line.strip_prefix("# ").map(|words| words.trim().trim_end_matches('#').trim());
    if words.is_some_and(|words| words.to_lowercase() == title.trim().to_lowercase()) {
        text.len() - rest.len() + line.len()
    } else {
        0
    }
}

/// Values that nobody reads: data for scripts, and what other programs note.
fn is_skipped(key: &str) -> bool {
    key.ends_with("+json") || matches!(key, "application/json" | "widgets" | "signature" | "toc")
}

fn syntax(path: &SourcePath, fault: json::Fault) -> Diagnostic {
    let json::Fault { message, caret, help, span, open } = fault;
    let diagnostic = Diagnostic::new(Code::NotebookSyntax, message).at(Place::new(path, span)).caret(caret).help(help);
    match open {
        Some(open) if open.end <= span.start => diagnostic.label(Place::new(path, open), "in what begins here"),
        _ => diagnostic,
    }
}

type Front = (Range<usize>, Option<Range<usize>>);

/// Puts the front matter at the beginning of the text: its YAML, and what of the first cell comes after it.
fn front(
    reader: &mut Reader<'_>,
    notebook: &Notebook<'_>,
    (root, script): (&Value, &mut Script),
) -> Result<Front, Option<Diagnostic>> {
    let json = reader.json;
    let (first, begins) = first_text(reader, notebook).map_or((None, false), |(cell, begins)| (Some(cell), begins));
    if let Some(value) = notebook.front {
        if value.map().is_none() {
            let message =
                format!("`showpiece` must be an object with the keys of the front matter, and is {}", value.what());
            let diagnostic = Diagnostic::new(Code::NotebookFormat, message);
            reader.report(value.head(), diagnostic.help("write `\"showpiece\": {\"title\": \"…\"}`"));
            return Err(None);
        }
        if let Some(cell) = first.filter(|cell| begins && cell.kind == CellKind::Raw) {
            let diagnostic = Diagnostic::new(Code::FrontMatter, "the front matter is given twice")
                .label(Place::new(reader.path, value.head()), "in the metadata it begins here")
                .help("keep the cell, or `showpiece` in the notebook's metadata");
            reader.report(cell.head, diagnostic.caret("the first cell is one, too"));
            return Err(None);
        }
        push_yaml(json, value, script);
        return Ok((0..script.len(), None));
    }
    let Some(cell) = first.filter(|_| begins) else {
        let diagnostic = Diagnostic::new(Code::FrontMatter, "the notebook has no front matter")
            .help("add `\"showpiece\": {\"title\": \"…\"}` to the notebook's `metadata`, or begin with a raw cell: `---`, `title: …`, `---`");
        let at = json.get(root, "metadata").filter(|value| matches!(value.kind, Kind::Map(_))).unwrap_or(root);
        reader.report(at.head(), diagnostic);
        return Err(None);
    };
    for text in &cell.source {
        compose::push_text(json, text, script);
    }
    let parts = cut(reader.path, script.text()).map_err(Some)?;
    let rest = parts.body..script.len();
    let is_text = cell.kind == CellKind::Markdown && cell.shown[0] != Shown::Gone;
    Ok((parts.yaml, Some(rest).filter(|_| is_text)))
}

/// JSON as YAML: what the two disagree about is written in the way of YAML, at the same place.
fn push_yaml(json: Json<'_>, value: &Value, script: &mut Script) {
    let raw = json.slice(value.span);
    let base = value.span.start as usize;
    let (mut at, mut in_text) = (0, false);
    while let Some(length) = raw.get(at..).and_then(|rest| rest.find(['"', '\\', '\t'])) {
        let next = at + length;
        script.push(&raw[at..next], Span::new(at, next).shift(base));
        let (written, length) = match raw.as_bytes()[next] {
            b'"' => {
                in_text = !in_text;
                ("\"".to_owned(), 1)
            }
            // YAML indents with blanks only.
            b'\t' => (" ".to_owned(), 1),
            _ => yaml_escape(raw.get(next..).unwrap_or_default(), in_text),
        };
        script.push(&written, Span::new(next, next + length).shift(base));
        at = next + length;
    }
    script.push(raw.get(at..).unwrap_or_default(), Span::new(at, raw.len()).shift(base));
}

/// An escape of JSON as one of YAML, and its length.
fn yaml_escape(raw: &str, in_text: bool) -> (String, usize) {
    let mut found = None;
    json::pieces(raw.get(..raw.len().min(12)).unwrap_or(raw), |piece, range| {
        if let (json::Piece::Escape(letter), 0) = (piece, range.start) {
            found = Some((letter, range.end));
        }
    });
    match found {
        Some(('/', length)) => ("/".to_owned(), length),
        Some((letter, length)) if in_text && length > 6 || letter == char::REPLACEMENT_CHARACTER => {
            (letter.to_string(), length)
        }
        Some((_, length)) => (raw.get(..length).unwrap_or_default().to_owned(), length),
        None => ("\\".to_owned(), 1),
    }
}

#[cfg(test)]
mod tests;
