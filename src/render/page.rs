//! The value `page`: what every kind of page has, and the way to add what a kind has on top.

use tera::{Map, Value};

use super::Job;
use super::head::Head;
use crate::diagnostic::SourcePath;
use crate::site::Crumb;

/// A page ready for its template.
pub struct PageValue {
    /// The template's name.
    pub template: String,
    /// The value `page`.
    pub value: Map,
    /// The content file behind it, for diagnostics.
    pub source: Option<SourcePath>,
}

/// What every page has, before it becomes a value.
pub struct Common {
    /// `home`, `project`, …
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// The summary; empty if there is none.
    pub summary: String,
    /// The way to it.
    pub breadcrumbs: Vec<Crumb>,
    /// What the head says.
    pub head: Head,
}

/// Sets a key.
pub fn put(map: &mut Map, key: &'static str, value: impl Into<Value>) {
    map.insert(key.into(), value.into());
}

/// Sets a key to anything that can be serialised.
pub fn put_shape<T: serde::Serialize + ?Sized>(map: &mut Map, key: &'static str, value: &T) {
    map.insert(key.into(), Value::from_serializable(value));
}

impl Job<'_> {
    /// The keys that every page has, with nothing where the kind has nothing.
    pub fn common(&self, map: &mut Map, common: Common) {
        let url = self.view.url(self.path);
        put(map, "kind", common.kind);
        put(map, "title", common.title);
        put(map, "summary", common.summary);
        put(map, "permalink", self.view.permalink(self.path));
        put(map, "url", url);
        put_shape(map, "breadcrumbs", &common.breadcrumbs);
        put_shape(map, "head", &common.head);
        for key in ["date", "updated", "cover", "pagination"] {
            map.entry(key.into()).or_insert_with(Value::none);
        }
        for key in ["path", "content", "layout"] {
            map.entry(key.into()).or_insert_with(|| "".into());
        }
        for key in ["toc", "tags", "items"] {
            map.entry(key.into()).or_insert_with(|| Vec::<Value>::new().into());
        }
        for key in ["draft", "unlisted"] {
            map.entry(key.into()).or_insert_with(|| false.into());
        }
        for key in ["words", "reading_time"] {
            map.entry(key.into()).or_insert_with(|| 0_u64.into());
        }
        map.entry("extra".into()).or_insert_with(|| Map::new().into());
    }

    /// Home, as the first step of the way to any page.
    pub fn home_crumb(&self) -> Crumb {
        Crumb { title: self.view.text("nav.home"), url: self.view.url("/") }
    }

    /// Home and one section.
    pub fn crumbs(&self, section: &str) -> Vec<Crumb> {
        let title = self.view.section_title(section);
        vec![self.home_crumb(), Crumb { title, url: self.view.url(&format!("/{section}/")) }]
    }

    /// Home and the sections above the one at `path`.
    pub fn section_crumbs(&self, path: &str) -> Vec<Crumb> {
        let mut crumbs = vec![self.home_crumb()];
        let inner = path.trim_end_matches('/');
        for (at, _) in inner.match_indices('/').skip(1) {
            let above = self.view.section(&format!("{}/", &inner[..at]));
            crumbs.extend(above.map(|section| Crumb { title: section.title.clone(), url: section.url.clone() }));
        }
        crumbs
    }
}
