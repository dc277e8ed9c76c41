//! What each fact is in this version of the site: one fingerprint a fact.
//!
//! A view records with these fingerprints, and a later version is asked for them again, so that both mean the same by
//! construction. A fingerprint covers everything that the reader of the fact is given, and no places in lists.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::fact::Fact;
use super::pages::{Page, PageId};
use super::skills::SkillIndex;
use super::{Found, Node, Site};
use crate::diagnostic::SourcePath;
use crate::graph::Fingerprint;

/// Fingerprints that many pages ask for, worked out once.
#[derive(Debug, Default)]
pub struct Seals {
    texts: BTreeMap<String, Fingerprint>,
    skills: Vec<Fingerprint>,
    evidence: Vec<OnceLock<Fingerprint>>,
    summary: Fingerprint,
    navigation: Fingerprint,
    profile: Fingerprint,
    base: Fingerprint,
    timeline: OnceLock<Fingerprint>,
    filters: OnceLock<Fingerprint>,
    tags: OnceLock<Fingerprint>,
    groups: OnceLock<Fingerprint>,
    environments: OnceLock<Fingerprint>,
    sitemap: OnceLock<Fingerprint>,
}

impl Seals {
    /// Those of a site that is otherwise complete.
    pub fn of(site: &Site) -> Self {
        let texts = site.words.texts.iter().map(|(key, text)| (key.clone(), print(text))).collect();
        Self {
            texts,
            skills: site.skills.list.iter().map(print).collect(),
            evidence: site.skills.evidence.iter().map(|_| OnceLock::new()).collect(),
            summary: print(&site.summary),
            navigation: print(&site.navigation),
            profile: print(&site.profile),
            base: word(&site.config.base_url.to_string()),
            ..Self::default()
        }
    }
}

impl Site {
    /// Works out anew, now or when somebody asks, what other words of a page may have changed.
    pub(super) fn reseal(&mut self, id: PageId) {
        for (skill, _) in &self.pages[id.index()].skills {
            if let Some(seal) = self.seals.evidence.get_mut(skill.index()) {
                *seal = OnceLock::new();
            }
        }
        (self.seals.tags, self.seals.sitemap) = (OnceLock::new(), OnceLock::new());
        self.seals.navigation = print(&self.navigation);
    }
}

fn print<T: Serialize + ?Sized>(value: &T) -> Fingerprint {
    serde_json::to_vec(value).map_or(Fingerprint::ABSENT, |bytes| Fingerprint::of(&bytes))
}

fn word(text: &str) -> Fingerprint {
    Fingerprint::of(text.as_bytes())
}

/// A word that names nothing, where there may be more words.
fn hole(is_there: bool) -> Option<&'static str> {
    is_there.then_some("")
}

fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Fingerprint {
    Fingerprint::of_parts(texts.into_iter().map(str::as_bytes))
}

fn known(fingerprint: Option<Fingerprint>) -> Fingerprint {
    fingerprint.unwrap_or(Fingerprint::ABSENT)
}

impl Site {
    /// The fingerprint of a fact; [`Fingerprint::ABSENT`] if there is no such thing.
    pub fn now(&self, fact: &Fact) -> Fingerprint {
        match fact {
            Fact::Config(key) => known(self.config_value(key).map(print)),
            Fact::BaseUrl => self.seals.base,
            Fact::ThemeOption(name) => known(self.theme.options.get(name).map(print)),
            Fact::OptionNames => words(self.theme.options.keys().map(String::as_str)),
            Fact::Translation(key) => known(self.seals.texts.get(key).copied()),
            Fact::Template(name) => known(self.theme.templates.get(name).copied()),
            Fact::ComponentNames => words(self.theme.components.iter().map(String::as_str)),
            Fact::Navigation => self.seals.navigation,
            Fact::SiteSummary => self.seals.summary,
            Fact::Counts => print(&self.counts),
            Fact::Profile => self.seals.profile,
            Fact::Data(name) => known(self.data.get(name).map(|(_, seen)| *seen)),
            Fact::Timeline => *self.seals.timeline.get_or_init(|| print(&self.timeline)),
            Fact::Today => word(&self.words.today.date().to_string()),
            Fact::Node(path) => known(self.routes.get(path).map(|node| self.node_print(node))),
            Fact::Asset(path) => Self::asset_print(self.asset_url(path).as_deref()),
            Fact::AssetNames => words(self.theme.assets.keys().map(String::as_str)),
            Fact::Picture(path) => known(self.static_picture(path).map(|picture| print(&picture))),
            Fact::Verified(snippet) => known(self.proofs.get(snippet).map(|proof| word(&proof.to_string()))),
            Fact::ApiName(name, attributes) => Self::api_print(self.api_target(name, *attributes).as_ref()),
            Fact::Sitemap => *self.seals.sitemap.get_or_init(|| self.sitemap_print()),
            fact => self.page_fact(fact),
        }
    }

