//! The writer: takes the bytes of each output file, and makes the folder hold exactly them.

use std::collections::HashSet;
use std::collections::btree_map::Entry;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::disk::Disk;
use super::folder::{self, Held, Target};
use super::journal::{Care, Folder, Staged, Step};
use super::plan::{self, Plan, Planned};
use super::record::Record;
use super::{OutputPath, RECORD_FILE, failed};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Fingerprint;

/// How an output file relates to the last build's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The same bytes are there already; nothing is written.
    Unchanged,
    /// The last build had no such file.
    New,
    /// The last build had other bytes, or somebody changed or removed the file since.
    Changed,
}

/// What a commit did; each list is sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were not there before.
    pub new: Vec<OutputPath>,
    /// Files whose bytes were replaced.
    pub changed: Vec<OutputPath>,
    /// Files that nobody planned any more.
    pub removed: Vec<OutputPath>,
    /// How many files were right already.
    pub unchanged: usize,
}

/// Writes one build. Files are handed in from any thread and in any order; nothing shows in the output folder before
/// [`Writer::commit`], and if the writer is dropped instead, nothing ever does.
pub struct Writer<'a> {
    held: Held,
    disk: &'a dyn Disk,
    record: Record,
    state: Mutex<State>,
    /// Whether the folder is empty, so that the new files are staged as the tree that they will be.
    whole_tree: bool,
    /// From here on the staging folder belongs to the journal.
    decided: bool,
}

#[derive(Debug, Default)]
struct State {
    plan: Plan,
    staged: u32,
    staging_made: bool,
    /// Folders of the staged tree that are there.
    folders: HashSet<String>,
    /// Whether something may lie in the staged tree that is not planned.
    torn: bool,
}

impl<'a> Writer<'a> {
    /// Opens the output folder: makes it if need be, refuses one that is not ours, that contains the site or that
    /// another run is writing to, and finishes a commit that was interrupted.
    pub fn open(target: Target<'_>, disk: &'a dyn Disk) -> Result<Self, Diagnostic> {
        let held = folder::hold(target, disk)?;
        let folder = Folder { out: &held.out, disk };
        match folder.interrupted() {
            Some(steps) => folder.finish(&steps, Care::Repeat)?,
            None => folder.discard().map_err(|error| failed("remains of an earlier run cannot be removed", &error))?,
        }
        let record = read_record(&held.out)?;
        let whole_tree = held.empty && record.files.is_empty();
        Ok(Self { held, disk, record, state: Mutex::default(), whole_tree, decided: false })
    }

    /// Plans `bytes` at `path`. They are compared with the file that is there, not only with the record, so that
    /// whatever happened to the folder, it ends up as a clean build would leave it.
    pub fn put(&self, path: &OutputPath, bytes: &[u8]) -> Result<Written, Diagnostic> {
        self.put_as(path, bytes, Fingerprint::of(bytes))
    }

    /// Like [`Writer::put`] for bytes whose fingerprint is known.
    pub fn put_as(&self, path: &OutputPath, bytes: &[u8], fingerprint: Fingerprint) -> Result<Written, Diagnostic> {
        let recorded = self.record.files.get(path).copied();
        if recorded == Some(fingerprint) && holds(&path.below(&self.held.out), bytes) {
            return self.plan(path, Planned { fingerprint, staged: None }).map(|_| Written::Unchanged);
        }
        self.stage(path, fingerprint, |to| {
            let written = self.disk.write(to, bytes);
            written.map(|()| fingerprint).map_err(|error| failed(&format!("`{path}` cannot be written"), &error))
        })?;
        Ok(if recorded.is_some() { Written::Changed } else { Written::New })
    }

    /// Plans a copy of the file `from`, whose fingerprint is `expected` unless it changes just now.
    pub fn copy(&self, path: &OutputPath, from: &Path, expected: Fingerprint) -> Result<Written, Diagnostic> {
        let recorded = self.record.files.get(path).copied();
        if recorded == Some(expected) && self.keep(path)? {
            return Ok(Written::Unchanged);
        }
        self.stage(path, expected, |to| {
            self.disk.copy(from, to).map_err(|error| failed(&format!("`{path}` cannot be copied"), &error))
        })?;
        Ok(if recorded.is_some() { Written::Changed } else { Written::New })
    }

