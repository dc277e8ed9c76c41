//! Calls of `git`, with arguments and never through a shell.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::pages;
use crate::diagnostic::{Code, Diagnostic, system_words};

/// A repository, by its folders.
#[derive(Debug, Clone)]
pub(super) struct Git {
    /// The top of the working tree.
    pub top: PathBuf,
    /// Where Git keeps its own.
    folder: PathBuf,
    /// An index of our own, if one is used.
    index: Option<PathBuf>,
    /// Where commands run.
    at: PathBuf,
}

/// A call that did not succeed.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// The command, as one would type it.
    pub command: String,
    /// What Git said, or why it could not be asked.
    pub message: String,
    /// What it printed all the same.
    pub output: String,
}

/// Why there is no repository to work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// The folder lies in none.
    Repository,
    /// Git is not installed.
    Program,
    /// There is one, and Git does not touch it, since it belongs to somebody else.
    Trust,
    /// It has no working tree: it is bare, or the folder is one of Git's own.
    Tree,
    /// Anything else.
    Other,
}

impl Failure {
    /// What is missing, when a repository was asked for.
    pub(super) fn lack(&self) -> Lack {
        let says = |words: &str| self.message.contains(words);
        match () {
            () if says(NOT_INSTALLED) => Lack::Program,
            () if says("dubious ownership") => Lack::Trust,
            () if says("not a git repository") => Lack::Repository,
            () if says("must be run in a work tree") => Lack::Tree,
            () => Lack::Other,
        }
    }

    /// The diagnostic for a site without a repository that can be used.
    pub(super) fn diagnostic(&self, code: Code) -> Diagnostic {
        let first = self.message.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
        let new = |message: &str| Diagnostic::new(code, message);
        match self.lack() {
            Lack::Repository => new("the site is in no Git repository").help("`git init` makes one"),
            Lack::Program => new("Git is not installed, or not on the PATH")
                .help("install it: `apt install git`, `brew install git`, or https://git-scm.com/downloads"),
            Lack::Trust => new("Git does not trust the repository, since its folder belongs to another user")
                .help("`git config --global --add safe.directory <folder>` says that you do; or change the owner of the folder"),
            Lack::Tree => new("the folder is in a repository without a working tree")
                .help("clone the repository, and work in the clone"),
            Lack::Other => new(&format!("Git cannot tell anything about the repository: {first}")),
        }
    }
}

const NOT_INSTALLED: &str = "the program `git` is not installed";

impl Git {
    /// The repository that a folder lies in.
    pub(super) fn of(folder: &Path) -> Result<Self, Failure> {
        let ask = |question: &str| {
            let answer = call(Command::new("git").args(["rev-parse", question]).current_dir(folder), None)?;
            Ok(PathBuf::from(answer.trim_end_matches('\n')))
        };
        let top = ask("--show-toplevel")?;
        Ok(Self { folder: ask("--absolute-git-dir")?, index: None, at: top.clone(), top })
    }

    /// The same repository with an index of its own, which is gone with the value, and commands that run in `at`.
    pub(super) fn aside(&self, at: &Path) -> Aside {
        let index = self.folder.join(format!("showpiece-index-{}", std::process::id()));
        // What a process of the same number left when it was ended is none of ours.
        let _ = std::fs::remove_file(&index);
        Aside(Self { index: Some(index), at: at.to_owned(), ..self.clone() })
    }

    /// Runs `git` and gives what it prints.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        call(&mut self.command(arguments), None)
    }

    /// Runs `git` with something to read.
    pub(super) fn feed(&self, arguments: &[&str], input: &str) -> Result<String, Failure> {
        call(&mut self.command(arguments), Some(input))
    }

    /// Runs `git` and gives the first line that it prints, if it succeeds and prints something.
    pub(super) fn ask(&self, arguments: &[&str]) -> Option<String> {
        let answer = self.run(arguments).ok()?;
        Some(answer.lines().next()?.to_owned()).filter(|line| !line.is_empty())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(&self.at);
        if let Some(index) = &self.index {
            // The folder is no working tree of this repository; what is in it is named file by file.
            command.env("GIT_DIR", &self.folder).env("GIT_WORK_TREE", &self.at).env("GIT_INDEX_FILE", index);
        }
        command
    }
}

/// A repository with an index that is gone when it is dropped.
pub(super) struct Aside(Git);

impl std::ops::Deref for Aside {
    type Target = Git;

    fn deref(&self) -> &Git {
        &self.0
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some(index) = &self.0.index {
            let _ = std::fs::remove_file(index);
        }
    }
}

fn call(command: &mut Command, input: Option<&str>) -> Result<String, Failure> {
    let words = command.get_args().map(|word| pages::without_secrets(&word.to_string_lossy()));
    let name = std::iter::once("git".to_owned()).chain(words).collect::<Vec<_>>().join(" ");
    let failed = |message: String| Failure { command: name.clone(), message, output: String::new() };
    let stdin = if input.is_some() { Stdio::piped() } else { Stdio::inherit() };
    // Git tells its hooks by these which repository it works on; here it is the one that the site lies in.
    let is_set = |command: &Command, name: &str| command.get_envs().any(|(own, value)| own == name && value.is_some());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"] {
        if !is_set(command, name) {
            command.env_remove(name);
        }
    }
    let started = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).env("LC_ALL", "C").spawn();
    let mut child = started.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => failed(NOT_INSTALLED.to_owned()),
        _ => failed(system_words(&error)),
    })?;
    // Git may begin to answer before it has read all: a thread feeds it.
    let feeder = child.stdin.take().zip(input).map(|(mut pipe, input)| {
        let input = input.to_owned();
        std::thread::spawn(move || drop(pipe.write_all(input.as_bytes())))
    });
    let output = child.wait_with_output().map_err(|error| failed(system_words(&error)))?;
    if let Some(feeder) = feeder {
        let _ = feeder.join();
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let message = if said.is_empty() { output.status.to_string() } else { said };
    Err(Failure { output: text, ..failed(message) })
}
