//! What a rendered page shows of itself: its head, its headings, its ids, and what it refers to.
//!
//! In: the bytes of one page. Out: a [`Page`]; the bytes are not kept. Addresses are resolved against the plan on the
//! way, so that ten thousand pages are a few numbers each.

use std::collections::{BTreeMap, BTreeSet};

use super::html::{Piece, Tag, pieces, unescaped};
use super::structured_data::{self, Fault};

/// What is known of a rendered page.
#[derive(Debug, Default)]
pub struct Page {
    /// The text of `title`.
    pub title: String,
    /// The content of the description.
    pub description: String,
    /// Whether robots are asked not to list it.
    pub is_hidden: bool,
    /// Whether it leads on to another address by itself.
    pub is_redirect: bool,
    /// The language of the document.
    pub language: String,
    /// The levels of its headings in order.
    pub headings: Vec<u8>,
    /// Ids.
    pub ids: BTreeSet<Box<str>>,
    /// Addresses of this site that it refers to, with the fragment if there is one. Each once.
    pub targets: BTreeSet<(Box<str>, Option<Box<str>>)>,
    /// Addresses elsewhere that a reader may follow.
    pub outside: BTreeSet<Box<str>>,
    /// Addresses elsewhere that a browser asks for by itself, with the element that does so.
    pub requests: BTreeMap<Box<str>, &'static str>,
    /// Scripts, style sheets and pictures of this site that a browser asks for, by site path.
    pub loads: BTreeSet<Box<str>>,
    /// Pictures without alternative text, by address.
    pub silent: BTreeSet<Box<str>>,
    /// The widths with which pictures of this site are shown, by site path, where the page says so and offers no other.
    pub widths: BTreeMap<Box<str>, u32>,
    /// The bytes of its HTML.
    pub size: u64,
    /// What is wrong with the facts for search engines in it.
    pub facts: Vec<Fault>,
}

/// Where the site lies, to tell its addresses from others.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// `https://ada.example`
    pub origin: &'a str,
    /// `/` or `/portfolio/`
    pub path: &'a str,
}

impl Base<'_> {
    /// The site path and the fragment of an address on the page at the site path `from`; none if it leads elsewhere.
    pub(super) fn inside<'b>(&self, from: &str, address: &'b str) -> Option<(String, Option<&'b str>)> {
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (address, None),
        };
        let address = address.split('?').next().unwrap_or_default();
        let path = address
            .strip_prefix(self.origin)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
            .unwrap_or(address);
        let path = match path {
            "" => from.to_owned(),
            path if path.starts_with("//") || is_absolute(path) => return None,
            path if path.starts_with('/') => {
                let below = path.strip_prefix(self.path).map(|rest| format!("/{rest}"));
                // Beside the base path there is another site, or nothing.
                below
                    .or_else(|| (format!("{path}/") == self.path).then(|| "/".to_owned()))
                    .unwrap_or_else(|| format!("\u{0}{path}"))
            }
            relative => join(from, relative),
        };
        Some((path, fragment))
    }
}

