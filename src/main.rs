//! The program: hands over to the command line and sets the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    showpiece::cli::main()
}
