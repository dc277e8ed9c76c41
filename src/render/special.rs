//! Pages there is one of: home, career path, résumé, the page for addresses that lead nowhere; and redirects.

use serde_json::json;
use tera::{Map, Value};

use super::Job;
use super::head::HeadFacts;
use super::page::{Common, PageValue, put, put_shape};
use crate::site::Entry;

impl Job<'_> {
    /// The home page.
    pub fn home(&mut self) -> PageValue {
        let mut map = Map::new();
        let index = self.view.section("/").and_then(|section| section.index);
        if let Some(id) = index {
            put(&mut map, "content", Value::safe_string(&self.body(id)));
        }
        let profile = self.view.profile();
        let name = profile.name.clone();
        let title = if profile.label.is_empty() { name } else { format!("{name} – {}", profile.label) };
        let facts =
            HeadFacts { kind: "profile", schema: "ProfilePage", ..HeadFacts::of(&title, &profile.summary, &[]) };
        let head = self.head(facts, |graph| graph.person());
        let summary = profile.summary.clone();
        self.common(&mut map, Common { kind: "home", title, summary, breadcrumbs: Vec::new(), head });
        self.laid_out("/", "home", map)
    }

    fn plain(&mut self, kind: &'static str, title: String, mut map: Map) -> PageValue {
        let crumbs = vec![self.home_crumb()];
        let head = self.head(HeadFacts::of(&title, "", &crumbs), |_| {});
        self.common(&mut map, Common { kind, title, summary: String::new(), breadcrumbs: crumbs, head });
        PageValue { template: format!("{kind}.html"), value: map, source: None }
    }

    /// The career path.
    pub fn career(&mut self) -> PageValue {
        let mut map = Map::new();
        let timeline = self.view.timeline();
        put_shape(&mut map, "years", &years(timeline));
        put_shape(&mut map, "kinds", &self.kinds(timeline));
        let (title, summary) = self.introduced("career", &mut map);
        let crumbs = vec![self.home_crumb()];
        let head = self.head(HeadFacts::of(&title, &summary, &crumbs), |graph| graph.talks());
        self.common(&mut map, Common { kind: "career", title, summary, breadcrumbs: crumbs, head });
        self.laid_out("/career/", "career", map)
    }

    fn kinds(&self, timeline: &[Entry]) -> Vec<serde_json::Value> {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for entry in timeline {
            match counts.iter_mut().find(|(kind, _)| *kind == entry.kind) {
                Some((_, count)) => *count += 1,
                None => counts.push((entry.kind, 1)),
            }
        }
        let label = |kind: &str| self.view.text(&format!("evidence.{kind}"));
        counts.into_iter().map(|(kind, count)| json!({"kind": kind, "label": label(kind), "count": count})).collect()
    }

    /// The résumé.
    pub fn resume(&mut self) -> PageValue {
        let mut map = Map::new();
        let (title, summary) = self.introduced("resume", &mut map);
        let crumbs = vec![self.home_crumb()];
        let facts = HeadFacts { kind: "profile", ..HeadFacts::of(&title, &summary, &crumbs) };
        let head = self.head(facts, |graph| graph.person());
        self.common(&mut map, Common { kind: "resume", title, summary, breadcrumbs: crumbs, head });
        self.laid_out("/resume/", "resume", map)
    }

    /// The page for addresses that lead nowhere.
    pub fn not_found(&mut self) -> PageValue {
        let title = self.view.text("404.title");
        let mut page = self.plain("404", title.clone(), Map::new());
        // It is served for any address, so it has none of its own and nobody should find it.
        let facts = HeadFacts { robots: Some("noindex".to_owned()), ..HeadFacts::of(&title, "", &[]) };
        let head = self.head(facts, |_| {});
        put_shape(&mut page.value, "head", &head);
        put_shape(&mut page.value, "breadcrumbs", &Vec::<()>::new());
        page
    }

    /// A page that sends the reader on.
    pub fn redirect(&mut self, to: &str) -> PageValue {
        let mut map = Map::new();
        put(&mut map, "target", self.view.url(to));
        put(&mut map, "target_permalink", self.view.permalink(to));
        let title = self.view.text("redirect.title");
        let facts = HeadFacts { robots: Some("noindex".to_owned()), ..HeadFacts::of(&title, "", &[]) };
        let mut head = self.head(facts, |_| {});
        head.canonical = Some(self.view.permalink(to));
        self.common(
            &mut map,
            Common { kind: "redirect", title, summary: String::new(), breadcrumbs: Vec::new(), head },
        );
        PageValue { template: "redirect.html".to_owned(), value: map, source: None }
    }
}

/// Entries by the year of their end, what goes on before all.
fn years(timeline: &[Entry]) -> Vec<serde_json::Value> {
    let mut groups: Vec<(bool, i16, Vec<&Entry>)> = Vec::new();
    for entry in timeline {
        let ended = entry.period.as_ref().and_then(|period| period.end.as_ref()).or(entry.date.as_ref());
        let started = entry.period.as_ref().and_then(|period| period.start.as_ref());
        let year = ended.or(started).map_or(0, |date| date.year);
        let key = (entry.ongoing, if entry.ongoing { i16::MAX } else { year });
        match groups.iter_mut().find(|(now, year, _)| (*now, *year) == key) {
            Some((_, _, entries)) => entries.push(entry),
            None => groups.push((key.0, key.1, vec![entry])),
        }
    }
    groups
        .into_iter()
        .map(|(now, year, entries)| json!({"year": if now { 0 } else { year }, "now": now, "entries": entries}))
        .collect()
}
