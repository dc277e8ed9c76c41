//! What can be told of a theme from its files alone: blocks and interface texts that are missing, options that are read and not
//! declared or declared and not read, templates that nothing uses.
//!
//! In: a theme and the sources that it came from. Out: diagnostics about files of the theme itself; what it inherits is a matter
//! of the theme it inherits from. Tags are found by their words, as in `closure`, with comments taken out before.

use std::collections::{BTreeMap, BTreeSet};

use super::closure::{quoted, tags};
use super::theme::{self, BASE, TemplateText, Theme};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, nearest};
use crate::source::Sources;
use crate::yaml::{self, Origin};

/// Everything that is found, in no order.
pub fn survey(sources: &Sources, theme: &Theme) -> Vec<Diagnostic> {
    let survey = Survey::of(theme);
    let mut found = survey.missing_blocks();
    found.extend(survey.unused_templates());
    found.extend(survey.missing_layouts());
    found.extend(survey.options());
    found.extend(survey.texts(sources));
    found
}

/// A theme as far as this module looks at it.
struct Survey<'a> {
    theme: &'a Theme,
    /// The templates by the names under which the engine knows them, without comments.
    plain: BTreeMap<&'a str, (&'a TemplateText, String)>,
}

/// The blocks of one template.
#[derive(Default)]
struct Blocks<'a> {
    /// Those that stand in no other.
    top: Vec<&'a str>,
    /// What stands in each, and whether it brings in what it replaces.
    inner: BTreeMap<&'a str, (Vec<&'a str>, bool)>,
}

impl<'a> Survey<'a> {
    fn of(theme: &'a Theme) -> Self {
        let known = theme.templates.iter().filter(|template| !template.path.starts_with("templates/"));
        let plain = known.map(|template| (template.name.as_str(), (template, without_comments(&template.text))));
        Self { theme, plain: plain.collect() }
    }

