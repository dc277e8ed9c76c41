//! Schemas of types, narrowed down to what holds in a site: its names, the options of its theme, the codes of diagnostics, the
//! defaults of its configuration.

use std::collections::BTreeSet;

use schemars::Schema;
use serde_json::{Map, Value, json};

use super::Known;
use crate::config::Config;
use crate::diagnostic::Code;
use crate::yaml::{self, Origin};

/// Puts the names of the site into the definitions of those kinds that the schema uses.
pub(super) fn names(root: &mut Map<String, Value>, known: &Known) {
    let Some(Value::Object(definitions)) = root.get_mut("$defs") else { return };
    let mut put = |name: &str, schema: Option<Value>| {
        if let (Some(Value::Object(definition)), Some(Value::Object(narrow))) = (definitions.get_mut(name), schema) {
            definition.extend(narrow);
        }
    };
    put("skill", skills(known));
    put("environment", listed(&known.environments));
    put("project", listed(&known.projects));
    let plain = |names: &[String]| names.iter().map(|name| (name.clone(), String::new())).collect::<Vec<_>>();
    put("theme", listed(&plain(&known.themes)));
    put("layout", listed(&plain(&known.layouts)));
}

/// An enumeration; a name that looks like a number to YAML may stand there as one.
fn listed(names: &[(String, String)]) -> Option<Value> {
    let mut words = Vec::new();
    let mut meanings = Vec::new();
    for (name, meaning) in names {
        words.push(json!(name));
        meanings.push(meaning.as_str());
        let read = yaml::from_str::<Value>(name, &Origin::file(&"".into())).ok();
        if let Some(scalar) = read.filter(|value| value.is_number() || value.is_boolean()) {
            words.push(scalar);
            meanings.push(meaning);
        }
    }
    if meanings.iter().all(|meaning| meaning.is_empty()) {
        return (!words.is_empty()).then(|| json!({"enum": words}));
    }
    (!words.is_empty()).then(|| json!({"enum": words, "enumDescriptions": meanings}))
}

/// Ids are offered; aliases, and either in capitals, are right as well.
fn skills(known: &Known) -> Option<Value> {
    let ids: Vec<(String, String)> = known.skills.clone();
    let words = known.skills.iter().map(|(id, _)| id).chain(&known.aliases);
    let patterns: BTreeSet<String> = words.map(|word| in_any_case(word)).collect();
    let ids = listed(&ids)?;
    let pattern = format!("^({})$", patterns.into_iter().collect::<Vec<_>>().join("|"));
    Some(json!({"anyOf": [ids, {"pattern": pattern}]}))
}

/// A pattern for a word as the vocabulary looks it up: as it is written, or such that its small letters give the word.
fn in_any_case(word: &str) -> String {
    let is_small = word.to_lowercase() == word;
    let letter = |letter: char| {
        let capital: String = letter.to_uppercase().collect();
        match letter {
            _ if is_small && capital.chars().count() == 1 && !capital.starts_with(letter) => {
                format!("[{letter}{capital}]")
            }
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' | '\\' | '/' => {
                format!("\\{letter}")
            }
            other => other.to_string(),
        }
    };
    word.chars().map(letter).collect()
}

/// The configuration: its defaults, the options of the theme, a key for each code.
pub(super) fn configuration(root: &mut Map<String, Value>, known: &Known) {
    let origin = Origin::file(&"".into());
    let least = Config::load("title: x\nbase_url: https://example.org/\n", &origin, None);
    let defaults = least.ok().and_then(|config| serde_json::to_value(config).ok()).unwrap_or_default();
    let mut definitions = match root.remove("$defs") {
        Some(Value::Object(definitions)) => definitions,
        _ => Map::new(),
    };
    if let Some(levels) = definitions.get_mut("Check").and_then(|check| check.pointer_mut("/properties/levels")) {
        codes(levels);
    }
    let Some(Value::Object(properties)) = root.get_mut("properties") else { return };
    for (key, property) in properties.iter_mut() {
        let default = defaults.get(key.as_str()).filter(|_| !matches!(key.as_str(), "title" | "base_url"));
        put_default(property, default, &mut definitions);
    }
    if let (Some(options), Some(theme)) = (properties.get_mut("theme_options"), &known.options) {
        theme_options(options, theme, known);
    }
    definitions.sort_keys();
    root.insert("$defs".to_owned(), Value::Object(definitions));
}

