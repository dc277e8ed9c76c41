//! A site's files, looked at again and again: what is read once is read anew only when it may be another.
//!
//! A later look names the paths at which something may have happened. If all of them are files known before, only those
//! are read; if files may have come or gone, the folders are walked again, and of the files found those are read whose
//! size, times or number on disk are others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::walk::{self, Walked};
use super::{Files, Found, Rules, SourceFile, Sources, missing_config, names, read_file};
use crate::diagnostic::{self, Diagnostic, SourcePath};
use crate::graph::Fingerprint;

/// Where something may have happened.
#[derive(Debug, Clone, Copy)]
pub struct Touched<'a> {
    /// Files and folders, absolute.
    pub paths: &'a BTreeSet<PathBuf>,
    /// Whether all files are to be read again, since what happened is not known.
    pub everything: bool,
    /// Whether the folders are to be walked again even if no path says so: the rules are others.
    pub walk: bool,
}

/// The files of a site as they were at the last look.
#[derive(Debug, Default)]
pub struct Reading {
    /// The files.
    pub sources: Sources,
    seen: BTreeMap<SourcePath, Seen>,
    /// Known files by their place on disk, relative to the site's folder.
    on_disk: BTreeMap<PathBuf, SourcePath>,
    problems: BTreeMap<SourcePath, Diagnostic>,
    of_folders: Vec<Diagnostic>,
    has_links: bool,
    /// How many files were read so far.
    pub reads: usize,
}

#[derive(Debug)]
struct Seen {
    found: Found,
    stamp: Option<Stamp>,
}

/// What changes with a file's content, as far as a file system tells without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    modified: std::time::SystemTime,
    inode: [u64; 3],
}

