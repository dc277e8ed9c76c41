//! The program: parses the arguments, runs the command, sets the exit code.
fn main() {}
