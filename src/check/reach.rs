//! What nobody finds: pages to which nothing leads, files beside texts that no text names.

use std::collections::BTreeSet;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::site::Node;

/// Looks at all links of all pages, and at the files below `content/`.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (path, page) in subject.pages.iter().filter(|(_, page)| !page.is_redirect) {
        reached.extend(page.targets.iter().map(|(target, _)| &**target).filter(|target| target != path));
    }
    let orphans = subject.site.pages().filter(|page| page.listed && !reached.contains(page.path.as_str()));
    let orphans = orphans.map(|page| {
        let message = format!("no page leads to `{}`", page.path);
        Diagnostic::new(Code::OrphanPage, message)
            .at(Place::new(&page.document.path, Span::default()))
            .help("link to it, put it into `navigation:`, or say `unlisted: true` if that is meant")
    });
    let published: BTreeSet<SourcePath> = subject
        .site
        .routes()
        .filter_map(|route| match route.node {
            Node::File(source) => Some(source),
            _ => None,
        })
        .collect();
    let shown: BTreeSet<&str> = subject.texts.iter().map(|(path, _)| &**path).collect();
    let unused = subject.site.content_assets().filter(|path| !published.contains(*path) && !shown.contains(&***path));
    let unused = unused.map(|path| {
        Diagnostic::new(Code::UnusedFile, "no page refers to the file, so it is not published")
            .at(Place::new(path, Span::default()))
            .help("refer to it from the page beside it, move it to `static/`, or remove it")
    });
    orphans.chain(unused).collect()
}
