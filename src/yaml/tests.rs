//! Both readers of YAML agree, traps are seen, and no text makes them panic or hang.

use super::*;
use crate::value::{PartialDate, SkillId, Text, Url};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::time::{Duration, Instant};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    title: Text,
    start: PartialDate,
    url: Option<Url>,
    team: Option<u8>,
    #[serde(default)]
    skills: Vec<SkillId>,
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    name: Text,
    kind: Option<Kind>,
    draft: Option<bool>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Large,
    Small,
}

fn origin() -> Origin {
    Origin { path: "data/x.yaml".into(), offset: 0 }
}

/// Each diagnostic as "code `text under the caret` message".
fn told<T: serde::de::DeserializeOwned>(text: &str) -> Vec<String> {
    from_str_partial::<T>(text, &origin()).diagnostics.iter().map(|one| tell(text, one)).collect()
}

fn tell(text: &str, one: &Diagnostic) -> String {
    let span = one.place.as_ref().expect("a place").span;
    let under = text.get(span.start as usize..span.end as usize).expect("a span of the text");
    format!("{} `{under}` {}", one.code, one.message)
}

#[test]
fn a_faultless_text_is_read() {
    let card: Card = from_str("title: \"3.10\"\nstart: 2024\nparts:\n  - {name: a, kind: small}\n", &origin()).unwrap();
    assert_eq!(card.title, "3.10");
    assert_eq!(card.start.year, 2024);
    assert_eq!(card.parts[0].kind, Some(Kind::Small));
}

#[test]
fn all_problems_are_found_in_one_run() {
    let text = "titel: x\nstart: 2024-02-30\nteam: four\nskills: [py, C++]\nparts:\n  - nam: y\n    name: a\n  - kind: \
                huge\n    name: b\n    kind: small\n  - draft: yes\n";
    assert_eq!(
        told::<Card>(text),
        [
            "duplicate-key `kind` the key `kind` appears twice in one map",
            "unknown-key `titel` unknown key `titel`",
            "invalid-date `2024-02-30` `2024-02-30` is not in the calendar",
            "invalid-value `four` `team` must be a whole number from 0 to 255, not the text `four`",
            "invalid-value `C++` `C++` cannot be part of an address",
            "unknown-key `nam` unknown key `nam` in entry 1 of `parts`",
            "invalid-value `huge` `kind` cannot be `huge`",
            "invalid-value `yes` `draft` must be `true` or `false`, not the text `yes`",
            "missing-key `draft` the key `name` is missing in entry 3 of `parts`",
        ]
    );
}

#[test]
fn what_is_not_at_fault_is_kept() {
    let text = "title: x\nstart: 2024\nteam: four\nparts:\n  - kind: small\n  - name: b\n";
    let partial = from_str_partial::<Vec<Part>>("- kind: small\n- name: b\n- nme: c\n", &origin());
    assert_eq!(partial.value.unwrap().len(), 3);
    let card = from_str_partial::<Card>(text, &origin()).value.unwrap();
    assert_eq!((card.team, card.parts.len()), (None, 2));
}

#[test]
fn an_entry_that_cannot_be_kept_is_taken_out_and_places_know() {
    let text = "- {start: 2024}\n- {title: a, start: 2024-13}\n- {title: b, start: 2024, url: https://b.example}\n";
    let partial = from_str_partial::<Vec<Card>>(text, &origin());
    let cards = partial.value.unwrap();
    assert_eq!(cards.iter().map(|card| card.title.as_str()).collect::<Vec<_>>(), ["", "b"]);
    assert_eq!(partial.removed, ["[1]"]);
    let span = Positions::of(text).nearest_without("[1].url", &partial.removed);
    assert_eq!(&text[span.start as usize..span.end as usize], "https://b.example");
}

