//! The middle way of a change: other words of one page, seen in lists, and nothing that decides about what there is.
//!
//! In: another version of a page's document. Out: the same site as if it had been joined anew, and the facts that may be
//! others. Whether a page is listed, where, when and with which skills has to be as it was; then counts, addresses, filters
//! and months are too, and what is left to do is to put the page into its place again wherever it is listed. Where this
//! does not hold there is no answer, and the site is of no use until it is joined anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::pages::{self, Page, PageId};
use super::replace::outlines_are_alike;
use super::{Fact, Site, assemble, claims, lists, plan, skills};
use crate::content::Document;
use crate::diagnostic::SourcePath;

/// What other words of a page may have changed.
#[derive(Debug)]
pub struct Reworded {
    /// The page.
    pub page: PageId,
    /// Whether values of data files are others: they may show a project.
    pub data: bool,
    /// Facts that may be others now.
    pub facts: BTreeSet<Fact>,
    is_listed: bool,
    /// Whether projects or posts stand in another order.
    is_moved: bool,
}

impl Reworded {
    /// Whether any fact of this kind may be another now, whatever it is about.
    pub fn may_change(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Projects(_) | Fact::Posts(_) | Fact::Newest(_) => self.is_listed,
            // Among projects that share as much the first in the list come first.
            Fact::Related(_) => self.is_moved,
            _ => false,
        }
    }
}

/// Whether two versions of a page differ in nothing but words.
fn is_reworded(old: &Page, new: &Page) -> bool {
    let (before, after) = (&old.card, &new.card);
    // The words of an `_index.md` are those of its section.
    !matches!(after.kind, "home" | "section")
        && before.kind == after.kind
        && (&old.path, &old.section, &old.slug) == (&new.path, &new.section, &new.slug)
        && (old.listed, old.unlisted, before.draft) == (new.listed, new.unlisted, after.draft)
        && (old.period, old.date) == (new.period, new.date)
        && (&old.skills, &old.project, &old.robots) == (&new.skills, &new.project, &new.robots)
        && (&before.status, &before.environment, before.featured) == (&after.status, &after.environment, after.featured)
        && old.aliases == new.aliases
        && old.document.front.tags() == new.document.front.tags()
        && old.document.pictures() == new.document.pictures()
        && outlines_are_alike(&old.document, &new.document)
        && old.file_targets().eq(new.file_targets())
}

impl Site {
    /// Puts another version of a document in its place whose page says the same in other words. None if it says something
    /// else, or if something is wrong with it: then the site has to be joined anew.
    pub fn reword(&mut self, document: &Arc<Document>) -> Option<Reworded> {
        let id = self.page_at(&document.path)?;
        let mut page = self.page_again(document)?;
        let before = self.page(id);
        if !is_reworded(before, &page) || !page.check_pictures(self).is_empty() {
            return None;
        }
        page.position = before.position;
        let is_dated_alike = before.card.updated == page.card.updated;
        let listed = page.listed;
        if let Some(page_of_site) = self.pages.get_mut(id.index()) {
            *page_of_site = page;
        }
        let mut changed =
            Reworded { page: id, data: false, facts: self.own_facts(id), is_listed: listed, is_moved: false };
        if !is_dated_alike {
            changed.facts.insert(Fact::Sitemap);
        }
        plan::replace_places(self, id);
        if listed {
            self.put_in_lists(id, &mut changed);
            self.put_in_evidence(id, &mut changed)?;
        }
        self.note_words(&mut changed);
        self.reseal(id);
        Some(changed)
    }

    /// The page of a document as [`assemble`](super::assemble) would make it; none if something is wrong with it, or if
    /// it is not built.
    fn page_again(&self, document: &Arc<Document>) -> Option<Page> {
        let vocabulary = &self.skills.vocabulary;
        let (mut resolver, mut diagnostics) = (claims::Resolver::new(vocabulary, &self.portfolio), Vec::new());
        let mut builder = pages::Builder {
            config: &self.config,
            words: &self.words,
            environments: &self.environment_names,
            tags: &self.tag_addresses,
            layouts: &self.theme.layouts,
            resolver: &mut resolver,
            vocabulary,
            diagnostics: &mut diagnostics,
        };
        let mut page = builder.pages(std::slice::from_ref(document)).pop()?;
        if !diagnostics.is_empty() {
            return None;
        }
        if !page.listed {
            page.drop_tags(|tag| self.tags.contains_key(&self.tag_addresses.part(tag)));
        }
        if let Some(cover) = document.front.cover() {
            page.set_cover(self.document_picture(document, &cover.src));
        }
        Some(page)
    }

    /// The facts of a page that are its own.
    fn own_facts(&self, id: PageId) -> BTreeSet<Fact> {
        let page = self.page(id);
        let path = || SourcePath::clone(&page.document.path);
        let mut facts = BTreeSet::from([Fact::Card(path()), Fact::Body(path()), Fact::Anchors(path())]);
        facts.extend(page.shown().map(|(what, _)| Fact::Included(path(), what.to_owned())));
        let by_code = page.skills.iter().filter(|(_, by_code)| *by_code);
        facts.extend(by_code.map(|(skill, _)| Fact::Snippet(self.skill_ref(*skill).id.clone())));
        facts
    }

