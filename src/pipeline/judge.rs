//! What the author says about diagnostics: other severities, files that do not count, exceptions at the place.
//!
//! In: what the stages found. Out: what is reported. A diagnostic without which there is no page is reported whatever
//! anybody says; of all others the author has the last word.

use std::collections::BTreeSet;

use crate::config::{Check, Level};
use crate::diagnostic::{Code, Diagnostic, FOLLOWS, Severity, SourceMap, SourcePath, Span, allow};
use crate::source::Rules;

/// The author's words on diagnostics.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub check: Option<&'a Check>,
    pub ignored: Option<&'a Rules>,
    pub texts: &'a SourceMap,
}

/// Faults with which a page's front matter is not what its author meant.
const UNREAD: &[Code] = &[
    Code::FrontMatter,
    Code::YamlSyntax,
    Code::YamlTab,
    Code::YamlLimit,
    Code::YamlAmbiguous,
    Code::DuplicateKey,
    Code::UnknownKey,
    Code::InvalidValue,
];

/// An exception that covered something: its file and place.
pub type Used = BTreeSet<(SourcePath, Span)>;

impl Judge<'_> {
    /// What is reported of `all`.
    pub(super) fn judge(&self, all: Vec<Diagnostic>) -> Vec<Diagnostic> {
        self.judge_and_note(all, &mut Used::new())
    }

    /// What is reported of `all`; notes the exceptions that covered something.
    pub(super) fn judge_and_note(&self, all: Vec<Diagnostic>, used: &mut Used) -> Vec<Diagnostic> {
        without_followers(all.into_iter().filter_map(|one| self.one(one, used)).collect())
    }

    fn one(&self, mut diagnostic: Diagnostic, used: &mut Used) -> Option<Diagnostic> {
        let level = self.check.and_then(|check| check.levels.get(diagnostic.code.word()));
        let is_firm = diagnostic.code.is_firm();
        match level {
            Some(Level::Error) => diagnostic.severity = Severity::Error,
            Some(Level::Warning) if !is_firm => diagnostic.severity = Severity::Warning,
            Some(Level::Off) if !is_firm => return None,
            Some(_) | None => {}
        }
        let kept = is_firm || !(self.is_ignored(&diagnostic) || self.is_allowed(&diagnostic, used));
        kept.then_some(diagnostic)
    }

    fn is_ignored(&self, diagnostic: &Diagnostic) -> bool {
        let path = diagnostic.place.as_ref().map(|place| &*place.path);
        self.ignored.zip(path).is_some_and(|(rules, path)| rules.names(path))
    }

    fn is_allowed(&self, diagnostic: &Diagnostic, used: &mut Used) -> bool {
        let Some(place) = &diagnostic.place else { return false };
        let Some(text) = self.texts.source(&place.path).filter(|text| text.may_allow()) else { return false };
        let covering = allow::find(&place.path, &text.held());
        let covering = covering.iter().find(|one| !one.reason.is_empty() && one.covers(diagnostic));
        used.extend(covering.map(|one| (SourcePath::clone(&place.path), one.span)));
        covering.is_some()
    }
}

/// Leaves out what only follows from another fault: whether a skill has evidence is not known while a page cannot be read whole,
/// or while the very skill may be what a misspelt word means; and a template may ask for what stands in a file with faults.
fn without_followers(mut all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_page = |one: &Diagnostic| one.place.as_ref().is_some_and(|place| place.path.starts_with("content/"));
    let is_unread = |one: &Diagnostic| one.is_error() && is_page(one) && UNREAD.contains(&one.code);
    let is_unread = all.iter().any(is_unread);
    let is_misspelt = |one: &&Diagnostic| one.code == Code::UnknownSkill;
    let meant: BTreeSet<Box<str>> = all.iter().filter(is_misspelt).filter_map(|one| one.about.clone()).collect();
    let follows = |one: &Diagnostic| {
        let is_meant = one.about.as_ref().is_some_and(|id| meant.contains(id));
        matches!(one.code, Code::NoEvidence | Code::SoftSkillStory) && (is_unread || is_meant)
    };
    let is_echo = |one: &Diagnostic| one.code == Code::TemplateError && one.help.iter().any(|help| help == FOLLOWS);
    all.retain(|one| !(follows(one) || is_echo(one)));
    all
}
