//! What each template may bring in: itself, what it extends and includes, and every template that defines components.
//!
//! In: all templates of a site. Out: a fingerprint by each name that can be asked for. The tags are found by their
//! words and not by the engine's parser, which does not show its tree: a tag inside a comment counts too, which is too
//! much and never too little. Any template may call a component, so those that define some belong to all.

use std::collections::{BTreeMap, BTreeSet};

use super::theme::TemplateText;
use crate::graph::Fingerprint;

/// Every name by which a template can be asked for (`home.html`, `base/home.html`), with the fingerprint of its closure.
pub fn closures(templates: &[TemplateText], chain: &[String]) -> BTreeMap<String, Fingerprint> {
    let web = Web::of(templates, chain);
    let plain = web.templates.keys().filter_map(|name| {
        let (theme, plain) = name.split_once('/')?;
        chain.iter().any(|own| own == theme).then_some(plain)
    });
    let names: BTreeSet<&str> = web.templates.keys().copied().chain(plain).collect();
    names.into_iter().map(|name| (name.to_owned(), web.closure(name))).collect()
}

/// A template as far as this module knows it.
struct Known<'a> {
    print: Fingerprint,
    references: Vec<&'a str>,
}

/// All templates, and which name which.
pub(super) struct Web<'a> {
    templates: BTreeMap<&'a str, Known<'a>>,
    chain: &'a [String],
    /// Templates that define components.
    libraries: Vec<&'a str>,
}

impl<'a> Web<'a> {
    /// The templates of a site, which is shown with a chain of themes.
    pub(super) fn of(templates: &'a [TemplateText], chain: &'a [String]) -> Self {
        let mut web = Self { templates: BTreeMap::new(), chain, libraries: Vec::new() };
        for template in templates {
            let mut references = Vec::new();
            for (word, rest) in tags(&template.text) {
                match word {
                    "extends" | "include" => references.extend(quoted(rest)),
                    "component" => web.libraries.push(&template.name),
                    _ => {}
                }
            }
            // The path as well: diagnostics name it.
            let print = Fingerprint::of_parts([template.path.as_bytes(), template.text.as_bytes()]);
            web.templates.insert(&template.name, Known { print, references });
        }
        web
    }

    /// The name under which the engine finds a template.
    fn found(&self, name: &str) -> Option<&'a str> {
        let exact = self.templates.get_key_value(name).map(|(name, _)| *name);
        let below = |theme: &String| {
            let full = format!("{theme}/{name}");
            self.templates.get_key_value(full.as_str()).map(|(name, _)| *name)
        };
        exact.or_else(|| self.chain.iter().find_map(below))
    }

    /// The templates that define components.
    pub(super) fn libraries(&self) -> impl Iterator<Item = &'a str> {
        self.libraries.iter().copied()
    }

    /// The templates of these names and all that they may bring in, without what components bring in: each with its fingerprint, and
    /// what is not there without one.
    pub(super) fn reach(&self, names: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, Fingerprint> {
        let mut reached = BTreeMap::new();
        let mut open: Vec<&str> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            let Some((full, known)) = self.found(name).and_then(|full| Some((full, self.templates.get(full)?))) else {
                reached.insert(name, Fingerprint::ABSENT);
                continue;
            };
            if reached.insert(full, known.print).is_none() {
                open.extend(&known.references);
            }
        }
        reached
    }

    fn closure(&self, name: &'a str) -> Fingerprint {
        let seen = self.reach(std::iter::once(name).chain(self.libraries()));
        let parts: Vec<u8> =
            seen.iter().flat_map(|(name, print)| [name.as_bytes(), &[0], &print.bytes()].concat()).collect();
        Fingerprint::of(&parts)
    }
}

/// The tags of a template: the first word, and what follows it.
pub(super) fn tags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("{%").skip(1).map(|rest| {
        let inside = rest.split_once("%}").map_or(rest, |(inside, _)| inside);
        let inside = inside.trim_start_matches(['-', ' ', '\t', '\n', '\r']);
        inside.split_once(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or((inside, ""))
    })
}

/// The texts in quotes.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let open = rest.find(['"', '\'', '`'])?;
        let quote = rest[open..].chars().next()?;
        let (inside, after) = rest[open + 1..].split_once(quote)?;
        rest = after;
        Some(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(name: &str, text: &str) -> TemplateText {
        TemplateText { name: name.to_owned(), path: format!("templates/{name}").into(), text: text.into() }
    }

    fn all(changed: (&str, &str)) -> BTreeMap<String, Fingerprint> {
        let texts = [
            ("base/base.html", "<html>{%- include \"partials/head.html\" -%}"),
            ("base/home.html", "{% extends 'base.html' %}"),
            ("base/page.html", "alone"),
            ("base/partials/head.html", "<head>"),
        ];
        let mut templates: Vec<TemplateText> = texts.iter().map(|(name, text)| template(name, text)).collect();
        templates.retain(|template| template.name != changed.0);
        templates.push(template(changed.0, changed.1));
        closures(&templates, &["base".to_owned()])
    }

    fn touched(changed: (&str, &str)) -> Vec<String> {
        let (before, after) = (all(("base/page.html", "alone")), all(changed));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        names.into_iter().filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
    }

    #[test]
    fn a_change_reaches_what_brings_the_template_in() {
        let readers = ["base.html", "base/base.html", "base/home.html", "base/partials/head.html", "home.html"];
        let expected: Vec<&str> = readers.into_iter().chain(["partials/head.html"]).collect();
        assert_eq!(touched(("base/partials/head.html", "<head><title>")), expected);
        assert_eq!(touched(("base/page.html", "other")), ["base/page.html", "page.html"]);
    }

    #[test]
    fn an_override_is_a_change() {
        assert_eq!(
            touched(("partials/head.html", "<head>")),
            ["base.html", "base/base.html", "base/home.html", "home.html", "partials/head.html"]
        );
        assert_eq!(touched(("page.html", "mine")), ["page.html"]);
    }

    #[test]
    fn components_belong_to_all() {
        assert_eq!(touched(("lib.html", "{% component button(label) %}")).len(), 9);
    }

    #[test]
    fn a_circle_ends() {
        let templates =
            [template("a.html", "{% include \"b.html\" %}"), template("b.html", "{% include \"a.html\" %}")];
        assert_eq!(closures(&templates, &[]).len(), 2);
    }
}
