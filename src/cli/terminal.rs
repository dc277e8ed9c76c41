//! How the program speaks: what goes to which stream, in colour or not, and how wide.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::Mutex;

use super::arguments::{Arguments, ColorChoice, Format};
use super::links;
use crate::diagnostic::terminal::{self, Style};
use crate::diagnostic::{Diagnostic, SourceMap, github, json, sarif, system_words};

/// At most so many diagnostics are shown in full; the rest is counted.
const SHOWN: usize = 50;
/// The width of what is no terminal.
const WIDTH: usize = 120;

/// The streams and what is known of them.
pub struct Terminal {
    color: bool,
    width: usize,
    quiet: bool,
    /// Whether warnings count as errors, and so are shown when only errors are.
    strict: bool,
    verbose: bool,
    format: Format,
    /// The path from the top of the repository to the site.
    site: String,
    /// The address of the site's folder, where the terminal shows links.
    links: Option<String>,
    /// Why a result could not be written.
    lost: Mutex<Option<io::Error>>,
}

impl Terminal {
    /// The terminal as the arguments and the environment have it.
    pub fn new(arguments: &Arguments) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let color = match arguments.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if set("NO_COLOR") => false,
            ColorChoice::Auto => {
                set("CLICOLOR_FORCE") || is_terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured = || is_terminal.then(|| terminal_size::terminal_size_of(io::stderr())).flatten();
        let width = columns.or_else(|| measured().map(|(width, _)| usize::from(width.0)));
        let site = arguments.command.site();
        Self {
            color,
            width: width.unwrap_or(WIDTH),
            quiet: arguments.quiet,
            strict: arguments.command.is_strict(),
            verbose: arguments.verbose,
            format: arguments.format,
            site: site.map(links::in_repository).unwrap_or_default(),
            links: site.filter(|_| color && is_terminal && links::are_shown()).and_then(links::folder),
            lost: Mutex::default(),
        }
    }

    /// A result, on standard output.
    pub fn result(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        // A closed pipe (`| head`) is no reason to complain.
        let lost = written.err().filter(|error| error.kind() != ErrorKind::BrokenPipe);
        if let (Some(error), Ok(mut known)) = (lost, self.lost.lock()) {
            known.get_or_insert(error);
        }
    }

    /// Says why a result could not be written, such as for a full disk; whether there was such a reason. Whoever reads the
    /// file that standard output goes to must not take half a report for a whole one.
    pub fn lost_results(&self) -> bool {
        let lost = self.lost.lock().ok().and_then(|mut lost| lost.take());
        if let Some(error) = &lost {
            self.error(&format!("standard output cannot be written: {}", system_words(error)));
        }
        lost.is_some()
    }

    /// A remark, on standard error, unless the program is to be quiet.
    pub fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// How far the work has come: a line that the next one replaces. Nothing in a pipe; nothing at all to take it away.
    pub fn progress(&self, text: &str) {
        if !self.quiet && io::stderr().is_terminal() {
            let _ = write!(io::stderr(), "\r\x1b[K{text}");
            let _ = io::stderr().flush();
        }
    }

    /// A remark for those who asked for more.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.remark(text);
        }
    }

    /// Whether details are said.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// An error of use, on standard error.
    pub fn error(&self, text: &str) {
        let _ = writeln!(io::stderr(), "error: {text}");
    }

    /// Whether people read the results, and not a program.
    pub fn is_for_people(&self) -> bool {
        matches!(self.format, Format::Human | Format::Github)
    }

    /// Diagnostics, as `--format` says; a quiet program shows what counts as an error only.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        let all = self.strict || !self.quiet;
        let shown: Vec<Diagnostic> = diagnostics.iter().filter(|one| all || one.is_error()).cloned().collect();
        match self.format {
            Format::Human => self.excerpts(&shown, sources),
            Format::Json => self.result(&json::render(&shown, sources, &self.site)),
            Format::Github => {
                self.excerpts(&shown, sources);
                self.result(&github::render(&shown, sources, &self.site));
            }
            Format::Sarif => self.result(&sarif::render(&shown, sources, &self.site)),
        }
    }

    fn excerpts(&self, shown: &[Diagnostic], sources: &SourceMap) {
        if !shown.is_empty() {
            let style = Style { color: self.color, width: self.width, limit: SHOWN, links: self.links.as_deref() };
            let _ = io::stderr().write_all(terminal::render(shown, sources, style).as_bytes());
        }
    }

    /// Whether somebody can answer a question.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a question; an empty answer (or the end of the input) takes the default.
    pub fn ask(&self, question: &str, default: &str) -> String {
        let _ = write!(io::stderr(), "{question} [{default}] ");
        let _ = io::stderr().flush();
        let mut answer = String::new();
        let _ = io::stdin().read_line(&mut answer);
        let answer = answer.trim();
        if answer.is_empty() { default.to_owned() } else { answer.to_owned() }
    }
}
