//! `showpiece check`: everything that can be known of a site without a browser; nothing is written.

use std::mem::ManuallyDrop;

use super::arguments::CheckArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::check::check;
use crate::pipeline::{Builder, Options};

/// Runs the command.
pub fn run(arguments: &CheckArguments, terminal: &Terminal) -> u8 {
    let today = match today() {
        Ok(today) => today,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    let options = Options {
        overlay: arguments.config.clone(),
        base_url: arguments.base_url.clone().filter(|url| !url.is_empty()),
        theme: arguments.theme.clone(),
        ..Options::new(&arguments.site, today)
    };
    // The process ends after this, as in `build`.
    let mut builder = ManuallyDrop::new(Builder::new(options));
    let checked = check(&mut builder);
    terminal.diagnostics(&checked.diagnostics, &checked.sources);
    let errors = checked.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = checked.diagnostics.len() - errors;
    let pages = plural(checked.pages, "page");
    let told = match (errors, warnings) {
        (0, 0) => format!("Checked {pages}: nothing to mend."),
        (0, warnings) => format!("Checked {pages}: {}.", plural(warnings, "warning")),
        (errors, 0) => format!("Checked {pages}: {}.", plural(errors, "error")),
        (errors, warnings) => format!("Checked {pages}: {}, {}.", plural(errors, "error"), plural(warnings, "warning")),
    };
    terminal.remark(&told);
    if errors > 0 || arguments.strict && warnings > 0 { SITE_ERRORS } else { DONE }
}
