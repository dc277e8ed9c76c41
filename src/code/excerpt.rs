//! A piece of a file as it is shown: some lines of it, without what is left out and without what they are all indented by.
//!
//! In: the text and [`Plan`], what to take. Out: the shown text, and where each of its bytes stands in the file, so that
//! what is known of the file (tokens, errors, names) is known of the piece.

use crate::diagnostic::Span;
use crate::python::{Class, Cut, Token};

/// What to take of a text.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// The lines, in order.
    pub parts: Vec<Span>,
    /// What is left out.
    pub cuts: Vec<&'a Cut>,
    /// Lines that are left out.
    pub marks: &'a [Span],
    /// Whether the blanks are taken away with which all lines begin.
    pub dedent: bool,
    /// Strings over several lines: what they begin a line with is not indentation.
    pub strings: &'a [Span],
    /// Whether `#` begins a comment.
    pub is_python: bool,
    /// Whether blank lines at both ends are left out.
    pub trim: bool,
}

/// A piece of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// What is shown.
    pub text: String,
    /// Its first and last line in the file.
    pub lines: (u32, u32),
    /// What of the file is shown, in order, indentation counted.
    pub taken: Vec<Span>,
    pieces: Vec<Piece>,
    /// What stands for something left out.
    fillers: Vec<Span>,
}

/// Bytes that are the same in the piece and in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    shown: u32,
    file: Span,
}

impl Excerpt {
    /// Takes what `plan` says of `text`.
    pub fn take(text: &str, plan: &Plan<'_>) -> Self {
        let mut writer = Writer { text, excerpt: Self::default(), at_start: true };
        let margin = if plan.dedent { Some(margin(text, plan)) } else { None };
        for (index, part) in plan.parts.iter().enumerate() {
            let part = if plan.trim { trimmed(text, *part, plan.marks) } else { *part };
            if index > 0 && !writer.excerpt.text.is_empty() {
                writer.between();
            }
            let own = margin.map(|common| common.unwrap_or_else(|| first_indent(text, part)));
            writer.part(part, &left_out(plan, part), own.unwrap_or_default());
        }
        let mut excerpt = writer.excerpt;
        let ends = excerpt.taken.first().zip(excerpt.taken.last()).map(|(first, last)| (first.start, last.end));
        let (first, last) = ends.unwrap_or_default();
        let line = |at: u32| line_of(text, at as usize);
        excerpt.lines = (line(first), line(last.saturating_sub(1).max(first)));
        excerpt
    }

    /// Where bytes of the file are shown, piece by piece.
    pub fn shown(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let first = self.pieces.partition_point(|piece| piece.file.end <= span.start);
        let meets = self.pieces.get(first..).unwrap_or_default().iter();
        meets.take_while(move |piece| piece.file.start < span.end).map(move |piece| {
            let (start, end) = (piece.file.start.max(span.start), piece.file.end.min(span.end));
            let shift = |at: u32| at - piece.file.start + piece.shown;
            Span { start: shift(start), end: shift(end) }
        })
    }

    /// Where a part of the file is shown, if it is shown as a whole.
    pub fn place(&self, start: u32, end: u32) -> Option<(u32, u32)> {
        let found = self.shown(Span { start, end }).find(|found| found.end - found.start == end - start);
        found.map(|found| (found.start, found.end))
    }

    /// The tokens of the file that are shown, and those for what is left out of Python.
    pub fn tokens(&self, tokens: &[Token]) -> Vec<Token> {
        let mut shown: Vec<Token> = Vec::new();
        let first = self.pieces.first().map_or(0, |piece| piece.file.start);
        let from = tokens.partition_point(|token| token.end <= first);
        for token in tokens.get(from..).unwrap_or_default() {
            for span in self.shown(Span { start: token.start, end: token.end }) {
                match shown.last_mut() {
                    Some(last) if last.end == span.start && last.class == token.class && goes_on(token, span) => {
                        last.end = span.end;
                    }
                    _ => shown.push(Token { start: span.start, end: span.end, class: token.class }),
                }
            }
        }
        // Comments on lines that follow each other are one token, whose line ends are nobody's where the lines part.
        for token in &mut shown {
            let text = self.text.get(token.start as usize..token.end as usize).unwrap_or_default();
            token.end -= u32::try_from(text.len() - text.trim_end_matches(['\n', ' ', '\t']).len()).unwrap_or(0);
        }
        shown.retain(|token| token.start < token.end);
        shown.extend(self.fillers.iter().map(|filler| Token {
            start: filler.start,
            end: filler.end,
            class: Class::KeywordConstant,
        }));
        shown.sort_by_key(|token| token.start);
        shown
    }
}

/// Whether a piece of a token is not its first.
fn goes_on(token: &Token, span: Span) -> bool {
    span.end - span.start < token.end - token.start
}

/// What is left out of a part, in order, no two meeting; what lies in another is left out with it.
fn left_out<'a>(plan: &Plan<'a>, part: Span) -> Vec<(Span, &'a str)> {
    let within = |span: &Span| part.start <= span.start && span.end <= part.end;
    let cuts = plan.cuts.iter().map(|cut| (cut.span, cut.text.as_str()));
    let marks = plan.marks.iter().map(|mark| (*mark, ""));
    let mut all: Vec<(Span, &str)> = cuts.chain(marks).filter(|(span, _)| within(span)).collect();
    all.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = part.start;
    all.retain(|(span, _)| {
        let is_free = span.start >= end;
        end = if is_free { span.end } else { end };
        is_free
    });
    all
}

