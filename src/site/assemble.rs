//! Joins what was read into a [`Site`]: skills to their evidence, pages to lists, everything to its address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Json;

use super::claims::{self, Claim, Resolver};
use super::data::DataFiles;
use super::navigation::NavigationEntry;
use super::pages::{self, Page, PageId};
use super::plan;
use super::profile::Profile;
use super::related::{self, Related};
use super::sections::Section;
use super::shape::{Environment, EnvironmentRef, TagCount};
use super::skills::{self, SkillIndex, Vocabulary};
use super::summary::{FeedRef, SiteSummary};
use super::timeline::Entries;
use super::view::FilterChoice;
use super::words::Words;
use super::{FeedFormat, FileFacts, FilterKey, Site, Tag, ThemeFacts};
use crate::config::Config;
use crate::content::Document;
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, nearest};
use crate::graph::Fingerprint;
use crate::portfolio::{self, Portfolio};
use crate::value::Today;
use crate::value::words::Language;

/// What a site is made of.
pub struct Parts {
    /// `showpiece.yaml`, as meant.
    pub config: Config,
    /// The data files.
    pub portfolio: Portfolio,
    /// The content files, in the order of their paths.
    pub documents: Vec<Arc<Document>>,
    /// Files of `static/` and files beside content.
    pub files: BTreeMap<SourcePath, FileFacts>,
    /// Content files that could not be read as documents; links to them are no further fault.
    pub broken: BTreeSet<SourcePath>,
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
    let mut builder = pages::Builder {
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
    claims.extend(pages.iter().filter(|page| page.listed).filter_map(|page| page.claim(&vocabulary)));
    diagnostics.append(&mut resolver.diagnostics);
    check_references(&parts.portfolio, &environments, &pages, &mut diagnostics);

    let lists = Lists::of(&mut pages, &parts, &words);
    let skills = skills::join(&parts.portfolio, vocabulary, &claims, &words);
    check_evidence(&parts.portfolio, &skills.list, &claims, &mut diagnostics);
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
        drafts: parts
            .documents
            .iter()
            .filter(|document| !pages.iter().any(|page| page.document.path == document.path))
            .map(|document| SourcePath::clone(&document.path))
            .collect(),
        summary: empty_summary(&parts, &words),
        broken: parts.broken,
        content_assets: parts.files.keys().filter(|path| path.starts_with("content/")).cloned().collect(),
        statics: parts.files.keys().filter(|path| path.starts_with("static/")).cloned().collect(),
        bundles: bundles(&pages),
        project_by_slug: lists.projects.iter().map(|id| (pages[id.index()].slug.clone(), *id)).collect(),
        related: related_projects(&lists.projects, &pages, skills.list.len()),
        filters: filters(&lists.projects, &pages, &words, (&skills.list, &base)),
        environments: Vec::new(),
        timeline: Vec::new(),
        data: BTreeMap::new(),
        profile: Profile::of(None, &parts.config.title, &words, |_| None),
        navigation: Vec::new(),
        routes: BTreeMap::new(),
        route_places: BTreeMap::new(),
        summary_fingerprint: Fingerprint::ABSENT,
        navigation_fingerprint: Fingerprint::ABSENT,
        profile_fingerprint: Fingerprint::ABSENT,
        timeline_fingerprint: Fingerprint::ABSENT,
        base_fingerprint: Fingerprint::of(parts.config.base_url.to_string().as_bytes()),
        projects: lists.projects,
        posts: lists.posts,
        sections: lists.sections,
        tags: lists.tags,
        files: parts.files,
        theme: parts.theme,
        config: parts.config,
        pages,
        skills,
        words,
    };
    fill(&mut site, &parts.portfolio, environments);
    let (routes, places, found) = plan::plan(&site);
    (site.routes, site.route_places) = (routes, places);
    diagnostics.extend(found);
    diagnostics.extend(check_pictures(&site, &parts.portfolio));
    (site, diagnostics)
}

