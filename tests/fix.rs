//! `check --fix`: what is mended and what is left alone, text by text; mending ends, and makes nothing worse.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use std::collections::BTreeMap;
use std::process::{Command, Output};

use proptest::prelude::*;
use showpiece::check::{Mending, check, mendings, patch};
use showpiece::diagnostic::{Code, json, sarif};
use showpiece::edit;
use showpiece::pipeline::Builder;
use support::case::{Place, site};
use support::files;

const SKILLS: &str = "- group: Languages\n  skills:\n    - {id: python, name: Python}\n    - {id: rust, name: Rust}\n";
const LEDGER: &str = "---\ntitle: Ledger\nsummary: Books.\nskills: [python, rust]\n---\n\nText.\n";

/// A site with one more file.
fn with(path: &str, text: &str) -> Place {
    Place::new(&site(&[("data/skills.yaml", SKILLS), ("content/projects/ledger.md", LEDGER), (path, text)]))
}

fn write(place: &Place, mending: &Mending) {
    let edits: Vec<_> = mending.edits.iter().map(|(span, new)| (*span, new.as_str())).collect();
    let path = place.site().join(&*mending.path);
    edit::mend((&path, &mending.path), &mending.before, &edits).expect("a file can be mended");
    let now = std::fs::read_to_string(&path).expect("readable").replace("\r\n", "\n");
    assert_eq!(now.trim_start_matches('\u{feff}'), mending.after);
}

/// Mends all there is to mend; gives the codes, and the number of errors before and after.
fn mend(place: &Place) -> (Vec<Code>, usize, usize) {
    let look = || check(&mut Builder::new(place.options()));
    let errors = |all: &[showpiece::diagnostic::Diagnostic]| all.iter().filter(|one| one.is_error()).count();
    let mut checked = look();
    let before = errors(&checked.diagnostics);
    let mut codes = Vec::new();
    for round in 0.. {
        let found = mendings(&checked);
        if found.is_empty() {
            break;
        }
        assert!(round < 8, "it does not end");
        found.iter().for_each(|mending| write(place, mending));
        codes.extend(found.iter().flat_map(|mending| mending.about.iter().map(|(code, _)| *code)));
        checked = look();
    }
    (codes, before, errors(&checked.diagnostics))
}

/// A text, and what becomes of it; the same again where nothing is certain.
fn becomes(path: &str, before: &str, after: &str) {
    let place = with(path, before);
    let (codes, errors, left) = mend(&place);
    let text = std::fs::read_to_string(place.site().join(path)).expect("readable");
    assert_eq!(text, after, "{path}");
    assert_eq!(codes.is_empty(), before == after, "{path}: {codes:?}");
    assert!(left <= errors, "{path}: {left} errors, there were {errors}");
}

#[test]
fn keys_with_one_near_name_are_mended() {
    becomes("data/talks.yaml", "- {titel: A, event: B, date: 2024}\n", "- {title: A, event: B, date: 2024}\n");
    becomes(
        "data/talks.yaml",
        "- \"titel\": A\n  event: B\n  date: 2024\n",
        "- \"title\": A\n  event: B\n  date: 2024\n",
    );
    // The right one is there already; nothing is near; two are near.
    for text in [
        "- {title: A, titel: B, event: B, date: 2024}\n",
        "- {title: A, event: B, date: 2024, colour: red}\n",
        "- {title: A, event: B, date: 2024, xde: B}\n",
    ] {
        becomes("data/talks.yaml", text, text);
    }
}

#[test]
fn words_of_a_set_are_mended() {
    let page = |line: &str| format!("---\ntitle: X\nsummary: Y\n{line}\n---\n\nText.\n");
    for (before, after) in [
        ("status: maintaned", "status: maintained"),
        ("status: \"maintaned\"", "status: \"maintained\""),
        ("draft: no", "draft: false"),
        ("skills: [pyton]", "skills: [python]"),
        ("skills:\n  - pyton   # the language", "skills:\n  - python   # the language"),
        ("environment: reserch", "environment: research"),
        ("status: over", "status: over"),
        ("draft: 1", "draft: 1"),
        ("skills: [go]", "skills: [go]"),
    ] {
        becomes("content/projects/x.md", &page(before), &page(after));
    }
    let post = |line: &str| format!("---\ntitle: X\ndate: 2024-05-01\n{line}\n---\n\nText.\n");
    becomes("content/writing/x.md", &post("project: leger"), &post("project: ledger"));
}

#[test]
fn traps_of_yaml_get_quotes() {
    for (before, after) in [
        ("country: NO", "country: \"NO\""),
        ("city: 3.10", "city: \"3.10\""),
        ("region: 2024-05-17", "region: \"2024-05-17\""),
        ("region: 1_000", "region: \"1_000\""),
    ] {
        let profile = |line: &str| format!("name: Ada\nlocation:\n  {line}   # here\n");
        becomes("data/profile.yaml", &profile(before), &profile(after));
    }
}

