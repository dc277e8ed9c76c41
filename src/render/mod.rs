//! Layer 8, the last pure stage: one node of the plan in, the bytes of one file out, with what was read on the way.
//!
//! In: a [`Node`] and the site behind a recording view. Out: an [`Outcome`]. Nothing is written here,
//! and nothing is spawned: a render runs on one thread from beginning to end, so that its reads land in its own log.

mod absolute;
mod api_links;
pub mod body;
mod document;
mod feed;
mod head;
mod json;
mod jsonld;
mod lists;
mod page;
mod resolver;
mod sitemap;
mod skills;
mod small_files;
mod special;
mod xml;

use std::sync::Arc;

use tera::Context;

use crate::content::Document;
use crate::diagnostic::Diagnostic;
use crate::graph::{ReadLog, Recorder};
use crate::site::{Fact, FeedFormat, FeedScope, Node, PostQuery, Reworded, Route, Site, View};
use crate::template::{Engines, Lease, Scope, Values};
use crate::value::direction;
use page::PageValue;

/// Renders nodes of one version of the site.
pub struct Renderer {
    site: Arc<Site>,
    engines: Arc<Engines>,
    values: Arc<Values>,
    marks_sources: bool,
}

/// What became of a node.
pub struct Outcome {
    /// The file's bytes; none when there was an error, or when the file is copied and not made.
    pub bytes: Option<Vec<u8>>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Every fact read, with the fingerprint it had.
    pub reads: ReadLog<Fact>,
}

/// One render in progress.
struct Job<'a> {
    view: &'a View,
    values: &'a Values,
    lease: &'a Lease<'a>,
    site: &'a Site,
    path: &'a str,
    marks_sources: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Renderer {
    /// A renderer of `site` with the templates of its theme. What an earlier one made of cards that are the same is taken over.
    pub fn new(site: Arc<Site>, engines: Arc<Engines>, before: Option<&Renderer>) -> Self {
        let values = Values::of(&site);
        let values = match before {
            Some(before) => values.with_cards_of(&site, (&before.values, &before.site)),
            None => values,
        };
        Self { site, engines, values: Arc::new(values), marks_sources: false }
    }

    /// Makes each block of a text say which line of which file it comes from.
    #[must_use]
    pub fn marking_sources(mut self, marks: bool) -> Self {
        self.marks_sources = marks;
        self
    }

    /// The site that is rendered.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// The site, to put another text of a page in its place; none while a render is still looking at it.
    pub fn site_mut(&mut self) -> Option<&mut Site> {
        Arc::get_mut(&mut self.site)
    }

    /// Puts another version of a document in its place that says the same in other words. None if it does not, or while a
    /// render is still looking at the site: then the site has to be joined anew.
    pub fn reword(&mut self, document: &Arc<Document>) -> Option<Reworded> {
        let (site, values) = (Arc::get_mut(&mut self.site)?, Arc::get_mut(&mut self.values)?);
        let id = site.page_at(&document.path)?;
        let changed = site.reword(document);
        // A site that is of no use any more must not lend its successor a card that is none.
        values.forget(id, changed.as_ref().is_none_or(|changed| changed.data));
        changed
    }

    /// Makes so many of the values that lists will need; gives how many are left.
    pub fn prepare(&self, count: usize) -> usize {
        self.values.prepare(&self.site, count)
    }

    /// Renders one file of the plan.
    pub fn render(&self, route: &Route) -> Outcome {
        let view = Arc::new(View::new(Arc::clone(&self.site)));
        let path = self.site.url(&route.path);
        let lease = self.engines.checkout(Scope { view: Arc::clone(&view), values: Arc::clone(&self.values), path });
        let mut job = Job {
            view: &view,
            values: &self.values,
            lease: &lease,
            site: &self.site,
            path: &route.path,
            marks_sources: self.marks_sources,
            diagnostics: Vec::new(),
        };
        view.node(&route.path);
        view.url(&route.path);
        let bytes = match &route.node {
            Node::Extracted { source, name } => view.extracted(source, name).map(<[u8]>::to_vec),
            node => job.node(node).map(String::into_bytes),
        };
        let diagnostics = job.diagnostics;
        drop(lease);
        let reads = Arc::into_inner(view).map_or_else(|| Recorder::new().finish(), View::finish);
        Outcome { bytes, diagnostics, reads }
    }
}

impl Job<'_> {
    fn node(&mut self, node: &Node) -> Option<String> {
        let page = match node {
            Node::Home => self.home(),
            Node::Projects { filter, page } => self.projects(filter.as_ref(), *page),
            Node::Document(id) => self.document(*id),
            Node::Skills => self.skills(),
            Node::Skill(id) => self.skill(*id),
            Node::Environment(index) => self.environment(*index),
            Node::Career => self.career(),
            Node::Resume => self.resume(),
            Node::Writing { page } => self.writing(*page),
            Node::Section { path } => self.section(path),
            Node::Tags => self.tags(),
            Node::Tag { slug, page } => self.tag(slug, *page),
            Node::NotFound => self.not_found(),
            Node::Redirect { to } => self.redirect(to),
            Node::Feed { scope, format } => return Some(self.feed(*scope, *format)),
            Node::Sitemap => return Some(sitemap::sitemap(self.view)),
            Node::Robots => return Some(small_files::robots(self.view)),
            Node::Manifest => return Some(small_files::manifest(self.view)),
            Node::Cname => return Some(small_files::cname(self.view)),
            Node::NoJekyll => return Some(String::new()),
            Node::ThemeAsset(_) | Node::File(_) | Node::Extracted { .. } => return None,
        };
        self.finish(page)
    }

    /// Renders a page's template.
    fn finish(&mut self, page: PageValue) -> Option<String> {
        let mut context = Context::new();
        let language = self.view.language_tag();
        context.insert_value("lang", language.into());
        context.insert_value("dir", direction(language).into());
        context.insert_value("page", page.value.into());
        match self.lease.render(&page.template, &context) {
            Ok(html) => Some(html),
            Err(diagnostic) => {
                let source = page.source.map(|path| crate::diagnostic::Label {
                    place: crate::diagnostic::Place::whole(&path),
                    message: "while rendering this page".to_owned(),
                });
                let mut diagnostic = diagnostic;
                diagnostic.trace.splice(0..0, source);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn feed(&mut self, scope: FeedScope, format: FeedFormat) -> String {
        let limit = self
            .view
            .config("feeds.limit")
            .and_then(serde_json::Value::as_u64)
            .and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.filter(|limit| *limit > 0);
        let full = self.view.config("feeds.content").and_then(serde_json::Value::as_str) == Some("full");
        let ids = match scope {
            FeedScope::Site => self.view.newest(limit),
            FeedScope::Writing => self.view.posts(&PostQuery { limit, ..PostQuery::default() }),
        };
        let contents: Vec<Option<String>> = ids.iter().map(|id| full.then(|| self.feed_body(*id))).collect();
        let items =
            ids.iter().zip(contents).map(|(id, content)| feed::Item { card: self.view.card(*id), content }).collect();
        let feed = feed::Feed { scope, items };
        match format {
            FeedFormat::Atom => feed::atom(self.view, &feed, self.path),
            FeedFormat::Json => feed::json(self.view, &feed, self.path),
        }
    }
}
