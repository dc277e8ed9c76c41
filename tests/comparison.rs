//! `docs/comparison.md` says what Showpiece says: its mistakes are made again in a folder of their own, and the outputs are compared
//! letter by letter. `SHOWPIECE_BLESS=1 cargo test --test comparison` writes them anew; what other programs say is quoted by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]
#![cfg(unix)]

mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::case;
use tempfile::TempDir;

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/comparison.md")
}

/// A piece of the page: words, or a fence with its info string.
#[derive(Debug)]
enum Piece {
    Words(String),
    Fence(String, String),
}

/// The page as pieces; put together they are the page again.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::Words(String::new())];
    let mut open: Option<(String, String)> = None;
    for line in text.split_inclusive('\n') {
        match (&mut open, line.strip_prefix("````")) {
            (None, Some(info)) => open = Some((info.trim_end().to_owned(), String::new())),
            (Some(_), Some("\n")) => {
                let (info, inner) = open.take().unwrap_or_default();
                pieces.push(Piece::Fence(info, inner));
            }
            (Some((_, inner)), _) => inner.push_str(line),
            (None, None) => match pieces.last_mut() {
                Some(Piece::Words(words)) => words.push_str(line),
                _ => pieces.push(Piece::Words(line.to_owned())),
            },
        }
    }
    assert!(open.is_none(), "a fence is not closed: {open:?}");
    pieces
}

fn joined(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Fence(info, inner) => {
                let _ = write!(text, "````{info}\n{inner}````\n");
            }
        }
    }
    text
}

/// The page as it should be: each `console` holds what its commands print in a site of the files that stand above it.
fn wanted(text: &str) -> String {
    let mut pieces = pieces(text);
    let mut site = TempDir::new().expect("a folder");
    for piece in &mut pieces {
        match piece {
            Piece::Words(words) if words.contains("\n## ") => {
                site = TempDir::new().expect("a folder");
                support::write(site.path(), &[("showpiece.yaml".to_owned(), case::CONFIG.into())].into());
            }
            Piece::Words(_) => {}
            Piece::Fence(info, inner) => match info.split_once(' ') {
                Some(("text", path)) => {
                    support::write(site.path(), &[(path.to_owned(), inner.as_bytes().to_vec())].into())
                }
                _ if info == "console" => *inner = said(site.path(), inner),
                _ => {}
            },
        }
    }
    joined(&pieces)
}

/// The commands of a transcript, and what they print now.
fn said(site: &Path, transcript: &str) -> String {
    let mut text = String::new();
    for line in transcript.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let words: Vec<&str> = line.split(' ').collect();
        let (program, arguments) = words.split_first().expect("a command");
        let program = match *program {
            "showpiece" => env!("CARGO_BIN_EXE_showpiece"),
            "git" => "git",
            other => panic!("the page runs `{other}`"),
        };
        let output = command(program, site).args(arguments).output().expect("it runs");
        let all = [output.stdout, output.stderr].concat();
        let _ = write!(text, "$ {line}\n{}", String::from_utf8(all).expect("text"));
    }
    text
}

fn command(program: &str, site: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(site).env("HOME", site).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", site);
    command.env("COLUMNS", "100").env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", support::EPOCH.to_string());
    for name in showpiece::publish::address::VARIABLES.iter().chain(&["SHOWPIECE_BASE_URL", "CLICOLOR_FORCE"]) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

#[test]
fn the_page_says_what_the_program_says() {
    let text = std::fs::read_to_string(page()).expect("the page");
    let wanted = wanted(&text);
    if std::env::var_os("SHOWPIECE_BLESS").is_some() {
        std::fs::write(page(), &wanted).expect("written");
    }
    let text = std::fs::read_to_string(page()).expect("the page");
    for (number, (is, should)) in text.lines().zip(wanted.lines()).enumerate() {
        assert!(is == should, "docs/comparison.md:{}: `{is}`, and it is now `{should}`", number + 1);
    }
    assert!(text == wanted, "docs/comparison.md is out of date: SHOWPIECE_BLESS=1 cargo test --test comparison");
}

#[test]
fn each_of_twelve_mistakes_has_a_thread_a_file_and_an_answer() {
    let text = std::fs::read_to_string(page()).expect("the page");
    let mistakes: Vec<&str> =
        text.split("\n## ").skip(1).filter(|part| part.starts_with(|sign: char| sign.is_ascii_digit())).collect();
    assert_eq!(mistakes.len(), 12);
    for mistake in mistakes {
        let title = mistake.lines().next().unwrap_or_default();
        assert!(mistake.contains("\nThread: ["), "{title} names no thread");
        assert!(
            mistake.contains("````text ") && mistake.contains("\n$ showpiece "),
            "{title} has no site or no answer"
        );
        let is_told = ["error[", "warning["].iter().any(|word| mistake.contains(word));
        assert!(is_told, "{title}: Showpiece says nothing");
    }
}
