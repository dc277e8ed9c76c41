//! Every place where somebody says (or code shows) that a skill was used, in one shape.
//!
//! In: data files and pages. Out: [`Claim`]s with the skills resolved; a word that names no skill is a diagnostic with a
//! suggestion, at its place.

use std::cmp::{Ordering, Reverse};

use super::data::degree;
use super::skills::{SkillIndex, Vocabulary};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::portfolio::Portfolio;
use crate::value::{Month, PartialDate, Period, Text, Today};

/// One use of skills.
#[derive(Debug, Clone)]
pub struct Claim {
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
    pub period: Period,
    /// When, for what happened once.
    pub date: Option<PartialDate>,
    /// The skills, and whether code shows them.
    pub skills: Vec<(SkillIndex, bool)>,
}

impl Claim {
    /// The first month or day of use.
    pub fn first(&self) -> Option<PartialDate> {
        first_of(self.period, self.date)
    }

    /// The last one; today for what goes on.
    pub fn last(&self, today: Today) -> Option<PartialDate> {
        last_of(self.period, self.date, today)
    }

    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.period.is_open()
    }

    /// The months it took, for what lasted.
    pub fn lasted(&self, today: Today) -> Option<(Month, Month)> {
        self.period.months_between(today)
    }

    /// Newest first, then by title.
    pub fn newest_first(&self, other: &Self, today: Today) -> Ordering {
        let [own, others] = [self, other].map(|claim| order((claim.period, claim.date), &claim.title, today));
        own.cmp(&others)
    }
}

/// What claims are sorted by to have the newest first.
pub fn order((period, date): (Period, Option<PartialDate>), title: &str, today: Today) -> impl Ord + use<'_> {
    let (first, last) = (first_of(period, date), last_of(period, date, today));
    (Reverse((last.map(PartialDate::last_month), first.map(PartialDate::first_month))), title)
}

fn first_of(period: Period, date: Option<PartialDate>) -> Option<PartialDate> {
    period.start.or(date)
}

fn last_of(period: Period, date: Option<PartialDate>, today: Today) -> Option<PartialDate> {
    match period.start {
        Some(_) => Some(period.end.date().unwrap_or_else(|| today.date())),
        None => date,
    }
}

/// Looks up the words of `skills:` lists and collects what they have wrong.
pub struct Resolver<'a> {
    vocabulary: &'a Vocabulary,
    portfolio: &'a Portfolio,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    /// A resolver for one site.
    pub fn new(vocabulary: &'a Vocabulary, portfolio: &'a Portfolio) -> Self {
        Self { vocabulary, portfolio, diagnostics: Vec::new() }
    }

    /// Another one for the same site that has found nothing yet.
    pub fn fresh(&self) -> Self {
        Self::new(self.vocabulary, self.portfolio)
    }

    /// The skills of a list; `place` finds the place of the n-th word when it is needed.
    pub fn skills(&mut self, words: &[Text], place: impl Fn(usize) -> Place) -> Vec<SkillIndex> {
        let mut found = Vec::with_capacity(words.len());
        for (index, word) in words.iter().enumerate() {
            match self.vocabulary.find(word) {
                Some(skill) if !found.contains(&skill) => found.push(skill),
                Some(_) => {}
                // With a hole in `skills.yaml` nobody can tell what is unknown; the hole has its own diagnostic.
                None if self.portfolio.incomplete.contains("skills") => {}
                None => self.diagnostics.push(unknown_skill(self.vocabulary, word).at(place(index))),
            }
        }
        found
    }

    fn of_data(&mut self, stem: &str, path: &str, words: &[Text]) -> Vec<(SkillIndex, bool)> {
        let portfolio = self.portfolio;
        let skills = self.skills(words, |index| data_place(portfolio, stem, &format!("{path}.skills[{index}]")));
        skills.into_iter().map(|skill| (skill, false)).collect()
    }
}

/// The diagnostic for a word that names no skill.
pub fn unknown_skill(vocabulary: &Vocabulary, word: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnknownSkill, format!("there is no skill `{word}`"));
    let diagnostic = diagnostic.one_of(word, vocabulary.words());
    let meant = nearest(word, vocabulary.words()).and_then(|near| vocabulary.refs.get(vocabulary.find(near)?.index()));
    match meant {
        Some(skill) => diagnostic.about(&skill.id),
        None => diagnostic.help(format!("add it to `data/skills.yaml`:\n  - id: {word}\n    name: …")),
    }
}

/// The place of a YAML path in a data file; the file's beginning when its text is not known.
pub fn data_place(portfolio: &Portfolio, stem: &str, path: &str) -> Place {
    portfolio.place(stem, path).unwrap_or_else(|| Place::whole(&format!("data/{stem}.yaml").into()))
}

