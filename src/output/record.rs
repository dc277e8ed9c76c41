//! The record of what was written: one line a file, the same for the same output wherever and whenever it was made.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::OutputPath;
use crate::graph::Fingerprint;

const FIRST_LINE: &str = "showpiece output 1";

/// Our files with the fingerprints of what we wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub files: BTreeMap<OutputPath, Fingerprint>,
}

impl Record {
    /// Reads a record. Lines that are no lines of a record are passed over: what they named is then not ours, and what
    /// is not ours is not touched.
    pub(super) fn parse(text: &str) -> Self {
        let entry = |line: &str| {
            let (fingerprint, path) = line.split_once("  ")?;
            Some((OutputPath::new(path).ok()?, Fingerprint::parse(fingerprint)?))
        };
        Self { files: text.lines().filter_map(entry).collect() }
    }

    /// The text form, sorted by path.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for (path, fingerprint) in &self.files {
            let _ = writeln!(text, "{fingerprint}  {path}");
        }
        text
    }
}

/// The files that a record names; for those who look at an output that is not on this disk.
pub fn recorded(text: &str) -> Vec<String> {
    Record::parse(text).files.keys().map(|path| path.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_round_trips_and_is_sorted() {
        let mut record = Record::default();
        for path in ["b", "a/two  spaces", "a"] {
            record.files.insert(OutputPath::new(path).unwrap(), Fingerprint::of(path.as_bytes()));
        }
        let text = record.text();
        assert_eq!(Record::parse(&text), record);
        let paths: Vec<&str> = text.lines().skip(1).map(|line| &line[34..]).collect();
        assert_eq!(paths, ["a", "a/two  spaces", "b"]);
    }

    #[test]
    fn nothing_outside_the_folder_can_be_claimed() {
        let fingerprint = Fingerprint::of(b"");
        let text = format!("{FIRST_LINE}\n{fingerprint}  ../../etc/passwd\n{fingerprint}  ok\nnonsense\n");
        assert_eq!(Record::parse(&text).files.into_keys().map(|path| path.to_string()).collect::<Vec<_>>(), ["ok"]);
    }
}
