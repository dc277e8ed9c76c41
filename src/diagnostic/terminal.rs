//! The terminal's face of diagnostics: an excerpt of the text, a caret, what it says, and the cure.
//!
//! In: sorted diagnostics and the texts they point into. Out: text for standard error, with or without colours. A place in a
//! file whose text is not known is given by its path alone.

use super::{Diagnostic, Label, Place, Severity, SourceMap, Span, counts};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

/// How to show diagnostics.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Whether colours may be used.
    pub color: bool,
    /// The width of the terminal in columns; longer lines are cut around the place at fault.
    pub width: usize,
    /// How many diagnostics are shown; the rest is counted. 0 shows all.
    pub limit: usize,
    /// The address of the site's folder (`file:///home/ada/site/`), if places shall be links; a terminal that cannot show
    /// links would show their signs.
    pub links: Option<&'a str>,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self { color: false, width: 100, limit: 20, links: None }
    }
}

/// All diagnostics, one after the other, in the order in which they are given.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style<'_>) -> String {
    let renderer = if style.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width.max(40));
    let shown = if style.limit == 0 { diagnostics.len() } else { style.limit.min(diagnostics.len()) };
    let (shown, rest) = diagnostics.split_at(shown);
    let mut out = String::new();
    for diagnostic in shown {
        let text = renderer.render(&[group(diagnostic, sources)]);
        match style.links {
            Some(folder) => out.push_str(&linked(text, diagnostic, sources, folder)),
            None => out.push_str(&text),
        }
        out.push_str("\n\n");
    }
    if let Some(count) = count(rest) {
        out.push_str(&format!("… and {} more\n\n", count));
    }
    out
}

/// How many there are, in words: "2 errors, 1 warning"; nothing if there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    count(diagnostics)
}

fn count(diagnostics: &[Diagnostic]) -> Option<String> {
    let (errors, warnings) = counts(diagnostics);
    let numbers = [(errors, "error"), (warnings, "warning")];
    let words = numbers.iter().filter(|(number, _)| *number > 0);
    let words = words.map(|(number, word)| format!("{number} {word}{}", if *number == 1 { "" } else { "s" }));
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.word());
    let mut elements = diagnostic.place.iter().flat_map(|place| places(diagnostic, place, sources)).collect::<Vec<_>>();
    elements.extend(diagnostic.trace.iter().map(|step| {
        let place = step_place(&step.place, sources);
        Level::NOTE.message(format!("{} ({place})", step.message)).into()
    }));
    elements.extend(diagnostic.help.iter().map(|help| Level::HELP.message(help.as_str()).into()));
    group.elements(elements)
}

/// Makes the place at fault a link to its file (the escape sequence OSC 8). Files that come with the program have none.
fn linked(text: String, diagnostic: &Diagnostic, sources: &SourceMap, folder: &str) -> String {
    let Some(place) = diagnostic.place.as_ref().filter(|place| !place.path.starts_with("theme:")) else { return text };
    let named = [step_place(place, sources), place.path.to_string()];
    let ends =
        |name: &String| text.find(&format!("{name}\n")).or_else(|| text.strip_suffix(name.as_str()).map(str::len));
    let Some((start, length)) = named.iter().find_map(|name| Some((ends(name)?, name.len()))) else { return text };
    let (before, rest) = text.split_at(start);
    let (name, after) = rest.split_at(length);
    let file = super::percent_encoded(&place.path);
    format!("{before}\u{1b}]8;;{folder}{file}\u{1b}\\{name}\u{1b}]8;;\u{1b}\\{after}")
}

fn step_place(place: &Place, sources: &SourceMap) -> String {
    let at = sources.line_column(place);
    format!("{}:{}:{}", place.path, at.line, at.column)
}

/// Excerpts: the file at fault with all its labels first, then other files in the order of their labels.
fn places<'a>(diagnostic: &'a Diagnostic, primary: &'a Place, sources: &'a SourceMap) -> Vec<Element<'a>> {
    let mut paths = vec![&primary.path];
    for label in &diagnostic.labels {
        if !paths.contains(&&label.place.path) {
            paths.push(&label.place.path);
        }
    }
    paths.into_iter().map(|path| excerpt(path, diagnostic, sources)).collect()
}

fn excerpt<'a>(path: &'a str, diagnostic: &'a Diagnostic, sources: &SourceMap) -> Element<'a> {
    let labels: Vec<&Label> = diagnostic.labels.iter().filter(|label| &*label.place.path == path).collect();
    let primary = diagnostic.place.as_ref().filter(|place| &*place.path == path);
    let whole = primary.is_some_and(|place| place.span == Span::default() && diagnostic.caret.is_empty());
    let text = match sources.text(path) {
        Some(text) if !text.is_empty() && (!whole || !labels.is_empty()) => text,
        _ => return Origin::path(path).into(),
    };
    let spans = primary.map(|place| place.span).into_iter().chain(labels.iter().map(|label| label.place.span));
    let spans: Vec<(usize, usize)> = spans.map(|span| on_one_line(&text, span)).collect();
    let from = line_start(&text, spans.iter().map(|(start, _)| *start).min().unwrap_or(0));
    let to = line_end(&text, spans.iter().map(|(_, end)| *end).max().unwrap_or(0));
    let kinds = primary.map(|_| (AnnotationKind::Primary, diagnostic.caret.as_str()));
    let kinds = kinds.into_iter().chain(labels.iter().map(|label| (AnnotationKind::Context, label.message.as_str())));
    let annotations = kinds.zip(&spans).map(|((kind, words), (start, end))| -> Annotation<'a> {
        let annotation = kind.span(start - from..end - from);
        if words.is_empty() { annotation } else { annotation.label(words) }
    });
    let first_line = text[..from].matches('\n').count() + 1;
    Snippet::source(text[from..to].to_owned()).path(path).line_start(first_line).annotations(annotations).into()
}

/// The span cut to its first line, inside the text, and at the borders of characters; at least one character long where
/// there is one.
fn on_one_line(text: &str, span: Span) -> (usize, usize) {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut start = floor(span.start as usize);
    if start == text.len() && text.ends_with('\n') {
        start -= 1;
    }
    let line = line_end(text, start);
    let next = text[start..line].chars().next().map_or(start, |sign| start + sign.len_utf8());
    (start, floor(span.end as usize).clamp(next, line.max(next)))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}
