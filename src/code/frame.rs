//! The frame around the code: title, lines, marks, folds, remarks, caption.
//!
//! Lines get elements of their own only when an attribute needs them. All that is not the code (numbers, the signs of
//! remarks) is in attributes, so that what a reader copies, and a search engine reads, is the code alone.

use super::Block;
use super::attributes::Attributes;
use super::html::{escape, escape_attribute, write_part, write_tokens};
use super::language::Reader;
use crate::python::Token;

/// What the site and the page say about all blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameDefaults {
    /// Whether lines are numbered where a block does not say.
    pub numbers: bool,
    /// What stands for one folded line, and for more; `{count}` is their number.
    pub folded: [String; 2],
}

impl Default for FrameDefaults {
    fn default() -> Self {
        Self { numbers: false, folded: ["{count} line", "{count} lines"].map(str::to_owned) }
    }
}

/// Writes a block with its frame. `ids` is what the ids of its lines begin with, if they have some.
pub fn write_block(block: &Block, defaults: &FrameDefaults, ids: Option<&str>, out: &mut String) {
    let attributes = &block.attributes;
    let numbers = attributes.numbers.unwrap_or(defaults.numbers || attributes.start.is_some() || ids.is_some());
    let mut frame = Frame { block, numbers, ids, tokens: &block.tokens, marked: &attributes.marked };
    out.reserve(block.source.len() * 3);
    frame.open(out);
    match attributes.collapse.ranges() {
        [] => frame.code(&block.source, Lines { start: 0, number: 1 }, out),
        folds => frame.folded(folds, defaults, out),
    }
    remarks(attributes, out);
    if let Some(caption) = &attributes.caption {
        out.push_str("<p class=\"code-caption\">");
        escape(caption, out);
        out.push_str("</p>");
    }
    out.push_str("</figure>");
}

/// Where lines begin: the byte in the source, and the number in the block.
#[derive(Clone, Copy)]
struct Lines {
    start: usize,
    number: u32,
}

/// A block that is being written; tokens and marked parts are those that are still to come.
struct Frame<'a> {
    block: &'a Block,
    numbers: bool,
    ids: Option<&'a str>,
    tokens: &'a [Token],
    marked: &'a [(usize, usize)],
}