fn indent(line: &str) -> &str {
    let length = line.len() - line.trim_start_matches([' ', '\t', '\x0c']).len();
    line.get(..length).unwrap_or_default()
}

/// The blanks before the first line that is neither blank nor a comment.
fn first_indent(text: &str, part: Span) -> &str {
    let text = text.get(part.start as usize..part.end as usize).unwrap_or_default();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    text.lines().find(is_code).map_or("", indent)
}

/// The blanks that all lines begin with; none if each part of several has its own.
fn margin<'a>(text: &'a str, plan: &Plan<'_>) -> Option<&'a str> {
    let [part] = plan.parts.as_slice() else { return None };
    // A comment of Python may stand anywhere, whatever the code around it is indented by.
    let code = if plan.is_python { common_indent(text, plan, (*part, true)) } else { None };
    code.or_else(|| common_indent(text, plan, (*part, false)))
}

/// The blanks that the lines of a part begin with, those in strings aside, and comments if they do not count.
fn common_indent<'a>(text: &'a str, plan: &Plan<'_>, (part, only_code): (Span, bool)) -> Option<&'a str> {
    let left_out = left_out(plan, part);
    let mut common: Option<&str> = None;
    let mut at = part.start as usize;
    for line in text.get(at..part.end as usize)?.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_out = left_out.iter().any(|(span, _)| (span.start as usize..span.end as usize).contains(&start));
        let is_comment = only_code && line.trim_start().starts_with('#');
        if line.trim().is_empty() || is_comment || is_out || in_string(plan.strings, start) {
            continue;
        }
        let own = indent(line);
        common = Some(common.map_or(own, |common| common_start(common, own)));
    }
    common
}

fn common_start<'a>(one: &'a str, other: &str) -> &'a str {
    let length = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one.get(..length).unwrap_or_default()
}

fn in_string(strings: &[Span], at: usize) -> bool {
    let after = strings.partition_point(|string| (string.start as usize) < at);
    after.checked_sub(1).and_then(|index| strings.get(index)).is_some_and(|string| at < string.end as usize)
}

/// A part without the blank lines at its ends, and without marks there.
fn trimmed(text: &str, part: Span, marks: &[Span]) -> Span {
    let (mut start, mut end) = (part.start as usize, part.end as usize);
    let is_mark = |at: usize| marks.iter().any(|mark| mark.start as usize == at);
    let blank = |at: usize, line: &str| line.trim().is_empty() || is_mark(at);
    while let Some(line) = text.get(start..end).and_then(|rest| rest.split_inclusive('\n').next()) {
        if !blank(start, line) {
            break;
        }
        start += line.len();
    }
    while let Some(line) = text.get(start..end).and_then(|rest| rest.split_inclusive('\n').next_back()) {
        if !blank(end - line.len(), line) {
            break;
        }
        end -= line.len();
    }
    Span::new(start, end)
}

/// The number of the line in which a byte stands.
pub fn line_of(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at.min(text.len())).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX - 1) + 1
}

struct Writer<'a> {
    text: &'a str,
    excerpt: Excerpt,
    at_start: bool,
}

impl Writer<'_> {
    /// A blank line between two parts.
    fn between(&mut self) {
        let ends = if self.excerpt.text.ends_with('\n') { "\n" } else { "\n\n" };
        self.excerpt.text.push_str(ends);
        self.at_start = true;
    }

    fn part(&mut self, part: Span, left_out: &[(Span, &str)], margin: &str) {
        let mut at = part.start as usize;
        for (span, filler) in left_out {
            self.keep((at, span.start as usize), margin);
            self.fill(filler, margin);
            at = span.end as usize;
        }
        self.keep((at, part.end as usize), margin);
    }

    fn keep(&mut self, (start, end): (usize, usize), margin: &str) {
        let Some(text) = self.text.get(start..end).filter(|text| !text.is_empty()) else { return };
        self.excerpt.taken.push(Span::new(start, end));
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let skipped = self.skipped(line, margin);
            let shown = self.excerpt.text.len();
            let words = line.get(skipped..).unwrap_or_default();
            self.excerpt.text.push_str(words);
            if !words.is_empty() {
                let piece =
                    Piece { shown: Span::new(shown, shown).start, file: Span::new(at + skipped, at + line.len()) };
                self.excerpt.pieces.push(piece);
            }
            at += line.len();
            self.at_start = line.ends_with('\n');
        }
    }

    /// How many bytes of a line are taken away. A blank line keeps nothing but its end, unless it is part of a string.
    fn skipped(&self, line: &str, margin: &str) -> usize {
        if !self.at_start || margin.is_empty() {
            return 0;
        }
        if line.starts_with(margin) {
            return margin.len();
        }
        if line.trim().is_empty() { line.trim_end_matches(['\n', '\r']).len() } else { 0 }
    }

    fn fill(&mut self, filler: &str, margin: &str) {
        if filler.is_empty() {
            return;
        }
        let filler = filler.get(self.skipped(filler, margin)..).unwrap_or_default();
        let start = self.excerpt.text.len() + indent(filler).len();
        self.excerpt.text.push_str(filler);
        self.excerpt.fillers.push(Span::new(start, self.excerpt.text.len()));
        self.at_start = false;
    }
}
