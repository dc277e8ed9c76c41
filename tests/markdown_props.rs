//! Markdown of any kind: nothing panics, nodes are balanced, code is shown as it stands in the file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails by panicking")]

use std::borrow::Cow;
use std::sync::Arc;

use proptest::prelude::*;
use showpiece::content::{self, ComponentCall, Defaults, Input, Kind, RawHtml, Settings, Written};
use showpiece::diagnostic::{SourcePath, Span};
use showpiece::render::body::{self, BodyOptions, Image, Resolved, Resolver};

struct Plain;

impl Resolver for Plain {
    fn link<'a>(&self, target: &'a str, _: Span) -> Resolved<'a> {
        Resolved { href: Cow::Borrowed(target), external: false }
    }

    fn image<'a>(&self, target: &'a str, _: Span) -> Image<'a> {
        Image { url: Cow::Borrowed(target), size: None }
    }

    fn component(&self, _: &ComponentCall, body: &str) -> String {
        body.to_owned()
    }
}

/// Pieces that mean something in Markdown, so that random texts are not merely paragraphs.
fn piece() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "\n",
        "\n\n",
        "\n",
        " ",
        "  ",
        "    ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "* ",
        "# ",
        "## ",
        "```",
        "~~~",
        "`",
        "``",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "[^a]",
        "[^a]: ",
        "[a]: ",
        "<",
        ">",
        "</",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "&amp;",
        "&",
        "\\",
        "|",
        "|-|-|\n",
        "---",
        "===",
        ":",
        "::",
        ":::",
        "::::",
        "::a{x=1}",
        ":::b{",
        "{<i>",
        "}",
        "{#i}",
        "{.c}",
        "$",
        "$$",
        "\\frac{1}{2}",
        "^",
        "https://e.x/a_b",
        "www.a.bc",
        "a@b.cd",
        "[!NOTE]",
        "[x] ",
        "[ ] ",
        ": ",
        "é",
        "日本",
        "\u{1}",
        "\u{0}",
        "\"",
        "'",
        "--",
        "...",
        "<!-- more -->",
        "<a href=\"x\">",
        "<img src='y'>",
        "javascript:",
        "word",
        "x",
    ]);
    prop_oneof![8 => marks.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[ -~\n]{0,12}"]
}

