//! What its author does not want to be seen is in no file: words without consent, drafts, dates to come; and a page in no
//! list is in its own file alone.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::pipeline::Options;
use support::{Files, build, files, today, write};

const SITE: &[(&str, &str)] = &[
    ("showpiece.yaml", "title: Ada\nbase_url: https://ada.example/\nfeeds: {content: full}\n"),
    ("data/profile.yaml", "name: Ada\n"),
    (
        "data/experience.yaml",
        "- organization: Example\n  positions: [{position: Engineer, start: 2020, skills: [python]}]\n",
    ),
    (
        "data/skills.yaml",
        "- group: All\n  skills:\n    - {id: python, name: Python}\n    - {id: elm, name: Elm, claim: Claimed}\n",
    ),
    (
        "data/testimonials.yaml",
        "- {author: Silent One, text: Silent words., skills: [elm], project: open}\n\
         - {author: Refusing One, text: Refused words., consent: false, project: open}\n\
         - {author: Willing One, text: Willing words., consent: true, project: open}\n",
    ),
    ("content/projects/open.md", "---\ntitle: Open project\nsummary: Seen.\nskills: [python]\ntags: [seen-tag]\n---\n"),
    (
        "content/projects/draft.md",
        "---\ntitle: Draft project\nsummary: Draft summary.\ndraft: true\nskills: [elm]\ntags: [draft-tag]\naliases: [/draft-alias/]\nenvironment: research\n---\n\nDraft text.\n",
    ),
    ("content/writing/draft.md", "---\ntitle: Draft post\ndate: 2024\ndraft: true\n---\n\nDraft text.\n"),
    ("content/writing/future.md", "---\ntitle: Future post\ndate: 2999-01-01\n---\n\nFuture text.\n"),
    (
        "content/projects/unlisted.md",
        "---\ntitle: Unlisted project\nsummary: Unlisted summary.\nunlisted: true\nskills: [elm]\ntags: [unlisted-tag]\nenvironment: research\nstart: 1999\n---\n\nUnlisted text.\n",
    ),
    (
        "content/writing/unlisted.md",
        "---\ntitle: Unlisted post\ndate: 2024\nunlisted: true\ntags: [unlisted-tag]\n---\n\nUnlisted text.\n",
    ),
    ("content/unlisted.md", "---\ntitle: Unlisted page\nunlisted: true\n---\n\nUnlisted text.\n"),
];

/// The output of the site, and what was said.
fn built(drafts: bool) -> Files {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), &SITE.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())).collect());
    let report = build(&Options { drafts, ..Options::new(folder.path(), today()) });
    assert!(report.summary.is_some(), "{}", support::told(&report.diagnostics, &report.sources));
    files(&folder.path().join("public"))
}

/// The files that hold a text, or have it in their name.
fn holding<'a>(files: &'a Files, text: &str) -> Vec<&'a str> {
    let holds =
        |(path, bytes): &(&String, &Vec<u8>)| path.contains(text) || String::from_utf8_lossy(bytes).contains(text);
    files
        .iter()
        .filter(holds)
        .map(|(path, _)| path.as_str())
        .filter(|path| *path != ".showpiece-manifest" && !path.starts_with("assets/"))
        .collect()
}

#[test]
fn what_must_not_be_seen_is_in_no_file() {
    let files = built(false);
    for text in ["Silent", "Refus", "Draft", "draft", "Future", "Claimed"] {
        assert_eq!(holding(&files, text), Vec::<&str>::new(), "{text}");
    }
    assert!(holding(&files, "Willing words.").contains(&"projects/open/index.html"));
}

#[test]
fn an_unlisted_page_is_in_its_own_file_alone() {
    let files = built(false);
    for (text, expected) in [
        ("Unlisted project", "projects/unlisted/index.html"),
        ("Unlisted summary.", "projects/unlisted/index.html"),
        ("Unlisted post", "writing/unlisted/index.html"),
        ("Unlisted page", "unlisted/index.html"),
    ] {
        assert_eq!(holding(&files, text), [expected], "{text}");
    }
    // Its tags, environment and years have no pages, and its skill no evidence.
    for path in ["tags/unlisted-tag/index.html", "environments/research/index.html", "projects/year/1999/index.html"] {
        assert!(!files.contains_key(path), "{path}");
    }
    assert_eq!(holding(&files, "unlisted-tag"), Vec::<&str>::new());
}

#[test]
fn drafts_are_built_when_they_are_asked_for_and_still_in_no_list() {
    let files = built(true);
    assert_eq!(holding(&files, "Draft project"), ["projects/draft/index.html"]);
    assert_eq!(holding(&files, "Future post"), ["writing/future/index.html"]);
    assert!(String::from_utf8_lossy(&files["projects/draft/index.html"]).contains("noindex"));
    assert!(holding(&files, "Silent").is_empty());
}
