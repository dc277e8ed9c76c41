//! The face of diagnostics for programs: one JSON object, its shape fixed by [`VERSION`].
//!
//! In: sorted diagnostics and the texts they point into. Out: one line of JSON. Keys are only ever added to a version;
//! whatever is renamed, removed or means something else makes a new one. The reference is in `docs/reference/cli.md`.

use serde::Serialize;

use super::{Diagnostic, Label, LineColumn, Place, Severity, SourceMap, counts};

/// The version of the shape.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    site: &'a str,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    place: Option<Range>,
    caret: &'a str,
    labels: Vec<Labelled<'a>>,
    trace: Vec<Labelled<'a>>,
    help: &'a [String],
    fix: Option<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    path: String,
    start: Position,
    end: Position,
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Range>,
}

#[derive(Serialize)]
struct Labelled<'a> {
    place: Range,
    message: &'a str,
}

#[derive(Serialize)]
struct Range {
    path: String,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    byte: u32,
}

/// All diagnostics as one line of JSON, its line end included. `site` is the site's folder as paths begin with it
/// where the reader stands; the paths themselves are relative to the site.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, site: &str) -> String {
    let (errors, warnings) = counts(diagnostics);
    let document = Document {
        version: VERSION,
        site,
        errors,
        warnings,
        diagnostics: diagnostics.iter().map(|diagnostic| one(diagnostic, sources)).collect(),
    };
    let mut text = serde_json::to_string(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn one<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> One<'a> {
    let labelled = |label: &'a Label| Labelled { place: range(&label.place, sources), message: &label.message };
    One {
        code: diagnostic.code.word(),
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        place: diagnostic.place.as_ref().map(|place| range(place, sources)),
        caret: &diagnostic.caret,
        labels: diagnostic.labels.iter().map(labelled).collect(),
        trace: diagnostic.trace.iter().map(labelled).collect(),
        help: &diagnostic.help,
        fix: change(diagnostic, sources),
    }
}

fn change<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Option<Change<'a>> {
    let mut all = diagnostic.replacements(sources).into_iter();
    let (place, text) = all.next()?;
    let Range { path, start, end } = range(&place, sources);
    let also = all.map(|(place, _)| range(&place, sources)).collect();
    Some(Change { path, start, end, text, also })
}

fn range(place: &Place, sources: &SourceMap) -> Range {
    let (start, end) = sources.range(place);
    let position = |at: LineColumn, byte| Position { line: at.line, column: at.column, byte };
    Range { path: place.path.to_string(), start: position(start, place.span.start), end: position(end, place.span.end) }
}
