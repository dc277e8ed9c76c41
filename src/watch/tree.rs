//! Which real folders are watched, and what each means in the scope: a linked folder has several names, a file that is
//! asked for by itself has neighbours that do not count, and what is missing is waited for in the nearest folder above.
//!
//! In: a scope, and signals at real paths. Out: the paths that a signal is about; and calls to the backend, which always
//! watches a folder before listing it, so that nothing made in between is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::native::{Backend, Refusal};
use super::signal::{Kind, Signal};
use super::{Notice, Scope};

/// How many links one name may lead through.
const MOST_LINKS: usize = 16;

/// How often to look for the nearest folder while somebody makes and removes folders all the time.
const MOST_TRIES: usize = 100;

/// What is watched, and why.
pub(super) struct Tree {
    scope: Scope,
    /// By real path.
    folders: BTreeMap<PathBuf, Entry>,
    /// The real paths of the folders that are watched as a whole, by their names in the scope.
    views: BTreeMap<PathBuf, PathBuf>,
    /// Where single names are waited for, by the name in the scope that they decide about.
    anchors: BTreeMap<PathBuf, BTreeSet<(PathBuf, OsString)>>,
    /// Real folders that the backend watches already, though no entry says so yet.
    inherited: BTreeSet<PathBuf>,
    /// Whether the system's limit was reached.
    pub(super) limit: bool,
    /// What could not be done since somebody last took them.
    pub(super) notices: Vec<Notice>,
}

/// Why a real folder is watched.
#[derive(Debug, Default)]
struct Entry {
    /// Names in the scope under which all that is in the folder counts.
    views: BTreeSet<PathBuf>,
    /// Single names in the folder, and the paths in the scope that they decide about.
    names: BTreeMap<OsString, BTreeSet<PathBuf>>,
}

impl Tree {
    /// Watches `scope`.
    pub(super) fn new(scope: Scope, backend: &mut dyn Backend) -> Self {
        let mut tree = Self {
            scope: Scope::empty(Arc::clone(&scope.ignore)),
            folders: BTreeMap::new(),
            views: BTreeMap::new(),
            anchors: BTreeMap::new(),
            inherited: BTreeSet::new(),
            limit: false,
            notices: Vec::new(),
        };
        tree.rescope(scope, backend);
        tree
    }

    /// Watches `scope` and nothing else any more. What was watched before is taken over or let go.
    pub(super) fn rescope(&mut self, scope: Scope, backend: &mut dyn Backend) {
        self.scope = scope;
        self.inherited = std::mem::take(&mut self.folders).into_keys().collect();
        self.views.clear();
        self.anchors.clear();
        let named: Vec<PathBuf> = self.scope.named().cloned().collect();
        named.iter().for_each(|path| self.place(path, backend));
        for folder in std::mem::take(&mut self.inherited) {
            if !self.folders.contains_key(&folder) {
                backend.unwatch(&folder);
            }
        }
    }

    /// Watches everything anew, as if nothing were watched.
    pub(super) fn start_over(&mut self, backend: &mut dyn Backend) {
        std::mem::take(&mut self.folders).keys().for_each(|folder| backend.unwatch(folder));
        self.rescope(self.scope.clone(), backend);
    }

    /// What is watched, by names in the scope: folders and waited-for names.
    pub(super) fn watched(&self) -> BTreeSet<PathBuf> {
        self.views.keys().chain(self.anchors.keys()).cloned().collect()
    }

    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The paths that the signal is about: names in the scope first, then the real path; none if it does not count.
    pub(super) fn hear(&mut self, signal: &Signal, backend: &mut dyn Backend) -> BTreeSet<PathBuf> {
        let known = self.folders.contains_key(&signal.path);
        // A folder is not written; what changed in it is told by itself.
        if known && matches!(signal.kind, Kind::Written | Kind::Closed) {
            return BTreeSet::new();
        }
        let mut paths = self.names_of(&signal.path);
        if signal.kind.is_structural() || known {
            let below =
                self.folders.range(signal.path.clone()..).take_while(|(real, _)| real.starts_with(&signal.path));
            for (_, entry) in below {
                paths.extend(entry.views.iter().cloned());
                paths.extend(entry.names.values().flatten().cloned());
            }
            paths = topmost(paths);
            self.refresh(&paths, backend);
        }
        if !paths.is_empty() {
            paths.insert(signal.path.clone());
        }
        paths
    }

