//! The options of a theme: their types, whether a value fits, and which values are in force. Values are written into pages
//! and style sheets, so that a colour must look like one and like nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::theme::{Manifest, Request};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::value::described::Scalar;

/// One option of a theme.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = rules)]
pub struct OptionSpec {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: OptionKind,
    /// The value when the site sets none.
    #[serde(default)]
    pub default: Option<Json>,
    /// The allowed values of a choice.
    #[serde(default)]
    #[schemars(with = "Vec<Scalar>")]
    pub values: Vec<String>,
    /// One line of help.
    #[serde(default)]
    #[schemars(with = "Scalar")]
    pub help: String,
}

/// The types an option can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum OptionKind {
    /// One of `values`.
    Choice,
    /// `true` or `false`.
    Boolean,
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A CSS colour.
    Colour,
    /// A font family.
    Font,
}

impl OptionKind {
    const ALL: [Self; 6] = [Self::Choice, Self::Boolean, Self::Text, Self::Number, Self::Colour, Self::Font];

    /// The JSON Schema of its values, the same rule as [`OptionSpec::complaint`]'s; `values` are those of a choice.
    fn schema(self, values: Option<&[String]>) -> Json {
        match self {
            Self::Choice => values.map_or_else(|| json!({"type": "string"}), |values| json!({"enum": values})),
            Self::Boolean => json!({"type": "boolean"}),
            Self::Text => json!({"type": "string"}),
            Self::Number => json!({"type": "number"}),
            Self::Colour => json!({"type": "string", "pattern": COLOUR}),
            Self::Font => json!({"type": "string", "allOf": [{"pattern": FONT}, {"pattern": r"\S"}]}),
        }
    }
}

/// What [`is_colour`] accepts, for schemas.
const COLOUR: &str = concat!(
    r"^(#([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})",
    r"|(rgb|hsl|oklch|oklab)\([A-Za-z0-9 .,%/()-]*\))$",
);

/// What [`is_font`] accepts, for schemas.
const FONT: &str = r#"^[\p{Alphabetic}\p{N} ,_-]*("[\p{Alphabetic}\p{N} ,_-]*"[\p{Alphabetic}\p{N} ,_-]*)*$"#;

/// What [`check_specs`] says of a declaration: choices have values, and a default fits.
fn rules(schema: &mut Schema) {
    let when = |kind: OptionKind, then: Json| {
        let is_kind = json!({"required": ["type"], "properties": {"type": {"const": kind.to_string()}}});
        json!({"if": is_kind, "then": then})
    };
    let mut rules: Vec<Json> = OptionKind::ALL
        .iter()
        .map(|kind| {
            let default = json!({"anyOf": [kind.schema(None), {"type": "null"}]});
            when(*kind, json!({"properties": {"default": default}}))
        })
        .collect();
    rules.push(when(
        OptionKind::Choice,
        json!({"required": ["values"], "properties": {"values": {"type": "array", "minItems": 1}}}),
    ));
    let others: Vec<String> = OptionKind::ALL.iter().skip(1).map(ToString::to_string).collect();
    rules.push(json!({
        "if": {"required": ["type"], "properties": {"type": {"enum": others}}},
        "then": {"properties": {"values": {"maxItems": 0}}},
    }));
    schema.insert("allOf".to_owned(), Json::Array(rules));
}

impl OptionSpec {
    /// The JSON Schema of the values that a site can set.
    pub fn schema(&self) -> Json {
        let mut schema = self.kind.schema(Some(&self.values));
        if let Json::Object(schema) = &mut schema {
            if !self.help.is_empty() {
                schema.insert("description".to_owned(), json!(self.help));
            }
            schema.extend(self.default.iter().map(|default| ("default".to_owned(), default.clone())));
        }
        schema
    }

    /// What the option wants, if `value` is not it.
    pub(super) fn complaint(&self, value: &Json) -> Option<String> {
        let fits = match self.kind {
            OptionKind::Choice => value.as_str().is_some_and(|text| self.values.iter().any(|allowed| allowed == text)),
            OptionKind::Boolean => value.is_boolean(),
            OptionKind::Number => value.is_number(),
            OptionKind::Text => value.is_string(),
            OptionKind::Font => value.as_str().is_some_and(is_font),
            OptionKind::Colour => value.as_str().is_some_and(is_colour),
        };
        if fits {
            return None;
        }
        Some(match self.kind {
            OptionKind::Choice => format!("one of {}", listed(self.values.iter())),
            OptionKind::Boolean => "`true` or `false`".to_owned(),
            OptionKind::Number => "a number".to_owned(),
            OptionKind::Text => "a text".to_owned(),
            OptionKind::Font => "the name of a font family, or several with commas between".to_owned(),
            OptionKind::Colour => "a colour (`#1f4d3a` or a CSS colour function)".to_owned(),
        })
    }
}

impl fmt::Display for OptionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Choice => "choice",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Number => "number",
            Self::Colour => "colour",
            Self::Font => "font",
        })
    }
}

