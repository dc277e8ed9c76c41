//! Lists of pages: projects, posts, sections, tags, and the values by which projects can be narrowed.

use std::collections::BTreeMap;

use super::assemble::Parts;
use super::pages::{self, Page, PageId};
use super::related::{Relations, WithSkills};
use super::sections::Section;
use super::shape::{TagCount, TagRef};
use super::tags::TagAddresses;
use super::view::FilterChoice;
use super::words::Words;
use super::{FilterKey, Tag, plan};

/// By so many values of one kind the project index can be narrowed.
const MOST_CHOICES: usize = 60;

/// Everything that lists pages.
pub struct Lists {
    /// In the configured order.
    pub projects: Vec<PageId>,
    /// Newest first.
    pub posts: Vec<PageId>,
    /// By path.
    pub sections: BTreeMap<String, Section>,
    /// By slug.
    pub tags: BTreeMap<String, Tag>,
}

impl Lists {
    /// The lists of `pages`, which learn their places in them.
    pub fn of(pages: &mut [Page], parts: &Parts, (words, addresses): (&Words, &TagAddresses)) -> Self {
        let listed = |kind: &'static str| move |(_, page): &(usize, &Page)| page.listed && page.card.kind == kind;
        let ids = |kind: &'static str| {
            pages.iter().enumerate().filter(listed(kind)).map(|(index, _)| PageId::new(index)).collect::<Vec<_>>()
        };
        let (mut projects, mut posts) = (ids("project"), ids("post"));
        let order = (parts.config.projects.sort, words.today);
        projects.sort_by_cached_key(|id| pages::project_order(&pages[id.index()], order));
        posts.sort_by_cached_key(|id| pages[id.index()].newest_first(words.today));
        for list in [&projects, &posts] {
            for (at, id) in list.iter().enumerate() {
                pages[id.index()].position = Some(at);
            }
        }
        let sections = sections(pages, parts, words);
        let tags = tags(pages, words, addresses);
        for page in pages.iter_mut().filter(|page| !page.listed) {
            page.drop_tags(|tag| tags.contains_key(&addresses.part(tag)));
        }
        Self { projects, posts, sections, tags }
    }
}

fn sections(pages: &[Page], parts: &Parts, words: &Words) -> BTreeMap<String, Section> {
    let base = &parts.config.base_url.path;
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        let path = page.section.clone();
        let section = sections.entry(path.clone()).or_insert_with(|| Section {
            title: page.document.location.folders().last().cloned().unwrap_or_default(),
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

/// A tag as a page spells it first, by the last part of its address.
pub fn spelling<'a>(page: &'a Page, slug: &str, addresses: &TagAddresses) -> Option<&'a TagRef> {
    page.card.tags.iter().find(|tag| addresses.part(&tag.name) == slug)
}

fn tags(pages: &[Page], words: &Words, addresses: &TagAddresses) -> BTreeMap<String, Tag> {
    let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
    let mut tagged: Vec<PageId> = (0..pages.len()).map(PageId::new).filter(|id| pages[id.index()].listed).collect();
    tagged.sort_by_cached_key(|id| pages[id.index()].newest_first(words.today));
    for id in tagged {
        for tag in &pages[id.index()].card.tags {
            let slug = addresses.part(&tag.name);
            let entry = tags.entry(slug).or_insert_with(|| Tag {
                shown: TagCount { name: tag.name.clone(), url: tag.url.clone(), count: 0 },
                pages: Vec::new(),
            });
            // A page may name a tag twice, in two spellings.
            if entry.pages.last() != Some(&id) {
                entry.pages.push(id);
                entry.shown.count += 1;
            }
        }
    }
    tags
}

/// The projects that share most with each.
pub fn related_projects(projects: &[PageId], pages: &[Page], skill_count: usize) -> Relations {
    let with_skills: Vec<WithSkills> =
        projects.iter().map(|id| (*id, pages[id.index()].skills.iter().map(|(skill, _)| *skill).collect())).collect();
    Relations::of(with_skills, skill_count)
}

/// The values by which the project index can be narrowed; `base` is the base path.
pub fn filters(
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
        // The most frequent ones come first: a thousand links on each of a thousand pages help nobody.
        choices.truncate(MOST_CHOICES);
        if pages.len() > 1 && !choices.is_empty() {
            filters.push((key, choices));
        }
    }
    filters
}