    fn name(&self) -> &'a str {
        &self.theme.manifest.name
    }

    /// The templates whose files belong to the theme itself, by the name that pages ask for.
    fn own(&self) -> impl Iterator<Item = (&'a str, &'a TemplateText, &str)> {
        let prefix = format!("{}/", self.name());
        self.plain.iter().filter_map(move |(name, (template, text))| {
            let own = self.theme.owner(template).is_some_and(|owner| owner.name == self.name());
            Some((name.strip_prefix(prefix.as_str())?, *template, text.as_str())).filter(|_| own)
        })
    }

    /// The name under which the engine finds a template.
    fn found(&self, name: &str) -> Option<&'a str> {
        let exact = self.plain.get_key_value(name).map(|(name, _)| *name);
        let below =
            |theme: &String| self.plain.get_key_value(format!("{theme}/{name}").as_str()).map(|(name, _)| *name);
        exact.or_else(|| self.theme.chain.iter().find_map(below))
    }

    /// The blocks that somebody who extends a template can fill to some effect.
    fn reachable(&self, name: &str) -> BTreeSet<&str> {
        let mut layers: Vec<Blocks<'_>> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = self.found(name);
        while let Some((full, (_, text))) =
            next.filter(|full| seen.insert(*full)).and_then(|full| self.plain.get_key_value(full))
        {
            layers.push(blocks(text));
            let parent = tags(text).find(|(word, _)| *word == "extends").and_then(|(_, rest)| quoted(rest).next());
            next = parent.and_then(|parent| self.found(parent)).filter(|parent| parent != full);
        }
        let mut reached = BTreeSet::new();
        let mut open: Vec<(&str, usize)> =
            layers.last().iter().flat_map(|root| root.top.iter().map(|name| (*name, 0))).collect();
        while let Some((block, from)) = open.pop() {
            reached.insert(block);
            let filled =
                layers.iter().enumerate().skip(from).find_map(|(at, layer)| Some((at, layer.inner.get(block)?)));
            let Some((at, (inner, brings_more))) = filled else { continue };
            open.extend(inner.iter().filter(|name| !reached.contains(**name)).map(|name| (*name, 0)));
            if *brings_more {
                open.push((block, at + 1));
            }
        }
        reached
    }

    fn missing_blocks(&self) -> Vec<Diagnostic> {
        if self.name() == BASE {
            return Vec::new();
        }
        let lost = |name: &str| -> BTreeSet<&str> {
            let has = self.reachable(&format!("{}/{name}", self.name()));
            self.reachable(&format!("{BASE}/{name}")).into_iter().filter(|block| !has.contains(block)).collect()
        };
        let frame = lost("base.html");
        let mut found = Vec::new();
        for (name, template, _) in self.own() {
            for block in lost(name).into_iter().filter(|block| name == "base.html" || !frame.contains(block)) {
                let message = format!("the template has no block `{block}`, which `{BASE}/{name}` has");
                let diagnostic = Diagnostic::new(Code::ThemeIncomplete, message).at(Place::whole(&template.path));
                found.push(diagnostic.help(format!(
                    "sites fill it in templates of their own; write `{{% block {block} %}}…{{% endblock %}}` where that part \
                     of a page goes"
                )));
            }
        }
        found
    }

    fn unused_templates(&self) -> Vec<Diagnostic> {
        let asked = |name: &str| {
            name.starts_with("layouts/")
                || name.starts_with("components/")
                || self.plain.contains_key(format!("{BASE}/{name}").as_str())
        };
        let own: BTreeMap<&str, &TemplateText> = self.own().map(|(name, template, _)| (name, template)).collect();
        let full = |name: &str| format!("{}/{name}", self.name());
        let unasked: BTreeSet<String> = own.keys().filter(|name| !asked(name)).map(|name| full(name)).collect();
        let mut open: Vec<&str> = self.plain.keys().copied().filter(|name| !unasked.contains(*name)).collect();
        let mut used: BTreeSet<&str> = open.iter().copied().collect();
        while let Some((_, text)) = open.pop().and_then(|name| self.plain.get(name)) {
            let named = tags(text).filter(|(word, _)| ["extends", "include"].contains(word));
            let named: Vec<&str> =
                named.flat_map(|(_, rest)| quoted(rest)).filter_map(|name| self.found(name)).collect();
            open.extend(named.into_iter().filter(|name| used.insert(name)));
        }
        let names: Vec<String> = self.theme.template_names().into_iter().map(str::to_owned).collect();
        let unused = own.iter().filter(|(name, _)| !used.contains(full(name).as_str()));
        let describe = |(name, template): (&&str, &&TemplateText)| {
            let near = nearest(name, names.iter().map(String::as_str).filter(|other| other != name));
            Diagnostic::new(Code::ThemeUnused, format!("nothing uses the template `{name}`"))
                .at(Place::whole(&template.path))
                .suggest(near)
                .help("pages ask for the names that `base` has, for `layouts/` and for `components/`; others are included")
        };
        unused.map(describe).collect()
    }

    fn missing_layouts(&self) -> Vec<Diagnostic> {
        let layouts = self.theme.manifest.layouts.iter().enumerate();
        let missing = layouts.filter(|(_, name)| self.found(&format!("layouts/{name}.html")).is_none());
        let describe = |(at, name): (usize, &String)| {
            let message = format!("the theme offers the layout `{name}`, and has no `layouts/{name}.html`");
            Diagnostic {
                place: self.in_manifest(&format!("layouts[{at}]")),
                ..Diagnostic::new(Code::ThemeIncomplete, message)
            }
        };
        missing.map(describe).collect()
    }

    /// A place in the theme's `theme.yaml`.
    fn in_manifest(&self, key: &str) -> Option<Place> {
        let name = self.name();
        let paths = [format!("theme:{name}/theme.yaml"), format!("themes/{name}/theme.yaml")];
        let (path, text) = self.theme.texts.iter().find(|(path, _)| paths.iter().any(|one| **one == **path))?;
        let whole = || yaml::place(text, &Origin::file(path), key);
        let key_itself = yaml::Positions::of(text).key(key).map(|span| Place::new(path, span));
        Some(key_itself.unwrap_or_else(whole))
    }

    fn options(&self) -> Vec<Diagnostic> {
        let specs = self.theme.specs();
        let mut found = Vec::new();
        for (_, template, text) in self.own() {
            for (name, range) in literals(text, "option", "name") {
                if !specs.contains_key(name) {
                    let message = format!("the theme has no option `{name}`");
                    let diagnostic = Diagnostic::new(Code::ThemeOption, message).at(Place::new(&template.path, range));
                    let near = nearest(name, specs.keys().copied());
                    found.push(diagnostic.suggest(near).help("declare it below `options` in `theme.yaml`"));
                }
            }
        }
        let texts = || self.plain.values().map(|(_, text)| text.as_str());
        let read: BTreeSet<&str> =
            texts().flat_map(|text| literals(text, "option", "name")).map(|(name, _)| name).collect();
        // A name that is put together by the template may be any.
        let guesses = texts().any(|text| calls(text, "option") > literals(text, "option", "name").len());
        let unread = self.theme.manifest.options.keys().filter(|name| !guesses && !read.contains(name.as_str()));
        found.extend(unread.map(|name| {
            let message = format!("no template reads the option `{name}`");
            let place = self.in_manifest(&format!("options.{name}"));
            Diagnostic { place, ..Diagnostic::new(Code::ThemeUnused, message) }
                .help(format!("read it with `{{{{ option(name=\"{name}\") }}}}`, or take it out"))
        }));
        found
    }

    fn texts(&self, sources: &Sources) -> Vec<Diagnostic> {
        let chain = &self.theme.chain;
        let of = |language: &str| -> BTreeSet<String> {
            let each = chain.iter().filter_map(|name| theme::own_texts(sources, name, language));
            each.flat_map(|(_, _, texts)| texts.into_keys()).collect()
        };
        let english = of("en");
        let mut found = self.unknown_texts(&english);
        let own: BTreeMap<String, SourcePath> = theme::languages(sources, chain)
            .into_iter()
            .filter_map(|language| Some((language.clone(), theme::own_texts(sources, self.name(), &language)?.0)))
            .collect();
        let Some(fallback) = own.get("en").or_else(|| own.values().next()) else { return found };
        for language in theme::languages(sources, chain) {
            // `de-CH` says only what differs from `de`.
            let parent = language.split_once('-').map(|(short, _)| of(short)).unwrap_or_default();
            let known: BTreeSet<String> = of(&language).into_iter().chain(parent).collect();
            let missing: Vec<&str> = english.iter().filter(|key| !known.contains(*key)).map(String::as_str).collect();
            if let Some(message) = told(&missing, &language) {
                let place = Place::whole(own.get(&language).unwrap_or(fallback));
                let help = format!(
                    "readers of a site in `{language}` see the English text; add `i18n/{language}.yaml` entries"
                );
                found.push(Diagnostic::new(Code::ThemeIncomplete, message).at(place).help(help));
            }
        }
        found
    }

    fn unknown_texts(&self, english: &BTreeSet<String>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (_, template, text) in self.own() {
            for (key, range) in literals(text, "t", "key").into_iter().filter(|(key, _)| !english.contains(*key)) {
                let message = format!("there is no interface text `{key}`");
                let diagnostic = Diagnostic::new(Code::ThemeIncomplete, message).at(Place::new(&template.path, range));
                let near = nearest(key, english.iter().map(String::as_str));
                found.push(diagnostic.suggest(near).help("add it to `i18n/en.yaml` of the theme"));
            }
        }
        found
    }
}

