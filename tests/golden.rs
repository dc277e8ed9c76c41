//! Small sites with the files that must come of them: each folder of `tests/golden/` is a test, `site/` its input and
//! `expected.txt` all of its output in one text. `tests/README.md` explains them; `UPDATE=1` writes what is built.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::pipeline::Options;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::{Files, build, copy, files, today, told, write};

/// Files that every site has. A case holds them only if it has something to say about them.
const EVERYWHERE: [&str; 3] = [".nojekyll", "404.html", "site.webmanifest"];

/// The record of what was written, which `tests/output.rs` looks at.
const RECORD: &str = ".showpiece-manifest";

/// What a case calls the list of what was reported, before all files.
const REPORTED: &str = "(diagnostics)";

/// The output of a case: names of files with their text.
type Texts = BTreeMap<String, String>;

#[test]
fn each_site_becomes_its_expected_files() {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for case in cases() {
        let file = case.join("expected.txt");
        let expected = parse(&std::fs::read_to_string(&file).unwrap_or_default());
        let actual = actual(&case, &expected);
        if update {
            std::fs::write(&file, text(&actual)).expect("the expected output can be written");
        } else {
            wrong.extend(differences(&expected, &actual).into_iter().map(|text| format!("{}: {text}", name(&case))));
        }
    }
    assert!(wrong.is_empty(), "{}\n\nUPDATE=1 writes what is built into the folders", wrong.join("\n"));
}

/// One project and nothing else, with the plainest theme: the site is complete, and shows no empty section.
#[test]
fn a_site_with_one_project_and_nothing_else_is_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = |text: &str| text.as_bytes().to_vec();
    let site = Files::from([
        ("showpiece.yaml".into(), text("title: Ada Example\nbase_url: https://ada.example/\ntheme: base\n")),
        (
            "content/projects/ledger.md".into(),
            text("---\ntitle: Ledger\nsummary: Books that balance.\n---\n\nHow it began.\n"),
        ),
    ]);
    write(folder.path(), &site);
    support::sound(&build(&Options::new(folder.path(), today())));
    let built = files(&folder.path().join("public"));

    let paths: Vec<&str> = built.keys().map(String::as_str).filter(|path| !path.starts_with("assets/")).collect();
    let expected = [
        ".nojekyll",
        ".showpiece-manifest",
        "404.html",
        "feed.json",
        "feed.xml",
        "index.html",
        "projects/index.html",
        "projects/ledger/index.html",
        "robots.txt",
        "site.webmanifest",
        "sitemap.xml",
    ];
    assert_eq!(paths, expected);
    let home = String::from_utf8(built["index.html"].clone()).expect("UTF-8");
    let nav = home.split("<nav").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("a navigation");
    assert_eq!(nav.matches("href=").collect::<Vec<_>>().len(), 1, "{nav}");
    assert!(nav.contains("href=\"/projects/\""), "{nav}");
    assert!(home.contains("<title>Ada Example</title>"), "{home}");
    assert!(home.contains("href=\"/projects/ledger/\""), "{home}");
    for absent in ["/skills/", "/career/", "/resume/", "/writing/", "/tags/"] {
        assert!(
            built.values().all(|bytes| !String::from_utf8_lossy(bytes).contains(&format!("\"{absent}\""))),
            "{absent}"
        );
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = std::fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("readable").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir() && !name(path).starts_with('_')).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn name(case: &Path) -> String {
    case.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// `=== path` begins a file; a file without a newline at its end has a line that says so.
fn parse(text: &str) -> Texts {
    let mut found = Texts::new();
    for part in format!("\n{text}").split("\n=== ").skip(1) {
        let (path, body) = part.split_once('\n').unwrap_or((part, ""));
        // The last newline of each file but the last belongs to the next mark.
        found.insert(
            path.to_owned(),
            if body.is_empty() || body.ends_with('\n') { body.to_owned() } else { format!("{body}\n") },
        );
    }
    found
}

fn text(files: &Texts) -> String {
    files.iter().map(|(path, body)| format!("=== {path}\n{body}")).collect()
}

/// A file as it stands in a case: bytes that are no text by their number, since nobody could read them.
fn shown(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok("") => "(empty)\n".to_owned(),
        Ok(text) if text.ends_with('\n') => without_fingerprints(text),
        Ok(text) => format!("{}\n(no newline)\n", without_fingerprints(text)),
        Err(_) => format!("({} bytes)\n", bytes.len()),
    }
}

/// What comes of a case's site, in a folder of its own with the theme `plain` beside it.
fn actual(case: &Path, expected: &Texts) -> Texts {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&case.join("site"), folder.path());
    copy(&case.with_file_name("_theme"), &folder.path().join("themes/plain"));
    let report = build(&Options::new(folder.path(), today()));
    let mut built = files(&folder.path().join("public"));
    if report.summary.is_some() {
        assert!(built.remove(RECORD).is_some(), "{}: no record", name(case));
        for path in EVERYWHERE {
            assert!(built.contains_key(path), "{}: no `{path}`", name(case));
        }
    }
    // The assets are those of `base`; the case's theme has none.
    let wanted =
        |path: &str| !path.starts_with("assets/") && (!EVERYWHERE.contains(&path) || expected.contains_key(path));
    let mut texts: Texts =
        built.iter().filter(|(path, _)| wanted(path)).map(|(path, bytes)| (path.clone(), shown(bytes))).collect();
    let told = told(&report.diagnostics, &report.sources);
    if !told.is_empty() {
        texts.insert(REPORTED.to_owned(), told);
    }
    texts
}

/// The fingerprints in the addresses of the theme's assets masked, so that a case outlives a change of an icon.
fn without_fingerprints(text: &str) -> String {
    let mut parts = text.split("/assets/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("/assets/");
        let mut pieces = part.splitn(3, '.');
        match (pieces.next(), pieces.next(), pieces.next()) {
            (Some(name), Some(print), Some(rest)) if print.len() == 8 && !name.contains('"') => {
                out.push_str(&format!("{name}.########.{rest}"));
            }
            _ => out.push_str(part),
        }
    }
    out
}

fn differences(expected: &Texts, actual: &Texts) -> Vec<String> {
    let missing =
        expected.keys().filter(|path| !actual.contains_key(*path)).map(|path| format!("`{path}` was not written"));
    let more =
        actual.keys().filter(|path| !expected.contains_key(*path)).map(|path| format!("`{path}` was not expected"));
    let other = expected.iter().filter_map(|(path, old)| {
        let new = actual.get(path).filter(|new| *new != old)?;
        Some(format!("`{path}` differs\n{}", first_difference(old, new)))
    });
    missing.chain(more).chain(other).collect()
}

fn first_difference(old: &str, new: &str) -> String {
    let (mut old, mut new) = (old.lines(), new.lines());
    for number in 1.. {
        let (left, right) = (old.next(), new.next());
        if left != right || left.is_none() {
            return format!("  line {number}\n  - {}\n  + {}", left.unwrap_or("(end)"), right.unwrap_or("(end)"));
        }
    }
    String::new()
}