/// A default where the property is; for a map of settings, in its definition.
fn put_default(property: &mut Value, default: Option<&Value>, definitions: &mut Map<String, Value>) {
    let Some(default) = default.filter(|value| !value.is_null()) else { return };
    let reference = property.pointer("/anyOf/0/$ref").and_then(Value::as_str).unwrap_or_default();
    let name = reference.strip_prefix("#/$defs/").unwrap_or_default().to_owned();
    let definition = if default.is_object() { definitions.remove(&name) } else { None };
    match (definition, default) {
        (Some(mut definition), Value::Object(values)) => {
            let inner = definition.get_mut("properties").and_then(Value::as_object_mut);
            for (key, property) in inner.into_iter().flatten() {
                put_default(property, values.get(key), definitions);
            }
            definitions.insert(name, definition);
        }
        (None, Value::Object(values)) if values.is_empty() => {}
        _ => {
            if let Value::Object(property) = property {
                property.insert("default".to_owned(), default.clone());
            }
        }
    }
}

/// `check.levels`: each code by name; those that cannot be lowered stay what they are.
fn codes(levels: &mut Value) {
    let Value::Object(levels) = levels else { return };
    let Some(level) = levels.insert("additionalProperties".to_owned(), json!(false)) else { return };
    let mut all: Vec<Code> = Code::ALL.to_vec();
    all.sort_by_key(|code| code.word());
    let one = |code: Code| {
        let mut schema = if code.is_firm() { json!({"const": "error"}) } else { level.clone() };
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), json!(code.explanation().what));
            schema.remove("enumDescriptions");
        }
        (code.word().to_owned(), schema)
    };
    levels.insert("properties".to_owned(), Value::Object(all.into_iter().map(one).collect()));
}

/// `theme_options`: those of the theme in use, also below its name or that of a theme it builds on; below the names of other
/// themes stands what is meant for them.
fn theme_options(property: &mut Value, theme: &super::ThemeOptions, known: &Known) {
    let own: Map<String, Value> = theme.options.iter().map(|(name, schema)| (name.clone(), schema.clone())).collect();
    let mut all = Map::new();
    for name in &known.themes {
        let description = format!("Options of the theme `{name}`.");
        let schema = match theme.chain.contains(name) {
            true => json!({
                "type": "object",
                "description": description,
                "properties": own,
                "additionalProperties": false,
            }),
            false => json!({"type": "object", "description": description}),
        };
        all.insert(name.clone(), schema);
    }
    all.extend(own);
    if let Value::Object(property) = property {
        property.insert("properties".to_owned(), Value::Object(all));
        property.insert("additionalProperties".to_owned(), json!(false));
    }
}

/// What a folder's `defaults:` give need not stand in its pages.
pub(super) fn defaults(root: &mut Map<String, Value>, given: BTreeSet<String>) {
    if let Some(Value::Array(required)) = root.get_mut("required") {
        required.retain(|key| !key.as_str().is_some_and(|key| given.contains(key)));
    }
}

/// An `_index.md` has the address of its folder.
pub(super) fn section(root: &mut Map<String, Value>) {
    let description = "The address is that of the folder: rename the folder instead.";
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        properties.insert("slug".to_owned(), json!({"type": "null", "description": description}));
    }
}

/// Interface texts: any key is taken; those of the theme are offered with what they say in English.
pub(super) fn texts(known: &Known) -> Schema {
    let one = |(key, text): (&String, &String)| (key.clone(), json!({"description": format!("In English: {text}")}));
    let properties: Map<String, Value> = known.texts.iter().map(one).collect();
    let mut schema = Schema::default();
    schema.insert("type".to_owned(), json!(["object", "null"]));
    schema.insert("description".to_owned(), json!("A text that counts has the forms `one` and `other`."));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema
}
