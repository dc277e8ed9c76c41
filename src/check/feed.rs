//! Feeds and the sitemap against what their formats ask for, and whether what they list is there: programs read them, and drop
//! without a word what they do not understand.
//!
//! In: each feed as it was rendered, or as it lies in `static/`. Out: what is wrong with it, by its site path. Our own writers make
//! most of them; what pages and components of a site put into them, and files that take their place, is not ours.

use std::collections::BTreeSet;

use serde_json::Value;

use super::html::{Piece, pieces, unescaped};
use super::links::leads;
use super::page::Base;
use super::{Subject, page};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::site::{FeedFormat, Node, Route, Site};

/// What a file lacks of its format.
type Faults = Vec<String>;

/// What is known of a feed or of the sitemap.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Feed {
    faults: Faults,
    /// What it lists.
    entries: Vec<Entry>,
    is_sitemap: bool,
}

/// A page that is listed.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    address: String,
    /// Its text as HTML, in a full feed.
    html: String,
}

/// Tells of the faults that were found in feeds, and of entries that lead nowhere.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, feed) in subject.feeds {
        let listed = feed.entries.iter().flat_map(|entry| listed(subject, feed.is_sitemap, entry));
        let faults = feed.faults.iter().map(|fault| (Code::FeedFormat, fault.clone())).chain(listed);
        found.extend(faults.map(|(code, fault)| {
            let place = match subject.site.node(path) {
                Some(Node::File(source)) => Some(Place::whole(source)),
                _ => None,
            };
            let help = match code {
                Code::DeadLink => "readers come from it to what is not there",
                _ => "programs that read feeds and sitemaps drop what is not as the format asks",
            };
            Diagnostic { place, ..Diagnostic::new(code, format!("`{path}` {fault}")) }.help(help)
        }));
    }
    found
}

/// What is wrong with an entry, once one knows the pages.
fn listed(subject: &Subject<'_>, is_sitemap: bool, entry: &Entry) -> Vec<(Code, String)> {
    let site = &subject.site.config().base_url;
    let base = Base { origin: &site.origin, path: &site.path };
    let address = &entry.address;
    // What lies elsewhere is nothing that could be known here, and a sitemap is told of it already.
    let Some((path, fragment)) = base.inside("/", address).filter(|_| is_absolute(address)) else { return Vec::new() };
    if !leads(subject, &path, fragment) {
        return vec![(Code::DeadLink, format!("lists `{address}`, where there is nothing"))];
    }
    let page = subject.pages.get(&path);
    let mut found = Vec::new();
    if page.is_some_and(|page| page.is_redirect) {
        found.push((Code::FeedFormat, format!("lists `{address}`, which only leads on to another page")));
    } else if is_sitemap && page.is_some_and(|page| page.is_hidden) {
        let message = format!("lists `{address}`, which asks search engines not to list it (`noindex`)");
        found.push((Code::FeedFormat, message));
    }
    found.extend(relative(&entry.html).into_iter().map(|relative| {
        (Code::FeedFormat, format!("has `{relative}` in the entry `{address}`, which readers elsewhere cannot follow"))
    }));
    // What is dead on the page as well is told there.
    let seen = page::read(&path, &entry.html, base);
    let is_told = |target: &(Box<str>, Option<Box<str>>)| page.is_some_and(|page| page.targets.contains(target));
    let is_dead =
        |target: &&(Box<str>, Option<Box<str>>)| !leads(subject, &target.0, target.1.as_deref()) && !is_told(target);
    found.extend(seen.targets.iter().filter(is_dead).map(|(target, _)| {
        let target = target.trim_start_matches('\u{0}');
        (Code::DeadLink, format!("has a link to `{target}` in the entry `{address}`, where there is nothing"))
    }));
    found
}

/// The addresses in a text that say nothing without the page around it.
fn relative(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in pieces(html) {
        let Piece::Open(tag) = piece else { continue };
        let value = |name| tag.attribute(name).map(|value| value.trim().to_owned());
        let addresses = ["href", "src", "poster"].into_iter().filter_map(value);
        let is_relative =
            |address: &String| !address.is_empty() && !address.starts_with(['#', '?']) && !is_absolute(address);
        found.extend(addresses.chain(tag.candidates()).filter(is_relative));
    }
    found
}

