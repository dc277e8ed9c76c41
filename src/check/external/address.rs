//! Which addresses elsewhere a site names, and where in its files they are written.
//!
//! In: the finished pages, and the texts that they were made from. Out: each address once, whatever its fragments, with the
//! places of each way in which it is written. Nothing is asked here.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::fragment;
use super::private::is_private_host;
use crate::check::Subject;
use crate::check::html::unescaped;
use crate::config::External;
use crate::diagnostic::{Place, SourceMap};

/// No address in a text is longer.
const LONGEST: usize = 2_000;

/// One address, without a fragment, and how the site names it.
#[derive(Debug)]
pub(super) struct Named {
    /// The address as it is asked; why it is none, if it is none.
    pub url: Result<Url, String>,
    /// As written on pages, with the fragment that is to be looked for.
    pub written: BTreeMap<String, Option<String>>,
    /// The first page that has it.
    pub page: String,
}

impl Named {
    /// The fragments that its page should have.
    pub(super) fn wanted(&self) -> BTreeSet<String> {
        self.written.values().flatten().cloned().collect()
    }
}

/// The addresses that pages name and that are to be asked, by what is asked.
pub(super) fn named(subject: &Subject<'_>, config: &External) -> BTreeMap<String, Named> {
    let mut all: BTreeMap<String, Named> = BTreeMap::new();
    for (path, page) in subject.pages {
        // A host that is only prepared for (`preconnect`) need not have a page.
        let loaded = page.requests.iter().filter(|(_, element)| **element != "link").map(|(address, _)| address);
        for written in page.outside.iter().chain(loaded) {
            if !is_web(written) || config.ignore.iter().any(|pattern| matches(pattern, written)) {
                continue;
            }
            let parsed = parsed(written);
            // They are told of without asking anybody.
            let host = parsed.as_ref().ok().and_then(|(url, _)| url.host());
            if !config.private && host.is_some_and(|host| is_private_host(&host)) {
                continue;
            }
            let key = parsed.as_ref().map_or_else(|_| written.to_string(), |(url, _)| url.to_string());
            let named = all.entry(key).or_insert_with(|| Named {
                url: parsed.as_ref().map(|(url, _)| url.clone()).map_err(Clone::clone),
                written: BTreeMap::new(),
                page: path.clone(),
            });
            named.written.insert(written.to_string(), parsed.ok().and_then(|(_, fragment)| fragment));
        }
    }
    all
}

fn is_web(address: &str) -> bool {
    let start = |scheme: &str| address.get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme));
    start("http:") || start("https:") || address.starts_with("//")
}

/// The address without its fragment, and the fragment.
fn parsed(written: &str) -> Result<(Url, Option<String>), String> {
    let whole = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let mut url = Url::parse(&whole).map_err(|error| error.to_string())?;
    let fragment = url.fragment().and_then(fragment::of_link).map(str::to_owned);
    url.set_fragment(None);
    Ok((url, fragment))
}