/// The claims of all data files. `career` is the path of the page that shows positions.
pub fn of_portfolio(resolver: &mut Resolver<'_>, career: &str) -> Vec<Claim> {
    let mut claims = positions(resolver, career);
    claims.extend(learning(resolver));
    claims.extend(public(resolver));
    claims.extend(people(resolver));
    claims
}

fn blank(kind: &'static str, title: impl Into<String>) -> Claim {
    Claim {
        kind,
        title: title.into(),
        url: None,
        external: false,
        context: String::new(),
        period: Period::default(),
        date: None,
        skills: Vec::new(),
    }
}

/// A claim that links to another site.
fn linked(claim: Claim, url: Option<&crate::value::Url>) -> Claim {
    Claim { url: url.map(ToString::to_string), external: url.is_some(), ..claim }
}

fn text(value: Option<&crate::value::Text>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn positions(resolver: &mut Resolver<'_>, career: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    let portfolio = resolver.portfolio;
    for (at, organization) in portfolio.experience.iter().enumerate() {
        for (index, position) in organization.positions.iter().enumerate() {
            claims.push(Claim {
                context: organization.organization.to_string(),
                period: position.period(),
                url: Some(career.to_owned()),
                skills: resolver.of_data("experience", &format!("[{at}].positions[{index}]"), &position.skills),
                ..blank("position", position.position.as_str())
            });
        }
    }
    claims
}

fn learning(resolver: &mut Resolver<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let portfolio = resolver.portfolio;
    for (at, education) in portfolio.education.iter().enumerate() {
        claims.push(Claim {
            context: education.institution.to_string(),
            period: education.period(),
            skills: resolver.of_data("education", &format!("[{at}]"), &education.skills),
            ..linked(blank("education", degree(education)), education.url.as_ref())
        });
    }
    for (at, course) in portfolio.courses.iter().enumerate() {
        let skills = resolver.of_data("courses", &format!("[{at}]"), &course.skills);
        // A course that has not begun shows nothing yet.
        if course.status != crate::portfolio::CourseStatus::Next {
            claims.push(Claim {
                context: text(course.provider.as_ref()),
                date: course.date,
                skills,
                ..linked(blank("course", course.name.as_str()), course.url.as_ref())
            });
        }
    }
    for (at, certificate) in portfolio.certificates.iter().enumerate() {
        claims.push(Claim {
            context: certificate.issuer.to_string(),
            date: certificate.date,
            skills: resolver.of_data("certificates", &format!("[{at}]"), &certificate.skills),
            ..linked(blank("certificate", certificate.name.as_str()), certificate.url.as_ref())
        });
    }
    claims
}

fn public(resolver: &mut Resolver<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let portfolio = resolver.portfolio;
    for (at, talk) in portfolio.talks.iter().enumerate() {
        let url = talk.video.as_ref().or(talk.slides.as_ref()).or(talk.url.as_ref());
        claims.push(Claim {
            context: talk.event.to_string(),
            date: Some(talk.date),
            skills: resolver.of_data("talks", &format!("[{at}]"), &talk.skills),
            ..linked(blank("talk", talk.title.as_str()), url)
        });
    }
    for (at, publication) in portfolio.publications.iter().enumerate() {
        claims.push(Claim {
            context: text(publication.publisher.as_ref()),
            date: Some(publication.date),
            skills: resolver.of_data("publications", &format!("[{at}]"), &publication.skills),
            ..linked(blank("publication", publication.title.as_str()), publication.url.as_ref())
        });
    }
    for (at, contribution) in portfolio.contributions.iter().enumerate() {
        claims.push(Claim {
            context: text(contribution.summary.as_ref()),
            period: contribution.period(),
            skills: resolver.of_data("contributions", &format!("[{at}]"), &contribution.skills),
            ..linked(blank("contribution", contribution.project.as_str()), contribution.url.as_ref())
        });
    }
    claims
}

fn people(resolver: &mut Resolver<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    let portfolio = resolver.portfolio;
    for (at, community) in portfolio.communities.iter().enumerate() {
        claims.push(Claim {
            context: text(community.role.as_ref()),
            period: community.period(),
            skills: resolver.of_data("communities", &format!("[{at}]"), &community.skills),
            ..linked(blank("community", community.name.as_str()), community.url.as_ref())
        });
    }
    for (at, testimonial) in portfolio.testimonials.iter().enumerate() {
        let skills = resolver.of_data("testimonials", &format!("[{at}]"), &testimonial.skills);
        // Without consent the words are not shown, and what is not shown is no evidence.
        if testimonial.consent {
            let from = [text(testimonial.relation.as_ref()), text(testimonial.organization.as_ref())];
            let from: Vec<String> = from.into_iter().filter(|part| !part.is_empty()).collect();
            claims.push(Claim {
                context: format!("“{}”", testimonial.text.trim()),
                date: testimonial.date,
                skills,
                ..blank(
                    "testimonial",
                    std::iter::once(testimonial.author.to_string()).chain(from).collect::<Vec<_>>().join(", "),
                )
            });
        }
    }
    claims
}
