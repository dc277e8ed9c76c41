//! Markdown to HTML, small cases: what is written, and what must come out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::borrow::Cow;
use std::sync::Arc;

use showpiece::content::{self, Body, ComponentCall, Input, RawHtml, Settings};
use showpiece::diagnostic::{Diagnostic, SourcePath, Span};
use showpiece::render::body::{self, BodyOptions, Image, Resolved, Resolver};

struct Plain;

impl Resolver for Plain {
    fn link<'a>(&self, target: &'a str, _: Span) -> Resolved<'a> {
        Resolved { href: Cow::Borrowed(target), external: target.starts_with("http") }
    }

    fn image<'a>(&self, target: &'a str, _: Span) -> Image<'a> {
        Image { url: Cow::Borrowed(target), size: target.ends_with(".png").then_some((640, 480)) }
    }

    fn component(&self, call: &ComponentCall, body: &str) -> String {
        let mut out = format!("<x-{}", call.name);
        for argument in &call.arguments {
            match &argument.value {
                Some(value) => out.push_str(&format!(" {}={value:?}", argument.name)),
                None => out.push_str(&format!(" {}", argument.name)),
            }
        }
        if call.container { format!("{out}>\n{body}</x-{}>\n", call.name) } else { format!("{out}>\n") }
    }
}

const SETTINGS: Settings = Settings { smart_punctuation: false, raw_html: RawHtml::Allow };

fn parse_with(text: &str, settings: Settings) -> (Body, Vec<Diagnostic>) {
    let path: SourcePath = Arc::from("content/x.md");
    content::parse_body(Input { path: &path, file: text, offset: 0, settings: &settings })
}

fn html_with(text: &str, settings: Settings) -> String {
    let (body, _) = parse_with(text, settings);
    body::html(&body, text, &BodyOptions { anchors: false, ..BodyOptions::default() }, &Plain)
}

fn html(text: &str) -> String {
    html_with(text, SETTINGS)
}

/// Asserts that each text becomes the HTML beside it.
fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(html(text).trim_end(), *expected, "{text:?}");
    }
}

/// What is reported, as `line:column code caret-text`.
fn reports(text: &str) -> Vec<String> {
    let report = |diagnostic: &Diagnostic| {
        let span = diagnostic.place.as_ref().expect("a place").span;
        let (start, end) = (span.start as usize, span.end as usize);
        let before = &text[..start];
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{}:{column} {} {}", before.matches('\n').count() + 1, diagnostic.code, &text[start..end])
    };
    let (_, mut diagnostics) = parse_with(text, SETTINGS);
    showpiece::diagnostic::sort(&mut diagnostics);
    diagnostics.iter().map(report).collect()
}

