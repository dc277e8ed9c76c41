//! The short way of a change: another text of a page, and nothing else.
//!
//! Most edits while writing change a body. Then the site is the same but for that text, and it need not be joined again.

use std::sync::Arc;

use super::{Fact, Site, is_absolute};
use crate::content::{CodeBlock, Document, Reference};

/// Whether two versions of a content file differ in nothing but what the page itself shows: the site that holds the one
/// is then the site that holds the other.
pub fn is_alike(before: &Document, after: &Document) -> bool {
    let code = |block: &CodeBlock| (block.block.language.name().to_owned(), block.block.imports.clone());
    let (old, new) = (&before.body, &after.body);
    before.front_text() == after.front_text()
        && before.front == after.front
        && before.summary() == after.summary()
        && before.reading_time() == after.reading_time()
        && old.code.iter().map(code).eq(new.code.iter().map(code))
        && files(before) == files(after)
}

/// What may name a file beside the page, which is published because of it.
fn files(document: &Document) -> Vec<&str> {
    let body = &document.body;
    let references = body.links.iter().chain(&body.images).map(|reference: &Reference| reference.target.as_str());
    let calls = body.components.iter();
    let named =
        calls.flat_map(|call| ["src", "poster"].into_iter().filter_map(|name| call.argument(name)?.value.as_deref()));
    let beside = |target: &&str| !is_absolute(target) && !target.starts_with(['/', '#']) && !target.contains(".md");
    references.chain(named).filter(beside).collect()
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
        let snippets = shown.into_iter().map(|skill| Fact::Snippet(self.skill_ref(skill).id.clone()));
        [Fact::Body(Arc::clone(&path)), Fact::Anchors(path)].into_iter().chain(snippets).collect()
    }
}