/// What there is to know of a file, if it is a feed or the sitemap; the site lies at `address`.
pub(super) fn look(route: &Route, bytes: &[u8], address: &str) -> Option<Feed> {
    let text = || std::str::from_utf8(bytes).unwrap_or_default();
    match route.node {
        Node::Feed { format: FeedFormat::Atom, .. } => Some(atom(text())),
        Node::Feed { format: FeedFormat::Json, .. } => Some(json(text())),
        Node::Sitemap => Some(sitemap(text(), address)),
        _ => None,
    }
}

/// The same of files of `static/` that take the places of ours.
pub(super) fn look_at_copied(site: &Site, bytes: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<(String, Feed)> {
    let address = site.config().base_url.to_string();
    let look = |path: &str| {
        let bytes = matches!(site.node(path)?, Node::File(_)).then(|| bytes(path)).flatten()?;
        let text = String::from_utf8(bytes).ok()?;
        let feed = match path {
            _ if path.ends_with(".json") => json(&text),
            // An index of sitemaps is another thing, and so is RSS.
            "/sitemap.xml" => text.contains("<urlset").then(|| sitemap(&text, &address))?,
            _ => text.contains("<feed").then(|| atom(&text))?,
        };
        Some((path.to_owned(), feed))
    };
    let paths = ["/sitemap.xml", "/feed.xml", "/feed.json", "/writing/feed.xml", "/writing/feed.json"];
    paths.into_iter().filter_map(look).collect()
}

/// What is wrong with a feed in Atom (RFC 4287).
fn atom(text: &str) -> Feed {
    let mut faults = Vec::new();
    let (head, entries) = atom_parts(text);
    let mut look = |part: &Part, what: &str, needed: &[&str]| {
        for name in needed.iter().filter(|name| part.texts(name).all(|text| text.trim().is_empty())) {
            faults.push(format!("has {what} without `{name}`"));
        }
        for name in ["updated", "published"] {
            let wrong = part.texts(name).filter(|text| !text.is_empty() && !is_rfc3339(text));
            faults.extend(
                wrong.map(|text| format!("has {what} with `{name}` `{text}`, which is not a date of RFC 3339")),
            );
        }
        let relative = part.links.iter().filter(|link| !is_absolute(link));
        faults.extend(relative.map(|link| format!("has {what} with the link `{link}`, which is not absolute")));
    };
    look(&head, "a head", &["id", "title", "updated"]);
    for entry in &entries {
        look(entry, "an entry", &["id", "title", "updated"]);
    }
    if head.texts("name").next().is_none() && entries.iter().any(|entry| entry.texts("name").next().is_none()) {
        faults.push("has entries without an author".to_owned());
    }
    faults.extend(repeated(entries.iter().filter_map(|entry| entry.texts("id").next())));
    let listed = entries.iter().map(|entry| Entry {
        address: entry.links.first().cloned().unwrap_or_default(),
        html: entry.texts("content").collect(),
    });
    Feed { faults, entries: listed.collect(), is_sitemap: false }
}

/// The elements with text of a feed's head or of one entry, and where its links lead.
#[derive(Default)]
struct Part {
    texts: Vec<(String, String)>,
    links: Vec<String>,
}

impl Part {
    fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.iter().filter(move |(own, _)| own == name).map(|(_, text)| text.as_str())
    }
}

fn atom_parts(text: &str) -> (Part, Vec<Part>) {
    let (mut head, mut entries, mut name, mut in_entry) = (Part::default(), Vec::new(), String::new(), false);
    for piece in pieces(text) {
        let part = if in_entry { entries.last_mut() } else { None };
        let part = part.unwrap_or(&mut head);
        match piece {
            Piece::Open(tag) if tag.name == "entry" => {
                entries.push(Part::default());
                in_entry = true;
            }
            Piece::Close("entry") => in_entry = false,
            Piece::Open(tag) => {
                name = tag.name.to_owned();
                if tag.name == "link" {
                    let link = tag.attribute("href").map(|link| link.into_owned());
                    // The one that leads to the page comes first.
                    let leads_on = tag.attribute("rel").is_none_or(|rel| rel == "alternate");
                    let at = if leads_on { 0 } else { part.links.len() };
                    part.links.splice(at..at, link);
                }
            }
            Piece::Close(_) => name.clear(),
            Piece::Text(text) if !name.is_empty() => part.texts.push((name.clone(), unescaped(text).into_owned())),
            Piece::Text(_) => {}
        }
    }
    (head, entries)
}

