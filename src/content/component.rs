//! Lines that call a component, found before Markdown is parsed.
//!
//! Markdown itself knows no components. A line that looks like one is replaced by an HTML block of the same length
//! (`<?…?>`, which may interrupt a paragraph and ends on its own line), so that every offset holds and the Markdown parser
//! decides where blocks begin and end. Lines that it then does not take as a block of their own (they stand in a code block or
//! in raw HTML) are put back, until nothing changes. This file must not decide what a component means.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag as MarkdownTag};

use super::attributes::{self, Fault, is_name, is_name_start};

/// A line that looks like a component.
#[derive(Debug, Clone)]
pub struct Line {
    /// The first colon, in the body's bytes.
    pub start: usize,
    /// One past the last byte that is not white space.
    pub end: usize,
    /// What it is.
    pub kind: LineKind,
}

/// What a component line does.
#[derive(Debug, Clone)]
pub enum LineKind {
    /// `::name{…}`
    Leaf(Call),
    /// `:::name{…}`, with the number of colons.
    Open(usize, Call),
    /// `:::`, with the number of colons.
    Close(usize),
}

/// Name and arguments; offsets count from the line's first colon.
#[derive(Debug, Clone)]
pub struct Call {
    /// The name; empty if it is missing.
    pub name: String,
    /// Where the name stands.
    pub name_span: (usize, usize),
    /// The arguments.
    pub arguments: Vec<attributes::RawArgument>,
    /// What is wrong with the line.
    pub fault: Option<Fault>,
}

/// The text to parse, and the lines in it that are components, in order.
#[derive(Debug)]
pub struct Prepared<'a> {
    body: &'a str,
    /// The body, or a copy of the same length in which the lines are replaced.
    pub text: Cow<'a, str>,
    /// The lines that were replaced.
    pub lines: Vec<Line>,
    /// Colons that must not begin a definition.
    masked: Vec<usize>,
}

/// How often lines are put back before the document is taken as one without components.
const ROUNDS: usize = 12;

/// Stands for a colon that begins a line and is followed by text. The Markdown parser takes such a line (`:smile:`,
/// `::before`) for a definition; our definitions want a space after the colon.
const MASK: char = '\u{1}';

impl<'a> Prepared<'a> {
    /// Finds the lines of `body` that look like components and replaces them all. Whoever parses the text counts those
    /// that came out as blocks of their own; if any did not, [`Prepared::settle`] has to be asked.
    pub fn new(body: &'a str) -> Self {
        let Found { lines, mut masked } = find(body);
        if body.contains(MASK) {
            masked.clear();
        }
        Self::with(body, lines, masked)
    }

    fn with(body: &'a str, lines: Vec<Line>, masked: Vec<usize>) -> Self {
        let untouched = lines.is_empty() && masked.is_empty();
        let text = if untouched { Cow::Borrowed(body) } else { Cow::Owned(replace(body, &lines, &masked)) };
        Self { body, text, lines, masked }
    }

    /// Puts lines back until those that are left are all blocks of their own.
    #[must_use]
    pub fn settle(self, options: Options) -> Self {
        let Self { body, mut text, mut lines, masked } = self;
        for _ in 0..ROUNDS {
            let taken = taken(&text, options);
            let before = lines.len();
            lines.retain(|line| taken.binary_search(&line.start).is_ok());
            if lines.len() == before {
                return Self { body, text, lines, masked };
            }
            text = Cow::Owned(replace(body, &lines, &masked));
        }
        Self::with(body, Vec::new(), masked)
    }

    /// The component line that begins at byte `start`.
    pub fn line_at(&self, start: usize) -> Option<&Line> {
        let index = self.lines.binary_search_by_key(&start, |line| line.start).ok()?;
        self.lines.get(index)
    }

    /// Undoes the replacement in a text that the parser copied.
    pub fn unmask(&self, text: CowStr<'_>) -> String {
        if text.contains(MASK) && !self.masked.is_empty() {
            return text.replace(MASK, ":");
        }
        text.into_string()
    }
}

/// Where HTML blocks begin.
fn taken(text: &str, options: Options) -> Vec<usize> {
    let mut starts: Vec<usize> = Parser::new_ext(text, options)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(MarkdownTag::HtmlBlock)))
        .map(|(_, range)| range.start)
        .collect();
    starts.sort_unstable();
    starts
}

/// A copy of the same length in which lines are HTML blocks and single colons are masked.
fn replace(body: &str, lines: &[Line], masked: &[usize]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut at = 0;
    let mut masked = masked.iter().copied().peekable();
    let mut copy = |text: &mut String, until: usize, next: usize| {
        while let Some(colon) = masked.next_if(|colon| *colon < next) {
            if colon < until {
                text.push_str(&body[at..colon]);
                text.push(MASK);
                at = colon + 1;
            }
        }
        text.push_str(&body[at..until]);
        at = next;
    };
    for line in lines {
        copy(&mut text, line.start, line.end);
        text.push_str("<?");
        let length = line.end - line.start;
        if length > 3 {
            text.extend(std::iter::repeat_n('x', length - 4));
            text.push('?');
        }
        text.push('>');
    }
    copy(&mut text, body.len(), body.len());
    text
}

