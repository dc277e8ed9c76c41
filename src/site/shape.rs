//! The shapes in which templates and other outputs see dates, periods, skills and links: plain values with every word
//! already in the site's language. `docs/reference/templates.md` lists them; the names here are that contract.

use std::sync::Arc;

use serde::Serialize;

use crate::value::words::{self, Language};
use crate::value::{PartialDate, Period as RawPeriod, Today};

/// A date, as exact as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Date {
    /// `2024-05-17`, `2024-05` or `2024`.
    pub iso: String,
    /// `17 May 2024`.
    pub text: String,
    /// `May 2024`.
    pub short: String,
    /// `2024`.
    pub year: i16,
}

impl Date {
    /// The date in words.
    pub fn of(date: PartialDate, language: Language) -> Self {
        let text = words::date(date, language);
        Self { iso: date.to_string(), text, short: words::month(date, language), year: date.year }
    }
}

/// A span of time with a beginning and perhaps an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First day, month or year.
    pub start: Option<Date>,
    /// Last day, month or year; none while it goes on.
    pub end: Option<Date>,
    /// Whether it goes on.
    pub open: bool,
    /// `Feb 2021 – Mar 2023`.
    pub text: String,
    /// `2021–2023`.
    pub years: String,
    /// Months it touches, both ends counted.
    pub months: u32,
    /// `2 years 2 months`.
    pub duration: String,
}

impl Period {
    /// The period in words, open ends counted to `today`; none when it has no beginning.
    pub fn of(period: RawPeriod, today: Today, language: Language) -> Option<Self> {
        let start = period.start?;
        let end = period.end.date();
        let months = period.months(today);
        Some(Self {
            start: Some(Date::of(start, language)),
            end: end.map(|date| Date::of(date, language)),
            open: end.is_none(),
            text: words::period(period, language),
            years: words::years(period, language),
            months,
            duration: words::duration(months, language),
        })
    }
}

/// A skill, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkillRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// `technical`, `practice` or `soft`.
    pub kind: &'static str,
}

/// A work environment, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnvironmentRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page, if it has one.
    pub url: Option<String>,
}

/// A word with an id, such as a project's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The word in files.
    pub id: String,
    /// The word for readers.
    pub name: String,
}

/// A link of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `repo`, `demo`, … or the author's own word.
    pub rel: String,
    /// The word for readers.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// A result of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// What was measured.
    pub metric: String,
    /// The value, when there is no before and after.
    pub value: Option<String>,
    /// The value before.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
    /// How it was measured, or what to bear in mind.
    pub note: String,
}

/// A picture that is part of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// Pixels, when they could be read.
    pub width: Option<u32>,
    /// Pixels, when they could be read.
    pub height: Option<u32>,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// A tag with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagRef {
    /// As written.
    pub name: String,
    /// Its page.
    pub url: String,
}

/// A tag with the number of its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagCount {
    /// As written first.
    pub name: String,
    /// Its page.
    pub url: String,
    /// Pages that carry it.
    pub count: usize,
}

/// A title with an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// The page's title.
    pub title: String,
    /// The page's path.
    pub url: String,
}

/// How a list shows a page: what of it may be read without its body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// `project`, `post`, `page` or `section`.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// The first-minute sentence; empty if there is none.
    pub summary: String,
    /// Its path below the origin.
    pub url: String,
    /// Its absolute address.
    pub permalink: String,
    /// Its date, for posts.
    pub date: Option<Date>,
    /// When it was last revised.
    pub updated: Option<Date>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its tags.
    pub tags: Vec<TagRef>,
    /// Minutes. How many words it is made of is no part of the card, or each edit of a text would touch the lists.
    pub reading_time: usize,
    /// Its picture.
    pub cover: Option<Picture>,
    /// The author's own keys.
    pub extra: serde_json::Value,
    /// The skills it names, and those its code shows.
    pub skills: Vec<SkillRef>,
    /// When it was done.
    pub period: Option<Period>,
    /// The state of the project.
    pub status: Option<Named>,
    /// Where it was done.
    pub environment: Option<EnvironmentRef>,
    /// The author's part.
    pub role: String,
    /// The organisation that it was made for.
    pub organization: String,
    /// People in the team.
    pub team_size: Option<u32>,
    /// What came of it.
    pub results: Vec<Outcome>,
    /// Where to look further.
    pub links: Vec<Link>,
    /// Rank among the featured ones.
    pub featured: Option<u32>,
}