    /// Stages what `write` makes at the place that it is given, and plans it at `path`.
    fn stage(
        &self,
        path: &OutputPath,
        expected: Fingerprint,
        write: impl Fn(&Path) -> Result<Fingerprint, Diagnostic>,
    ) -> Result<(), Diagnostic> {
        if self.whole_tree {
            return self.stage_in_tree(path, expected, write);
        }
        let staged = Staged::Number(self.next_staged()?);
        let fingerprint = write(&self.folder().staged(staged, path))?;
        self.plan(path, Planned { fingerprint, staged: Some(staged) }).map(|_| ())
    }

    /// In a tree a path is one file, so it is planned first: who plans it writes it.
    fn stage_in_tree(
        &self,
        path: &OutputPath,
        expected: Fingerprint,
        write: impl Fn(&Path) -> Result<Fingerprint, Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let staged = Some(Staged::Tree);
        if !self.plan(path, Planned { fingerprint: expected, staged })? {
            return Ok(());
        }
        let written = self.make_folders(path).and_then(|()| write(&self.folder().staged(Staged::Tree, path)));
        let mut state = self.state();
        match written {
            Ok(fingerprint) => {
                state.plan.insert(path.clone(), Planned { fingerprint, staged });
                Ok(())
            }
            Err(error) => {
                let clash = plan::check_shape(&state.plan);
                state.plan.remove(path);
                state.torn = true;
                clash.and(Err(error))
            }
        }
    }

    /// Makes the folders of the staged tree that `path` needs.
    fn make_folders(&self, path: &OutputPath) -> Result<(), Diagnostic> {
        self.make_staging()?;
        let tree = self.folder().tree();
        for folder in path.folders().filter(|folder| !self.state().folders.contains(*folder)).collect::<Vec<_>>() {
            self.make_folder(&tree.join(folder))?;
            self.state().folders.insert(folder.to_owned());
        }
        Ok(())
    }