    /// The names in the scope of the entry at the real path `path`.
    fn names_of(&self, path: &Path) -> BTreeSet<PathBuf> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return BTreeSet::new() };
        let Some(entry) = self.folders.get(parent) else { return BTreeSet::new() };
        let children = entry.views.iter().map(|view| view.join(name));
        let mut paths: BTreeSet<PathBuf> = children.filter(|child| self.counts(child, path)).collect();
        paths.extend(entry.names.get(name).into_iter().flatten().cloned());
        paths
    }

    fn counts(&self, path: &Path, real: &Path) -> bool {
        let ignored = |path: &Path| (self.scope.ignore)(path);
        self.scope.names(path) || !(ignored(path) || path != real && ignored(real))
    }

    /// Looks again at what is at these names in the scope. All are forgotten first: an old watch may be that of a
    /// folder that is gone, or lies elsewhere now.
    fn refresh(&mut self, paths: &BTreeSet<PathBuf>, backend: &mut dyn Backend) {
        paths.iter().for_each(|path| self.forget(path, backend));
        for path in paths {
            self.place(path, backend);
            let below = |named: &&PathBuf| *named != path && named.starts_with(path);
            let named: Vec<PathBuf> = self.scope.named().filter(below).cloned().collect();
            named.iter().for_each(|path| self.place(path, backend));
        }
    }

    /// Lets go of everything at and below a name in the scope.
    fn forget(&mut self, path: &Path, backend: &mut dyn Backend) {
        for (view, real) in split_below(&mut self.views, path) {
            if let Some(entry) = self.folders.get_mut(&real) {
                entry.views.remove(&view);
            }
            self.drop_unused(&real, backend);
        }
        for (anchored, places) in split_below(&mut self.anchors, path) {
            for (real, name) in places {
                if let Some(entry) = self.folders.get_mut(&real) {
                    let names = entry.names.entry(name.clone()).or_default();
                    names.remove(&anchored);
                    if names.is_empty() {
                        entry.names.remove(&name);
                    }
                }
                self.drop_unused(&real, backend);
            }
        }
    }

    fn drop_unused(&mut self, real: &Path, backend: &mut dyn Backend) {
        let is_unused = |entry: &Entry| entry.views.is_empty() && entry.names.is_empty();
        if self.folders.get(real).is_some_and(is_unused) {
            self.folders.remove(real);
            backend.unwatch(real);
        }
    }

    /// Watches what is at a name in the scope, or waits for it.
    fn place(&mut self, path: &Path, backend: &mut dyn Backend) {
        let is_named = self.scope.names(path);
        if is_named {
            self.anchor(path, path, backend);
        }
        let is_link = path.is_symlink();
        if !is_link && path.symlink_metadata().is_err() {
            return self.note_absence(path, backend);
        }
        if is_link && !self.anchor_links(path, backend) || !(is_named || is_link || path.is_dir()) {
            return;
        }
        if self.scope.folder_of(path).is_none() {
            return;
        }
        let Ok(real) = path.canonicalize() else { return self.note_absence(path, backend) };
        let above: Vec<PathBuf> = path.ancestors().skip(1).map_while(|above| self.views.get(above).cloned()).collect();
        let is_loop = is_link && above.iter().any(|above| above.starts_with(&real));
        if real.is_dir() && !is_loop && self.counts(path, &real) {
            self.view(path, &real, backend);
        }
    }

    /// Nothing is at a name in the scope: whatever comes there is new.
    fn note_absence(&self, path: &Path, backend: &mut dyn Backend) {
        let above = path.parent().and_then(|above| self.views.get(above));
        if let (Some(real), Some(name)) = (above, path.file_name()) {
            backend.absent(real, name);
        }
    }

    /// Watches each place that a link leads through; says whether the link may be followed.
    fn anchor_links(&mut self, link: &Path, backend: &mut dyn Backend) -> bool {
        let within = self.scope.folder_of(link).filter(|folder| folder.path != link);
        let within = within.map(|folder| folder.links_within.canonicalize().unwrap_or(folder.links_within.clone()));
        let allowed = |target: &Path| within.as_ref().is_none_or(|within| target.starts_with(within));
        if link.canonicalize().is_ok_and(|target| !allowed(&target)) {
            return false;
        }
        let mut at = link.to_path_buf();
        for _ in 0..MOST_LINKS {
            let (Ok(target), Some(folder)) = (at.read_link(), at.parent()) else { return true };
            at = folder.join(target);
            self.anchor(link, &at, backend);
        }
        false
    }

    /// Waits at the nearest existing folder for whatever is, or will be, on the way to `target`; it decides about `path`.
    fn anchor(&mut self, path: &Path, target: &Path, backend: &mut dyn Backend) {
        let mut last = None;
        for _ in 0..MOST_TRIES {
            let Some((folder, name)) = nearest(target) else { return };
            let place = (folder, name);
            // It is not nearer than before, unless it was removed or made since we looked.
            if last.as_ref() == Some(&place) {
                return;
            }
            let (folder, name) = place.clone();
            match self.watch(&folder, false, backend) {
                Watching::Yes => {}
                Watching::Missing => continue,
                Watching::No => return,
            }
            if folder.join(&name).symlink_metadata().is_err() {
                backend.absent(&folder, &name);
            }
            self.anchors.entry(path.to_path_buf()).or_default().insert(place.clone());
            let entry = self.folders.entry(folder).or_default();
            entry.names.entry(name).or_default().insert(path.to_path_buf());
            last = Some(place);
        }
    }

    /// Watches the folder `real`, whose name in the scope is `path`, and by its rules the folders in it.
    fn view(&mut self, path: &Path, real: &Path, backend: &mut dyn Backend) {
        let deep = self.scope.folder_of(path).is_some_and(|folder| folder.recursive);
        if self.watch(real, deep, backend) != Watching::Yes {
            return;
        }
        self.folders.entry(real.to_path_buf()).or_default().views.insert(path.to_path_buf());
        self.views.insert(path.to_path_buf(), real.to_path_buf());
        let Some(entries) = deep.then(|| real.read_dir().ok()).flatten() else { return };
        for entry in entries.flatten() {
            let (child, real) = (path.join(entry.file_name()), real.join(entry.file_name()));
            let Ok(kind) = entry.file_type() else { continue };
            if !(kind.is_dir() || kind.is_symlink()) || !self.counts(&child, &real) {
                continue;
            }
            if kind.is_dir() {
                self.view(&child, &real, backend);
            } else {
                self.place(&child, backend);
            }
        }
    }

    /// Has the backend watch a real folder.
    fn watch(&mut self, real: &Path, deep: bool, backend: &mut dyn Backend) -> Watching {
        if self.folders.contains_key(real) || self.inherited.contains(real) {
            return Watching::Yes;
        }
        if self.limit {
            return Watching::No;
        }
        match backend.watch(real, deep) {
            Ok(()) => return Watching::Yes,
            Err(Refusal::Limit) => self.limit = true,
            Err(Refusal::Missing) => {
                if let (Some(above), Some(name)) = (real.parent(), real.file_name()) {
                    backend.absent(above, name);
                }
                return Watching::Missing;
            }
            Err(Refusal::Other(reason)) => self.notices.push(Notice::Unwatchable(real.to_path_buf(), reason)),
        }
        Watching::No
    }
}

/// Whether a folder is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watching {
    Yes,
    /// It was removed a moment ago.
    Missing,
    No,
}

/// The nearest existing folder above `target`, as a real path, and the name in it that leads towards `target`.
fn nearest(target: &Path) -> Option<(PathBuf, OsString)> {
    let mut name = target.file_name();
    for above in target.ancestors().skip(1) {
        if let (Some(name), Ok(real)) = (name, above.canonicalize()) {
            return real.is_dir().then(|| (real, name.to_owned()));
        }
        name = above.file_name().or(name);
    }
    None
}

/// Those that lie in no other of them.
fn topmost(paths: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let mut top: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !top.last().is_some_and(|last| path.starts_with(last)) {
            top.push(path);
        }
    }
    top.into_iter().collect()
}

/// Takes the entries at and below `path` out of a map.
fn split_below<T>(map: &mut BTreeMap<PathBuf, T>, path: &Path) -> Vec<(PathBuf, T)> {
    // The paths below one come right behind it.
    let below = map.range(path.to_path_buf()..).take_while(|(key, _)| key.starts_with(path));
    let keys: Vec<PathBuf> = below.map(|(key, _)| key.clone()).collect();
    keys.into_iter().filter_map(|key| map.remove_entry(&key)).collect()
}
