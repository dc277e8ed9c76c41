//! What is watched: folders, single files, and what in them does not count.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::Timing;
use crate::pipeline::Options;
use crate::source::{CONFIG_FILE, LOCK_FILE, Rules};

/// How often changes are looked for where the system does not tell of them.
const POLL: Duration = Duration::from_millis(500);

/// Whether what happens at a path, and below it, does not count. It is asked for a path's name within the scope and for
/// the real path, and only where all folders above count.
pub type Ignore = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// A folder to be watched. It need not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where it is. Changes are named by this path, and by the real one where a link makes them differ.
    pub path: PathBuf,
    /// Whether the folders in it are watched too.
    pub recursive: bool,
    /// Links in it are followed if they lead to a place below this folder; others are nobody's content.
    pub links_within: PathBuf,
}

/// What to watch, and how.
#[derive(Clone)]
pub struct Scope {
    /// Folders of which every change counts, except what is ignored.
    pub folders: Vec<Folder>,
    /// Files that count by themselves, ignored or not, whether they exist or not; their neighbours do not count.
    pub files: BTreeSet<PathBuf>,
    /// What does not count.
    pub ignore: Ignore,
    /// Looks for changes at this interval instead of asking the system for events, which network file systems and some
    /// containers do not give.
    pub poll: Option<Duration>,
    /// How long to wait for more.
    pub timing: Timing,
}

impl fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut scope = formatter.debug_struct("Scope");
        scope.field("folders", &self.folders).field("files", &self.files);
        scope.field("poll", &self.poll).field("timing", &self.timing).finish_non_exhaustive()
    }
}

impl Scope {
    /// Nothing yet.
    pub fn empty(ignore: Ignore) -> Self {
        Self { folders: Vec::new(), files: BTreeSet::new(), ignore, poll: None, timing: Timing::default() }
    }

    /// What [`source::read`](crate::source::read) reads of the site at `root`: its files in the top folder and the folders of a
    /// site, without what `rules` leave out. Other folders in `root`, such as `node_modules/`, cost nothing; files in
    /// them that a page includes are added with [`Scope::file`].
    pub fn site(root: &Path, rules: &Rules) -> Self {
        let root = absolute(root);
        let mut scope = Self::empty(ignore_in_site(root.clone(), rules.clone())).file(root.join(CONFIG_FILE));
        scope = scope.file(root.join(LOCK_FILE));
        for name in Rules::FOLDERS.iter().filter(|name| !rules.leave_out(name)) {
            let path = root.join(name);
            scope.folders.push(Folder { path, recursive: true, links_within: root.clone() });
        }
        scope
    }

    /// What a build with these options reads: its site without what `rules` leave out, and the file laid over the
    /// configuration. `polls` means that the system does not tell of changes.
    pub fn of_build(options: &Options, rules: &Rules, polls: bool) -> Self {
        let scope = options.overlay.iter().fold(Self::site(&options.root, rules), Self::file);
        if polls { scope.polling(POLL) } else { scope }
    }

    /// Files that pages show, wherever they are; beside one that could not be read, its folder counts, since what is there
    /// may be what was meant.
    #[must_use]
    pub fn showing(self, files: impl IntoIterator<Item = (PathBuf, bool)>) -> Self {
        files.into_iter().fold(self, |mut scope, (path, is_read)| {
            if let Some(folder) = path.parent().filter(|_| !is_read) {
                let path = absolute(folder);
                scope.folders.push(Folder { links_within: path.clone(), path, recursive: false });
            }
            scope.file(path)
        })
    }

    /// The folder at `path` and all folders in it too.
    #[must_use]
    pub fn folder(mut self, path: impl AsRef<Path>) -> Self {
        let path = absolute(path.as_ref());
        self.folders.push(Folder { links_within: path.clone(), path, recursive: true });
        self
    }

    /// The file at `path` too, whatever else lies beside it.
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.files.insert(absolute(path.as_ref()));
        self
    }

    /// Looks for changes at this interval instead of waiting for events.
    #[must_use]
    pub fn polling(mut self, interval: Duration) -> Self {
        self.poll = Some(interval);
        self
    }

    /// With absolute paths only.
    pub(super) fn absolute(mut self) -> Self {
        for folder in &mut self.folders {
            folder.path = absolute(&folder.path);
            folder.links_within = absolute(&folder.links_within);
        }
        self.files = self.files.iter().map(|file| absolute(file)).collect();
        self
    }

    /// Whether `path` itself was asked for, rather than found in a folder.
    pub(super) fn names(&self, path: &Path) -> bool {
        self.files.contains(path) || self.folders.iter().any(|folder| folder.path == path)
    }

    /// All paths that were asked for.
    pub(super) fn named(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().chain(self.folders.iter().map(|folder| &folder.path))
    }

    /// The folder by whose rules `path` is watched as a folder.
    pub(super) fn folder_of(&self, path: &Path) -> Option<&Folder> {
        let holds = |folder: &&Folder| folder.path == path || folder.recursive && path.starts_with(&folder.path);
        self.folders.iter().filter(holds).max_by_key(|folder| folder.path.as_os_str().len())
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

fn ignore_in_site(root: PathBuf, rules: Rules) -> Ignore {
    let litter = Rules::default();
    Arc::new(move |path| {
        if rules.is_output(path) {
            return true;
        }
        let inside = path.strip_prefix(&root).ok().map(Path::to_path_buf).or_else(|| {
            let real = root.canonicalize().ok()?;
            Some(path.strip_prefix(real).ok()?.to_path_buf())
        });
        match inside {
            Some(inside) => rules.skips(&inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")),
            None => path.file_name().is_some_and(|name| litter.leave_out(&name.to_string_lossy())),
        }
    })
}
