//! The face of diagnostics in GitHub Actions: workflow commands, which show each one at its line of a change.
//!
//! In: sorted diagnostics, the texts they point into, and where the site lies in the repository. Out: one command a line.
//! A place in a file that comes with the program is no file of the repository, and is left out.

use super::{Diagnostic, Place, Severity, SourceMap};

/// All diagnostics as workflow commands. `site` is the path from the top of the repository to the site, `""` or `"docs"`.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, site: &str) -> String {
    diagnostics.iter().map(|diagnostic| command(diagnostic, sources, site)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &SourceMap, site: &str) -> String {
    let name = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = diagnostic.place.as_ref().and_then(|place| properties(place, sources, site)).unwrap_or_default();
    let mut text = diagnostic.message.clone();
    if !diagnostic.caret.is_empty() {
        text.push_str(&format!(" ({})", diagnostic.caret));
    }
    let notes = diagnostic.labels.iter().chain(&diagnostic.trace).map(|label| {
        let at = sources.line_column(&label.place);
        format!("{}:{}:{}: {}", label.place.path, at.line, at.column, label.message)
    });
    let help = diagnostic.help.iter().map(|help| format!("help: {help}"));
    for line in notes.chain(help) {
        text.push('\n');
        text.push_str(&line);
    }
    format!("::{name} {place}title={}::{}\n", property(diagnostic.code.word()), data(&text))
}

/// `file=…,line=…,` and so on; columns only within one line, as the commands want it.
fn properties(place: &Place, sources: &SourceMap, site: &str) -> Option<String> {
    let file = super::in_repository(site, &place.path)?;
    let (start, end) = sources.range(place);
    let mut text = format!("file={},line={},endLine={},", property(&file), start.line, end.line);
    if start.line == end.line {
        text.push_str(&format!("col={},endColumn={},", start.column, end.column));
    }
    Some(text)
}

/// A text as the value behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
