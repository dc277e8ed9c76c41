//! What a file of a finished site points to: every address that a browser, a reader, a feed reader or a search engine may follow.

use crate::html::{Html, Tag};
use serde_json::Value as Json;

/// Who follows an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A reader, who clicks.
    Reader,
    /// A browser, to show the page.
    Browser,
    /// A machine that has the file from elsewhere, so that the address must be whole.
    Machine,
    /// A name in structured data: whole, and its fragment is no anchor.
    Name,
}

/// An address, and where it was found.
#[derive(Debug, Clone)]
pub struct Reference {
    pub what: String,
    pub target: String,
    pub by: By,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub struct Found {
    pub references: Vec<Reference>,
    /// The page, if it is one.
    pub page: Option<Html>,
}

impl Found {
    fn add(&mut self, what: impl Into<String>, target: impl Into<String>, by: By) {
        self.references.push(Reference { what: what.into(), target: target.into(), by });
    }
}

/// Reads one file.
pub fn of(name: &str, bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let Ok(text) = std::str::from_utf8(bytes) else { return found };
    match name.rsplit_once('.').map_or(name, |(_, ending)| ending) {
        "html" => html(text, &mut found),
        "css" => css(text, "a style sheet", &mut found),
        "svg" => svg(text, &mut found),
        "xml" => xml(text, &mut found),
        "json" => json_feed(text, &mut found),
        "webmanifest" => manifest(text, &mut found),
        "txt" if name == "robots.txt" => {
            let sitemaps = text.lines().filter_map(|line| line.strip_prefix("Sitemap:"));
            sitemaps.for_each(|url| found.add("Sitemap of robots.txt", url.trim(), By::Machine));
        }
        _ => {}
    }
    found
}

fn html(text: &str, found: &mut Found) {
    let page = Html::quick(text);
    for (tag, _, target) in page.addresses() {
        let is_head = tag.name == "link" && matches!(tag.get("rel"), "canonical" | "prev" | "next");
        let by = match tag.name.as_str() {
            "a" | "area" | "form" | "meta" => By::Reader,
            _ if is_head && target.contains("://") => By::Machine,
            _ => By::Browser,
        };
        found.add(described(tag), target, by);
    }
    for tag in page.tags() {
        css(tag.get("style"), &format!("a style of <{}>", tag.name), found);
        let name = if tag.has("property") { tag.get("property") } else { tag.get("name") };
        if tag.name == "meta" && (name.ends_with(":url") || name.ends_with(":image") || name.ends_with(":secure_url")) {
            found.add(name, tag.get("content"), By::Machine);
        }
    }
    if let Some(sheet) = page.text_of("style", |_| true) {
        css(&sheet, "<style>", found);
    }
    if let Some(data) = page.text_of("script", |tag| tag.get("type") == "application/ld+json") {
        structured(&serde_json::from_str(&data).unwrap_or(Json::Null), "", found);
    }
    found.page = Some(page);
}

fn described(tag: &Tag) -> String {
    match tag.get("rel") {
        "" => format!("<{}>", tag.name),
        rel => format!("<{} rel={rel}>", tag.name),
    }
}

/// Every text of structured data that looks like an address.
fn structured(value: &Json, key: &str, found: &mut Found) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| structured(item, key, found)),
        Json::Object(object) => object.iter().for_each(|(key, inner)| structured(inner, key, found)),
        Json::String(text) if text.contains("://") || text.starts_with('/') => {
            let by = if key == "@id" || key == "@context" { By::Name } else { By::Machine };
            found.add(format!("{key} in JSON-LD"), text, by);
        }
        _ => {}
    }
}

fn css(text: &str, what: &str, found: &mut Found) {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    for part in plain.split("url(").skip(1) {
        let target = part.split(')').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        found.add(format!("url() in {what}"), target, By::Browser);
    }
    for part in plain.split("@import").skip(1).filter(|part| !part.trim_start().starts_with("url(")) {
        let target = part.split(';').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        found.add(format!("@import in {what}"), target, By::Browser);
    }
}

fn svg(text: &str, found: &mut Found) {
    let Ok(document) = roxmltree::Document::parse(text) else {
        found.add("a picture that is no XML", "(none)", By::Browser);
        return;
    };
    for attribute in document.descendants().flat_map(|node| node.attributes()) {
        match attribute.name() {
            "href" | "src" => found.add("a picture", attribute.value(), By::Browser),
            _ => css(attribute.value(), "a picture", found),
        }
    }
}

/// A feed or a sitemap.
fn xml(text: &str, found: &mut Found) {
    let Ok(document) = roxmltree::Document::parse(text) else {
        found.add("a file that is no XML", "(none)", By::Machine);
        return;
    };
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        match (name, node.text()) {
            ("link", _) => found.add("<link> of a feed", node.attribute("href").unwrap_or_default(), By::Machine),
            ("loc" | "icon" | "logo" | "uri", Some(url)) => found.add(format!("<{name}>"), url, By::Machine),
            ("id", Some(url)) => found.add("<id> of a feed", url, By::Name),
            ("content" | "summary", Some(html)) => content(html, found),
            _ => {}
        }
    }
}

/// The HTML of an entry is shown far from the site.
fn content(html: &str, found: &mut Found) {
    for (tag, _, target) in Html::quick(html).addresses() {
        found.add(format!("{} in an entry of a feed", described(tag)), target, By::Machine);
    }
}

fn json_feed(text: &str, found: &mut Found) {
    fn walk(value: &Json, key: &str, found: &mut Found) {
        match value {
            Json::Array(items) => items.iter().for_each(|item| walk(item, key, found)),
            Json::Object(object) => object.iter().for_each(|(key, inner)| walk(inner, key, found)),
            Json::String(html) if key == "content_html" => content(html, found),
            Json::String(url) if key == "id" => found.add("id of a feed", url, By::Name),
            Json::String(url)
                if key != "version" && (key.ends_with("url") || matches!(key, "icon" | "favicon" | "image")) =>
            {
                found.add(format!("{key} of a feed"), url, By::Machine);
            }
            _ => {}
        }
    }
    walk(&serde_json::from_str(text).unwrap_or(Json::Null), "", found);
}

fn manifest(text: &str, found: &mut Found) {
    let manifest: Json = serde_json::from_str(text).unwrap_or(Json::Null);
    for key in ["start_url", "scope", "id"] {
        if let Some(url) = manifest[key].as_str() {
            found.add(format!("{key} of the manifest"), url, By::Browser);
        }
    }
    for key in ["icons", "screenshots", "shortcuts"] {
        for entry in manifest[key].as_array().into_iter().flatten() {
            let url = entry["src"].as_str().or_else(|| entry["url"].as_str()).unwrap_or("(none)");
            found.add(format!("{key} of the manifest"), url, By::Browser);
        }
    }
}