    /// Puts a page into its place in every list that it is in.
    fn put_in_lists(&mut self, id: PageId, changed: &mut Reworded) {
        let Self { pages, projects, posts, sections, tags, tag_addresses, config, words, .. } = self;
        let newest = |one: PageId| pages[one.index()].newest_first(words.today);
        let page = &pages[id.index()];
        if let Some(section) = sections.get_mut(&page.section) {
            put(&mut section.items, id, newest);
            changed.facts.insert(Fact::Pages(page.section.clone()));
        }
        for slug in page.card.tags.iter().map(|tag| tag_addresses.part(&tag.name)) {
            let Some(tag) = tags.get_mut(&slug) else { continue };
            put(&mut tag.pages, id, newest);
            let first =
                tag.pages.first().and_then(|first| lists::spelling(&pages[first.index()], &slug, tag_addresses));
            if let Some(first) = first {
                tag.shown.name.clone_from(&first.name);
            }
            changed.facts.extend([Fact::Tag(slug), Fact::Tags]);
        }
        let order = (config.projects.sort, words.today);
        let before = match page.card.kind {
            "project" => put(projects, id, |one| pages::project_order(&pages[one.index()], order)),
            "post" => put(posts, id, newest),
            _ => None,
        };
        if let Some(before) = before {
            changed.is_moved = true;
            self.note_order(id, &before, changed);
        }
    }

    /// Notes that the list of projects, or that of posts, was another one before.
    fn note_order(&mut self, id: PageId, before: &[PageId], changed: &mut Reworded) {
        let is_project = self.page(id).card.kind == "project";
        let after = if is_project { self.projects.clone() } else { self.posts.clone() };
        for (at, one) in after.iter().enumerate() {
            self.pages[one.index()].position = Some(at);
        }
        for one in beside(before, id).chain(beside(&after, id)) {
            changed.facts.insert(Fact::Neighbours(SourcePath::clone(&self.page(one).document.path)));
        }
        if is_project {
            let slug = self.page(id).slug.clone();
            let last = after.iter().rev().find(|one| self.page(**one).slug == slug);
            self.project_by_slug.extend(last.map(|last| (slug.clone(), *last)));
            self.related = lists::related_projects(&after, &self.pages, self.skills.list.len());
            changed.facts.extend([Fact::ProjectSlugs, Fact::Project(slug)]);
        }
    }

    /// Puts a page into its place among the evidence of its skills; none if it was not there.
    fn put_in_evidence(&mut self, id: PageId, changed: &mut Reworded) -> Option<()> {
        let page = self.page(id);
        let Some(claim) = page.claim() else { return Some(()) };
        let today = self.words.today;
        let is_ahead = |(at, one): &(usize, &Page)| {
            let is_alike = one.is_evidence() && one.card.kind == claim.kind;
            is_alike && (one.evidence_order(today), *at) < (page.evidence_order(today), id.index())
        };
        let ahead: Vec<&Page> = self.pages.iter().enumerate().filter(is_ahead).map(|(_, one)| one).collect();
        let [by_name, by_code] = [false, true].map(|by_code| Arc::new(skills::shown(&claim, by_code, &self.words)));
        let places: Vec<_> = (claim.skills.iter())
            .map(|(skill, by_code)| (*skill, *by_code, ahead.iter().filter(|one| one.shows(*skill)).count()))
            .collect();
        for (skill, is_by_code, before) in places {
            let evidence = if is_by_code { &by_code } else { &by_name };
            self.skills.put_evidence(skill, evidence, before).then_some(())?;
            changed.facts.insert(Fact::Evidence(self.skill_ref(skill).id.clone()));
        }
        Some(())
    }

    /// Says the words of a page again where the site itself says them.
    fn note_words(&mut self, changed: &mut Reworded) {
        let slug = self.page(changed.page).slug.as_str();
        if self.portfolio.testimonials.iter().any(|one| one.project.as_deref() == Some(slug)) {
            let data = assemble::data(self);
            let is_other = |name: &String, seen| self.data.get(name).is_none_or(|(_, before)| before != seen);
            let others: Vec<_> =
                data.iter().filter(|(name, (_, seen))| is_other(name, seen)).map(|(name, _)| name.clone()).collect();
            changed.data = !others.is_empty();
            changed.facts.extend(others.into_iter().map(Fact::Data));
            self.data = data;
        }
        let navigation = assemble::navigation(self);
        if navigation != self.navigation {
            self.navigation = navigation;
            changed.facts.insert(Fact::Navigation);
        }
    }
}

/// A page of a list, and those before and after it.
fn beside(list: &[PageId], id: PageId) -> impl Iterator<Item = PageId> {
    let at = list.iter().position(|one| *one == id);
    let around = at.map(|at| at.saturating_sub(1)..(at + 2).min(list.len()));
    around.and_then(|around| list.get(around)).unwrap_or_default().iter().copied()
}

/// Puts a page of a sorted list into its place again. Gives the list as it was if it was in another one.
fn put<Order: Ord>(list: &mut Vec<PageId>, id: PageId, order: impl Fn(PageId) -> Order) -> Option<Vec<PageId>> {
    let from = list.iter().position(|one| *one == id)?;
    let before = list.clone();
    list.remove(from);
    let own = order(id);
    let to = list.partition_point(|one| order(*one) < own);
    list.insert(to, id);
    (from != to).then_some(before)
}
