//! How the program speaks: what goes to which stream, in colour or not, and how wide.

use std::io::{self, IsTerminal, Write};

use super::arguments::{Arguments, ColorChoice};
use crate::diagnostic::terminal::{self, Style};
use crate::diagnostic::{Diagnostic, SourceMap};

/// At most so many diagnostics are shown in full; the rest is counted.
const SHOWN: usize = 50;

/// The streams and what is known of them.
pub struct Terminal {
    color: bool,
    width: usize,
    quiet: bool,
    verbose: bool,
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
        Self { color, width: columns.unwrap_or(120), quiet: arguments.quiet, verbose: arguments.verbose }
    }

    /// A result, on standard output.
    pub fn result(&self, text: &str) {
        // A closed pipe (`| head`) is no reason to complain.
        let _ = io::stdout().write_all(text.as_bytes());
    }

    /// A remark, on standard error, unless the program is to be quiet.
    pub fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// A remark for those who asked for more.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.remark(text);
        }
    }

    /// An error of use, on standard error.
    pub fn error(&self, text: &str) {
        let _ = writeln!(io::stderr(), "error: {text}");
    }

    /// Diagnostics, on standard error; a quiet program shows errors only.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        let shown: Vec<Diagnostic> =
            diagnostics.iter().filter(|diagnostic| !self.quiet || diagnostic.is_error()).cloned().collect();
        if !shown.is_empty() {
            let text = terminal::render(&shown, sources, Style { color: self.color, width: self.width, limit: SHOWN });
            let _ = io::stderr().write_all(text.as_bytes());
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
