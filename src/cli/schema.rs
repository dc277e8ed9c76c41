//! `showpiece schema`: JSON Schemas of a site's files, written beside it or printed.

use super::arguments::SchemaArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::diagnostic::SourceMap;
use crate::pipeline::{Builder, ChangeSet};
use crate::schema::{self, FOLDER, Known};
use crate::source::CONFIG_FILE;

/// Runs the command.
pub fn run(arguments: &SchemaArguments, terminal: &Terminal) -> u8 {
    let is_site = arguments.site.join(CONFIG_FILE).exists();
    if !is_site && arguments.out.is_none() && arguments.print.is_none() {
        let shown = arguments.site.display();
        terminal.error(&format!(
            "`{shown}` is not a site: it has no {CONFIG_FILE}; `--out DIR` writes the schemas that hold for any site"
        ));
        return WRONG_USE;
    }
    let known = match is_site.then(|| known(arguments, terminal)) {
        None => Known::of_any_site(),
        Some(Ok(known)) => known,
        Some(Err(message)) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    if let Some(text) = arguments.print.as_deref().and_then(|name| schema::bundled(name, &known)) {
        terminal.result(&text);
        return DONE;
    }
    let folder = arguments.out.clone().unwrap_or_else(|| arguments.site.join(FOLDER));
    match schema::write(&folder, &known) {
        Ok(changed) => {
            for name in &changed {
                terminal.result(&format!("{}\n", folder.join(name).display()));
            }
            let (count, folder) = (schema::names().count(), folder.display());
            terminal.remark(&match changed.len() {
                0 => format!("The {} in {folder} are up to date.", plural(count, "schema")),
                changed => format!("Wrote {} in {folder}.", plural(changed, "file")),
            });
            DONE
        }
        Err(diagnostic) => {
            terminal.diagnostics(&[diagnostic], &SourceMap::default());
            SITE_ERRORS
        }
    }
}

/// What the site knows, as far as it can be read; what is wrong with it is a matter of `check`.
fn known(arguments: &SchemaArguments, terminal: &Terminal) -> Result<Known, String> {
    let mut builder = Builder::new(super::options_anywhere(&arguments.site, today()?));
    builder.update(&ChangeSet::everything());
    if builder.theme().is_none() {
        terminal.remark("The site could not be read, so its own names are left out: `showpiece check` says why.");
    }
    Ok(Known::of(&builder))
}
