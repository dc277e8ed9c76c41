//! What holds of any command: which site it works on, and what it makes of warnings. Typed arguments go in; nothing is looked up
//! and nothing is printed.

use std::path::Path;

use super::arguments::{Command, PublishCommand, ThemeCommand};

impl Command {
    /// Whether warnings count as errors.
    pub fn is_strict(&self) -> bool {
        match self {
            Command::Build(arguments) => arguments.strict,
            Command::Check(arguments) => arguments.strict,
            Command::Theme(ThemeCommand::Check(arguments)) => arguments.strict,
            Command::Publish(PublishCommand::Branch(arguments)) => arguments.strict,
            _ => false,
        }
    }

    /// The folder of the site that the command works on.
    pub fn site(&self) -> Option<&Path> {
        match self {
            Command::Init(arguments) => Some(&arguments.folder),
            Command::New(arguments) => Some(&arguments.site),
            Command::Build(arguments) => Some(&arguments.site),
            Command::Check(arguments) => Some(&arguments.site),
            Command::Serve(arguments) => Some(&arguments.site),
            Command::Verify(arguments) => Some(&arguments.site),
            Command::Clean(arguments) => Some(&arguments.site),
            Command::Theme(command) => Some(command.site()),
            Command::Publish(PublishCommand::Github(arguments)) => Some(&arguments.site),
            Command::Publish(PublishCommand::Branch(arguments)) => Some(&arguments.site),
            Command::Doctor(arguments) => Some(&arguments.site),
            Command::Explain(arguments) => Some(&arguments.site),
            Command::Schema(arguments) => Some(&arguments.site),
            Command::Completions { .. } | Command::Manual { .. } => None,
        }
    }
}

impl ThemeCommand {
    fn site(&self) -> &Path {
        match self {
            Self::List(arguments) | Self::Diff(arguments) => &arguments.site,
            Self::Show(arguments) => &arguments.site,
            Self::New(arguments) => &arguments.site,
            Self::Eject(arguments) => &arguments.site,
            Self::Check(arguments) => &arguments.site,
            Self::Preview(arguments) => &arguments.site,
        }
    }
}
