//! `snippets.lock`: which snippets were run and gave what the page says, one a line.
//!
//! ```text
//! 4f0c… 3.13 passed content/writing/a-post.md
//! ```
//!
//! Text ⇄ [`Lock`]. The file is written by `showpiece verify` and read by builds, which trust it no further than that a
//! mark is shown: any text is fine, and what is no entry is reported and left out.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::graph::Fingerprint;

/// What the file begins with.
const HEAD: &str =
    "# Snippets that `showpiece verify` has run and found true. It writes this file; commit it, and do not edit it.\n";
/// The one result that is noted: of a snippet that failed, there is nothing to say but that it is not here.
const PASSED: &str = "passed";
/// More lines than this are no honest file.
const MOST: usize = 100_000;

/// The contents of `snippets.lock`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// In the order of the file: by page, and in a page in reading order.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    print: Fingerprint,
    python: Proof,
    path: String,
}

/// With which Python a snippet was run: `3.13`, or `3.11 PyPy`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// Major and minor version.
    pub version: (u16, u16),
    /// The implementation, unless it is CPython.
    pub implementation: Option<String>,
}

impl std::fmt::Display for Proof {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.version.0, self.version.1)?;
        self.implementation.iter().try_for_each(|name| write!(formatter, "-{name}"))
    }
}

impl Proof {
    /// As readers see it: `Python 3.13`, or `Python 3.11 (pypy)`.
    pub fn shown(&self) -> String {
        let (major, minor) = self.version;
        let implementation = self.implementation.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!("Python {major}.{minor}{implementation}")
    }

    /// Reads what [`fmt::Display`](std::fmt::Display) writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (version, implementation) = match text.split_once('-') {
            Some((version, name)) => (version, Some(name)),
            None => (text, None),
        };
        let (major, minor) = version.split_once('.')?;
        let number = |text: &str| {
            let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| digits && (text == "0" || !text.starts_with('0')))
        };
        let is_name = |name: &&str| (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let implementation = match implementation {
            Some(name) => Some(Some(name).filter(is_name)?.to_owned()),
            None => None,
        };
        Some(Self { version: (number(major)?, number(minor)?), implementation })
    }
}

impl Lock {
    /// Adds a snippet of the page at `path` that was run with that Python. Pages are added in order, as are the snippets
    /// of a page.
    pub fn add(&mut self, print: Fingerprint, python: &Proof, path: &str) {
        self.entries.push(Entry { print, python: python.clone(), path: path.to_owned() });
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Results by fingerprint.
    pub fn proofs(&self) -> BTreeMap<Fingerprint, Proof> {
        self.entries.iter().map(|entry| (entry.print, entry.python.clone())).collect()
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = HEAD.to_owned();
        for Entry { print, python, path } in &self.entries {
            // Writing to a text does not fail.
            let _ = writeln!(text, "{print} {python} {PASSED} {path}");
        }
        text
    }

    /// Reads the file, and says which lines of it are no entries.
    pub fn parse(text: &str, path: &SourcePath) -> (Self, Vec<Diagnostic>) {
        let mut lock = Self::default();
        let mut wrong: Vec<Span> = Vec::new();
        let mut start = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let words = line.trim_end();
            match entry(words).filter(|_| number < MOST) {
                Some(entry) => lock.entries.push(entry),
                None if words.is_empty() || words.starts_with('#') => {}
                None => wrong.push(Span::new(start, start + words.len())),
            }
            start += line.len();
        }
        let diagnostic = wrong.first().map(|first| {
            let message = match wrong.len() {
                1 => "a line is not the result of a snippet".to_owned(),
                count => format!("{count} lines are not results of snippets"),
            };
            Diagnostic::new(Code::SnippetLock, message)
                .at(Place::new(path, *first))
                .help("run `showpiece verify`, which writes the file again; that is also the way after a merge")
        });
        (lock, diagnostic.into_iter().collect())
    }
}

fn entry(line: &str) -> Option<Entry> {
    let mut words = line.splitn(4, ' ');
    let (print, python) = (Fingerprint::parse(words.next()?)?, Proof::parse(words.next()?)?);
    let (result, path) = (words.next()?, words.next()?);
    (result == PASSED && !path.is_empty()).then(|| Entry { print, python, path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(text: &str) -> Proof {
        Proof::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn what_is_written_is_read() {
        let mut lock = Lock::default();
        lock.add(Fingerprint::of(b"a"), &proof("3.13"), "content/a b.md");
        lock.add(Fingerprint::of(b"b"), &proof("3.11-PyPy"), "content/é.md");
        let text = lock.to_text();
        assert_eq!(Lock::parse(&text, &"snippets.lock".into()), (lock.clone(), Vec::new()));
        assert_eq!(lock.proofs().get(&Fingerprint::of(b"b")), Some(&proof("3.11-PyPy")));
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn a_line_that_is_no_result_is_named_and_left_out() {
        let good = format!("{} 3.13 passed content/a.md\n", Fingerprint::of(b"a"));
        let bad = [
            "<<<<<<< HEAD",
            "=======",
            "0 3.13 passed content/a.md",
            &good.replace("3.13", "<b>"),
            &good.replace("3.13", "3.13-<b>"),
            &good.replace("3.13", "03.13"),
            &good.replace("3.13", "3.99999"),
            &good.replace("passed", "failed"),
            &good.replace(" content/a.md", ""),
        ];
        for line in bad {
            let text = format!("# words\n\n{}\n{good}", line.trim_end());
            let (lock, found) = Lock::parse(&text, &"snippets.lock".into());
            assert_eq!((lock.proofs().len(), found.len()), (1, 1), "{line}");
            let span = found[0].place.as_ref().map(|place| place.span);
            assert_eq!(span, Some(Span::new(9, 9 + line.trim_end().len())), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(?s).{0,80}|([0-9a-f]{32} [0-9.]{0,6} passed .{0,9}\n){0,3}") {
            let (lock, _) = Lock::parse(&text, &"snippets.lock".into());
            let again = Lock::parse(&lock.to_text(), &"snippets.lock".into());
            proptest::prop_assert_eq!(again, (lock, Vec::new()));
        }
    }
}
