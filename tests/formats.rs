//! The faces of diagnostics for programs: JSON, the annotations of GitHub Actions, SARIF.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use showpiece::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath, github, json as plain, sarif};
use tempfile::TempDir;

fn sources() -> SourceMap {
    let mut sources = SourceMap::default();
    sources.insert("data/skills.yaml".into(), "- group: Ü\n  skills:\n    - nam: Python\n");
    sources.insert("content/a b.md".into(), "---\ntitle: 100 %, x: y\n---\n");
    sources.insert("theme:base/page.html".into(), "{{ page.titel }}\n");
    sources
}

/// The place of `needle` in the file.
fn at(path: &str, needle: &str) -> Place {
    let path: SourcePath = path.into();
    let start = sources().text(&path).and_then(|text| text.find(needle)).expect("the needle is there");
    Place::new(&path, start..start + needle.len())
}

fn some() -> Vec<Diagnostic> {
    vec![
        Diagnostic::new(Code::UnknownKey, "unknown key `nam`, 100 %")
            .at(at("data/skills.yaml", "nam"))
            .caret("not a key")
            .label(at("content/a b.md", "title"), "see\nhere")
            .suggest(Some("name")),
        Diagnostic::new(Code::NoEvidence, "over lines").at(at("data/skills.yaml", "Ü\n  skills")),
        Diagnostic::new(Code::TemplateError, "no field `titel`")
            .at(at("theme:base/page.html", "titel"))
            .via(Place::whole(&"content/a b.md".into()), "while rendering this page"),
        Diagnostic::new(Code::OutputFolder, "the folder holds other things"),
    ]
}

#[test]
fn json_has_everything_with_lines_columns_and_bytes() {
    let text = plain::render(&some(), &sources(), "sites/mine");
    assert_eq!((text.matches('\n').count(), text.ends_with('\n')), (1, true));
    let document: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(document["version"], 1);
    assert_eq!(document["site"], "sites/mine");
    assert_eq!((&document["errors"], &document["warnings"]), (&json!(3), &json!(1)));
    assert_eq!(
        document["diagnostics"][0],
        json!({
            "code": "unknown-key", "severity": "error", "message": "unknown key `nam`, 100 %",
            "place": {
                "path": "data/skills.yaml",
                "start": {"line": 3, "column": 7, "byte": 28}, "end": {"line": 3, "column": 10, "byte": 31},
            },
            "caret": "not a key",
            "labels": [{
                "place": {
                    "path": "content/a b.md",
                    "start": {"line": 2, "column": 1, "byte": 4}, "end": {"line": 2, "column": 6, "byte": 9},
                },
                "message": "see\nhere",
            }],
            "trace": [], "help": ["did you mean `name`?"],
            "fix": null,
        })
    );
    assert_eq!(document["diagnostics"][1]["place"]["end"], json!({"line": 2, "column": 9, "byte": 20}));
    assert_eq!(document["diagnostics"][2]["trace"][0]["message"], "while rendering this page");
    assert_eq!(document["diagnostics"][3]["place"], Value::Null);
    let none: Value = serde_json::from_str(&plain::render(&[], &sources(), "")).expect("it is JSON");
    assert_eq!(none, json!({"version": 1, "site": "", "errors": 0, "warnings": 0, "diagnostics": []}));
}

#[test]
fn annotations_stand_at_their_lines_and_escape_what_commands_are_made_of() {
    assert_eq!(
        github::render(&some(), &sources(), "sites/a,b"),
        "\
::error file=sites/a%2Cb/data/skills.yaml,line=3,endLine=3,col=7,endColumn=10,title=unknown-key::unknown key `nam`, 100 %25 (not a key)%0Acontent/a b.md:2:1: see%0Ahere%0Ahelp: did you mean `name`?
::warning file=sites/a%2Cb/data/skills.yaml,line=1,endLine=2,title=no-evidence::over lines
::error title=template-error::no field `titel`%0Acontent/a b.md:1:1: while rendering this page
::error title=output-folder::the folder holds other things
"
    );
}

