//! The HTML of a block: its figure, and in it lines, marks, folds and the caption; head and remarks have files of their own.
//!
//! Lines get elements of their own only when an attribute needs them. All that is not the code (numbers, the signs of
//! remarks) is in attributes, so that what a reader copies, and a search engine reads, is the code alone.

use super::Block;
use super::attributes::Attributes;
use super::frame::{Frame, FrameWords};
use super::html::{escape, escape_attribute};
use super::language::Reader;
use super::pen::Pen;
use super::{head, remarks};

/// Writes a block with its frame.
pub fn write_block(block: &Block, frame: &Frame<'_>, out: &mut String) {
    let attributes = &block.attributes;
    let numbers = attributes.numbers.unwrap_or(frame.defaults.numbers || attributes.anchors.is_some());
    let pen = Pen::new(&block.source, &block.tokens, &attributes.marked, &frame.context.links);
    let mut figure = Figure { block, frame, numbers, pen };
    out.reserve(block.source.len() * 3);
    figure.open(out);
    head::write(attributes, frame, out);
    figure.body(out);
    remarks::write(attributes, frame, out);
    caption(attributes, out);
    out.push_str("</figure>");
}

/// Where lines begin: the byte in the source, and the number in the block.
#[derive(Clone, Copy)]
struct Lines {
    start: usize,
    number: u32,
}

/// A block that is being written.
struct Figure<'a> {
    block: &'a Block,
    frame: &'a Frame<'a>,
    numbers: bool,
    pen: Pen<'a>,
}

impl<'a> Figure<'a> {
    fn attributes(&self) -> &'a Attributes {
        &self.block.attributes
    }

    fn words(&self) -> &'a FrameWords {
        &self.frame.defaults.words
    }

    fn open(&self, out: &mut String) {
        out.push_str("<figure class=\"code");
        out.push_str(if is_terminal(self.block) { " terminal" } else { "" });
        out.push_str(if self.attributes().focus.is_empty() { "" } else { " focused" });
        out.push_str("\" data-lang=\"");
        escape_attribute(self.block.language.name(), out);
        out.push('"');
        out.push_str(if self.attributes().no_copy { " data-no-copy" } else { "" });
        out.push('>');
    }

    /// The code. What may be wider than its frame can be scrolled with the keyboard, and so has a name.
    fn body(&mut self, out: &mut String) {
        let folds = self.attributes().collapse.ranges();
        out.push_str(if folds.is_empty() { "<pre class=\"hl" } else { "<div class=\"hl folded" });
        out.push_str(if self.numbers { " numbers" } else { "" });
        out.push_str(if self.numbers && self.last_number() > 999 { " wide" } else { "" });
        out.push_str(if self.attributes().wrap { " wrap\"" } else { "\" tabindex=\"0\"" });
        out.push_str(" role=\"group\" aria-label=\"");
        escape_attribute(&self.words().region.replace("{language}", self.block.language.name()), out);
        out.push_str("\">");
        if folds.is_empty() {
            out.push_str("<code>");
            self.code(&self.block.source, Lines { start: 0, number: 1 }, out);
            out.push_str("</code></pre>");
        } else {
            self.folded(folds, out);
            out.push_str("</div>");
        }
    }

    fn last_number(&self) -> u32 {
        let count = memchr::memchr_iter(b'\n', self.block.source.as_bytes()).count();
        self.attributes().shown(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Writes the lines of `text`, which begin at `lines`.
    fn code(&mut self, text: &str, lines: Lines, out: &mut String) {
        if self.has_lines() {
            self.lines(text, lines, out);
        } else {
            self.pen.all(out);
        }
    }

    /// Whether lines have elements of their own.
    fn has_lines(&self) -> bool {
        let Attributes { mark, ins, del, focus, collapse, labels, .. } = self.attributes();
        self.numbers
            || self.line_ids().is_some()
            || !labels.is_empty()
            || [mark, ins, del, focus, collapse].iter().any(|lines| !lines.is_empty())
    }

    /// What the ids of lines begin with, if they have some.
    fn line_ids(&self) -> Option<&'a str> {
        self.frame.id.filter(|_| self.attributes().anchors.is_some())
    }

    /// Writes the block in pieces, those of `folds` in an element that a reader opens.
    fn folded(&mut self, folds: &[(u32, u32)], out: &mut String) {
        let source = self.block.source.as_str();
        let mut lines = Lines { start: 0, number: 1 };
        let mut piece = |figure: &mut Self, last: Option<u32>, out: &mut String| {
            let rest = source.get(lines.start..).unwrap_or_default();
            let count = last.map_or(usize::MAX, |last| (last + 1).saturating_sub(lines.number) as usize);
            let length = rest.split_inclusive('\n').take(count).map(str::len).sum();
            if length > 0 {
                out.push_str("<pre><code>");
                figure.code(&rest[..length], lines, out);
                out.push_str("</code></pre>");
            }
            lines = Lines { start: lines.start + length, number: last.map_or(lines.number, |last| last + 1) };
        };
        for (first, last) in folds {
            piece(self, Some(first - 1), out);
            let count = last - first + 1;
            let words = &self.words().folded[usize::from(count > 1)];
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
            self.pen.part(start, start + words.len(), out);
            remarks::signs(number, self.attributes(), self.frame, out);
            out.push_str(if words.len() < line.len() { "\n</" } else { "</" });
            out.push_str(element);
            out.push('>');
            start += line.len();
            number = number.saturating_add(1);
        }
    }

    /// Opens a line's element, and says which it is: what was added, removed or marked is so for a screen reader, too.
    fn open_line(&self, number: u32, out: &mut String) -> &'static str {
        let Attributes { mark, ins, del, focus, .. } = self.attributes();
        let sets = [(del, "del"), (ins, "ins"), (mark, "mark")];
        let element = sets.iter().find(|(lines, _)| lines.contains(number)).map_or("span", |(_, element)| element);
        out.push('<');
        out.push_str(element);
        out.push_str(" class=\"line");
        for (lines, class) in [(mark, " mark"), (ins, " ins"), (del, " del"), (focus, " focus")] {
            out.push_str(if lines.contains(number) { class } else { "" });
        }
        out.push('"');
        self.number(self.attributes().shown(number), out);
        element
    }

    /// The number of a line, which leads to the line where it has an id.
    fn number(&self, shown: u32, out: &mut String) {
        let number = shown.to_string();
        let ids = self.line_ids();
        if let Some(id) = ids {
            out.extend([" id=\"", id, "-", &number, "\""]);
        }
        match ids.filter(|_| self.numbers) {
            Some(id) => {
                out.extend(["><a class=\"ln\" href=\"#", id, "-", &number, "\" aria-label=\""]);
                escape_attribute(&self.words().line.replace("{number}", &number), out);
                out.extend(["\" data-n=\"", &number, "\"></a>"]);
            }
            None if self.numbers => out.extend([" data-n=\"", &number, "\">"]),
            None => out.push('>'),
        }
    }
}

