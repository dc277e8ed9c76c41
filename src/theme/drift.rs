//! `theme diff`: which templates of the site have drifted from the theme, with what the theme changed, what the site changed, and
//! where both changed the same lines.

use std::fmt::Write;
use std::ops::Range;

use super::diff::{Hunk, Who, three_way};
use super::eject::{ORIGINS, place};
use super::library::Library;
use crate::diagnostic::Diagnostic;
use crate::graph::Fingerprint;
use crate::source;
use crate::template::Theme;
use crate::template::origin::{Drifted, Note, drifted, without_note};

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// The text for people.
    pub text: String,
    /// A warning for each template that has drifted.
    pub diagnostics: Vec<Diagnostic>,
    /// Templates of the site whose origin is known and the same as ever.
    pub current: usize,
    /// Templates that stand in the place of one of the theme without a note of their origin.
    pub unknown: Vec<String>,
}

/// Holds the templates of the site against the theme that it uses.
pub fn report(library: &Library, theme: &Theme) -> Report {
    let mut report = Report::default();
    let all = drifted(theme);
    for template in theme.overrides().filter(|template| theme.template(&template.name).is_some()) {
        match Note::find(&template.text) {
            Some(_) if !all.iter().any(|one| one.name == template.name) => report.current += 1,
            // One that fills blocks of the original takes part in its changes.
            None if !extends_itself(&template.text, &template.name) => report.unknown.push(template.name.clone()),
            _ => {}
        }
    }
    for one in all {
        report.text.push_str(&describe(library, theme, &one));
        report.diagnostics.push(one.diagnostic);
    }
    report
}

fn extends_itself(text: &str, name: &str) -> bool {
    let parent = text.split_once("extends").map(|(_, rest)| rest.trim_start().trim_start_matches(['"', '\'']));
    let parent = parent.and_then(|rest| rest.split(['"', '\'']).next());
    parent.is_some_and(|parent| parent.ends_with(&format!("/{name}")))
}

fn describe(library: &Library, theme: &Theme, drifted: &Drifted) -> String {
    let (name, note) = (&drifted.name, &drifted.note);
    let mut out = format!("{}: taken from {} {}", place(name).path, note.file, note.version);
    let Some(now) = theme.template(name) else {
        out.push_str("; the theme no longer has this template\n\n");
        return out;
    };
    match theme.owner(now) {
        Some(owner) => drop(writeln!(out, ", which is {}/templates/{name} {} now", owner.name, owner.version)),
        None => out.push('\n'),
    }
    let mine = library.sources.get(&format!("templates/{name}")).and_then(|file| file.text());
    let mine = mine.map(|text| without_note(&text)).unwrap_or_default();
    match original(library, drifted) {
        Some(origin) => out.push_str(&compared(&origin, &mine, &now.text)),
        None => {
            let _ = writeln!(
                out,
                "  {ORIGINS}/{name} is missing or was changed, so that it cannot be told who changed what. Between the theme \
                 (-) and the site (+):"
            );
            out.push_str(&compared(&now.text, &mine, &now.text));
        }
    }
    out.push('\n');
    out
}

/// The text that a template was taken from, if it is kept and what the note says.
fn original(library: &Library, drifted: &Drifted) -> Option<String> {
    let path = format!("{ORIGINS}/{}", drifted.name);
    let text = source::read_text(&library.root.as_ref()?.join(&path), &path.into()).ok()?;
    (Fingerprint::of(text.as_bytes()).to_string() == drifted.note.print).then(|| text.to_string())
}

fn compared(origin: &str, mine: &str, theirs: &str) -> String {
    let lines = |text| -> Vec<&str> { str::lines(text).collect() };
    let (origin, mine, theirs) = (lines(origin), lines(mine), lines(theirs));
    let hunks = three_way(&origin, &mine, &theirs);
    let count = |who| hunks.iter().filter(|hunk| hunk.who == who).count();
    let mut out = format!(
        "  places that the theme changed: {}; that the site changed: {}; that both changed alike: {}; in conflict: {}\n",
        count(Who::Theirs),
        count(Who::Mine),
        count(Who::Alike),
        count(Who::Both)
    );
    for hunk in &hunks {
        out.push_str(&shown(hunk, (&origin, &mine, &theirs)));
    }
    out
}

fn shown(hunk: &Hunk, (origin, mine, theirs): (&[&str], &[&str], &[&str])) -> String {
    let line = hunk.origin.start + 1;
    let mut out = match hunk.who {
        Who::Theirs => format!("\n  the theme changed, at line {line} of the original:\n"),
        Who::Mine => format!("\n  the site changed, at line {line} of the original:\n"),
        Who::Alike => format!("\n  both changed alike, at line {line} of the original:\n"),
        Who::Both => format!("\n  CONFLICT: both changed, at line {line} of the original:\n"),
    };
    let mut put = |sign: &str, lines: &[&str], range: &Range<usize>| {
        for line in lines.get(range.clone()).unwrap_or_default() {
            let _ = writeln!(out, "    {sign} {line}");
        }
    };
    put("-", origin, &hunk.origin);
    match hunk.who {
        Who::Mine | Who::Alike => put("+", mine, &hunk.mine),
        Who::Theirs => put("+", theirs, &hunk.theirs),
        Who::Both => {
            put("site  +", mine, &hunk.mine);
            put("theme +", theirs, &hunk.theirs);
        }
    }
    out
}
