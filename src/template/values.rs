//! Values that many templates show, turned into Tera's form once and shared: cards, skills, the profile.
//!
//! A value is only handed out together with the read that it stands for, so sharing does not bypass the recording.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tera::value::Key;
use tera::{Map, Value};

use crate::site::{Card, Date, PageId, Site, SkillIndex, View};

/// The shared values of one version of the site.
pub struct Values {
    cards: Vec<OnceLock<Value>>,
    /// Skills as cards name them, by id.
    skill_refs: BTreeMap<String, Value>,
    /// Other parts of cards, by what kind of part and which.
    parts: Mutex<HashMap<(&'static str, String), Value>>,
    skills: Vec<OnceLock<Value>>,
    data: BTreeMap<String, OnceLock<Value>>,
    site: OnceLock<Value>,
    profile: OnceLock<Value>,
}

fn once<T: serde::Serialize>(cell: &OnceLock<Value>, value: &T) -> Value {
    cell.get_or_init(|| Value::from_serializable(value)).clone()
}

impl Values {
    /// Empty places for everything that `site` has.
    pub fn of(site: &Site) -> Self {
        let empty = |count: usize| std::iter::repeat_with(OnceLock::new).take(count).collect();
        Self {
            cards: empty(site.page_count()),
            skill_refs: site.skill_refs().map(|one| (one.id.clone(), Value::from_serializable(one))).collect(),
            parts: Mutex::default(),
            skills: empty(site.skill_count()),
            data: site.data_names().map(|name| (name.to_owned(), OnceLock::new())).collect(),
            site: OnceLock::new(),
            profile: OnceLock::new(),
        }
    }

    /// Takes over the cards that are the same in an earlier version of the site.
    #[must_use]
    pub fn with_cards_of(mut self, site: &Site, (before, old): (&Values, &Site)) -> Self {
        for (cell, page) in self.cards.iter_mut().zip(site.pages()) {
            let known =
                old.page_at(&page.document.path).filter(|id| old.page(*id).card_fingerprint == page.card_fingerprint);
            if let Some(value) = known.and_then(|id| before.cards.get(id.index())).and_then(OnceLock::get) {
                *cell = OnceLock::from(value.clone());
            }
        }
        self
    }

    /// Forgets the card of a page, and if need be the data files, since they are others now.
    pub fn forget(&mut self, id: PageId, data: bool) {
        if let Some(card) = self.cards.get_mut(id.index()) {
            *card = OnceLock::new();
        }
        self.data.values_mut().filter(|_| data).for_each(|cell| *cell = OnceLock::new());
    }

    /// Makes the values of so many cards that nobody has shown yet; gives how many are left. The first list of ten thousand that is
    /// shown would make them all while a reader waits.
    pub fn prepare(&self, site: &Site, count: usize) -> usize {
        let open: Vec<_> = self.cards.iter().zip(site.pages()).filter(|(cell, _)| cell.get().is_none()).collect();
        let (next, left) = open.split_at(count.min(open.len()));
        next.par_iter().for_each(|(cell, page)| {
            cell.get_or_init(|| self.card_value(&page.card));
        });
        left.len()
    }

    /// A page's card.
    pub fn card(&self, view: &View, id: PageId) -> Value {
        let card = view.card(id);
        self.cards[id.index()].get_or_init(|| self.card_value(card)).clone()
    }

    /// Cards name the same skills, dates and states again and again. Their values are shared: ten thousand cards are read from
    /// memory when an index shows them, and what all of them have is at hand then.
    fn card_value(&self, card: &Card) -> Value {
        let mut map = Value::from_serializable(card).into_map().unwrap_or_default();
        let skills = card.skills.iter().map(|one| self.skill_refs.get(&one.id).cloned());
        let tags: Vec<Value> = card.tags.iter().map(|tag| self.part(("tag", &tag.url), tag)).collect();
        let day = |date: &Date| self.part(("date", &date.iso), date);
        let period = card.period.as_ref().map(|period| {
            let [start, end] = [&period.start, &period.end].map(|date| date.as_ref().map_or("", |date| &date.iso));
            self.part(("period", &format!("{start}/{end}/{}", period.text)), period)
        });
        let parts = [
            ("skills", skills.collect::<Option<Vec<_>>>().map(Value::from)),
            ("tags", Some(tags.into())),
            ("date", card.date.as_ref().map(day)),
            ("updated", card.updated.as_ref().map(day)),
            ("period", period),
            ("status", card.status.as_ref().map(|status| self.part(("status", &status.id), status))),
            ("environment", card.environment.as_ref().map(|one| self.part(("environment", &one.id), one))),
        ];
        for (name, part) in parts {
            if let (Some(place), Some(part)) = (map.get_mut(&Key::Str(name)), part) {
                *place = part;
            }
        }
        map.into()
    }

    /// A part of a card that is the same wherever it has the same name.
    fn part<T: serde::Serialize>(&self, (kind, name): (&'static str, &str), value: &T) -> Value {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.entry((kind, name.to_owned())).or_insert_with(|| Value::from_serializable(value)).clone()
    }

    /// A skill.
    pub fn skill(&self, view: &View, id: SkillIndex) -> Value {
        once(&self.skills[id.index()], view.skill(id))
    }

    /// All skills under their headings.
    pub fn skill_groups(&self, view: &View) -> Value {
        let groups = view.skill_groups().iter().map(|(name, ids)| {
            let skills: Vec<Value> = ids.iter().map(|id| self.skill(view, *id)).collect();
            let mut map = Map::new();
            map.insert("name".into(), name.clone().into());
            map.insert("skills".into(), skills.into());
            Value::from(map)
        });
        groups.collect::<Vec<_>>().into()
    }

    /// The facts of the site.
    pub fn site(&self, view: &View) -> Value {
        once(&self.site, view.site_summary())
    }

    /// The person.
    pub fn profile(&self, view: &View) -> Value {
        once(&self.profile, view.profile())
    }

    /// A data file; none if there is no such file.
    pub fn data(&self, view: &View, name: &str) -> Value {
        let value = view.data(name);
        match (self.data.get(name), value) {
            (Some(cell), Some(value)) => once(cell, value),
            _ => Value::none(),
        }
    }
}
