//! Atom and JSON Feed, of the whole site or of the writing alone.
//!
//! In: the cards (and, for full feeds, the bodies with absolute addresses) of the newest entries. Dates come from front
//! matter, never from file times, so the same input gives the same feed.

use serde_json::json;

use super::xml;
use crate::content::plain;
use crate::site::{Card, FeedScope, View};

/// One entry: a card, and its text when the feed is a full one.
pub struct Item<'a> {
    /// The page.
    pub card: &'a Card,
    /// HTML with absolute addresses; none in a feed of summaries.
    pub content: Option<String>,
}

/// A feed's own facts.
pub struct Feed<'a> {
    /// What it covers.
    pub scope: FeedScope,
    /// Newest first.
    pub items: Vec<Item<'a>>,
}

/// The date a feed sorts and shows a page by: as full a timestamp as the formats ask for.
///
/// A month or a year stands for its first day; midnight UTC, since the front matter knows no hour.
fn timestamp(card: &Card, published: bool) -> String {
    let written = card
        .date
        .as_ref()
        .or_else(|| card.period.as_ref().and_then(|period| period.end.as_ref().or(period.start.as_ref())));
    let date = if published { written } else { card.updated.as_ref().or(written) };
    let iso = date.map_or("1970-01-01", |date| date.iso.as_str());
    let full = match iso.len() {
        4 => format!("{iso}-01-01"),
        7 => format!("{iso}-01"),
        _ => iso.to_owned(),
    };
    format!("{full}T00:00:00Z")
}

fn title(view: &View, scope: FeedScope) -> String {
    let site = &view.site_summary().title;
    match scope {
        FeedScope::Site => site.clone(),
        FeedScope::Writing => format!("{site}: {}", view.text("sections.writing")),
    }
}

fn home(view: &View, scope: FeedScope) -> String {
    match scope {
        FeedScope::Site => view.permalink("/"),
        FeedScope::Writing => view.permalink("/writing/"),
    }
}

/// The feed as Atom (RFC 4287).
pub fn atom(view: &View, feed: &Feed<'_>, path: &str) -> String {
    let updated = feed.items.iter().map(|item| timestamp(item.card, false)).max();
    let home = home(view, feed.scope);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
    );
    xml::escape(view.language_tag(), &mut out);
    out.push_str("\">\n");
    xml::element("title", &title(view, feed.scope), &mut out);
    xml::element("id", &home, &mut out);
    link(&home, "alternate", "text/html", &mut out);
    link(&view.permalink(path), "self", "application/atom+xml", &mut out);
    xml::element("updated", updated.as_deref().unwrap_or("1970-01-01T00:00:00Z"), &mut out);
    out.push_str("<author>\n");
    xml::element("name", &view.profile().name, &mut out);
    out.push_str("</author>\n");
    for item in &feed.items {
        entry(item, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn link(href: &str, rel: &str, kind: &str, out: &mut String) {
    out.push_str("<link href=\"");
    xml::escape(href, out);
    out.push_str("\" rel=\"");
    out.push_str(rel);
    out.push_str("\" type=\"");
    out.push_str(kind);
    out.push_str("\"/>\n");
}

fn entry(item: &Item<'_>, out: &mut String) {
    let card = item.card;
    out.push_str("<entry>\n");
    xml::element("title", &card.title, out);
    xml::element("id", &card.permalink, out);
    link(&card.permalink, "alternate", "text/html", out);
    xml::element("published", &timestamp(card, true), out);
    xml::element("updated", &timestamp(card, false), out);
    for tag in &card.tags {
        out.push_str("<category term=\"");
        xml::escape(&tag.name, out);
        out.push_str("\"/>\n");
    }
    if !card.summary.is_empty() {
        xml::element("summary", &plain(&card.summary), out);
    }
    if let Some(content) = &item.content {
        out.push_str("<content type=\"html\">");
        xml::escape(content, out);
        out.push_str("</content>\n");
    }
    out.push_str("</entry>\n");
}

/// The feed as JSON Feed 1.1.
pub fn json(view: &View, feed: &Feed<'_>, path: &str) -> String {
    let items: Vec<_> = feed.items.iter().map(json_item).collect();
    let value = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(view, feed.scope),
        "home_page_url": home(view, feed.scope),
        "feed_url": view.permalink(path),
        "language": view.language_tag(),
        "authors": [{"name": view.profile().name, "url": view.permalink("/")}],
        "items": items,
    });
    format!("{value:#}\n")
}

fn json_item(item: &Item<'_>) -> serde_json::Value {
    let card = item.card;
    let mut entry = json!({
        "id": card.permalink,
        "url": card.permalink,
        "title": card.title,
        "date_published": timestamp(card, true),
        "date_modified": timestamp(card, false),
    });
    if !card.summary.is_empty() {
        entry["summary"] = plain(&card.summary).into();
    }
    if !card.tags.is_empty() {
        entry["tags"] = card.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().into();
    }
    match &item.content {
        Some(content) => entry["content_html"] = content.as_str().into(),
        // The format asks for a content; the summary is the text that a summary feed has.
        None => entry["content_text"] = plain(&card.summary).into(),
    }
    entry
}
