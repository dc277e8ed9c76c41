//! What serde's types say, as editors like it and as the loader takes it: words as an enumeration with their meanings, bounds
//! of numbers, and nothing behind a key where that means an empty list or map.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value, json};

/// Goes over a schema from the inside out.
#[derive(Debug, Clone)]
pub(super) struct Polish;

impl Transform for Polish {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(schema) = schema.as_object_mut() else { return };
        words(schema);
        or_nothing(schema);
        bounds(schema);
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.values_mut().filter_map(Value::as_object_mut).for_each(may_be_empty);
        }
    }
}

/// The words of an enumeration with what each means.
fn words(schema: &mut Map<String, Value>) {
    let Some(Value::Array(variants)) = schema.get("oneOf") else { return };
    let words: Vec<Value> = variants.iter().filter_map(|variant| variant.get("const").cloned()).collect();
    if words.len() != variants.len() {
        return;
    }
    let meaning = |variant: &Value| variant.get("description").cloned().unwrap_or_else(|| json!(""));
    let meanings: Vec<Value> = variants.iter().map(meaning).collect();
    schema.remove("oneOf");
    schema.insert("enum".to_owned(), Value::Array(words));
    schema.insert("enumDescriptions".to_owned(), Value::Array(meanings));
}

/// A value that may be left out, as one schema where it was two.
fn or_nothing(schema: &mut Map<String, Value>) {
    let nothing = json!({"type": "null"});
    let Some(Value::Array(both)) = schema.get("anyOf") else { return };
    let [Value::Object(some), other] = both.as_slice() else { return };
    if *other != nothing || some.contains_key("$ref") {
        return;
    }
    let mut some = some.clone();
    if let Some(Value::Array(words)) = some.get_mut("enum") {
        words.push(Value::Null);
        if let Some(Value::Array(meanings)) = some.get_mut("enumDescriptions") {
            meanings.push(json!("The same as leaving the key out."));
        }
    } else if !allow_null(&mut some) {
        return;
    }
    schema.remove("anyOf");
    for (key, value) in some {
        schema.entry(key).or_insert(value);
    }
}

/// Whether the schema has a type to which nothing could be added.
fn allow_null(schema: &mut Map<String, Value>) -> bool {
    match schema.get_mut("type") {
        Some(Value::Array(types)) if types.contains(&json!("null")) => true,
        Some(Value::Array(types)) => {
            types.push(json!("null"));
            true
        }
        Some(Value::String(one)) => {
            let types = json!([one, "null"]);
            schema.insert("type".to_owned(), types);
            true
        }
        _ => false,
    }
}

/// The formats of Rust's numbers mean nothing to editors; their bounds do.
fn bounds(schema: &mut Map<String, Value>) {
    let most = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => Some(u64::from(u8::MAX)),
        Some("uint16") => Some(u64::from(u16::MAX)),
        Some("uint32") => Some(u64::from(u32::MAX)),
        _ => None,
    };
    schema.remove("format");
    if let Some(most) = most {
        schema.entry("maximum").or_insert(json!(most));
    }
}

/// `skills:` with nothing behind it is an empty list, unless the list wants an entry.
fn may_be_empty(schema: &mut Map<String, Value>) {
    let is_collection = matches!(schema.get("type").and_then(Value::as_str), Some("array" | "object"));
    if is_collection && !schema.contains_key("minItems") {
        allow_null(schema);
    }
}

/// The last touches, on the whole: an empty file is an empty list, and each word's meaning stands in its key's description,
/// since few editors show it at the word.
pub(super) fn finish(root: &mut Map<String, Value>) {
    if root.get("type").and_then(Value::as_str) == Some("array") {
        allow_null(root);
    }
    let mut schema = Schema::from(std::mem::take(root));
    Meanings.transform(&mut schema);
    *root = schema.to_value().as_object().cloned().unwrap_or_default();
}

struct Meanings;

impl Transform for Meanings {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let words = schema.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
        let meanings = schema.get("enumDescriptions").and_then(Value::as_array).cloned().unwrap_or_default();
        let lines: Vec<String> = words
            .iter()
            .zip(&meanings)
            .filter_map(|(word, meaning)| Some(format!("- `{}`: {}", word.as_str()?, meaning.as_str()?)))
            .collect();
        // A list of every skill is no explanation.
        if lines.is_empty() || lines.len() > 12 {
            return;
        }
        let before = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let described = format!("{before}\n\n{}", lines.join("\n")).trim_start().to_owned();
        schema.insert("description".to_owned(), json!(described));
    }
}
