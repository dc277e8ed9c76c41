//! Pictures that say nothing to those who do not see them.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Looks at the pictures of texts, and at the covers of projects.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in subject.site.pages() {
        let document = &page.document;
        for image in document.body().images.iter().filter(|image| image.alt.trim().is_empty() && image.safe) {
            found.push(
                silent(&image.target)
                    .at(Place::new(&document.path, image.span))
                    .help(format!("say what it shows: `![The flow of data from till to ledger]({})`", image.target)),
            );
        }
        if page.card.cover.as_ref().is_some_and(|cover| cover.alt.trim().is_empty()) {
            found.push(silent("cover").at(page.front_place("cover")).help("add `alt:` to the cover"));
        }
    }
    found
}

fn silent(name: &str) -> Diagnostic {
    Diagnostic::new(Code::ImageAlt, format!("the picture `{name}` has no alternative text"))
}
