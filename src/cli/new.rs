//! `showpiece new project|post|page TITLE`: a file with front matter whose comments teach.

use super::arguments::{NewArguments, NewKind};
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, today};
use crate::diagnostic::SourceMap;
use crate::edit::{self, PageKind};
use crate::source::CONFIG_FILE;

/// Runs the command.
pub fn run(arguments: &NewArguments, terminal: &Terminal) -> u8 {
    if !arguments.site.join(CONFIG_FILE).is_file() {
        terminal.error(&super::not_a_site(&arguments.site));
        return WRONG_USE;
    }
    let today = match today() {
        Ok(today) => today,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    let kind = match arguments.kind {
        NewKind::Project => PageKind::Project,
        NewKind::Post => PageKind::Post,
        NewKind::Page => PageKind::Page,
    };
    match edit::create(&arguments.site, &[edit::page(kind, &arguments.title, today)]) {
        Ok(created) => {
            for path in created.written {
                terminal.result(&format!("{}\n", arguments.site.join(path).display()));
            }
            terminal.remark("It is a draft: remove `draft: true` to publish it, or build with --drafts to see it.");
            DONE
        }
        Err(diagnostic) => {
            terminal.diagnostics(&[diagnostic], &SourceMap::default());
            SITE_ERRORS
        }
    }
}
