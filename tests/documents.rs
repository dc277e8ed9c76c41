//! Content files: front matter, defaults of folders, and what a document says of itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails by panicking")]

use std::sync::Arc;

use showpiece::content::{self, Defaults, Document, DocumentKind, FrontMatter, RawHtml, Settings, Written};
use showpiece::diagnostic::{Diagnostic, SourcePath, line_column};

const SETTINGS: Settings = Settings { smart_punctuation: true, raw_html: RawHtml::Allow };

fn site(files: &[(&str, &str)], path: &str) -> (Option<Document>, Vec<Diagnostic>) {
    let files: Vec<(SourcePath, Arc<str>)> =
        files.iter().map(|(path, text)| (Arc::from(*path), Arc::from(*text))).collect();
    let defaults = Defaults::gather(files.iter().map(|(path, text)| (path, text)));
    let (path, text) = files.iter().find(|file| &*file.0 == path).expect("the file is there");
    content::parse(Written::new(path, text), &SETTINGS, &defaults)
}

fn parse(path: &str, text: &str) -> (Option<Document>, Vec<Diagnostic>) {
    site(&[(path, text)], path)
}

/// `line:column code`, sorted.
fn reports(path: &str, text: &str) -> Vec<String> {
    let (_, mut diagnostics) = parse(path, text);
    showpiece::diagnostic::sort(&mut diagnostics);
    let report = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref().expect("a place");
        assert_eq!(&*place.path, path);
        let at = line_column(text, place.span.start as usize);
        format!("{}:{} {}", at.line, at.column, diagnostic.code)
    };
    diagnostics.iter().map(report).collect()
}

const PROJECT: &str = "---
title: Ledgerline
summary: Bookkeeping as a service.
start: 2023-02
end: 2024-11
status: maintained
environment: saas
team_size: 4
skills: [python, git]
results:
  - {metric: Close, before: 3 days, after: 20 minutes}
