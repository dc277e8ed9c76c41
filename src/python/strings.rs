//! The inside of string literals: prefix, body, escape sequences.

use super::class::{Class, Sink};

/// How to read the body of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Single or double quotes, or documentation.
    pub class: Class,
    /// Whether a backslash stands for itself.
    pub raw: bool,
    /// Whether it holds bytes, which have no Unicode escapes.
    pub bytes: bool,
    /// Whether doubled braces stand for single ones.
    pub braces: bool,
}

/// The length of the prefix and the style of a literal, or of the opening of an f-string.
pub fn style(literal: &[u8]) -> (usize, Style) {
    let quote = literal.iter().position(|byte| matches!(byte, b'\'' | b'"')).unwrap_or(0);
    let prefix = literal.get(..quote).unwrap_or_default();
    let has = |letter: u8| prefix.iter().any(|byte| byte.to_ascii_lowercase() == letter);
    let class = if literal.get(quote) == Some(&b'\'') { Class::StrSingle } else { Class::StrDouble };
    (quote, Style { class, raw: has(b'r'), bytes: has(b'b'), braces: has(b'f') || has(b't') })
}

/// A whole literal.
pub fn literal(source: &[u8], (start, end): (u32, u32), documentation: bool, sink: &mut Sink) {
    let Some(text) = source.get(start as usize..end as usize) else { return };
    let (prefix, mut style) = style(text);
    let body = start + prefix as u32;
    sink.push(start, body, Class::StrAffix);
    if documentation {
        style.class = Class::StrDoc;
        style.raw = true; // escapes in prose would only be noise
    }
    body_text(source, (body, end), style, sink);
}

/// The text of a string, with its escape sequences apart.
pub fn body_text(source: &[u8], (start, end): (u32, u32), style: Style, sink: &mut Sink) {
    let Some(text) = source.get(start as usize..end as usize) else { return };
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| next_special(rest, style)) {
        at += found;
        let length = special(&text[at..], style);
        if length > 0 {
            sink.push(start + plain as u32, start + at as u32, style.class);
            sink.push(start + at as u32, start + (at + length) as u32, Class::StrEscape);
            plain = at + length;
        }
        at += length.max(1);
    }
    sink.push(start + plain as u32, end, style.class);
}

fn next_special(text: &[u8], style: Style) -> Option<usize> {
    match (style.raw, style.braces) {
        (true, false) => None,
        (true, true) => memchr::memchr2(b'{', b'}', text),
        (false, true) => memchr::memchr3(b'\\', b'{', b'}', text),
        (false, false) => memchr::memchr(b'\\', text),
    }
}

/// The length of the escape sequence or doubled brace that `text` begins with; 0 if it is none.
fn special(text: &[u8], style: Style) -> usize {
    match text {
        [b'{', b'{', ..] | [b'}', b'}', ..] => 2,
        [b'\\', rest @ ..] => escape(rest, style.bytes),
        _ => 0,
    }
}

/// The length of an escape sequence whose backslash has been read, that included; 0 if it is none.
fn escape(rest: &[u8], bytes: bool) -> usize {
    match rest {
        [b'\r', b'\n', ..] => 3,
        [b'\n' | b'\r' | b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v', ..] => 2,
        [b'0'..=b'7', ..] => 1 + rest.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count(),
        [b'x', digits @ ..] => hexadecimal(digits, 2),
        [b'u', digits @ ..] if !bytes => hexadecimal(digits, 4),
        [b'U', digits @ ..] if !bytes => hexadecimal(digits, 8),
        [b'N', b'{', name @ ..] if !bytes => named(name),
        _ => 0,
    }
}

fn hexadecimal(digits: &[u8], count: usize) -> usize {
    let enough = digits.get(..count).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if enough { 2 + count } else { 0 }
}

fn named(name: &[u8]) -> usize {
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-')).count();
    if name.get(length) == Some(&b'}') { 4 + length } else { 0 }
}
