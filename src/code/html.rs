//! Tokens → HTML: one `span` for a token, none for plain text. Only `& < >` are escaped in text, and `"` in attributes.

use crate::python::Token;

/// Writes `source` with a `span` for each token. Tokens must be in order and lie within the source.
pub fn write_tokens(source: &str, tokens: &[Token], out: &mut String) {
    let mut written = 0;
    for token in tokens {
        let (start, end) = (token.start as usize, token.end as usize);
        let (Some(plain), Some(text)) = (source.get(written..start), source.get(start..end)) else { continue };
        escape(plain, out);
        write_token(text, token, out);
        written = end;
    }
    escape(source.get(written..).unwrap_or_default(), out);
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

/// Appends the value of an attribute in double quotes.
pub fn escape_attribute(text: &str, out: &mut String) {
    for (index, part) in text.split('"').enumerate() {
        out.push_str(if index > 0 { "&quot;" } else { "" });
        escape(part, out);
    }
}
