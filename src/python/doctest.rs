//! Examples in documentation strings: what stands behind `>>>` and `...` is read as Python, all else stays text.
//!
//! The examples of one string are read as one module, as `doctest` runs them.

use super::class::{Class, Sink};
use super::names::Names;
use super::stitch::{Stitched, lines};

/// Whether a literal may hold an example.
pub fn is_in(literal: &str) -> bool {
    memchr::memmem::find(literal.as_bytes(), b">>> ").is_some()
}

/// A whole documentation string with examples.
pub fn literal(source: &str, (start, end): (u32, u32), sink: &mut Sink) {
    let Some(text) = source.get(start as usize..end as usize) else { return };
    let (from, to) = body(text);
    sink.push(start, start + prefix(text) as u32, Class::StrAffix);
    sink.push(start + prefix(text) as u32, start + from as u32, Class::StrDoc);
    let Some(body) = text.get(from..to) else { return };
    examples(body, start as usize + from, sink);
    sink.push(start + to as u32, end, Class::StrDoc);
}

/// Where the text between the quotes is, in bytes of the literal.
fn body(literal: &str) -> (usize, usize) {
    let prefix = prefix(literal);
    let quotes = &literal[prefix..];
    let mark = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|mark| quotes.starts_with(mark)).unwrap_or_default();
    let closed = quotes.len() >= 2 * mark.len() && quotes.ends_with(mark);
    (prefix + mark.len(), literal.len() - if closed { mark.len() } else { 0 })
}

fn prefix(literal: &str) -> usize {
    literal.find(['"', '\'']).unwrap_or(0)
}

/// What a line of documentation is.
enum Line {
    Text,
    /// A line with a prompt that begins behind so many bytes.
    Code(usize),
}

/// The length of `>>>` and of `...`.
const PROMPT: usize = 3;

/// What the names stand for in the examples of a documentation string, at their places in the source.
pub fn names(source: &str, (start, end): (u32, u32)) -> Names {
    let literal = source.get(start as usize..end as usize).unwrap_or_default();
    let (from, to) = body(literal);
    let (code, _) = stitch(literal.get(from..to).unwrap_or_default(), start as usize + from);
    super::names_of(code.text()).moved(|start, end| code.part_to_source(start, end))
}

/// The code of all examples, and the lines with their places.
fn stitch(body: &str, offset: usize) -> (Stitched, Vec<(usize, &str, Line)>) {
    let mut code = Stitched::default();
    let mut parts = Vec::new();
    let mut indent = None;
    for (at, text) in lines(body) {
        let line = line(text, indent);
        indent = match line {
            Line::Text => None,
            Line::Code(indent) => {
                let start = (indent + PROMPT + 1).min(text.trim_end_matches('\n').len());
                code.push(&text[start..], offset + at + start);
                Some(indent)
            }
        };
        parts.push((offset + at, text, line));
    }
    (code, parts)
}

fn examples(body: &str, offset: usize, sink: &mut Sink) {
    let (code, parts) = stitch(body, offset);
    let mut tokens = Vec::new();
    code.tokens_to_source(&super::example(code.text()), &mut tokens);
    let mut tokens = tokens.into_iter().peekable();
    for (at, text, line) in parts {
        match line {
            Line::Text => sink.push(at as u32, (at + text.trim_end_matches('\n').len()) as u32, Class::StrDoc),
            // the prompt is part of the text: what is copied must be the whole module
            Line::Code(indent) => {
                sink.push(at as u32, (at + indent + PROMPT) as u32, Class::StrDoc);
                while let Some(token) = tokens.next_if(|token| (token.start as usize) < at + text.len()) {
                    sink.push(token.start, token.end, token.class);
                }
            }
        }
    }
}

/// `above` is the indentation of the example that the line before belongs to.
fn line(text: &str, above: Option<usize>) -> Line {
    let words = text.trim_start_matches([' ', '\t']);
    let indent = text.len() - words.len();
    let prompt = words.starts_with(">>>") || above == Some(indent) && words.starts_with("...");
    let ends = matches!(words.as_bytes().get(PROMPT), None | Some(b' ' | b'\n'));
    if prompt && ends { Line::Code(indent) } else { Line::Text }
}
