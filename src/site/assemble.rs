//! Joins what was read into a [`Site`]: skills to their evidence, pages to lists, everything to its address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::claims::{self, Resolver};
use super::data::DataFiles;
use super::environments::Environments;
use super::lists::{self, Lists};
use super::navigation::NavigationEntry;
use super::now::Seals;
use super::pages::{self, Page, PageId};
use super::profile::Profile;
use super::skills::{self, Vocabulary};
use super::summary::{Counts, FeedRef, SiteSummary};
use super::tags::TagAddresses;
use super::timeline::Entries;
use super::words::Words;
use super::{FeedFormat, FileFacts, Holes, Site, ThemeFacts, check, plan};
use crate::code::Proof;
use crate::config::Config;
use crate::content::Document;
use crate::diagnostic::{Diagnostic, SourcePath};
use crate::graph::Fingerprint;
use crate::portfolio::Portfolio;
use crate::python::Documentation;
use crate::value::Today;
use crate::value::words::Language;

/// What a site is made of.
pub struct Parts {
    /// `showpiece.yaml`, as meant.
    pub config: Config,
    /// The data files.
    pub portfolio: Arc<Portfolio>,
    /// The content files, in the order of their paths.
    pub documents: Vec<Arc<Document>>,
    /// Files of `static/` and files beside content.
    pub files: BTreeMap<SourcePath, FileFacts>,
    /// Content files that could not be read as documents; links to them are no further fault.
    pub broken: BTreeSet<SourcePath>,
    /// With which Python snippets were found true, by their fingerprints.
    pub proofs: BTreeMap<Fingerprint, Proof>,
    /// Where names in code are documented.
    pub documentation: Documentation,
    /// The theme.
    pub theme: ThemeFacts,
    /// The day.
    pub today: Today,
    /// The program's name and version.
    pub generator: String,
}

/// Joins the parts; what does not fit together is reported, and the rest goes on.
pub fn assemble(parts: Parts) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let words =
        Words { language: Language::of(&parts.config.language), today: parts.today, texts: parts.theme.texts.clone() };
    let base = parts.config.base_url.path.clone();
    let vocabulary = Vocabulary::of(&parts.portfolio, |id| format!("{base}skills/{id}/"));
    let environments = Environments::of(&parts.portfolio, &words, &base);
    let mut resolver = Resolver::new(&vocabulary, &parts.portfolio);
    let tags = TagAddresses::of(&parts.documents);
    let mut builder = pages::Builder {
        tags: &tags,
        config: &parts.config,
        words: &words,
        environments: &environments,
        layouts: &parts.theme.layouts,
        vocabulary: &vocabulary,
        resolver: &mut resolver,
        diagnostics: &mut diagnostics,
    };
    let mut pages = builder.pages(&parts.documents);
    let mut claims = claims::of_portfolio(&mut resolver, &format!("{base}career/"));
    claims.extend(pages.iter().filter_map(Page::claim));
    diagnostics.append(&mut resolver.diagnostics);
    let built: BTreeSet<&SourcePath> = pages.iter().map(|page| &page.document.path).collect();
    let drafts = parts.documents.iter().map(|document| &document.path).filter(|path| !built.contains(path));
    let drafts: BTreeSet<SourcePath> = drafts.cloned().collect();
    let holes = Holes::of(&parts.portfolio, &parts.broken);
    check::references((&parts.portfolio, holes), &environments, (&pages, &drafts), &mut diagnostics);

    let lists = Lists::of(&mut pages, &parts, (&words, &tags));
    let skills = skills::join(&parts.portfolio, vocabulary, &claims, &words);
    check::evidence((&parts.portfolio, holes), (&skills.list, &pages), &claims, &mut diagnostics);
    let mut site = Site {
        config_values: serde_json::to_value(&parts.config).unwrap_or(Json::Null),
        by_source: pages
            .iter()
            .enumerate()
            .map(|(index, page)| (SourcePath::clone(&page.document.path), PageId::new(index)))
            .collect(),
        sources: parts
            .documents
            .iter()
            .map(|document| SourcePath::clone(&document.path))
            .chain(parts.broken.iter().cloned())
            .collect(),
        drafts,
        summary: empty_summary(&parts, &words),
        counts: Counts::default(),
        broken: parts.broken,
        holes,
        content_assets: parts.files.keys().filter(|path| path.starts_with("content/")).cloned().collect(),
        statics: parts.files.keys().filter(|path| path.starts_with("static/")).cloned().collect(),
        bundles: bundles(&pages),
        project_by_slug: lists.projects.iter().map(|id| (pages[id.index()].slug.clone(), *id)).collect(),
        related: lists::related_projects(&lists.projects, &pages, skills.list.len()),
        filters: lists::filters(&lists.projects, &pages, &words, (&skills.list, &base)),
        environments: environments.counted(&parts.portfolio, &pages),
        environment_names: environments,
        tag_addresses: tags,
        portfolio: parts.portfolio,
        timeline: Vec::new(),
        data: BTreeMap::new(),
        profile: Profile::of(None, &parts.config.title, &words, |_| None),
        navigation: Vec::new(),
        documentation: parts.documentation,
        routes: BTreeMap::new(),
        route_places: BTreeMap::new(),
        seals: Seals::default(),
        projects: lists.projects,
        posts: lists.posts,
        sections: lists.sections,
        proofs: parts.proofs,
        tags: lists.tags,
        files: parts.files,
        theme: parts.theme,
        config: parts.config,
        pages,
        skills,
        words,
    };
    cover(&mut site);
    fill(&mut site);
    let (routes, places, found) = plan::plan(&site);
    (site.routes, site.route_places) = (routes, places);
    site.seals = Seals::of(&site);
    diagnostics.extend(found);
    diagnostics.extend(check::pictures(&site, &site.portfolio));
    (site, diagnostics)
}

