//! Layer 6, the model: everything that was read, joined and indexed, and the plan of what will be written.
//!
//! In: the configuration, the portfolio, the documents and the names of assets. Out: a [`Site`] that never changes, and
//! the diagnostics of what does not fit together. Rendering reads it only through a recording [`View`].

mod api_links;
mod assemble;
mod check;
mod claims;
mod data;
mod environments;
mod fact;
mod lists;
mod navigation;
mod now;
mod pages;
mod plan;
mod profile;
mod query;
mod related;
mod replace;
mod resolve;
mod reword;
mod route;
mod sections;
mod shape;
mod skills;
mod summary;
mod tags;
mod timeline;
mod told;
mod view;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

pub use assemble::{Parts, assemble};
pub use check::configuration as check_configuration;
pub use fact::Fact;
pub use navigation::{NavigationEntry, NavigationItem};
pub use pages::{Page, PageId};
pub use profile::Profile;
pub use query::{PostQuery, ProjectQuery, SkillQuery, SkillSort};
pub use related::Related;
pub use replace::is_alike;
pub use resolve::{Found, Missing, Target, is_absolute};
pub use reword::Reworded;
pub use route::{FeedFormat, FeedScope, Filter, FilterKey, Node, Route, page_path};
pub use sections::Section;
pub use shape::{
    Axis, Card, Crumb, Date, Entry, Environment, EnvironmentRef, Evidence, EvidenceGroup, Period, Picture, Skill,
    SkillRef, TagCount, TagRef,
};
pub use skills::SkillIndex;
pub use summary::{Counts, FeedRef, SiteSummary};
pub use view::{FilterChoice, SitemapEntry, View};
pub use words::Words;

use crate::code::Proof;
use crate::config::Config;
use crate::content::{CodeBlock, CodeFacts};
use crate::diagnostic::{Place, SourcePath};
use crate::graph::Fingerprint;
use crate::portfolio::Portfolio;
use crate::python::Documentation;
use now::Seals;

/// What the site needs to know of its theme.
#[derive(Debug, Clone, Default)]
pub struct ThemeFacts {
    /// Its name.
    pub name: String,
    /// Options with the values in force.
    pub options: BTreeMap<String, Json>,
    /// Assets: name below `assets/` → site path with the fingerprint in it.
    pub assets: BTreeMap<String, String>,
    /// Interface texts by dotted key.
    pub texts: BTreeMap<String, Json>,
    /// Names of layouts (`layouts/x.html` → `x`).
    pub layouts: BTreeSet<String>,
    /// Every template by each of its names, with the fingerprint of it and all that it may bring in.
    pub templates: BTreeMap<String, Fingerprint>,
    /// Names of all Markdown components.
    pub components: BTreeSet<String>,
}

/// Of what there may be more than is known, because a file with it has faults. Who names one that is not there is not told so: the
/// faults are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Holes {
    /// Skills.
    pub skills: bool,
    /// Projects.
    pub projects: bool,
    /// Evidence: what any file would have shown that could not be read.
    pub evidence: bool,
}

impl Holes {
    fn of(portfolio: &Portfolio, broken: &BTreeSet<SourcePath>) -> Self {
        let skills = portfolio.incomplete.contains("skills");
        Self {
            skills,
            projects: broken.iter().any(|path| path.starts_with("content/projects/")),
            evidence: !portfolio.incomplete.is_empty() || !broken.is_empty(),
        }
    }
}

/// A tag with its pages.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Name, page and count.
    pub shown: TagCount,
    /// Newest first.
    pub pages: Vec<PageId>,
}

