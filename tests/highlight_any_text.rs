//! Whatever the text, the language and the info string: the HTML shows the source and nothing else.

#![allow(clippy::expect_used)]

use proptest::prelude::*;
use showpiece::code::{Block, BlockContext, Frame, FrameDefaults, Language, Link};

/// The HTML without the words that stand for folded lines.
fn unfolded(html: &str) -> String {
    let mut pieces = html.split("<summary>");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once("</summary>").expect("a summary is closed").1)
}

/// The text between `<code>` and `</code>`, tags taken out and entities read.
fn shown(html: &str) -> String {
    let html = unfolded(html);
    let code = html.split_once("<code>").and_then(|(_, rest)| rest.rsplit_once("</code>")).expect("a block has code").0;
    let mut out = String::new();
    let mut rest = code;
    while let Some(open) = rest.find('<') {
        out += &rest[..open];
        rest = rest[open..].split_once('>').expect("a tag is closed").1;
    }
    (out + rest).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Checks what must hold for any block: tokens in order and on characters, HTML that shows the source, tags in pairs.
fn holds(info: &str, source: &str) -> Result<(), TestCaseError> {
    let (block, _) = Block::parse(info, source);
    let mut done = 0;
    for token in &block.tokens {
        prop_assert!(done <= token.start && token.start < token.end, "{token:?} after {done}");
        prop_assert!(source.get(token.start as usize..token.end as usize).is_some(), "{token:?}");
        done = token.end;
    }
    for numbers in [false, true] {
        let defaults = FrameDefaults { numbers, ..FrameDefaults::default() };
        shows(&block, &Frame { id: numbers.then_some("x"), ..Frame::new(&defaults) })?;
    }
    Ok(())
}

/// Checks the HTML of a block in some frame: it shows the source, and its elements nest.
fn shows(block: &Block, frame: &Frame<'_>) -> Result<(), TestCaseError> {
    let mut html = String::new();
    block.write_html(frame, &mut html);
    prop_assert_eq!(shown(&html), block.source.as_str());
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1).map(|rest| rest.split_once('>').map_or(rest, |(tag, _)| tag)) {
        match tag.strip_prefix('/') {
            Some(element) => prop_assert_eq!(open.pop(), Some(element), "{}", html),
            None => {
                let element = tag.split(' ').next().unwrap_or_default();
                prop_assert!(element != "a" || !open.contains(&"a"), "a link in a link: {}", html);
                open.push(element);
            }
        }
    }
    prop_assert!(open.is_empty(), "{open:?} in {html}");
    Ok(())
}

/// Pieces of many languages, so that strings, comments and brackets open and do not close.
fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "f\"{",
        "}",
        "{",
        "'''",
        "\"\"\"",
        "\"",
        "'",
        "t'",
        "rb'",
        "\\",
        "\n",
        "\n    ",
        "\t",
        " ",
        "def ",
        "class ",
        "match x:",
        "case _:",
        "@",
        "import ",
        "from ",
        "(",
        ")",
        "[",
        "]",
        ":",
        "!r",
        "=",
        "#",
        "//",
        "/*",
        "*/",
        "<!--",
        "<a ",
        "&amp;",
        "<",
        ">",
        "&",
        "`",
        "${",
        "{{",
        "%}",
        "$ ",
        ">>> ",
        "... ",
        "Traceback (most recent call last):\n",
        "  File \"x\", line 3, in f\n",
        "é",
        "日本",
        "\u{feff}",
        "\0",
        "\r",
        "\r\n",
        "x",
        "1",
        "0777",
        "lambda",
        "async ",
        "%magic\n",
        "!ls\n",
        "<<EOF\n",
        "- ",
        "+x\n",
        "-y\n",
        "@@ -1,2 +1,2 @@\n",
        "@@@ -1 -1 +1 @@@\n",
        "@@",
        "*** 1,2 ****\n",
        "--- a\n",
        "! z\n",
        "In [1]: ",
        "   ...: ",
        "%%bash\n",
        "---> 3 ",
        "ValueError  Traceback (most recent call last)\n",
        "ValueError: é\n",
        "  | ",
        "  +-+---- 1 ----\n",
        "    ^^^\n",
        "name?\n",
        "\"\"\"\n>>> f(\n... é\"\"\"",
        "[a]",
        "%(",
        " ; ",
        "--hash=",
        "==1.0",
        "print ",
        "global x\n",
        "A1",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn python_shows_any_text(source in prop_oneof!["(?s).{0,120}", soup()]) {
        for info in ["python", "pycon", "pytb", "ipython"] {
            holds(info, &source)?;
        }
    }

    #[test]
    fn readers_show_any_text(source in prop_oneof!["(?s).{0,120}", soup()]) {
        for info in ["requirements", "ini", "diff", "diff-python", "diff-rust"] {
            holds(info, &source)?;
        }
    }

    #[test]
    fn frames_show_any_text(
        language in prop::sample::select(vec!["python", "text", "pycon", "console", "diff"]),
        frame in prop::collection::vec(prop::sample::select(vec![
            "mark=1", "mark=\"/[a-z ]+/\"", "mark=\"/(?s)x.*/\"", "mark=\"=\"", "ins=2", "del=1-2", "focus=2", "collapse=\"1-2\"",
            "collapse=2", "collapse=\"1,3-4\"", "label=1:\"a < b\"", "label=2:b", "anchors", "start=7", "wrap",
        ]), 0..6),
        source in soup(),
    ) {
        holds(&format!("{language} {{{}}}", frame.join(" ")), &source)?;
    }

    #[test]
    fn links_lie_on_any_text(
        info in prop::sample::select(vec![
            "python", "python {numbers}", "text {mark=1}", "python {mark=\"/[a-z ]+/\"}", "pycon {collapse=2 ins=1}", "python {anchors}",
        ]),
        source in soup(),
        cuts in prop::collection::vec(0_usize..200, 0..24),
        sorted in any::<bool>(),
    ) {
        let mut cuts = cuts;
        if sorted {
            cuts.sort_unstable();
        }
        let links: Vec<Link> =
            cuts.chunks(2).filter(|pair| pair.len() == 2).map(|pair| Link { start: pair[0], end: pair[1], url: "a<\"&".to_owned(), title: Some("\"<".to_owned()), is_repeated: false }).collect();
        let fits = |link: &&Link| link.start < link.end && source.get(link.start..link.end).is_some_and(|text| text.contains(|letter| letter != '\n'));
        let wanted = links.iter().filter(fits).count();
        let context = BlockContext { links, ..BlockContext::default() };
        let (block, _) = Block::parse(info, &source);
        let defaults = FrameDefaults::default();
        let frame = Frame { id: Some("x"), context: &context, ..Frame::new(&defaults) };
        shows(&block, &frame)?;
        let mut html = String::new();
        block.write_html(&frame, &mut html);
        let written = html.matches("<a class=\"ref\" href=\"a&lt;&quot;&amp;\" title=\"&quot;&lt;\" rel=\"noopener\">").count();
        // A link over several lines is written once a line.
        prop_assert!(!sorted || written >= wanted, "{written} of {wanted}");
    }

    #[test]
    fn info_strings_never_matter(info in "(?s).{0,40}|py \\{[a-z=\", 0-9-]{0,30}\\}?", source in soup()) {
        holds(&info, &source)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_language_shows_any_text(source in prop_oneof!["(?s).{0,120}", soup()]) {
        for name in Language::names() {
            holds(name, &source)?;
        }
    }
}