/// Looks up the covers of all cards, before anything shows a card.
fn cover(site: &mut Site) {
    let covers: Vec<_> = site
        .pages
        .iter()
        .enumerate()
        .filter_map(|(index, page)| {
            let src = page.document.front.cover()?.src.as_str();
            Some((index, site.document_picture(&page.document, src)))
        })
        .collect();
    for (index, picture) in covers {
        site.pages[index].set_cover(picture);
    }
}

/// The data files as templates see them, with their fingerprints.
pub(super) fn data(site: &Site) -> BTreeMap<String, (Json, Fingerprint)> {
    let find = |id: &str| site.environment_names.find(id);
    let entries = Entries { words: &site.words, vocabulary: &site.skills.vocabulary, environment: &find };
    let project = |slug: &str| site.project(slug).map(|id| &site.page(id).card);
    let values = DataFiles { entries: &entries, project: &project }.of(&site.portfolio);
    let sealed = |(name, value): (String, Json)| {
        let seen = Fingerprint::of(value.to_string().as_bytes());
        (name, (value, seen))
    };
    values.into_iter().map(sealed).collect()
}

/// What needs most of the site to be there already.
fn fill(site: &mut Site) {
    let portfolio = Arc::clone(&site.portfolio);
    let find = |id: &str| site.environment_names.find(id);
    let entries = Entries { words: &site.words, vocabulary: &site.skills.vocabulary, environment: &find };
    site.timeline = entries.of(&portfolio);
    site.data = data(site);
    site.profile =
        Profile::of(portfolio.profile.as_ref(), &site.config.title, &site.words, |src| site.static_picture(src));
    if site.summary.description.is_empty() {
        site.summary.description.clone_from(&site.profile.summary);
    }
    site.counts = Counts {
        skills: site.skills.list.iter().filter(|skill| skill.count > 0).count(),
        projects: site.projects.len(),
        posts: site.posts.len(),
    };
    site.summary.has_career = site.timeline.iter().any(|entry| matches!(entry.kind, "position" | "education"));
    site.summary.has_resume = portfolio.profile.is_some() && site.summary.has_career;
    site.summary.feeds = feeds(site);
    site.navigation = navigation(site);
}

