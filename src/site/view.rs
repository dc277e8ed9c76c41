//! The only door from rendering to the site: every method records what was read, with the fingerprint it had.
//!
//! A view belongs to one render. Nobody declares a dependency by hand, so none can be forgotten; a lookup that finds
//! nothing is recorded as absence, so that a later appearance is noticed too.

use std::sync::Arc;

use serde_json::Value as Json;

use super::fact::Fact;
use super::navigation::NavigationItem;
use super::pages::{Page, PageId};
use super::profile::Profile;
use super::query::{PostQuery, ProjectQuery, SkillQuery};
use super::related::Related;
use super::route::{Filter, FilterKey};
use super::sections::Section;
use super::shape::{Axis, Card, Date, Entry, Environment, EvidenceGroup, Picture, Skill, SkillRef, TagCount};
use super::skills::SkillIndex;
use super::summary::{Counts, SiteSummary};
use super::{Missing, Site, Target};
use crate::code::{Proof, Snippet};
use crate::config::ApiScope;
use crate::content::{CodeBlock, Document};
use crate::diagnostic::SourcePath;
use crate::graph::{Fingerprint, ReadLog, Recorder};
use crate::python::ApiTarget;

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

impl View {
    /// A view with an empty log.
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, log: Recorder::new() }
    }

    /// What was read.
    pub fn finish(self) -> ReadLog<Fact> {
        self.log.finish()
    }

    fn read(&self, fact: Fact) {
        let seen = self.site.now(&fact);
        self.log.record(fact, seen);
    }

    /// Notes a read whose fingerprint is worked out from the answer, since working out the answer twice would cost too much.
    fn read_as(&self, fact: Fact, seen: Fingerprint) {
        debug_assert_eq!(seen, self.site.now(&fact), "{fact:?}");
        self.log.record(fact, seen);
    }

    fn source(&self, id: PageId) -> SourcePath {
        SourcePath::clone(&self.site.page(id).document.path)
    }

    // --- the site as a whole ---

    /// What every page shows of the site.
    pub fn site_summary(&self) -> &SiteSummary {
        self.read(Fact::SiteSummary);
        &self.site.summary
    }

    /// How many projects, posts and skills there are.
    pub fn counts(&self) -> Counts {
        self.read(Fact::Counts);
        self.site.counts
    }

    /// The site's language as a tag for HTML.
    pub fn language_tag(&self) -> &str {
        self.read(Fact::Config("language".to_owned()));
        &self.site.config.language
    }

    /// A value of the configuration by dotted key.
    pub fn config(&self, key: &str) -> Option<&Json> {
        self.read(Fact::Config(key.to_owned()));
        self.site.config_value(key)
    }

    /// An option of the theme.
    pub fn option(&self, name: &str) -> Option<&Json> {
        self.read(Fact::ThemeOption(name.to_owned()));
        self.site.theme.options.get(name)
    }

    /// Names of all options of the theme, for suggestions.
    pub fn option_names(&self) -> impl Iterator<Item = &str> {
        self.read(Fact::OptionNames);
        self.site.theme.options.keys().map(String::as_str)
    }

    /// Notes that a template is used, with all that it may bring in.
    pub fn template(&self, name: &str) {
        self.read(Fact::Template(name.to_owned()));
    }

    /// Names of all Markdown components, for suggestions.
    pub fn component_names(&self) -> impl Iterator<Item = &str> {
        self.read(Fact::ComponentNames);
        self.site.theme.components.iter().map(String::as_str)
    }

    /// The navigation as seen from the page at `current`.
    pub fn navigation(&self, current: &str) -> Vec<NavigationItem> {
        self.read(Fact::Navigation);
        self.site.navigation.iter().map(|entry| entry.seen_from(current)).collect()
    }

    /// An interface text: a text, or a map of its plural forms.
    pub fn translation(&self, key: &str) -> Option<&Json> {
        self.read(Fact::Translation(key.to_owned()));
        self.site.words.texts.get(key)
    }

    /// An interface text without arguments; the key's last part when the theme has none.
    pub fn text(&self, key: &str) -> String {
        self.translation(key);
        self.site.words.text(key)
    }

    /// Today.
    pub fn today(&self) -> Date {
        self.read(Fact::Today);
        self.site.words.date(self.site.words.today.date())
    }

    /// The person.
    pub fn profile(&self) -> &Profile {
        self.read(Fact::Profile);
        &self.site.profile
    }

    /// A data file by its stem.
    pub fn data(&self, name: &str) -> Option<&Json> {
        self.read(Fact::Data(name.to_owned()));
        self.site.data.get(name).map(|(value, _)| value)
    }

    /// The entries of the career path.
    pub fn timeline(&self) -> &[Entry] {
        self.read(Fact::Timeline);
        &self.site.timeline
    }

    // --- addresses ---

    /// Notes that what is planned at a site path decides what is rendered.
    pub fn node(&self, path: &str) {
        self.read(Fact::Node(path.to_owned()));
    }

    /// A site path below the base path.
    pub fn url(&self, path: &str) -> String {
        self.read(Fact::BaseUrl);
        self.site.url(path)
    }

    /// A site path as an absolute address.
    pub fn permalink(&self, path: &str) -> String {
        self.read(Fact::BaseUrl);
        self.site.permalink(path)
    }

    /// An address that already carries the base path, made absolute.
    pub fn absolute(&self, url: &str) -> String {
        self.read(Fact::BaseUrl);
        self.site.absolute(url)
    }

    /// The address of an asset: the site's own in `static/`, else the theme's.
    pub fn asset(&self, path: &str) -> Option<String> {
        let url = self.site.asset_url(path);
        self.read_as(Fact::Asset(path.to_owned()), Site::asset_print(url.as_deref()));
        url
    }

    /// Names of all assets, for suggestions.
    pub fn asset_names(&self) -> impl Iterator<Item = &str> {
        self.read(Fact::AssetNames);
        self.site.theme.assets.keys().map(String::as_str)
    }

    /// A picture in `static/`.
    pub fn picture(&self, path: &str) -> Option<Picture> {
        self.read(Fact::Picture(path.to_owned()));
        self.site.static_picture(path)
    }

    /// Where a target written in a document leads.
    pub fn target(&self, from: &Document, target: &str) -> Target {
        let found = self.site.resolve(from, target);
        self.read_as(
            Fact::Target(SourcePath::clone(&from.path), target.to_owned()),
            Site::target_print(found.as_ref()),
        );
        let Some(found) = found else {
            self.read(Fact::Missing(SourcePath::clone(&from.path), target.to_owned()));
            return Target::Missing(Missing {
                near: self.site.near_targets(from, target),
                unbuilt: self.site.unbuilt(from, target),
                broken: self.site.is_broken(from, target),
            });
        };
        if let Some(path) = found.document.as_ref().filter(|_| target.contains('#')) {
            self.read(Fact::Anchors(SourcePath::clone(path)));
        }
        Target::Found(found)
    }

    /// A picture as a document refers to it.
    pub fn document_picture(&self, from: &Document, target: &str) -> Option<Picture> {
        self.read(Fact::DocumentPicture(SourcePath::clone(&from.path), target.to_owned()));
        self.site.document_picture(from, target)
    }

    /// A picture out of a notebook.
    pub fn extracted(&self, source: &SourcePath, name: &str) -> Option<&[u8]> {
        self.read(Fact::Extracted(SourcePath::clone(source), name.to_owned()));
        let page = self.site.page(self.site.page_at(source)?);
        page.document.extracted(name).map(|file| &*file.bytes)
    }

    /// What may have been meant by a picture that is not there.
    pub fn near_picture(&self, from: &Document, target: &str) -> Option<String> {
        self.read(Fact::MissingPicture(SourcePath::clone(&from.path), target.to_owned()));
        self.site.near_picture(from, target)
    }

    // --- pages ---

    /// How lists show a page.
    pub fn card(&self, id: PageId) -> &Card {
        self.read(Fact::Card(self.source(id)));
        &self.site.page(id).card
    }

    /// A page with its body, and the code that it shows of files. Bodies are only read by the page itself and by full feeds.
    pub fn page(&self, id: PageId) -> &Page {
        self.read(Fact::Body(self.source(id)));
        let page = self.site.page(id);
        for (what, _) in page.shown() {
            self.read(Fact::Included(self.source(id), what.to_owned()));
        }
        page
    }

    /// Where a qualified name of Python is documented, or what is left of it without up to so many attributes.
    pub fn api_target(&self, name: &str, attributes: u8) -> Option<ApiTarget> {
        let target = self.site.api_target(name, attributes);
        self.read_as(Fact::ApiName(name.to_owned(), attributes), Site::api_print(target.as_ref()));
        target
    }

    /// In what the meaning of names in the code of a document is looked for; the document has been read.
    pub fn api_scope(&self, of: &Document) -> ApiScope {
        of.front.api_links().unwrap_or_else(|| {
            self.read(Fact::Config("api_links.scope".to_owned()));
            self.site.config.api_links.scope
        })
    }

    /// The same for a page of which another page shows a block.
    pub fn snippet_scope(&self, id: PageId) -> ApiScope {
        self.api_scope(&self.site.page(id).document)
    }

    /// The project of that slug.
    pub fn project(&self, slug: &str) -> Option<PageId> {
        self.read(Fact::Project(slug.to_owned()));
        self.site.project(slug)
    }

    /// The slugs of all projects, for suggestions.
    pub fn project_slugs(&self) -> impl Iterator<Item = &str> {
        self.read(Fact::ProjectSlugs);
        self.site.projects.iter().map(|id| self.site.page(*id).slug.as_str())
    }

    /// Whether there may be more projects, in files with faults.
    pub fn may_be_more_projects(&self) -> bool {
        self.read(Fact::ProjectSlugs);
        self.site.holes.projects
    }

    /// The projects that a question finds.
    pub fn projects(&self, query: &ProjectQuery) -> Vec<PageId> {
        let found = self.site.find_projects(query);
        self.read_as(Fact::Projects(Box::new(query.clone())), self.site.pages_print(&found));
        found
    }

    /// The posts that a question finds.
    pub fn posts(&self, query: &PostQuery) -> Vec<PageId> {
        let found = self.site.find_posts(query);
        self.read_as(Fact::Posts(Box::new(query.clone())), self.site.pages_print(&found));
        found
    }

    /// Projects and posts together, newest first.
    pub fn newest(&self, limit: Option<usize>) -> Vec<PageId> {
        let found = self.site.newest(limit);
        self.read_as(Fact::Newest(limit), self.site.pages_print(&found));
        found
    }

    /// The pages of a section.
    pub fn pages(&self, section: &str) -> &[PageId] {
        self.read(Fact::Pages(section.to_owned()));
        self.site.sections.get(section).map_or(&[], |section| &section.items)
    }

    /// A section by its path. Its pages are another fact: [`View::pages`].
    pub fn section(&self, path: &str) -> Option<&Section> {
        self.read(Fact::Section(path.to_owned()));
        self.site.sections.get(path)
    }

    /// The title of a built-in section (`projects`, `writing`).
    pub fn section_title(&self, name: &str) -> String {
        self.read(Fact::SectionTitle(name.to_owned()));
        self.site.section_title(name)
    }

    /// The projects that share most with one, each with what they share.
    pub fn related(&self, id: PageId) -> Vec<(PageId, Vec<SkillRef>)> {
        self.read(Fact::Related(self.source(id)));
        let named = |related: &Related| {
            let shared = related.shared.iter().map(|skill| self.site.skill_ref(*skill).clone()).collect();
            (related.page, shared)
        };
        self.site.related(id).iter().map(named).collect()
    }

    /// The pages before and after one in its list.
    pub fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        self.read(Fact::Neighbours(self.source(id)));
        self.site.neighbours(id)
    }

    /// The values by which the project index can be narrowed, with their counts.
    pub fn filters(&self) -> &[(FilterKey, Vec<FilterChoice>)] {
        self.read(Fact::Filters);
        &self.site.filters
    }

    /// All tags.
    pub fn tags(&self) -> Vec<TagCount> {
        self.read(Fact::Tags);
        self.site.tags.values().map(|tag| tag.shown.clone()).collect()
    }

    /// One tag with its pages.
    pub fn tag(&self, slug: &str) -> Option<(TagCount, Vec<PageId>)> {
        self.read(Fact::Tag(slug.to_owned()));
        self.site.tags.get(slug).map(|tag| (tag.shown.clone(), tag.pages.clone()))
    }

    /// Whether projects have a filter page for this value.
    pub fn filter_title(&self, filter: &Filter) -> Option<String> {
        let choices = self.filters().iter().find(|(key, _)| *key == filter.key)?;
        choices.1.iter().find(|choice| choice.value == filter.value).map(|choice| choice.label.clone())
    }

    // --- skills ---

    /// The skill that an id or an alias names.
    pub fn skill_id(&self, word: &str) -> Option<SkillIndex> {
        self.read(Fact::SkillNamed(word.to_owned()));
        self.site.skills.vocabulary.find(word)
    }

    /// All words that name skills, for suggestions.
    pub fn skill_words(&self) -> impl Iterator<Item = &str> {
        self.read(Fact::SkillWords);
        self.site.skills.vocabulary.words()
    }

    /// Whether there may be more skills, in a file with faults.
    pub fn may_be_more_skills(&self) -> bool {
        self.read(Fact::SkillWords);
        self.site.holes.skills
    }

    /// A skill.
    pub fn skill(&self, id: SkillIndex) -> &Skill {
        let skill = &self.site.skills.list[id.index()];
        self.read(Fact::Skill(skill.id.clone()));
        skill
    }

    /// Names of all skills with evidence.
    pub fn skill_names(&self) -> Vec<&str> {
        self.read(Fact::SkillNames);
        self.site.shown_skill_names()
    }

    /// The skills that a question finds.
    pub fn skills(&self, query: &SkillQuery) -> Vec<SkillIndex> {
        self.read(Fact::Skills(Box::new(query.clone())));
        self.site.find_skills(query)
    }

    /// Headings with the skills below them.
    pub fn skill_groups(&self) -> &[(String, Vec<SkillIndex>)] {
        self.read(Fact::SkillGroups);
        &self.site.skills.groups
    }

    /// The evidence of a skill.
    pub fn evidence(&self, id: SkillIndex) -> &[EvidenceGroup] {
        self.read(Fact::Evidence(self.site.skills.list[id.index()].id.clone()));
        &self.site.skills.evidence[id.index()]
    }

    /// The skills most often used together with one.
    pub fn skill_neighbours(&self, id: SkillIndex) -> Vec<&SkillRef> {
        self.read(Fact::SkillNeighbours(self.site.skills.list[id.index()].id.clone()));
        self.site.skill_neighbour_refs(id)
    }

    /// The common time axis of skills.
    pub fn axis(&self) -> &Axis {
        self.read(Fact::Axis);
        &self.site.skills.axis
    }

    /// How a project shows each skill: `None`, or whether its code does.
    pub fn project_skills(&self, id: PageId) -> &[(SkillIndex, bool)] {
        self.read(Fact::SkillsOf(self.source(id)));
        &self.site.page(id).skills
    }

    /// The newest project or post whose code imports a module of the skill, with the block that does.
    pub fn skill_snippet(&self, id: SkillIndex) -> Option<(PageId, CodeBlock)> {
        self.read(Fact::Snippet(self.site.skills.list[id.index()].id.clone()));
        self.site.skill_snippet(id)
    }

    /// With which Python a snippet was run and found true, if it was.
    pub fn verified(&self, snippet: &Snippet<'_>) -> Option<String> {
        self.read(Fact::Verified(snippet.print));
        self.site.proofs.get(&snippet.print).map(Proof::shown)
    }

    /// The work environments in which something was done.
    pub fn environments(&self) -> Vec<&Environment> {
        self.read(Fact::Environments);
        self.site.shown_environments()
    }

    // --- files ---

    /// Everything that may be found, by address.
    pub fn sitemap(&self) -> Vec<SitemapEntry> {
        self.read(Fact::Sitemap);
        self.site.sitemap()
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
