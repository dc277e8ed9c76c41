//! Structured data: one JSON-LD graph a page, from the same facts that the page shows.
//!
//! In: a view and what the page is about. Out: JSON text that may stand inside a `<script>` element. Only types and
//! properties of schema.org are written; `tests/site.rs` holds the list against the output.

use serde_json::{Map, Value as Json, json};

use super::json::Object;
use crate::content::plain;
use crate::site::{Card, Crumb, View};

/// The id of the person within the graph of any page.
fn person_id(view: &View) -> String {
    format!("{}#person", view.permalink("/"))
}

fn website_id(view: &View) -> String {
    format!("{}#website", view.permalink("/"))
}

/// A graph in the making: the page itself comes first.
pub struct Graph<'a> {
    view: &'a View,
    /// The nodes as JSON, with commas between them.
    nodes: String,
}

/// What every page says of itself.
pub struct PageFacts<'a> {
    /// Its absolute address.
    pub permalink: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its description; left out when empty.
    pub description: &'a str,
    /// The way to it from the home page, without itself.
    pub breadcrumbs: &'a [Crumb],
}

impl<'a> Graph<'a> {
    /// A graph without nodes.
    pub fn new(view: &'a View) -> Self {
        Self { view, nodes: String::with_capacity(1024) }
    }

    fn add(&mut self, node: Object) {
        if !self.nodes.is_empty() {
            self.nodes.push(',');
        }
        self.nodes.push_str(&node.into_text());
    }

    /// The page as a `kind` (`WebPage`, `CollectionPage`, `ProfilePage`) with its breadcrumbs.
    pub fn page(&mut self, kind: &str, facts: &PageFacts<'_>) {
        let mut page = Object::of(kind);
        page.text("@id", facts.permalink);
        page.text("url", facts.permalink);
        page.text("name", facts.title);
        page.reference("isPartOf", &website_id(self.view));
        page.text("inLanguage", self.view.language_tag());
        page.text_if_any("description", facts.description);
        if kind == "ProfilePage" {
            page.reference("mainEntity", &person_id(self.view));
        }
        if !facts.breadcrumbs.is_empty() {
            page.object("breadcrumb", self.breadcrumbs(facts));
        }
        self.add(page);
    }

    fn breadcrumbs(&self, facts: &PageFacts<'_>) -> Object {
        let above = facts.breadcrumbs.iter().map(|crumb| (crumb.title.as_str(), self.view.absolute(&crumb.url)));
        let all = above.chain([(facts.title, facts.permalink.to_owned())]);
        let mut items = Vec::new();
        for (index, (name, url)) in all.enumerate() {
            let mut item = Object::of("ListItem");
            item.value("position", &(index + 1));
            item.text("name", name);
            item.text("item", &url);
            items.push(item);
        }
        let mut list = Object::of("BreadcrumbList");
        list.objects("itemListElement", items);
        list
    }

    /// The site and the person it is about; on the home page and the résumé.
    pub fn person(&mut self) {
        let (view, site) = (self.view, self.view.site_summary());
        let mut website = object(json!({
            "@type": "WebSite",
            "@id": website_id(view),
            "url": view.permalink("/"),
            "name": site.title,
            "inLanguage": view.language_tag(),
            "about": {"@id": person_id(view)},
        }));
        put_text(&mut website, "description", &plain(&site.description));
        self.add(Object::from(&website));
        let person = self.person_node();
        self.add(Object::from(&person));
    }

    fn person_node(&self) -> Map<String, Json> {
        let (view, profile) = (self.view, self.view.profile());
        let mut person = object(json!({
            "@type": "Person",
            "@id": person_id(view),
            "name": profile.name,
            "url": profile.url.clone().unwrap_or_else(|| view.permalink("/")),
        }));
        put_text(&mut person, "jobTitle", &profile.label);
        put_text(&mut person, "description", &plain(&profile.summary));
        put_text(&mut person, "email", &profile.email);
        if let Some(image) = &profile.image {
            person.insert("image".into(), view.absolute(&image.url).into());
        }
        if let Some(location) = &profile.location {
            let mut address = object(json!({"@type": "PostalAddress"}));
            put_text(&mut address, "addressLocality", &location.city);
            put_text(&mut address, "addressRegion", &location.region);
            put_text(&mut address, "addressCountry", &location.country);
            person.insert("address".into(), Json::Object(address));
        }
        put_list(
            &mut person,
            "sameAs",
            profile.profiles.iter().filter_map(|link| link.url.clone().map(Json::from)).collect(),
        );
        put_list(&mut person, "knowsAbout", view.skill_names().into_iter().map(Json::from).collect());
        put_list(&mut person, "knowsLanguage", texts(view.data("languages"), "language"));
        put_list(&mut person, "alumniOf", self.schools());
        put_list(&mut person, "hasCredential", self.credentials());
        person
    }