#[test]
fn dates_in_another_notation_are_mended_unless_days_and_months_could_be_meant() {
    let course = |date: &str| format!("- {{name: A, date: {date}}}\n");
    for (before, after) in [
        ("2024-5", "2024-05"),
        ("2024/05/17", "2024-05-17"),
        ("17.05.2024", "2024-05-17"),
        ("05/06/2024", "05/06/2024"),
        ("2024-13", "2024-13"),
    ] {
        becomes("data/courses.yaml", &course(before), &course(after));
    }
}

#[test]
fn links_are_mended_if_the_page_is_the_same() {
    let page = |link: &str| format!("---\ntitle: X\n---\n\nSee [the ledger]({link}).\n");
    for (before, after) in [
        ("projects/ledger", "projects/ledger.md"),
        ("projects/ledger/", "projects/ledger.md"),
        ("./projects/ledger/index.md", "projects/ledger.md"),
        ("projects/ledger#x", "projects/ledger.md#x"),
        // A near name may be another page.
        ("projects/legder.md", "projects/legder.md"),
        ("http://example.org/", "http://example.org/"),
    ] {
        becomes("content/x.md", &page(before), &page(after));
    }
}

#[test]
fn exceptions_that_nothing_needs_are_taken_away() {
    let head = "---\ntitle: X\n---\n\nText.\n";
    let of = |rest: &str| format!("{head}{rest}");
    for (before, after) in [
        ("\n<!-- showpiece-allow: link-text it is meant so -->\nMore.\n", "\nMore.\n"),
        ("\nMore. <!-- showpiece-allow: link-text it is meant so -->\n", "\nMore.\n"),
        ("\nMore.\n<!-- showpiece-allow: link-text\n  it is meant so -->", "\nMore.\n"),
        ("\n```html\n<!-- showpiece-allow: link-text it is meant so -->\n```\n", ""),
    ] {
        let after = if after.is_empty() { before } else { after };
        becomes("content/x.md", &of(before), &of(after));
    }
    let yaml = "- name: A   # showpiece-allow: expired-certificate it is meant so\n  issuer: B\n";
    becomes("data/certificates.yaml", yaml, "- name: A\n  issuer: B\n");
    let typed = of("\n<!-- showpiece-allow: link-txt the word is meant -->\n[here](x.md)\n\n![](a.png)\n");
    let place = with("content/x.md", &typed);
    mend(&place);
    let text = std::fs::read_to_string(place.site().join("content/x.md")).expect("readable");
    assert!(text.contains("showpiece-allow: link-text the word"), "{text}");
}

fn showpiece(arguments: &[&str], place: &Place) -> Output {
    Command::new(env!("CARGO_BIN_EXE_showpiece")).args(arguments).arg(place.site()).output().expect("it runs")
}

const FAULTY: &str = "- nam: A\r\n  issuer: no\r\n  date: 2024-5\r\n- {name: B, issuer: C, colour: red}\r\n";

#[test]
fn the_command_mends_tells_and_shows_what_is_left() {
    let place = with("data/certificates.yaml", FAULTY);
    let before = files(&place.site());
    let dry = showpiece(&["check", "--fix", "--dry-run"], &place);
    assert_eq!(files(&place.site()), before, "nothing is written");
    let diff = String::from_utf8_lossy(&dry.stdout).into_owned();
    assert!(
        diff.starts_with("--- a/data/certificates.yaml\n+++ b/data/certificates.yaml\n@@ -1,4 +1,4 @@\n-- nam: A\n"),
        "{diff}"
    );
    assert!(diff.contains("+- name: A\n+  issuer: \"no\"\n+  date: 2024-05\n"), "{diff}");

    let done = showpiece(&["check", "--fix"], &place);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("data/certificates.yaml:1: fixed unknown-key\n"), "{told}");
    assert!(
        told.contains("Fixed 3 places in 1 file.\n") && told.contains("error[unknown-key]: unknown key `colour`"),
        "{told}"
    );
    assert_eq!(done.status.code(), Some(1), "an error is left");
    let text = std::fs::read_to_string(place.site().join("data/certificates.yaml")).expect("readable");
    assert_eq!(text, FAULTY.replace("nam:", "name:").replace(": no", ": \"no\"").replace("2024-5", "2024-05"));
    let again = files(&place.site());
    let told = showpiece(&["check", "--fix"], &place);
    assert!(String::from_utf8_lossy(&told.stderr).contains("Fixed 0 places in 0 files."));
    assert_eq!(files(&place.site()), again, "a second time there is nothing to do");
    let hint = with("data/certificates.yaml", FAULTY);
    assert!(
        String::from_utf8_lossy(&showpiece(&["check"], &hint).stderr)
            .contains("`showpiece check --fix` fixes 3 of these")
    );
    assert_eq!(showpiece(&["check", "--dry-run"], &place).status.code(), Some(2));
}

