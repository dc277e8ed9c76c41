//! `showpiece doctor`: where the site will be published, and what is in the way of it.

use super::arguments::DoctorArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::diagnostic;
use crate::pipeline::{Builder, ChangeSet};
use crate::publish::{Configured, examine, expected};

/// Runs the command.
pub fn run(arguments: &DoctorArguments, terminal: &Terminal) -> u8 {
    let today = match today() {
        Ok(today) => today,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    let mut options = super::options(&arguments.site, today);
    if options.derived.is_none() {
        options.derived = expected(&arguments.site);
    }
    let mut builder = Builder::new(options);
    builder.update(&ChangeSet::everything());
    let Some(renderer) = builder.renderer() else {
        terminal.diagnostics(&builder.diagnostics(), builder.sources());
        return SITE_ERRORS;
    };
    let place = |key: &str| builder.config_place(key);
    let configured = Configured { config: renderer.site().config(), derived: builder.derived(), place: &place };
    let mut findings = examine(&arguments.site, &configured);
    let width = findings.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in &findings.facts {
        terminal.result(&format!("{name:width$}  {value}\n"));
    }
    diagnostic::sort(&mut findings.diagnostics);
    let mut sources = builder.sources().clone();
    for (path, text) in findings.sources.iter() {
        sources.insert(path.clone(), text.clone());
    }
    terminal.diagnostics(&findings.diagnostics, &sources);
    match findings.diagnostics.len() {
        0 => {
            terminal.remark("Nothing is in the way.");
            DONE
        }
        count => {
            terminal.remark(&format!("{} to look at.", plural(count, "thing")));
            SITE_ERRORS
        }
    }
}