#[test]
fn traps_are_named() {
    let told = |value: &str| told::<Vec<Text>>(&format!("- {value}\n")).join("");
    assert_eq!(told("3.10"), "yaml-ambiguous `3.10` `3.10` without quotes is the number 3.1 to YAML, not a text");
    assert_eq!(told("no"), "yaml-ambiguous `no` `no` without quotes is the word false to YAML, not a text");
    assert_eq!(
        told("2024-05-17"),
        "yaml-ambiguous `2024-05-17` `2024-05-17` without quotes is a date to YAML, not a text"
    );
    assert_eq!(told("1_000"), "yaml-ambiguous `1_000` `1_000` without quotes is the number 1000 to YAML, not a text");
    for fine in
        ["\"3.10\"", "'no'", "|\n  3.10", "3.10.2", "v3", "none", "Norway", "2024-2025", "007 James", "10.5555/x"]
    {
        assert_eq!(told(fine), "", "{fine}");
    }
    assert_eq!(told("~"), "invalid-value `~` entry 1 must be a text, not nothing");
}

#[test]
fn a_missing_key_is_placed_at_its_map() {
    assert_eq!(
        told::<Card>("# nothing\n"),
        ["missing-key `` the key `title` is missing", "missing-key `` the key `start` is missing"]
    );
    assert_eq!(
        told::<Vec<Part>>("- name: a\n- kind: small\n  draft: true\n"),
        ["missing-key `kind` the key `name` is missing in entry 2"]
    );
    assert_eq!(from_str::<Vec<Part>>("# nothing\n", &origin()), Ok(Vec::new()));
    assert_eq!(from_str::<Vec<Part>>("", &origin()), Ok(Vec::new()));
}

#[test]
fn syntax_errors_stand_where_they_are_made() {
    let told = |text: &str| told::<Value>(text).join("; ");
    assert_eq!(told("a:\n\tb: 1\n"), "yaml-tab `\t` this line is indented with a tab");
    assert_eq!(
        told("title: Ledger: a story\n"),
        "yaml-syntax `:` an unquoted value cannot contain a colon followed by a space"
    );
    assert_eq!(told("a: \"x\nb: 2\n"), "yaml-syntax `\"` a quote is opened here and not closed");
    assert_eq!(told("\"x\n"), "yaml-syntax `\"` a quote is opened here and not closed");
    assert_eq!(told("a: \"x\nb: \"y\"\nc: 3\n"), "yaml-syntax `\"` a quote is opened here and not closed");
    assert_eq!(told("a: 'it's'\n"), "yaml-syntax `s'` something follows the closing quote");
    assert_eq!(told("a: @ada\n"), "yaml-syntax `@` a value cannot begin with `@` unless it is quoted");
    assert_eq!(told("é: `ada`\n"), "yaml-syntax ``` a value cannot begin with ``` unless it is quoted");
    assert_eq!(told("a: %x\n"), "yaml-syntax `%` a value cannot begin with `%` unless it is quoted");
    assert_eq!(told("a: *b\n"), "yaml-syntax `*` this alias refers to an anchor that does not exist");
    assert_eq!(told("a: ** b\n"), "yaml-syntax `*` a value cannot begin with `*` unless it is quoted");
    assert_eq!(told("a: !b c\n"), "yaml-syntax `!b c` the tag `!b` means nothing here");
    assert_eq!(
        told("a: [b, c\nd: e\n"),
        "yaml-syntax `[` a list is opened here, and neither `,` nor `]` follows its last entry"
    );
    assert_eq!(
        told("a: {b: c\n"),
        "yaml-syntax `{` a map is opened here, and neither `,` nor `}` follows its last entry"
    );
    assert_eq!(told("a: - b\n"), "yaml-syntax `-` a list's entry cannot stand here");
    assert_eq!(told("a: > b\n  c\n"), "yaml-syntax `b` after `|` or `>`, the text begins on the next line");
    assert_eq!(told("a: \"\\d\"\n"), "yaml-syntax `\\d` a backslash begins an escape that YAML does not know");
    assert_eq!(told("a: 1\n b: 2\n"), "yaml-syntax ` ` this line is indented further than `a` above it");
    assert_eq!(told("- a: 1\n    b: 2\n"), "yaml-syntax `  ` this line is indented further than `a` above it");
    assert_eq!(told("a: 1\nb = 2\nc: 3\n"), "yaml-syntax `=` YAML has a colon between a key and its value");
    assert_eq!(
        told("a: 1\nx y = 2\nb: 3\n"),
        "yaml-syntax `x y = 2` this line is neither a key with a value nor a list's entry"
    );
    assert_eq!(told("a:\n  b: 1\n c: 2\n"), "yaml-syntax `c: 2` this line does not belong to the map it stands in");
    assert_eq!(
        told("a: 1\nwords\nb: 2\n"),
        "yaml-syntax `words` this line is neither a key with a value nor a list's entry"
    );
    assert_eq!(told("a: 1\n---\nb: 2\n"), "yaml-syntax `---` a second YAML document begins here");
    assert_eq!(told("a: [b, , c]\n"), "yaml-syntax `,` a value is missing here");
    assert_eq!(told("a: [\n  # b]\n  - b\n]\n"), "yaml-syntax `-` between brackets, an entry does not begin with `-`");
    assert_eq!(
        told("- a: {b: [c], d: [\n- e: f\n"),
        "yaml-syntax `-` between brackets, an entry does not begin with `-`"
    );
    let diagnostics = from_str::<Value>("- a: {b: [c], d: {\n- e: f\n", &origin()).unwrap_err();
    assert_eq!(diagnostics[0].labels[0].place.span, Span::new(17, 18), "the brace that is open");
}

