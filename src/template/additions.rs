//! Templates that a site has beside those of its theme, and the names by which pages may come to each.
//!
//! In: the templates of a site. Out: those that no page of any kind brings in by itself, for the linter. As in `closure`, what
//! stands in a comment counts as well: that is too much, and nothing is called unused that is not.

use std::collections::BTreeSet;

use super::closure::Web;
use super::origin::Note;
use super::theme::{TemplateText, Theme};
use crate::diagnostic::SourcePath;

/// A template that takes no other's place, and that the theme and what takes the place of its templates do not bring in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// Its name (`partials/map.html`).
    pub name: String,
    /// Its file.
    pub path: SourcePath,
    /// The layouts and components that bring it in, by their names (`layouts/talk.html`); it may be one itself.
    pub through: BTreeSet<String>,
}

/// The additions of a site, in the order of their names.
pub fn additions(theme: &Theme) -> Vec<Addition> {
    let all: BTreeSet<&str> = theme.templates.iter().map(|template| template.name.as_str()).collect();
    let takes_a_place = |name: &str| theme.chain.iter().any(|theme| all.contains(format!("{theme}/{name}").as_str()));
    // What was taken from the theme, and the theme no longer has, is told of as such.
    let is_added = |template: &&TemplateText| !takes_a_place(&template.name) && Note::find(&template.text).is_none();
    let mut own: Vec<_> = theme.overrides().filter(is_added).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let web = Web::of(&theme.templates, &theme.chain);
    own.sort_by(|a, b| a.name.cmp(&b.name));
    let names: BTreeSet<&str> = own.iter().map(|template| template.name.as_str()).collect();
    // A component of the engine may be called from anywhere.
    let always = web.reach(all.difference(&names).copied().chain(web.libraries()));
    let layouts = names.iter().filter(|name| name.starts_with("layouts/") || name.starts_with("components/"));
    let roots: Vec<_> = layouts.map(|name| (*name, web.reach([*name]))).collect();
    let addition = |name: &str, path: &SourcePath| {
        let through =
            roots.iter().filter(|(_, reached)| reached.contains_key(name)).map(|(root, _)| (*root).to_owned());
        Addition { name: name.to_owned(), path: SourcePath::clone(path), through: through.collect() }
    };
    let rest = own.into_iter().filter(|template| !always.contains_key(template.name.as_str()));
    rest.map(|template| addition(&template.name, &template.path)).collect()
}