/// Lines that begin with a colon.
#[derive(Default)]
struct Found {
    lines: Vec<Line>,
    /// Colons that must not begin a definition, component lines included, since these may be put back.
    masked: Vec<usize>,
}

fn find(body: &str) -> Found {
    let bytes = body.as_bytes();
    let mut found = Found::default();
    let mut at = 0;
    // How far the line is known to consist of markers: a line of colons is not read again from its beginning for each.
    let mut known = 0;
    while let Some(length) = bytes.get(at..).and_then(|rest| memchr::memchr(b':', rest)) {
        let start = at + length;
        at = start + 1;
        // Most colons stand after a word; only few need a look at their line.
        if start > 0 && !matches!(bytes[start - 1], b'\n' | b' ' | b'\t' | b'>') {
            continue;
        }
        let line_start = memchr::memrchr(b'\n', &bytes[known..start]).map_or(known, |newline| known + newline + 1);
        if !is_prefix(&body[line_start..start]) {
            continue;
        }
        known = start;
        let line_end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        let line = body[start..line_end].trim_end();
        if !matches!(bytes.get(start + 1), None | Some(b' ' | b'\t' | b'\n')) {
            found.masked.push(start);
            at = line_end;
        }
        if let Some(kind) = line_kind(line) {
            found.lines.push(Line { start, end: start + line.len(), kind });
        }
    }
    found
}

/// Whether only indentation and markers of quotes, lists, definitions and footnotes stand before the colons.
fn is_prefix(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if rest.is_empty() {
            return true;
        }
        let Some(after) = after_marker(rest) else { return false };
        rest = after;
    }
}

fn after_marker(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('>') {
        return Some(rest);
    }
    let after = match text.as_bytes().first()? {
        b'-' | b'+' | b'*' | b':' => &text[1..],
        b'0'..=b'9' => text.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')'])?,
        b'[' => text.strip_prefix("[^")?.split_once("]:")?.1,
        _ => return None,
    };
    after.starts_with([' ', '\t']).then_some(after)
}

fn line_kind(line: &str) -> Option<LineKind> {
    let colons = line.len() - line.trim_start_matches(':').len();
    let name_at = line.len() - line[colons..].trim_start().len();
    match (colons, line.len() == name_at) {
        (0..=2, true) => None,
        (2, false) if name_at == colons => leaf(line).map(LineKind::Leaf),
        (0..=2, false) => None,
        (_, true) => Some(LineKind::Close(colons)),
        (_, false) => Some(LineKind::Open(colons, container(line, name_at))),
    }
}

/// A leaf must look like one to its end or its brace, since `::path::to` and `::before` are words of programmers.
fn leaf(line: &str) -> Option<Call> {
    let end = name_end(line, 2)?;
    let rest = line[end..].trim_start();
    (rest.is_empty() || rest.starts_with('{')).then(|| call(line, (2, end)))
}

fn container(line: &str, name_at: usize) -> Call {
    match name_end(line, name_at) {
        Some(end) => call(line, (name_at, end)),
        None => Call {
            name: String::new(),
            name_span: (name_at, line.len()),
            arguments: Vec::new(),
            fault: Some(Fault {
                message: "a component needs a name after its colons".to_owned(),
                caret: "not a name",
                help: "write `:::callout{kind=\"note\"}`, or put the line into backquotes if it is not a component",
                span: (name_at, line.len()),
            }),
        },
    }
}

fn name_end(line: &str, start: usize) -> Option<usize> {
    let rest = &line[start..];
    rest.starts_with(is_name_start).then(|| start + rest.find(|c| !is_name(c)).unwrap_or(rest.len()))
}

fn call(line: &str, name_span: (usize, usize)) -> Call {
    let name = line[name_span.0..name_span.1].to_owned();
    let at = line.len() - line[name_span.1..].trim_start().len();
    let rest = &line[at..];
    let mut call = Call { name, name_span, arguments: Vec::new(), fault: None };
    if rest.is_empty() {
        return call;
    }
    if !rest.starts_with('{') {
        call.fault = Some(Fault {
            message: format!("unexpected text after `{}`", call.name),
            caret: "not in braces",
            help: "write arguments in braces: :::callout{title=\"…\"}",
            span: (at, line.len()),
        });
        return call;
    }
    let group = attributes::read(line, at);
    let trailing = line.len() - line[group.end..].trim_start().len();
    call.fault = group.fault.or_else(|| {
        (trailing < line.len()).then(|| Fault {
            message: format!("unexpected text after the arguments of `{}`", call.name),
            caret: "not part of the component",
            help: "a component takes a whole line; write the text on the next one",
            span: (trailing, line.len()),
        })
    });
    call.arguments = group.arguments;
    call
}
