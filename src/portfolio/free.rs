//! Data that has no schema: YAML, JSON, TOML or CSV, as templates will see it.
//!
//! In: the file's ending and text. Out: a value, or what is wrong with it and where. CSV is a list of maps, one for each
//! row, by the words of the first row.

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::yaml::{self, Origin, Unique};
use serde_json::{Map, Value};

/// The endings of files that are read.
pub(super) const ENDINGS: [&str; 4] = ["yaml", "json", "toml", "csv"];

const TOO_DEEP: &str = "lists and maps are nested too deep";

/// Reads a file of free data.
pub(super) fn read(ending: &str, text: &str, path: &SourcePath) -> Result<Value, Vec<Diagnostic>> {
    match ending {
        "json" => json(text, path),
        "toml" => toml(text, path),
        "csv" => csv(text, path),
        _ => yaml::from_str::<Unique>(text, &Origin::file(path)).map(|value| value.0),
    }
}

fn wrong(message: String, path: &SourcePath, span: Span) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Code::DataSyntax, message).at(Place::new(path, span))]
}

/// What to do about a sentence of the JSON reader, where it is the same each time.
fn json_cure(message: &str) -> Option<&'static str> {
    match message {
        "trailing comma" => Some("take out the comma before the closing bracket"),
        "key must be a string" => Some("keys stand in double quotes: `\"key\": 1`"),
        message if message.starts_with("EOF") => Some("the file ends too early: close each `\"`, `[` and `{`"),
        message if message.starts_with("expected `,`") => Some("a comma stands between two values"),
        message if message.starts_with("trailing characters") => Some("a file holds one value: a list or a map"),
        message if message.starts_with("expected value") => {
            Some("a value is a text in double quotes, a number, `true`, `false`, `null`, `[…]` or `{…}`")
        }
        _ => None,
    }
}

/// The same for the TOML reader.
fn toml_cure(message: &str) -> Option<&'static str> {
    match message {
        "duplicate key" => Some("give the key once in its table"),
        message if message.contains("string values must be quoted") => Some("write texts in quotes: `key = \"text\"`"),
        _ => None,
    }
}

fn json(text: &str, path: &SourcePath) -> Result<Value, Vec<Diagnostic>> {
    serde_json::from_str::<Unique>(text).map(|value| value.0).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = floor(text, line_start + error.column().saturating_sub(1));
        let sentence = error.to_string();
        let message = sentence.split(" at line ").next().unwrap_or(&sentence);
        let message = match message.contains("recursion limit") {
            true => TOO_DEEP.to_owned(),
            false if error.is_data() => message.to_owned(),
            false => format!("this is not JSON: {message}"),
        };
        let cure = json_cure(message.strip_prefix("this is not JSON: ").unwrap_or(&message));
        wrong(message, path, one(text, at))
            .into_iter()
            .map(|one| cure.into_iter().fold(one, Diagnostic::help))
            .collect::<Vec<_>>()
    })
}

fn toml(text: &str, path: &SourcePath) -> Result<Value, Vec<Diagnostic>> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let span = error.span().map_or_else(|| one(text, text.len()), Span::from);
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        let message = match message.contains("recurs") {
            true => TOO_DEEP.to_owned(),
            false => format!("this is not TOML: {message}"),
        };
        let cure = toml_cure(message.strip_prefix("this is not TOML: ").unwrap_or(&message));
        wrong(message, path, span)
            .into_iter()
            .map(|one| cure.into_iter().fold(one, Diagnostic::help))
            .collect::<Vec<_>>()
    })?;
    Ok(Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect()))
}

/// TOML has dates of its own; templates see them as texts, as they do those of YAML.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => Value::Bool(value),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
    }
}

fn csv(text: &str, path: &SourcePath) -> Result<Value, Vec<Diagnostic>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().cloned().map_err(|error| wrong(error.to_string(), path, Span::default()))?;
    let mut diagnostics = header_faults(&header, text, path);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| wrong(error.to_string(), path, Span::default()))?;
        let start = record.position().map_or(0, |position| position.byte() as usize);
        if record.len() != header.len() {
            let message = format!("fields in this row: {}; in the first row: {}", record.len(), header.len());
            let diagnostic = Diagnostic::new(Code::DataSyntax, message).at(Place::new(path, line(text, start)));
            diagnostics.push(diagnostic.help("a field that contains a comma stands in double quotes"));
        }
        let row = header.iter().zip(record.iter()).map(|(name, field)| (name.to_owned(), Value::from(field)));
        rows.push(Value::Object(row.collect::<Map<_, _>>()));
    }
    if diagnostics.is_empty() { Ok(Value::Array(rows)) } else { Err(diagnostics) }
}

/// Columns without a name, or with the name of another.
fn header_faults(header: &csv::StringRecord, text: &str, path: &SourcePath) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (index, name) in header.iter().enumerate() {
        let again = header.iter().take(index).any(|before| before == name);
        let message = match (name.is_empty(), again) {
            (true, _) => format!("column {} has no name", index + 1),
            (_, true) => format!("two columns are named `{name}`"),
            _ => continue,
        };
        let at = Place::new(path, line(text, 0));
        faults.push(Diagnostic::new(Code::DataSyntax, message).at(at).caret("the first row names the columns"));
    }
    faults
}

/// The line that begins at `start`, or after the line break there.
fn line(text: &str, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let length = rest.get(skipped..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    Span::new(start + skipped, start + skipped + length)
}

fn one(text: &str, at: usize) -> Span {
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