/// What needs most of the site to be there already.
fn fill(site: &mut Site, portfolio: &Portfolio, environments: Environments) {
    site.environments = environments.counted(portfolio, &site.pages);
    let find = |id: &str| environments.find(id);
    let entries = Entries { words: &site.words, vocabulary: &site.skills.vocabulary, environment: &find };
    let timeline = entries.of(portfolio);
    let (pages, by_slug) = (&site.pages, &site.project_by_slug);
    let project = |slug: &str| by_slug.get(slug).map(|id| &pages[id.index()].card);
    let values = DataFiles { entries: &entries, project: &project }.of(portfolio);
    let data = values.into_iter().map(|(name, value)| {
        let seen = Fingerprint::of(value.to_string().as_bytes());
        (name, (value, seen))
    });
    site.data = data.collect();
    site.timeline = timeline;
    site.profile =
        Profile::of(portfolio.profile.as_ref(), &site.config.title, &site.words, |src| site.static_picture(src));
    if site.summary.description.is_empty() {
        site.summary.description.clone_from(&site.profile.summary);
    }
    site.summary.skills = site.skills.list.iter().filter(|skill| skill.count > 0).count();
    site.summary.projects = site.projects.len();
    site.summary.posts = site.posts.len();
    site.summary.has_career = site.timeline.iter().any(|entry| matches!(entry.kind, "position" | "education"));
    site.summary.has_resume = portfolio.profile.is_some() && site.summary.has_career;
    site.summary.feeds = feeds(site);
    site.navigation = navigation(site);
    site.summary_fingerprint = fingerprint(&site.summary);
    site.navigation_fingerprint = fingerprint(&site.navigation);
    site.profile_fingerprint = fingerprint(&site.profile);
    site.timeline_fingerprint = fingerprint(&site.timeline);
}

fn fingerprint<T: serde::Serialize>(value: &T) -> Fingerprint {
    serde_json::to_vec(value).map_or(Fingerprint::ABSENT, |bytes| Fingerprint::of(&bytes))
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
        skills: 0,
        projects: 0,
        posts: 0,
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

fn navigation(site: &Site) -> Vec<NavigationEntry> {
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
    put(site.summary.skills > 0, "/skills/", site.words.text("sections.skills"));
    put(site.summary.has_career, "/career/", site.words.text("sections.career"));
    put(site.summary.has_resume, "/resume/", site.words.text("sections.resume"));
    put(!site.posts.is_empty(), "/writing/", site.section_title("writing"));
    for (path, section) in &site.sections {
        let own = path.matches('/').count() == 2 && !matches!(path.as_str(), "/projects/" | "/writing/");
        put(own && !section.items.is_empty(), path, section.title.clone());
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
                let path = target.split(['#', '?']).next().unwrap_or_default();
                if self.asset_beside(&page.document, path).is_some() {
                    let folder = page.document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    if let Some(source) =
                        super::resolve::join(folder, path).and_then(|full| self.content_assets.get(full.as_str()))
                    {
                        published.insert(SourcePath::clone(source));
                    }
                }
            }
        }
        published
    }
}

fn bundles(pages: &[Page]) -> BTreeMap<String, String> {
    let bundles = pages.iter().filter(|page| page.document.path.ends_with("/index.md"));
    bundles.map(|page| (page.document.path.trim_end_matches("/index.md").to_owned(), page.path.clone())).collect()
}

// --- work environments ---

/// The work environments that files may name.
pub struct Environments {
    list: Vec<Environment>,
}

