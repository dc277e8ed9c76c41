//! Where schemas lie: in `.schema/` of the site, which belongs into its repository, so that whoever opens a fresh clone in an
//! editor has them. What changes with the content stands in one file, `names.json`, to which the others refer.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Known, all};
use crate::diagnostic::{Diagnostic, SourcePath};
use crate::edit;
use crate::pipeline::Builder;
use crate::source;

/// The folder in a site.
pub const FOLDER: &str = ".schema";
/// The file with the names that a site's content brings.
pub const NAMES: &str = "names.json";

/// The definitions that lie in [`NAMES`].
const SHARED: [&str; 5] = ["skill", "environment", "project", "theme", "layout"];

/// A schema by name, complete in itself, as text.
pub fn bundled(name: &str, known: &Known) -> Option<String> {
    all(known).into_iter().find(|schema| schema.name == name).map(|schema| pretty(&schema.value))
}

/// Writes all schemas into a folder, which is made if need be. Gives the names of the files that are others now.
///
/// # Errors
///
/// A file cannot be written.
pub fn write(folder: &Path, known: &Known) -> Result<Vec<String>, Diagnostic> {
    let mut changed = Vec::new();
    for (name, text) in files(known) {
        let path: SourcePath = folder.join(&name).display().to_string().into();
        if edit::put_below(folder, (&name, &path), &text)? {
            changed.push(name);
        }
    }
    Ok(changed)
}

/// Writes a site's schemas again, if they are there and the site is built as its own configuration says. A file that cannot be
/// written is left as it is: nobody asked.
pub fn refresh(builder: &Builder) {
    let options = builder.options();
    let folder = options.root.join(FOLDER);
    let is_plain = options.theme.is_none() && options.overlay.is_none();
    if is_plain && builder.theme().is_some() && source::read_text(&folder.join(NAMES), &NAMES.into()).is_ok() {
        let _ = write(&folder, &Known::of(builder));
    }
}

/// The files of the folder, with their texts.
fn files(known: &Known) -> Vec<(String, String)> {
    let mut shared = Map::new();
    let mut files: Vec<(String, String)> = all(known)
        .into_iter()
        // What describes no file by name is printed for those who have one.
        .filter(|schema| !schema.files.is_empty())
        .map(|schema| {
            let mut value = schema.value;
            share(&mut value, &mut shared);
            (format!("{}.json", schema.name), pretty(&value))
        })
        .collect();
    shared.sort_keys();
    let names = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made by `showpiece schema`, which will make it again.",
        "title": "The names that the files of this site may use",
        "$defs": shared,
    });
    files.push((NAMES.to_owned(), pretty(&names)));
    files
}

/// Moves the definitions that schemas share out of one of them.
fn share(root: &mut Value, shared: &mut Map<String, Value>) {
    if let Some(Value::Object(definitions)) = root.get_mut("$defs") {
        for name in SHARED {
            shared.extend(definitions.shift_remove(name).map(|definition| (name.to_owned(), definition)));
        }
    }
    redirect(root);
}

fn redirect(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(redirect),
        Value::Object(map) => {
            let target = map.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/$defs/"));
            if let Some(name) = target.filter(|name| SHARED.contains(name)) {
                let outside = json!(format!("{NAMES}#/$defs/{name}"));
                map.insert("$ref".to_owned(), outside);
            }
            map.values_mut().for_each(redirect);
        }
        _ => {}
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
