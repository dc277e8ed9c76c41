//! The example site as its readers get it: every address leads somewhere, nothing is fetched from elsewhere, and each page
//! says what browsers, search engines, feed readers and screen readers need. Held at a domain's root, below a path, and with
//! each theme there is.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

#[path = "site/address.rs"]
mod address;
#[path = "site/html.rs"]
mod html;
#[path = "site/schema.rs"]
mod schema;
mod support;

use address::{absolute, decoded};
use html::{Html, Item};
use serde_json::Value as Json;
use showpiece::pipeline::Options;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use support::{Files, files, sound, today};
use tempfile::TempDir;

/// The example site, built one way.
struct Built {
    name: &'static str,
    origin: &'static str,
    /// The path below which everything lies: `/` or `/portfolio/`.
    base: &'static str,
    files: Files,
    /// Every HTML file, by its address on the site (`/portfolio/projects/`).
    pages: BTreeMap<String, Html>,
}

const WAYS: &[(&str, &str, &str, Option<&str>)] = &[
    ("at the root", "https://juno-halvorsen.example", "/", None),
    ("below a path", "https://juno.github.example", "/portfolio/", None),
    ("base", "https://juno-halvorsen.example", "/", Some("base")),
    ("mosaic", "https://juno-halvorsen.example", "/", Some("mosaic")),
    ("paper", "https://juno-halvorsen.example", "/", Some("paper")),
    ("terminal", "https://juno-halvorsen.example", "/", Some("terminal")),
];

fn built() -> &'static [Built] {
    static BUILT: OnceLock<Vec<Built>> = OnceLock::new();
    BUILT.get_or_init(|| WAYS.iter().map(|way| build(*way)).collect())
}

#[test]
fn each_bundled_theme_is_among_the_ways() {
    let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let folders = std::fs::read_dir(themes).expect("the bundled themes").map(|entry| entry.expect("a folder").path());
    let named = |theme: &str| theme == "atelier" || WAYS.iter().any(|way| way.3 == Some(theme));
    let left_out: Vec<_> = folders
        .filter(|folder| folder.join("theme.yaml").is_file())
        .filter(|folder| !folder.file_name().is_some_and(|name| named(&name.to_string_lossy())))
        .collect();
    assert!(left_out.is_empty(), "add to WAYS: {left_out:?}");
}

