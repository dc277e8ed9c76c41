//! What the types of the data files cannot say: dates in the wrong order, ids used twice, names that are empty.
//!
//! In: a value of a file, and the path at which it stands. Out: findings with paths; `load` turns them into diagnostics.

use super::{
    Award, Certificate, Community, Contribution, Course, Education, Environment, Interest, Language, Organization,
    Profile, Publication, SkillGroup, Talk, Testimonial,
};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::value::{End, Period};
use std::collections::BTreeMap;

/// A problem of a value, by path.
pub(super) struct Finding {
    code: Code,
    message: String,
    path: String,
    caret: &'static str,
    label: Option<(String, String)>,
}

impl Finding {
    fn new(code: Code, message: impl Into<String>, path: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: path.into(), caret: "", label: None }
    }

    /// Whether it is about a key of this name.
    pub(super) fn is_about(&self, key: &str) -> bool {
        self.path.rsplit('.').next() == Some(key)
    }

    fn label(mut self, path: impl Into<String>, message: impl Into<String>) -> Self {
        self.label = Some((path.into(), message.into()));
        self
    }

    fn caret(mut self, text: &'static str) -> Self {
        self.caret = text;
        self
    }

    /// The diagnostic, with the places that `place` finds.
    pub(super) fn diagnostic(self, place: impl Fn(&str) -> Option<Place>) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, self.message).caret(self.caret);
        diagnostic.place = place(&self.path);
        match self.label.and_then(|(path, message)| Some((place(&path)?, message))) {
            Some((place, message)) => diagnostic.label(place, message),
            None => diagnostic,
        }
    }
}

/// Something that can be checked by itself.
pub(super) trait Check {
    /// Adds the problems of the value, which stands at `path`.
    fn check(&self, path: &str, findings: &mut Vec<Finding>);
}

/// A required text that is empty leaves the same hole as one that is absent.
fn filled(text: &str, path: &str, key: &str) -> Option<Finding> {
    let path = format!("{path}{}{key}", if path.is_empty() { "" } else { "." });
    text.trim().is_empty().then(|| {
        Finding::new(Code::InvalidValue, format!("`{key}` is empty"), path).caret("write it, or take the entry out")
    })
}

fn in_order(period: Period, path: &str) -> Option<Finding> {
    let End::On(end) = period.end else { return None };
    let start = period.start.filter(|_| period.is_reversed())?;
    Some(
        Finding::new(
            Code::EndBeforeStart,
            format!("the end ({end}) is before the start ({start})"),
            format!("{path}.end"),
        )
        .caret("ends here")
        .label(format!("{path}.start"), "begins here"),
    )
}

/// Looks for words that stand for two things; `seen` has the path of each word's first use.
struct Unique<'a> {
    what: &'static str,
    seen: BTreeMap<String, String>,
    findings: &'a mut Vec<Finding>,
}

impl Unique<'_> {
    fn note(&mut self, word: &str, path: String) {
        if let Some(first) = self.seen.get(word) {
            let message = format!("`{word}` stands for two {}", self.what);
            let finding = Finding::new(Code::DuplicateId, message, path).caret("here again");
            self.findings.push(finding.label(first.as_str(), "here first"));
            return;
        }
        self.seen.insert(word.to_owned(), path);
    }
}

impl Check for Profile {
    fn check(&self, path: &str, findings: &mut Vec<Finding>) {
        findings.extend(filled(&self.name, path, "name"));
        let email = self.email.iter().filter(|email| !looks_like_mail(email));
        findings.extend(email.map(|email| {
            Finding::new(Code::InvalidValue, format!("`{email}` is not a mail address"), "email")
                .caret("an address such as `ada@example.org`")
        }));
        for (index, account) in self.profiles.iter().enumerate() {
            findings.extend(filled(&account.network, &format!("profiles[{index}]"), "network"));
        }
    }
}

/// What [`looks_like_mail`] accepts, for the schema.
pub(super) const MAIL: &str = r"^[^\s@:]+@[^\s@:]*[^\s@:.]$";

/// One `@` with something before it and a domain after it; whether mail arrives cannot be known.
fn looks_like_mail(text: &str) -> bool {
    let plain =
        |text: &str| !text.is_empty() && !text.chars().any(|sign| sign.is_whitespace() || sign == '@' || sign == ':');
    text.split_once('@').is_some_and(|(name, domain)| plain(name) && plain(domain) && !domain.ends_with('.'))
}