    fn page_fact(&self, fact: &Fact) -> Fingerprint {
        match fact {
            Fact::Card(path) => self.of_page(path, |_, page| page.card_fingerprint),
            Fact::Body(path) => self.of_page(path, |_, page| page.body_fingerprint),
            Fact::Included(path, what) => self.in_page(path, |page| Self::included_print(page, what)),
            Fact::Anchors(path) => self.of_page(path, |_, page| words(page.anchors())),
            Fact::SkillsOf(path) => self.of_page(path, |_, page| self.skills_print(page)),
            Fact::Neighbours(path) => self.of_page(path, |id, _| {
                let (before, after) = self.neighbours(id);
                words([before, after].map(|id| id.map_or("", |id| &self.page(id).path)))
            }),
            Fact::Related(path) => self.of_page(path, |id, _| self.related_print(id)),
            Fact::Target(from, target) => {
                self.in_page(from, |page| Some(Self::target_print(self.resolve(&page.document, target).as_ref())))
            }
            Fact::Missing(from, target) => self.in_page(from, |page| {
                let document = &page.document;
                let near = self.near_targets(document, target).unwrap_or_default();
                let broken = if self.is_broken(document, target) { "broken" } else { "" };
                Some(words([near.as_str(), self.unbuilt(document, target).unwrap_or_default(), broken]))
            }),
            Fact::DocumentPicture(from, target) => {
                self.in_page(from, |page| self.document_picture(&page.document, target).map(|picture| print(&picture)))
            }
            Fact::MissingPicture(from, target) => {
                self.in_page(from, |page| self.near_picture(&page.document, target).map(|near| word(&near)))
            }
            Fact::Extracted(path, name) => {
                self.in_page(path, |page| page.document.extracted(name).map(|file| file.fingerprint))
            }
            fact => self.list_fact(fact),
        }
    }

    fn list_fact(&self, fact: &Fact) -> Fingerprint {
        match fact {
            Fact::Project(slug) => known(self.project(slug).map(|id| word(&self.page(id).path))),
            Fact::ProjectSlugs => {
                words(self.projects.iter().map(|id| self.page(*id).slug.as_str()).chain(hole(self.holes.projects)))
            }
            Fact::Projects(query) => self.pages_print(&self.find_projects(query)),
            Fact::Posts(query) => self.pages_print(&self.find_posts(query)),
            Fact::Newest(limit) => self.pages_print(&self.newest(*limit)),
            Fact::Pages(path) => known(self.sections.get(path).map(|section| self.pages_print(&section.items))),
            Fact::Section(path) => known(self.sections.get(path).map(|section| {
                let index = section.index.map_or("", |id| &self.page(id).document.path);
                let own = [section.title.as_str(), &section.url, &section.summary, index];
                words(own.into_iter().chain(section.children.iter().map(String::as_str)))
            })),
            Fact::SectionTitle(name) => word(&self.section_title(name)),
            Fact::Filters => *self.seals.filters.get_or_init(|| self.filters_print()),
            Fact::Tags => {
                let tags = || self.tags.values().map(|tag| &tag.shown).collect::<Vec<_>>();
                *self.seals.tags.get_or_init(|| print(&tags()))
            }
            Fact::Tag(slug) => known(self.tags.get(slug).map(|tag| {
                Fingerprint::of_parts([&print(&tag.shown).bytes()[..], &self.pages_print(&tag.pages).bytes()])
            })),
            fact => self.skill_fact(fact),
        }
    }