#[test]
fn commonmark() {
    all(&[
        (
            "Text *em* **strong** `a < b` & <br>",
            "<p>Text <em>em</em> <strong>strong</strong> <code>a &lt; b</code> &amp; <br></p>",
        ),
        ("a\nb  \nc\\\nd", "<p>a\nb<br>\nc<br>\nd</p>"),
        ("> q\n> r", "<blockquote>\n<p>q\nr</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n\n4. b", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>"),
        ("***", "<hr>"),
        ("[a](/b \"t\") [c][d]\n\n[d]: <e f>", "<p><a href=\"/b\" title=\"t\">a</a> <a href=\"e%20f\">c</a></p>"),
        (
            "<https://a.b> <me@a.b>",
            "<p><a href=\"https://a.b\" rel=\"noopener\">https://a.b</a> <a href=\"mailto:me@a.b\">me@a.b</a></p>",
        ),
        ("\\*a\\* &copy; &lt;", "<p>*a* © &lt;</p>"),
        ("<div>\n*a*\n</div>", "<div>\n*a*\n</div>"),
        ("Grüße, 日本", "<p>Grüße, 日本</p>"),
        ("", ""),
    ]);
}

#[test]
fn github() {
    all(&[
        ("~~a~~ b", "<p><del>a</del> b</p>"),
        (
            "- [x] a\n- [ ] b",
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"To do\"> b</li>\n</ul>",
        ),
        (
            "> [!TIP]\n> b",
            "<aside class=\"callout callout-tip\" role=\"note\"><p class=\"callout-title\">Tip</p>\n<p>b</p>\n</aside>",
        ),
        (
            "| a | b |\n|--:|---|\n| 1 | `x\\|y` |",
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>\n<thead>\n<tr><th scope=\"col\" class=\"align-right\">a</th><th scope=\"col\">b</th></tr>\n</thead>\n<tbody>\n<tr><td class=\"align-right\">1</td><td><code>x|y</code></td></tr>\n</tbody>\n</table></div>",
        ),
        ("T\n: d\n: e", "<dl>\n<dt>T</dt>\n<dd>d</dd>\n<dd>e</dd>\n</dl>"),
    ]);
}

#[test]
fn bare_addresses() {
    let link = |url: &str| format!("<a href=\"{url}\" rel=\"noopener\">{url}</a>");
    for (text, expected) in [
        ("https://a.b/c_d_e", link("https://a.b/c_d_e")),
        ("(https://a.b/c_(d)).", format!("({}).", link("https://a.b/c_(d)"))),
        ("**https://a.b/c**!", format!("<strong>{}</strong>!", link("https://a.b/c"))),
        ("https://a.b/_x_/y?", format!("{}?", link("https://a.b/_x_/y"))),
        ("http://localhost:8000/x, and", format!("{}, and", link("http://localhost:8000/x"))),
        ("see https://a.b/*x", format!("see {}", link("https://a.b/*x"))),
        ("x https://a.b y https://c.d z", format!("x {} y {} z", link("https://a.b"), link("https://c.d"))),
        ("www.a.b/c", "<a href=\"http://www.a.b/c\" rel=\"noopener\">www.a.b/c</a>".to_owned()),
        ("a.b-c+d@e.f.", "<a href=\"mailto:a.b-c+d@e.f\">a.b-c+d@e.f</a>.".to_owned()),
        (
            "https://a.b?c=1&amp;d=2",
            "<a href=\"https://a.b?c=1&amp;d=2\" rel=\"noopener\">https://a.b?c=1&amp;d=2</a>".to_owned(),
        ),
        ("[https://a.b](/x)", "<a href=\"/x\">https://a.b</a>".to_owned()),
        (
            "`https://a.b` xhttps://a.b awww.a.b @decorator a@b 10:30 https:// std::www",
            "<code>https://a.b</code> xhttps://a.b awww.a.b @decorator a@b 10:30 https:// std::www".to_owned(),
        ),
        ("<a href=\"/x\">https://a.b</a>", "<a href=\"/x\">https://a.b</a>".to_owned()),
    ] {
        assert_eq!(html(text).trim_end(), format!("<p>{expected}</p>"), "{text:?}");
    }
    let smart = Settings { smart_punctuation: true, ..SETTINGS };
    let expected = "<p>“<a href=\"https://a.b/c--d\" rel=\"noopener\">https://a.b/c--d</a>” – it’s…</p>\n";
    assert_eq!(html_with("\"https://a.b/c--d\" -- it's...", smart), expected);
}

#[test]
fn headings() {
    all(&[
        ("## A *b*", "<h2 id=\"a-b\">A <em>b</em></h2>"),
        ("## A {#x .y .z}", "<h2 id=\"x\" class=\"y z\">A</h2>"),
        (
            "## Don't `panic!()`\n## Don't panic",
            "<h2 id=\"dont-panic\">Don't <code>panic!()</code></h2>\n<h2 id=\"dont-panic-1\">Don't panic</h2>",
        ),
        ("## A\n## A {#a}\n## A", "<h2 id=\"a-1\">A</h2>\n<h2 id=\"a\">A</h2>\n<h2 id=\"a-2\">A</h2>"),
        ("## Use {name}", "<h2 id=\"use-name\">Use {name}</h2>"),
        ("## Use {{ name }}", "<h2 id=\"use-name\">Use {{ name }}</h2>"),
        ("## `f` {a=b} ##", "<h2 id=\"f-a-b\"><code>f</code> {a=b}</h2>"),
        ("## 日本 & Öl", "<h2 id=\"日本-öl\">日本 &amp; Öl</h2>"),
        ("## !?", "<h2 id=\"section\">!?</h2>"),
    ]);
    let (body, _) = parse_with("## A\n", SETTINGS);
    let anchored = body::html(&body, "## A\n", &BodyOptions::default(), &Plain);
    assert_eq!(anchored, "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link to “A”\">#</a></h2>\n");
    assert_eq!(reports("é\n==="), ["1:1 heading-level é"]);
    assert_eq!(reports("# A\n\n## B {#x}\n## C {#x}"), ["1:1 heading-level # A", "4:7 duplicate-heading-id #x"]);
}

#[test]
fn contents() {
    let (body, _) = parse_with("## A\n### B\n#### C\n### D\n> ## Q\n\n## E\n", SETTINGS);
    let tree = content::toc::tree(&body.headings, 2..=3);
    let shape: Vec<(&str, Vec<&str>)> = tree
        .iter()
        .map(|entry| (entry.title.as_str(), entry.children.iter().map(|child| child.title.as_str()).collect()))
        .collect();
    assert_eq!(shape, [("A", vec!["B", "D"]), ("E", vec![])]);
}

#[test]
fn footnotes() {
    let text = "a[^b] c[^Ä] d[^b] e[^none]\n\n[^ä]: note a\n[^b]: note b\n\n    second[^c]\n\n[^c]: cc\n";
    let out = html(text);
    assert!(out.starts_with(
        "<p>a<sup class=\"footnote-ref\"><a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\">1</a></sup> c<sup class=\"footnote-ref\"><a id=\"fnref-2\" href=\"#fn-2\" role=\"doc-noteref\">2</a></sup> d<sup class=\"footnote-ref\"><a id=\"fnref-1-2\" href=\"#fn-1\" role=\"doc-noteref\">1</a></sup> e[^none]</p>\n<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n<li id=\"fn-1\"><p>note b</p>\n<p>second<sup"
    ), "{out}");
    assert!(out.contains("href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩</a> <a class=\"footnote-back\" href=\"#fnref-1-2\""), "{out}");
    assert!(out.contains("<li id=\"fn-3\"><p>cc <a "), "{out}");
    assert_eq!(reports("a\n\n[^x]: lost\n"), ["3:1 unused-footnote [^x]:"]);
}

#[test]
fn mathematics() {
    all(&[
        ("$x$", "<p><math display=\"inline\"><mi>x</mi></math></p>"),
        ("$$\nx\n$$", "<div class=\"math\"><math display=\"block\"><mi>x</mi></math></div>"),
        ("costs $5 and $10", "<p>costs $5 and $10</p>"),
        ("$HOME/$USER", "<p>$HOME/$USER</p>"),
        ("$\\frac{1}$", "<p><code>\\frac{1}</code></p>"),
    ]);
    assert_eq!(reports("a\n\nb $\\frac{1}$"), ["3:3 math-syntax $\\frac{1}$"]);
    assert_eq!(reports("$\\def\\a{\\a\\a}\\a$"), ["1:1 math-syntax $\\def\\a{\\a\\a}\\a$"]);
}

#[test]
fn images() {
    all(&[
        (
            "![a *b*](x.png \"Cap & tion\")",
            "<figure><img src=\"x.png\" alt=\"a b\" width=\"640\" height=\"480\" loading=\"lazy\" decoding=\"async\"><figcaption>Cap &amp; tion</figcaption></figure>",
        ),
        ("![](x.svg)", "<figure><img src=\"x.svg\" alt=\"\" loading=\"lazy\" decoding=\"async\"></figure>"),
        (
            "[![a](x.svg)](/y)",
            "<figure><a href=\"/y\"><img src=\"x.svg\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></a></figure>",
        ),
        (
            "a ![b](c.svg \"t\")",
            "<p>a <img src=\"c.svg\" alt=\"b\" title=\"t\" loading=\"lazy\" decoding=\"async\"></p>",
        ),
    ]);
}

#[test]
fn components() {
    all(&[
        ("::a{b=\"c\" d='e' f=1 g}", "<x-a b=\"c\" d=\"e\" f=\"1\" g>"),
        ("::a{b=\"c \\\"d\\\" \\\\ {e}\"}", "<x-a b=\"c \\\"d\\\" \\\\ {e}\">"),
        ("::a", "<x-a>"),
        ("a\n::b\nc", "<p>a</p>\n<x-b>\n<p>c</p>"),
        (":::a\n*b*\n:::", "<x-a>\n<p><em>b</em></p>\n</x-a>"),
        (
            "::::a\n:::b\nx\n:::\n\n:::c{}\n- y\n:::\n::::\nz",
            "<x-a>\n<x-b>\n<p>x</p>\n</x-b>\n<x-c>\n<ul>\n<li>y</li>\n</ul>\n</x-c>\n</x-a>\n<p>z</p>",
        ),
        (":::a\n:::b\nx\n:::\n:::", "<x-a>\n<x-b>\n<p>x</p>\n</x-b>\n</x-a>"),
        ("- a\n  :::b\n  c\n  :::\n- d", "<ul>\n<li>a\n<x-b>\n<p>c</p>\n</x-b>\n</li>\n<li>d</li>\n</ul>"),
        ("> :::b\n> c\n> :::\n> ::d", "<blockquote>\n<x-b>\n<p>c</p>\n</x-b>\n<x-d>\n</blockquote>"),
        ("1. ::a\n2. b", "<ol>\n<li><x-a>\n</li>\n<li>b</li>\n</ol>"),
        (
            ":::a\n    code\n:::",
            "<x-a>\n<figure class=\"code\" data-lang=\"text\"><pre class=\"hl\" tabindex=\"0\" role=\"group\" aria-label=\"Code: text\"><code>code\n</code></pre></figure>\n</x-a>",
        ),
        (
            ":::a\n![](x.svg)\n:::",
            "<x-a>\n<figure><img src=\"x.svg\" alt=\"\" loading=\"lazy\" decoding=\"async\"></figure>\n</x-a>",
        ),
    ]);
}

#[test]
fn no_components() {
    all(&[
        (
            "```text\n::a\n:::\n```",
            "<figure class=\"code\" data-lang=\"text\"><pre class=\"hl\" tabindex=\"0\" role=\"group\" aria-label=\"Code: text\"><code>::a\n:::\n</code></pre></figure>",
        ),
        (
            "    ::a\n    :::b",
            "<figure class=\"code\" data-lang=\"text\"><pre class=\"hl\" tabindex=\"0\" role=\"group\" aria-label=\"Code: text\"><code>::a\n:::b</code></pre></figure>",
        ),
        ("<div>\n::a\n</div>", "<div>\n::a\n</div>"),
        ("`::a` and ::a{} in text", "<p><code>::a</code> and ::a{} in text</p>"),
        ("a\n::path::to\n:smile: b", "<p>a\n::path::to\n:smile: b</p>"),
        ("{{ jinja }} ${{ github.ref }} f\"{x}\" {% if %}", "<p>{{ jinja }} ${{ github.ref }} f\"{x}\" {% if %}</p>"),
        ("${{ a }}/${{ b }}", "<p>${{ a }}/${{ b }}</p>"),
        (":: a", "<p>:: a</p>"),
    ]);
}

#[test]
fn faulty_components() {
    for (text, expected) in [
        ("a\n\n:::b\nc", vec!["3:1 unclosed-component :::b"]),
        ("- :::b\n- c\n", vec!["1:3 unclosed-component :::b"]),
        ("a\n\n:::\n", vec!["3:1 stray-component-end :::"]),
        ("::::a\nb\n:::\n", vec!["3:1 stray-component-end :::"]),
        ("::::a\n:::b\n::::\n", vec!["2:1 unclosed-component :::b"]),
        ("::a{b=1, c=2}", vec!["1:8 component-syntax ,"]),
        ("> ::a{b=\"c}", vec!["1:9 component-syntax \""]),
        ("::a{b", vec!["1:5 component-syntax b"]),
        ("::a{b=}", vec!["1:6 component-syntax ="]),
        ("::a{b=1 b=2}", vec!["1:9 component-syntax b"]),
        ("::a{.b}", vec!["1:5 component-syntax ."]),
        ("::a{} b", vec!["1:7 component-syntax b"]),
        (":::note Mind this\nx\n:::", vec!["1:9 component-syntax Mind this"]),
        (":::{.note}\nx\n:::", vec!["1:4 component-syntax {.note}"]),
    ] {
        assert_eq!(reports(text), expected, "{text:?}");
    }
}

#[test]
fn places_of_component_calls() {
    let text = "> a\n> ::card{title=\"Ünit\" open}\n";
    let (body, _) = parse_with(text, SETTINGS);
    let call = &body.components[0];
    let at = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(at(call.span), "::card{title=\"Ünit\" open}");
    assert_eq!(at(call.name_span), "card");
    assert_eq!(call.argument("title").map(|a| (at(a.span), at(a.value_span))), Some(("title=\"Ünit\"", "Ünit")));
    assert_eq!(call.argument("open").map(|a| (at(a.span), a.value.clone())), Some(("open", None)));
}

#[test]
fn places_of_links() {
    let text = "a [b](../c.md \"t\") ![d](e.png)\n\n[f][g] https://h.i <img src=\"j.png\">\n\n[g]: k.md\n";
    let (body, _) = parse_with(text, SETTINGS);
    let at = |span: Span| &text[span.start as usize..span.end as usize];
    let mut found: Vec<_> =
        body.links.iter().chain(&body.images).map(|link| (at(link.span), link.target.as_str())).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("../c.md", "../c.md"),
            ("[f][g]", "k.md"),
            ("e.png", "e.png"),
            ("https://h.i", "https://h.i"),
            ("j.png", "j.png"),
        ]
    );
}

