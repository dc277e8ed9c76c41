//! The face of diagnostics for code scanning: SARIF 2.1.0, with a rule for each code that occurs.
//!
//! In: sorted diagnostics, the texts they point into, and where the site lies in the repository. Out: one JSON document. A
//! place in a file that comes with the program is no file of the repository; it is told in words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Code, Diagnostic, Label, Place, Severity, SourceMap, SourcePath};

/// All diagnostics as a SARIF log. `site` is the path from the top of the repository to the site, `""` or `"docs"`.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, site: &str) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|one| one.code).collect::<BTreeSet<_>>().into_iter().collect();
    codes.sort_by_key(|code| code.word());
    let log = Log { sources, site, codes: &codes };
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| log.result(diagnostic)).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "Showpiece", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn rule(code: Code) -> Value {
    let words = code.explanation();
    let help = format!("{}\n\nWrong:\n{}\n\nRight:\n{}", words.why, words.wrong, words.right);
    let markdown = format!("{}\n\nWrong:\n\n{}\n\nRight:\n\n{}", words.why, fenced(words.wrong), fenced(words.right));
    json!({
        "id": code.word(),
        "shortDescription": {"text": words.what},
        "fullDescription": {"text": format!("{} {}", words.what, words.why)},
        "help": {"text": help, "markdown": markdown},
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn fenced(example: &str) -> String {
    format!("````\n{example}\n````")
}

struct Log<'a> {
    sources: &'a SourceMap,
    site: &'a str,
    codes: &'a [Code],
}

impl Log<'_> {
    fn result(&self, diagnostic: &Diagnostic) -> Value {
        let index = self.codes.iter().position(|code| *code == diagnostic.code);
        let locations: Vec<Value> = diagnostic
            .place
            .iter()
            .filter_map(|place| self.physical(place))
            .map(|at| json!({"physicalLocation": at}))
            .collect();
        let related = diagnostic.labels.iter().chain(&diagnostic.trace).filter_map(|label| self.related(label));
        let mut result = json!({
            "ruleId": diagnostic.code.word(),
            "ruleIndex": index,
            "level": level(diagnostic.severity),
            "message": {"text": self.words(diagnostic)},
            "locations": locations,
            "relatedLocations": related.collect::<Vec<_>>(),
        });
        if let (Some(fix), Value::Object(result)) = (self.fix(diagnostic), &mut result) {
            result.insert("fixes".to_owned(), json!([fix]));
        }
        result
    }

    /// What can be done without asking.
    fn fix(&self, diagnostic: &Diagnostic) -> Option<Value> {
        // One entry a file, whatever the order of the places.
        let mut files: BTreeMap<SourcePath, (Value, Vec<Value>)> = BTreeMap::new();
        for (place, new) in diagnostic.replacements(self.sources) {
            let physical = self.physical(&place)?;
            let change = json!({"deletedRegion": physical["region"], "insertedContent": {"text": new}});
            let file = files.entry(SourcePath::clone(&place.path));
            file.or_insert_with(|| (physical["artifactLocation"].clone(), Vec::new())).1.push(change);
        }
        let changes: Vec<Value> = files
            .into_values()
            .map(|(file, changes)| json!({"artifactLocation": file, "replacements": changes}))
            .collect();
        if changes.is_empty() {
            return None;
        }
        Some(json!({"description": {"text": "as `showpiece check --fix` does it"}, "artifactChanges": changes}))
    }

    /// What is wrong and what to do, in one text; places that are no files of the repository among it.
    fn words(&self, diagnostic: &Diagnostic) -> String {
        let mut text = diagnostic.message.clone();
        if !diagnostic.caret.is_empty() {
            text.push_str(&format!(": {}", diagnostic.caret));
        }
        let own = diagnostic.place.iter().map(|place| (place, "here"));
        let others =
            diagnostic.labels.iter().chain(&diagnostic.trace).map(|label| (&label.place, label.message.as_str()));
        for (place, words) in own.chain(others).filter(|(place, _)| self.file(place).is_none()) {
            let at = self.sources.line_column(place);
            text.push_str(&format!("\n{}:{}:{}: {words}", place.path, at.line, at.column));
        }
        for help in &diagnostic.help {
            text.push_str(&format!("\nhelp: {help}"));
        }
        text
    }

    fn related(&self, label: &Label) -> Option<Value> {
        let location = self.physical(&label.place)?;
        Some(json!({"physicalLocation": location, "message": {"text": label.message}}))
    }

    fn file(&self, place: &Place) -> Option<String> {
        super::in_repository(self.site, &place.path)
    }

    fn physical(&self, place: &Place) -> Option<Value> {
        let (start, end) = self.sources.range(place);
        Some(json!({
            "artifactLocation": {"uri": super::percent_encoded(&self.file(place)?)},
            "region": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
        }))
    }
}
