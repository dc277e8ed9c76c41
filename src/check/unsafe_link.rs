//! Links of finished pages that run something, or lead into a disk or a network that readers do not share.
//!
//! In: all pages. Out: one diagnostic an address. (Those in Markdown and data are refused where they are read.)

use std::collections::BTreeMap;

use super::Subject;
use super::external::{is_private_host, written_at};
use crate::diagnostic::{Code, Diagnostic};

/// Schemes that run what follows, or that mean something on one machine alone.
const SCHEMES: [&str; 4] = ["javascript", "vbscript", "file", "filesystem"];

/// Looks at the addresses on all pages.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, page) in subject.pages {
        for address in page.outside.iter().chain(page.requests.keys()) {
            first.entry(address).or_insert(path);
        }
    }
    let told: Vec<(&str, Diagnostic)> =
        first.into_iter().filter_map(|(address, path)| Some((address, tell(subject, address, path)?))).collect();
    if told.is_empty() {
        return Vec::new();
    }
    let places = written_at(subject.texts, &told.iter().map(|(address, _)| *address).collect());
    let at_its_place = |(address, diagnostic): (&str, Diagnostic)| {
        let first = places.get(address).and_then(|places| places.first()).cloned();
        Diagnostic { place: first.or(diagnostic.place), ..diagnostic }
    };
    told.into_iter().map(at_its_place).collect()
}

fn tell(subject: &Subject<'_>, address: &str, path: &str) -> Option<Diagnostic> {
    let url = url::Url::parse(address).ok()?;
    if SCHEMES.contains(&url.scheme()) {
        let message = format!("the page `{path}` has the address `{address}`");
        return Some(subject.of_page(path, Code::UnsafeLink, message).help(match url.scheme() {
            "file" | "filesystem" => "it means a file on the reader's own disk; publish the file and link to that",
            _ => "it runs a program when it is followed; use a button and a script of its own",
        }));
    }
    let host = url.host().filter(|_| matches!(url.scheme(), "http" | "https"))?;
    // Addresses of these networks are told of wherever they stand in a text.
    let is_told = matches!(host, url::Host::Ipv4(address) if address.is_private());
    if is_told || !is_private_host(&host) || subject.site.config().check.external.private {
        return None;
    }
    let message = format!("the page `{path}` links to `{address}`, which only its own network can reach");
    let help = "lead to where it is published, or write it as code; `check.external.private` says that readers share the network";
    Some(subject.of_page(path, Code::UnsafeLink, message).help(help))
}
