//! What a commit is about to do, written down before it does it, so that whoever finds it can finish it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::{OutputPath, RECORD_FILE, STAGING_FOLDER, failed};
use crate::diagnostic::Diagnostic;
use crate::graph::Fingerprint;

const FIRST_LINE: &str = "showpiece journal 1";
const LAST_LINE: &str = "end";
const JOURNAL_FILE: &str = "journal";
const NEW_RECORD: &str = "record";
const TREE: &str = "tree";

/// Where a staged file lies in the staging folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Staged {
    /// Under a number: beside files that are published already.
    Number(u32),
    /// Under its own path in the tree that is to become the whole output.
    Tree,
}

/// One step of a commit. Each can be repeated: done twice, it is as if done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Brings a staged file to its place.
    Move { staged: Staged, fingerprint: Fingerprint, to: OutputPath },
    /// Removes one of our files, and the folders that are empty then.
    Remove(OutputPath),
}

/// An output folder and its staging folder, at real paths.
#[derive(Clone, Copy)]
pub(super) struct Folder<'a> {
    pub out: &'a Path,
    pub disk: &'a dyn Disk,
}

impl Folder<'_> {
    pub(super) fn staging(&self) -> PathBuf {
        self.out.join(STAGING_FOLDER)
    }

    pub(super) fn staged(&self, staged: Staged, to: &OutputPath) -> PathBuf {
        match staged {
            Staged::Number(number) => self.staging().join(number.to_string()),
            Staged::Tree => to.below(&self.tree()),
        }
    }

    pub(super) fn tree(&self) -> PathBuf {
        self.staging().join(TREE)
    }

    /// Writes the journal and the new record. When this returns, the commit is decided: it will happen, now or at the
    /// next run.
    pub(super) fn decide(&self, steps: &[Step], record: &str) -> Result<(), Diagnostic> {
        let staging = self.staging();
        let draft = staging.join("journal-draft");
        let decide = || {
            self.disk.write(&staging.join(NEW_RECORD), record.as_bytes())?;
            self.disk.write(&draft, text(steps).as_bytes())?;
            self.disk.rename(&draft, &staging.join(JOURNAL_FILE))
        };
        decide().map_err(|error| failed("the list of changes cannot be written", &error))
    }

    /// The steps of an interrupted commit, if there is one.
    pub(super) fn interrupted(&self) -> Option<Vec<Step>> {
        parse(&fs::read_to_string(self.staging().join(JOURNAL_FILE)).ok()?)
    }

    /// Does the steps in their order, then brings in the new record and ends the journal.
    pub(super) fn finish(&self, steps: &[Step], care: Care) -> Result<(), Diagnostic> {
        if care == Care::First {
            self.bring_in_tree(steps)?;
        }
        let mut ready = BTreeSet::new();
        for step in steps {
            match step {
                Step::Move { staged: Staged::Tree, .. } if care == Care::First => {}
                Step::Move { staged, fingerprint, to } => {
                    let from = self.staged(*staged, to);
                    if care == Care::Repeat && !is_whole(&from, *fingerprint) {
                        continue;
                    }
                    self.bring_in(&from, to, &mut ready)
                        .map_err(|error| failed(&format!("`{to}` cannot be written"), &error))?;
                }
                Step::Remove(path) => {
                    self.remove(path).map_err(|error| failed(&format!("`{path}` cannot be removed"), &error))?;
                }
            }
        }
        self.end().map_err(|error| failed("the record of the output cannot be written", &error))
    }

    /// A tree comes in by one rename for each of its topmost entries, since nothing is in their way. If that breaks off,
    /// the next run brings in what is left file by file.
    fn bring_in_tree(&self, steps: &[Step]) -> Result<(), Diagnostic> {
        let top = |step: &Step| match step {
            Step::Move { staged: Staged::Tree, to, .. } => Some(to.top().to_owned()),
            _ => None,
        };
        let tops: BTreeSet<String> = steps.iter().filter_map(top).collect();
        for name in tops {
            self.disk
                .rename(&self.tree().join(&name), &self.out.join(&name))
                .map_err(|error| failed(&format!("`{name}` cannot be written"), &error))?;
        }
        Ok(())
    }

    fn bring_in(&self, from: &Path, to: &OutputPath, ready: &mut BTreeSet<String>) -> io::Result<()> {
        for folder in to.folders() {
            if ready.contains(folder) {
                continue;
            }
            match self.disk.create_dir(&self.out.join(folder)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.must_be_a_folder(folder)?,
                result => result?,
            }
            ready.insert(folder.to_owned());
        }
        self.disk.rename(from, &to.below(self.out))
    }

    /// A link in a folder's place would lead the file somewhere else.
    fn must_be_a_folder(&self, folder: &str) -> io::Result<()> {
        if fs::symlink_metadata(self.out.join(folder))?.is_dir() {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::NotADirectory, format!("`{folder}` is not a folder")))
    }

    /// Removes a file unless it is gone, or reached through a link and so not where we wrote it.
    fn remove(&self, path: &OutputPath) -> io::Result<()> {
        if path.folders().any(|folder| self.out.join(folder).is_symlink()) {
            return Ok(());
        }
        match self.disk.remove_file(&path.below(self.out)) {
            Err(error) if is_gone(&error) => {}
            // Somebody put a folder in its place: not ours.
            Err(_) if path.below(self.out).is_dir() => return Ok(()),
            result => result?,
        }
        for folder in path.folders().rev() {
            match self.disk.remove_dir(&self.out.join(folder)) {
                Err(error) if is_gone(&error) => {}
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => break,
                result => result?,
            }
        }
        Ok(())
    }

    fn end(&self) -> io::Result<()> {
        let staging = self.staging();
        match self.disk.rename(&staging.join(NEW_RECORD), &self.out.join(RECORD_FILE)) {
            Err(error) if is_gone(&error) => {}
            result => result?,
        }
        self.disk.remove_file(&staging.join(JOURNAL_FILE))?;
        self.discard()
    }

    /// Removes the staging folder with what is left in it. The journal, were there one, goes first: without its files it
    /// must not be found.
    pub(super) fn discard(&self) -> io::Result<()> {
        let staging = self.staging();
        match fs::symlink_metadata(&staging) {
            Err(error) if is_gone(&error) => return Ok(()),
            metadata => metadata?,
        };
        match self.disk.remove_file(&staging.join(JOURNAL_FILE)) {
            Err(error) if is_gone(&error) => {}
            result => result?,
        }
        self.remove_folder(&staging)
    }

    /// Removes a folder of the staging area with all in it.
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.remove_folder(&entry.path())?;
                continue;
            }
            match self.disk.remove_file(&entry.path()) {
                Err(error) if is_gone(&error) => {}
                result => result?,
            }
        }
        self.disk.remove_dir(folder)
    }
}

