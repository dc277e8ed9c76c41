//! Places in source text: a path and a byte range, and the map that turns them into lines and columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::SourceText;

/// A file's path relative to the site, with `/` between its parts (`content/about.md`). Files that come with the
/// program begin with `theme:` (`theme:atelier/templates/base.html`).
pub type SourcePath = Arc<str>;

/// A range of bytes in one file; `end` is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets; offsets beyond 4 GB are clamped, since no source file is that large.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The same span, `by` bytes further on; for text that was cut out of a larger file.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A span in a named file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub path: SourcePath,
    /// The bytes.
    pub span: Span,
}

impl Place {
    /// A place in `path`.
    pub fn new(path: &SourcePath, span: impl Into<Span>) -> Self {
        Self { path: Arc::clone(path), span: span.into() }
    }

    /// The beginning of a file, for problems that concern all of it.
    pub fn whole(path: &SourcePath) -> Self {
        Self::new(path, Span::default())
    }
}

/// Line and column of a byte, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The texts that places point into, gathered for the renderers of diagnostics.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    texts: BTreeMap<SourcePath, SourceText>,
}

impl SourceMap {
    /// Adds or replaces a file's text.
    pub fn insert(&mut self, path: SourcePath, text: impl Into<SourceText>) {
        self.texts.insert(path, text.into());
    }

    /// Takes a file's text out.
    pub fn remove(&mut self, path: &str) {
        self.texts.remove(path);
    }

    /// The text of a file as it is shared, packed or not.
    pub fn source(&self, path: &str) -> Option<&SourceText> {
        self.texts.get(path)
    }

    /// The text of a file, if it is text and known. Whoever shows a diagnostic of it shows it again at the next update, so it
    /// stays unpacked from now on.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        self.texts.get(path).map(SourceText::held)
    }

    /// All texts, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, Arc<str>)> {
        self.texts.iter().map(|(path, text)| (path, text.get()))
    }

    /// Line and column of the start of a place; 1:1 when the text is not known.
    pub fn line_column(&self, place: &Place) -> LineColumn {
        match self.source(&place.path) {
            Some(text) => text.line_column(place.span.start as usize),
            None => LineColumn { line: 1, column: 1 },
        }
    }

    /// Line and column of the first byte of a place, and of the byte behind it; 1:1 twice when the text is not known.
    pub fn range(&self, place: &Place) -> (LineColumn, LineColumn) {
        let start = self.line_column(place);
        let end = Place::new(&place.path, Span { start: place.span.end.max(place.span.start), end: place.span.end });
        (start, self.line_column(&end))
    }
}

/// Line and column of byte `offset` in `text`; an offset inside a character counts as its beginning.
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    LineColumn { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}
