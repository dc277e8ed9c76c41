//! Tera's errors as diagnostics: at their place in the template, with the includes and parents that led there.
//!
//! Syntax and rendering errors carry a span. Errors of the final check of a whole set (unknown filters, blocks, includes)
//! come as text only and are read back from their `--> file:line:column` lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, ErrorKind, ReportError, Tera};

use super::theme::TemplateText;
use super::{blocks, unclosed};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span, nearest};

/// From the engine's template names to files.
pub struct Origins(BTreeMap<String, (SourcePath, Arc<str>)>);

impl Origins {
    /// The files of these templates.
    pub fn of(templates: &[TemplateText]) -> Self {
        let entry =
            |template: &TemplateText| (template.name.clone(), (Arc::clone(&template.path), Arc::clone(&template.text)));
        Self(templates.iter().map(entry).collect())
    }

    pub(super) fn path(&self, name: &str) -> SourcePath {
        self.0.get(name).map_or_else(|| name.into(), |(path, _)| Arc::clone(path))
    }

    fn place(&self, name: &str, span: impl Into<Span>) -> Place {
        Place::new(&self.path(name), span)
    }

    /// The place of a line (from 1) and a column (from 1, in characters).
    fn place_at(&self, name: &str, line: usize, column: usize) -> Place {
        let Some((path, text)) = self.0.get(name) else {
            return Place::whole(&name.into());
        };
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = text.get(start..).unwrap_or_default();
        let within: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        let word = rest.get(within..).unwrap_or_default();
        // A name in quotes is marked as a whole, without them.
        if let Some(quote) = word.chars().next().filter(|letter| ['"', '\''].contains(letter))
            && let Some(end) = word.get(1..).and_then(|inner| inner.find(quote)).filter(|end| *end > 0)
        {
            return Place::new(path, start + within + 1..start + within + 1 + end);
        }
        let length = word.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(word.len()).max(1);
        Place::new(path, start + within..(start + within + length).min(text.len()))
    }

    /// The text of a template.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|(_, text)| &**text)
    }

    /// Names of all blocks, for suggestions.
    fn blocks(&self) -> impl Iterator<Item = &str> {
        let texts = self.0.values().map(|(_, text)| &**text);
        texts.flat_map(|text| text.split("{% block ").skip(1).filter_map(|rest| rest.split_whitespace().next()))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Adds all templates; when some do not parse, reports each of them and whatever the rest has wrong.
///
/// # Errors
///
/// The diagnostics, if there is any.
pub fn add_all(tera: &mut Tera, templates: &[TemplateText], origins: &Origins) -> Result<(), Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut broken: Vec<String> = Vec::new();
    loop {
        let sound = templates.iter().filter(|template| !broken.contains(&template.name));
        let Err(error) = tera.add_raw_templates(sound.map(|template| (template.name.as_str(), &*template.text))) else {
            break;
        };
        match error.kind() {
            ErrorKind::SyntaxError(report) if !broken.iter().any(|name| name == report.filename()) => {
                broken.push(report.filename().to_owned());
                diagnostics.push(translate(&error, origins));
            }
            // What the others miss may only be missing because a broken template was left out.
            _ if broken.is_empty() => {
                diagnostics.extend(translate_all(&error, origins));
                break;
            }
            _ => break,
        }
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// A template that is asked for and not there.
pub fn missing_template(name: &str) -> Diagnostic {
    Diagnostic::new(Code::TemplateError, format!("there is no template `{name}`"))
}

/// One error of the engine as a diagnostic.
pub fn translate(error: &Error, origins: &Origins) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) => at_report(report, origins, Code::TemplateSyntax),
        ErrorKind::RenderingError(report) => at_report(report, origins, Code::TemplateError),
        ErrorKind::CircularExtend { tpl, inheritance_chain } => cycle(tpl, inheritance_chain, "extends", origins),
        ErrorKind::CircularInclude { tpl, include_chain } => cycle(tpl, include_chain, "includes", origins),
        ErrorKind::MissingParent { current, parent } => {
            let place = quoted_place(origins, current, parent);
            Diagnostic::new(Code::TemplateError, format!("the template extends `{parent}`, which does not exist"))
                .at(place)
                .suggest(nearest(parent, origins.names().map(short_name)))
        }
        ErrorKind::TemplateNotFound(name) => {
            missing_template(name).suggest(nearest(name, origins.names().map(short_name)))
        }
        _ => Diagnostic::new(Code::TemplateError, plain(&error.to_string())),
    }
}

fn cycle(template: &str, chain: &[String], verb: &str, origins: &Origins) -> Diagnostic {
    // The engine's chain may begin before the circle, and may or may not name its first template again at the end.
    let begin = chain.iter().position(|name| name == template).unwrap_or(0);
    let mut way: Vec<&str> = chain.iter().skip(begin).map(String::as_str).collect();
    way.retain(|name| *name != template);
    way.splice(0..0, chain.iter().take(begin).filter(|_| verb == "extends").map(String::as_str));
    let next = way.first().copied().unwrap_or(template);
    let shown: Vec<String> =
        [template].into_iter().chain(way).chain([template]).map(|name| format!("`{name}`")).collect();
    Diagnostic::new(Code::TemplateCycle, format!("the template {verb} itself"))
        .at(quoted_place(origins, template, short_name(next)))
        .help(format!("the circle: {}", shown.join(" → ")))
}

