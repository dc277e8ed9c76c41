//! The only door from rendering to the site: every method records what was read, with the fingerprint it had.
//!
//! A view belongs to one render. Nobody declares a dependency by hand, so none can be forgotten; a lookup that finds
//! nothing is recorded as absence, so that a later appearance is noticed too.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value as Json;

use super::fact::Fact;
use super::navigation::NavigationItem;
use super::pages::{Page, PageId};
use super::profile::Profile;
use super::query::{PostQuery, ProjectQuery, SkillQuery, SkillSort};
use super::related::Related;
use super::route::{Filter, FilterKey};
use super::sections::Section;
use super::shape::{Axis, Card, Date, Entry, Environment, EvidenceGroup, Picture, Skill, SkillRef, TagCount};
use super::skills::SkillIndex;
use super::summary::SiteSummary;
use super::{Site, Target};
use crate::content::Document;
use crate::graph::{Fingerprint, ReadLog, Recorder};

/// A recording view of one version of the site, for one render.
pub struct View {
    site: Arc<Site>,
    log: Recorder<Fact>,
}

/// A page in the sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapEntry {
    /// Its absolute address.
    pub permalink: String,
    /// When it last changed by its front matter.
    pub date: Option<String>,
}

fn fingerprint<T: Serialize + ?Sized>(value: &T) -> Fingerprint {
    serde_json::to_vec(value).map_or(Fingerprint::ABSENT, |bytes| Fingerprint::of(&bytes))
}

fn fingerprint_of<T: Serialize + ?Sized>(value: Option<&T>) -> Fingerprint {
    value.map_or(Fingerprint::ABSENT, fingerprint)
}

