//! What is wrong, for the overlay in the browser and for the terminal; worked out anew only when it is something else.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::editor::{Editor, absolute};
use super::report::Report;
use crate::diagnostic::{Diagnostic, LineColumn, SourceMap, SourcePath, overlay};
use crate::graph::Fingerprint;

/// So many diagnostics are shown in the browser; the rest is counted.
const SHOWN: usize = 30;

/// Where files lie, and how they are opened.
#[derive(Debug, Clone)]
pub struct Places {
    /// The site's folder, absolute.
    pub root: PathBuf,
    /// The configuration laid over the site's own: as diagnostics name it, and absolute.
    pub overlay: Option<(String, PathBuf)>,
    /// The user's editor.
    pub editor: Editor,
}

impl Places {
    /// The address that opens a file in the editor.
    fn link(&self, path: &str, at: LineColumn) -> Option<String> {
        match &self.overlay {
            _ if path.starts_with("theme:") => None,
            Some((name, file)) if name == path => self.editor.link(file, at),
            _ => self.editor.link(&absolute(&self.root, Path::new(path)), at),
        }
    }
}

/// What was last found wrong.
pub struct Problems {
    places: Places,
    last: Vec<Diagnostic>,
    shown: Value,
}

impl Problems {
    /// Nothing is wrong yet.
    pub fn new(places: Places) -> Self {
        Self { places, last: Vec::new(), shown: Value::Null }
    }

    /// For the browser: null, or counts, a fingerprint and HTML.
    pub fn shown(&self) -> &Value {
        &self.shown
    }

    /// Takes what is wrong now; a report for the terminal if it is something else than before.
    pub fn refresh(&mut self, diagnostics: Vec<Diagnostic>, sources: &SourceMap) -> Option<Report> {
        // The text around a place may have changed while the diagnostic did not, so what is shown is made anew each time.
        self.shown = self.for_browser(&diagnostics, sources);
        if diagnostics == self.last {
            return None;
        }
        self.last.clone_from(&diagnostics);
        Some(Report::Problems { sources: named(&diagnostics, sources), diagnostics })
    }

    fn for_browser(&self, diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
        if diagnostics.is_empty() {
            return Value::Null;
        }
        // Errors first: they are why the overlay is there.
        let mut sorted = diagnostics.to_vec();
        sorted.sort_by_key(|diagnostic| !diagnostic.is_error());
        let (errors, warnings) = crate::diagnostic::counts(&sorted);
        let link = |path: &str, at: LineColumn| self.places.link(path, at);
        let html = overlay::render(&sorted, sources, &link, SHOWN);
        let key = Fingerprint::of(html.as_bytes()).to_string();
        let first = sorted.first().map(|diagnostic| diagnostic.message.as_str());
        json!({
            "errors": errors, "warnings": warnings, "key": key, "html": html, "first": first,
            "summary": crate::diagnostic::terminal::summary(&sorted),
        })
    }
}

/// The texts that diagnostics name, and no others: a site may have thousands.
fn named(diagnostics: &[Diagnostic], sources: &SourceMap) -> SourceMap {
    let mut map = SourceMap::default();
    let mut add = |path: &SourcePath| {
        if let Some(text) = sources.source(path) {
            map.insert(SourcePath::clone(path), text.clone());
        }
    };
    for diagnostic in diagnostics {
        diagnostic.place.iter().for_each(|place| add(&place.path));
        diagnostic.labels.iter().chain(&diagnostic.trace).for_each(|label| add(&label.place.path));
    }
    map
}