/// Whether a pattern, in which `*` stands for anything, matches all of an address. It is no pattern of file names: `?` and
/// brackets stand in addresses.
fn matches(pattern: &str, address: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = address.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// Where the texts of the site have each of the addresses in `written`.
pub(in crate::check) fn places(texts: &SourceMap, written: &BTreeSet<&str>) -> BTreeMap<String, Vec<Place>> {
    let normal: BTreeMap<String, &str> =
        written.iter().filter_map(|one| Some((Url::parse(one).ok()?.to_string(), *one))).collect();
    let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (path, text) in texts.iter().filter(|(path, _)| !path.starts_with("theme:")) {
        let mut last = 0;
        for colon in memchr::memmem::find_iter(text.as_bytes(), "://") {
            let Some(start) = scheme_start(&text, colon).filter(|start| *start >= last) else { continue };
            let run = run(&text[start..]);
            let Some((length, address)) = longest(run, written, &normal) else { continue };
            last = start + length;
            found.entry(address.to_owned()).or_default().push(Place::new(path, start..last));
        }
    }
    found
}

/// Where the `http` or `https` before a colon begins.
fn scheme_start(text: &str, colon: usize) -> Option<usize> {
    let is_scheme = |length: usize, scheme: &str| {
        let start = colon.checked_sub(length)?;
        text.get(start..colon).filter(|own| own.eq_ignore_ascii_case(scheme)).map(|_| start)
    };
    is_scheme(5, "https").or_else(|| is_scheme(4, "http"))
}

/// What may belong to the address at the start of `text`.
fn run(text: &str) -> &str {
    let ends = |sign: char| sign.is_whitespace() || sign.is_control() || matches!(sign, '<' | '>' | '"' | '`' | '|');
    let end = text.find(ends).unwrap_or(text.len()).min(LONGEST);
    (0..=end).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

/// The longest address of `written` at the start of `run`, and its bytes there.
fn longest<'a>(run: &str, written: &BTreeSet<&'a str>, normal: &BTreeMap<String, &'a str>) -> Option<(usize, &'a str)> {
    let goes_on = |at: usize| {
        let next = run[at..].chars().next();
        next.is_some_and(|next| next.is_alphanumeric() || matches!(next, '/' | '_' | '-' | '%' | '='))
    };
    let ends = || run.char_indices().map(|(at, _)| at).chain([run.len()]).rev().filter(|at| !goes_on(*at));
    let as_written = ends().find_map(|end| {
        let text = unescaped(&run[..end]);
        written.get(&*text).map(|one| (end, *one))
    });
    as_written.or_else(|| {
        let text = run.trim_end_matches([')', ']', '}', '.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        normal.get(Url::parse(&unescaped(text)).ok()?.as_str()).map(|one| (text.len(), *one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_addresses() {
        for (pattern, address) in [
            ("https://a.example/*", "https://a.example/x?y"),
            ("*", "https://a.example/"),
            ("*.example/*", "https://a.example/"),
            ("https://*/login", "https://a.example/b/login"),
            ("https://a.example/?q=[1]", "https://a.example/?q=[1]"),
            ("https://a*b*c", "https://abc"),
        ] {
            assert!(matches(pattern, address), "{pattern} {address}");
        }
        for (pattern, address) in [
            ("https://a.example", "https://a.example/"),
            ("a.example", "https://a.example/"),
            ("https://*/login", "https://a.example/login/x"),
            ("https://a.example/?", "https://a.example/b"),
        ] {
            assert!(!matches(pattern, address), "{pattern} {address}");
        }
    }

    #[test]
    fn addresses_are_found_where_they_are_written() {
        let written = ["https://a.example/", "https://a.example/x", "https://a.example/x?a=1&b=2", "https://b.example"];
        let mut texts = SourceMap::default();
        let text = "[x](https://a.example/x), <https://a.example/>. (see https://a.example/x?a=1&amp;b=2)\n\
                    url: 'https://b.example'\nhttps://a.example/xyz HTTPS://A.example/x *https://b.example*";
        texts.insert("content/a.md".into(), text);
        texts.insert("theme:t/base.html".into(), text);
        let found = places(&texts, &written.into_iter().collect());
        let told: Vec<(&str, Vec<&str>)> = found
            .iter()
            .map(|(address, places)| {
                let shown = |place: &Place| &text[place.span.start as usize..place.span.end as usize];
                (address.as_str(), places.iter().map(shown).collect())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("https://a.example/", vec!["https://a.example/"]),
                ("https://a.example/x", vec!["https://a.example/x", "HTTPS://A.example/x"]),
                ("https://a.example/x?a=1&b=2", vec!["https://a.example/x?a=1&amp;b=2"]),
                ("https://b.example", vec!["https://b.example", "https://b.example"]),
            ]
        );
    }

    #[test]
    fn fragments_do_not_make_another_page() {
        let (url, fragment) = parsed("//a.example/b#install").unwrap();
        assert_eq!((url.as_str(), fragment.as_deref()), ("https://a.example/b", Some("install")));
        assert!(parsed("https://a b/").is_err());
    }
}
