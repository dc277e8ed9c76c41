//! Titles and descriptions as search engines and bookmarks show them: each its own, and not too long.

use std::collections::BTreeMap;

use super::Subject;
use super::page::Page;
use crate::diagnostic::{Code, Diagnostic};

/// Search engines cut titles at about 600 pixels.
const LONGEST_TITLE: usize = 70;
/// Search engines cut descriptions at about 160 characters; a little more does no harm.
const LONGEST_DESCRIPTION: usize = 240;

/// Looks at the heads of all pages that search engines may list.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let listed = || subject.pages.iter().filter(|(_, page)| !page.is_hidden && !page.is_redirect);
    let mut found = Vec::new();
    for (path, page) in listed() {
        let own = subject.site.route_place(path).and_then(|place| subject.site.page_at(&place.path));
        let Some(title) = own.map(|id| &subject.site.page(id).card.title) else { continue };
        let length = title.chars().count();
        if length > LONGEST_TITLE {
            let message = format!(
                "the title of `{path}` has {length} characters ({} in the browser's tab)",
                page.title.chars().count()
            );
            found.push(
                subject.of_page(path, Code::LongTitle, message).help(format!(
                    "search results cut titles after about {LONGEST_TITLE}; put the rest into the summary"
                )),
            );
        }
    }
    for (path, page) in listed().filter(|(path, _)| subject.place(path).is_some()) {
        let length = page.description.chars().count();
        if length > LONGEST_DESCRIPTION {
            let message = format!("the description of `{path}` has {length} characters");
            found.push(
                subject
                    .of_key((path, "summary"), Code::LongDescription, message)
                    .help("search results cut it after about 160; say what it is and for whom in the first sentence"),
            );
        }
    }
    found.extend(repeated(subject, listed(), (Code::DuplicateTitle, "title"), |page| &page.title));
    found.extend(repeated(subject, listed(), (Code::DuplicateDescription, "description"), |page| &page.description));
    found
}

fn repeated<'a>(
    subject: &Subject<'_>,
    pages: impl Iterator<Item = (&'a String, &'a Page)>,
    (code, what): (Code, &str),
    text: fn(&Page) -> &String,
) -> Vec<Diagnostic> {
    let mut by_text: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, page) in pages.filter(|(_, page)| !text(page).is_empty()) {
        by_text.entry(text(page)).or_default().push(path);
    }
    let repeated = by_text.into_iter().filter(|(_, paths)| paths.len() > 1);
    let told =
        |(text, paths): (&str, Vec<&str>)| {
            // The author's own pages are at fault before those that are made.
            let own = paths.iter().find(|path| subject.place(path).is_some());
            let (first, rest) = (own.or(paths.first())?, paths.len() - 1);
            let other = paths.iter().find(|path| path != &first)?;
            let more = if rest > 1 { format!(", and on {} more", rest - 1) } else { String::new() };
            let message = format!("the {what} `{}` is also that of `{other}`{more}", shortened(text));
            let key = if code == Code::DuplicateTitle { "title" } else { "summary" };
            Some(subject.of_key((first, key), code, message).help(format!(
                "give each page a {what} of its own: readers see it in search results and in their history"
            )))
        };
    repeated.filter_map(told).collect()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