    /// Another thread may make the same folder at the same time.
    fn make_folder(&self, folder: &Path) -> Result<(), Diagnostic> {
        match self.disk.create_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
            made => {
                made.map_err(|error| failed(&format!("`{}` cannot be written to", self.held.out.display()), &error))
            }
        }
    }

    /// Plans what the last build wrote at `path`, if it is still there byte for byte; `false` means that it is not,
    /// and nothing is planned.
    pub fn keep(&self, path: &OutputPath) -> Result<bool, Diagnostic> {
        let Some(fingerprint) = self.record.files.get(path).copied() else { return Ok(false) };
        let found = File::open(path.below(&self.held.out)).and_then(Fingerprint::of_reader);
        let same = found.is_ok_and(|(found, _)| found == fingerprint);
        if same {
            self.plan(path, Planned { fingerprint, staged: None })?;
        }
        Ok(same)
    }

    /// Plans the file with this fingerprint at `path`, if that is what the last build wrote and it is still there; gives
    /// its size. `trusted` means that the file need not be read again: this process wrote it itself.
    pub fn stands(&self, path: &OutputPath, print: Fingerprint, trusted: bool) -> Result<Option<u64>, Diagnostic> {
        if self.record.files.get(path) != Some(&print) {
            return Ok(None);
        }
        let Ok(metadata) = fs::symlink_metadata(path.below(&self.held.out)) else { return Ok(None) };
        if !metadata.is_file() {
            return Ok(None);
        }
        if !trusted {
            return Ok(self.keep(path)?.then_some(metadata.len()));
        }
        self.plan(path, Planned { fingerprint: print, staged: None }).map(|_| Some(metadata.len()))
    }

    /// Makes the folder hold exactly the planned files, plus what others put there. On an error before the first
    /// rename the folder is as it was; on a later one the next [`Writer::open`] finishes the work.
    pub fn commit(mut self) -> Result<Summary, Diagnostic> {
        let (plan, torn) = {
            let mut state = self.state();
            (std::mem::take(&mut state.plan), state.torn)
        };
        plan::check_shape(&plan)?;
        let steps = plan::steps(&plan, &self.record);
        if !self.held.empty {
            plan::check_way(&self.held.out, &steps, &self.record)?;
        }
        let summary = self.summary(&plan, &steps);
        let record = Record { files: plan.into_iter().map(|(path, planned)| (path, planned.fingerprint)).collect() };
        if steps.is_empty() && record == self.record && self.held.out.join(RECORD_FILE).is_file() {
            return Ok(summary);
        }
        self.make_staging()?;
        self.folder().decide(&steps, &record.text())?;
        self.decided = true;
        self.folder().finish(&steps, if torn { Care::Repeat } else { Care::First })?;
        Ok(summary)
    }

    /// Gives up: the output folder stays as it is.
    pub fn abandon(self) {}

    fn summary(&self, plan: &Plan, steps: &[Step]) -> Summary {
        let mut summary = Summary::default();
        for step in steps {
            match step {
                Step::Move { to, .. } if self.record.files.contains_key(to) => summary.changed.push(to.clone()),
                Step::Move { to, .. } => summary.new.push(to.clone()),
                Step::Remove(path) => summary.removed.push(path.clone()),
            }
        }
        summary.removed.sort();
        summary.unchanged = plan.len() - summary.new.len() - summary.changed.len();
        summary
    }

    /// Plans a file; whether nobody did so before.
    fn plan(&self, path: &OutputPath, planned: Planned) -> Result<bool, Diagnostic> {
        match self.state().plan.entry(path.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(planned);
                Ok(true)
            }
            Entry::Occupied(entry) if entry.get().fingerprint == planned.fingerprint => Ok(false),
            Entry::Occupied(_) => {
                let message = format!("two outputs with different contents want to be `{path}`");
                let help = "give one of the two another `slug`, or rename the file in `static/`";
                Err(Diagnostic::new(Code::OutputPath, message).help(help))
            }
        }
    }

    fn next_staged(&self) -> Result<u32, Diagnostic> {
        self.make_staging()?;
        let mut state = self.state();
        let number = state.staged;
        state.staged += 1;
        Ok(number)
    }

    /// Made when it is first needed, so that a build that changes nothing touches nothing.
    fn make_staging(&self) -> Result<(), Diagnostic> {
        let mut state = self.state();
        if !state.staging_made {
            let folder = self.folder();
            let tree = || if self.whole_tree { self.disk.create_dir(&folder.tree()) } else { Ok(()) };
            let made = self.disk.create_dir(&folder.staging()).and_then(|()| tree());
            made.map_err(|error| failed(&format!("`{}` cannot be written to", self.held.out.display()), &error))?;
            state.staging_made = true;
        }
        Ok(())
    }

    fn folder(&self) -> Folder<'_> {
        Folder { out: &self.held.out, disk: self.disk }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if self.decided {
            return;
        }
        // What cannot be removed now is removed by the next run.
        let _ = self.folder().discard();
        if self.held.made {
            let _ = self.disk.remove_dir(&self.held.out);
        }
    }
}

/// Removes everything that Showpiece wrote to the output folder, and the folder if it is empty then. Returns what
/// was removed; a folder that is not there is already clear.
pub fn clear(target: Target<'_>, disk: &dyn Disk) -> Result<Vec<OutputPath>, Diagnostic> {
    if !target.out.exists() {
        return Ok(Vec::new());
    }
    let writer = Writer::open(target, disk)?;
    let out = writer.held.out.clone();
    let removed = writer.commit()?.removed;
    let record = disk.remove_file(&out.join(RECORD_FILE));
    record.map_err(|error| failed("the record of the output cannot be removed", &error))?;
    match disk.remove_dir(&out) {
        Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => {
            Err(failed(&format!("`{}` cannot be removed", target.out.display()), &error))
        }
        _ => Ok(removed),
    }
}

fn read_record(out: &Path) -> Result<Record, Diagnostic> {
    match fs::read(out.join(RECORD_FILE)) {
        Ok(bytes) => Ok(Record::parse(&String::from_utf8_lossy(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Record::default()),
        Err(error) => Err(failed("the record of the output cannot be read", &error)),
    }
}

/// Whether the file at `path` holds exactly `bytes`.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    if file.metadata().is_ok_and(|metadata| metadata.len() != bytes.len() as u64) {
        return false;
    }
    let mut buffer = [0; 32 * 1024];
    let mut rest = bytes;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return rest.is_empty(),
            Ok(count) => match rest.strip_prefix(&buffer[..count]) {
                Some(left) => rest = left,
                None => return false,
            },
            Err(_) => return false,
        }
    }
}
