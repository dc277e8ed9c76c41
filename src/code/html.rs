//! Tokens → HTML: one `span` for a token, none for plain text. Only `& < >` are escaped in text, and `"` in attributes.

use crate::python::Token;

/// Writes `source` with a `span` for each token. Tokens must be in order and lie within the source.
pub fn write_tokens(source: &str, tokens: &[Token], out: &mut String) {
    let mut written = 0;
    // Few pieces have a character to escape, so it is looked for once in all of them.
    let mut special = next_special(source, 0);
    let mut write = |text: &str, end: usize, out: &mut String| {
        if special >= end {
            return out.push_str(text);
        }
        escape(text, out);
        special = next_special(source, end);
    };
    for token in tokens {
        let (start, end) = (token.start as usize, token.end as usize);
        let (Some(plain), Some(text)) = (source.get(written..start), source.get(start..end)) else { continue };
        write(plain, start, out);
        out.push_str(token.class.open_tag());
        write(text, end, out);
        out.push_str("</span>");
        written = end;
    }
    write(source.get(written..).unwrap_or_default(), source.len(), out);
}

/// Where the next character to escape is, at `from` or behind; beyond any text if there is none.
fn next_special(source: &str, from: usize) -> usize {
    let rest = source.as_bytes().get(from..).unwrap_or_default();
    memchr::memchr3(b'&', b'<', b'>', rest).map_or(usize::MAX, |at| from + at)
}

/// Writes the text of one token.
#[inline]
pub fn write_token(text: &str, token: &Token, out: &mut String) {
    out.push_str(token.class.open_tag());
    escape(text, out);
    out.push_str("</span>");
}

/// Appends text with `& < >` as entities.
#[inline]
pub fn escape(text: &str, out: &mut String) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(entity);
        plain = at + 1;
    }
    out.push_str(&text[plain..]);
}

/// Text for elements, and for attributes in double quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_attribute(text, &mut out);
    out
}

/// Appends the value of an attribute in double quotes.
pub fn escape_attribute(text: &str, out: &mut String) {
    for (index, part) in text.split('"').enumerate() {
        out.push_str(if index > 0 { "&quot;" } else { "" });
        escape(part, out);
    }
}