/// Whether staged files are known to be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// We have just written them.
    First,
    /// An earlier run left them: those already moved are missing, and a crash of the machine may have torn others.
    Repeat,
}

/// A file that is missing was moved already; one with other bytes is left out, and the build that follows writes it.
fn is_whole(staged: &Path, fingerprint: Fingerprint) -> bool {
    File::open(staged).and_then(Fingerprint::of_reader).is_ok_and(|(found, _)| found == fingerprint)
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn text(steps: &[Step]) -> String {
    let mut text = format!("{FIRST_LINE}\n");
    for step in steps {
        let _ = match step {
            Step::Move { staged: Staged::Number(number), fingerprint, to } => {
                writeln!(text, "move {number} {fingerprint} {to}")
            }
            Step::Move { staged: Staged::Tree, fingerprint, to } => writeln!(text, "move {TREE} {fingerprint} {to}"),
            Step::Remove(path) => writeln!(text, "remove {path}"),
        };
    }
    text.push_str(LAST_LINE);
    text.push('\n');
    text
}

/// The steps of a journal; `None` for one that is torn.
fn parse(text: &str) -> Option<Vec<Step>> {
    let steps = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?.strip_suffix(&format!("{LAST_LINE}\n"))?;
    steps.lines().map(parse_step).collect()
}

fn parse_step(line: &str) -> Option<Step> {
    match line.split_once(' ')? {
        ("remove", path) => Some(Step::Remove(OutputPath::new(path).ok()?)),
        ("move", rest) => {
            let mut parts = rest.splitn(3, ' ');
            let staged = match parts.next()? {
                TREE => Staged::Tree,
                number => Staged::Number(number.parse().ok()?),
            };
            let fingerprint = Fingerprint::parse(parts.next()?)?;
            Some(Step::Move { staged, fingerprint, to: OutputPath::new(parts.next()?).ok()? })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_round_trips_and_a_torn_one_is_none() {
        let path = |path| OutputPath::new(path).unwrap();
        let steps = vec![
            Step::Move { staged: Staged::Number(7), fingerprint: Fingerprint::of(b"a"), to: path("a b/c") },
            Step::Move { staged: Staged::Tree, fingerprint: Fingerprint::of(b"b"), to: path("d/e") },
            Step::Remove(path("end")),
        ];
        let text = text(&steps);
        assert_eq!(parse(&text), Some(steps));
        for length in 0..text.len() {
            assert_eq!(parse(&text[..length]), None, "{:?}", &text[..length]);
        }
        assert_eq!(parse(&text.replace("a b/c", "../c")), None);
    }
}
