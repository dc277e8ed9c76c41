//! What is JSON, what is not, and where it says so.

use super::*;

fn read(text: &str) -> Result<Value, String> {
    parse(text, |key| key.ends_with("+json")).map_err(|fault| {
        let shown = text.get(fault.span.start as usize..fault.span.end as usize);
        format!("{} at {:?}", fault.message, shown.unwrap_or("nothing on a boundary"))
    })
}

#[test]
fn values_have_places() {
    let text = r#" {"a": [1, "xü", null], "a": true}"#;
    let value = read(text).unwrap();
    let json = Json { text };
    assert_eq!(json.get(&value, "a").map(|last| json.slice(last.span)), Some("true"));
    let list = &value.map().unwrap()[0].value;
    assert_eq!(
        list.list().unwrap().iter().map(|one| json.slice(one.span)).collect::<Vec<_>>(),
        ["1", "\"xü\"", "null"]
    );
}

#[test]
fn texts_are_decoded() {
    for (raw, text) in [
        ("plain", "plain"),
        (r#"a\n\t\"\\\/b"#, "a\n\t\"\\/b"),
        (r"\u00e9\u20AC", "é€"),
        (r"\ud83d\ude00!", "😀!"),
        (r"\ud83d!", "\u{fffd}!"),
        (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(decoded(raw), text);
    }
}

#[test]
fn what_nobody_reads_is_not_kept() {
    let value = read(r#"{"x/y+json": {"a": [1, 2]}, "b": 1}"#).unwrap();
    assert_eq!(value.map().unwrap()[0].value.kind, Kind::Skipped);
    assert!(read(r#"{"x/y+json": {"a": [1, 2}}"#).is_err());
}

#[test]
fn faults() {
    for (text, fault) in [
        ("", "the file ends in the middle of the notebook at \"\""),
        ("{\"a\": [1", "the file ends in the middle of the notebook at \"\""),
        ("{\"a\": [1,]}", "a comma before a closing bracket at \",\""),
        ("{\"a\" 1}", "`1` cannot stand here at \"1\""),
        ("{a: 1}", "`a` cannot stand here at \"a\""),
        ("{\"a\": NaN}", "`NaN` is not a JSON number at \"NaN\""),
        ("[-Infinity]", "`-Infinity` is not a JSON number at \"-Infinity\""),
        ("[01]", "this is not a JSON number at \"01\""),
        ("[1.]", "this is not a JSON number at \"1.\""),
        ("[True]", "`True` is not a JSON value at \"True\""),
        ("[\"a]", "a text is not closed at \"\\\"\""),
        ("[\"a\nb\"]", "a text is not closed at \"\\\"\""),
        ("[\"a\tb\"]", "a control character stands in a text at \"\\t\""),
        ("[\"\\é\"]", "this is not a JSON escape at \"\\\\é\""),
        ("[\"\\u12\"]", "this is not a JSON escape at \"\\\\u\""),
        ("{}\n<<<<<<< HEAD\n", "a Git conflict is not resolved here at \"<<<<<<<\""),
        ("{} x", "`x` cannot stand here at \"x\""),
    ] {
        assert_eq!(read(text).map(drop), Err(fault.to_owned()), "{text:?}");
    }
    let deep = "[".repeat(5000);
    assert!(read(&deep).unwrap_err().starts_with("lists and objects nest deeper"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,80}|[\\[\\]{}\",:\\\\u0-9a-fntrue -]{0,60}") {
        if let Err(fault) = parse(&text, |_| false) {
            proptest::prop_assert!(text.get(fault.span.start as usize..fault.span.end as usize).is_some());
        }
    }

    #[test]
    fn what_serde_reads_is_read(text in "[\\[\\]{}\",:0-9. -]{0,24}") {
        let ours = parse(&text, |_| false).is_ok();
        proptest::prop_assert_eq!(ours, serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
    }
}