#[test]
fn refused_addresses() {
    all(&[
        ("[a](javascript:x) ![b](data:text/html,x)", "<p>a b</p>"),
        (
            "![b](data:image/png;base64,AA==) c",
            "<p><img src=\"data:image/png;base64,AA==\" alt=\"b\" loading=\"lazy\" decoding=\"async\"> c</p>",
        ),
        ("[a](x:y) [b](/c?d=javascript:e)", "<p><a href=\"x:y\">a</a> <a href=\"/c?d=javascript:e\">b</a></p>"),
    ]);
    assert_eq!(reports("a [b](JavaScript:c)"), ["1:7 dangerous-url JavaScript:c"]);
    assert_eq!(reports("[a](java&#10;script:b)"), ["1:1 dangerous-url [a](java&#10;script:b)"]);
    assert_eq!(reports("[a](file:///b)"), ["1:5 dangerous-url file:///b"]);
}

#[test]
fn raw_html() {
    let text = "a <b onclick=\"x()\">b *c*</b> <script>d</script> <i>e\n\nf</i>\n\n<div onclick=\"g\">\n\n*h*\n\n</div>\n\n<!-- note -->";
    let allow = html(text);
    assert!(allow.contains("<b onclick=\"x()\">b <em>c</em></b>") && !allow.contains("note"), "{allow}");
    let sanitise = html_with(text, Settings { raw_html: RawHtml::Sanitise, ..SETTINGS });
    assert_eq!(sanitise, "<p>a <b>b <em>c</em></b> d <i>e</i></p>\n<p>f</p>\n<div>\n<p><em>h</em></p>\n</div>\n");
    let escape = html_with("a <b>c</b>\n\n<hr>\n", Settings { raw_html: RawHtml::Escape, ..SETTINGS });
    assert_eq!(escape, "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n<p>&lt;hr&gt;</p>\n");
    all(&[
        ("<img alt=\"x\" src='a&amp;b.png'>", "<img alt=\"x\" src='a&amp;b.png'>"),
        ("<a href=\"/x y\">z</a>", "<p><a href=\"/x%20y\">z</a></p>"),
    ]);
}

