//! `showpiece check`: everything that can be known of a site without a browser. Nothing is written but, with `--external`, what
//! other servers have answered, and with `--fix`, what has one meaning only.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::arguments::CheckArguments;
use super::terminal::Terminal;
use super::{DONE, INTERRUPTED, SITE_ERRORS, WRONG_USE, plural, to_mend, today};
use crate::check::{Checked, Mending, Outside, Tally, Trust, check_with, mendings, patch};
use crate::diagnostic::{self, Diagnostic, Span};
use crate::edit;
use crate::pipeline::{Builder, Options};
use crate::{serve, source};

/// Rounds of mending, at most.
const ROUNDS: usize = 8;

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
        ..super::options(&arguments.site, today)
    };
    let trust = match if arguments.external { trust() } else { Ok(Trust::Usual) } {
        Ok(trust) => trust,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    // The process ends after this, as in `build`.
    let mut builder = ManuallyDrop::new(Builder::new(options));
    // Only a check that may take minutes has something to say before it ends.
    let stop = if arguments.external { serve::interrupted() } else { Arc::default() };
    let progress =
        |done: usize, all: usize| terminal.progress(&format!("Asked other sites for {done} of {all} addresses"));
    let outside = Outside { trust, progress: &progress, ..Outside::new(super::now(), &stop) };
    let outside = arguments.external.then_some(&outside);
    let mended = if arguments.fix { mend(&mut builder, (arguments, outside), terminal) } else { Ok(None) };
    let known = match mended {
        Ok(known) => known,
        Err(code) => return code,
    };
    let checked = known.unwrap_or_else(|| check_with(&mut builder, outside));
    terminal.progress("");
    super::derived(&builder, terminal);
    terminal.diagnostics(&checked.diagnostics, &checked.sources);
    let (errors, warnings) = diagnostic::counts(&checked.diagnostics);
    terminal.remark(&format!("Checked {}: {}.", plural(checked.pages, "page"), to_mend(&checked.diagnostics)));
    let mendable = mendings(&checked).iter().map(|mending| mending.edits.len()).sum::<usize>();
    if mendable > 0 && !arguments.fix {
        terminal.remark(&format!("`showpiece check --fix` fixes {mendable} of these by itself."));
    }
    if let Some(tally) = &checked.outside {
        tell_of_links(tally, terminal);
        if tally.was_stopped {
            terminal.error("stopped before all links were asked; what was learnt is kept for the next time");
            return INTERRUPTED;
        }
    }
    if errors > 0 || arguments.strict && warnings > 0 { SITE_ERRORS } else { DONE }
}

/// Mends what has one meaning only, until nothing of the kind is left. A mended key may show what stands behind it in another
/// light, so that there are rounds. Gives the last check, if nothing was written after it. Other servers are asked in the first
/// round and, if something was written, once more by the caller.
fn mend(
    builder: &mut Builder,
    (arguments, outside): (&CheckArguments, Option<&Outside<'_>>),
    terminal: &Terminal,
) -> Result<Option<Checked>, u8> {
    let (mut places, mut files, mut last) = (0, BTreeSet::new(), None);
    for round in 0..ROUNDS {
        let checked = check_with(builder, outside.filter(|_| round == 0));
        let was_stopped = checked.outside.as_ref().is_some_and(|tally| tally.was_stopped);
        let mendings = mendings(&checked);
        if mendings.is_empty() || was_stopped {
            last = Some(checked).filter(|_| round == 0 || outside.is_none());
            break;
        }
        for mending in &mendings {
            if arguments.dry_run {
                terminal.result(&patch(mending));
            } else {
                write(builder, arguments, mending).map_err(|diagnostic| {
                    terminal.diagnostics(&[diagnostic], &checked.sources);
                    SITE_ERRORS
                })?;
            }
            for (code, line) in &mending.about {
                let what = if arguments.dry_run { "would fix" } else { "fixed" };
                terminal.remark(&format!("{}:{line}: {what} {code}", mending.path));
            }
            places += mending.edits.len();
            files.insert(mending.path.clone());
        }
        if arguments.dry_run {
            last = Some(checked);
            break;
        }
    }
    let (places, files) = (plural(places, "place"), plural(files.len(), "file"));
    terminal.remark(&match arguments.dry_run {
        true => format!("Would fix {places} in {files}; nothing was written."),
        false => format!("Fixed {places} in {files}."),
    });
    Ok(last)
}

fn write(builder: &Builder, arguments: &CheckArguments, mending: &Mending) -> Result<(), Diagnostic> {
    let overlay = arguments.config.as_ref().filter(|path| path.to_string_lossy() == *mending.path);
    // A configuration that cannot be used is known by name alone.
    let path = builder.file(&mending.path).or_else(|| overlay.cloned());
    let path = path.unwrap_or_else(|| arguments.site.join(&*mending.path));
    let edits: Vec<(Span, &str)> = mending.edits.iter().map(|(span, new)| (*span, new.as_str())).collect();
    edit::mend((&path, &mending.path), &mending.before, &edits)
}

/// Whose certificates are believed: `SSL_CERT_FILE` names another bundle, as it does for most programs.
fn trust() -> Result<Trust, String> {
    let Some(path) = std::env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty()) else { return Ok(Trust::Usual) };
    let shown = path.to_string_lossy();
    let text = source::bytes(path.as_ref()).map_err(|error| format!("SSL_CERT_FILE names `{shown}`: {error}"))?;
    Trust::from_pem(&text).ok_or_else(|| format!("SSL_CERT_FILE names `{shown}`, in which there is no certificate"))
}

/// Such as: asked about 12 of 40 addresses on other sites; 28 had a recent answer; 3 keep programs out.
fn tell_of_links(tally: &Tally, terminal: &Terminal) {
    let links = plural(tally.links, "address");
    let mut text = format!("Asked about {} of {links} on other sites", tally.asked);
    if tally.believed > 0 {
        text.push_str(&format!("; {} had a recent answer", tally.believed));
    }
    if !tally.guarded.is_empty() {
        let more = if terminal.is_verbose() { "" } else { " (`--verbose` names them)" };
        text.push_str(&format!("; {} keep programs out{more}", tally.guarded.len()));
    }
    terminal.remark(&format!("{text}."));
    for (address, why) in &tally.guarded {
        terminal.detail(&format!("  {address} {why}"));
    }
}