#[test]
fn a_patch_of_distant_places_can_be_applied() {
    let mut text = String::from("- nam: A\n  issuer: B\n");
    (0..20).for_each(|number| text.push_str(&format!("- {{name: N{number}, issuer: B}}\n")));
    text.push_str("- {name: Z, issuer: B, dat: 2024}");
    let place = with("data/certificates.yaml", &text);
    let found = mendings(&check(&mut Builder::new(place.options())));
    let diff = found.iter().map(patch).collect::<String>();
    assert_eq!(diff.matches("@@ -").count(), 2, "{diff}");
    assert!(diff.contains("\\ No newline at end of file"), "{diff}");
    let applied =
        Command::new("git").current_dir(place.site()).args(["apply", "-"]).stdin(std::process::Stdio::piped()).spawn();
    let Ok(mut git) = applied else { return };
    std::io::Write::write_all(&mut git.stdin.take().expect("a pipe"), diff.as_bytes()).expect("written");
    assert!(git.wait().expect("it ends").success(), "{diff}");
    let now = std::fs::read_to_string(place.site().join("data/certificates.yaml")).expect("readable");
    assert_eq!(now, found[0].after);
}

#[test]
fn programs_are_told_of_fixes() {
    let place = with("data/certificates.yaml", "- {nam: A, issuer: B}\n");
    let checked = check(&mut Builder::new(place.options()));
    let told: serde_json::Value =
        serde_json::from_str(&json::render(&checked.diagnostics, &checked.sources, "")).expect("JSON");
    let fixes: Vec<_> =
        told["diagnostics"].as_array().expect("a list").iter().filter(|one| !one["fix"].is_null()).collect();
    assert_eq!(fixes.len(), 1);
    assert_eq!(fixes[0]["fix"]["text"], "name");
    assert_eq!(fixes[0]["fix"]["start"], serde_json::json!({"line": 1, "column": 4, "byte": 3}));
    let log = sarif::render(&checked.diagnostics, &checked.sources, "docs");
    let log: serde_json::Value = serde_json::from_str(&log).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let fixed = results.iter().find(|result| !result["fixes"].is_null()).expect("a fix");
    let change = fixed["fixes"][0]["artifactChanges"][0].clone();
    assert_eq!(change["artifactLocation"]["uri"], "docs/data/certificates.yaml");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "name");
    let read: Result<serde_sarif::sarif::Sarif, _> = serde_json::from_value(log);
    assert!(read.is_ok(), "{read:?}");
}

/// A site of files with words that may be mistyped between `‹` and `›`.
const DRAFT: &[(&str, &str)] = &[
    (
        "data/skills.yaml",
        "- ‹group›: Languages\n  ‹skills›:\n    - {id: python, ‹name›: Python, ‹kind›: ‹technical›}\n    - {id: rust, name: Rust}\n",
    ),
    ("data/talks.yaml", "- ‹title›: Types\n  ‹event›: PyCon\n  ‹date›: ‹2024-05-17›\n  skills: [‹python›]\n"),
    ("data/profile.yaml", "‹name›: Ada\n‹location›: {‹country›: PT}\n‹availability›: {‹status›: ‹open›}\n"),
    (
        "content/projects/ledger.md",
        "---\n‹title›: Ledger\n‹summary›: Books.\n‹status›: ‹maintained›\n‹environment›: ‹research›\n‹skills›: [‹python›, rust]\n---\n\nText.\n",
    ),
    (
        "content/writing/x.md",
        "---\n‹title›: X\n‹date›: ‹2024-05-01›\n‹project›: ‹ledger›\n---\n\nSee [it](../projects/‹ledger›.md).\n",
    ),
];

/// A word with a letter too many, one too few, or two exchanged.
fn mistyped(word: &str, how: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = how / 4 % letters.len();
    match how % 4 {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'x'),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {}
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mending_ends_and_makes_nothing_worse(mistakes in proptest::collection::vec((0..60_usize, any::<usize>()), 1..5)) {
        let mistakes: BTreeMap<usize, usize> = mistakes.into_iter().collect();
        let mut number = 0;
        let texts: Vec<(&str, String)> = DRAFT.iter().map(|(path, text)| {
            let mut out = String::new();
            for part in text.split('‹') {
                match part.split_once('›') {
                    Some((word, rest)) => {
                        out.push_str(&mistakes.get(&number).map_or_else(|| word.to_owned(), |how| mistyped(word, *how)));
                        out.push_str(rest);
                        number += 1;
                    }
                    None => out.push_str(part),
                }
            }
            (*path, out)
        }).collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let place = Place::new(&site(&texts));
        let (_, before, after) = mend(&place);
        prop_assert!(after <= before, "{after} errors, there were {before}: {texts:?}");
        let now = files(&place.site());
        let (codes, _, _) = mend(&place);
        prop_assert!(codes.is_empty() && files(&place.site()) == now);
    }
}