#[test]
fn limits_hold() {
    let told = |text: &str| told::<Value>(text).join("; ");
    assert!(told("a: &a [*a, *a]\n").starts_with("yaml-limit `*a` this alias refers to a value that contains it"));
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    assert!(told(&laughs).contains("yaml-limit"), "{}", told(&laughs));
    let large = format!("a: {}", "x".repeat(5_000_001));
    assert!(told(&large).starts_with("yaml-limit"));
}

#[test]
fn deep_nesting_ends_fast() {
    let deep = [
        "[".repeat(20_000),
        "{a: ".repeat(20_000),
        "- ".repeat(20_000),
        "? ".repeat(20_000),
        "[".repeat(20_000) + &"]".repeat(20_000),
        (0..2_000).map(|depth| " ".repeat(depth) + "a:\n").collect(),
        (0..2_000).map(|depth| " ".repeat(depth) + "- - - - -\n").collect(),
        "a: 'x\n".to_owned() + &"[".repeat(20_000),
        "a: \"b\" c\n".to_owned() + &"[".repeat(20_000),
        (0..100).map(|depth| " ".repeat(depth * 101) + &"- ".repeat(50) + "\n").collect(),
    ];
    for text in deep {
        let begin = Instant::now();
        let diagnostics = told::<Value>(&text);
        let typed = told::<Card>(&text);
        assert!(!diagnostics.is_empty() && !typed.is_empty(), "{}", &text[..40]);
        assert!(begin.elapsed() < Duration::from_secs(4), "{:?} for {}", begin.elapsed(), &text[..40]);
    }
}

#[test]
fn layers_are_laid_over_each_other_and_keep_their_places() {
    let (low, high) = (Origin::file(&"low.yaml".into()), Origin::file(&"high.yaml".into()));
    let under = "defaults:\n  title: x\n  start: 2024\n  team: 300\n  skills: [a, b]\n";
    let over = "title: y\nskills: [c]\nurl: example.org\n";
    let layers = [
        Layer { text: under, origin: &low, below: Some("defaults") },
        Layer { text: over, origin: &high, below: None },
    ];
    let found = from_layers::<Card>(&layers).unwrap_err();
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.code, &*one.place.as_ref().unwrap().path, one.place.as_ref().unwrap().span.start as usize))
        .collect();
    assert_eq!(
        told,
        [
            (Code::InvalidValue, "low.yaml", under.find("300").unwrap()),
            (Code::InvalidUrl, "high.yaml", over.find("example").unwrap()),
        ]
    );
    let mended = (under.replace("300", "3"), over.replace("example.org", "https://example.org"));
    let layers = [
        Layer { text: &mended.0, origin: &low, below: Some("defaults") },
        Layer { text: &mended.1, origin: &high, below: None },
    ];
    let card = from_layers::<Card>(&layers).unwrap();
    assert_eq!((card.title.as_str(), card.team, card.skills.len()), ("y", Some(3), 1));
}

