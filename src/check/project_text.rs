//! What a reviewer looks for in the text of a project: why there was one, how its code is held to what it should do, and
//! something to look at.
//!
//! In: one text. Out: diagnostics at its title. Words are looked for in the languages that themes speak, at the beginning of
//! words and in the whole file, code and front matter included: in doubt it was said.

use crate::content::{Body, Document, FrontMatter, Status};
use crate::diagnostic::{Code, Diagnostic};
use crate::site::Page;

/// With which one tells what was wrong, wanted or missing.
const REASONS: &[&str] = &[
    "problem",
    "challeng",
    "goal",
    "need",
    "because",
    "why",
    "pain",
    "instead",
    "before",
    "used to",
    "had to",
    "wanted",
    "asked",
    "took",
    "reason",
    "herausforder",
    "ziel",
    "brauch",
    "weil",
    "warum",
    "bisher",
    "statt",
    "wollte",
    "problema",
    "reto",
    "objetivo",
    "necesi",
    "porque",
    "por qué",
    "antes",
    "quería",
];

/// With which one tells how code is tested.
const TESTS: &[&str] = &[
    "test",
    "pytest",
    "hypothesis",
    "unittest",
    "doctest",
    "tox",
    "nox",
    "coverage",
    "getestet",
    "prueba",
    "probado",
    "probada",
];

/// With which one may tell it.
const MAY_TEST: &[&str] = &["benchmark", "verified", "verify", "validated", "geprüft", "verificad", "comprobad"];

/// With which one tells what runs without its author.
const RUNS: &[&str] = &[
    "ci",
    "continuous integration",
    "github actions",
    "gitlab ci",
    "gitlab-ci",
    "circleci",
    "travis",
    "jenkins",
    "buildkite",
    "woodpecker",
    "appveyor",
    "teamcity",
    "azure pipelines",
    "bitbucket pipelines",
    "forgejo actions",
    "kontinuierliche integration",
    "integración continua",
];

/// With which one may tell it: a pipeline may be one of data, and a workflow that of people.
const MAY_RUN: &[&str] = &[
    "pipeline",
    "workflow",
    "nightly",
    "each night",
    "every night",
    "automat",
    "scheduled",
    "codecov",
    "coveralls",
    "pre-commit",
    "pull request",
    "merge request",
    "before merg",
    "each push",
    "every push",
    "on push",
    "each commit",
    "every commit",
    "each change",
    "every change",
    "each merge",
    "every merge",
    "each release",
    "every release",
    "before a release",
    "each build",
    "every build",
    "nächtlich",
    "jede nacht",
    "bei jedem",
    "bei jeder",
    "vor jedem",
    "vor jeder",
    "cada push",
    "cada commit",
    "cada cambio",
    "cada noche",
    "cada versión",
    "cada fusión",
];

/// Looks at the text of one listed project.
pub(super) fn check(page: &Page, document: &Document, body: &Body) -> Vec<Diagnostic> {
    let FrontMatter::Project(project) = &*document.front else { return Vec::new() };
    if !page.listed {
        return Vec::new();
    }
    let text = document.text.get().to_ascii_lowercase();
    let mut found = Vec::new();
    let mut tell = |code: Code, what: &str, help: &str| {
        let message = format!("the project `{}` {what}", page.slug);
        found.push(Diagnostic::new(code, message).at(page.front_place("title")).help(help));
    };
    if !says(&text, REASONS) {
        tell(
            Code::ProjectStory,
            "does not say which problem it solves",
            "say what was wrong or missing, for whom, and what it cost; then what you did about it",
        );
    }
    let is_public = project.permission.is_none() && project.links.get("repo").is_some();
    // What is a sketch, finished, or put away is pushed no more.
    let is_alive = !matches!(project.status, Some(Status::Prototype | Status::Complete | Status::Archived));
    match (says(&text, TESTS), says(&text, RUNS)) {
        (false, true) if is_public && !says(&text, MAY_TEST) => tell(
            Code::ProjectTests,
            "names what runs at each push and does not say what is tested",
            "name the tests: how many there are, of what kind, and what they have found",
        ),
        (false, false) if is_public && !says(&text, MAY_TEST) => tell(
            Code::ProjectTests,
            "shows its code and does not say how that is tested",
            "name the tests and what runs them at each push: a reviewer looks for them before they read the code",
        ),
        (true, false) if is_public && is_alive && !says(&text, MAY_RUN) => tell(
            Code::ProjectTests,
            "names its tests and does not say what runs them",
            "say what runs them at each push (GitHub Actions, GitLab CI, …): tests that wait for their author are soon out of date",
        ),
        _ => {}
    }
    let is_shown = ["demo", "docs", "package", "paper", "video"].iter().any(|name| project.links.get(name).is_some());
    let shows = |name: &str| matches!(name, "gallery" | "video" | "notebook");
    let has_picture =
        page.card.cover.is_some() || !body.images.is_empty() || body.components.iter().any(|call| shows(&call.name));
    if is_public && !is_shown && !has_picture {
        tell(
            Code::ProjectDemo,
            "has nothing to look at but its code",
            "add `demo`, `docs`, `package` or `video` to `links:`, or a picture of it at work",
        );
    }
    found
}

/// Whether one of the words begins in the text where a word begins; short ones are whole words.
fn says(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).any(|at| {
            let begins = !text[..at].ends_with(char::is_alphanumeric);
            let is_whole = !text[at + word.len()..].starts_with(char::is_alphanumeric);
            begins && (word.len() > 3 || is_whole)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_begin() {
        for (text, is_said) in [
            ("the tests run", true),
            ("runs in ci, nightly", false),
            ("def test_ledger():", true),
            ("the latest city", false),
            ("a decision", false),
        ] {
            assert_eq!(says(text, TESTS), is_said, "{text}");
        }
        assert!(says("runs in ci, nightly", RUNS) && !says("a decision of the city", RUNS));
    }
}