    fn skill_fact(&self, fact: &Fact) -> Fingerprint {
        match fact {
            Fact::SkillNamed(name) => known(self.skills.vocabulary.find(name).map(|id| word(self.skill_id(id)))),
            Fact::SkillWords => words(self.skills.vocabulary.words().chain(hole(self.holes.skills))),
            Fact::Skills(query) => words(self.find_skills(query).into_iter().map(|id| self.skill_id(id))),
            Fact::SkillGroups => *self.seals.groups.get_or_init(|| {
                let members = |ids: &[SkillIndex]| ids.iter().map(|id| self.skill_id(*id)).collect::<Vec<_>>();
                print(&self.skills.groups.iter().map(|(name, ids)| (name, members(ids))).collect::<Vec<_>>())
            }),
            Fact::SkillNames => print(&self.shown_skill_names()),
            Fact::Skill(id) => self.of_skill(id, |id| self.seals.skills.get(id.index()).copied()),
            Fact::Evidence(id) => self.of_skill(id, |id| {
                let seal = self.seals.evidence.get(id.index())?;
                Some(*seal.get_or_init(|| print(&self.skills.evidence[id.index()])))
            }),
            Fact::SkillNeighbours(id) => self.of_skill(id, |id| Some(print(&self.skill_neighbour_refs(id)))),
            Fact::Snippet(id) => self.of_skill(id, |id| {
                let (page, code) = self.skill_snippet(id)?;
                let (document, block) = (&self.page(page).document, &code.block);
                let frame = format!("{:?} {:?}", block.attributes, document.front.api_links());
                let shown = code.shown.as_ref().map(|shown| shown.print.to_string()).unwrap_or_default();
                Some(words([&*document.path, block.language.name(), &frame, &block.source, &shown]))
            }),
            Fact::Axis => print(&self.skills.axis),
            Fact::Environments => *self.seals.environments.get_or_init(|| print(&self.shown_environments())),
            // Every other fact was answered before.
            _ => Fingerprint::ABSENT,
        }
    }

    /// What is at a path, by names that another version of the site uses too.
    fn node_print(&self, node: &Node) -> Fingerprint {
        match node {
            Node::Document(id) => words(["document", &self.page(*id).document.path]),
            Node::Skill(id) => words(["skill", self.skill_id(*id)]),
            Node::Environment(index) => words(["environment", self.environment_id(*index).unwrap_or_default()]),
            node => word(&format!("{node:?}")),
        }
    }

    fn skill_id(&self, id: SkillIndex) -> &str {
        self.skills.list.get(id.index()).map_or("", |skill| &skill.id)
    }

    fn of_skill(&self, name: &str, value: impl Fn(SkillIndex) -> Option<Fingerprint>) -> Fingerprint {
        let id = self.skills.vocabulary.find(name).filter(|id| self.skill_id(*id) == name);
        known(id.and_then(value))
    }

    fn of_page(&self, path: &SourcePath, value: impl Fn(PageId, &Page) -> Fingerprint) -> Fingerprint {
        known(self.page_at(path).map(|id| value(id, self.page(id))))
    }

    fn in_page(&self, path: &SourcePath, value: impl Fn(&Page) -> Option<Fingerprint>) -> Fingerprint {
        known(self.page_at(path).and_then(|id| value(self.page(id))))
    }

    /// Of the code that is shown, and of its place in the file; none if the file has not what is asked for.
    fn included_print(page: &Page, what: &str) -> Option<Fingerprint> {
        let shown = page.shown().filter(|(told, _)| *told == what).map(|(_, shown)| shown);
        let prints: Vec<[u8; 16]> = shown.map(|print| known(print).bytes()).collect();
        (!prints.is_empty()).then(|| Fingerprint::of_parts(prints.iter().map(<[u8; 16]>::as_slice)))
    }

    pub(super) fn asset_print(url: Option<&str>) -> Fingerprint {
        known(url.map(word))
    }

    pub(super) fn target_print(found: Option<&Found>) -> Fingerprint {
        known(found.map(|found| words([found.url.as_str(), found.document.as_deref().unwrap_or_default()])))
    }

    pub(super) fn pages_print(&self, pages: &[PageId]) -> Fingerprint {
        // The source too: another page at the same address has another card.
        words(pages.iter().map(|id| &*self.page(*id).document.path))
    }

    fn skills_print(&self, page: &Page) -> Fingerprint {
        print(&page.skills.iter().map(|(skill, code)| (self.skill_id(*skill), code)).collect::<Vec<_>>())
    }

    fn related_print(&self, id: PageId) -> Fingerprint {
        let shown = self.related(id).iter().map(|related| {
            let shared: Vec<_> = related.shared.iter().map(|skill| self.skill_ref(*skill)).collect();
            (&*self.page(related.page).document.path, shared)
        });
        print(&shown.collect::<Vec<_>>())
    }

    fn filters_print(&self) -> Fingerprint {
        let shown: Vec<String> = self.filters.iter().map(|group| format!("{group:?}")).collect();
        words(shown.iter().map(String::as_str))
    }

    fn sitemap_print(&self) -> Fingerprint {
        let entries: Vec<String> = self.sitemap().iter().map(|entry| format!("{entry:?}")).collect();
        words(entries.iter().map(String::as_str))
    }
}