/// One version of the site, indexed. Nothing in it changes after [`assemble`].
#[derive(Debug)]
pub struct Site {
    config: Config,
    config_values: Json,
    words: Words,
    theme: ThemeFacts,
    pages: Vec<Page>,
    by_source: BTreeMap<SourcePath, PageId>,
    /// All content files, built or not, for links and suggestions.
    sources: BTreeSet<SourcePath>,
    /// Content files that are not built.
    drafts: BTreeSet<SourcePath>,
    /// Content files that could not be read.
    broken: BTreeSet<SourcePath>,
    holes: Holes,
    /// Files beside content that are no content.
    content_assets: BTreeSet<SourcePath>,
    /// Files below `static/`, with that prefix.
    statics: BTreeSet<SourcePath>,
    /// Fingerprints and sizes in pixels of statics and content assets.
    files: BTreeMap<SourcePath, FileFacts>,
    /// Site paths of folders with an `index.md`, by folder.
    bundles: BTreeMap<String, String>,
    projects: Vec<PageId>,
    project_by_slug: BTreeMap<String, PageId>,
    posts: Vec<PageId>,
    sections: BTreeMap<String, Section>,
    tags: BTreeMap<String, Tag>,
    related: related::Relations,
    filters: Vec<(FilterKey, Vec<FilterChoice>)>,
    skills: skills::Skills,
    environments: Vec<Environment>,
    /// What the words of `environment:` mean.
    environment_names: environments::Environments,
    tag_addresses: tags::TagAddresses,
    portfolio: Arc<Portfolio>,
    timeline: Vec<Entry>,
    data: BTreeMap<String, (Json, Fingerprint)>,
    profile: Profile,
    /// With which Python snippets were found true, by their fingerprints.
    proofs: BTreeMap<Fingerprint, Proof>,
    navigation: Vec<NavigationEntry>,
    documentation: Documentation,
    summary: SiteSummary,
    counts: Counts,
    routes: BTreeMap<String, Node>,
    /// Why a route is there, for diagnostics about it.
    route_places: BTreeMap<String, Place>,
    seals: Seals,
}

/// What is known of a file that is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Of its bytes.
    pub fingerprint: Fingerprint,
    /// Width and height in pixels, for pictures.
    pub size: Option<(u32, u32)>,
}

impl Site {
    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The date words of the site.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// How many pages come from content files.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// How many skills there are.
    pub fn skill_count(&self) -> usize {
        self.skills.list.len()
    }

    /// Stems of all data files.
    pub fn data_names(&self) -> impl Iterator<Item = &str> {
        self.data.keys().map(String::as_str)
    }