/// The place where `template` names `other` in quotes; its beginning if it does not.
fn quoted_place(origins: &Origins, template: &str, other: &str) -> Place {
    let found = origins.0.get(template).and_then(|(_, text)| {
        let start = text.find(&format!("\"{other}\"")).or_else(|| text.find(&format!("'{other}'")))?;
        Some(start + 1..start + 1 + other.len())
    });
    origins.place(template, found.unwrap_or(0..0))
}

/// A template's name without the theme's prefix, as authors write it.
fn short_name(name: &str) -> &str {
    match name.split_once('/') {
        Some((_, rest))
            if !name.starts_with("partials/") && !name.starts_with("components/") && !name.starts_with("layouts/") =>
        {
            rest
        }
        _ => name,
    }
}

fn at_report(report: &ReportError, origins: &Origins, code: Code) -> Diagnostic {
    let (message, available) = split_available(report.message());
    let (message, cure) = split_cure(message);
    let range = report.span().range.clone();
    let mut diagnostic = Diagnostic::new(code, message.clone()).at(origins.place(report.filename(), range));
    if message.contains("end of input")
        && let Some((tag, opened)) = origins.text(report.filename()).and_then(unclosed::find)
    {
        let place = origins.place(report.filename(), opened);
        diagnostic = Diagnostic::new(code, format!("the `{tag}` is not closed"))
            .at(place)
            .caret("opened here")
            .help(format!("close it with `{{% end{tag} %}}`"));
    }
    diagnostic.help.extend(cure);
    if let Some(names) = available {
        let word = message.split('`').nth(1).unwrap_or_default();
        diagnostic = diagnostic.suggest(nearest(word, names.iter().map(String::as_str)));
        diagnostic = diagnostic.help(format!("available: {}", names.join(", ")));
    }
    let text = Error::new(ErrorKind::RenderingError(Box::new(report.clone()))).to_string();
    for (name, line, column) in called_from(&text) {
        diagnostic = diagnostic.via(origins.place_at(&name, line, column), "used here");
    }
    diagnostic.trace.reverse();
    diagnostic
}

/// Tera appends the names there are to its message; taken off, they become a suggestion.
fn split_available(message: &str) -> (String, Option<Vec<String>>) {
    for marker in [" Available fields: ", " Available variables: "] {
        if let Some((head, names)) = message.split_once(marker) {
            let mut names: Vec<String> = names.split(", ").map(str::to_owned).collect();
            names.sort();
            return (plain(head), Some(names));
        }
    }
    (plain(message), None)
}

/// Our functions say what to do behind a semicolon; of the engine's own sentences some need a cure.
fn split_cure(message: String) -> (String, Option<String>) {
    if let Some((fault, cure)) = message.split_once("; ") {
        return (fault.to_owned(), Some(cure.to_owned()));
    }
    let cure = if message.contains("end of input") {
        "is a `}}` or a `%}` missing?"
    } else if message.starts_with("found `.`") {
        "a call is followed by nothing: `{% set x = f() %}{{ x.name }}`"
    } else {
        return (message, None);
    };
    (message, Some(cure.to_owned()))
}

/// A library's sentence in the tone of ours: lower case, no full stop.
fn plain(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut letters = message.chars();
    match letters.next() {
        Some(first) if !message.starts_with('`') => first.to_lowercase().chain(letters).collect(),
        _ => message.to_owned(),
    }
}

/// The `note: called from file:line:column` lines of a report, innermost first.
fn called_from(report: &str) -> Vec<(String, usize, usize)> {
    report.lines().filter_map(|line| locus(line.strip_prefix("note: called from ")?)).collect()
}

fn locus(text: &str) -> Option<(String, usize, usize)> {
    let mut parts = text.trim().rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((parts.next()?.to_owned(), line, column))
}

/// Errors of the final check: several reports joined as one text.
fn translate_all(error: &Error, origins: &Origins) -> Vec<Diagnostic> {
    let ErrorKind::Msg(text) = error.kind() else {
        return vec![translate(error, origins)];
    };
    let mut found = Vec::new();
    let mut message = None;
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("error: ") {
            message = Some(head);
        } else if let (Some(head), Some((name, line, column))) =
            (message, line.trim_start().strip_prefix("--> ").and_then(locus))
        {
            found.push(unknown_name(head, origins.place_at(&name, line, column), origins));
            message = None;
        }
    }
    if found.is_empty() {
        vec![Diagnostic::new(Code::TemplateError, plain(text))]
    } else {
        blocks::gather(found, origins)
    }
}

fn unknown_name(message: &str, place: Place, origins: &Origins) -> Diagnostic {
    let word = message.split('`').nth(1).unwrap_or_default().to_owned();
    let lower = message.to_lowercase();
    let diagnostic = Diagnostic::new(Code::TemplateError, plain(message)).at(place);
    if lower.starts_with("block") {
        diagnostic
            .suggest(nearest(&word, origins.blocks().filter(|name| *name != word)))
            .help("a block stands in a parent, named by `{% extends \"…\" %}`, before it can be filled")
    } else if lower.contains("test `") {
        diagnostic
            .suggest(nearest(&word, super::filters::TESTS.iter().copied()))
            .help(format!("available: {}", super::filters::TESTS.join(", ")))
    } else if lower.contains("filter") {
        diagnostic.suggest(nearest(&word, super::filters::NAMES.iter().copied()))
    } else if lower.contains("function") {
        diagnostic.suggest(nearest(&word, super::functions::names()))
    } else if lower.contains("template") || lower.contains("include") {
        diagnostic.suggest(nearest(&word, origins.names().map(short_name)))
    } else {
        diagnostic
    }
}