/// `3 interface texts are missing in "de": a, b, c`.
fn told(missing: &[&str], language: &str) -> Option<String> {
    const SHOWN: usize = 8;
    let names: Vec<String> = missing.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
    let more = if missing.len() > SHOWN { format!(" and {} more", missing.len() - SHOWN) } else { String::new() };
    match missing.len() {
        0 => None,
        1 => Some(format!("one interface text is missing in `{language}`: {}", names.join(", "))),
        count => Some(format!("{count} interface texts are missing in `{language}`: {}{more}", names.join(", "))),
    }
}

/// A template with blanks for its comments, so that places stay.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find("{#") {
        let length = rest[begin..].find("#}").map_or(rest.len() - begin, |end| end + 2);
        let (comment, after) = rest[begin..].split_at(length);
        out.push_str(&rest[..begin]);
        out.extend(comment.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The blocks of a template, and which stands in which.
fn blocks(text: &str) -> Blocks<'_> {
    let mut blocks = Blocks::default();
    let mut open: Vec<&str> = Vec::new();
    for piece in text.split("{%").skip(1) {
        let (tag, after) = piece.split_once("%}").unwrap_or((piece, ""));
        let mut words = tag.trim_matches(['-', ' ', '\t', '\n', '\r']).split_whitespace();
        match (words.next(), words.next()) {
            (Some("block"), Some(name)) => {
                match open.last().and_then(|outer| blocks.inner.get_mut(outer)) {
                    Some((inner, _)) => inner.push(name),
                    None => blocks.top.push(name),
                }
                blocks.inner.entry(name).or_default();
                open.push(name);
            }
            (Some("endblock"), _) => drop(open.pop()),
            _ => {}
        }
        if after.contains("super()")
            && let Some((_, brings_more)) = open.last().and_then(|name| blocks.inner.get_mut(name))
        {
            *brings_more = true;
        }
    }
    blocks
}