/// What is wrong with the options that a theme declares: a default is held to the same rules as a site's setting.
pub(super) fn check_specs(specs: &BTreeMap<String, OptionSpec>, place: &dyn Fn(&str) -> Place) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut note = |path: String, message: String, help: &str| {
        let diagnostic = Diagnostic::new(Code::ThemeOption, message).at(place(&path));
        found.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    };
    for (name, spec) in specs {
        let is_choice = spec.kind == OptionKind::Choice;
        if is_choice && spec.values.is_empty() {
            let message = format!("the option `{name}` has no values to choose from");
            note(format!("options.{name}.type"), message, "list what a site can choose: `values: [airy, dense]`");
        } else if !is_choice && !spec.values.is_empty() {
            let message = format!("the option `{name}` has `values`, but is not a choice");
            note(format!("options.{name}.values"), message, "write `type: choice`, or remove `values`");
        } else if let Some(wanted) = spec.default.as_ref().and_then(|value| spec.complaint(value)) {
            let message = format!("the default of the option `{name}` must be {wanted}");
            note(format!("options.{name}.default"), message, "");
        }
    }
    found
}

/// Every option of a chain of themes with the value in force, and what is wrong with what the site sets.
pub(super) fn in_force(
    request: &Request<'_>,
    lineage: &[Manifest],
    themes: &BTreeSet<String>,
) -> (BTreeMap<String, Json>, Vec<Diagnostic>) {
    let each = lineage.iter().rev().flat_map(|manifest| &manifest.options);
    let specs: BTreeMap<&str, &OptionSpec> = each.map(|(name, spec)| (name.as_str(), spec)).collect();
    let defaults = specs.iter().map(|(name, spec)| ((*name).to_owned(), spec.default.clone().unwrap_or(Json::Null)));
    let mut settings = Settings { request, options: defaults.collect(), specs: &specs, found: Vec::new() };
    for (key, value) in request.options {
        match value {
            Json::Object(own) if themes.contains(key) => {
                let is_meant = lineage.iter().any(|manifest| manifest.name == *key);
                for (name, value) in own.iter().filter(|_| is_meant) {
                    settings.set(&format!("theme_options.{key}.{name}"), name, value);
                }
            }
            // A map is no value of an option: it is what a theme of that name would be given.
            Json::Object(_) if !settings.specs.contains_key(key.as_str()) => {
                settings.no_theme(&format!("theme_options.{key}"), key, themes);
            }
            _ => settings.set(&format!("theme_options.{key}"), key, value),
        }
    }
    (settings.options, settings.found)
}

/// The options of a site, as they are set one by one.
struct Settings<'a> {
    request: &'a Request<'a>,
    specs: &'a BTreeMap<&'a str, &'a OptionSpec>,
    options: BTreeMap<String, Json>,
    found: Vec<Diagnostic>,
}

impl Settings<'_> {
    fn set(&mut self, path: &str, name: &str, value: &Json) {
        let Some(spec) = self.specs.get(name) else {
            self.unknown(path, name);
            return;
        };
        match spec.complaint(value) {
            None => drop(self.options.insert(name.to_owned(), value.clone())),
            Some(wanted) => {
                let near = value.as_str().and_then(|text| nearest(text, spec.values.iter().map(String::as_str)));
                let message = format!("the option `{name}` must be {wanted}");
                let diagnostic = Diagnostic::new(Code::ThemeOption, message).at((self.request.place)(path));
                self.found.push(diagnostic.suggest(near));
            }
        }
    }

    fn no_theme(&mut self, path: &str, name: &str, themes: &BTreeSet<String>) {
        let message = format!("`theme_options` has values for `{name}`, but there is no such theme");
        let diagnostic = Diagnostic::new(Code::ThemeOption, message).at((self.request.key_place)(path));
        let near = nearest(name, themes.iter().map(String::as_str));
        self.found.push(diagnostic.suggest(near).help(format!("the themes here are {}", listed(themes.iter()))));
    }

    fn unknown(&mut self, path: &str, name: &str) {
        let message = format!("the theme `{}` has no option `{name}`", self.request.name);
        let help = match self.specs.is_empty() {
            true => "it has no options".to_owned(),
            false => format!("its options are {}", listed(self.specs.keys())),
        };
        let diagnostic = Diagnostic::new(Code::ThemeOption, message).at((self.request.key_place)(path));
        self.found.push(diagnostic.suggest(nearest(name, self.specs.keys().copied())).help(help));
    }
}

/// Names between backquotes, with commas.
fn listed(names: impl Iterator<Item = impl fmt::Display>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whether a text looks like names of font families and nothing else: it may be written into a style sheet.
fn is_font(text: &str) -> bool {
    let quotes = text.matches('"').count();
    let is_plain = |letter: char| letter.is_alphanumeric() || " ,-_\"".contains(letter);
    !text.trim().is_empty() && quotes.is_multiple_of(2) && text.chars().all(is_plain)
}

/// Whether a text looks like a CSS colour and nothing else: it is written into a style sheet.
fn is_colour(text: &str) -> bool {
    let hex = text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    });
    let function = ["rgb(", "hsl(", "oklch(", "oklab("].iter().any(|name| text.starts_with(name))
        && text.ends_with(')')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || " .,%/()-".contains(letter));
    hex || function
}