/// Built strictly, from a folder to which the site was copied.
fn build((name, origin, base, theme): (&'static str, &'static str, &'static str, Option<&str>)) -> Built {
    let folder = TempDir::new().expect("a temporary folder");
    support::copy(&support::example_site(), folder.path());
    let options = Options {
        base_url: (base != "/").then(|| format!("{origin}{base}")),
        theme: theme.map(str::to_owned),
        strict: true,
        ..Options::new(folder.path(), today())
    };
    sound(&support::build(&options));
    let files = files(&folder.path().join("public"));
    let page = |(name, bytes): (&String, &Vec<u8>)| {
        let address = name.strip_suffix("index.html").or(name.ends_with(".html").then_some(name))?;
        Some((format!("{base}{address}"), Html::parse(std::str::from_utf8(bytes).expect("a page is UTF-8"))))
    };
    let pages = files.iter().filter_map(page).collect();
    Built { name, origin, base, files, pages }
}

/// Where an address leads.
enum Leads {
    /// To another site, or to a mail program.
    Away,
    /// To a file of this site.
    Here,
    /// Nowhere, and why.
    Nowhere(String),
}

impl Built {
    fn text(&self, name: &str) -> &str {
        let bytes = self.files.get(name).unwrap_or_else(|| panic!("{}: no {name}", self.name));
        std::str::from_utf8(bytes).expect("UTF-8")
    }

    fn permalink(&self, address: &str) -> String {
        format!("{}{address}", self.origin)
    }

    /// Where `target` leads, followed from the page or file at `from`.
    fn follow(&self, from: &str, target: &str) -> Leads {
        let own = target.strip_prefix(self.origin);
        if own.is_none() && (target.contains("://") || target.starts_with("//") || target.starts_with("mailto:")) {
            return Leads::Away;
        }
        let (path, fragment) = own.unwrap_or(target).split_once('#').map_or((own.unwrap_or(target), ""), |parts| parts);
        let path = decoded(&absolute(from, path.split('?').next().unwrap_or_default()));
        let Some(name) = path.strip_prefix(self.base) else {
            return Leads::Nowhere(format!("`{path}` lies outside {}", self.base));
        };
        let name = if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() };
        if !self.files.contains_key(&name) {
            return Leads::Nowhere(format!("there is no file {name}"));
        }
        if fragment.is_empty() || self.pages.get(&path).is_some_and(|page| page.ids().any(|id| id == decoded(fragment)))
        {
            return Leads::Here;
        }
        Leads::Nowhere(format!("{path} has no id `{fragment}`"))
    }

    fn check(&self, from: &str, target: &str, faults: &mut Vec<String>) {
        if let Leads::Nowhere(why) = self.follow(from, target) {
            faults.push(format!("{}, {from}: `{target}`: {why}", self.name));
        }
    }

    /// Pages that a reader is meant to see, redirects left out.
    fn shown(&self) -> impl Iterator<Item = (&String, &Html)> {
        self.pages.iter().filter(|(_, page)| page.redirect().is_none())
    }

    /// Pages that a search engine may list.
    fn indexable(&self) -> impl Iterator<Item = (&String, &Html)> {
        self.shown().filter(|(_, page)| !page.meta("robots").is_some_and(|robots| robots.contains("noindex")))
    }
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Runs a check on every page of every way to build the site.
fn on_each_page(check: impl Fn(&Built, &str, &Html, &mut dyn FnMut(String))) {
    let mut faults = Vec::new();
    for built in built() {
        for (address, page) in built.shown() {
            check(built, address, page, &mut |fault| faults.push(format!("{}, {address}: {fault}", built.name)));
        }
    }
    none(&faults);
}

// --- addresses ---

#[test]
fn every_address_in_a_page_leads_somewhere() {
    let mut faults = Vec::new();
    for built in built() {
        assert!(built.pages.len() > 100, "{} pages", built.pages.len());
        for (from, page) in &built.pages {
            for (tag, _, target) in page.addresses() {
                assert!(!target.is_empty() || tag.name == "a", "{from}: <{}> without an address", tag.name);
                built.check(from, &target, &mut faults);
            }
        }
    }
    none(&faults);
}

#[test]
fn every_address_in_a_style_sheet_leads_somewhere_on_the_site() {
    let mut faults = Vec::new();
    for built in built() {
        for name in built.files.keys().filter(|name| name.ends_with(".css")) {
            let from = format!("{}{name}", built.base);
            assert!(!built.text(name).contains("@import"), "{name}");
            for part in built.text(name).split("url(").skip(1) {
                let target = part.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
                if target.starts_with("data:") || target.starts_with('#') {
                    continue;
                }
                match built.follow(&from, target) {
                    Leads::Here => {}
                    Leads::Away => faults.push(format!("{from}: {target} is elsewhere")),
                    Leads::Nowhere(why) => faults.push(format!("{from}: {target}: {why}")),
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn no_page_makes_a_browser_ask_another_site() {
    on_each_page(|built, from, page, fault| {
        for (tag, followed, target) in page.addresses() {
            if !followed && matches!(built.follow(from, &target), Leads::Away) {
                fault(format!("<{}> fetches {target}", tag.name));
            }
        }
        for tag in page.tags() {
            if let Some(name) = tag.attributes.keys().find(|name| name.starts_with("on")) {
                fault(format!("<{}> has the handler {name}", tag.name));
            }
            if tag.get("style").contains("url(") {
                fault(format!("<{}> fetches with a style", tag.name));
            }
        }
    });
}

#[test]
fn links_to_other_sites_do_not_hand_over_the_window() {
    on_each_page(|built, from, page, fault| {
        for tag in page.all("a") {
            let away =
                tag.get("href").starts_with("http") && matches!(built.follow(from, tag.get("href")), Leads::Away);
            if away && tag.get("target") == "_blank" && !tag.get("rel").contains("noopener") {
                fault(format!("{} opens a window", tag.get("href")));
            }
        }
    });
}

#[test]
fn redirects_lead_to_a_page_and_are_not_found() {
    for built in built() {
        let redirects: Vec<_> = built.pages.iter().filter(|(_, page)| page.redirect().is_some()).collect();
        assert!(!redirects.is_empty());
        for (from, page) in redirects {
            assert!(page.meta("robots").is_some_and(|robots| robots.contains("noindex")), "{from}");
            let canonical = page.link("canonical").unwrap_or_default();
            assert!(canonical.starts_with(built.origin), "{from}: {canonical}");
            assert!(matches!(built.follow(from, canonical), Leads::Here), "{from}: {canonical}");
        }
    }
}

// --- the head ---

#[test]
fn each_page_says_its_language_title_and_address() {
    on_each_page(|built, address, page, fault| {
        let lang = page.all("html").next().map_or("", |tag| tag.get("lang"));
        if lang != "en" {
            fault(format!("lang is `{lang}`"));
        }
        if !page.all("meta").any(|tag| tag.get("charset").eq_ignore_ascii_case("utf-8")) {
            fault("no charset".to_owned());
        }
        if !page
            .meta("viewport")
            .is_some_and(|text| text.contains("width=device-width") && !text.contains("user-scalable"))
        {
            fault("no viewport, or one that keeps readers from zooming".to_owned());
        }
        if page.text_of("title", |_| true).is_none_or(|title| title.trim().is_empty()) {
            fault("no title".to_owned());
        }
        let hidden = page.meta("robots").is_some_and(|robots| robots.contains("noindex"));
        let canonical = page.link("canonical");
        let wanted = built.permalink(address);
        if !hidden && canonical != Some(&wanted) {
            fault(format!("canonical is {canonical:?}"));
        }
        if hidden && canonical.is_some() {
            fault("a page that is not to be found has a canonical address".to_owned());
        }
    });
}

#[test]
fn titles_and_descriptions_tell_pages_apart() {
    for built in built() {
        let (mut titles, mut descriptions) = (BTreeMap::new(), BTreeMap::new());
        let mut faults = Vec::new();
        for (address, page) in built.indexable() {
            let title = page.text_of("title", |_| true).unwrap_or_default();
            let description = page.meta("description").unwrap_or_default().to_owned();
            if description.trim().is_empty() {
                faults.push(format!("{address} has no description"));
            }
            if let Some(other) = titles.insert(title.clone(), address) {
                faults.push(format!("{address} has the title of {other}: {title}"));
            }
            if let Some(other) = descriptions.insert(description.clone(), address) {
                faults.push(format!("{address} has the description of {other}: {description}"));
            }
        }
        none(&faults);
    }
}

#[test]
fn each_page_has_a_picture_for_previews() {
    on_each_page(|built, from, page, fault| {
        let url = page.meta("og:image").unwrap_or_default();
        let raster = [".png", ".jpg", ".jpeg", ".webp"]
            .iter()
            .any(|end| url.split('?').next().unwrap_or_default().ends_with(end));
        if !url.starts_with(built.origin) || !raster {
            fault(format!("og:image is `{url}`"));
            return;
        }
        if let Leads::Nowhere(why) = built.follow(from, url) {
            fault(format!("og:image {url}: {why}"));
            return;
        }
        let name = decoded(url.split('?').next().unwrap_or_default()).replacen(
            &format!("{}{}", built.origin, built.base),
            "",
            1,
        );
        let size = imagesize::blob_size(&built.files[&name]).expect("a picture");
        let told = ["og:image:width", "og:image:height"].map(|name| page.meta(name).and_then(|text| text.parse().ok()));
        if told != [Some(size.width), Some(size.height)] {
            fault(format!("{url} is {size:?}, the page says {told:?}"));
        }
        if (size.width, size.height) != (1200, 630) {
            fault(format!("{url} is {size:?} and not 1200 by 630"));
        }
        for name in ["og:title", "og:type", "og:url", "og:image:alt", "twitter:card"] {
            if page.meta(name).is_none_or(str::is_empty) {
                fault(format!("no {name}"));
            }
        }
    });
}

// --- the body ---

#[test]
fn each_page_has_one_main_heading_and_skips_no_level() {
    on_each_page(|_, _, page, fault| {
        let levels: Vec<u8> = page
            .tags()
            .filter_map(|tag| match tag.name.as_bytes() {
                [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
                _ => None,
            })
            .collect();
        if levels.iter().filter(|level| **level == 1).count() != 1 || levels.first() != Some(&1) {
            fault(format!("the headings are {levels:?}"));
        }
        if let Some(pair) = levels.windows(2).find(|pair| pair[1] > pair[0] + 1) {
            fault(format!("a heading of level {} follows one of level {}", pair[1], pair[0]));
        }
        if page.all("main").count() != 1 {
            fault("not exactly one <main>".to_owned());
        }
    });
}

#[test]
fn ids_are_unique_and_what_names_an_id_finds_it() {
    on_each_page(|_, _, page, fault| {
        let mut ids = BTreeSet::new();
        for id in page.ids() {
            if id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id) {
                fault(format!("the id `{id}` stands twice, or is none"));
            }
        }
        for tag in page.tags() {
            for name in ["aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"] {
                for id in tag.get(name).split_whitespace().filter(|id| !ids.contains(id)) {
                    fault(format!("{name} of <{}> names `{id}`", tag.name));
                }
            }
        }
    });
}

#[test]
fn every_picture_has_a_text_and_a_size() {
    on_each_page(|_, _, page, fault| {
        for image in page.all("img") {
            if !image.has("alt") {
                fault(format!("{} has no alt", image.get("src")));
            }
            if ["width", "height"].iter().any(|name| image.get(name).parse::<u32>().is_err()) {
                fault(format!("{} has no size, so the page jumps when it arrives", image.get("src")));
            }
        }
    });
}

#[test]
fn every_link_and_button_has_a_name() {
    on_each_page(|_, _, page, fault| {
        for (at, item) in page.items.iter().enumerate() {
            let Item::Open(tag) = item else { continue };
            if tag.name != "a" || !tag.has("href") || tag.has("aria-label") {
                continue;
            }
            let inner = page.items[at + 1..].iter().take_while(|item| **item != Item::Close("a".to_owned()));
            let named = inner.into_iter().any(|item| match item {
                Item::Text(text) => !text.trim().is_empty(),
                Item::Open(tag) => !tag.get("alt").is_empty() || tag.has("aria-label"),
                Item::Close(_) => false,
            });
            if !named {
                fault(format!("the link to {} has no words", tag.get("href")));
            }
        }
    });
}

/// Elements whose text may look like anything.
fn is_code(name: &str) -> bool {
    matches!(name, "pre" | "code" | "script")
}

#[test]
fn no_template_syntax_and_no_broken_markup_is_left() {
    on_each_page(|_, _, page, fault| {
        page.errors.iter().for_each(|error| fault(error.clone()));
        let mut code = 0_usize;
        for item in &page.items {
            match item {
                Item::Open(tag) if is_code(&tag.name) => code += 1,
                Item::Close(name) if is_code(name) => code = code.saturating_sub(1),
                Item::Text(text) if code == 0 && ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) => {
                    fault(format!("template syntax in `{}`", text.trim()));
                }
                Item::Open(tag)
                    if tag.attributes.values().any(|value| value.contains("{{") || value.contains("{%")) =>
                {
                    fault(format!("template syntax in <{}>", tag.name));
                }
                _ => {}
            }
        }
    });
}

// --- structured data ---

#[test]
fn structured_data_is_schema_org_and_true_of_the_site() {
    let mut faults = Vec::new();
    let mut types = BTreeSet::new();
    for built in built() {
        for (address, page) in built.indexable() {
            let text = page.text_of("script", |tag| tag.get("type") == "application/ld+json").unwrap_or_default();
            let data: Json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{address}: {error}"));
            assert_eq!(data["@context"], "https://schema.org", "{address}");
            let graph = data["@graph"].as_array().expect("a graph");
            assert_eq!(graph[0]["@id"], built.permalink(address).as_str(), "the page comes first");
            for node in graph {
                walk(node, &mut |kind, object| {
                    types.insert(kind.to_owned());
                    check_node(built, (address, kind), object, &mut faults);
                });
            }
        }
    }
    none(&faults);
    let wanted = [
        "ProfilePage",
        "WebSite",
        "Person",
        "SoftwareSourceCode",
        "BlogPosting",
        "BreadcrumbList",
        "Event",
        "EducationalOccupationalCredential",
    ];
    let missing: Vec<_> = wanted.iter().filter(|kind| !types.contains(**kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Calls `see` for every object that has a type.
fn walk(value: &Json, see: &mut dyn FnMut(&str, &serde_json::Map<String, Json>)) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| walk(item, see)),
        Json::Object(object) => {
            match object.get("@type").and_then(Json::as_str) {
                Some(kind) => see(kind, object),
                None => assert!(object.keys().eq(["@id"]), "an object without a type: {value}"),
            }
            object.values().for_each(|inner| walk(inner, see));
        }
        _ => {}
    }
}

fn check_node(
    built: &Built,
    (page, kind): (&str, &str),
    object: &serde_json::Map<String, Json>,
    faults: &mut Vec<String>,
) {
    if !schema::is_type(kind) {
        faults.push(format!("{page}: schema.org has no type {kind}"));
    }
    for (key, value) in object.iter().filter(|(key, _)| !key.starts_with('@')) {
        if !schema::has_property(kind, key) {
            faults.push(format!("{page}: {kind} has no property {key}"));
        }
        if value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty) || value.is_null() {
            faults.push(format!("{page}: {key} of {kind} is empty"));
        }
        let is_date =
            matches!(key.as_str(), "dateCreated" | "dateModified" | "datePublished" | "startDate" | "expires");
        if is_date && !value.as_str().is_some_and(is_iso_date) {
            faults.push(format!("{page}: {key} of {kind} is {value}"));
        }
        if matches!(key.as_str(), "url" | "item" | "image") {
            built.check(page, value.as_str().unwrap_or("(no address)"), faults);
            if value.as_str().is_some_and(|url| !url.starts_with("http")) {
                faults.push(format!("{page}: {key} of {kind} is not absolute: {value}"));
            }
        }
    }
}

/// `2024`, `2024-05` or `2024-05-17`.
fn is_iso_date(text: &str) -> bool {
    let shape: String = text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    ["0000", "0000-00", "0000-00-00"].contains(&shape.as_str())
}

// --- feeds and the sitemap ---

const ATOM: &str = "http://www.w3.org/2005/Atom";

fn child<'a>(node: roxmltree::Node<'a, 'a>, name: &str) -> Option<&'a str> {
    node.children().find(|child| child.has_tag_name((ATOM, name)))?.text()
}

fn atom_link<'a>(node: roxmltree::Node<'a, 'a>, rel: &str) -> Option<&'a str> {
    node.children()
        .find(|child| child.has_tag_name((ATOM, "link")) && child.attribute("rel") == Some(rel))?
        .attribute("href")
}

fn moment(text: Option<&str>) -> jiff::Timestamp {
    let text = text.expect("a date");
    text.parse().unwrap_or_else(|error| panic!("`{text}` is no RFC 3339 date: {error}"))
}

/// The HTML of an entry may be shown anywhere: its addresses are absolute, and lead somewhere.
fn check_content(built: &Built, from: &str, html: &str) {
    let mut faults = Vec::new();
    for (tag, _, target) in Html::parse(html).addresses() {
        let absolute = target.starts_with("http://") || target.starts_with("https://") || target.starts_with("mailto:");
        assert!(absolute, "{from}: <{}> {target}", tag.name);
        built.check(from, &target, &mut faults);
    }
    none(&faults);
}

#[test]
fn atom_feeds_have_what_the_standard_asks_for() {
    for built in built() {
        for name in ["feed.xml", "writing/feed.xml"] {
            let document = roxmltree::Document::parse(built.text(name)).expect("well-formed XML");
            let feed = document.root_element();
            assert!(feed.has_tag_name((ATOM, "feed")), "{name}");
            assert!(!child(feed, "title").expect("a title").is_empty());
            assert!(child(feed, "id").is_some_and(|id| id.starts_with(built.origin)));
            let self_link = atom_link(feed, "self").expect("a link to itself");
            assert_eq!(self_link, built.permalink(&format!("{}{name}", built.base)));
            let author = feed.children().find(|child| child.has_tag_name((ATOM, "author"))).expect("an author");
            assert!(child(author, "name").is_some_and(|name| !name.is_empty()));
            let updated = moment(child(feed, "updated"));

            let entries: Vec<_> = feed.children().filter(|child| child.has_tag_name((ATOM, "entry"))).collect();
            assert!(!entries.is_empty());
            let mut ids = BTreeSet::new();
            for entry in entries {
                assert!(child(entry, "title").is_some_and(|title| !title.is_empty()));
                let id = child(entry, "id").expect("an id");
                assert!(ids.insert(id), "{id} stands twice");
                assert!(moment(child(entry, "updated")) <= updated);
                assert!(moment(child(entry, "published")) <= moment(child(entry, "updated")), "{id}");
                let link = atom_link(entry, "alternate").expect("a link to the page");
                assert!(matches!(built.follow("/", link), Leads::Here), "{link}");
                check_content(built, link, child(entry, "content").expect("the example site's feeds are full"));
            }
        }
    }
}

#[test]
fn json_feeds_have_what_the_standard_asks_for() {
    for built in built() {
        for name in ["feed.json", "writing/feed.json"] {
            let feed: Json = serde_json::from_str(built.text(name)).expect("JSON");
            assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
            assert_eq!(feed["feed_url"], built.permalink(&format!("{}{name}", built.base)).as_str());
            assert!(feed["title"].as_str().is_some_and(|title| !title.is_empty()));
            let home = feed["home_page_url"].as_str().expect("a home page");
            assert!(matches!(built.follow("/", home), Leads::Here));
            let items = feed["items"].as_array().expect("items");
            assert!(!items.is_empty());
            let mut ids = BTreeSet::new();
            for item in items {
                assert!(ids.insert(item["id"].as_str().expect("an id")));
                let url = item["url"].as_str().expect("an address");
                assert!(matches!(built.follow("/", url), Leads::Here), "{url}");
                moment(item["date_published"].as_str());
                moment(item["date_modified"].as_str());
                check_content(built, url, item["content_html"].as_str().expect("the example site's feeds are full"));
            }
        }
    }
}

#[test]
fn both_formats_of_a_feed_have_the_same_entries() {
    for built in built() {
        for name in ["feed", "writing/feed"] {
            let json: Json = serde_json::from_str(built.text(&format!("{name}.json"))).expect("JSON");
            let ids: Vec<&str> =
                json["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_str()).collect();
            let document = roxmltree::Document::parse(built.text(&format!("{name}.xml"))).expect("XML");
            let entries = document.root_element().children().filter(|child| child.has_tag_name((ATOM, "entry")));
            assert_eq!(entries.filter_map(|entry| child(entry, "id")).collect::<Vec<_>>(), ids);
        }
    }
}

#[test]
fn the_sitemap_has_every_page_that_may_be_found_and_no_other() {
    for built in built() {
        let document = roxmltree::Document::parse(built.text("sitemap.xml")).expect("well-formed XML");
        let root = document.root_element();
        let space = "http://www.sitemaps.org/schemas/sitemap/0.9";
        assert!(root.has_tag_name((space, "urlset")));
        let text = |name: &'static str| {
            root.descendants().filter(move |node| node.has_tag_name((space, name))).filter_map(|node| node.text())
        };
        let listed: Vec<&str> = text("loc").collect();
        let wanted: BTreeSet<String> = built.indexable().map(|(address, _)| built.permalink(address)).collect();
        assert_eq!(listed.iter().map(|url| (*url).to_owned()).collect::<BTreeSet<_>>(), wanted);
        assert_eq!(listed.len(), wanted.len(), "an address stands twice");
        assert!(text("lastmod").count() > 0);
        assert!(text("lastmod").all(is_iso_date));
    }
}

#[test]
fn robots_and_the_manifest_name_files_that_are_there() {
    for built in built() {
        let sitemap =
            built.text("robots.txt").lines().find_map(|line| line.strip_prefix("Sitemap: ")).expect("a sitemap");
        assert!(sitemap.starts_with("https://") && matches!(built.follow("/", sitemap), Leads::Here), "{sitemap}");
        let manifest: Json = serde_json::from_str(built.text("site.webmanifest")).expect("JSON");
        assert_eq!(manifest["start_url"], built.base);
        let icons = manifest["icons"].as_array().expect("icons");
        assert!(icons.len() >= 2);
        for icon in icons {
            let src = icon["src"].as_str().expect("an address");
            assert!(matches!(built.follow("/", src), Leads::Here), "{src}");
            let Some((name, "image/png")) = src.strip_prefix(built.base).zip(icon["type"].as_str()) else { continue };
            let size = imagesize::blob_size(&built.files[name]).expect("a picture");
            assert_eq!(icon["sizes"], format!("{}x{}", size.width, size.height));
        }
    }
}
