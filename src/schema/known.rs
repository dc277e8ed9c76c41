//! What is known of a site that no type can tell: the names that its files may use.
//!
//! In: a builder that is up to date. Out: lists. A list that is empty says nothing, and leaves its schema open: nothing was
//! read, or what was read has faults.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::{Document, DocumentKind, FrontMatter};
use crate::pipeline::Builder;
use crate::portfolio::{Environment, Portfolio};
use crate::source::Sources;
use crate::template::{OptionSpec, theme};

/// A name with what it stands for.
type Named = (String, String);

/// The names of a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// Ids of skills.
    pub skills: Vec<Named>,
    /// Other words for them.
    pub aliases: Vec<String>,
    /// Ids of environments, those that every site has among them.
    pub environments: Vec<Named>,
    /// Slugs of projects, drafts too.
    pub projects: Vec<Named>,
    /// Names of themes.
    pub themes: Vec<String>,
    /// Names of layouts.
    pub layouts: Vec<String>,
    /// The options of the theme in use.
    pub options: Option<ThemeOptions>,
    /// Interface texts in English, by dotted key.
    pub texts: BTreeMap<String, String>,
    /// Keys that a folder's `defaults:` give, by the schema of the pages that get them.
    pub given: BTreeMap<&'static str, BTreeSet<String>>,
}

/// The options that a site can set.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeOptions {
    /// The themes whose name may stand above them: the one in use and those it builds on.
    pub chain: Vec<String>,
    /// The JSON Schema of each.
    pub options: BTreeMap<String, serde_json::Value>,
}

impl Known {
    /// What every site knows.
    pub fn of_any_site() -> Self {
        Self { texts: texts(&Sources::default(), &[theme::BASE.to_owned()]), ..Self::default() }
    }

    /// What a site knows.
    pub fn of(builder: &Builder) -> Self {
        let mut known = Self::of_any_site();
        if let Some(portfolio) = builder.portfolio() {
            known.take_data(portfolio);
        }
        builder.documents().filter_map(|(_, document)| document).for_each(|document| known.take_document(document));
        // Of a project that cannot be read the slug is not known, so that any name may be right.
        if builder.documents().any(|(path, document)| document.is_none() && path.starts_with("content/projects/")) {
            known.projects.clear();
        }
        let Some(sources) = builder.files() else { return known };
        known.themes = theme::names(sources).into_iter().collect();
        let Some(facts) = builder.theme() else { return known };
        known.layouts = facts.layouts.iter().cloned().collect();
        let lineage = theme::lineage(sources, &facts.name);
        let chain: Vec<String> = lineage.iter().map(|manifest| manifest.name.clone()).collect();
        known.texts = texts(sources, &chain);
        let specs = lineage.iter().rev().flat_map(|manifest| &manifest.options);
        let options = specs.map(|(name, spec): (_, &OptionSpec)| (name.clone(), spec.schema())).collect();
        known.options = Some(ThemeOptions { chain, options });
        known
    }

    /// The keys that pages of a kind may leave out, since their folder gives them.
    pub fn laid_under(&self, kind: &str) -> BTreeSet<String> {
        self.given.get(kind).cloned().unwrap_or_default()
    }

    fn take_data(&mut self, portfolio: &Portfolio) {
        if !portfolio.incomplete.contains("skills") {
            for (_, skill) in portfolio.skills() {
                self.skills.push((skill.id.to_string(), skill.name.to_string()));
                self.aliases.extend(skill.aliases.iter().map(ToString::to_string));
            }
        }
        if !portfolio.incomplete.contains("environments") {
            let built_in = Environment::BUILT_IN.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned()));
            let own = portfolio.environments.iter().map(|own| (own.id.to_string(), own.name.to_string()));
            self.environments = built_in.chain(own).collect::<BTreeMap<_, _>>().into_iter().collect();
        }
    }

    fn take_document(&mut self, document: &Document) {
        if document.kind == DocumentKind::Project {
            self.projects.push((document.slug(), document.front.title().to_string()));
        }
        let FrontMatter::Section(front) = &*document.front else { return };
        let kinds: &[&'static str] = match document.location.folders().first().map(String::as_str) {
            None => &["project", "post", "page"],
            Some("projects") => &["project"],
            Some("writing") => &["post"],
            Some(_) => &["page"],
        };
        for kind in kinds {
            self.given.entry(kind).or_default().extend(front.defaults.keys().cloned());
        }
    }
}

/// The English texts of a chain of themes.
fn texts(sources: &Sources, chain: &[String]) -> BTreeMap<String, String> {
    let files = chain.iter().rev().filter_map(|theme| theme::own_texts(sources, theme, "en"));
    let shown = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    files.flat_map(|(_, _, texts)| texts).map(|(key, value)| (key, shown(&value))).collect()
}
