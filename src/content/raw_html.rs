//! Raw HTML in Markdown: written as it is, cleaned, or shown as text, as the configuration says.
//!
//! Comments are never published, since authors keep notes in them. Addresses in `href` and `src` are taken out, so that they
//! are checked and follow the base path like those of Markdown.

use std::ops::Range;

use super::RawHtml;
use super::markdown::Gather;
use super::node::{Kind, Node, Reference, Tag};
use super::url::{self, Use};
use crate::diagnostic::Span;

/// An HTML block as it comes line by line: pieces that are one run of bytes in the file.
pub(super) struct HtmlCapture {
    pub(super) range: Range<usize>,
    pub(super) pieces: Vec<(String, Range<usize>)>,
}

impl HtmlCapture {
    pub(super) fn new(range: Range<usize>) -> Self {
        Self { range, pieces: Vec::new() }
    }

    pub(super) fn push(&mut self, text: &str, range: &Range<usize>) {
        let indentation = range.is_empty();
        match self.pieces.last_mut() {
            Some((piece, whole)) if whole.end == range.start || indentation => {
                piece.push_str(text);
                whole.end = whole.end.max(range.end);
            }
            _ if indentation => {}
            _ => self.pieces.push((text.to_owned(), range.clone())),
        }
    }
}

/// Adds a piece of raw HTML to the body.
pub(super) fn add(gather: &mut Gather<'_>, html: String, range: Range<usize>, block: bool) {
    if let Some(comment) = only_comment(&html) {
        if comment.trim() == "more" {
            gather.push(Kind::More, &range);
        }
        return;
    }
    match gather.input.settings.raw_html {
        RawHtml::Allow => add_pieces(gather, html, range),
        RawHtml::Escape if block => {
            gather.push(Kind::Start(Tag::Paragraph), &range);
            gather.push(Kind::Text(Some(html.trim_end().into())), &range);
            gather.push(Kind::End(Tag::Paragraph), &range);
        }
        RawHtml::Escape => gather.push(Kind::Text(Some(html.into())), &range),
        RawHtml::Sanitise => {
            let depth = if block { gather.frames.len() } else { usize::MAX };
            let clean = gather.sanitiser.clean(&html, depth);
            add_pieces(gather, clean, range);
        }
    }
}

/// What stands in a comment that is all there is.
fn only_comment(html: &str) -> Option<&str> {
    let inside = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    (!inside.contains("-->")).then_some(inside)
}

fn add_pieces(gather: &mut Gather<'_>, html: String, range: Range<usize>) {
    let same = gather.source().get(range.clone()) == Some(html.as_str());
    let mut at = 0;
    for (value, purpose) in addresses(&html) {
        let target = decode(&html[value.clone()]);
        if url::dangerous_scheme(&target, purpose).is_some() {
            continue;
        }
        push_html(gather, &html, at..value.start, same.then_some(range.start));
        let span = if same {
            Span::new(value.start, value.end).shift(range.start + gather.input.offset)
        } else {
            gather.span(&range)
        };
        let reference = Reference { target, title: String::new(), alt: String::new(), span, safe: true };
        let (list, kind): (_, fn(u32) -> Kind) = match purpose {
            Use::Link => (&mut gather.body.links, Kind::HtmlLink),
            Use::Image => (&mut gather.body.images, Kind::HtmlImage),
        };
        list.push(reference);
        let kind = kind(list.len() as u32 - 1);
        gather.body.nodes.push(Node { span, kind });
        at = value.end;
    }
    let end = html.len();
    push_html(gather, &html, at..end, same.then_some(range.start));
}

fn push_html(gather: &mut Gather<'_>, html: &str, part: Range<usize>, base: Option<usize>) {
    if part.is_empty() {
        return;
    }
    match base {
        Some(base) => gather.push(Kind::Html(None), &(base + part.start..base + part.end)),
        None => {
            let words = html.get(part).unwrap_or_default().into();
            gather.push(Kind::Html(Some(words)), &(0..0));
        }
    }
}

fn decode(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    value.replace("&amp;", "&")
}

/// The values of `href`, `src` and `poster` in quotes, in order.
fn addresses(html: &str) -> Vec<(Range<usize>, Use)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + open + 1;
        at = start;
        let name: String = html[start..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() {
            continue;
        }
        at = tag_addresses(html, start + name.len(), &name.to_ascii_lowercase(), &mut found);
    }
    found
}