impl Stamp {
    /// In bytes, to be hashed.
    fn bytes(self) -> Vec<u8> {
        let modified = self.modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let numbers = [self.size, modified.as_secs(), u64::from(modified.subsec_nanos())];
        numbers.into_iter().chain(self.inode).flat_map(u64::to_le_bytes).collect()
    }

    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        let modified = metadata.modified().ok()?;
        Some(Self { size: metadata.len(), modified, inode: inode(&metadata) })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> [u64; 3] {
    use std::os::unix::fs::MetadataExt;
    [metadata.ino(), metadata.ctime().cast_unsigned(), metadata.ctime_nsec().cast_unsigned()]
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> [u64; 3] {
    [0; 3]
}

impl Reading {
    /// Reads all files of the site at `root`.
    pub fn first(root: &Path, rules: &Rules, files: &dyn Files) -> Self {
        let mut reading = Self::default();
        reading.sources.root = root.to_path_buf();
        let nothing = BTreeSet::new();
        reading.folders(rules, Touched { paths: &nothing, everything: true, walk: true }, files);
        reading
    }

    /// Looks again; gives the paths of files whose content is another one, that came or that went.
    pub fn again(&mut self, rules: &Rules, touched: Touched<'_>, files: &dyn Files) -> BTreeSet<SourcePath> {
        match self.only_known(rules, touched) {
            Some(known) => {
                let found =
                    known.iter().filter_map(|path| self.seen.get(path)).map(|seen| seen.found.clone()).collect();
                self.read(found, files)
            }
            None => self.folders(rules, touched, files),
        }
    }

    /// What [`stamps`] gives as long as nothing has happened to any file since the last look.
    pub fn stamps(&self) -> Fingerprint {
        fingerprint(self.seen.iter().map(|(path, seen)| (path, seen.stamp)))
    }

    /// Everything found wrong, sorted.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.of_folders.iter().chain(self.problems.values()).cloned().collect();
        diagnostic::sort(&mut all);
        all
    }

    /// The files that were touched, if nothing but known files was.
    fn only_known(&self, rules: &Rules, touched: Touched<'_>) -> Option<Vec<SourcePath>> {
        if touched.everything || touched.walk || self.has_links {
            return None;
        }
        let roots = Roots::of(&self.sources.root);
        let mut known = Vec::new();
        for path in touched.paths {
            let Some(relative) = roots.relative(path) else { continue };
            match (self.on_disk.get(&relative), path.symlink_metadata()) {
                (Some(name), Ok(metadata)) if metadata.is_file() => known.push(SourcePath::clone(name)),
                (Some(_), _) => return None,
                (None, Ok(metadata)) if metadata.is_file() => {
                    if relative.to_str().is_none_or(|name| rules.wants(&name.replace('\\', "/"))) {
                        return None;
                    }
                }
                (None, Ok(_)) => return None,
                // What is gone may be what was wrong with a folder: a link to nothing, a name that is no text.
                (None, Err(_)) if self.knows_below(&relative) || !self.of_folders.is_empty() => return None,
                // It came and went, as the helper files of editors do.
                (None, Err(_)) => {}
            }
        }
        Some(known)
    }

    fn knows_below(&self, folder: &Path) -> bool {
        self.on_disk.range(folder.to_path_buf()..).next().is_some_and(|(path, _)| path.starts_with(folder))
    }

    /// Walks the folders, and reads what may be another file than before.
    fn folders(&mut self, rules: &Rules, touched: Touched<'_>, files: &dyn Files) -> BTreeSet<SourcePath> {
        let root = self.sources.root.clone();
        let roots = Roots::of(&root);
        self.of_folders = missing_config(&root).into_iter().collect();
        let Walked { found, has_links } = walk::walk(&root, rules, &mut self.of_folders);
        self.has_links = has_links;
        let paths: BTreeSet<PathBuf> = touched.paths.iter().filter_map(|path| roots.relative(path)).collect();
        let is_same = |found: &Found| {
            let is_touched = || {
                let relative = found.absolute.strip_prefix(&root).unwrap_or(&found.absolute);
                relative.ancestors().any(|above| paths.contains(above))
            };
            let seen = self.seen.get(&found.path).filter(|seen| seen.found == *found);
            !touched.everything && !is_touched() && seen.is_some_and(|seen| seen.stamp == Stamp::of(&found.absolute))
        };
        let here: BTreeSet<SourcePath> = found.iter().map(|found| SourcePath::clone(&found.path)).collect();
        let gone: Vec<SourcePath> = self.seen.keys().filter(|path| !here.contains(*path)).cloned().collect();
        let others: Vec<Found> = found.iter().filter(|found| !is_same(found)).cloned().collect();
        let mut changed = self.read(others, files);
        for path in gone {
            self.forget(&path);
            changed.insert(path);
        }
        self.of_folders.extend(names::check(self.sources.files.keys()));
        changed
    }

    fn read(&mut self, found: Vec<Found>, files: &dyn Files) -> BTreeSet<SourcePath> {
        self.reads += found.len();
        // The stamp is taken first: a write that comes between the two makes it old, never the content.
        let read = |found: Found| {
            let stamp = Stamp::of(&found.absolute);
            let (file, problem) = read_file(found.clone(), files);
            (Seen { found, stamp }, file, problem)
        };
        let all: Vec<_> = found.into_par_iter().map(read).collect();
        all.into_iter().filter_map(|(seen, file, problem)| self.take(seen, file, problem)).collect()
    }

    /// Notes a file as it was read; gives its path if it is another one than before.
    fn take(&mut self, seen: Seen, file: Option<SourceFile>, problem: Option<Diagnostic>) -> Option<SourcePath> {
        let path = SourcePath::clone(&seen.found.path);
        let Some(file) = file else {
            let was_there = self.sources.files.contains_key(&path);
            self.forget(&path);
            return was_there.then_some(path);
        };
        let had_problem = match problem {
            Some(problem) => self.problems.insert(Arc::clone(&path), problem),
            None => self.problems.remove(&path),
        };
        let before = self.sources.files.get(&path);
        let is_same = before.is_some_and(|before| *before == file) && had_problem.as_ref() == self.problems.get(&path);
        let relative = file.absolute.strip_prefix(&self.sources.root).unwrap_or(&file.absolute).to_path_buf();
        self.on_disk.insert(relative, Arc::clone(&path));
        self.seen.insert(Arc::clone(&path), seen);
        self.sources.files.insert(Arc::clone(&path), file);
        (!is_same).then_some(path)
    }

    fn forget(&mut self, path: &SourcePath) {
        self.sources.files.remove(path);
        self.problems.remove(path);
        if let Some(seen) = self.seen.remove(path) {
            let absolute = &seen.found.absolute;
            let relative = absolute.strip_prefix(&self.sources.root).unwrap_or(absolute);
            if self.on_disk.get(relative) == Some(path) {
                self.on_disk.remove(relative);
            }
        }
    }
}

/// The fingerprint of what a file system tells of a site's files without reading one: their names, sizes, times and
/// numbers. Equal ones make it likely that nothing has changed, and prove nothing.
pub fn stamps(root: &Path, rules: &Rules) -> Fingerprint {
    let found = walk::walk(root, rules, &mut Vec::new()).found;
    // On this thread: somebody waits for it while the others read the site.
    fingerprint(found.iter().map(|found| (&found.path, Stamp::of(&found.absolute))))
}

/// The same of single files, by their paths in the site at `root`.
pub fn stamps_of(root: &Path, paths: &[SourcePath]) -> Fingerprint {
    fingerprint(paths.iter().map(|path| (path, Stamp::of(&root.join(&**path)))))
}

pub(super) fn fingerprint<'a>(stamps: impl Iterator<Item = (&'a SourcePath, Option<Stamp>)>) -> Fingerprint {
    let mut parts = Vec::new();
    for (path, stamp) in stamps {
        let stamp = stamp.map(Stamp::bytes).unwrap_or_default();
        parts.extend([path.as_bytes().to_vec(), stamp]);
    }
    Fingerprint::of_parts(parts.iter().map(Vec::as_slice))
}

/// The names that the site's folder goes by.
struct Roots([PathBuf; 2]);

impl Roots {
    fn of(root: &Path) -> Self {
        let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
        Self([root.canonicalize().unwrap_or_else(|_| absolute.clone()), absolute])
    }

    fn relative(&self, path: &Path) -> Option<PathBuf> {
        self.0.iter().find_map(|root| path.strip_prefix(root).ok()).map(Path::to_path_buf)
    }
}
