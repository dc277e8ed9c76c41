//! The program: chooses the allocator, hands over to the command line and sets the exit code.

use std::process::ExitCode;

// A build makes millions of small values on several threads; the system's allocator takes a sixth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    showpiece::cli::main()
}