/// How many pieces of evidence of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// The kind.
    pub kind: &'static str,
    /// Its word, in the plural.
    pub label: String,
    /// How many.
    pub count: usize,
}

/// A part of the common time axis, in per cent of its length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AxisSpan {
    /// Where it begins.
    pub left: f64,
    /// How long it is.
    pub width: f64,
}

/// The common time axis of all skills.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Axis {
    /// First year.
    pub from: i16,
    /// Last year.
    pub to: i16,
    /// Years worth a mark.
    pub ticks: Vec<Tick>,
}

/// A mark on the axis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tick {
    /// The year.
    pub year: i16,
    /// Where it stands, in per cent.
    pub left: f64,
}

/// A skill with what its evidence says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skill {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub url: String,
    /// `technical`, `practice` or `soft`.
    pub kind: &'static str,
    /// The heading it stands under.
    pub group: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// One line about it.
    pub summary: String,
    /// What the author claims; shown only with evidence.
    pub claim: Option<String>,
    /// Its own site.
    pub homepage: Option<String>,
    /// Since when the author says to use it.
    pub since: Option<i16>,
    /// First use by evidence.
    pub first: Option<Date>,
    /// Last use by evidence.
    pub last: Option<Date>,
    /// Whether it is in use today.
    pub current: bool,
    /// Months of use, overlaps counted once.
    pub months: u32,
    /// The same in words; empty when no period is known.
    pub duration: String,
    /// Pieces of evidence.
    pub count: usize,
    /// The same by kind.
    pub counts: Vec<KindCount>,
    /// Periods of use on the axis.
    pub spans: Vec<AxisSpan>,
}

/// One piece of evidence for a skill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// `project`, `position`, `talk`, …
    pub kind: &'static str,
    /// What it is.
    pub title: String,
    /// Where to see it.
    pub url: Option<String>,
    /// Whether that is another site.
    pub external: bool,
    /// A line of context.
    pub context: String,
    /// When, for what lasted.
    pub period: Option<Period>,
    /// When, for what happened once.
    pub date: Option<Date>,
    /// The same in words.
    pub when: String,
    /// `named` by its author, or shown by `code`.
    pub by: &'static str,
}

/// The evidence of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceGroup {
    /// The kind.
    pub kind: &'static str,
    /// Its word, in the plural.
    pub label: String,
    /// Newest first.
    pub items: Vec<Arc<Evidence>>,
}

/// Something on the career path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// `position`, `education`, `course`, …
    pub kind: &'static str,
    /// What.
    pub title: String,
    /// Where, or by whom.
    pub subtitle: String,
    /// Where to see it.
    pub url: Option<String>,
    /// Whether that is another site.
    pub external: bool,
    /// When, for what lasted.
    pub period: Option<Period>,
    /// When, for what happened once.
    pub date: Option<Date>,
    /// The same in words.
    pub when: String,
    /// The place.
    pub location: String,
    /// A sentence.
    pub summary: String,
    /// Achievements.
    pub highlights: Vec<String>,
    /// Duties.
    pub responsibilities: Vec<String>,
    /// Skills used.
    pub skills: Vec<SkillRef>,
    /// The kind of workplace.
    pub environment: Option<EnvironmentRef>,
    /// Whether it goes on.
    pub ongoing: bool,
}

/// A work environment with what was done there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Environment {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A sentence.
    pub summary: String,
    /// Its page.
    pub url: String,
    /// Projects and positions.
    pub count: usize,
}