/// What is wrong with a JSON Feed 1.1.
fn json(text: &str) -> Feed {
    let feed: Value = match serde_json::from_str(text) {
        Ok(feed) => feed,
        Err(error) => return Feed { faults: vec![format!("is not JSON: {error}")], ..Feed::default() },
    };
    let mut faults = Vec::new();
    if feed["version"] != "https://jsonfeed.org/version/1.1" {
        faults.push("does not say that it is a JSON Feed 1.1 (`version`)".to_owned());
    }
    if feed["title"].as_str().is_none_or(str::is_empty) {
        faults.push("has no `title`".to_owned());
    }
    faults.extend(relative_of(&feed, "a head", &["home_page_url", "feed_url", "icon", "favicon"]));
    let Some(items) = feed["items"].as_array() else {
        faults.push("has no list `items`".to_owned());
        return Feed { faults, ..Feed::default() };
    };
    for item in items {
        if item["id"].as_str().is_none_or(str::is_empty) {
            faults.push("has an item without `id`".to_owned());
        }
        if item["content_html"].as_str().or(item["content_text"].as_str()).is_none() {
            let id = item["id"].as_str().unwrap_or_default();
            faults.push(format!("has an item without `content_html` and `content_text`: `{id}`"));
        }
        faults.extend(relative_of(item, "an item", &["url", "external_url", "image", "banner_image"]));
        for key in ["date_published", "date_modified"] {
            let wrong = item.get(key).filter(|date| !date.as_str().is_some_and(is_rfc3339));
            faults
                .extend(wrong.map(|date| format!("has an item with `{key}` {date}, which is not a date of RFC 3339")));
        }
    }
    faults.extend(repeated(items.iter().filter_map(|item| item["id"].as_str())));
    let listed = items.iter().map(|item| Entry {
        address: item["url"].as_str().unwrap_or_default().to_owned(),
        html: item["content_html"].as_str().unwrap_or_default().to_owned(),
    });
    Feed { faults, entries: listed.collect(), is_sitemap: false }
}

fn relative_of(value: &Value, what: &str, keys: &[&str]) -> Faults {
    let found = keys.iter().filter_map(|key| Some((key, value.get(key)?)));
    let wrong = found.filter(|(_, link)| !link.as_str().is_some_and(is_absolute));
    wrong.map(|(key, link)| format!("has {what} with `{key}` {link}, which is not an absolute address")).collect()
}

/// What is wrong with a sitemap: `base` is where its pages must lie.
fn sitemap(text: &str, base: &str) -> Feed {
    let mut faults = Vec::new();
    let mut name = "";
    let mut seen = BTreeSet::new();
    for piece in pieces(text) {
        match piece {
            Piece::Open(tag) => name = tag.name,
            Piece::Close(_) => name = "",
            Piece::Text(text) => {
                let text = unescaped(text).into_owned();
                match name {
                    "loc" if !text.starts_with(base) => {
                        faults.push(format!("has `{text}`, which is not below `{base}`"));
                    }
                    "loc" if !seen.insert(text.clone()) => faults.push(format!("has `{text}` twice")),
                    "lastmod" if !is_w3c_date(&text) => {
                        faults.push(format!("has the date `{text}`, which is not of the form `2026-05-17`"));
                    }
                    _ => {}
                }
            }
        }
    }
    if seen.len() > 50_000 {
        faults.push(format!("has {} addresses, and search engines read 50,000", seen.len()));
    }
    let entries = seen.into_iter().map(|address| Entry { address, html: String::new() }).collect();
    Feed { faults, entries, is_sitemap: true }
}

fn repeated<'a>(ids: impl Iterator<Item = &'a str>) -> Faults {
    let mut seen = BTreeSet::new();
    ids.filter(|id| !seen.insert(*id)).map(|id| format!("has the id `{id}` twice")).collect()
}

fn is_absolute(link: &str) -> bool {
    url::Url::parse(link).is_ok()
}

fn is_rfc3339(text: &str) -> bool {
    let has_form = text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T');
    has_form && text.parse::<jiff::Timestamp>().is_ok()
}