impl Check for Vec<SkillGroup> {
    fn check(&self, _: &str, findings: &mut Vec<Finding>) {
        let skills = || {
            let group = |(at, group): (usize, &SkillGroup)| {
                let skill = move |(index, skill)| (format!("[{at}].skills[{index}]"), skill);
                group.skills.clone().into_iter().enumerate().map(skill)
            };
            self.iter().enumerate().flat_map(group)
        };
        for (index, group) in self.iter().enumerate() {
            findings.extend(filled(&group.group, &format!("[{index}]"), "group"));
        }
        findings.extend(skills().filter_map(|(path, skill)| filled(&skill.name, &path, "name")));
        let mut unique = Unique { what: "skills", seen: BTreeMap::new(), findings };
        for (path, skill) in skills() {
            unique.note(&skill.id, format!("{path}.id"));
        }
        for (path, skill) in skills() {
            let others = skill.aliases.iter().enumerate().filter(|(_, alias)| ***alias != *skill.id);
            for (index, alias) in others {
                unique.note(alias, format!("{path}.aliases[{index}]"));
            }
        }
    }
}

impl Check for Vec<Environment> {
    fn check(&self, _: &str, findings: &mut Vec<Finding>) {
        let built_in = |id: &str| Environment::BUILT_IN.iter().any(|(known, _)| *known == id);
        for (index, environment) in self.iter().enumerate() {
            findings.extend(filled(&environment.name, &format!("[{index}]"), "name"));
        }
        let mut unique = Unique { what: "environments", seen: BTreeMap::new(), findings };
        for (index, environment) in self.iter().enumerate().filter(|(_, one)| !built_in(&one.id)) {
            unique.note(&environment.id, format!("[{index}].id"));
        }
        // An entry with a built-in id gives that environment another name or summary; two of them contradict each other.
        for (index, environment) in self.iter().enumerate().filter(|(_, one)| built_in(&one.id)) {
            unique.note(&environment.id, format!("[{index}].id"));
        }
    }
}

impl Check for Vec<Organization> {
    fn check(&self, _: &str, findings: &mut Vec<Finding>) {
        for (index, organization) in self.iter().enumerate() {
            let path = format!("[{index}]");
            findings.extend(filled(&organization.organization, &path, "organization"));
            if organization.positions.is_empty() {
                let message = "this organisation has no position";
                let finding = Finding::new(Code::InvalidValue, message, format!("{path}.positions"));
                findings.push(finding.caret("at least one is needed"));
            }
            for (index, position) in organization.positions.iter().enumerate() {
                let path = format!("{path}.positions[{index}]");
                findings.extend(filled(&position.position, &path, "position"));
                findings.extend(in_order(position.period(), &path));
            }
        }
    }
}

/// Implements [`Check`] for lists whose entries are checked one by one.
macro_rules! each {
    ($($entry:ty: |$one:ident, $path:ident| $($finding:expr),+;)*) => {$(
        impl Check for Vec<$entry> {
            fn check(&self, _: &str, findings: &mut Vec<Finding>) {
                for (index, $one) in self.iter().enumerate() {
                    let $path = &format!("[{index}]");
                    $(findings.extend($finding);)+
                }
            }
        }
    )*};
}

each! {
    Education: |one, path| filled(&one.institution, path, "institution"), in_order(one.period(), path);
    Course: |one, path| filled(&one.name, path, "name");
    Certificate: |one, path| filled(&one.name, path, "name"), filled(&one.issuer, path, "issuer"), expiry(one, path);
    Talk: |one, path| filled(&one.title, path, "title"), filled(&one.event, path, "event");
    Publication: |one, path| filled(&one.title, path, "title"), doi(one, path);
    Award: |one, path| filled(&one.title, path, "title");
    Contribution: |one, path| filled(&one.project, path, "project"), in_order(one.period(), path);
    Community: |one, path| filled(&one.name, path, "name"), in_order(one.period(), path);
    Testimonial: |one, path| filled(&one.author, path, "author"), filled(&one.text, path, "text");
    Language: |one, path| filled(&one.language, path, "language");
    Interest: |one, path| filled(&one.name, path, "name");
}

fn expiry(certificate: &Certificate, path: &str) -> Option<Finding> {
    let (date, expires) = (certificate.date?, certificate.expires?);
    expires.is_before(date).then(|| {
        let message = format!("it expires ({expires}) before it is issued ({date})");
        Finding::new(Code::ExpiresBeforeDate, message, format!("{path}.expires"))
            .caret("expires here")
            .label(format!("{path}.date"), "issued here")
    })
}

/// What [`doi`] accepts, for the schema.
pub(super) const DOI: &str = r"^10\.\S*/\S*$";

fn doi(publication: &Publication, path: &str) -> Option<Finding> {
    let doi = publication.doi.as_ref()?;
    let right = doi.strip_prefix("10.").is_some_and(|rest| rest.contains('/') && !rest.contains(char::is_whitespace));
    (!right).then(|| {
        Finding::new(Code::InvalidValue, format!("`{doi}` is not a digital object identifier"), format!("{path}.doi"))
            .caret("it begins with `10.`, without `https://doi.org/`")
    })
}