#[test]
fn places_are_found_by_path() {
    let text = "- organization: A\n  positions:\n    - position: é\n      skills: [x, yy]\n";
    let under = |span: Span| &text[span.start as usize..span.end as usize];
    let positions = Positions::of(text);
    assert_eq!(under(positions.nearest("[0].positions[0].skills[1]")), "yy");
    assert_eq!(under(positions.nearest("[0].positions[0].skills")), "skills");
    assert_eq!(under(positions.nearest("[0].positions[0].end")), "position");
    assert_eq!(under(positions.key("[0].positions").unwrap()), "positions");
    assert_eq!(under(positions.value("[0].positions[0].skills").unwrap()), "[x, yy]");
    assert_eq!(positions.value("[1]"), None);
    let shifted = place(text, &Origin { path: "x".into(), offset: 100 }, "[0].organization");
    assert_eq!(shifted.span.start, 116);
}

/// Pieces of YAML, right and wrong, to be strung together.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "title: x",
        "start: 2024-05",
        "- ",
        "  ",
        "\n",
        "\n",
        "\n  ",
        "[",
        "]",
        "{",
        "}",
        ": ",
        ",",
        "\"",
        "'",
        "|",
        ">",
        "&a ",
        "*a",
        "!t ",
        "#",
        "\t",
        "---",
        "...",
        "%",
        "@",
        "`",
        "? ",
        "skills:",
        "parts:",
        "name: ",
        "3.10",
        "no",
        "~",
        "é",
        "\u{2028}",
        "\u{85}",
        "\r\n",
        "\\",
        "<<: ",
        "title: ",
        "draft: yes",
        "0x1F",
        ".inf",
        "1e3",
        "-",
        "!!str ",
    ];
    prop_oneof![proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned), "[a-z:]{0,4}", "\\PC{0,3}"]
}

/// Both readers' accounts of a text.
fn both(text: &str) -> (Option<Value>, Option<Value>, Vec<tree::Flaw>) {
    let mut tree = tree::Tree::default();
    let parsed = tree.parse(text, 0);
    let root = parsed.root.unwrap_or_else(|| tree.nothing());
    let ours = repair::read::<Value>(tree, root, &[origin()]).value;
    (ours, serde_yaml::from_str(text).ok(), parsed.flaws)
}

#[test]
fn both_readers_agree_on_real_files() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") && !path.ends_with(".git") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let text = std::fs::read_to_string(&path).unwrap();
                let (ours, theirs, flaws) = both(&text);
                assert!(flaws.is_empty() && theirs.is_some(), "{} {flaws:?}", path.display());
                assert_eq!(ours, theirs, "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 15);
}