impl Environments {
    fn of(portfolio: &Portfolio, words: &Words, base: &str) -> Self {
        let built_in = portfolio::Environment::BUILT_IN.iter().map(|(id, name)| {
            let key = format!("environment.{id}");
            let name = if words.texts.contains_key(&key) { words.text(&key) } else { (*name).to_owned() };
            ((*id).to_owned(), name, String::new())
        });
        let own = portfolio.environments.iter().map(|own| {
            (own.id.to_string(), own.name.to_string(), own.summary.as_deref().unwrap_or_default().to_owned())
        });
        let mut list: Vec<Environment> = Vec::new();
        for (id, name, summary) in built_in.chain(own) {
            let url = format!("{base}environments/{id}/");
            let environment = Environment { id, name, summary, url, count: 0 };
            match list.iter_mut().find(|other| other.id == environment.id) {
                Some(other) => *other = environment,
                None => list.push(environment),
            }
        }
        Self { list }
    }

    /// A reference to an environment, if it exists.
    pub fn find(&self, id: &str) -> Option<EnvironmentRef> {
        let environment = self.list.iter().find(|environment| environment.id == id)?;
        Some(EnvironmentRef {
            id: environment.id.clone(),
            name: environment.name.clone(),
            url: Some(environment.url.clone()),
        })
    }

    /// The diagnostic for a word that names no environment.
    pub fn unknown(&self, word: &str) -> Diagnostic {
        let known = self.list.iter().map(|environment| environment.id.as_str());
        let list = known.clone().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        Diagnostic::new(Code::UnknownEnvironment, format!("there is no work environment `{word}`"))
            .suggest(nearest(word, known))
            .help(format!("there is {list}; own ones are added in `data/environments.yaml`"))
    }

    fn counted(&self, portfolio: &Portfolio, pages: &[Page]) -> Vec<Environment> {
        let mut list = self.list.clone();
        let mut count = |id: &str| {
            if let Some(environment) = list.iter_mut().find(|environment| environment.id == id) {
                environment.count += 1;
            }
        };
        for page in pages.iter().filter(|page| page.listed && page.card.kind == "project") {
            if let Some(environment) = &page.card.environment {
                count(&environment.id);
            }
        }
        for organization in &portfolio.experience {
            for position in &organization.positions {
                if let Some(id) = position.environment.as_deref().or(organization.environment.as_deref()) {
                    count(id);
                }
            }
        }
        list
    }
}

// --- lists ---

struct Lists {
    projects: Vec<PageId>,
    posts: Vec<PageId>,
    sections: BTreeMap<String, Section>,
    tags: BTreeMap<String, Tag>,
}

impl Lists {
    fn of(pages: &mut [Page], parts: &Parts, words: &Words) -> Self {
        let listed = |kind: &'static str| move |(_, page): &(usize, &Page)| page.listed && page.card.kind == kind;
        let ids = |kind: &'static str| {
            pages.iter().enumerate().filter(listed(kind)).map(|(index, _)| PageId::new(index)).collect::<Vec<_>>()
        };
        let (mut projects, mut posts) = (ids("project"), ids("post"));
        pages::sort_projects(&mut projects, pages, (parts.config.projects.sort, words.today));
        posts.sort_by_cached_key(|id| pages[id.index()].newest_first(words.today));
        for list in [&projects, &posts] {
            for (at, id) in list.iter().enumerate() {
                pages[id.index()].position = Some(at);
            }
        }
        let sections = sections(pages, parts, words);
        let tags = tags(pages, &posts, (&projects, words));
        Self { projects, posts, sections, tags }
    }
}

fn sections(pages: &[Page], parts: &Parts, words: &Words) -> BTreeMap<String, Section> {
    let base = &parts.config.base_url.path;
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        let path = page.section.clone();
        let section = sections.entry(path.clone()).or_insert_with(|| Section {
            title: path.trim_matches('/').rsplit('/').next().unwrap_or_default().to_owned(),
            url: format!("{base}{}", path.trim_start_matches('/')),
            ..Section::default()
        });
        if matches!(page.card.kind, "section" | "home") {
            section.title.clone_from(&page.card.title);
            section.summary.clone_from(&page.card.summary);
            section.index = Some(PageId::new(index));
        } else if page.listed {
            section.items.push(PageId::new(index));
        }
    }
    for section in sections.values_mut() {
        section.items.sort_by_cached_key(|id| pages[id.index()].newest_first(words.today));
    }
    let paths: Vec<String> = sections.keys().cloned().collect();
    for path in &paths {
        let parent = path.trim_end_matches('/').rsplit_once('/').map(|(parent, _)| format!("{parent}/"));
        if let Some(section) = parent.filter(|parent| parent != path).and_then(|parent| sections.get_mut(&parent)) {
            section.children.push(path.clone());
        }
    }
    sections
}

