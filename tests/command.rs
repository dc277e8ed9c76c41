//! The program as an impatient user types it: in the wrong folder, with nothing where a word should be, into a full disk; and
//! files that are no files where it reads them by name.

#![cfg(unix)]
#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;

/// Longer than anything here takes, on a busy machine too.
const LONG: Duration = Duration::from_secs(120);

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_showpiece"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.env("SOURCE_DATE_EPOCH", support::EPOCH.to_string());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().expect("the program starts")
}

/// The exit code, and what was said on standard error.
fn said(output: &Output) -> (i32, String) {
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let files: [(&str, &str); 3] = [
        ("showpiece.yaml", "title: A site\nbase_url: https://ada.example/\n"),
        ("data/profile.yaml", "name: Ada\n"),
        ("content/about.md", "---\ntitle: About\n---\n\nWords.\n"),
    ];
    support::write(folder.path(), &files.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())).collect());
    folder
}

/// A process that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn start(mut command: Command) -> (Self, Receiver<String>) {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let (sender, receiver) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        (Self(child), receiver)
    }
}

#[test]
fn in_a_folder_of_a_site_the_site_is_named() {
    let site = site();
    let content = site.path().join("content");
    for command in [&["build"][..], &["check"], &["serve"], &["new", "page", "X"], &["theme", "diff"]] {
        let (code, told) = said(&run(&content, command));
        assert_ne!(code, 0, "{command:?}");
        assert!(told.contains("the site is `..`"), "{command:?}: {told}");
    }
    fs::create_dir(content.join("deep")).expect("a folder");
    assert!(said(&run(site.path(), &["build", "content/deep"])).1.contains("the site is `content/deep/../..`"));
    let elsewhere = tempfile::tempdir().expect("a folder");
    assert!(said(&run(elsewhere.path(), &["build"])).1.contains("showpiece init"));
}

#[test]
fn an_empty_title_makes_no_site() {
    let folder = tempfile::tempdir().expect("a folder");
    for flag in ["--title", "--name"] {
        let (code, told) = said(&run(folder.path(), &["init", "--yes", flag, " "]));
        assert_eq!(code, 2, "{told}");
        assert!(told.contains(flag), "{told}");
    }
    assert!(support::files(folder.path()).is_empty());
}

#[test]
fn nothing_is_cleaned_where_nothing_is() {
    let site = site();
    let (code, told) = said(&run(site.path(), &["clean", "misspelt"]));
    assert_eq!((code, told.contains("there is no folder `misspelt`")), (2, true), "{told}");
    assert_eq!(said(&run(site.path(), &["clean"])).0, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let site = site();
    for arguments in
        [&["check", "--format", "json"][..], &["explain", "unknown-skill"], &["schema", "--print", "skills"]]
    {
        let full = File::options().write(true).open("/dev/full").expect("a full disk");
        let output = program(site.path(), arguments).stdout(full).output().expect("the program starts");
        let (code, told) = said(&output);
        assert_eq!(code, 1, "{arguments:?}: {told}");
        assert!(told.contains("standard output cannot be written: no space left on device"), "{told}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let site = site();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = program(site.path(), &["explain", "unknown-skill"]).stdout(writer).output().expect("it starts");
    assert_eq!(said(&output), (0, String::new()));
}

#[test]
fn a_build_that_watches_tells_of_what_is_no_file_of_the_site() {
    let site = site();
    let (_build, lines) = Running::start(program(site.path(), &["build", "--watch", "--format", "json"]));
    // While something is wrong, each look at the site is told.
    let wait_for = |words: &str| while !lines.recv_timeout(LONG).expect("something is told").contains(words) {};
    wait_for("\"errors\":0");
    let link = site.path().join("content/link.md");
    std::os::unix::fs::symlink("nowhere", &link).expect("a link");
    wait_for("the link `content/link.md` leads to nothing");
    fs::remove_file(&link).expect("it can be removed");
    wait_for("\"errors\":0");
}

/// Whoever opens a pipe waits for somebody to write into it, perhaps for ever.
#[test]
fn a_pipe_in_the_place_of_a_file_holds_nobody_up() {
    let site = site();
    let names = [".showpiece/build", ".showpiece/preview", ".showpiece/shown", ".schema/names.json", "snippets.lock"];
    let make = |name: &str| {
        let path = site.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    };
    let told_by = |arguments: &[&str]| {
        let (_program, lines) = Running::start(program(site.path(), arguments));
        lines.recv_timeout(LONG).expect("it is not held up")
    };
    names.iter().for_each(|name| make(name));
    assert!(told_by(&["build", "--format", "json"]).contains("`snippets.lock` is neither a file nor a folder"));
    assert!(told_by(&["serve", "--port", "0"]).starts_with("http://"));
    make("showpiece.yaml");
    for command in ["build", "check", "verify"] {
        let told = told_by(&[command, "--format", "json"]);
        assert!(told.contains("`showpiece.yaml` is neither a file nor a folder"), "{command}: {told}");
    }
}
