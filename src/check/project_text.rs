//! What a reviewer looks for in the text of a project: why there was one, how its code is held to what it should do, and
//! something to look at.
//!
//! In: one text. Out: diagnostics at its title. Words are looked for in the languages that themes speak, at the beginning of
//! words and in the whole file, code and front matter included: in doubt it was said.

use crate::content::{Body, Document, FrontMatter};
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

/// With which one tells how code is tested, by hand or by machines.
const TESTS: &[&str] = &[
    "test",
    "pytest",
    "hypothesis",
    "unittest",
    "doctest",
    "tox",
    "nox",
    "coverage",
    "ci",
    "continuous integration",
    "github actions",
    "pipeline",
    "getestet",
    "prueba",
    "probado",
    "benchmark",
    "verified",
    "verify",
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
    if is_public && !says(&text, TESTS) {
        tell(
            Code::ProjectTests,
            "shows its code and does not say how that is tested",
            "name the tests and what runs them at each push: a reviewer looks for them before they read the code",
        );
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
            ("runs in ci, nightly", true),
            ("def test_ledger():", true),
            ("the latest city", false),
            ("a decision", false),
        ] {
            assert_eq!(says(text, TESTS), is_said, "{text}");
        }
    }
}
