//! Requests to others that a page makes browsers send, before anybody has clicked: they cost time, and tell others who reads.

use std::collections::BTreeMap;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};

/// Looks at what the rendered pages load from elsewhere. One address is told once, however many pages have it.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut by_address: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    for (path, page) in subject.pages {
        for (address, element) in &page.requests {
            by_address.entry(address).or_insert((element, Vec::new())).1.push(path);
        }
    }
    let told = |(address, (element, pages)): (&str, (&str, Vec<&str>))| {
        let first = pages.first().copied().unwrap_or_default();
        let ask = match pages.len() {
            0 | 1 => format!("the page `{first}` asks"),
            count => format!("the page `{first}` and {} more ask", count - 1),
        };
        subject
            .of_page(first, Code::ThirdParty, format!("{ask} another server for `{address}`"))
            .help(format!("the element is `{element}`; put the file into `static/` and name it from there"))
    };
    by_address.into_iter().map(told).collect()
}
