//! Pictures that say nothing to those who do not see them: in texts and covers here, in raw HTML and templates as the finished
//! pages show them.

use super::Subject;
use crate::content::{Body, Document, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::site::Page;

/// Looks at the pictures of one text, and at its cover.
pub(super) fn check(page: &Page, document: &Document, body: &Body) -> Vec<Diagnostic> {
    // In the author's own HTML an empty `alt` says that the picture is an ornament.
    let images = body.nodes.iter().filter_map(|node| match node.kind {
        Kind::Image(index) => Some((index, body.images.get(index as usize)?)),
        _ => None,
    });
    let images = images.filter(|(_, image)| image.alt.trim().is_empty() && image.safe);
    let found = images.map(|(index, image)| {
        let diagnostic = match body.unnamed.get(&index) {
            Some(number) => silent(&format!("the picture that code cell {number} puts out"))
                .help("say what it shows: `\"alt\": \"…\"` in the metadata of the cell, or of the output"),
            None => silent(&format!("the picture `{}`", image.target))
                .help(format!("say what it shows: `![The flow of data from till to ledger]({})`", image.target)),
        };
        diagnostic.at(document.place(image.span))
    });
    let cover = page.card.cover.as_ref().filter(|cover| cover.alt.trim().is_empty());
    let cover =
        cover.map(|_| silent("the picture `cover`").at(page.front_place("cover")).help("add `alt:` to the cover"));
    found.chain(cover).collect()
}

/// Looks for pictures on finished pages that have no `alt` at all.
pub(super) fn check_pages(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let all = subject.pages.iter().flat_map(|(path, page)| page.silent.iter().map(move |address| (path, address)));
    all.map(|(path, address)| {
        let message = format!("the picture `{address}` on the page `{path}` has no `alt`");
        subject.of_page(path, Code::ImageAlt, message).help("write what it shows, or `alt=\"\"` for an ornament")
    })
    .collect()
}

fn silent(name: &str) -> Diagnostic {
    Diagnostic::new(Code::ImageAlt, format!("{name} has no alternative text"))
}