#[test]
fn sarif_is_what_its_schema_says() {
    let text = sarif::render(&some(), &sources(), "my site");
    let ours: Value = serde_json::from_str(&text).expect("it is JSON");
    // The types are generated from the schema: what it requires must be there, and what it does not know gets lost.
    let typed: serde_sarif::sarif::Sarif = serde_json::from_str(&text).expect("it fits the schema");
    let back = serde_json::to_value(&typed).expect("it is JSON again");
    assert_eq!(without_empty(back), without_empty(ours.clone()));

    let run = &ours["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("there are rules");
    for result in run["results"].as_array().expect("there are results") {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let location = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "my%20site/data/skills.yaml");
    assert_eq!(location["region"], json!({"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 10}));
    assert_eq!(run["results"][2]["locations"], json!([]), "the theme's files are not the repository's");
    let words = run["results"][2]["message"]["text"].as_str().unwrap_or_default();
    assert!(words.contains("theme:base/page.html:1:9: here"), "{words}");
}

/// Lists that are empty may be left out.
fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, without_empty(value)))
            .filter(|(_, value)| *value != json!([]))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_empty).collect(),
        other => other,
    }
}

fn showpiece(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_showpiece"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("GITHUB_WORKSPACE")
        .output()
        .expect("the program runs")
}

fn faulty_site() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let files = [
        ("site/showpiece.yaml", "title: x\nbase_url: https://x.example/\n"),
        ("site/content/about.md", "---\ntitel: x\n---\n"),
    ];
    support::write(folder.path(), &files.map(|(name, text)| (name.to_owned(), text.into())).into());
    folder
}

#[test]
fn the_flag_chooses_the_face_and_the_stream() {
    let folder = faulty_site();
    let build = |format: &str| {
        let output = showpiece(folder.path(), &["build", "site", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (text(output.stdout), text(output.stderr))
    };
    let (out, err) = build("human");
    assert!(out.is_empty() && err.contains(" --> content/about.md:2:1"), "{out}{err}");
    let (out, err) = build("json");
    let document: Value = serde_json::from_str(&out).expect("standard output is JSON alone");
    assert_eq!((&document["site"], &document["errors"]), (&json!("site"), &json!(1)));
    assert!(!err.contains("-->"), "{err}");
    let (out, err) = build("github");
    assert!(out.starts_with("::error file=site/content/about.md,line=2,"), "{out}");
    assert!(err.contains(" --> content/about.md:2:1"), "{err}");
    let (out, _) = build("sarif");
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&out).expect("standard output is a log alone");
    assert_eq!(log.runs.len(), 1);
}

#[test]
fn paths_begin_at_the_top_of_the_repository() {
    let folder = faulty_site();
    let output = Command::new(env!("CARGO_BIN_EXE_showpiece"))
        .args(["build", "--format", "github"])
        .current_dir(folder.path().join("site"))
        .env("GITHUB_WORKSPACE", folder.path())
        .output()
        .expect("the program runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.starts_with("::error file=site/content/about.md,line=2,"), "{out}");
}

#[test]
fn a_site_without_fault_has_a_document_without_diagnostics() {
    let folder = faulty_site();
    support::write(folder.path(), &[("site/content/about.md".to_owned(), b"---\ntitle: x\n---\n".into())].into());
    let output = showpiece(folder.path(), &["build", "site", "--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!((output.status.code(), &document["diagnostics"]), (Some(0), &json!([])));
}

#[test]
fn a_quiet_program_shows_the_warnings_that_it_fails_for() {
    let folder = TempDir::new().expect("a folder");
    let files = [
        ("showpiece.yaml", "title: x\nbase_url: https://x.example/\n"),
        ("data/skills.yaml", "- group: Tools\n  skills:\n    - {id: git, name: Git}\n"),
    ];
    support::write(folder.path(), &files.map(|(name, text)| (name.to_owned(), text.into())).into());
    let told = |arguments: &[&str], code: i32| {
        let output = showpiece(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    for command in ["build", "check"] {
        assert_eq!(told(&[command, "--quiet"], 0), "", "{command}");
        assert!(told(&[command, "--quiet", "--strict"], 1).contains("warning[no-evidence]"), "{command}");
    }
}
