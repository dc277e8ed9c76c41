//! What nobody finds: pages to which nothing leads.

use std::collections::BTreeSet;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Place, Span};

/// Looks at all links of all pages.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (path, page) in subject.pages.iter().filter(|(_, page)| !page.is_redirect) {
        reached.extend(page.targets.iter().map(|(target, _)| &**target).filter(|target| target != path));
    }
    let orphans = subject.site.pages().filter(|page| page.listed && !reached.contains(page.path.as_str()));
    let tell = |page: &crate::site::Page| {
        let message = format!("no page leads to `{}`", page.path);
        Diagnostic::new(Code::OrphanPage, message)
            .at(Place::new(&page.document.path, Span::default()))
            .help("link to it, put it into `navigation:`, or say `unlisted: true` if that is meant")
    };
    orphans.map(tell).collect()
}