fn caption(attributes: &Attributes, out: &mut String) {
    if let Some(caption) = &attributes.caption {
        out.push_str("<figcaption class=\"code-caption\">");
        remarks::words(caption, out);
        out.push_str("</figcaption>");
    }
}

/// Whether a block shows what happens in a terminal: sessions, and commands that are not a file.
fn is_terminal(block: &Block) -> bool {
    match block.language.reader() {
        Reader::ShellSession | Reader::PythonSession => true,
        Reader::Grammar(_) => {
            block.language.is_shell() && block.attributes.title.is_none() && !block.source.starts_with("#!")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::{BlockContext, FrameDefaults, Link};
    use super::*;

    fn html(info: &str, source: &str) -> String {
        let (block, findings) = Block::parse(info, source);
        assert_eq!(findings, []);
        let mut out = String::new();
        block.write_html(&Frame::new(&FrameDefaults::default()), &mut out);
        out
    }

    #[test]
    fn plain_frame() {
        assert_eq!(
            html("", "a < b\n"),
            "<figure class=\"code\" data-lang=\"text\"><pre class=\"hl\" tabindex=\"0\" role=\"group\" aria-label=\"Code: text\"><code>a &lt; b\n</code></pre></figure>"
        );
    }

    #[test]
    fn full_frame() {
        assert_eq!(
            html("python {title=\"<a>.py\" caption=\"A & B\" wrap no-copy}", "x = 1"),
            "<figure class=\"code\" data-lang=\"python\" data-no-copy><div class=\"code-head\">\
             <span class=\"code-title\">&lt;a&gt;.py</span></div><pre class=\"hl wrap\" role=\"group\" aria-label=\"Code: python\"><code>\
             x <span class=\"o\">=</span> <span class=\"mi\">1</span></code></pre>\
             <figcaption class=\"code-caption\">A &amp; B</figcaption></figure>"
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
            Block::parse(info, "a\n").0.write_html(&Frame::new(&site), &mut out);
            assert_eq!(out.contains("data-n=\"1\""), numbered, "{info}");
        }
        assert!(!html("text {start=3 numbers=false}", "a").contains("data-n"));
    }

    #[test]
    fn quotes_cannot_leave_the_attribute() {
        let (block, _) = Block::parse("a\"><script>", "x");
        let mut out = String::new();
        block.write_html(&Frame::new(&FrameDefaults::default()), &mut out);
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
            "<mark class=\"line mark\">a<mark>b</mark>\n</mark><span class=\"line\"><mark>c</mark>d\n</span>"
        );
    }

    #[test]
    fn folds_are_pieces_that_make_the_whole() {
        assert_eq!(
            code("text {collapse=\"2-3\" numbers}", "a\nb\nc\nd\n"),
            "<span class=\"line\" data-n=\"1\">a\n</span></code></pre><details class=\"fold\"><summary>2 lines</summary>\
             <pre><code><span class=\"line\" data-n=\"2\">b\n</span>\
             <span class=\"line\" data-n=\"3\">c\n</span></code></pre></details>\
             <pre><code><span class=\"line\" data-n=\"4\">d\n</span>"
        );
        let all = html("text {collapse=1-2}", "a\nb");
        assert_eq!((all.matches("<pre").count(), all.matches("<details").count()), (1, 1));
    }

    #[test]
    fn lines_have_ids_that_lead_to_them() {
        let (block, _) = Block::parse("text {anchors start=8}", "x\ny");
        let mut out = String::new();
        block.write_html(&Frame { id: Some("code-1"), ..Frame::new(&FrameDefaults::default()) }, &mut out);
        let line = "<span class=\"line\" id=\"code-1-9\"><a class=\"ln\" href=\"#code-1-9\" aria-label=\"Line 9\" data-n=\"9\"></a>y</span>";
        assert!(out.contains(line), "{out}");
    }

    #[test]
    fn what_is_typed_into_a_terminal_looks_like_one() {
        for (info, is) in
            [("console", true), ("pycon", true), ("bash", true), ("sh {title=deploy.sh}", false), ("python", false)]
        {
            assert_eq!(html(info, "ls\n").contains("class=\"code terminal\""), is, "{info}");
        }
        assert!(!html("bash", "#!/bin/sh\nls\n").contains("terminal"), "a script is a file");
    }

    fn with(info: &str, source: &str, context: &BlockContext) -> String {
        let mut out = String::new();
        let defaults = FrameDefaults::default();
        Block::parse(info, source).0.write_html(&Frame { context, ..Frame::new(&defaults) }, &mut out);
        out
    }

    fn link(start: usize, end: usize, url: &str) -> Link {
        Link { start, end, url: url.to_owned(), title: None, is_repeated: false }
    }

    #[test]
    fn links_are_outside_marks_and_tokens() {
        let links = vec![
            link(0, 4, "https://d.example/?a&b"),
            Link { title: Some("x.f".to_owned()), is_repeated: true, ..link(4, 6, "#\"x") },
            link(5, 9, "meets"),
            link(7, 99, "beyond"),
        ];
        let context = BlockContext { links, ..BlockContext::default() };
        let out = with("python {mark=\"n f\"}", "open f\n", &context);
        let expected = "<code><a class=\"ref\" href=\"https://d.example/?a&amp;b\" rel=\"noopener\"><span class=\"nb\">ope</span><mark>\
                        <span class=\"nb\">n</span></mark></a><a class=\"ref\" href=\"#&quot;x\" title=\"x.f\" rel=\"noopener\" tabindex=\"-1\"><mark> f</mark></a>\n</code>";
        assert!(out.contains(expected), "{out}");
        let out = with("text {numbers}", "open f\n", &context);
        assert!(
            out.contains("data-n=\"1\"><a class=\"ref\" href=\"https://d.example/?a&amp;b\" rel=\"noopener\">open</a>"),
            "{out}"
        );
    }
}
