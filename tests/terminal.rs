//! What diagnostics look like in a terminal, letter by letter.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

use showpiece::diagnostic::terminal::{Style, render, summary};
use showpiece::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath};

fn sources() -> SourceMap {
    let mut sources = SourceMap::default();
    let skills = "- group: Languages\n  skills:\n    - id: python\n      nam: Python\n";
    let texts = [
        ("data/skills.yaml", skills.to_owned()),
        ("content/about.md", "---\ntitle: Über 日本 \tmich: x\n---\n".to_owned()),
        ("content/long.md", format!("{}[broken](/nowhere/){}\n", "word ".repeat(60), " word".repeat(60))),
        ("content/end.md", "---\ntitle: x\n".to_owned()),
    ];
    for (path, text) in texts {
        sources.insert(path.into(), text);
    }
    sources
}

/// The place of `needle` in the file.
fn at(path: &str, needle: &str) -> Place {
    let path: SourcePath = path.into();
    let start = sources().text(&path).and_then(|text| text.find(needle)).expect("the needle is there");
    Place::new(&path, start..start + needle.len())
}

fn shown(diagnostic: &Diagnostic) -> String {
    render(std::slice::from_ref(diagnostic), &sources(), Style { width: 80, ..Style::default() })
}

#[test]
fn an_excerpt_with_caret_and_help() {
    let diagnostic = Diagnostic::new(Code::UnknownKey, "unknown key `nam` in entry 1 of `skills`")
        .at(at("data/skills.yaml", "nam"))
        .suggest(Some("name"));
    assert_eq!(
        shown(&diagnostic),
        "\
error[unknown-key]: unknown key `nam` in entry 1 of `skills`
 --> data/skills.yaml:4:7
  |
4 |       nam: Python
  |       ^^^
  |
  = help: did you mean `name`?

"
    );
}

#[test]
fn labels_in_the_same_and_in_other_files_and_the_way_there() {
    let diagnostic = Diagnostic::new(Code::DuplicateId, "`python` stands for two skills")
        .at(at("data/skills.yaml", "python"))
        .caret("here again")
        .label(at("data/skills.yaml", "Languages"), "in this group")
        .label(at("content/end.md", "x"), "named here")
        .via(at("content/about.md", "title"), "shown by this page")
        .via(Place::whole(&"templates/page.html".into()), "included by this template");
    assert_eq!(
        shown(&diagnostic),
        "\
error[duplicate-id]: `python` stands for two skills
 --> data/skills.yaml:3:11
  |
1 | - group: Languages
  |          --------- in this group
2 |   skills:
3 |     - id: python
  |           ^^^^^^ here again
  |
 ::: content/end.md:2:8
  |
2 | title: x
  |        - named here
  |
  = note: shown by this page (content/about.md:2:1)
  = note: included by this template (templates/page.html:1:1)

"
    );
}

#[test]
fn wide_letters_and_tabs_keep_the_caret_in_place() {
    let diagnostic = Diagnostic::new(Code::YamlSyntax, "an unquoted value cannot contain a colon")
        .at(at("content/about.md", ": x"))
        .caret("this colon");
    assert_eq!(
        shown(&diagnostic),
        "\
error[yaml-syntax]: an unquoted value cannot contain a colon
 --> content/about.md:2:21
  |
2 | title: Über 日本     mich: x
  |                          ^^^ this colon

"
    );
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let diagnostic =
        Diagnostic::new(Code::InvalidUrl, "no such page").at(at("content/long.md", "/nowhere/")).caret("nothing here");
    let text = shown(&diagnostic);
    assert!(text.contains("[broken](/nowhere/)") && text.contains("^^^^^^^^^ nothing here"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 84), "{text}");
}

#[test]
fn the_end_of_a_file_and_files_without_text() {
    let end = Diagnostic::new(Code::FrontMatter, "the front matter is not closed")
        .at(Place::new(&"content/end.md".into(), 13..13))
        .caret("`---` is missing");
    assert_eq!(
        shown(&end),
        "\
error[front-matter]: the front matter is not closed
 --> content/end.md:2:9
  |
2 | title: x
  |         ^ `---` is missing

"
    );
    let unknown = Diagnostic::new(Code::UnknownFile, "`x.yml` is not read").at(Place::whole(&"data/x.yml".into()));
    assert_eq!(shown(&unknown), "warning[unknown-file]: `x.yml` is not read\n--> data/x.yml\n\n");
    let nowhere = Diagnostic::new(Code::MissingConfig, "there is no `showpiece.yaml`").help("run `showpiece init`");
    assert_eq!(
        shown(&nowhere),
        "error[missing-config]: there is no `showpiece.yaml`\n |\n = help: run `showpiece init`\n\n"
    );
}

#[test]
fn places_that_do_not_exist_are_no_reason_to_stop() {
    for (start, end) in [(0, 900), (900, 901), (18, 19), (19, 19), (3, 1), (12, 13)] {
        for path in ["content/about.md", "data/skills.yaml", "content/none.md"] {
            let text =
                shown(&Diagnostic::new(Code::NotUtf8, "x").caret("here").at(Place::new(&path.into(), start..end)));
            assert!(text.contains(path), "{text}");
        }
    }
}

#[test]
fn many_are_capped_and_counted() {
    let mut all: Vec<Diagnostic> =
        (0..20).map(|number| Diagnostic::new(Code::MissingKey, format!("number {number}"))).collect();
    all.push(Diagnostic::new(Code::UnknownFile, "a warning"));
    let text = render(&all, &sources(), Style { limit: 3, ..Style::default() });
    assert!(text.contains("number 2") && !text.contains("number 3"), "{text}");
    assert!(text.ends_with("… and 17 errors, 1 warning more\n\n"), "{text}");
    assert_eq!(summary(&all).as_deref(), Some("20 errors, 1 warning"));
    assert_eq!(summary(&all[..1]).as_deref(), Some("1 error"));
    assert_eq!(summary(&[]), None);
    assert!(render(&all, &sources(), Style { limit: 0, ..Style::default() }).contains("number 19"));
}

#[test]
fn colours_only_when_asked_for() {
    let diagnostic = [Diagnostic::new(Code::UnknownKey, "x").at(at("data/skills.yaml", "nam"))];
    assert!(!render(&diagnostic, &sources(), Style::default()).contains('\u{1b}'));
    assert!(render(&diagnostic, &sources(), Style { color: true, ..Style::default() }).contains("\u{1b}["));
}

#[test]
fn places_are_links_where_the_terminal_shows_them() {
    let style = Style { width: 80, links: Some("file:///home/ada/my%20site/"), ..Style::default() };
    let link =
        |name: &str, path: &str| format!("\u{1b}]8;;file:///home/ada/my%20site/{path}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\");
    let diagnostic = Diagnostic::new(Code::UnknownKey, "unknown key `nam`").at(at("data/skills.yaml", "nam"));
    let plain = shown(&diagnostic);
    let linked = render(&[diagnostic], &sources(), style);
    assert_eq!(linked, plain.replacen("data/skills.yaml:4:7", &link("data/skills.yaml:4:7", "data/skills.yaml"), 1));
    // A file whose text is not known is named by its path, and one of the program's own is nowhere on this disk.
    let whole = Diagnostic::new(Code::UnreadableFile, "x").at(Place::whole(&"static/a b.png".into()));
    assert!(render(&[whole], &sources(), style).contains(&link("static/a b.png", "static/a%20b.png")));
    let bundled = Diagnostic::new(Code::TemplateError, "x").at(Place::whole(&"theme:base/page.html".into()));
    assert!(!render(&[bundled], &sources(), style).contains('\u{1b}'));
}
