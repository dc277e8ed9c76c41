//! Pages that list others: projects and their filters, writing, sections, tags.

use serde_json::json;
use tera::{Map, Value};

use super::Job;
use super::head::HeadFacts;
use super::page::{Common, PageValue, put, put_shape};
use crate::site::{Crumb, Filter, FilterKey, PageId, PostQuery, ProjectQuery, page_path};

/// One page of a list.
struct Slice {
    items: Vec<PageId>,
    pagination: Option<serde_json::Value>,
    number: Option<usize>,
    previous: Option<String>,
    next: Option<String>,
}

impl Job<'_> {
    fn cards(&self, ids: &[PageId]) -> Value {
        ids.iter().map(|id| self.values.card(self.view, *id)).collect::<Vec<_>>().into()
    }

    /// The part of a list that page `number` shows.
    fn slice(&self, all: Vec<PageId>, (per_page, number): (usize, usize), base: &str) -> Slice {
        if per_page == 0 || all.len() <= per_page {
            return Slice { items: all, pagination: None, number: None, previous: None, next: None };
        }
        let total = all.len().div_ceil(per_page);
        let url = |page: usize| self.view.url(&page_path(base, page));
        let previous = (number > 1).then(|| url(number - 1));
        let next = (number < total).then(|| url(number + 1));
        let pages: Vec<_> =
            (1..=total).map(|page| json!({"number": page, "url": url(page), "current": page == number})).collect();
        let pagination = json!({
            "number": number, "total": total, "items": all.len(), "first": url(1), "last": url(total),
            "previous": previous, "next": next, "pages": pages,
        });
        let items = all.into_iter().skip((number - 1) * per_page).take(per_page).collect();
        Slice { items, pagination: Some(pagination), number: Some(number), previous, next }
    }

    fn per_page(&self, key: &str) -> usize {
        self.view
            .config(key)
            .and_then(serde_json::Value::as_u64)
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(0)
    }

    /// What the `_index.md` of a page that there is one of says: its title (else the theme's word) and its summary; its
    /// text goes to `map`.
    pub(super) fn introduced(&mut self, name: &str, map: &mut Map) -> (String, String) {
        let summary = self.introduction(&format!("/{name}/"), map);
        (self.view.section_title(name), summary)
    }

    /// The value of a page that lists something, with the layout of its `_index.md` if that names one.
    pub(super) fn laid_out(&self, path: &str, kind: &'static str, value: Map) -> PageValue {
        let index = self.view.section(path).and_then(|section| section.index).map(|id| self.view.page(id));
        let layout = index.and_then(|page| page.layout.as_ref());
        PageValue {
            template: layout.map_or_else(|| format!("{kind}.html"), |layout| format!("layouts/{layout}.html")),
            value,
            source: index.map(|page| page.document.path.clone()),
        }
    }

    /// The text of a section's `_index.md`, with its summary.
    fn introduction(&mut self, path: &str, map: &mut Map) -> String {
        let Some(index) = self.view.section(path).and_then(|section| section.index) else {
            return String::new();
        };
        put(map, "content", Value::safe_string(&self.body(index)));
        self.view.card(index).summary.clone()
    }

    fn list(
        &mut self,
        (kind, title, summary): (&'static str, String, String),
        slice: Slice,
        (mut map, crumbs, robots): (Map, Vec<Crumb>, Option<String>),
    ) -> PageValue {
        put(&mut map, "items", self.cards(&slice.items));
        if let Some(pagination) = &slice.pagination {
            put_shape(&mut map, "pagination", pagination);
        }
        let facts = HeadFacts { schema: "CollectionPage", robots, ..HeadFacts::of(&title, &summary, &crumbs) };
        let mut head = self.head(facts, |_| {});
        if let ("tag", Some(above)) = (kind, crumbs.last()) {
            // A tag is often the name of a skill as well.
            head.title = head.title.replacen(&title, &format!("{title} · {}", above.title), 1);
        }
        if let Some(number) = slice.number.filter(|number| *number > 1) {
            // Two pages of one list must not look the same among search results.
            let page = format!("{} {number}", self.view.text("pagination.page"));
            head.title = format!("{page} · {}", head.title);
            head.description = if head.description.is_empty() { page } else { format!("{page}: {}", head.description) };
        }
        (head.previous, head.next) = (slice.previous, slice.next);
        self.common(&mut map, Common { kind, title, summary, breadcrumbs: crumbs, head });
        let path = match kind {
            "section" => self.path,
            "projects" | "writing" | "tags" => &format!("/{kind}/"),
            _ => "",
        };
        self.laid_out(path, kind, map)
    }

    /// The project index, or a part of it.
    pub fn projects(&mut self, filter: Option<&Filter>, number: usize) -> PageValue {
        let mut map = Map::new();
        let query = project_query(filter);
        let all = self.view.projects(&query);
        let base = filter.map_or_else(
            || "/projects/".to_owned(),
            |filter| format!("/projects/{}/{}/", filter.key.word(), filter.value),
        );
        let slice = self.slice(all, (self.per_page("projects.paginate"), number), &base);
        let (title, mut summary) = (self.view.section_title("projects"), String::new());
        let label = filter.and_then(|filter| self.view.filter_title(filter));
        if filter.is_none() {
            summary = self.introduction("/projects/", &mut map);
        }
        self.put_filters(filter, label.as_deref(), &mut map);
        put(&mut map, "all_url", self.view.url("/projects/"));
        let robots = filter.map(|_| "noindex, follow".to_owned());
        let crumbs = if filter.is_some() { self.crumbs("projects") } else { vec![self.home_crumb()] };
        let title = label.map_or_else(|| title.clone(), |label| format!("{title}: {label}"));
        self.list(("projects", title, summary), slice, (map, crumbs, robots))
    }

    fn put_filters(&self, current: Option<&Filter>, label: Option<&str>, map: &mut Map) {
        let filters: Vec<_> = self
            .view
            .filters()
            .iter()
            .map(|(key, choices)| {
                let values: Vec<_> = choices
                    .iter()
                    .map(|choice| {
                        let is_current = current.is_some_and(|filter| filter.key == *key && filter.value == choice.value);
                        json!({"value": choice.value, "label": choice.label, "url": choice.url, "count": choice.count, "current": is_current})
                    })
                    .collect();
                json!({"key": key.word(), "label": self.view.text(&format!("filter.{}", key.word())), "values": values})
            })
            .collect();
        put_shape(map, "filters", &filters);
        let filter = current.map(|filter| {
            let name = self.view.text(&format!("filter.{}", filter.key.word()));
            let text = label.unwrap_or(&filter.value);
            json!({"key": filter.key.word(), "label": name, "value": filter.value, "text": text})
        });
        put_shape(map, "filter", &filter);
    }

    /// The writing index.
    pub fn writing(&mut self, number: usize) -> PageValue {
        let mut map = Map::new();
        let all = self.view.posts(&PostQuery::default());
        let slice = self.slice(all, (self.per_page("writing.paginate"), number), "/writing/");
        let summary = self.introduction("/writing/", &mut map);
        let title = self.view.section_title("writing");
        self.list(("writing", title, summary), slice, (map, vec![self.home_crumb()], None))
    }

    /// A section of the author's own.
    pub fn section(&mut self, path: &str) -> PageValue {
        let mut map = Map::new();
        let Some(section) = self.view.section(path) else {
            return self.list(
                ("section", String::new(), String::new()),
                self.slice(Vec::new(), (0, 1), path),
                (map, Vec::new(), None),
            );
        };
        let summary = self.introduction(path, &mut map);
        let children: Vec<_> = section.children.iter().filter_map(|child| self.view.section(child)).collect();
        let children: Vec<_> = children
            .iter()
            .map(|child| json!({"title": child.title, "url": child.url, "summary": child.summary}))
            .collect();
        put_shape(&mut map, "sections", &children);
        let slice = self.slice(self.view.pages(path).to_vec(), (0, 1), path);
        self.list(("section", section.title.clone(), summary), slice, (map, self.section_crumbs(path), None))
    }

    /// All tags.
    pub fn tags(&mut self) -> PageValue {
        let mut map = Map::new();
        put_shape(&mut map, "terms", &self.view.tags());
        let (title, summary) = self.introduced("tags", &mut map);
        self.list(
            ("tags", title, summary),
            self.slice(Vec::new(), (0, 1), "/tags/"),
            (map, vec![self.home_crumb()], None),
        )
    }

    /// One tag.
    pub fn tag(&mut self, slug: &str, number: usize) -> PageValue {
        let mut map = Map::new();
        let (tag, ids) = self.view.tag(slug).map_or((None, Vec::new()), |(tag, ids)| (Some(tag), ids));
        put_shape(&mut map, "tag", &tag);
        let slice = self.slice(ids, (self.per_page("writing.paginate"), number), &format!("/tags/{slug}/"));
        let title = tag.map(|tag| tag.name).unwrap_or_default();
        let crumbs =
            vec![self.home_crumb(), Crumb { title: self.view.text("sections.tags"), url: self.view.url("/tags/") }];
        self.list(("tag", title, String::new()), slice, (map, crumbs, None))
    }
}

fn project_query(filter: Option<&Filter>) -> ProjectQuery {
    let mut query = ProjectQuery::default();
    if let Some(Filter { key, value }) = filter {
        match key {
            FilterKey::Skill => query.skill = Some(value.clone()),
            FilterKey::Environment => query.environment = Some(value.clone()),
            FilterKey::Status => query.status = Some(value.clone()),
            FilterKey::Year => query.year = value.parse().ok(),
        }
    }
    query
}