/// Reads the attributes of one tag from byte `at` and returns the byte after the tag.
fn tag_addresses(html: &str, mut at: usize, tag: &str, found: &mut Vec<(Range<usize>, Use)>) -> usize {
    let bytes = html.as_bytes();
    let end_of = |from: usize, stop: fn(u8) -> bool| {
        bytes.iter().skip(from).position(|byte| stop(*byte)).map_or(bytes.len(), |length| from + length)
    };
    loop {
        at = end_of(at, |byte| !byte.is_ascii_whitespace() && byte != b'/');
        if matches!(bytes.get(at), None | Some(b'>')) {
            return (at + 1).min(bytes.len());
        }
        let name = at..end_of(at + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/'));
        at = end_of(name.end, |byte| !byte.is_ascii_whitespace());
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = end_of(at + 1, |byte| !byte.is_ascii_whitespace());
        let value = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let stop: fn(u8) -> bool = if *quote == b'"' { |byte| byte == b'"' } else { |byte| byte == b'\'' };
                at + 1..end_of(at + 1, stop)
            }
            _ => {
                at = end_of(at, |byte| byte.is_ascii_whitespace() || byte == b'>');
                continue;
            }
        };
        at = (value.end + 1).min(bytes.len());
        let purpose = html.get(name).and_then(|name| purpose(tag, name));
        if let Some(purpose) = purpose.filter(|_| !value.is_empty() && value.end < bytes.len()) {
            found.push((value, purpose));
        }
    }
}

fn purpose(tag: &str, name: &str) -> Option<Use> {
    match (tag, name.to_ascii_lowercase().as_str()) {
        ("a" | "area", "href") => Some(Use::Link),
        ("img", "src") | ("video", "poster") => Some(Use::Image),
        ("video" | "audio" | "source" | "iframe" | "track" | "embed", "src") => Some(Use::Link),
        _ => None,
    }
}

/// Cleans raw HTML that comes in pieces: a piece may open what a later one closes.
///
/// The tags that are open are written before a piece, and marks around it; what the cleaner makes of the piece lies
/// between the marks, and what it closes after the second mark is still open.
#[derive(Default)]
pub(super) struct Sanitiser {
    /// The open tags and where: the number of open frames, or `usize::MAX` within a paragraph.
    open: Vec<(String, usize)>,
}

/// With more open tags than this, pieces are cleaned one by one.
const MOST_OPEN: usize = 64;

/// A piece that is nested deeper is shown as text: the cleaner's time grows with the square of the depth.
pub(super) const DEEPEST: usize = 200;

/// How deep the tags of a piece are nested, at most.
pub(super) fn nesting(html: &str) -> usize {
    let tags = html.match_indices('<').filter_map(|(at, _)| html.as_bytes().get(at + 1));
    let depth = |depth: &mut usize, next: &u8| {
        *depth = if *next == b'/' { depth.saturating_sub(1) } else { *depth + usize::from(next.is_ascii_alphabetic()) };
        Some(*depth)
    };
    tags.scan(0, depth).max().unwrap_or(0)
}

fn push_text(html: &str, out: &mut String) {
    for letter in html.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            letter => out.push(letter),
        }
    }
}

const BEFORE: char = '\u{e000}';
const AFTER: char = '\u{e001}';

impl Sanitiser {
    fn clean(&mut self, html: &str, depth: usize) -> String {
        let from = self.open.iter().rposition(|(_, at)| *at != depth).map_or(0, |index| index + 1);
        if nesting(html) > DEEPEST {
            let mut text = String::with_capacity(html.len());
            push_text(html, &mut text);
            return text;
        }
        if self.open.len() - from > MOST_OPEN {
            return ammonia::clean(html);
        }
        let mut text = String::with_capacity(html.len() + 32);
        for (tag, _) in &self.open[from..] {
            text.extend(["<", tag, ">"]);
        }
        text.push(BEFORE);
        text.extend(html.chars().filter(|c| !matches!(*c, BEFORE | AFTER)));
        text.push(AFTER);
        let clean = ammonia::clean(&text);
        let parts = clean.split_once(AFTER).and_then(|(head, tail)| Some((head.split_once(BEFORE)?.1, tail)));
        let Some((piece, closing)) = parts.filter(|(_, closing)| only_closing(closing)) else {
            return ammonia::clean(html);
        };
        self.open.truncate(from);
        let tags = closing.split("</").skip(1).map(|tag| (tag.trim_end_matches('>').to_owned(), depth));
        let mut tags: Vec<_> = tags.collect();
        tags.reverse();
        self.open.append(&mut tags);
        piece.to_owned()
    }

    /// The closing tags for what is open at `depth` or deeper, and forgets it.
    pub(super) fn close(&mut self, depth: usize) -> Option<String> {
        let mut closing = String::new();
        while let Some((tag, _)) = self.open.pop_if(|(_, at)| *at >= depth) {
            closing.extend(["</", &tag, ">"]);
        }
        (!closing.is_empty()).then_some(closing)
    }
}

fn only_closing(html: &str) -> bool {
    html.is_empty() || html.split('<').skip(1).all(|tag| tag.starts_with('/')) && html.starts_with('<')
}
