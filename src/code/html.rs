//! Tokens → HTML, and the frame around the code.
//!
//! A token costs one `span`, plain text none. Lines get elements of their own only when an attribute needs them; a token
//! that runs over a line's end is then closed and opened again. Only `& < >` are escaped in text, and `"` in attributes.

use crate::python::Token;

use super::Block;
use super::language::Reader;

/// What the site's configuration says about all blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FrameDefaults {
    /// Whether lines are numbered where a block does not say.
    pub numbers: bool,
}

/// Writes a block with its frame.
pub fn write_block(block: &Block, defaults: &FrameDefaults, out: &mut String) {
    let attributes = &block.attributes;
    let numbers = attributes.numbers.unwrap_or(defaults.numbers || attributes.start.is_some());
    out.reserve(block.source.len() * 3);
    open_figure(block, out);
    out.push_str("<pre tabindex=\"0\" class=\"hl");
    out.push_str(if numbers { " numbers" } else { "" });
    out.push_str(if attributes.wrap { " wrap" } else { "" });
    out.push_str("\"><code>");
    if numbers || !(attributes.mark.is_empty() && attributes.ins.is_empty() && attributes.del.is_empty()) {
        write_lines(block, numbers, out);
    } else {
        write_tokens(&block.source, &block.tokens, out);
    }
    out.push_str("</code></pre>");
    if let Some(caption) = &attributes.caption {
        out.push_str("<p class=\"code-caption\">");
        escape(caption, out);
        out.push_str("</p>");
    }
    out.push_str("</figure>");
}

fn open_figure(block: &Block, out: &mut String) {
    out.push_str("<figure class=\"code");
    out.push_str(if block.language.reader() == Reader::ShellSession { " terminal" } else { "" });
    out.push_str("\" data-lang=\"");
    escape_attribute(block.language.name(), out);
    out.push('"');
    out.push_str(if block.attributes.no_copy { " data-no-copy" } else { "" });
    out.push('>');
    if let Some(title) = &block.attributes.title {
        out.push_str("<figcaption class=\"code-head\"><span class=\"code-title\">");
        escape(title, out);
        out.push_str("</span></figcaption>");
    }
}

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

#[inline]
fn write_token(text: &str, token: &Token, out: &mut String) {
    out.push_str(token.class.open_tag());
    escape(text, out);
    out.push_str("</span>");
}

/// Writes each line in an element, its line end included.
fn write_lines(block: &Block, numbers: bool, out: &mut String) {
    let mut tokens = block.tokens.as_slice();
    let mut start = 0;
    let mut number = 1;
    for line in block.source.split_inclusive('\n') {
        let text = line.strip_suffix('\n').unwrap_or(line);
        open_line(block, number, numbers, out);
        write_line(&block.source, (start, start + text.len()), tokens, out);
        out.push_str(if text.len() < line.len() { "\n</span>" } else { "</span>" });
        start += line.len();
        number = number.saturating_add(1);
        let done = tokens.iter().take_while(|token| token.end as usize <= start).count();
        tokens = tokens.get(done..).unwrap_or_default();
    }
}

fn open_line(block: &Block, number: u32, numbers: bool, out: &mut String) {
    let attributes = &block.attributes;
    out.push_str("<span class=\"line");
    for (lines, class) in [(&attributes.mark, " mark"), (&attributes.ins, " ins"), (&attributes.del, " del")] {
        out.push_str(if lines.contains(number) { class } else { "" });
    }
    out.push('"');
    if numbers {
        let shown = attributes.start.unwrap_or(1).saturating_add(number - 1);
        out.push_str(" data-n=\"");
        out.push_str(&shown.to_string());
        out.push('"');
    }
    out.push('>');
}

/// Writes the part of the source from `start` to `end`, with what of the tokens lies in it.
fn write_line(source: &str, (start, end): (usize, usize), tokens: &[Token], out: &mut String) {
    let mut written = start;
    for token in tokens.iter().take_while(|token| (token.start as usize) < end) {
        let (from, to) = ((token.start as usize).max(start), (token.end as usize).min(end));
        let (Some(plain), Some(text)) = (source.get(written..from), source.get(from..to)) else { continue };
        escape(plain, out);
        if !text.is_empty() {
            write_token(text, token, out);
        }
        written = to;
    }
    escape(source.get(written..end).unwrap_or_default(), out);
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

fn escape_attribute(text: &str, out: &mut String) {
    for (index, part) in text.split('"').enumerate() {
        out.push_str(if index > 0 { "&quot;" } else { "" });
        escape(part, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(info: &str, source: &str) -> String {
        let (block, findings) = Block::parse(info, source);
        assert_eq!(findings, []);
        let mut out = String::new();
        block.write_html(&FrameDefaults::default(), &mut out);
        out
    }

    #[test]
    fn plain_frame() {
        assert_eq!(
            html("", "a < b\n"),
            "<figure class=\"code\" data-lang=\"text\"><pre tabindex=\"0\" class=\"hl\"><code>a &lt; b\n</code></pre></figure>"
        );
    }

    #[test]
    fn full_frame() {
        assert_eq!(
            html("python {title=\"<a>.py\" caption=\"A & B\" wrap no-copy}", "x = 1"),
            "<figure class=\"code\" data-lang=\"python\" data-no-copy><figcaption class=\"code-head\">\
             <span class=\"code-title\">&lt;a&gt;.py</span></figcaption><pre tabindex=\"0\" class=\"hl wrap\"><code>\
             x <span class=\"o\">=</span> <span class=\"mi\">1</span></code></pre>\
             <p class=\"code-caption\">A &amp; B</p></figure>"
        );
    }

    #[test]
    fn tokens_close_at_line_ends() {
        let out = html("python {start=9 mark=2 ins=1 del=2}", "x = '''a\n\nb'''\n");
        let code = out.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next());
        assert_eq!(
            code,
            Some(
                "<span class=\"line ins\" data-n=\"9\">x <span class=\"o\">=</span> <span class=\"s1\">'''a</span>\n</span>\
                 <span class=\"line mark del\" data-n=\"10\">\n</span>\
                 <span class=\"line\" data-n=\"11\"><span class=\"s1\">b'''</span>\n</span>"
            )
        );
    }

    #[test]
    fn numbers_come_from_block_then_site() {
        let site = FrameDefaults { numbers: true };
        for (info, numbered) in [("text", true), ("text {numbers=false}", false), ("text {numbers}", true)] {
            let mut out = String::new();
            Block::parse(info, "a\n").0.write_html(&site, &mut out);
            assert_eq!(out.contains("data-n=\"1\""), numbered, "{info}");
        }
        assert!(!html("text {start=3 numbers=false}", "a").contains("data-n"));
    }

    #[test]
    fn quotes_cannot_leave_the_attribute() {
        let (block, _) = Block::parse("a\"><script>", "x");
        let mut out = String::new();
        block.write_html(&FrameDefaults::default(), &mut out);
        assert!(out.starts_with("<figure class=\"code\" data-lang=\"a&quot;&gt;&lt;script&gt;\">"), "{out}");
    }
}