fn tags(pages: &[Page], posts: &[PageId], (projects, words): (&[PageId], &Words)) -> BTreeMap<String, Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    let mut tagged: Vec<PageId> = posts.iter().chain(projects).copied().collect();
    tagged.extend(
        pages
            .iter()
            .enumerate()
            .filter(|(_, page)| page.listed && page.card.kind == "page")
            .map(|(index, _)| PageId::new(index)),
    );
    tagged.sort_by_cached_key(|id| pages[id.index()].newest_first(words.today));
    for id in tagged {
        for tag in &pages[id.index()].card.tags {
            let slug = crate::value::slugify(&tag.name);
            let entry = tags.entry(slug).or_insert_with(|| Tag {
                shown: TagCount { name: tag.name.clone(), url: tag.url.clone(), count: 0 },
                pages: Vec::new(),
            });
            if !entry.pages.contains(&id) {
                entry.pages.push(id);
                entry.shown.count += 1;
            }
        }
    }
    tags
}

fn related_projects(projects: &[PageId], pages: &[Page], skill_count: usize) -> BTreeMap<PageId, Vec<Related>> {
    let with_skills: Vec<(PageId, Vec<SkillIndex>)> =
        projects.iter().map(|id| (*id, pages[id.index()].skills.iter().map(|(skill, _)| *skill).collect())).collect();
    let all = related::related(&with_skills, skill_count);
    projects.iter().copied().zip(all).collect()
}

fn filters(
    projects: &[PageId],
    pages: &[Page],
    words: &Words,
    (skills, base): (&[super::Skill], &str),
) -> Vec<(FilterKey, Vec<FilterChoice>)> {
    let pages: Vec<&Page> = projects.iter().map(|id| &pages[id.index()]).collect();
    let mut filters = Vec::new();
    for key in FilterKey::ALL {
        let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
        let mut count = |value: String, label: String| counts.entry(value).or_insert((label, 0)).1 += 1;
        for page in &pages {
            match key {
                FilterKey::Skill => page
                    .skills
                    .iter()
                    .for_each(|(skill, _)| count(skills[skill.index()].id.clone(), skills[skill.index()].name.clone())),
                FilterKey::Environment => {
                    page.card.environment.iter().for_each(|own| count(own.id.clone(), own.name.clone()))
                }
                FilterKey::Status => page.card.status.iter().for_each(|own| count(own.id.clone(), own.name.clone())),
                FilterKey::Year => page.years(words.today).for_each(|year| count(year.to_string(), year.to_string())),
            }
        }
        let mut choices: Vec<FilterChoice> = counts
            .into_iter()
            .map(|(value, (label, count))| FilterChoice {
                url: format!("{base}{}", &plan::filter_path(key, &value)[1..]),
                value,
                label,
                count,
            })
            .collect();
        match key {
            FilterKey::Skill => choices.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label))),
            FilterKey::Year => choices.reverse(),
            _ => {}
        }
        // A filter that leaves nothing out is no help.
        choices.retain(|choice| choices_help(choice.count, pages.len()));
        if !choices.is_empty() {
            filters.push((key, choices));
        }
    }
    filters
}

fn choices_help(count: usize, all: usize) -> bool {
    all > 1 && count <= all
}

// --- checks ---

