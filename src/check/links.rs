//! Links of rendered pages, whoever wrote them: a template, the data, raw HTML. (Those in Markdown are told of at their
//! place when the page is rendered, and not again here.)

use std::collections::BTreeMap;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, nearest};

/// Pages that are named for one target; the rest is counted.
const NAMED: usize = 3;

/// Looks whether each address within the site leads to a file, and each fragment to an id.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    // One wrong link in a template is on every page, and one diagnostic.
    let mut dead: BTreeMap<(&str, Option<&str>), Vec<&str>> = BTreeMap::new();
    for (path, page) in subject.pages {
        for (target, fragment) in &page.targets {
            let fragment = fragment.as_deref();
            if !leads(subject, target, fragment) && !is_told(subject, path, target) {
                dead.entry((target, fragment)).or_default().push(path);
            }
        }
    }
    dead.into_iter().map(|(target, pages)| told(subject, target, &pages)).collect()
}

/// Whether there is something at a site path, and the id that the fragment names.
pub(super) fn leads(subject: &Subject<'_>, target: &str, fragment: Option<&str>) -> bool {
    let Some(page) = subject.pages.get(target) else {
        return subject.site.node(target).is_some() || is_short(subject, target);
    };
    // The top of a page, and what scripts make of a fragment, are no ids.
    fragment.is_none_or(|fragment| {
        fragment == "top" || page.ids.contains(fragment) || page.ids.contains(&*decoded(fragment))
    })
}

/// A folder without its slash: servers lead on.
fn is_short(subject: &Subject<'_>, target: &str) -> bool {
    subject.pages.contains_key(&format!("{target}/"))
        || target.strip_suffix("index.html").is_some_and(|folder| subject.pages.contains_key(folder))
}

/// Whether the page's own text has the link, so that its render has told of it.
fn is_told(subject: &Subject<'_>, path: &str, target: &str) -> bool {
    let Some(id) = subject.place(path).and_then(|place| subject.site.page_at(&place.path)) else { return false };
    let body = subject.site.page(id).document.body();
    let last = |path: &str| path.trim_end_matches('/').rsplit('/').next().map(str::to_owned);
    let named = |target: &str| last(target.split(['#', '?']).next().unwrap_or_default().trim_end_matches(".md"));
    let wanted = last(target);
    body.links
        .iter()
        .chain(&body.images)
        .any(|reference| !reference.target.contains("://") && named(&reference.target) == wanted)
}

fn told(subject: &Subject<'_>, (target, fragment): (&str, Option<&str>), pages: &[&str]) -> Diagnostic {
    let (first, rest) = pages.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    let outside = target.strip_prefix('\u{0}');
    let message = match (fragment, outside) {
        (_, Some(target)) => format!("the link `{target}` leads out of the site's folder"),
        (Some(fragment), _) => format!("the page `{target}` has no `#{fragment}`"),
        (None, _) => format!("the link `{target}` leads nowhere"),
    };
    let near = match fragment {
        Some(fragment) => subject.pages.get(target).and_then(|page| nearest(fragment, page.ids.iter().map(|id| &**id))),
        None => nearest(target, subject.pages.keys().map(String::as_str)),
    };
    let mut diagnostic = subject.of_page(first, Code::DeadLink, message).suggest(near);
    diagnostic.help.push(format!("it is on the page `{first}`{}", others(rest)));
    if outside.is_some() {
        diagnostic.help.push("write addresses of the site with `url(path=…)`, which knows the base path".to_owned());
    }
    diagnostic
}

/// `, on /a/ and on 3 more`
fn others(pages: &[&str]) -> String {
    let (named, rest) = pages.split_at(pages.len().min(NAMED - 1));
    let mut text: String = named.iter().map(|page| format!(", on `{page}`")).collect();
    if !rest.is_empty() {
        text.push_str(&format!(" and on {} more", rest.len()));
    }
    text
}

/// `%C3%A9` and its like as the letters they stand for.
pub(super) fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}
