//! Where the pieces of a text stand in the file that it was put together from.
//!
//! A Markdown file is its own text, and its mapping is empty. The text of a notebook is made of strings of a JSON file, in
//! which a line end is two bytes and an emoji may be twelve: each run of unchanged bytes, and each escape, is a segment.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, SourcePath, Span};

/// A piece of the text. It is as long as up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    /// Its first byte in the text.
    text: u32,
    /// Its first byte in the file.
    file: u32,
    /// How many bytes it has in the file. As many as in the text: it is the same there.
    length: u32,
    /// The line of its first byte in the file, from 1.
    line: u32,
}

/// From bytes of a text to bytes of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    segments: Arc<[Segment]>,
}

impl Mapping {
    /// The file's bytes for a span of the text.
    pub fn span(&self, span: Span) -> Span {
        if self.segments.is_empty() {
            return span;
        }
        let start = self.byte(span.start);
        let end = if span.end > span.start { self.end(span.end - 1) } else { start };
        Span { start, end: end.max(start) }
    }

    /// The line of the file on which a byte of the text stands, from 1; none if the text is the file.
    pub fn line(&self, at: usize) -> Option<usize> {
        self.at(Span::new(at, at).start).map(|(segment, _)| segment.line as usize)
    }

    /// A diagnostic about the text at `path`, with its places in the file.
    pub fn lead(&self, mut diagnostic: Diagnostic, path: &SourcePath) -> Diagnostic {
        let lead = |place: &mut Place| {
            if place.path == *path {
                place.span = self.span(place.span);
            }
        };
        diagnostic.place.iter_mut().for_each(lead);
        diagnostic.labels.iter_mut().chain(&mut diagnostic.trace).for_each(|label| lead(&mut label.place));
        diagnostic
    }

    /// The segment of a byte of the text, and how long it is there.
    fn at(&self, at: u32) -> Option<(Segment, u32)> {
        let index = self.segments.partition_point(|segment| segment.text <= at).saturating_sub(1);
        let segment = *self.segments.get(index)?;
        let next = self.segments.get(index + 1).map_or(segment.text + segment.length, |next| next.text);
        Some((segment, next.saturating_sub(segment.text)))
    }

    fn byte(&self, at: u32) -> u32 {
        match self.at(at) {
            Some((segment, length)) if length == segment.length => segment.file + at.saturating_sub(segment.text),
            Some((segment, _)) => segment.file,
            None => at,
        }
    }

    /// One past the file's bytes for the byte `last` of the text.
    fn end(&self, last: u32) -> u32 {
        match self.at(last) {
            Some((segment, length)) if length == segment.length => segment.file + last.saturating_sub(segment.text) + 1,
            Some((segment, _)) => segment.file + segment.length,
            None => last + 1,
        }
    }
}

/// A text in the making, with where its pieces stand.
#[derive(Debug, Default)]
pub(super) struct Script {
    text: String,
    segments: Vec<Segment>,
}

impl Script {
    /// How long the text is so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// What was written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a piece that stands at `span` of the file, in these letters or in others.
    pub(super) fn push(&mut self, text: &str, span: Span) {
        let (at, length) = (self.here(), span.end.saturating_sub(span.start));
        let same = text.len() == length as usize;
        match self.segments.last_mut() {
            // What follows a run of unchanged bytes, unchanged itself, lengthens it.
            Some(last) if same && at - last.text == last.length && last.file + last.length == span.start => {
                last.length += length;
            }
            _ => self.segments.push(Segment { text: at, file: span.start, length, line: 0 }),
        }
        self.text.push_str(text);
    }

    fn here(&self) -> u32 {
        Span::new(self.text.len(), self.text.len()).start
    }

    /// The text with its mapping into `file`.
    pub(super) fn finish(mut self, file: &str) -> (Arc<str>, Mapping) {
        let end = self.segments.last().map_or(0, |last| last.file + last.length);
        let at = self.here();
        self.segments.push(Segment { text: at, file: end, length: 0, line: 0 });
        let ends: Vec<usize> = memchr::memchr_iter(b'\n', file.as_bytes()).collect();
        for segment in &mut self.segments {
            let before = ends.partition_point(|end| *end < segment.file as usize);
            segment.line = u32::try_from(before + 1).unwrap_or(u32::MAX);
        }
        (self.text.into(), Mapping { segments: self.segments.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_segments_is_its_file() {
        let mapping = Mapping::default();
        assert_eq!(mapping.span(Span::new(3, 7)), Span::new(3, 7));
        assert_eq!(mapping.line(3), None);
    }

    #[test]
    fn escapes_are_led_back_as_a_whole() {
        // The file: `"ab\ncd"` on its second line.
        let file = "[\n\"ab\\ncd\"]";
        let mut script = Script::default();
        script.push("ab", Span::new(3, 5));
        script.push("\n", Span::new(5, 7));
        script.push("c", Span::new(7, 8));
        script.push("d", Span::new(8, 9));
        let (text, mapping) = script.finish(file);
        assert_eq!(&*text, "ab\ncd");
        for (span, place) in [((0, 2), (3, 5)), ((2, 3), (5, 7)), ((1, 4), (4, 8)), ((3, 5), (7, 9)), ((5, 5), (9, 9))]
        {
            assert_eq!(mapping.span(Span::new(span.0, span.1)), Span::new(place.0, place.1), "{span:?}");
        }
        assert_eq!(mapping.line(4), Some(2));
    }
}