fn empty_summary(parts: &Parts, words: &Words) -> SiteSummary {
    let base = &parts.config.base_url;
    SiteSummary {
        title: parts.config.title.to_string(),
        description: parts.config.description.as_deref().unwrap_or_default().to_owned(),
        url: base.path.clone(),
        permalink: base.to_string(),
        language: parts.config.language.to_string(),
        generator: parts.generator.clone(),
        year: words.today.year(),
        has_resume: false,
        has_career: false,
        feeds: Vec::new(),
    }
}

fn feeds(site: &Site) -> Vec<FeedRef> {
    let mut feeds = Vec::new();
    if site.posts.is_empty() && site.projects.is_empty() {
        return feeds;
    }
    for format in &site.config.feeds.formats {
        let format = match format {
            crate::config::FeedFormat::Atom => FeedFormat::Atom,
            crate::config::FeedFormat::Json => FeedFormat::Json,
        };
        let file = format!("feed.{}", format.extension());
        feeds.push(FeedRef { title: site.config.title.to_string(), url: site.url(&file), mime: format.mime() });
        if !site.posts.is_empty() {
            let title = format!("{}: {}", site.config.title, site.words.text("sections.writing"));
            feeds.push(FeedRef { title, url: site.url(&format!("writing/{file}")), mime: format.mime() });
        }
    }
    feeds
}

pub(super) fn navigation(site: &Site) -> Vec<NavigationEntry> {
    if let Some(items) = &site.config.navigation {
        let url =
            |url: &str| if url.starts_with('/') && !url.starts_with("//") { site.url(url) } else { url.to_owned() };
        return items
            .iter()
            .map(|item| NavigationEntry { label: item.label.to_string(), url: url(&item.url) })
            .collect();
    }
    let mut entries = Vec::new();
    let mut put = |there: bool, path: &str, label: String| {
        if there {
            entries.push(NavigationEntry { label, url: site.url(path) });
        }
    };
    put(!site.projects.is_empty(), "/projects/", site.section_title("projects"));
    put(site.counts.skills > 0, "/skills/", site.section_title("skills"));
    put(site.summary.has_career, "/career/", site.section_title("career"));
    put(site.summary.has_resume, "/resume/", site.section_title("resume"));
    put(!site.posts.is_empty(), "/writing/", site.section_title("writing"));
    for (path, section) in &site.sections {
        let own = path.matches('/').count() == 2 && !matches!(path.as_str(), "/projects/" | "/writing/");
        let generated = matches!(path.as_str(), "/skills/" | "/career/" | "/resume/" | "/tags/");
        put(own && !generated && !section.items.is_empty(), path, section.title.clone());
    }
    let about = site.pages.iter().find(|page| page.path == "/about/" && page.listed);
    put(about.is_some(), "/about/", about.map(|page| page.card.title.clone()).unwrap_or_default());
    entries
}

impl Site {
    /// The title of a built-in section: its index page's, or the theme's word.
    pub fn section_title(&self, name: &str) -> String {
        let own = self.sections.get(&format!("/{name}/")).and_then(|section| section.index);
        own.map_or_else(|| self.words.text(&format!("sections.{name}")), |id| self.page(id).card.title.clone())
    }

    /// Content assets that some page refers to.
    pub(super) fn published_assets(&self) -> BTreeSet<SourcePath> {
        let mut published = BTreeSet::new();
        for page in &self.pages {
            for target in page.file_targets() {
                let path = super::resolve::path_of(target);
                published.extend(self.content_asset(&page.document, &path).map(SourcePath::clone));
            }
        }
        published
    }
}

fn bundles(pages: &[Page]) -> BTreeMap<String, String> {
    let folder =
        |path: &str| path.strip_suffix("/index.md").or_else(|| path.strip_suffix("/index.ipynb")).map(str::to_owned);
    pages.iter().filter_map(|page| Some((folder(&page.document.path)?, page.path.clone()))).collect()
}
