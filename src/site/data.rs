//! The data files as templates see them: typed ones with dates in words and skills as references, free ones as they are.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::shape::Card;
use super::timeline::Entries;
use crate::portfolio::{Education, Portfolio};
use crate::value::{PartialDate, Period, Text, Url};

/// Makes the values of all data files.
pub struct DataFiles<'a> {
    /// Dates, skills and environments in words.
    pub entries: &'a Entries<'a>,
    /// Finds a project's card by its slug.
    pub project: &'a dyn Fn(&str) -> Option<&'a Card>,
}

/// What a degree is called: its type and its area.
pub fn degree(education: &Education) -> String {
    let parts = [education.study_type.as_deref(), education.area.as_deref()];
    let title = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if title.is_empty() { education.institution.to_string() } else { title }
}

fn text(value: Option<&Text>) -> &str {
    value.map_or("", |text| text)
}

fn url(value: Option<&Url>) -> Option<&str> {
    value.map(Url::as_str)
}

impl DataFiles<'_> {
    /// Values by the stem of the file.
    pub fn of(&self, portfolio: &Portfolio) -> BTreeMap<String, Json> {
        let mut values = portfolio.free.clone();
        let mut put = |name: &str, list: Vec<Json>| values.insert(name.to_owned(), Json::Array(list));
        put("experience", portfolio.experience.iter().map(|item| self.organization(item)).collect());
        put("education", portfolio.education.iter().map(|item| self.education(item)).collect());
        put("courses", portfolio.courses.iter().map(|item| self.course(item)).collect());
        put("certificates", portfolio.certificates.iter().map(|item| self.certificate(item)).collect());
        put("talks", portfolio.talks.iter().map(|item| self.talk(item)).collect());
        put("publications", portfolio.publications.iter().map(|item| self.publication(item)).collect());
        put("awards", portfolio.awards.iter().map(|item| self.award(item)).collect());
        put("contributions", portfolio.contributions.iter().map(|item| self.contribution(item)).collect());
        put("communities", portfolio.communities.iter().map(|item| self.community(item)).collect());
        put(
            "testimonials",
            portfolio.testimonials.iter().filter(|item| item.consent).map(|item| self.testimonial(item)).collect(),
        );
        put(
            "languages",
            portfolio
                .languages
                .iter()
                .map(|item| json!({"language": item.language, "fluency": text(item.fluency.as_ref())}))
                .collect(),
        );
        put(
            "interests",
            portfolio.interests.iter().map(|item| json!({"name": item.name, "keywords": item.keywords})).collect(),
        );
        values
    }

    fn date(&self, date: Option<PartialDate>) -> Json {
        json!(date.map(|date| self.entries.words.date(date)))
    }

    fn period(&self, period: Period) -> Json {
        json!(self.entries.words.period(period))
    }

    fn skills(&self, words: &[Text]) -> Json {
        json!(self.entries.skills(words))
    }

    fn environment(&self, id: Option<&str>) -> Json {
        json!(id.and_then(|id| (self.entries.environment)(id)))
    }

    fn organization(&self, item: &crate::portfolio::Organization) -> Json {
        let positions: Vec<Json> = item
            .positions
            .iter()
            .map(|position| {
                json!({
                    "position": position.position,
                    "period": self.period(position.period()),
                    "kind": position.kind,
                    "responsibilities": position.responsibilities,
                    "highlights": position.highlights,
                    "skills": self.skills(&position.skills),
                    "environment": self.environment(position.environment.as_deref().or(item.environment.as_deref())),
                })
            })
            .collect();
        let start = item.positions.iter().map(|position| position.start).min_by_key(|date| date.first_day());
        let open = item.positions.iter().any(|position| position.period().is_open());
        let last =
            item.positions.iter().filter_map(|position| position.end.date()).max_by_key(|date| date.last_month());
        let end = last.filter(|_| !open).map_or(crate::value::End::Present, crate::value::End::On);
        json!({
            "organization": item.organization,
            "url": url(item.url.as_ref()),
            "location": text(item.location.as_ref()),
            "environment": self.environment(item.environment.as_deref()),
            "summary": text(item.summary.as_ref()),
            "period": self.period(Period::new(start, end)),
            "positions": positions,
        })
    }

    fn education(&self, item: &Education) -> Json {
        json!({
            "institution": item.institution, "area": text(item.area.as_ref()), "study_type": text(item.study_type.as_ref()),
            "title": degree(item), "period": self.period(item.period()), "score": item.score.as_deref().unwrap_or_default(),
            "courses": item.courses, "skills": self.skills(&item.skills), "url": url(item.url.as_ref()),
        })
    }

    fn course(&self, item: &crate::portfolio::Course) -> Json {
        json!({
            "name": item.name, "provider": text(item.provider.as_ref()), "date": self.date(item.date),
            "url": url(item.url.as_ref()), "skills": self.skills(&item.skills), "status": item.status,
        })
    }

    fn certificate(&self, item: &crate::portfolio::Certificate) -> Json {
        let expired = item.expires.is_some_and(|date| date.is_before(self.entries.words.today.date()));
        json!({
            "name": item.name, "issuer": item.issuer, "date": self.date(item.date), "expires": self.date(item.expires),
            "expired": expired, "url": url(item.url.as_ref()), "skills": self.skills(&item.skills),
        })
    }

    fn talk(&self, item: &crate::portfolio::Talk) -> Json {
        json!({
            "title": item.title, "event": item.event, "date": self.date(Some(item.date)), "location": text(item.location.as_ref()),
            "kind": item.kind, "url": url(item.url.as_ref()), "slides": url(item.slides.as_ref()), "video": url(item.video.as_ref()),
            "code": url(item.code.as_ref()), "summary": text(item.summary.as_ref()), "skills": self.skills(&item.skills),
        })
    }

    fn publication(&self, item: &crate::portfolio::Publication) -> Json {
        json!({
            "title": item.title, "authors": item.authors, "publisher": text(item.publisher.as_ref()),
            "date": self.date(Some(item.date)), "doi": text(item.doi.as_ref()), "url": url(item.url.as_ref()),
            "summary": text(item.summary.as_ref()), "skills": self.skills(&item.skills),
        })
    }

    fn award(&self, item: &crate::portfolio::Award) -> Json {
        json!({
            "title": item.title, "awarder": text(item.awarder.as_ref()), "date": self.date(item.date),
            "summary": text(item.summary.as_ref()), "url": url(item.url.as_ref()),
        })
    }

    fn contribution(&self, item: &crate::portfolio::Contribution) -> Json {
        json!({
            "project": item.project, "kind": item.kind, "period": self.period(item.period()), "url": url(item.url.as_ref()),
            "summary": text(item.summary.as_ref()), "highlights": item.highlights, "skills": self.skills(&item.skills),
        })
    }

    fn community(&self, item: &crate::portfolio::Community) -> Json {
        json!({
            "name": item.name, "role": text(item.role.as_ref()), "period": self.period(item.period()), "url": url(item.url.as_ref()),
            "summary": text(item.summary.as_ref()), "skills": self.skills(&item.skills),
        })
    }

    fn testimonial(&self, item: &crate::portfolio::Testimonial) -> Json {
        json!({
            "author": item.author, "relation": text(item.relation.as_ref()), "organization": text(item.organization.as_ref()),
            "date": self.date(item.date), "text": item.text, "skills": self.skills(&item.skills),
            "project": item.project.as_deref().and_then(|slug| (self.project)(slug)),
        })
    }
}
