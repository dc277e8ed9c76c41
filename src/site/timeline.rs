//! The career path: roles, education, learning and public work as one list, newest first, what goes on before all else.

use std::cmp::Reverse;

use super::data::degree;
use super::shape::{Entry, EnvironmentRef, SkillRef};
use super::skills::Vocabulary;
use super::words::Words;
use crate::portfolio::Portfolio;
use crate::value::{PartialDate, Period, Text, Url};

/// Makes entries; looks up the references they carry.
pub struct Entries<'a> {
    /// Dates in words.
    pub words: &'a Words,
    /// Skills by word.
    pub vocabulary: &'a Vocabulary,
    /// Environments by id.
    pub environment: &'a dyn Fn(&str) -> Option<EnvironmentRef>,
}

/// An entry with what it is sorted by.
struct Dated {
    entry: Entry,
    period: Period,
    date: Option<PartialDate>,
}

impl Entries<'_> {
    /// All entries of a portfolio.
    pub fn of(&self, portfolio: &Portfolio) -> Vec<Entry> {
        let mut dated = self.positions(portfolio);
        dated.extend(self.learning(portfolio));
        dated.extend(self.public(portfolio));
        dated.retain(|item| item.period.start.is_some() || item.date.is_some());
        let today = self.words.today;
        dated.sort_by_cached_key(|item| {
            let last = item.period.end.date().or(item.date).unwrap_or_else(|| today.date());
            let first = item.period.start.or(item.date).map(PartialDate::first_day);
            (Reverse(item.entry.ongoing), Reverse(last.last_month()), Reverse(first), item.entry.title.clone())
        });
        dated.into_iter().map(|item| item.entry).collect()
    }

    /// References to skills; unknown words are reported elsewhere and left out here.
    pub fn skills(&self, words: &[Text]) -> Vec<SkillRef> {
        words
            .iter()
            .filter_map(|word| self.vocabulary.find(word))
            .map(|index| self.vocabulary.refs[index.index()].clone())
            .collect()
    }

    fn dated(&self, kind: &'static str, title: &str, (period, date): (Period, Option<PartialDate>)) -> Dated {
        let shown = self.words.period(period);
        let day = date.map(|date| self.words.date(date));
        let when =
            shown.as_ref().map(|period| period.text.clone()).or_else(|| day.as_ref().map(|date| date.text.clone()));
        let entry = Entry {
            kind,
            title: title.to_owned(),
            subtitle: String::new(),
            url: None,
            external: false,
            ongoing: shown.as_ref().is_some_and(|period| period.open),
            period: shown,
            date: day,
            when: when.unwrap_or_default(),
            location: String::new(),
            summary: String::new(),
            highlights: Vec::new(),
            responsibilities: Vec::new(),
            skills: Vec::new(),
            environment: None,
        };
        Dated { entry, period, date }
    }

    fn positions(&self, portfolio: &Portfolio) -> Vec<Dated> {
        let mut entries = Vec::new();
        for organization in &portfolio.experience {
            for position in &organization.positions {
                let mut item = self.dated("position", &position.position, (position.period(), None));
                let environment = position.environment.as_ref().or(organization.environment.as_ref());
                set_link(&mut item.entry, organization.url.as_ref());
                item.entry.subtitle = organization.organization.to_string();
                item.entry.location = text(organization.location.as_ref());
                item.entry.highlights = texts(&position.highlights);
                item.entry.responsibilities = texts(&position.responsibilities);
                item.entry.skills = self.skills(&position.skills);
                item.entry.environment = environment.and_then(|id| (self.environment)(id));
                entries.push(item);
            }
        }
        entries
    }

    fn learning(&self, portfolio: &Portfolio) -> Vec<Dated> {
        let mut entries = Vec::new();
        for education in &portfolio.education {
            let mut item = self.dated("education", &degree(education), (education.period(), None));
            set_link(&mut item.entry, education.url.as_ref());
            item.entry.subtitle = education.institution.to_string();
            item.entry.summary = education.score.clone().unwrap_or_default();
            item.entry.skills = self.skills(&education.skills);
            entries.push(item);
        }
        for course in &portfolio.courses {
            let mut item = self.dated("course", &course.name, (Period::default(), course.date));
            set_link(&mut item.entry, course.url.as_ref());
            item.entry.subtitle = text(course.provider.as_ref());
            item.entry.skills = self.skills(&course.skills);
            item.entry.ongoing = course.status == crate::portfolio::CourseStatus::Now;
            if course.status != crate::portfolio::CourseStatus::Next {
                entries.push(item);
            }
        }
        for certificate in &portfolio.certificates {
            let mut item = self.dated("certificate", &certificate.name, (Period::default(), certificate.date));
            set_link(&mut item.entry, certificate.url.as_ref());
            item.entry.subtitle = certificate.issuer.to_string();
            item.entry.skills = self.skills(&certificate.skills);
            entries.push(item);
        }
        entries
    }

    fn public(&self, portfolio: &Portfolio) -> Vec<Dated> {
        let mut entries = Vec::new();
        for talk in &portfolio.talks {
            let mut item = self.dated("talk", &talk.title, (Period::default(), Some(talk.date)));
            set_link(&mut item.entry, talk.video.as_ref().or(talk.slides.as_ref()).or(talk.url.as_ref()));
            item.entry.subtitle = talk.event.to_string();
            item.entry.location = text(talk.location.as_ref());
            item.entry.summary = text(talk.summary.as_ref());
            item.entry.skills = self.skills(&talk.skills);
            entries.push(item);
        }
        for publication in &portfolio.publications {
            let mut item = self.dated("publication", &publication.title, (Period::default(), Some(publication.date)));
            set_link(&mut item.entry, publication.url.as_ref());
            item.entry.subtitle = text(publication.publisher.as_ref());
            item.entry.summary = text(publication.summary.as_ref());
            item.entry.skills = self.skills(&publication.skills);
            entries.push(item);
        }
        for award in &portfolio.awards {
            let mut item = self.dated("award", &award.title, (Period::default(), award.date));
            set_link(&mut item.entry, award.url.as_ref());
            item.entry.subtitle = text(award.awarder.as_ref());
            item.entry.summary = text(award.summary.as_ref());
            entries.push(item);
        }
        for contribution in &portfolio.contributions {
            let mut item = self.dated("contribution", &contribution.project, (contribution.period(), None));
            set_link(&mut item.entry, contribution.url.as_ref());
            item.entry.summary = text(contribution.summary.as_ref());
            item.entry.highlights = texts(&contribution.highlights);
            item.entry.skills = self.skills(&contribution.skills);
            entries.push(item);
        }
        for community in &portfolio.communities {
            let mut item = self.dated("community", &community.name, (community.period(), None));
            set_link(&mut item.entry, community.url.as_ref());
            item.entry.subtitle = text(community.role.as_ref());
            item.entry.summary = text(community.summary.as_ref());
            item.entry.skills = self.skills(&community.skills);
            entries.push(item);
        }
        entries
    }
}

fn set_link(entry: &mut Entry, url: Option<&Url>) {
    entry.url = url.map(ToString::to_string);
    entry.external = url.is_some();
}

fn text(value: Option<&Text>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn texts(values: &[Text]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
