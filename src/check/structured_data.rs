//! Facts for search engines that they cannot read, or that are not what the vocabulary has.
//!
//! In: the JSON-LD of one page. Out: what is wrong with it. A word that is nearly one of schema.org's is taken for a slip;
//! one that is like none may be a term that our table lacks, and is left alone.

use serde_json::{Map, Value};

use super::Subject;
use super::vocabulary::{self, Kind};
use crate::diagnostic::{Code, Diagnostic, nearest};

/// What is wrong with the facts on a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// They cannot be read: why.
    Unreadable(String),
    /// They are not of the vocabulary: what is said, and what may have been meant.
    Foreign(String, Option<&'static str>),
}

/// Tells what was found on all pages.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let all = subject.pages.iter().flat_map(|(path, page)| page.facts.iter().map(move |fault| (path, fault)));
    let tell = |(path, fault): (&String, &Fault)| match fault {
        Fault::Unreadable(why) => subject
            .of_page(path, Code::StructuredData, format!("the structured data of `{path}` {why}"))
            .help("a template wrote it; `\"@context\": \"https://schema.org\"` is its first key"),
        Fault::Foreign(what, near) => subject
            .of_page(path, Code::JsonldVocabulary, format!("the structured data of `{path}` {what}"))
            .suggest(*near)
            .help("a template wrote it; https://schema.org has the words that search engines know"),
    };
    all.map(tell).collect()
}

/// Looks at one piece of JSON-LD.
pub(super) fn faults(text: &str) -> Vec<Fault> {
    match serde_json::from_str::<Value>(text) {
        Err(error) => vec![Fault::Unreadable(format!("is not JSON: {error}"))],
        Ok(_) if !text.contains("schema.org") => {
            vec![Fault::Unreadable("does not name its vocabulary".to_owned())]
        }
        Ok(value) => {
            let mut found = Vec::new();
            look(&value, &mut found);
            found
        }
    }
}

fn look(value: &Value, found: &mut Vec<Fault>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| look(one, found)),
        Value::Object(object) => {
            look_at_object(object, found);
            object.values().for_each(|one| look(one, found));
        }
        _ => {}
    }
}

fn look_at_object(object: &Map<String, Value>, found: &mut Vec<Fault>) {
    let Some(kind) = object.get("@type").and_then(Value::as_str) else { return };
    let Some(properties) = vocabulary::properties(kind) else {
        let near = nearest(kind, vocabulary::types());
        found.extend(near.map(|near| {
            Fault::Foreign(
                format!("has the type `{kind}`, which schema.org does not have"),
                known(near, vocabulary::types()),
            )
        }));
        return;
    };
    for (name, value) in object.iter().filter(|(name, _)| !name.starts_with('@')) {
        if properties.contains(&name.as_str()) {
            if !fits(vocabulary::kind(name), value) {
                let what = words(vocabulary::kind(name));
                found.push(Fault::Foreign(format!("has a `{kind}` whose `{name}` is {value}, and not {what}"), None));
            }
        } else if let Some(near) = nearest(name, properties.iter().copied()) {
            let near = known(near, properties.iter().copied());
            found.push(Fault::Foreign(format!("has a `{kind}` with `{name}`, which schema.org does not have"), near));
        }
    }
}

/// The word of the table that a text is.
fn known(near: &str, words: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    words.into_iter().find(|word| *word == near)
}

fn fits(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (_, Value::Array(list)) => list.iter().all(|one| fits(kind, one)),
        (Kind::Any, _) | (Kind::Url | Kind::Date, Value::Object(_)) => true,
        (Kind::Url, Value::String(text)) => url::Url::parse(text).is_ok(),
        (Kind::Date, Value::String(text)) => super::feed::is_w3c_date(text),
        (Kind::Number, Value::Number(_)) => true,
        (Kind::Number, Value::String(text)) => text.parse::<f64>().is_ok(),
        _ => false,
    }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "a text",
        Kind::Url => "an absolute address",
        Kind::Date => "a date such as `2026-05-17`",
        Kind::Number => "a number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(graph: &str) -> Vec<String> {
        let text = format!("{{\"@context\":\"https://schema.org\",\"@graph\":[{graph}]}}");
        let tell = |fault| match fault {
            Fault::Unreadable(why) => why,
            Fault::Foreign(what, near) => format!("{what} ({})", near.unwrap_or("-")),
        };
        faults(&text).into_iter().map(tell).collect()
    }

    #[test]
    fn slips_are_found_with_what_was_meant() {
        for (graph, expected) in [
            ("{\"@type\":\"Persn\"}", "has the type `Persn`, which schema.org does not have (Person)"),
            (
                "{\"@type\":\"Person\",\"jobTitel\":\"x\"}",
                "has a `Person` with `jobTitel`, which schema.org does not have (jobTitle)",
            ),
            (
                "{\"@type\":\"Article\",\"author\":{\"@type\":\"Person\",\"URL\":\"x\"}}",
                "has a `Person` with `URL`, which schema.org does not have (url)",
            ),
            (
                "{\"@type\":\"Person\",\"url\":\"/about/\"}",
                "has a `Person` whose `url` is \"/about/\", and not an absolute address (-)",
            ),
            (
                "{\"@type\":\"Article\",\"datePublished\":\"17 May\"}",
                "has a `Article` whose `datePublished` is \"17 May\", and not a date such as `2026-05-17` (-)",
            ),
            (
                "{\"@type\":\"Article\",\"wordCount\":true}",
                "has a `Article` whose `wordCount` is true, and not a number (-)",
            ),
        ] {
            assert_eq!(told(graph), [expected]);
        }
        assert_eq!(
            faults("{"),
            [Fault::Unreadable("is not JSON: EOF while parsing an object at line 1 column 1".to_owned())]
        );
        assert_eq!(faults("{}"), [Fault::Unreadable("does not name its vocabulary".to_owned())]);
    }

    #[test]
    fn what_is_right_or_not_known_is_left_alone() {
        for graph in [
            "{\"@type\":\"Person\",\"name\":\"Ada\",\"sameAs\":[\"https://a.example/\"],\"@id\":\"#x\"}",
            "{\"@type\":\"Event\",\"startDate\":\"2026-05\",\"location\":{\"@type\":\"VirtualLocation\",\"url\":\"https://a.example/\"}}",
            "{\"@type\":\"VolcanoEruption\",\"height\":3}",
            "{\"@type\":\"Person\",\"netWorth\":1}",
            "{\"@type\":[\"Person\",\"Patient\"],\"nme\":1}",
            "{\"@type\":\"Article\",\"wordCount\":\"120\",\"datePublished\":\"2026-05-17T10:00:00Z\"}",
        ] {
            assert_eq!(told(graph), Vec::<String>::new(), "{graph}");
        }
    }
}
