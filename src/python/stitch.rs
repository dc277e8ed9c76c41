//! Code that is scattered over a text's lines, read as one: the lines of a session without their prompts, the examples of
//! a documentation string without what they print.

use super::class::Token;
use crate::diagnostic::Span;

/// Lines put together, and where each came from.
#[derive(Debug, Default)]
pub struct Stitched {
    text: String,
    /// Offset in `text`, offset in the source, of each line in order.
    lines: Vec<(usize, usize)>,
}

impl Stitched {
    /// Adds a line, its line end included, that stands at `offset` of the source.
    pub fn push(&mut self, line: &str, offset: usize) {
        self.lines.push((self.text.len(), offset));
        self.text.push_str(line);
    }

    /// The lines as one text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds tokens of the text to `out` as tokens of the source. One that runs over several lines is cut at their ends.
    pub fn tokens_to_source(&self, tokens: &[Token], out: &mut Vec<Token>) {
        let mut line = 0;
        for token in tokens {
            let (mut from, end) = (token.start as usize, token.end as usize);
            while from < end {
                while self.lines.get(line + 1).is_some_and(|(start, _)| *start <= from) {
                    line += 1;
                }
                let Some((start, offset)) = self.lines.get(line) else { return };
                let line_end = self.lines.get(line + 1).map_or(self.text.len(), |(next, _)| *next);
                let to = end.min(line_end);
                if to <= from {
                    return;
                }
                let visible = self.text.get(from..to).map_or(to, |text| from + text.trim_end_matches('\n').len());
                if visible > from {
                    let place = Span::new(offset + from - start, offset + visible - start);
                    out.push(Token { start: place.start, end: place.end, class: token.class });
                }
                from = to;
            }
        }
    }

    /// A part of the text as a part of the source, if it lies within one line.
    pub fn part_to_source(&self, start: u32, end: u32) -> Option<(u32, u32)> {
        let Span { start: from, end: to } = self.span_to_source(Span { start, end });
        (to - from == end - start).then_some((from, to))
    }

    /// A span of the text as a span of the source; its end stays within the line where it begins.
    pub fn span_to_source(&self, span: Span) -> Span {
        let from = span.start as usize;
        let line = self.lines.partition_point(|(start, _)| *start <= from).saturating_sub(1);
        let Some((start, offset)) = self.lines.get(line) else { return Span::default() };
        let line_end = self.lines.get(line + 1).map_or(self.text.len(), |(next, _)| *next);
        Span::new(offset + from - start, offset + (span.end as usize).min(line_end) - start)
    }
}

/// The lines of a text with their offsets, line ends included.
pub fn lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.split_inclusive('\n').scan(0, |offset, line| {
        let start = *offset;
        *offset += line.len();
        Some((start, line))
    })
}
