//! The short way of a change: another text of a page, and nothing else.
//!
//! Most edits while writing change a body. Then the site is the same but for that text, and it need not be joined again.

use std::sync::Arc;

use super::{Fact, Site};
use crate::content::Document;
use crate::diagnostic::SourcePath;

/// Whether two versions of a content file differ in nothing but what the page itself shows: the site that holds the one
/// is then the site that holds the other.
pub fn is_alike(before: &Document, after: &Document) -> bool {
    before.has_front_text_of(after)
        && before.front == after.front
        && before.summary() == after.summary()
        && before.reading_time() == after.reading_time()
        && outlines_are_alike(before, after)
        && before.pictures() == after.pictures()
}

/// Whether the bodies of two versions refer to the same files, and their code shows the same skills.
pub(super) fn outlines_are_alike(before: &Document, after: &Document) -> bool {
    let (old, new) = (&before.outline, &after.outline);
    old.code.len() == new.code.len()
        && old.code.iter().zip(&new.code).all(|(old, new)| old.is_alike(new))
        && old.files == new.files
}

impl Site {
    /// Puts another version of a document, one that [is alike](is_alike), in its place. Gives the facts that may have
    /// changed; none if the document has no page.
    pub fn replace(&mut self, document: Arc<Document>) -> Vec<Fact> {
        let Some(id) = self.page_at(&document.path) else { return Vec::new() };
        let path = Arc::clone(&document.path);
        let page = &mut self.pages[id.index()];
        page.set_document(document);
        let shown = page.skills.iter().filter(|(_, by_code)| *by_code).map(|(skill, _)| *skill).collect::<Vec<_>>();
        let included: Vec<Fact> =
            page.shown().map(|(what, _)| Fact::Included(SourcePath::clone(&path), what.to_owned())).collect();
        let snippets = shown.into_iter().map(|skill| Fact::Snippet(self.skill_ref(skill).id.clone()));
        let own = [Fact::Body(Arc::clone(&path)), Fact::Anchors(path)];
        own.into_iter().chain(included).chain(snippets).collect()
    }
}
