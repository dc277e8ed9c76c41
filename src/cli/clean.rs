//! `showpiece clean`: removes what Showpiece wrote, and nothing else.

use super::arguments::CleanArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE};
use crate::diagnostic::SourceMap;
use crate::output::{self, RealDisk, Target};

/// Runs the command.
pub fn run(arguments: &CleanArguments, terminal: &Terminal) -> u8 {
    if !arguments.site.is_dir() {
        terminal.error(&format!("there is no folder `{}`", arguments.site.display()));
        return WRONG_USE;
    }
    let out = arguments.out.clone().unwrap_or_else(|| arguments.site.join("public"));
    match output::clear(Target { out: &out, site: &arguments.site }, &RealDisk) {
        Ok(removed) => {
            terminal.remark(&format!("Removed {} from {}.", super::plural(removed.len(), "file"), out.display()));
            DONE
        }
        Err(diagnostic) => {
            terminal.diagnostics(&[diagnostic], &SourceMap::default());
            SITE_ERRORS
        }
    }
}