    /// All pages made from content files, by source.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter()
    }

    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.index()]
    }

    /// The page made from a content file.
    pub fn page_at(&self, source: &str) -> Option<PageId> {
        self.by_source.get(source).copied()
    }

    /// The listed project of that slug.
    pub fn project(&self, slug: &str) -> Option<PageId> {
        self.project_by_slug.get(slug).copied()
    }

    /// Files below `content/` that are no content, published or not.
    pub fn content_assets(&self) -> impl Iterator<Item = &SourcePath> {
        self.content_assets.iter()
    }

    /// Width and height of a picture that is copied, in pixels.
    pub fn picture_size(&self, source: &str) -> Option<(u32, u32)> {
        self.files.get(source)?.size
    }

    /// The plan: every file of the output, by site path.
    pub fn routes(&self) -> impl Iterator<Item = Route> + '_ {
        self.routes.iter().map(|(path, node)| Route { path: path.clone(), node: node.clone() })
    }

    /// What is planned at a site path.
    pub fn node(&self, path: &str) -> Option<&Node> {
        self.routes.get(path)
    }

    /// The site path of the file at `file` below the output folder, if one is planned there.
    pub fn path_of(&self, file: &str) -> Option<String> {
        let folder = file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        let folder = folder.map(|folder| format!("/{folder}"));
        let found = |path: &String| self.routes.contains_key(path);
        folder.into_iter().chain([format!("/{file}")]).find(found)
    }

    /// The file that gave a route its address, if it was one of the author's.
    pub fn route_place(&self, path: &str) -> Option<&Place> {
        self.route_places.get(path)
    }

    /// Whether a site path leads to a file of the output.
    fn leads_somewhere(&self, path: &str) -> bool {
        self.routes.contains_key(path)
    }

    fn route_paths(&self) -> impl Iterator<Item = &str> {
        self.routes.keys().map(String::as_str)
    }

    /// The address of a file that is copied: its name may hold what has a meaning in addresses.
    fn file_url(&self, path: &str) -> String {
        self.url(&resolve::encoded(path))
    }

    /// A site path below the base path.
    pub fn url(&self, path: &str) -> String {
        let base = &self.config.base_url.path;
        format!("{base}{}", path.trim_start_matches('/'))
    }

    /// A site path as an absolute address.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}{}", self.config.base_url.origin, self.url(path))
    }

    /// An address that already carries the base path, made absolute.
    pub fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') && !url.starts_with("//") {
            format!("{}{url}", self.config.base_url.origin)
        } else {
            url.to_owned()
        }
    }

    /// The address of an asset: the site's own file in `static/` wins over the theme's.
    fn asset_url(&self, path: &str) -> Option<String> {
        let path = path.trim_start_matches('/');
        let own = format!("static/{path}");
        match self.files.get(own.as_str()).filter(|_| self.statics.contains(own.as_str())) {
            Some(facts) => Some(format!("{}?v={}", self.file_url(path), &facts.fingerprint.to_string()[..8])),
            None => self.theme.assets.get(path).map(|path| self.url(path)),
        }
    }

    fn picture_of(&self, source: &str, path: &str) -> Picture {
        let size = self.files.get(source).and_then(|facts| facts.size);
        Picture {
            url: self.file_url(path),
            width: size.map(|size| size.0),
            height: size.map(|size| size.1),
            alt: String::new(),
        }
    }

    /// The site path under which a content asset is published: below its bundle's page, else as its folder lies.
    fn content_asset_path(&self, source: &str) -> String {
        let mut folder = source;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if let Some(base) = self.bundles.get(above) {
                return format!("{base}{}", &source[above.len() + 1..]);
            }
            folder = above;
        }
        format!("/{}", source.strip_prefix("content/").unwrap_or(source))
    }

    /// A reference to a skill.
    pub fn skill_ref(&self, skill: SkillIndex) -> &SkillRef {
        &self.skills.vocabulary.refs[skill.index()]
    }

    /// References to all skills.
    pub fn skill_refs(&self) -> impl Iterator<Item = &SkillRef> {
        self.skills.vocabulary.refs.iter()
    }

    /// The id of an environment by its place in the list.
    pub fn environment_id(&self, index: usize) -> Option<&str> {
        self.environments.get(index).map(|environment| environment.id.as_str())
    }

    fn related(&self, id: PageId) -> &[Related] {
        self.related.with(id)
    }

    fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let list = if self.page(id).card.kind == "project" { &self.projects } else { &self.posts };
        let Some(at) = self.page(id).position.filter(|at| list.get(*at) == Some(&id)) else {
            return (None, None);
        };
        (at.checked_sub(1).and_then(|before| list.get(before)).copied(), list.get(at + 1).copied())
    }

    fn find_projects(&self, query: &ProjectQuery) -> Vec<PageId> {
        let skill = query.skill.as_deref().map(|word| self.skills.vocabulary.find(word));
        let wanted = |page: &Page| {
            (!query.featured || page.card.featured.is_some())
                && skill.is_none_or(|skill| skill.is_some_and(|skill| page.shows(skill)))
                && query
                    .environment
                    .as_ref()
                    .is_none_or(|id| page.card.environment.as_ref().is_some_and(|own| own.id == *id))
                && query.status.as_ref().is_none_or(|id| page.card.status.as_ref().is_some_and(|own| own.id == *id))
                && query.year.is_none_or(|year| page.years(self.words.today).any(|own| own == year))
        };
        let mut found: Vec<PageId> = self.projects.iter().copied().filter(|id| wanted(self.page(*id))).collect();
        if query.newest {
            found.sort_by_cached_key(|id| self.page(*id).newest_first(self.words.today));
        }
        found.truncate(query.limit.unwrap_or(usize::MAX));
        found
    }

    fn newest(&self, limit: Option<usize>) -> Vec<PageId> {
        let mut found: Vec<PageId> = self.projects.iter().chain(&self.posts).copied().collect();
        found.sort_by_cached_key(|id| self.page(*id).newest_first(self.words.today));
        found.truncate(limit.unwrap_or(usize::MAX));
        found
    }

    fn find_posts(&self, query: &PostQuery) -> Vec<PageId> {
        let skill = query.skill.as_deref().map(|word| self.skills.vocabulary.find(word));
        let wanted = |page: &Page| {
            query.tag.as_ref().is_none_or(|tag| page.card.tags.iter().any(|own| own.name == *tag))
                && skill.is_none_or(|skill| skill.is_some_and(|skill| page.shows(skill)))
                && query.project.as_ref().is_none_or(|slug| page.project.as_ref() == Some(slug))
        };
        let limit = query.limit.unwrap_or(usize::MAX);
        self.posts.iter().copied().filter(|id| wanted(self.page(*id))).take(limit).collect()
    }

    /// A value of the configuration by dotted key.
    fn config_value(&self, key: &str) -> Option<&Json> {
        key.split('.').try_fold(&self.config_values, |value, part| value.get(part))
    }

    fn find_skills(&self, query: &SkillQuery) -> Vec<SkillIndex> {
        let list = &self.skills.list;
        let wanted = |skill: &Skill| query.kind.as_ref().is_none_or(|kind| kind == skill.kind);
        let mut found: Vec<SkillIndex> =
            (0..list.len()).filter(|index| wanted(&list[*index])).map(SkillIndex::new).collect();
        if query.sort == SkillSort::Evidence {
            found.sort_by_key(|id| std::cmp::Reverse(list[id.index()].count));
        }
        found.truncate(query.limit.unwrap_or(usize::MAX));
        found
    }

    fn shown_skill_names(&self) -> Vec<&str> {
        self.skills.list.iter().filter(|skill| skill.count > 0).map(|skill| skill.name.as_str()).collect()
    }

    fn skill_neighbour_refs(&self, skill: SkillIndex) -> Vec<&SkillRef> {
        self.skills.neighbours[skill.index()].iter().map(|neighbour| self.skill_ref(*neighbour)).collect()
    }

    fn shown_environments(&self) -> Vec<&Environment> {
        self.environments.iter().filter(|environment| environment.count > 0).collect()
    }

    fn skill_snippet(&self, skill: SkillIndex) -> Option<(PageId, CodeBlock)> {
        let listed = self.projects.iter().chain(&self.posts);
        let mut candidates = listed.filter(|id| self.page(**id).skills.contains(&(skill, true)));
        candidates.find_map(|id| {
            let shows = |code: &CodeFacts| self.skills.vocabulary.shown_by(code).any(|shown| shown == skill);
            let document = &self.page(*id).document;
            let at = document.outline.code.iter().position(shows)?;
            Some((*id, document.body().code.get(at)?.clone()))
        })
    }

    fn sitemap(&self) -> Vec<SitemapEntry> {
        let indexable = |path: &&String| path.ends_with('/');
        let mut entries = Vec::new();
        for path in self.routes.keys().filter(indexable) {
            let (found, date) = match &self.routes[path] {
                Node::Document(id) => {
                    let page = self.page(*id);
                    let date = page.card.updated.as_ref().or(page.card.date.as_ref()).map(|date| date.iso.clone());
                    (page.listed && page.robots.as_deref().is_none_or(|robots| !robots.contains("noindex")), date)
                }
                Node::Projects { filter: Some(_), .. } | Node::Redirect { .. } => (false, None),
                _ => (true, None),
            };
            if found {
                entries.push(SitemapEntry { permalink: self.permalink(path), date });
            }
        }
        entries
    }
}
