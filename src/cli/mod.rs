//! Layer 13: the command line. The only module that prints; one file a command.
//!
//! Standard output carries results, standard error carries progress and diagnostics. Exit codes: 0 done, 1 the site has
//! errors, 2 the command was used wrongly.

mod arguments;
mod build;
mod check;
mod clean;
mod command;
mod doctor;
mod explain;
mod init;
mod keys;
mod links;
mod manual;
mod new;
mod publish;
mod schema;
mod serve;
mod terminal;
mod theme;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::config::{BaseUrl, Derived};
use crate::diagnostic::Diagnostic;
use crate::pipeline::{Builder, Options};
use crate::publish::address;
use crate::source;
use crate::value::Today;
pub use arguments::Arguments;
use arguments::Command;
use terminal::Terminal;

/// The command did what it should.
const DONE: u8 = 0;
/// The site has errors.
const SITE_ERRORS: u8 = 1;
/// The command was used wrongly.
const WRONG_USE: u8 = 2;
/// The user stopped it: what a shell says of a program that SIGINT has ended.
const INTERRUPTED: u8 = 130;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // `--help` and `--version` arrive here too, and are no mistakes.
            let code = if error.use_stderr() { WRONG_USE } else { DONE };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let terminal = Terminal::new(&arguments);
    let code = match &arguments.command {
        Command::Init(init) => init::run(init, &terminal),
        Command::New(new) => new::run(new, &terminal),
        Command::Check(arguments) => check::run(arguments, &terminal),
        Command::Clean(clean) => clean::run(clean, &terminal),
        Command::Build(build) => build::run(build, &terminal),
        Command::Serve(serve) => serve::run(serve, &terminal),
        Command::Theme(command) => theme::run(command, &terminal),
        Command::Publish(command) => publish::run(command, &terminal),
        Command::Doctor(arguments) => doctor::run(arguments, &terminal),
        Command::Verify(verify) => verify::run(verify, &terminal),
        Command::Explain(explain) => explain::run(explain, &terminal),
        Command::Schema(arguments) => schema::run(arguments, &terminal),
        Command::Completions { shell } => {
            manual::completions(*shell, &mut Arguments::command(), &terminal);
            DONE
        }
        Command::Manual { command } => manual::page(Arguments::command(), command, &terminal),
    };
    ExitCode::from(if terminal.lost_results() { code.max(SITE_ERRORS) } else { code })
}

/// The usual options for a site: where a service builds it, its address is known although no file names it.
fn options(site: &Path, today: Today) -> Options {
    let get = |name: &&str| Some(((*name).to_owned(), std::env::var(name).ok()?));
    let environment = address::VARIABLES.iter().filter_map(get).collect();
    Options { derived: address::told(&environment), ..Options::new(site, today) }
}

/// The same for commands that make no page, and so need no address: they work before the site has one.
fn options_anywhere(site: &Path, today: Today) -> Options {
    let usual = options(site, today);
    let here = || Derived { url: BaseUrl::local(), from: "nobody".to_owned() };
    Options { derived: Some(usual.derived.unwrap_or_else(here)), ..usual }
}

/// Says which address a site has whose configuration names none, and who says so.
fn derived(builder: &Builder, terminal: &Terminal) {
    if let Some(derived) = builder.derived() {
        terminal.remark(&format!("The site's address is {}, from {}.", derived.url, derived.from));
    }
}

/// Today: `SOURCE_DATE_EPOCH` if it is set, else the clock.
///
/// # Errors
///
/// A message when the variable is set and is no number.
fn today() -> Result<Today, String> {
    if let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) {
        let seconds = value.to_str().and_then(|text| text.trim().parse().ok());
        return seconds.map(Today::from_epoch).ok_or_else(|| {
            format!("SOURCE_DATE_EPOCH is `{}`, which is not a number of seconds", value.to_string_lossy())
        });
    }
    Ok(Today::from_epoch(now()))
}

/// The seconds since 1970, by the clock.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}

/// Says that a folder is not a site, and what may have been meant.
fn not_a_site(folder: &Path) -> String {
    let shown = folder.display();
    let hint = match source::site_above(folder) {
        Some(site) => format!("; the site is `{}`", site.display()),
        None => format!(" (`showpiece init {shown}` makes one)"),
    };
    format!("`{shown}` is not a site: it has no {}{hint}", source::CONFIG_FILE)
}

/// `2 errors, 1 warning`, or that there is nothing.
fn to_mend(diagnostics: &[Diagnostic]) -> String {
    crate::diagnostic::terminal::summary(diagnostics).unwrap_or_else(|| "nothing to fix".to_owned())
}

/// `1 file`, `2 files`.
fn plural(count: usize, word: &str) -> String {
    let ending = if word.ends_with('s') { "es" } else { "s" };
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}{ending}") }
}