/// A year, a month, a day, or a moment.
pub(super) fn is_w3c_date(text: &str) -> bool {
    match text.len() {
        4 | 7 | 10 => format!("{text}{}", &"-01-01"[..10 - text.len()]).parse::<jiff::civil::Date>().is_ok(),
        _ => is_rfc3339(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "<entry><title>A</title><id>https://a.example/a/</id><link href=\"https://a.example/a/\"/>\
                         <updated>2026-01-01T00:00:00Z</updated></entry>";

    fn feed(entries: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<feed><title>T</title><id>https://a.example/</id><updated>2026-01-01T00:00:00+01:00</updated>\
             <author><name>Ada</name></author>{entries}</feed>"
        )
    }

    #[test]
    fn what_atom_asks_for() {
        assert_eq!(atom(&feed(ENTRY)).faults, Faults::new());
        assert_eq!(atom(&feed("")).faults, Faults::new());
        for (from, to, fault) in [
            ("<title>A</title>", "", "has an entry without `title`"),
            ("<title>A</title>", "<title> </title>", "has an entry without `title`"),
            ("<id>https://a.example/a/</id>", "", "has an entry without `id`"),
            (
                "2026-01-01T00:00:00Z",
                "2026-01-01",
                "has an entry with `updated` `2026-01-01`, which is not a date of RFC 3339",
            ),
            (
                "2026-01-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "has an entry with `updated` `2026-02-30T00:00:00Z`, which is not a date of RFC 3339",
            ),
            (
                "href=\"https://a.example/a/\"",
                "href=\"/a/\"",
                "has an entry with the link `/a/`, which is not absolute",
            ),
        ] {
            assert_eq!(atom(&feed(&ENTRY.replace(from, to))).faults, [fault]);
        }
        assert_eq!(atom(&feed(&format!("{ENTRY}{ENTRY}"))).faults, ["has the id `https://a.example/a/` twice"]);
        assert_eq!(atom(&feed(ENTRY).replace("<name>Ada</name>", "")).faults, ["has entries without an author"]);
        assert_eq!(atom(&feed(ENTRY).replace("<title>T</title>", "")).faults, ["has a head without `title`"]);
    }

    #[test]
    fn what_json_feed_asks_for() {
        let good = serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1", "title": "T", "home_page_url": "https://a.example/",
            "items": [{"id": "1", "url": "https://a.example/a/", "content_text": "", "date_published": "2026-01-01T00:00:00Z"}],
        });
        assert_eq!(json(&good.to_string()).faults, Faults::new());
        let with = |pointer: &str, value: Value| {
            let mut feed = good.clone();
            *feed.pointer_mut(pointer).unwrap() = value;
            json(&feed.to_string()).faults
        };
        assert_eq!(with("/version", "1".into()), ["does not say that it is a JSON Feed 1.1 (`version`)"]);
        assert_eq!(with("/title", Value::Null), ["has no `title`"]);
        assert_eq!(with("/items", Value::Null), ["has no list `items`"]);
        assert_eq!(with("/items/0/id", "".into()), ["has an item without `id`"]);
        assert_eq!(
            with("/items/0/url", "/a/".into()),
            ["has an item with `url` \"/a/\", which is not an absolute address"]
        );
        assert_eq!(
            with("/items/0/date_published", "2026".into()),
            ["has an item with `date_published` \"2026\", which is not a date of RFC 3339"]
        );
        assert_eq!(
            with("/items/0/content_text", Value::Null),
            ["has an item without `content_html` and `content_text`: `1`"]
        );
        let item = good["items"][0].clone();
        assert_eq!(with("/items", vec![item.clone(), item].into()), ["has the id `1` twice"]);
        assert_eq!(json("{").faults.len(), 1);
    }

    #[test]
    fn what_a_sitemap_asks_for() {
        let map = |urls: &str| sitemap(&format!("<urlset>{urls}</urlset>"), "https://a.example/p/").faults;
        assert_eq!(map("<url><loc>https://a.example/p/x&amp;y</loc><lastmod>2026-01</lastmod></url>"), Faults::new());
        assert_eq!(
            map("<url><loc>https://a.example/x</loc></url>"),
            ["has `https://a.example/x`, which is not below `https://a.example/p/`"]
        );
        assert_eq!(
            map("<url><loc>https://a.example/p/</loc><lastmod>2026-13</lastmod></url>"),
            ["has the date `2026-13`, which is not of the form `2026-05-17`"]
        );
        let twice = "<url><loc>https://a.example/p/</loc></url>".repeat(2);
        assert_eq!(map(&twice), ["has `https://a.example/p/` twice"]);
        let many = |count: usize| -> String {
            (0..count).map(|number| format!("<url><loc>https://a.example/p/{number}</loc></url>")).collect()
        };
        assert_eq!(map(&many(50_000)), Faults::new());
        assert_eq!(map(&many(50_001)), ["has 50001 addresses, and search engines read 50,000"]);
    }
}
