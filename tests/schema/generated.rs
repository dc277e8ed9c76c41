//! Good documents with random damage: schema and loader agree about every one of them.

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use showpiece::config::Config;
use showpiece::content;
use showpiece::diagnostic::{Diagnostic, SourcePath};
use showpiece::portfolio;
use showpiece::yaml::Origin;

use super::{Known, Validator, is_seen, validators, value};

/// Documents in which each key stands once, by the path of their file.
fn documents() -> &'static [(&'static str, &'static str, Value)] {
    static DOCUMENTS: OnceLock<Vec<(&str, &str, Value)>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        include_str!("documents.txt")
            .split("=== ")
            .skip(1)
            .map(|part| {
                let (head, text) = part.split_once('\n').expect("a document has a head");
                let (name, path) = head.split_once(' ').expect("a name and a path");
                (name, path, value(text).expect("YAML"))
            })
            .collect()
    })
}

fn schemas() -> &'static std::collections::BTreeMap<&'static str, Validator> {
    static SCHEMAS: OnceLock<std::collections::BTreeMap<&'static str, Validator>> = OnceLock::new();
    SCHEMAS.get_or_init(|| validators(&Known::of_any_site()))
}

/// Scalars that are right in some places and wrong in others.
fn scalar() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        " ",
        "a",
        "python",
        "Ada Example",
        "no",
        "off",
        "true",
        "present",
        "now",
        "2024",
        "2024-05",
        "2024-5",
        "2024-13",
        "2024-02-29",
        "2023-02-29",
        "2024-04-31",
        "2000-02-29",
        "1900-02-29",
        "0999",
        "17.05.2024",
        "2024-05-17T12:00",
        "https://example.org/",
        "http://example.org",
        "HTTPS://e.org/?q#f",
        "https://",
        "https://.org",
        "https://a@b.org/",
        "https://e.org/a b",
        "https://e.org//",
        "https://e.org/a//b",
        "https://e.org/../a",
        "https://e.org/a/..",
        "https:///x",
        "mailto:ada@example.org",
        "mailto:ada",
        "MAILTO:a@b",
        "javascript:alert(1)",
        "ftp://e.org/",
        "example.org",
        "//e.org/",
        "/",
        "/a/",
        "//a",
        "#x",
        "ada@example.org",
        "ada@",
        "a@b.",
        "a b@c",
        "a@b@c",
        "10.1000/182",
        "10.1000",
        "10./ x",
        "en",
        "pt-BR",
        "EN",
        "en_US",
        "en-",
        "en-abcdefghi",
        "ada.example",
        "ada",
        "-a.b",
        "a-.b",
        "a..b",
        "é.example",
        "a.b-c.d",
        "a-b",
        "A",
        "a--b",
        "-a",
        "a_b",
        "saas",
        "active",
        "technical",
        "employment",
        "atelier",
        "my theme",
        "../x",
        "error",
        "warning",
        "block",
        "page",
        "meta",
        "sanitise",
        "featured",
        "atom",
        "summary",
        "full",
        "open",
        "done",
        "talk",
        "maintainer",
        "choice",
        "boolean",
        "colour",
        "font",
        "number",
        "text",
        "#fff",
        "#ffff1",
        "rgb(1, 2, 3)",
        "rgb(1;2)",
        "red",
        "Inter, \"Source Sans\"",
        "\"Inter",
        ">=0.1, <1",
        ">=0.1,",
        "^1",
        "> 1.2.3",
        ">=1.2.3.4",
        "{repository}/x",
        "https://g.org/{path}#L{first}",
        "https://g.org/{pat}",
        "https://g.org/{path",
        "x/{path}",
    ];
    prop_oneof![
        6 => proptest::sample::select(texts.to_vec()).prop_map(|text| json!(text)),
        1 => proptest::sample::select(vec![json!(0), json!(1), json!(-1), json!(7), json!(404), json!(2024), json!(999), json!(10000),
            json!(3601), json!(70000), json!(4_294_967_296_u64), json!(1.5), json!(-2.25)]),
        1 => any::<bool>().prop_map(|value| json!(value)),
        1 => Just(Value::Null),
        1 => Just(json!([])),
        1 => Just(json!({})),
        1 => Just(json!(["a"])),
        1 => Just(json!({"a": "b"})),
    ]
}

/// One piece of damage; numbers are taken modulo what is there.
#[derive(Debug, Clone)]
enum Damage {
    Put(usize, Value),
    Take(usize),
    Rename(usize, &'static str),
    Wrap(usize),
    Add(usize, Value),
}

fn damage() -> impl Strategy<Value = Damage> {
    let keys = vec!["titel", "name", "extra", "x", "Title", "skills", "end", "url", "type", "default", "values"];
    prop_oneof![
        6 => (any::<usize>(), scalar()).prop_map(|(at, value)| Damage::Put(at, value)),
        1 => any::<usize>().prop_map(Damage::Take),
        1 => (any::<usize>(), proptest::sample::select(keys)).prop_map(|(at, key)| Damage::Rename(at, key)),
        1 => any::<usize>().prop_map(Damage::Wrap),
        1 => (any::<usize>(), scalar()).prop_map(|(at, value)| Damage::Add(at, value)),
    ]
}

/// The paths of all values below a value.
fn paths(value: &Value, path: &str, out: &mut Vec<String>) {
    let mut go = |key: String, value: &Value| {
        let path = format!("{path}/{key}");
        out.push(path.clone());
        paths(value, &path, out);
    };
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| go(key.replace('~', "~0").replace('/', "~1"), value));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| go(at.to_string(), value)),
        _ => {}
    }
}

