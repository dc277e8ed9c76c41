//! Pages made from content files: projects, posts, plain pages; and the bodies that other outputs show.

use serde_json::json;
use tera::{Map, Value};

use super::Job;
use super::body::{self, BodyOptions, CellLabels, Labels};
use super::head::HeadFacts;
use super::page::{Common, PageValue, put, put_shape};
use super::resolver::SiteResolver;
use crate::code::{FrameDefaults, FrameWords};
use crate::content::{Body, Document, Kind, Output, Stream, Tag};
use crate::site::{Crumb, Page, PageId};

impl Job<'_> {
    /// The absolute address of a document's page.
    pub fn permalink_of(&self, document: &Document) -> String {
        self.site.page_at(&document.path).map(|id| self.view.permalink(&self.view.page(id).path)).unwrap_or_default()
    }

    /// The HTML of a page's body.
    pub fn body(&mut self, id: PageId) -> String {
        self.body_html(id, false)
    }

    /// The same for a feed: absolute addresses, no anchors.
    pub fn feed_body(&mut self, id: PageId) -> String {
        // Components and raw HTML are written as for a page of the site.
        super::absolute::addresses(&self.body_html(id, true), |url| self.view.absolute(url))
    }

    fn body_html(&mut self, id: PageId, for_feed: bool) -> String {
        let document = &self.view.page(id).document;
        let parsed = document.body();
        let page = if for_feed { self.permalink_of(document) } else { String::new() };
        let options = BodyOptions {
            anchors: !for_feed,
            page,
            labels: self.labels(&parsed),
            code: self.frames(!parsed.code.is_empty() || !parsed.outputs.is_empty()),
            source: (self.marks_sources && !for_feed).then(|| document.path.clone()),
            mapping: document.mapping(),
            counts: !parsed.cells.is_empty() && self.flag("notebooks.execution_counts"),
        };
        let resolver = SiteResolver::new(self, (document, &parsed), for_feed);
        let html = body::html(&parsed, &document.text.get(), &options, &resolver);
        let found = resolver.into_diagnostics();
        // The page itself reports what its text has wrong; a feed would only repeat it.
        if !for_feed {
            self.diagnostics.extend(found);
        }
        html
    }

    /// How code is shown; nothing is read for a page without code.
    pub(super) fn frames(&self, needed: bool) -> FrameDefaults {
        if !needed {
            return FrameDefaults::default();
        }
        let numbers = self.view.config("highlight.numbers").and_then(serde_json::Value::as_bool).unwrap_or(false);
        let text = |key: &str| self.view.text(&format!("code.{key}"));
        let counted = |key: &str| self.counted(&format!("code.{key}"));
        let words = FrameWords {
            region: text("region"),
            folded: counted("folded"),
            lines: counted("lines"),
            line: text("line"),
            remark: text("remark"),
            verified: text("verified"),
        };
        FrameDefaults { numbers, words }
    }

    /// A text for one, and for more.
    fn counted(&self, key: &str) -> [String; 2] {
        let Some(forms) = self.view.translation(key) else { return Default::default() };
        ["one", "other"].map(|form| {
            let text = forms.get(form).or_else(|| forms.get("other")).unwrap_or(forms).as_str();
            text.unwrap_or_default().to_owned()
        })
    }

    /// The words that `body` needs; the others are not read, so that the page does not depend on them.
    fn labels(&self, body: &Body) -> Labels {
        let text = |needed: bool, key: &str| if needed { self.view.text(key) } else { String::new() };
        let tasks = body.nodes.iter().any(|node| matches!(node.kind, Kind::TaskBox(_)));
        let alert = |tag: &Tag| matches!(tag, Tag::Alert(_));
        let alerts = body.nodes.iter().any(|node| matches!(&node.kind, Kind::Start(tag) if alert(tag)));
        let notes = !body.footnotes.is_empty();
        let tables = !body.tables.is_empty() || body.outputs.iter().any(|output| matches!(output, Output::Html(_)));
        Labels {
            anchor: text(!body.headings.is_empty(), "body.anchor"),
            table: text(tables, "body.table"),
            footnote_back: text(notes, "body.footnote-back"),
            footnotes: text(notes, "body.footnotes"),
            tasks: ["done", "open"].map(|state| text(tasks, &format!("body.task-{state}"))),
            alerts: ["note", "tip", "important", "warning", "caution"]
                .map(|kind| text(alerts, &format!("callout.{kind}"))),
            cells: self.cell_labels(body),
        }
    }

    fn cell_labels(&self, body: &Body) -> CellLabels {
        let text = |needed: bool, key: &str| if needed { self.view.text(key) } else { String::new() };
        let has = |kind: &dyn Fn(&Output) -> bool| body.outputs.iter().any(kind);
        let errors = has(&|output| matches!(output, Output::Printed(printed) if printed.stream == Stream::Error));
        let folds = body.nodes.iter().any(|node| matches!(node.kind, Kind::Start(Tag::Fold(_))));
        CellLabels {
            outputs: text(!body.cells.is_empty(), "notebook.outputs"),
            errors: text(errors, "notebook.errors"),
            folds: ["code", "output", "cell"].map(|part| text(folds, &format!("notebook.show-{part}"))),
            interactive: text(has(&|output| *output == Output::Interactive), "notebook.interactive"),
            picture: text(!body.unnamed.is_empty(), "notebook.picture"),
        }
    }

    fn flag(&self, key: &str) -> bool {
        self.view.config(key).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// The page of a content file.
    pub fn document(&mut self, id: PageId) -> PageValue {
        let page = self.view.page(id);
        let mut map = self.values.card(self.view, id).into_map().unwrap_or_default();
        let kind = page.card.kind;
        let html = self.body(id);
        put(&mut map, "content", Value::safe_string(&html));
        put(&mut map, "path", &*page.document.path);
        put(&mut map, "words", page.document.outline.words);
        put(&mut map, "unlisted", page.unlisted);
        put(&mut map, "layout", page.layout.as_deref().unwrap_or_default());
        put_shape(&mut map, "toc", &page.toc());
        match kind {
            "project" => self.project(id, &mut map),
            "post" => self.post(id, &mut map),
            _ => {}
        }
        let breadcrumbs = self.breadcrumbs(page);
        let head = self.document_head(page, &breadcrumbs);
        let (title, summary) = (page.card.title.clone(), page.card.summary.clone());
        self.common(&mut map, Common { kind, title, summary, breadcrumbs, head });
        let template =
            page.layout.as_ref().map_or_else(|| format!("{kind}.html"), |layout| format!("layouts/{layout}.html"));
        PageValue { template, value: map, source: Some(page.document.path.clone()) }
    }

    fn breadcrumbs(&self, page: &Page) -> Vec<Crumb> {
        match page.card.kind {
            "project" => self.crumbs("projects"),
            "post" => self.crumbs("writing"),
            _ => {
                let mut crumbs = self.section_crumbs(&page.section);
                let own = self.view.section(&page.section).filter(|_| page.section != "/");
                crumbs.extend(own.map(|section| Crumb { title: section.title.clone(), url: section.url.clone() }));
                crumbs
            }
        }
    }

    fn document_head(&self, page: &Page, breadcrumbs: &[Crumb]) -> super::head::Head {
        let card = &page.card;
        let robots = if card.draft { Some("noindex".to_owned()) } else { page.robots.clone() };
        let robots = robots.or_else(|| page.unlisted.then(|| "noindex".to_owned()));
        let image = page.social_image.as_deref().and_then(|target| self.view.document_picture(&page.document, target));
        let kind = if card.kind == "page" { "website" } else { "article" };
        let facts = HeadFacts { kind, robots, image, ..HeadFacts::of(&card.title, &card.summary, breadcrumbs) };
        self.head(facts, |graph| match card.kind {
            "project" => graph.project(card),
            "post" => graph.post(card, page.document.outline.words),
            _ => {}
        })
    }

    fn project(&mut self, id: PageId, map: &mut Map) {
        let page = self.view.page(id);
        put_shape(map, "responsibilities", &page.responsibilities);
        put(map, "permission", page.permission.clone().unwrap_or_default());
        put(map, "source_url", page.source_url.clone().map_or_else(Value::none, Value::from));
        let related: Vec<Value> = self
            .view
            .related(id)
            .into_iter()
            .map(|(page, shared)| {
                let mut item = Map::new();
                put(&mut item, "card", self.values.card(self.view, page));
                put_shape(&mut item, "shared", &shared);
                item.into()
            })
            .collect();
        put(map, "related", related);
        put_shape(map, "testimonials", &self.testimonials(&page.slug));
        self.put_neighbours(id, map);
    }

    /// What others say about one project.
    fn testimonials(&self, slug: &str) -> Vec<serde_json::Value> {
        let all = self.view.data("testimonials").and_then(serde_json::Value::as_array).map_or(&[][..], Vec::as_slice);
        if all.is_empty() {
            return Vec::new();
        }
        let url = self.view.project(slug).map(|id| self.view.card(id).url.as_str());
        let about = |item: &&serde_json::Value| {
            url.is_some() && item.pointer("/project/url").and_then(serde_json::Value::as_str) == url
        };
        let shown = |item: &serde_json::Value| {
            json!({
                "author": item["author"], "relation": item["relation"], "organization": item["organization"],
                "text": item["text"], "date": item["date"],
            })
        };
        all.iter().filter(about).map(shown).collect()
    }

    fn put_neighbours(&self, id: PageId, map: &mut Map) {
        let (previous, next) = self.view.neighbours(id);
        let card = |id: Option<PageId>| id.map_or_else(Value::none, |id| self.values.card(self.view, id));
        put(map, "previous", card(previous));
        put(map, "next", card(next));
    }

    fn post(&mut self, id: PageId, map: &mut Map) {
        let project = self.view.page(id).project.as_ref().and_then(|slug| self.view.project(slug));
        put(map, "project", project.map_or_else(Value::none, |project| self.values.card(self.view, project)));
        self.put_neighbours(id, map);
    }
}