impl Frame<'_> {
    fn open(&self, out: &mut String) {
        let attributes = &self.block.attributes;
        out.push_str("<figure class=\"code");
        out.push_str(if is_terminal(self.block) { " terminal" } else { "" });
        out.push_str(if attributes.focus.is_empty() { "" } else { " focused" });
        out.push_str("\" data-lang=\"");
        escape_attribute(self.block.language.name(), out);
        out.push('"');
        out.push_str(if attributes.no_copy { " data-no-copy" } else { "" });
        out.push('>');
        if let Some(title) = &attributes.title {
            out.push_str("<figcaption class=\"code-head\"><span class=\"code-title\">");
            escape(title, out);
            out.push_str("</span></figcaption>");
        }
    }

    /// Writes the lines of `text`, which begin at `lines`.
    fn code(&mut self, text: &str, lines: Lines, out: &mut String) {
        out.push_str("<pre tabindex=\"0\" class=\"hl");
        out.push_str(if self.numbers { " numbers" } else { "" });
        out.push_str(if self.block.attributes.wrap { " wrap" } else { "" });
        out.push_str("\"><code>");
        if self.has_lines() {
            self.lines(text, lines, out);
        } else if self.marked.is_empty() {
            write_tokens(text, self.tokens, out);
        } else {
            self.marked_part((lines.start, lines.start + text.len()), out);
        }
        out.push_str("</code></pre>");
    }

    /// Whether lines have elements of their own.
    fn has_lines(&self) -> bool {
        let Attributes { mark, ins, del, focus, collapse, labels, .. } = &self.block.attributes;
        self.numbers
            || self.ids.is_some()
            || !labels.is_empty()
            || [mark, ins, del, focus, collapse].iter().any(|lines| !lines.is_empty())
    }

    /// Writes the block in pieces, those of `folds` in an element that a reader opens.
    fn folded(&mut self, folds: &[(u32, u32)], defaults: &FrameDefaults, out: &mut String) {
        let source = self.block.source.as_str();
        let mut lines = Lines { start: 0, number: 1 };
        let mut piece = |frame: &mut Self, last: Option<u32>, out: &mut String| {
            let rest = &source[lines.start..];
            let count = last.map_or(usize::MAX, |last| (last + 1).saturating_sub(lines.number) as usize);
            let length = rest.split_inclusive('\n').take(count).map(str::len).sum();
            if length > 0 {
                frame.code(&rest[..length], lines, out);
            }
            lines = Lines { start: lines.start + length, number: last.map_or(lines.number, |last| last + 1) };
        };
        for (first, last) in folds {
            piece(self, Some(first - 1), out);
            let count = last - first + 1;
            let words = &defaults.folded[usize::from(count > 1)];
            out.push_str("<details class=\"fold\"><summary>");
            escape(&words.replace("{count}", &count.to_string()), out);
            out.push_str("</summary>");
            piece(self, Some(*last), out);
            out.push_str("</details>");
        }
        piece(self, None, out);
    }

    /// Writes each line in an element, its line end included.
    fn lines(&mut self, text: &str, Lines { mut start, mut number }: Lines, out: &mut String) {
        for line in text.split_inclusive('\n') {
            let words = line.strip_suffix('\n').unwrap_or(line);
            let element = self.open_line(number, out);
            self.marked_part((start, start + words.len()), out);
            self.signs(number, out);
            out.push_str(if words.len() < line.len() { "\n</" } else { "</" });
            out.push_str(element);
            out.push('>');
            start += line.len();
            number = number.saturating_add(1);
            let done = self.tokens.iter().take_while(|token| token.end as usize <= start).count();
            self.tokens = self.tokens.get(done..).unwrap_or_default();
            let done = self.marked.iter().take_while(|part| part.1 <= start).count();
            self.marked = self.marked.get(done..).unwrap_or_default();
        }
    }

    /// Opens a line's element, and says which it is: what was added or removed is so for a screen reader, too.
    fn open_line(&self, number: u32, out: &mut String) -> &'static str {
        let attributes = &self.block.attributes;
        let element = match (attributes.ins.contains(number), attributes.del.contains(number)) {
            (_, true) => "del",
            (true, false) => "ins",
            (false, false) => "span",
        };
        out.push('<');
        out.push_str(element);
        out.push_str(" class=\"line");
        let sets = [
            (&attributes.mark, " mark"),
            (&attributes.ins, " ins"),
            (&attributes.del, " del"),
            (&attributes.focus, " focus"),
        ];
        for (lines, class) in sets {
            out.push_str(if lines.contains(number) { class } else { "" });
        }
        out.push('"');
        let shown = attributes.shown(number);
        if let Some(ids) = self.ids {
            out.push_str(&format!(" id=\"{ids}-{shown}\"><a class=\"ln\" href=\"#{ids}-{shown}\" aria-label=\"{shown}\" data-n=\"{shown}\"></a>"));
        } else if self.numbers {
            out.push_str(&format!(" data-n=\"{shown}\">"));
        } else {
            out.push('>');
        }
        element
    }

    /// The signs of the remarks on a line, which a style sheet shows.
    fn signs(&self, number: u32, out: &mut String) {
        for (at, label) in self.block.attributes.labels.iter().enumerate() {
            if label.line == number {
                out.push_str(&format!("<span class=\"note\" data-note=\"{}\"></span>", at + 1));
            }
        }
    }

    /// Writes bytes `start..end` of the source, and what of them is marked in an element.
    fn marked_part(&self, (start, end): (usize, usize), out: &mut String) {
        let source = self.block.source.as_str();
        let mut written = start;
        for (from, to) in self.marked.iter().take_while(|part| part.0 < end) {
            let (from, to) = ((*from).max(start), (*to).min(end));
            if from >= to {
                continue;
            }
            write_part(source, (written, from), self.tokens, out);
            out.push_str("<mark>");
            write_part(source, (from, to), self.tokens, out);
            out.push_str("</mark>");
            written = to;
        }
        write_part(source, (written, end), self.tokens, out);
    }
}

/// Whether a block shows what happens in a terminal: sessions, and commands that are not a file.
fn is_terminal(block: &Block) -> bool {
    match block.language.reader() {
        Reader::ShellSession | Reader::PythonSession => true,
        Reader::Grammar(_) => block.language.is_shell() && block.attributes.title.is_none(),
        Reader::Plain | Reader::Python | Reader::Traceback => false,
    }
}