fn apply(document: &mut Value, damage: &Damage) {
    let mut all = Vec::new();
    paths(document, "", &mut all);
    let (Damage::Put(at, _) | Damage::Take(at) | Damage::Rename(at, _) | Damage::Wrap(at) | Damage::Add(at, _)) =
        damage;
    let Some(path) = all.get(at % all.len().max(1)).cloned() else { return };
    let (parent, key) = path.rsplit_once('/').expect("a path has a slash");
    match damage {
        Damage::Put(_, value) => *document.pointer_mut(&path).expect("there") = value.clone(),
        Damage::Wrap(_) => {
            let value = document.pointer_mut(&path).expect("there");
            *value = json!([value.take()]);
        }
        Damage::Take(_) => match document.pointer_mut(parent).expect("there") {
            Value::Object(map) => drop(map.shift_remove(&key.replace("~1", "/").replace("~0", "~"))),
            Value::Array(items) => drop(items.remove(key.parse().expect("a number"))),
            _ => {}
        },
        Damage::Rename(_, name) => {
            if let Value::Object(map) = document.pointer_mut(parent).expect("there")
                && !map.contains_key(*name)
                && let Some(value) = map.shift_remove(key)
            {
                map.insert((*name).to_owned(), value);
            }
        }
        Damage::Add(_, value) => match document.pointer_mut(parent).expect("there") {
            Value::Array(items) => items.push(value.clone()),
            Value::Object(map) => drop(map.insert("extra".to_owned(), value.clone())),
            _ => {}
        },
    }
}

/// As YAML on one line: texts in quotes, and nothing at all where a key has no value, as people write it.
fn yaml(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            out.push('{');
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                out.push_str(&json!(key).to_string());
                out.push_str(": ");
                if !value.is_null() {
                    yaml(value, out);
                }
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, value) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                yaml(value, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// What the loader finds wrong with the text.
fn refusals(name: &str, path: &str, text: &str) -> Vec<Diagnostic> {
    let source: SourcePath = path.into();
    let found = match name {
        "showpiece" => Config::load(text, &Origin::file(&source), None).err().unwrap_or_default(),
        "theme" => theme(text),
        "project" | "post" | "page" | "section" => {
            let whole: Arc<str> = format!("---\n{text}\n---\n").into();
            let settings = content::Settings { smart_punctuation: true, raw_html: content::RawHtml::Allow };
            let parsed =
                content::parse(content::Written::new(&source, &whole), &settings, &content::Defaults::default());
            parsed.1
        }
        _ => portfolio::load(&[(source, text.into())]).1,
    };
    found.into_iter().filter(Diagnostic::is_error).collect()
}

fn theme(text: &str) -> Vec<Diagnostic> {
    showpiece::template::theme::problems(&"themes/x/theme.yaml".into(), text)
}

/// What only a whole site refuses: tags that say nothing, the address of a folder's text, a theme that cannot be.
fn is_refused_by_sites(name: &str, document: &Value) -> bool {
    let blank = |tag: &Value| tag.as_str().is_some_and(|tag| tag.trim().is_empty());
    let tags = document.get("tags").and_then(Value::as_array).is_some_and(|tags| tags.iter().any(blank));
    let extends = name == "theme" && document.get("extends").is_some_and(|theme| !theme.is_null());
    tags || extends || name == "section" && document.get("slug").is_some_and(|slug| !slug.is_null())
}

fn disagreement(name: &str, path: &str, document: &Value) -> Option<String> {
    let mut text = String::new();
    yaml(document, &mut text);
    let refusals = refusals(name, path, &text);
    // The value as it is read again: a key without a value may have become one.
    let seen = value(&text)?;
    let complaints: Vec<String> =
        schemas()[name].iter_errors(&seen).map(|error| format!("{error} at {}", error.instance_path())).collect();
    let agrees = match complaints.is_empty() {
        true => !refusals.iter().any(is_seen),
        false => !refusals.is_empty() || is_refused_by_sites(name, document),
    };
    (!agrees).then(|| {
        let told: Vec<String> = refusals.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
        format!("{path}: {text}\nthe loader says {told:?}\nthe schema says {complaints:?}")
    })
}

#[test]
fn whole_documents_have_each_key_and_validate() {
    let known: std::collections::BTreeSet<&str> = documents().iter().map(|(name, _, _)| *name).collect();
    for name in showpiece::schema::names().filter(|name| !["overlay", "texts"].contains(name)) {
        assert!(known.contains(name), "tests/schema/documents.txt has no {name}");
    }
    for (name, path, document) in documents() {
        assert_eq!(disagreement(name, path, document), None);
        assert!(schemas()[name].is_valid(document), "{name}");
        let schema = showpiece::schema::all(&Known::of_any_site());
        let schema = &schema.iter().find(|schema| schema.name == *name).expect("a schema").value;
        let text = document.to_string();
        super::properties(schema, &mut |path, _| {
            let key = path.rsplit('/').next().expect("a key");
            let is_code = path.contains("levels");
            assert!(is_code || text.contains(&format!("\"{key}\":")) || path == "/slug", "{name}: no `{key}` ({path})");
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn schema_and_loader_agree(at in any::<usize>(), damages in proptest::collection::vec(damage(), 1..3)) {
        let (name, path, document) = &documents()[at % documents().len()];
        let mut document = document.clone();
        damages.iter().for_each(|one| apply(&mut document, one));
        let found = disagreement(name, path, &document);
        prop_assert!(found.is_none(), "{}", found.unwrap_or_default());
    }
}

#[test]
fn an_emitted_document_is_what_it_was() {
    let mut text = String::new();
    yaml(&json!({"a": null, "b": ["x", null, {"c: d": "no"}]}), &mut text);
    let read: Map<String, Value> = serde_yaml::from_str(&text).expect("YAML");
    assert_eq!(Value::Object(read), json!({"a": null, "b": ["x", null, {"c: d": "no"}]}));
}
