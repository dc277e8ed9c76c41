//! INI files as Python's `configparser` reads them: sections, keys, values over several lines, what is put into values.

use crate::python::{Class, Sink, Token, lines};

/// The tokens of an INI file.
pub fn read(source: &str) -> Vec<Token> {
    let mut sink = Sink::new(source, source.len() / 8);
    // how far the key was indented whose value may go on
    let mut key = None;
    for (offset, line) in lines(source) {
        let end = line.trim_end().len();
        let text = line[..end].trim_start();
        let start = end - text.len();
        match text.chars().next() {
            None => {}
            Some(';' | '#') => sink.push((offset + start) as u32, (offset + end) as u32, Class::CommentSingle),
            Some(_) if key.is_some_and(|indent| start > indent) => value(text, offset + start, &mut sink),
            Some('[') => {
                key = None;
                section(text, offset + start, &mut sink);
            }
            Some(_) => {
                key = Some(start);
                pair(text, offset + start, &mut sink);
            }
        }
    }
    sink.finish()
}

fn section(text: &str, start: usize, sink: &mut Sink) {
    let end = text.find(']').map_or(text.len(), |close| close + 1);
    sink.push(start as u32, (start + end) as u32, Class::Keyword);
    if let Some(comment) = comment(&text[end..]) {
        sink.push((start + end + comment) as u32, (start + text.len()) as u32, Class::CommentSingle);
    }
}

fn pair(text: &str, start: usize, sink: &mut Sink) {
    let sign = text.find(['=', ':']).unwrap_or(text.len());
    sink.push(start as u32, (start + text[..sign].trim_end().len()) as u32, Class::Attribute);
    let Some(rest) = text.get(sign + 1..) else { return };
    sink.push((start + sign) as u32, (start + sign + 1) as u32, Class::Operator);
    let words = rest.trim_start();
    value(words, start + text.len() - words.len(), sink);
}

/// A value or a line of one, with the comment behind it.
fn value(text: &str, start: usize, sink: &mut Sink) {
    let end = comment(text).unwrap_or(text.len());
    let words = text[..end].trim_end();
    match kind(words) {
        Some(class) => sink.push(start as u32, (start + words.len()) as u32, class),
        None => filled(words, start, sink),
    }
    sink.push((start + end) as u32, (start + text.len()) as u32, Class::CommentSingle);
}

/// Where a comment behind a value begins, which must stand apart: `#fff` and `a;b` are values.
fn comment(text: &str) -> Option<usize> {
    [" ; ", " # ", "\t; ", "\t# "].iter().filter_map(|sign| text.find(sign)).min().map(|at| at + 1)
}

/// The class of a value that is one thing as a whole.
fn kind(words: &str) -> Option<Class> {
    let quoted = |quote: char| {
        words.len() > 1 && words.starts_with(quote) && words.find(quote) < words.rfind(quote) && words.ends_with(quote)
    };
    let number = |words: &str| !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_digit());
    match words {
        _ if quoted('"') => Some(Class::StrDouble),
        _ if quoted('\'') => Some(Class::StrSingle),
        _ if number(words.trim_start_matches('-')) => Some(Class::NumberInteger),
        _ if words.trim_start_matches('-').split_once('.').is_some_and(|(a, b)| number(a) && number(b)) => {
            Some(Class::NumberFloat)
        }
        _ if ["true", "false", "yes", "no", "on", "off", "none"]
            .iter()
            .any(|word| words.eq_ignore_ascii_case(word)) =>
        {
            Some(Class::KeywordConstant)
        }
        _ => None,
    }
}

/// Plain words, and `%(name)s`, `${section:name}` in them.
fn filled(words: &str, start: usize, sink: &mut Sink) {
    let mut at = 0;
    while let Some(found) = words.get(at..).and_then(|rest| rest.find(['%', '$'])) {
        at += found;
        let rest = &words[at..];
        let close = match rest.as_bytes() {
            [b'%', b'(', ..] => rest.find(")s").map(|close| close + 2),
            [b'$', b'{', ..] => rest.find('}').map(|close| close + 1),
            _ => None,
        };
        if let Some(length) = close {
            sink.push((start + at) as u32, (start + at + length) as u32, Class::StrInterpolation);
        }
        at += close.unwrap_or(1);
    }
}