/// Whether an address begins with a scheme.
fn is_absolute(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn join(from: &str, relative: &str) -> String {
    let folder = from.rfind('/').map_or("", |slash| &from[..slash]);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut ends_in_folder = false;
    for part in relative.split('/') {
        ends_in_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let end = if ends_in_folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

/// Reads the page at the site path `path`.
pub fn read(path: &str, html: &str, base: Base<'_>) -> Page {
    let mut reader = Reader {
        page: Page { size: html.len() as u64, ..Page::default() },
        path,
        base,
        in_title: false,
        in_jsonld: false,
    };
    for piece in pieces(html) {
        match piece {
            Piece::Open(tag) => reader.open(tag),
            Piece::Close(_) => (reader.in_title, reader.in_jsonld) = (false, false),
            Piece::Text(text) => reader.text(text),
        }
    }
    reader.page
}

/// Properties of Open Graph whose content is an address, of the page or of what is shown of it where it is shared.
const SHARED: &[&str] = &[
    "og:url",
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "og:video",
    "og:video:url",
    "og:audio",
    "og:audio:url",
];

struct Reader<'a> {
    page: Page,
    path: &'a str,
    base: Base<'a>,
    in_title: bool,
    in_jsonld: bool,
}

impl Reader<'_> {
    fn text(&mut self, text: &str) {
        if self.in_title {
            self.page.title = unescaped(text).trim().to_owned();
        } else if self.in_jsonld {
            self.page.facts.extend(structured_data::faults(text));
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        // Most elements of a page with code are of this kind, and say nothing here.
        if tag.name == "span" && !tag.mentions("id") {
            return;
        }
        if let Some(id) = tag.attribute("id") {
            self.page.ids.insert(id.into());
        }
        match tag.name {
            "html" => self.page.language = tag.attribute("lang").unwrap_or_default().into_owned(),
            // A drawing has titles of its own.
            "title" => self.in_title = self.page.title.is_empty(),
            "meta" => self.meta(tag),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.page.headings.extend(tag.name.as_bytes().get(1).map(|digit| digit.saturating_sub(b'0')))
            }
            // A name in code that leads to its documentation: the inventory vouches for the address.
            "a" if tag.attribute("class").as_deref() == Some("ref") => {}
            "a" | "area" => self.refer(tag, "href", None),
            "link" => self.link(tag),
            "script" => {
                self.in_jsonld = tag.attribute("type").as_deref() == Some("application/ld+json");
                self.refer(tag, "src", Some("script"));
            }
            "img" => {
                self.refer(tag, "src", Some("img"));
                self.candidates(tag, "img");
                self.width(tag);
                if !tag.has("alt") {
                    self.page.silent.extend(tag.attribute("src").map(Box::from));
                }
            }
            "source" => {
                self.refer(tag, "src", Some("source"));
                self.candidates(tag, "source");
            }
            "video" | "audio" | "track" | "embed" => {
                self.refer(tag, "src", Some("media"));
                self.refer(tag, "poster", Some("media"));
            }
            "iframe" => self.refer(tag, "src", Some("iframe")),
            "object" => self.refer(tag, "data", Some("object")),
            "form" => self.refer(tag, "action", None),
            "use" | "image" => self.refer(tag, "href", Some("image")),
            _ => {}
        }
    }

    fn meta(&mut self, tag: Tag<'_>) {
        let content = || tag.attribute("content").unwrap_or_default();
        match tag.attribute("name").as_deref() {
            Some("description") => self.page.description = content().into_owned(),
            Some("robots") => self.page.is_hidden |= content().contains("noindex"),
            Some("twitter:image") => self.refer(tag, "content", None),
            _ => {
                if tag.attribute("property").is_some_and(|property| SHARED.contains(&&*property)) {
                    self.refer(tag, "content", None);
                }
                self.page.is_redirect |=
                    tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
            }
        }
    }

    fn link(&mut self, tag: Tag<'_>) {
        let rel = tag.attribute("rel").unwrap_or_default();
        let is_asked_for = rel.split_ascii_whitespace().any(|one| {
            matches!(
                one,
                "stylesheet"
                    | "icon"
                    | "preload"
                    | "modulepreload"
                    | "prefetch"
                    | "preconnect"
                    | "dns-prefetch"
                    | "manifest"
                    | "apple-touch-icon"
            )
        });
        self.refer(tag, "href", is_asked_for.then_some("link"));
    }

    fn candidates(&mut self, tag: Tag<'_>, element: &'static str) {
        for one in tag.candidates() {
            self.note(&one, Some(element));
        }
    }

    fn refer(&mut self, tag: Tag<'_>, name: &str, asked_for_by: Option<&'static str>) {
        if let Some(address) = tag.attribute(name) {
            self.note(&address, asked_for_by);
        }
    }

    fn width(&mut self, tag: Tag<'_>) {
        let width = tag.attribute("width").and_then(|width| width.trim().parse().ok());
        let address = tag.attribute("src").filter(|_| !tag.has("srcset"));
        let Some((width, address)) = width.zip(address) else { return };
        if let Some((path, _)) = self.base.inside(self.path, address.trim()) {
            let known = self.page.widths.entry(path.into()).or_insert(width);
            *known = width.max(*known);
        }
    }

    fn note(&mut self, address: &str, asked_for_by: Option<&'static str>) {
        let address = address.trim();
        match self.base.inside(self.path, address) {
            Some((path, fragment)) => {
                if asked_for_by.is_some() {
                    self.page.loads.insert(path.as_str().into());
                }
                self.page
                    .targets
                    .insert((path.into(), fragment.filter(|fragment| !fragment.is_empty()).map(Box::from)));
            }
            None if address.starts_with("data:") || address.starts_with("blob:") => {}
            None => match asked_for_by {
                Some(element) => drop(self.page.requests.insert(address.into(), element)),
                None => drop(self.page.outside.insert(address.into())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Base<'_> = Base { origin: "https://ada.example", path: "/p/" };

    #[test]
    fn addresses_are_led_back_to_the_site() {
        let inside = |address: &str| BASE.inside("/projects/x/", address).map(|(path, _)| path);
        for (address, path) in [
            ("", "/projects/x/"),
            ("#a", "/projects/x/"),
            ("/p/", "/"),
            ("/p", "/"),
            ("/p/a/?b", "/a/"),
            ("https://ada.example/p/a/", "/a/"),
            ("../y/", "/projects/y/"),
            ("a.png", "/projects/x/a.png"),
            ("../../", "/"),
            ("/other/", "\u{0}/other/"),
        ] {
            assert_eq!(inside(address).as_deref(), Some(path), "{address}");
        }
        for address in ["https://b.example/", "//b.example/", "mailto:a@b.example", "https://ada.example.evil/p/"] {
            assert_eq!(inside(address), None, "{address}");
        }
    }

    #[test]
    fn a_page_tells_what_it_is_and_needs() {
        let page = read(
            "/a/",
            "<html lang=de><title>A &amp; B</title><meta name=description content=\"x\"><meta name=robots content=noindex>\
             <meta property=\"og:image\" content=\"/p/card.png\"><meta name=\"twitter:image\" content=\"https://e.example/x.png\">\
             <link rel=stylesheet href=/p/a.css><link rel=canonical href=https://ada.example/p/a/><script src=https://c.example/x.js></script>\
             <h1 id=top>x</h1><h3>y</h3><svg><title>z</title></svg><img src=b.png><img src=c.png alt=\"\"><a href=\"https://d.example\">d</a>\
             <a href=\"#top\">t</a><script type=\"application/ld+json\">{}</script>",
            BASE,
        );
        assert_eq!((page.title.as_str(), page.description.as_str(), page.language.as_str()), ("A & B", "x", "de"));
        assert!(page.is_hidden && !page.is_redirect && page.ids.contains("top"));
        assert_eq!(page.headings, [1, 3]);
        assert_eq!(page.requests.keys().map(|key| &**key).collect::<Vec<_>>(), ["https://c.example/x.js"]);
        assert_eq!(
            page.outside.iter().map(|key| &**key).collect::<Vec<_>>(),
            ["https://d.example", "https://e.example/x.png"]
        );
        assert!(page.targets.contains(&("/card.png".into(), None)), "what a shared link shows has to be there");
        assert_eq!(page.loads.iter().map(|key| &**key).collect::<Vec<_>>(), ["/a.css", "/a/b.png", "/a/c.png"]);
        assert_eq!(page.silent.iter().map(|key| &**key).collect::<Vec<_>>(), ["b.png"]);
        assert_eq!(page.facts, [Fault::Unreadable("does not name its vocabulary".to_owned())]);
        assert!(page.targets.contains(&("/a/".into(), Some("top".into()))));
    }
}