/// The remarks below the code, numbered as their signs are.
fn remarks(attributes: &Attributes, out: &mut String) {
    if attributes.labels.is_empty() {
        return;
    }
    out.push_str("<ol class=\"code-notes\">");
    for label in &attributes.labels {
        out.push_str("<li>");
        escape(&label.text, out);
        out.push_str("</li>");
    }
    out.push_str("</ol>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(info: &str, source: &str) -> String {
        let (block, findings) = Block::parse(info, source);
        assert_eq!(findings, []);
        let mut out = String::new();
        block.write_html(&FrameDefaults::default(), None, &mut out);
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
                "<ins class=\"line ins\" data-n=\"9\">x <span class=\"o\">=</span> <span class=\"s1\">'''a</span>\n</ins>\
                 <del class=\"line mark del\" data-n=\"10\">\n</del>\
                 <span class=\"line\" data-n=\"11\"><span class=\"s1\">b'''</span>\n</span>"
            )
        );
    }

    #[test]
    fn numbers_come_from_block_then_site() {
        let site = FrameDefaults { numbers: true, ..FrameDefaults::default() };
        for (info, numbered) in [("text", true), ("text {numbers=false}", false), ("text {numbers}", true)] {
            let mut out = String::new();
            Block::parse(info, "a\n").0.write_html(&site, None, &mut out);
            assert_eq!(out.contains("data-n=\"1\""), numbered, "{info}");
        }
        assert!(!html("text {start=3 numbers=false}", "a").contains("data-n"));
    }

    #[test]
    fn quotes_cannot_leave_the_attribute() {
        let (block, _) = Block::parse("a\"><script>", "x");
        let mut out = String::new();
        block.write_html(&FrameDefaults::default(), None, &mut out);
        assert!(out.starts_with("<figure class=\"code\" data-lang=\"a&quot;&gt;&lt;script&gt;\">"), "{out}");
    }

    /// The code of a block, from the first `<code>` to the last `</code>`.
    fn code(info: &str, source: &str) -> String {
        let out = html(info, source);
        out.split_once("<code>").and_then(|(_, rest)| rest.rsplit_once("</code>")).unwrap_or_default().0.to_owned()
    }

    #[test]
    fn parts_are_marked_through_tokens() {
        assert_eq!(
            code("python {mark=\"= 1\" mark=\"b\"}", "ab = 12\n"),
            "a<mark>b</mark> <mark><span class=\"o\">=</span> <span class=\"mi\">1</span></mark><span class=\"mi\">2</span>\n"
        );
        assert_eq!(code("text {mark=\"/b.c/\" mark=\"/c\\\\sd/\"}", "ab\nb-c d\n"), "ab\n<mark>b-c d</mark>\n");
        // A part that runs over a line's end is marked on both lines.
        assert_eq!(
            code("text {mark=\"/b\\\\nc/\" mark=1}", "ab\ncd\n"),
            "<span class=\"line mark\">a<mark>b</mark>\n</span><span class=\"line\"><mark>c</mark>d\n</span>"
        );
    }

    #[test]
    fn folds_are_pieces_that_make_the_whole() {
        assert_eq!(
            code("text {collapse=\"2-3\" numbers}", "a\nb\nc\nd\n"),
            "<span class=\"line\" data-n=\"1\">a\n</span></code></pre><details class=\"fold\"><summary>2 lines</summary>\
             <pre tabindex=\"0\" class=\"hl numbers\"><code><span class=\"line\" data-n=\"2\">b\n</span>\
             <span class=\"line\" data-n=\"3\">c\n</span></code></pre></details>\
             <pre tabindex=\"0\" class=\"hl numbers\"><code><span class=\"line\" data-n=\"4\">d\n</span>"
        );
        let all = html("text {collapse=1-2}", "a\nb");
        assert_eq!((all.matches("<pre").count(), all.matches("<details").count()), (1, 1));
    }

    #[test]
    fn remarks_stand_below_and_their_signs_in_the_lines() {
        let out = html("text {label=2:\"a < b\" label=1:\"first\"}", "x\ny");
        assert!(out.contains("<span class=\"line\">x<span class=\"note\" data-note=\"1\"></span>\n</span>"), "{out}");
        assert!(out.contains("<ol class=\"code-notes\"><li>first</li><li>a &lt; b</li></ol>"), "{out}");
    }

    #[test]
    fn lines_have_ids_that_lead_to_them() {
        let (block, _) = Block::parse("text {anchors start=8}", "x\ny");
        let mut out = String::new();
        block.write_html(&FrameDefaults::default(), Some("code-1"), &mut out);
        let line = "<span class=\"line\" id=\"code-1-9\"><a class=\"ln\" href=\"#code-1-9\" aria-label=\"9\" data-n=\"9\"></a>y</span>";
        assert!(out.contains(line), "{out}");
    }

    #[test]
    fn what_is_typed_into_a_terminal_looks_like_one() {
        for (info, is) in
            [("console", true), ("pycon", true), ("bash", true), ("sh {title=deploy.sh}", false), ("python", false)]
        {
            assert_eq!(html(info, "ls\n").contains("class=\"code terminal\""), is, "{info}");
        }
    }
}