    fn schools(&self) -> Vec<Json> {
        let names = texts(self.view.data("education"), "institution");
        names.into_iter().map(|name| json!({"@type": "EducationalOrganization", "name": name})).collect()
    }

    fn credentials(&self) -> Vec<Json> {
        items(self.view.data("certificates")).iter().map(credential).collect()
    }

    /// Talks as events at which the person performs; on the career page.
    pub fn talks(&mut self) {
        for talk in items(self.view.data("talks")) {
            let Some(date) = talk.pointer("/date/iso").and_then(Json::as_str) else { continue };
            let mut event = object(json!({
                "@type": "Event",
                "name": talk["event"],
                "startDate": date,
                "performer": {"@id": person_id(self.view)},
                "workPerformed": {"@type": "CreativeWork", "name": talk["title"]},
            }));
            put_text(&mut event, "description", &plain(talk["summary"].as_str().unwrap_or_default()));
            put_text(&mut event, "url", talk["url"].as_str().unwrap_or_default());
            if let Some(place) = talk["location"].as_str().filter(|text| !text.is_empty()) {
                event.insert("location".into(), json!({"@type": "Place", "name": place}));
            }
            self.add(Object::from(&event));
        }
    }

    /// A project: source code when there is a repository, else a work.
    pub fn project(&mut self, card: &Card) {
        let repository = card.links.iter().find(|link| link.rel == "repo");
        let kind = if repository.is_some() { "SoftwareSourceCode" } else { "CreativeWork" };
        let mut work = self.work(kind, card);
        if let Some(link) = repository {
            work.text("codeRepository", &link.url);
            if card.skills.iter().any(|skill| skill.id == "python") {
                work.text("programmingLanguage", "Python");
            }
        }
        if let Some(period) = &card.period {
            work.text_if_any("dateCreated", period.start.as_ref().map_or("", |date| &date.iso));
        }
        self.add(work);
    }

    /// A post.
    pub fn post(&mut self, card: &Card, words: usize) {
        let mut post = self.work("BlogPosting", card);
        post.text("headline", &card.title);
        if let Some(date) = &card.date {
            post.text("datePublished", &date.iso);
        }
        post.value("wordCount", &words);
        post.reference("mainEntityOfPage", &card.permalink);
        self.add(post);
    }

    fn work(&self, kind: &str, card: &Card) -> Object {
        let mut work = Object::of(kind);
        work.text("@id", &format!("{}#work", card.permalink));
        work.text("url", &card.permalink);
        work.text("name", &card.title);
        let mut author = Object::of("Person");
        author.text("@id", &person_id(self.view));
        author.text("name", &self.view.profile().name);
        work.object("author", author);
        work.text("inLanguage", self.view.language_tag());
        work.text_if_any("description", &plain(&card.summary));
        if let Some(date) = &card.updated {
            work.text("dateModified", &date.iso);
        }
        let words = card.skills.iter().map(|skill| &skill.name).chain(card.tags.iter().map(|tag| &tag.name));
        let keywords: Vec<&String> = words.collect();
        if !keywords.is_empty() {
            work.value("keywords", &keywords);
        }
        if let Some(cover) = &card.cover {
            work.text("image", &self.view.absolute(&cover.url));
        }
        work
    }

    /// The graph as text for a `<script>` element.
    pub fn into_text(self) -> String {
        let graph = format!("{{\"@context\":\"https://schema.org\",\"@graph\":[{}]}}", self.nodes);
        if graph.contains('<') { graph.replace('<', "\\u003c") } else { graph }
    }
}

fn credential(certificate: &Json) -> Json {
    let mut credential = object(json!({
        "@type": "EducationalOccupationalCredential",
        "name": certificate["name"],
        "recognizedBy": {"@type": "Organization", "name": certificate["issuer"]},
    }));
    put_text(&mut credential, "url", certificate["url"].as_str().unwrap_or_default());
    put_text(
        &mut credential,
        "dateCreated",
        certificate.pointer("/date/iso").and_then(Json::as_str).unwrap_or_default(),
    );
    put_text(
        &mut credential,
        "expires",
        certificate.pointer("/expires/iso").and_then(Json::as_str).unwrap_or_default(),
    );
    Json::Object(credential)
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn put_text(map: &mut Map<String, Json>, key: &str, text: &str) {
    if !text.is_empty() {
        map.insert(key.to_owned(), text.into());
    }
}

fn put_list(map: &mut Map<String, Json>, key: &str, list: Vec<Json>) {
    if !list.is_empty() {
        map.insert(key.to_owned(), Json::Array(list));
    }
}

fn items(data: Option<&Json>) -> &[Json] {
    data.and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn texts(data: Option<&Json>, key: &str) -> Vec<Json> {
    items(data).iter().filter_map(|item| item.get(key)).filter(|text| text.is_string()).cloned().collect()
}