fn check_references(
    portfolio: &Portfolio,
    environments: &Environments,
    pages: &[Page],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, organization) in portfolio.experience.iter().enumerate() {
        let mut check = |id: &str, path: String| {
            if environments.find(id).is_none() {
                diagnostics.push(environments.unknown(id).at(claims::data_place(portfolio, "experience", &path)));
            }
        };
        if let Some(id) = organization.environment.as_deref() {
            check(id, format!("[{at}].environment"));
        }
        for (index, position) in organization.positions.iter().enumerate() {
            if let Some(id) = position.environment.as_deref() {
                check(id, format!("[{at}].positions[{index}].environment"));
            }
        }
    }
    let slugs: Vec<&str> =
        pages.iter().filter(|page| page.card.kind == "project").map(|page| page.slug.as_str()).collect();
    let unknown = |slug: &str, place: Place| {
        Diagnostic::new(Code::UnknownProject, format!("there is no project `{slug}`"))
            .at(place)
            .suggest(nearest(slug, slugs.iter().copied()))
    };
    for (at, testimonial) in portfolio.testimonials.iter().enumerate() {
        if let Some(slug) = testimonial.project.as_deref().filter(|slug| !slugs.contains(slug)) {
            diagnostics.push(unknown(slug, claims::data_place(portfolio, "testimonials", &format!("[{at}].project"))));
        }
    }
    for page in pages {
        if let Some(slug) = page.project.as_deref().filter(|slug| !slugs.contains(slug)) {
            diagnostics.push(unknown(slug, page.front_place("project")));
        }
    }
}

/// Skills that nothing shows, claims without evidence, soft skills without a story.
fn check_evidence(portfolio: &Portfolio, skills: &[super::Skill], claims: &[Claim], diagnostics: &mut Vec<Diagnostic>) {
    let mut index = 0;
    for (group_at, group) in portfolio.skill_groups.iter().enumerate() {
        for (at, raw) in group.skills.iter().enumerate() {
            let skill = &skills[index];
            let place =
                |key: &str| claims::data_place(portfolio, "skills", &format!("[{group_at}].skills[{at}].{key}"));
            let id = SkillIndex::new(index);
            index += 1;
            if skill.count == 0 {
                let message = match &raw.claim {
                    Some(claim) => format!("the claim `{claim}` for `{}` has no evidence", skill.id),
                    None => format!("the skill `{}` has no evidence", skill.id),
                };
                let key = if raw.claim.is_some() { "claim" } else { "id" };
                diagnostics.push(
                    Diagnostic::new(Code::NoEvidence, message)
                        .at(place(key))
                        .help("name it in the `skills:` of a project, a position, a talk, a course, or remove it"),
                );
                continue;
            }
            let story = |claim: &Claim| {
                matches!(claim.kind, "position" | "talk" | "testimonial")
                    && claim.skills.iter().any(|(skill, _)| *skill == id)
            };
            if skill.kind == "soft" && !claims.iter().any(story) {
                diagnostics.push(
                    Diagnostic::new(Code::SoftSkillStory, format!("the soft skill `{}` has no story", skill.id))
                        .at(place("id"))
                        .help("a job, a talk or a testimonial that names it is a story; a project alone is none"),
                );
            }
        }
    }
}

fn check_pictures(site: &Site, portfolio: &Portfolio) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let statics = || site.statics.iter().filter_map(|path| path.strip_prefix("static/"));
    let mut missing = |src: &str, place: Place| {
        diagnostics.push(
            Diagnostic::new(Code::MissingImage, format!("there is no picture `{src}` in `static/`"))
                .at(place)
                .suggest(nearest(src, statics())),
        );
    };
    if let Some(image) = portfolio.profile.as_ref().and_then(|profile| profile.image.as_ref()) {
        if site.static_picture(&image.src).is_none() {
            missing(&image.src, claims::data_place(portfolio, "profile", "image.src"));
        }
    }
    diagnostics.extend(site.pages.iter().flat_map(|page| page.check_pictures(site)));
    diagnostics
}