links: {docs: https://e.example/docs, repo: https://e.example/repo}
source: {repository: https://github.com/a/b, commit: 3f2c}
featured: 1
extra: {motto: [a, 1]}
---
Text.
";

#[test]
fn a_project() {
    let (document, diagnostics) = parse("content/projects/ledgerline/index.md", PROJECT);
    assert_eq!(diagnostics, []);
    let document = document.expect("a document");
    assert_eq!(document.kind, DocumentKind::Project);
    assert_eq!(
        (document.location.folders().join("/"), document.location.stem()),
        ("projects".to_owned(), "ledgerline")
    );
    let front = &document.front;
    assert!(matches!(**front, FrontMatter::Project(_)));
    assert_eq!(
        (front.title().as_str(), front.status(), front.team_size()),
        ("Ledgerline", Some("maintained"), Some(4))
    );
    assert_eq!(front.links().map(|link| link.0).collect::<Vec<_>>(), ["repo", "docs"]);
    assert_eq!(front.source().and_then(|source| source.url()).as_deref(), Some("https://github.com/a/b/tree/3f2c"));
    assert_eq!(front.extra()["motto"][1], 1);
    assert_eq!(document.summary(), "Bookkeeping as a service.");
    let place = document.front_place("skills[1]").span;
    assert_eq!(&document.text.get()[place.start as usize..place.end as usize], "git");
}

#[test]
fn faults_of_front_matter() {
    let post = "content/writing/a.md";
    assert_eq!(reports(post, "Text\n"), ["1:1 front-matter"]);
    assert_eq!(reports(post, "---\ntitle: A\n"), ["1:1 front-matter"]);
    assert_eq!(reports(post, "---\ntitle: A\ndate: 2024-05-17\nsumary: B\n---\n"), ["4:1 unknown-key"]);
    assert_eq!(reports(post, "---\ntitle: A\ndate: 2024-02-30\n---\n"), ["3:7 invalid-date"]);
    assert_eq!(reports(post, "---\ntitle: A\ndate: 2024\nslug: ../x\n---\n"), ["4:7 invalid-value"]);
    assert_eq!(reports(post, "---\ntitle: ''\ndate: 2024\n---\n"), ["2:8 invalid-value"]);
    let long = format!("---\ntitle: A\ndate: 2024\nslug: {}\n---\n", "a".repeat(300));
    assert_eq!(reports(post, &long), ["4:7 invalid-value"]);
    assert!(reports(post, "---\ntitle: A\n---\n")[0].ends_with("missing-key"));
    let project = "content/projects/a.md";
    let reversed = "---\ntitle: A\nsummary: B\nstart: 2024-05\nend: 2023\n---\n";
    assert_eq!(reports(project, reversed), ["5:6 end-before-start"]);
    let result = "---\ntitle: A\nsummary: B\nresults:\n  - {metric: C, before: D}\n---\n";
    assert_eq!(reports(project, result), ["5:6 invalid-value"]);
}

#[test]
fn faults_of_front_matter_and_body_come_together() {
    let text = "---\ntitle: A\nsumary: B\n---\n\n:::note\nx\n";
    assert_eq!(reports("content/a.md", text), ["3:1 unknown-key", "6:1 unclosed-component"]);
}

#[test]
fn defaults_of_folders() {
    let files = [
        ("content/_index.md", "---\ntitle: Home\ndefaults: {toc: false, layout: wide, extra: {a: 1, b: 1}}\n---\n"),
        ("content/notes/_index.md", "---\ntitle: Notes\ndefaults: {layout: narrow, extra: {b: 2}}\n---\n"),
        ("content/notes/x.md", "---\ntitle: X\nextra: {c: 3}\n---\n"),
        ("content/notes/y.md", "---\ntitle: Y\ntoc: true\nlayout: own\n---\n"),
        ("content/about.md", "---\ntitle: About\n---\n"),
    ];
    let front = |path: &str| {
        let (document, diagnostics) = site(&files, path);
        assert_eq!(diagnostics, []);
        document.expect("a document").front
    };
    let x = front("content/notes/x.md");
    assert_eq!((x.toc(), x.layout().map(|layout| layout.as_str())), (Some(false), Some("narrow")));
    assert_eq!(serde_json::to_string(&x.extra()).unwrap(), r#"{"a":1,"b":2,"c":3}"#);
    let y = front("content/notes/y.md");
    assert_eq!((y.toc(), y.layout().map(|layout| layout.as_str())), (Some(true), Some("own")));
    assert_eq!(front("content/about.md").layout().map(|layout| layout.as_str()), Some("wide"));
    assert_eq!(front("content/notes/_index.md").layout(), None);
}

#[test]
fn faults_of_defaults_stand_in_the_index() {
    let index = "---\ntitle: Notes\ndefaults:\n  tox: false\n---\n";
    let files = [("content/notes/_index.md", index), ("content/notes/x.md", "---\ntitle: X\n---\n")];
    let (_, diagnostics) = site(&files, "content/notes/x.md");
    let place = diagnostics[0].place.as_ref().unwrap();
    assert_eq!((&*place.path, line_column(index, place.span.start as usize).line), ("content/notes/_index.md", 4));
}

#[test]
fn summaries() {
    let summary = |front: &str, body: &str| {
        let text = format!("---\ntitle: A\n{front}---\n{body}");
        parse("content/a.md", &text).0.expect("a document").summary()
    };
    assert_eq!(summary("", "One *two*[^a]\n`three`.\n\n<!-- more -->\n\nFour.\n\n[^a]: Note\n"), "One two three.");
    assert_eq!(summary("summary: S.\n", "One.\n\n<!-- more -->\n"), "S.");
    assert_eq!(summary("", "One.\n"), "");
}

#[test]
fn reading_time() {
    let minutes = |body: &str| {
        let text = format!("---\ntitle: A\n---\n{body}");
        parse("content/a.md", &text).0.expect("a document").reading_time()
    };
    assert_eq!(minutes(""), 1);
    assert_eq!(minutes(&"word ".repeat(220)), 1);
    assert_eq!(minutes(&"word ".repeat(440)), 2);
    assert_eq!(minutes(&format!("{}\n\n```text\n{}```\n", "word ".repeat(220), "x\n".repeat(80))), 3);
}