#[test]
fn reference_links_without_a_definition() {
    assert_eq!(
        reports("[a][b] [c][] [d] x[0][i] [e][1]"),
        ["1:1 unknown-reference [a][b]", "1:8 unknown-reference [c]"]
    );
    assert_eq!(reports("a[^note-1] `[^b]` [^a-z] [^0-9] [^ ] x[^]"), ["1:2 unknown-reference [^note-1]"]);
}

#[test]
fn code_faults_stand_in_the_file() {
    let text = "> - x\n>   ```python {titel=\"a\"}\n>   y = = 1\n>   ```\n";
    assert_eq!(reports(text), ["2:16 code-attribute titel", "3:9 python-syntax ="]);
}

#[test]
fn words() {
    let words = |text: &str| parse_with(text, SETTINGS).0.words;
    assert_eq!(words("One two-three *fo*ur. It's 5 €!"), 5);
    assert_eq!(words("a\nb\n\n## c\n\n```text\nd e f\n```\n"), 3);
    assert_eq!(words("日本語 text"), 4);
    assert_eq!(words("![alt text](x.png) `code`"), 1);
}

/// Every example of the guide is right, and shows what it is about.
#[test]
fn the_guide() {
    let file =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide/markdown.md")).expect("the guide");
    let (guide, diagnostics) = parse_with(&file, SETTINGS);
    let unexpected: Vec<_> = diagnostics.iter().filter(|found| found.code.word() != "heading-level").collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    let examples: Vec<&str> = guide.code.iter().map(|code| code.block.source.as_str()).collect();
    assert!(examples.len() >= 13, "{}", examples.len());
    for example in &examples {
        assert_eq!(reports(example), [""; 0], "{example}");
    }
    let all = html(&examples.join("\n\n"));
    for mark in [
        "<del>",
        "class=\"task\"",
        "<dl>",
        "mailto:",
        "id=\"windows\"",
        "<figcaption>",
        "align-right",
        "footnotes",
        "callout-warning",
        "<math",
        "<x-metric",
        "<x-columns>\n<x-callout",
        "<kbd>",
        "<span class=\"code-title\">ledger/posting.py",
    ] {
        assert!(all.contains(mark), "{mark}");
    }
}