/// Pieces of TeX notation.
fn formula_piece() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "x",
        "1",
        "2.5",
        "+",
        "=",
        "<",
        ">",
        "&",
        "\\",
        "{<i>",
        "}",
        "[",
        "]",
        "(",
        ")",
        "^",
        "_",
        "'",
        "|",
        " ",
        "\\\\",
        "~",
        "\\frac",
        "\\sqrt",
        "\\sqrt[3]",
        "\\left(",
        "\\right)",
        "\\left.",
        "\\right|",
        "\\middle|",
        "\\sum",
        "\\int",
        "\\limits",
        "\\mathbb{R}",
        "\\mathrm",
        "\\text{a b}",
        "\\text{",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{cases}",
        "\\end{cases}",
        "\\begin{array}{c|c}",
        "\\end{array}",
        "\\begin{align}",
        "\\end{align}",
        "\\hline",
        "\\color{red}",
        "\\hspace{1em}",
        "\\kern1pt",
        "\\operatorname{f}",
        "\\operatorname",
        "\\mathop",
        "{<img>}",
        "{<script>",
        "\\overset",
        "\\underbrace",
        "\\hat",
        "\\vec",
        "\\not",
        "\\char",
        "\\unicode{x41}",
        "\\tag{1}",
        "\\label{a}",
        "\\let\\a\\b",
        "\\def\\a{\\a}",
        "\\a",
        "#",
        "%",
        "é",
        "日",
        "\\binom",
        "\\substack{a\\\\b}",
        "\\genfrac",
        "\\over",
        "\\big",
        "\\dots",
    ]);
    prop_oneof![12 => pieces.prop_map(str::to_owned), 1 => "[ -#%-~]{0,6}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

fn settings() -> impl Strategy<Value = Settings> {
    let html = prop::sample::select(vec![RawHtml::Allow, RawHtml::Sanitise, RawHtml::Escape]);
    (any::<bool>(), html).prop_map(|(smart_punctuation, raw_html)| Settings { smart_punctuation, raw_html })
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_text_is_parsed_and_written(text in text(), settings in settings()) {
        let path: SourcePath = Arc::from("content/x.md");
        let file = format!("---\ntitle: X\n---\n{text}");
        let (document, diagnostics) =
            content::parse(Written::new(&path, &Arc::from(file.as_str())), &settings, &Defaults::default());
        let document = document.expect("the front matter is good");
        let mut open = Vec::new();
        for node in &document.body().nodes {
            let (start, end) = (node.span.start as usize, node.span.end as usize);
            prop_assert!(file.get(start..end).is_some(), "{:?}", node);
            match node.kind {
                Kind::Start(tag) => open.push(tag),
                Kind::End(tag) => prop_assert_eq!(open.pop(), Some(tag)),
                _ => {}
            }
        }
        prop_assert!(open.is_empty(), "{:?}", open);
        for diagnostic in &diagnostics {
            let span = diagnostic.place.as_ref().expect("a place").span;
            prop_assert!(file.get(span.start as usize..span.end as usize).is_some(), "{:?}", diagnostic);
        }
        let html = body::html(&document.body(), &file, &BodyOptions::default(), &Plain);
        prop_assert!(file.contains('\u{1}') || !html.contains('\u{1}'), "{}", html);
        prop_assert!(file.contains("<?") || !html.contains("<?"), "{}", html);
        let _ = (document.summary(), document.toc(), document.reading_time());
        let _ = (content::inline(&text, str::to_owned), content::plain(&text));
    }

    #[test]
    fn any_formula_is_read_or_refused(parts in prop::collection::vec(formula_piece(), 0..30), display in any::<bool>()) {
        let marks = if display { "$$" } else { "$" };
        let text = format!("{marks}{}{marks}\n", parts.concat());
        let path: SourcePath = Arc::from("content/x.md");
        let settings = Settings { smart_punctuation: true, raw_html: RawHtml::Allow };
        let (body, _) = content::parse_body(Input { path: &path, file: &text, offset: 0, settings: &settings });
        for node in &body.nodes {
            let Kind::Math(_, mathml) = &node.kind else { continue };
            prop_assert!(mathml.starts_with("<math") && mathml.ends_with("</math>"), "{}", mathml);
            prop_assert!(!mathml.contains("<script") && !mathml.contains("<img"), "{}", mathml);
        }
    }

    #[test]
    fn only_harmless_html_gets_through(text in text()) {
        let text = format!("{text}<script>alert(1)</script><img src=x onerror=alert(1)>{text}<svg onload=\"x()\">");
        let settings = Settings { smart_punctuation: false, raw_html: RawHtml::Sanitise };
        let path: SourcePath = Arc::from("content/x.md");
        let (body, _) = content::parse_body(Input { path: &path, file: &text, offset: 0, settings: &settings });
        for node in &body.nodes {
            let Kind::Html(html) = &node.kind else { continue };
            let html = html.as_deref().unwrap_or_else(|| &text[node.span.start as usize..node.span.end as usize]);
            prop_assert!(!html.contains("<script") && !html.contains("onerror=") && !html.contains("onload="), "{}", html);
        }
    }

    #[test]
    fn code_is_shown_as_it_stands(lines in prop::collection::vec("[ -~é]{0,20}", 1..8), quoted in any::<bool>()) {
        let code: Vec<String> = lines.iter().map(|line| line.replace('`', "'")).collect();
        let prefix = if quoted { "> " } else { "" };
        let mut text = format!("{prefix}```text\n");
        for line in &code {
            text.push_str(&format!("{prefix}{line}\n"));
        }
        text.push_str(&format!("{prefix}```\n"));
        let path: SourcePath = Arc::from("content/x.md");
        let settings = Settings { smart_punctuation: true, raw_html: RawHtml::Allow };
        let (body, _) = content::parse_body(Input { path: &path, file: &text, offset: 0, settings: &settings });
        prop_assert_eq!(body.code.len(), 1);
        let block = &body.code[0];
        prop_assert_eq!(&block.block.source, &format!("{}\n", code.join("\n")));
        // Every byte of the source leads back to the same byte of the file.
        for (at, byte) in block.block.source.bytes().enumerate() {
            let place = block.place(Span::new(at, at + 1));
            prop_assert_eq!(text.as_bytes()[place.start as usize], byte);
        }
    }
}
