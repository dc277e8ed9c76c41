//! `showpiece verify`: runs the snippets of a site, and says what does not hold.

use std::time::Instant;

use super::arguments::VerifyArguments;
use super::terminal::Terminal;
use super::{DONE, INTERRUPTED, SITE_ERRORS, WRONG_USE, plural, today};
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::{Builder, Options};
use crate::serve;
use crate::source::LOCK_FILE;
use crate::verify::{Choices, Mode, Report, verify};

/// Runs the command.
pub fn run(arguments: &VerifyArguments, terminal: &Terminal) -> u8 {
    let begun = Instant::now();
    let today = match today() {
        Ok(today) => today,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    let options =
        Options { drafts: true, overlay: arguments.config.clone(), ..super::options_anywhere(&arguments.site, today) };
    let choices = Choices {
        flag: arguments.python.clone(),
        folder: std::env::current_dir().unwrap_or_default(),
        environment: std::env::var_os("VIRTUAL_ENV"),
        ..Choices::default()
    };
    let mode = match (arguments.update, arguments.locked) {
        (true, _) => Mode::Update,
        (_, true) => Mode::Locked,
        _ => Mode::Write,
    };
    let stop = serve::interrupted();
    let report = verify(&mut Builder::new(options), choices, mode, &stop);
    terminal.diagnostics(&report.diagnostics, &report.sources);
    for page in &report.updated {
        terminal.remark(&format!("Wrote what was printed into {}.", arguments.site.join(&**page).display()));
    }
    if report.stopped {
        terminal.error(&format!("stopped; {LOCK_FILE} was left as it was"));
        return INTERRUPTED;
    }
    if report.diagnostics.is_empty() {
        terminal.remark(&told(&report, begun.elapsed().as_secs_f64()));
        return DONE;
    }
    terminal.error(&failed(&report));
    SITE_ERRORS
}

/// `Verified 12 snippets on 5 pages with Python 3.13 in 0.84 s; snippets.lock was written.`
fn told(report: &Report, seconds: f64) -> String {
    let Some(python) = &report.python else {
        return "No snippet is marked: write `{run}` behind ```python, or show a session as ```pycon.".to_owned();
    };
    let (snippets, pages) = (plural(report.snippets, "snippet"), plural(report.pages, "page"));
    let mut text = format!("Verified {snippets} on {pages} with {} in {seconds:.2} s", python.shown());
    if !report.updated.is_empty() {
        text.push_str(&format!("; {} brought up to date", plural(report.updated.len(), "page")));
    }
    let lock = if report.wrote_lock { "was written" } else { "is up to date" };
    format!("{text}; {LOCK_FILE} {lock}.")
}

fn failed(report: &Report) -> String {
    let of_snippets =
        |one: &&Diagnostic| matches!(one.code, Code::SnippetOutput | Code::SnippetFailed | Code::SnippetTimeout);
    match report.diagnostics.iter().filter(of_snippets).count() {
        0 if report.python.is_none() => "nothing was run".to_owned(),
        0 => format!("{LOCK_FILE} was left as it was"),
        1 => format!("1 snippet does not hold; {LOCK_FILE} was left as it was"),
        count => format!("{count} things do not hold; {LOCK_FILE} was left as it was"),
    }
}
