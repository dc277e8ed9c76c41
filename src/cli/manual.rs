//! `showpiece completions SHELL` and `showpiece man [COMMAND]`: made from the same types that parse the arguments.

use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE};

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell, command: &mut clap::Command, terminal: &Terminal) {
    let mut script = Vec::new();
    clap_complete::generate(shell, command, "showpiece", &mut script);
    terminal.result(&String::from_utf8_lossy(&script));
}

/// Prints a manual page in roff: of the program, or of the command that `path` leads to.
pub fn page(mut program: clap::Command, path: &[String], terminal: &Terminal) -> u8 {
    // Gives each command its whole name, `showpiece-publish-branch`, and the flags that hold for all.
    program.build();
    let found = path.iter().try_fold(&program, |command, name| command.find_subcommand(name));
    let Some(command) = found else {
        terminal.error(&format!("there is no command `{}`; `showpiece --help` lists them", path.join(" ")));
        return WRONG_USE;
    };
    let mut page = Vec::new();
    let source = concat!("showpiece ", env!("CARGO_PKG_VERSION"));
    match clap_mangen::Man::new(command.clone()).source(source).render(&mut page) {
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