/// How often a function is called.
fn calls(text: &str, function: &str) -> usize {
    starts(text, function).count()
}

/// The places behind `function(`.
fn starts<'a>(text: &'a str, function: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(function).filter_map(move |(at, _)| {
        let after = at + function.len();
        let alone = !text[..at].ends_with(is_word) && text[after..].starts_with('(');
        alone.then_some(after + 1)
    })
}

/// The texts that stand as they are for the argument of a function, with their bytes.
fn literals<'a>(text: &'a str, function: &'a str, argument: &str) -> Vec<(&'a str, std::ops::Range<usize>)> {
    let one = |start: usize| {
        let rest = text[start..].trim_start().strip_prefix(argument)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\'' | '`'))?;
        let (inside, after) = rest[1..].split_once(quote)?;
        let begin = text.len() - rest.len() + 1;
        after.trim_start().starts_with([')', ',']).then_some((inside, begin..begin + inside.len()))
    };
    starts(text, function).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_with_a_text_are_found_with_their_place() {
        let text =
            "{{ option(name=\"a\") }}{% if option( name = 'b', x=1) %}{{ t(key=\"c.\" ~ d) }}{{ first(key=\"e\") }}";
        let names = |function, argument| -> Vec<&str> {
            literals(text, function, argument)
                .into_iter()
                .map(|(name, range)| {
                    assert_eq!(&text[range], name);
                    name
                })
                .collect()
        };
        assert_eq!(names("option", "name"), ["a", "b"]);
        assert_eq!(names("t", "key"), [""; 0]);
        assert_eq!((calls(text, "option"), calls(text, "t")), (2, 1));
    }

    #[test]
    fn blocks_stand_in_blocks() {
        let found = blocks(
            "{% block a %}{% block b %}{{ super() }}{% endblock b %}x{% endblock %}{%- block c -%}{% endblock %}",
        );
        assert_eq!(found.top, ["a", "c"]);
        assert_eq!(found.inner["a"], (vec!["b"], false));
        assert_eq!(found.inner["b"], (Vec::new(), true));
    }

    #[test]
    fn comments_keep_their_room() {
        assert_eq!(without_comments("a{# é\n #}b{# open"), "a     \n   b       ");
    }
}
