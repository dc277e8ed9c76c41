//! The outline of finished pages: one first heading, no level left out, a language. Screen readers go by it.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};

/// Looks at the pages that templates make. Headings in Markdown are told of at their place, and not again here.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, page) in subject.pages.iter().filter(|(_, page)| !page.is_redirect) {
        let mut fault = |message: String, help: &str| {
            found.push(subject.of_page(path, Code::PageOutline, message).help(help));
        };
        let firsts = page.headings.iter().filter(|level| **level == 1).count();
        if firsts != 1 {
            fault(
                format!("the page `{path}` has {firsts} first-level headings"),
                "its template writes one `h1`, the page's title",
            );
        }
        if page.language.is_empty() {
            fault(
                format!("the page `{path}` does not say its language"),
                "its template writes `<html lang=\"{{ lang }}\">`",
            );
        }
        if !page.language.is_empty() && !is_language(&page.language) {
            fault(
                format!("the page `{path}` says that its language is `{}`", page.language),
                "that is not a language tag such as `en` or `pt-BR`; screen readers choose their voice by it",
            );
        }
        let skipped = page.headings.windows(2).find(|pair| pair[1] > pair[0] + 1);
        let is_text = subject.place(path).is_some();
        if let Some([from, to]) = skipped.filter(|_| !is_text) {
            fault(
                format!("the page `{path}` goes from a heading of level {from} to one of level {to}"),
                "levels say what belongs to what; leave none out",
            );
        }
    }
    found
}

/// The shape of a BCP 47 tag: `en`, `pt-BR`, `zh-Hant`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()) && parts.all(is_part)
}