#[test]
fn a_second_document_is_marked_by_whole_characters() {
    assert_eq!(told::<Value>("---\n...\naaé"), ["yaml-syntax `aaé` a second YAML document begins here"]);
    assert_eq!(told::<Value>("a: 1\n---\nb: 2\n"), ["yaml-syntax `---` a second YAML document begins here"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        told::<Card>(&text);
        told::<Value>(&text);
    }

    #[test]
    fn no_near_yaml_makes_it_panic(pieces in prop::collection::vec(piece(), 0..30)) {
        let text = pieces.concat();
        told::<Card>(&text);
        told::<Vec<Part>>(&text);
        told::<Value>(&text);
        Positions::of(&text).nearest("[0].positions[1]");
    }

    #[test]
    fn an_error_always_has_a_diagnostic(pieces in prop::collection::vec(piece(), 0..12)) {
        let text = pieces.concat();
        prop_assert_eq!(from_str::<Card>(&text, &origin()).is_err_and(|all| all.is_empty()), false);
    }

    #[test]
    fn both_readers_agree(text in yaml_value(3)) {
        let (ours, theirs, flaws) = both(&text);
        prop_assert!(flaws.is_empty(), "{flaws:?}");
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    #[test]
    fn both_readers_agree_on_blocks(lines in prop::collection::vec(block_line(), 0..12)) {
        let text = lines.concat();
        let (ours, theirs, flaws) = both(&text);
        // What both can read, both read alike. What libyaml reads, the other reads too, but for lines without indentation
        // that could not be joined to the one before.
        let margin = |flaw: &tree::Flaw| matches!(flaw, tree::Flaw::Syntax { message, .. } if message.starts_with("invalid ind"));
        if theirs.is_some() && !flaws.iter().any(margin) {
            let harmless = |flaw: &tree::Flaw| matches!(flaw, tree::Flaw::Duplicate { .. });
            prop_assert!(flaws.iter().all(harmless), "{flaws:?}\n{text}");
            if flaws.is_empty() {
                prop_assert_eq!(ours.map(|value| folded(&value)), theirs.map(|value| folded(&value)), "{}", text);
            }
        }
    }
}

/// A value with single spaces: a plain text that a join ran through keeps the indentation of its further lines.
fn folded(value: &Value) -> String {
    value.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line as people write them, at one of a few indentations. (A quoted text whose second line is not indented is read by
/// libyaml, though no YAML; the other parser refuses it.)
fn block_line() -> impl Strategy<Value = String> {
    let lines = [
        "a: 1",
        "b: two words",
        "c:",
        "- d",
        "- e: 1",
        "f: |",
        "g: >-",
        "text of a block",
        "h: \"q\"",
        "i: 'it''s'  # note",
        "# note",
        "",
        "j: [a, b]",
        "k: {l: m}",
        "- [a,",
        "b]",
        "n: \"long\n      text\"",
        "o: plain",
        "continued",
        "- - p",
        "? q",
        ": r",
        "s: &t u",
        "v: *t",
        "---",
        "w: !!str 3",
        "x: a:b",
        "y: http://z.example/#a",
        "é: ü",
        "z: |2",
        "A: a # b",
        "B: a#b",
        "- |",
        "- ''",
    ];
    (proptest::sample::select(lines.to_vec()), 0..3_usize, any::<bool>())
        .prop_map(|(line, depth, crlf)| format!("{}{line}{}", "  ".repeat(depth), if crlf { "\r\n" } else { "\n" }))
}

/// A YAML value in flow style, with scalars of all kinds.
fn yaml_value(depth: u32) -> impl Strategy<Value = String> {
    let scalars = [
        "1",
        "-7",
        "0x1F",
        "0o17",
        "0b11",
        "007",
        "+3",
        "1.5",
        "-.5",
        ".5",
        "1e3",
        "1_000",
        "~",
        "null",
        "true",
        "True",
        "no",
        "2024-05",
        "2024-05-17",
        "a b",
        "\"q\"",
        "'it''s'",
        "+",
        "-a",
        "12345678901234567890",
        "-9223372036854775808",
        "é",
        "0x",
        "+0x1",
        "-0x1F",
        "1.",
        "e3",
        "nan",
        "inf",
        "-inf",
        "+.5",
        "0.0",
        "00.5",
    ];
    let leaf = proptest::sample::select(scalars.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(depth, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[{}]", all.join(", "))),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..4).prop_map(|all| {
                let entries: Vec<String> = all.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    })
}

#[test]
fn brackets_may_close_at_the_margin() {
    for text in [
        "a: [\n  b,\n  \"no\"\n]\n",
        "a: {\n  b: c\n}\nd: e\n",
        "- a: [\n    b\n  ]\n",
        "- a: [\n    b\n]\n",
        "a:\n  b: [\nc,\nd]\n",
    ] {
        let (ours, theirs, flaws) = both(text);
        assert!(flaws.is_empty() && theirs.is_some(), "{flaws:?} {text}");
        assert_eq!(ours, theirs);
    }
}