impl View {
    /// A view with an empty log.
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, log: Recorder::new() }
    }

    /// What was read.
    pub fn finish(self) -> ReadLog<Fact> {
        self.log.finish()
    }

    fn read(&self, fact: Fact, seen: Fingerprint) {
        self.log.record(fact, seen);
    }

    // --- the site as a whole ---

    /// What every page shows of the site.
    pub fn site_summary(&self) -> &SiteSummary {
        self.read(Fact::SiteSummary, self.site.summary_fingerprint);
        &self.site.summary
    }

    /// The site's language as a tag for HTML.
    pub fn language_tag(&self) -> &str {
        self.read(Fact::Config("language".to_owned()), Fingerprint::of(self.site.config.language.as_bytes()));
        &self.site.config.language
    }

    /// A value of the configuration by dotted key.
    pub fn config(&self, key: &str) -> Option<&Json> {
        let value = key.split('.').try_fold(&self.site.config_values, |value, part| value.get(part));
        self.read(Fact::Config(key.to_owned()), fingerprint_of(value));
        value
    }

    /// An option of the theme.
    pub fn option(&self, name: &str) -> Option<&Json> {
        let value = self.site.theme.options.get(name);
        self.read(Fact::ThemeOption(name.to_owned()), fingerprint_of(value));
        value
    }

    /// The navigation as seen from the page at `current`.
    pub fn navigation(&self, current: &str) -> Vec<NavigationItem> {
        self.read(Fact::Navigation, self.site.navigation_fingerprint);
        self.site.navigation.iter().map(|entry| entry.seen_from(current)).collect()
    }

    /// An interface text: a text, or a map of its plural forms.
    pub fn translation(&self, key: &str) -> Option<&Json> {
        let text = self.site.words.texts.get(key);
        self.read(Fact::Translation(key.to_owned()), fingerprint_of(text));
        text
    }

    /// An interface text without arguments; the key's last part when the theme has none.
    pub fn text(&self, key: &str) -> String {
        self.translation(key);
        self.site.words.text(key)
    }

    /// Today.
    pub fn today(&self) -> Date {
        let today = self.site.words.date(self.site.words.today.date());
        self.read(Fact::Today, Fingerprint::of(today.iso.as_bytes()));
        today
    }

    /// The person.
    pub fn profile(&self) -> &Profile {
        self.read(Fact::Profile, self.site.profile_fingerprint);
        &self.site.profile
    }

    /// A data file by its stem.
    pub fn data(&self, name: &str) -> Option<&Json> {
        let entry = self.site.data.get(name);
        self.read(Fact::Data(name.to_owned()), entry.map_or(Fingerprint::ABSENT, |(_, seen)| *seen));
        entry.map(|(value, _)| value)
    }

    /// The entries of the career path.
    pub fn timeline(&self) -> &[Entry] {
        self.read(Fact::Timeline, self.site.timeline_fingerprint);
        &self.site.timeline
    }

    // --- addresses ---

    /// A site path below the base path.
    pub fn url(&self, path: &str) -> String {
        self.read(Fact::Config("base_url".to_owned()), self.site.base_fingerprint);
        self.site.url(path)
    }

    /// A site path as an absolute address.
    pub fn permalink(&self, path: &str) -> String {
        self.read(Fact::Config("base_url".to_owned()), self.site.base_fingerprint);
        self.site.permalink(path)
    }

    /// An address that already carries the base path, made absolute.
    pub fn absolute(&self, url: &str) -> String {
        self.read(Fact::Config("base_url".to_owned()), self.site.base_fingerprint);
        self.site.absolute(url)
    }

    /// The address of an asset: the site's own in `static/`, else the theme's.
    pub fn asset(&self, path: &str) -> Option<String> {
        let url = self.site.asset_url(path);
        self.read(
            Fact::Asset(path.to_owned()),
            url.as_ref().map_or(Fingerprint::ABSENT, |url| Fingerprint::of(url.as_bytes())),
        );
        url
    }

    /// Names of all assets, for suggestions.
    pub fn asset_names(&self) -> Vec<String> {
        self.site.theme.assets.keys().cloned().collect()
    }

    /// A picture in `static/` or beside a page.
    pub fn picture(&self, path: &str) -> Option<Picture> {
        let picture = self.site.static_picture(path);
        self.read(Fact::Picture(path.to_owned()), fingerprint_of(picture.as_ref()));
        picture
    }

    /// Where a target written in a document leads.
    pub fn target(&self, from: &Document, target: &str) -> Target {
        let found = self.site.resolve(from, target);
        let seen = found.as_ref().map_or(Fingerprint::ABSENT, |found| Fingerprint::of(found.url.as_bytes()));
        self.read(Fact::Route(format!("{} {target}", from.path)), seen);
        match found {
            Some(found) => {
                if let (Some(path), Some(anchors)) = (&found.document, found.anchors_fingerprint) {
                    self.read(Fact::Anchors(path.clone()), anchors);
                }
                Target::Found(found)
            }
            None => Target::Missing(self.site.near_targets(from, target)),
        }
    }

    /// A picture as a document refers to it.
    pub fn document_picture(&self, from: &Document, target: &str) -> Option<Picture> {
        let picture = self.site.document_picture(from, target);
        self.read(Fact::Picture(format!("{} {target}", from.path)), fingerprint_of(picture.as_ref()));
        picture
    }

    // --- pages ---

    /// How lists show a page.
    pub fn card(&self, id: PageId) -> &Card {
        let page = self.site.page(id);
        self.read(Fact::Card(page.document.path.clone()), page.card_fingerprint);
        &page.card
    }

    /// A page with its body. Bodies are only read by the page itself and by full feeds.
    pub fn page(&self, id: PageId) -> &Page {
        let page = self.site.page(id);
        self.read(Fact::Body(page.document.path.clone()), page.body_fingerprint);
        page
    }

    /// The project of that slug.
    pub fn project(&self, slug: &str) -> Option<PageId> {
        let id = self.site.project(slug);
        let seen = id.map_or(Fingerprint::ABSENT, |id| Fingerprint::of(self.site.page(id).path.as_bytes()));
        self.read(Fact::Query(format!("project {slug}")), seen);
        id
    }

    /// The slugs of all projects, for suggestions.
    pub fn project_slugs(&self) -> Vec<String> {
        self.site.projects.iter().map(|id| self.site.page(*id).slug.clone()).collect()
    }

    fn pages_read(&self, word: String, pages: &[PageId]) {
        let paths = pages.iter().map(|id| self.site.page(*id).path.as_bytes());
        self.read(Fact::Query(word), Fingerprint::of_parts(paths));
    }

    /// The projects that a question finds.
    pub fn projects(&self, query: &ProjectQuery) -> Vec<PageId> {
        let found = self.site.find_projects(query);
        self.pages_read(query.word(), &found);
        found
    }

    /// The posts that a question finds.
    pub fn posts(&self, query: &PostQuery) -> Vec<PageId> {
        let found = self.site.find_posts(query);
        self.pages_read(query.word(), &found);
        found
    }

    /// Projects and posts together, newest first.
    pub fn newest(&self, limit: Option<usize>) -> Vec<PageId> {
        let found = self.site.newest(limit);
        self.pages_read(format!("newest {limit:?}"), &found);
        found
    }

    /// The pages of a section.
    pub fn pages(&self, section: &str) -> Vec<PageId> {
        let found = self.site.sections.get(section).map(|section| section.items.clone()).unwrap_or_default();
        self.pages_read(format!("pages {section}"), &found);
        found
    }

    /// A section by its path.
    pub fn section(&self, path: &str) -> Option<Section> {
        let section = self.site.sections.get(path).cloned();
        let seen = section.as_ref().map_or(Fingerprint::ABSENT, Section::fingerprint);
        self.read(Fact::Query(format!("section {path}")), seen);
        section
    }

    /// The title of a built-in section (`projects`, `writing`).
    pub fn section_title(&self, name: &str) -> String {
        let title = self.site.section_title(name);
        self.read(Fact::Query(format!("title of {name}")), Fingerprint::of(title.as_bytes()));
        title
    }

    /// The projects that share most with one, each with what they share.
    pub fn related(&self, id: PageId) -> Vec<(PageId, Vec<SkillRef>)> {
        let named = |related: &Related| {
            let shared = related.shared.iter().map(|skill| self.site.skill_ref(*skill).clone()).collect();
            (related.page, shared)
        };
        let found: Vec<(PageId, Vec<SkillRef>)> = self.site.related(id).iter().map(named).collect();
        let seen: Vec<_> = found.iter().map(|(page, shared)| (&self.site.page(*page).path, shared)).collect();
        self.read(Fact::Query(format!("related {}", self.site.page(id).path)), fingerprint(&seen));
        found
    }

    /// The pages before and after one in its list.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let found = self.site.neighbours(id);
        let both: Vec<PageId> = [found.0, found.1].into_iter().flatten().collect();
        self.pages_read(format!("neighbours {}", self.site.page(id).path), &both);
        found
    }

    /// The values by which the project index can be narrowed, with their counts.
    pub fn filters(&self) -> &[(FilterKey, Vec<FilterChoice>)] {
        let words = self.site.filters.iter().flat_map(|(_, choices)| choices).map(|choice| format!("{choice:?}"));
        let words: Vec<String> = words.collect();
        self.read(Fact::Query("filters".to_owned()), Fingerprint::of_parts(words.iter().map(String::as_bytes)));
        &self.site.filters
    }

    /// All tags.
    pub fn tags(&self) -> Vec<TagCount> {
        let tags: Vec<TagCount> = self.site.tags.values().map(|tag| tag.shown.clone()).collect();
        self.read(Fact::Query("tags".to_owned()), fingerprint(&tags));
        tags
    }

    /// One tag with its pages.
    pub fn tag(&self, slug: &str) -> Option<(TagCount, Vec<PageId>)> {
        let tag = self.site.tags.get(slug);
        self.read(Fact::Query(format!("tag {slug}")), fingerprint_of(tag.map(|tag| &tag.shown)));
        let tag = tag?;
        self.pages_read(format!("pages of tag {slug}"), &tag.pages);
        Some((tag.shown.clone(), tag.pages.clone()))
    }

    /// Whether projects have a filter page for this value.
    pub fn filter_title(&self, filter: &Filter) -> Option<String> {
        let choices = self.filters().iter().find(|(key, _)| *key == filter.key)?;
        choices.1.iter().find(|choice| choice.value == filter.value).map(|choice| choice.label.clone())
    }

    // --- skills ---

    /// The skill that an id or an alias names.
    pub fn skill_id(&self, word: &str) -> Option<SkillIndex> {
        let id = self.site.skills.vocabulary.find(word);
        let seen =
            id.map_or(Fingerprint::ABSENT, |id| Fingerprint::of(self.site.skills.list[id.index()].id.as_bytes()));
        self.read(Fact::Query(format!("skill {word}")), seen);
        id
    }

    /// All words that name skills, for suggestions.
    pub fn skill_words(&self) -> Vec<String> {
        self.site.skills.vocabulary.words().map(str::to_owned).collect()
    }

    /// A skill.
    pub fn skill(&self, id: SkillIndex) -> &Skill {
        let skill = &self.site.skills.list[id.index()];
        self.read(Fact::Skill(skill.id.clone()), fingerprint(skill));
        skill
    }

    /// Names of all skills with evidence.
    pub fn skill_names(&self) -> Vec<String> {
        let names: Vec<String> =
            self.site.skills.list.iter().filter(|skill| skill.count > 0).map(|skill| skill.name.clone()).collect();
        self.read(Fact::Query("skill names".to_owned()), fingerprint(&names));
        names
    }

    fn skills_read(&self, word: &str, skills: &[SkillIndex]) {
        let ids = skills.iter().map(|id| self.site.skills.list[id.index()].id.as_bytes());
        self.read(Fact::Query(word.to_owned()), Fingerprint::of_parts(ids));
    }

    /// The skills that a question finds.
    pub fn skills(&self, query: &SkillQuery) -> Vec<SkillIndex> {
        let list = &self.site.skills.list;
        let wanted = |skill: &Skill| query.kind.as_ref().is_none_or(|kind| kind == skill.kind);
        let mut found: Vec<SkillIndex> =
            (0..list.len()).filter(|index| wanted(&list[*index])).map(SkillIndex::new).collect();
        if query.sort == SkillSort::Evidence {
            found.sort_by_key(|id| std::cmp::Reverse(list[id.index()].count));
        }
        found.truncate(query.limit.unwrap_or(usize::MAX));
        self.skills_read(&query.word(), &found);
        found
    }

    /// Headings with the skills below them.
    pub fn skill_groups(&self) -> Vec<(String, Vec<SkillIndex>)> {
        let groups = self.site.skills.groups.clone();
        let names: Vec<&str> = groups.iter().map(|(name, _)| name.as_str()).collect();
        self.read(Fact::Query("skill groups".to_owned()), fingerprint(&names));
        for (name, skills) in &groups {
            self.skills_read(&format!("skill group {name}"), skills);
        }
        groups
    }

    /// The evidence of a skill.
    pub fn evidence(&self, id: SkillIndex) -> &[EvidenceGroup] {
        let evidence = &self.site.skills.evidence[id.index()];
        self.read(Fact::Evidence(self.site.skills.list[id.index()].id.clone()), fingerprint(evidence));
        evidence
    }

    /// The skills most often used together with one.
    pub fn skill_neighbours(&self, id: SkillIndex) -> Vec<SkillRef> {
        let refs = &self.site.skills.vocabulary.refs;
        let found = self.site.skills.neighbours[id.index()].iter();
        let found: Vec<SkillRef> = found.map(|index| refs[index.index()].clone()).collect();
        let word = format!("neighbours of skill {}", self.site.skills.list[id.index()].id);
        self.read(Fact::Query(word), fingerprint(&found));
        found
    }

    /// The common time axis of skills.
    pub fn axis(&self) -> &Axis {
        self.read(Fact::Query("axis".to_owned()), fingerprint(&self.site.skills.axis));
        &self.site.skills.axis
    }

    /// How a project shows each skill: `None`, or whether its code does.
    pub fn project_skills(&self, id: PageId) -> &[(SkillIndex, bool)] {
        let page = self.site.page(id);
        let words: Vec<String> = page
            .skills
            .iter()
            .map(|(skill, code)| format!("{} {code}", self.site.skills.list[skill.index()].id))
            .collect();
        self.read(Fact::Query(format!("skills of {}", page.path)), fingerprint(&words));
        &page.skills
    }

    /// The newest project or post whose code imports a module of the skill, with the block's place among its code blocks.
    pub fn skill_snippet(&self, id: SkillIndex) -> Option<(PageId, usize)> {
        let found = self.site.skill_snippet(id);
        let word = format!("snippet of {}", self.site.skills.list[id.index()].id);
        let seen = found.map_or(Fingerprint::ABSENT, |(page, _)| self.site.page(page).body_fingerprint);
        self.read(Fact::Query(word), seen);
        found
    }

    /// The work environments in which something was done.
    pub fn environments(&self) -> Vec<Environment> {
        let list: Vec<Environment> =
            self.site.environments.iter().filter(|environment| environment.count > 0).cloned().collect();
        self.read(Fact::Query("environments".to_owned()), fingerprint(&list));
        list
    }

    // --- files ---

    /// Everything that may be found, by address.
    pub fn sitemap(&self) -> Vec<SitemapEntry> {
        let entries = self.site.sitemap();
        let words: Vec<String> = entries.iter().map(|entry| format!("{entry:?}")).collect();
        self.read(Fact::Query("sitemap".to_owned()), fingerprint(&words));
        entries
    }

    /// Whether there is a sitemap.
    pub fn has_sitemap(&self) -> bool {
        self.config("outputs.sitemap").and_then(Json::as_bool).unwrap_or(false)
    }

    /// The custom domain.
    pub fn cname(&self) -> Option<String> {
        self.config("outputs.cname").and_then(Json::as_str).map(str::to_owned)
    }
}

/// A value by which the project index can be narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterChoice {
    /// In addresses.
    pub value: String,
    /// For readers.
    pub label: String,
    /// Its page, with the base path.
    pub url: String,
    /// How many projects.
    pub count: usize,
}
