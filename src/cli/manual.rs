//! `showpiece completions SHELL` and `showpiece man`: made from the same types that parse the arguments.

use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS};

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell, command: &mut clap::Command, terminal: &Terminal) {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "showpiece", &mut script);
    terminal.result(&String::from_utf8_lossy(&script));
}

/// Prints the manual page in roff.
pub fn page(command: &clap::Command, terminal: &Terminal) -> u8 {
    let mut page = Vec::new();
    match clap_mangen::Man::new(command.clone()).render(&mut page) {
        Ok(()) => {
            terminal.result(&String::from_utf8_lossy(&page));
            DONE
        }
        Err(error) => {
            terminal.error(&format!("the manual page cannot be made: {error}"));
            SITE_ERRORS
        }
    }
}
