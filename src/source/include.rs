//! Files that pages name: code to be shown, which may lie outside the folders that are walked, and outside the site where
//! the configuration allows it.
//!
//! In: the names of files relative to the site. Out: their texts, or why they are not given. What was read stays until the
//! file is another one; a refusal is tried again at every look. Links are followed only to where a file may be read.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Touched;
use super::decode::decode;
use super::files::bytes;
use super::reading::Stamp;
use crate::diagnostic::{SourcePath, nearest};
use crate::graph::Fingerprint;

/// A larger file is no code that somebody shows.
const LARGEST: u64 = 16 << 20;

/// Why a named file is not given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// There is no such file. The part of its name, counted from its end, that may be meant otherwise, and how.
    Missing(Option<(usize, String)>),
    /// It is a folder, or something else that is no file.
    NoFile,
    /// It lies outside the site, and in none of the folders that are allowed.
    Outside,
    /// The system does not let us read it; what it says.
    Unreadable(String),
    /// It is not UTF-8 text; a few words say why.
    NotText(String),
}

/// The text of a file, or why it is not given.
pub type Text = Result<(Arc<str>, Fingerprint), Refusal>;

/// Where files may be read.
#[derive(Debug, Clone)]
pub struct Allowed {
    root: PathBuf,
    folders: Vec<PathBuf>,
}

impl Allowed {
    /// The site's folder `root`, and those that its configuration names, relative to it.
    pub fn new<S: AsRef<str>>(root: &Path, outside: &[S]) -> Self {
        let named = outside.iter().map(|folder| root.join(folder.as_ref()));
        let folders = std::iter::once(root.to_path_buf()).chain(named);
        Self { root: root.to_path_buf(), folders: folders.filter_map(|folder| folder.canonicalize().ok()).collect() }
    }

    /// Whether a real path lies where files may be read.
    fn holds(&self, real: &Path) -> bool {
        self.folders.iter().any(|folder| real.starts_with(folder))
    }
}

/// The files that pages name, as they were at the last look.
#[derive(Debug, Default)]
pub struct Includes {
    files: BTreeMap<SourcePath, Seen>,
    /// How many files were read so far.
    pub reads: usize,
}

#[derive(Debug)]
struct Seen {
    stamp: Option<Stamp>,
    /// Its names: the one it has, and the one that it was found by.
    names: [Option<PathBuf>; 2],
    text: Text,
}

impl Seen {
    /// Whether something may have happened to it.
    fn is_touched(&self, touched: Touched<'_>) -> bool {
        let names = self.names.iter().flatten();
        names.flat_map(|name| name.ancestors()).any(|above| touched.paths.contains(above))
    }
}

impl Includes {
    /// Looks at the `wanted` files and forgets all others; gives those that are others than before, or are new.
    pub fn look(
        &mut self,
        wanted: &BTreeSet<SourcePath>,
        allowed: &Allowed,
        touched: Touched<'_>,
    ) -> BTreeSet<SourcePath> {
        self.files.retain(|path, _| wanted.contains(path));
        let mut changed = BTreeSet::new();
        for path in wanted {
            let absolute = allowed.root.join(&**path);
            // The stamp is taken first: a write that comes between the two makes it old, never the content.
            let stamp = Stamp::of(&absolute);
            let seen = self.files.get(path);
            let is_same = |seen: &&Seen| seen.text.is_ok() && seen.stamp.is_some() && seen.stamp == stamp;
            let is_known = seen.filter(is_same).is_some_and(|seen| !seen.is_touched(touched));
            if is_known && !touched.everything && !touched.walk {
                continue;
            }
            self.reads += 1;
            let text = read(&absolute, allowed, path);
            if seen.is_none_or(|seen| seen.text != text) {
                changed.insert(Arc::clone(path));
            }
            let names = [Some(straight(&absolute)), absolute.canonicalize().ok()];
            self.files.insert(Arc::clone(path), Seen { stamp, names, text });
        }
        changed
    }

    /// What [`stamps_of`](super::stamps_of) gives for these files as long as nothing has happened to any since the last look.
    pub fn stamps(&self) -> Fingerprint {
        super::reading::fingerprint(self.files.iter().map(|(path, seen)| (path, seen.stamp)))
    }

    /// What is known of a file that was wanted.
    pub fn text(&self, path: &str) -> Option<&Text> {
        self.files.get(path).map(|seen| &seen.text)
    }

    /// The files that are wanted.
    pub fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }

    /// The files with their texts, those that could be read.
    pub fn texts(&self) -> impl Iterator<Item = (&SourcePath, &Arc<str>)> {
        self.files.iter().filter_map(|(path, seen)| Some((path, &seen.text.as_ref().ok()?.0)))
    }

    /// The files with their places on disk, and whether they could be read.
    pub fn places<'a>(&'a self, root: &'a Path) -> impl Iterator<Item = (PathBuf, bool)> + 'a {
        self.files.iter().map(|(path, seen)| (straight(&root.join(&**path)), seen.text.is_ok()))
    }
}

/// A path without `..`, as those who watch it know it.
fn straight(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut out = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}

fn read(absolute: &Path, allowed: &Allowed, path: &str) -> Text {
    let real = match absolute.canonicalize() {
        Ok(real) => real,
        Err(error) => return Err(missing(&error, absolute, allowed)),
    };
    if !allowed.holds(&real) {
        return Err(Refusal::Outside);
    }
    if !real.is_file() {
        return Err(Refusal::NoFile);
    }
    let size = real.metadata().map_or(0, |metadata| metadata.len());
    if size > LARGEST {
        return Err(Refusal::Unreadable(format!("it is larger than {} MB", LARGEST >> 20)));
    }
    let bytes = bytes(&real).map_err(|error| Refusal::Unreadable(crate::diagnostic::system_words(&error)))?;
    let text = decode(bytes).map_err(|fault| Refusal::NotText(fault.message(path)))?;
    let print = Fingerprint::of(text.as_bytes());
    Ok((Arc::from(text), print))
}

/// What the nearest folder that is there holds of a like name; nothing is told of folders in which nothing may be read.
fn missing(error: &io::Error, absolute: &Path, allowed: &Allowed) -> Refusal {
    if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
        return Refusal::Unreadable(crate::diagnostic::system_words(error));
    }
    let absolute = std::path::absolute(absolute).unwrap_or_else(|_| absolute.to_path_buf());
    let Some(folder) = absolute.ancestors().skip(1).find_map(|above| above.canonicalize().ok()) else {
        return Refusal::Missing(None);
    };
    if !allowed.holds(&folder) {
        return Refusal::Outside;
    }
    let below = absolute.ancestors().skip(1).take_while(|above| above.canonicalize().is_err()).count();
    let wanted = absolute.components().rev().nth(below).and_then(|part| part.as_os_str().to_str().map(str::to_owned));
    let names =
        folder.read_dir().into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    let near = wanted.and_then(|wanted| nearest(&wanted, names.iter().map(String::as_str)).map(str::to_owned));
    Refusal::Missing(near.map(|near| (below, near)))
}
