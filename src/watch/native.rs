//! Events of the system, through `notify`; and what the rest of the watcher asks of any source of events.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::signal::{Inbox, Signal};

/// Whether one watch covers all folders below at no further cost. Elsewhere (inotify, kqueue) each folder has its own,
/// so that ignored folders cost nothing.
const DEEP: bool = cfg!(any(target_os = "macos", target_os = "windows"));

/// Why a folder is not watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The system allows no more.
    Limit,
    /// There is no such folder any more.
    Missing,
    /// Another reason.
    Other(String),
}

/// A source of signals about the entries of folders.
pub(super) trait Backend: Send {
    /// Reports on the entries of `folder`, which is a real path, and on the folder's own end. `deep` says that all
    /// folders below will be asked for, too.
    fn watch(&mut self, folder: &Path, deep: bool) -> Result<(), Refusal>;

    /// Reports no longer; a folder that is not watched is no error.
    fn unwatch(&mut self, folder: &Path);

    /// There is no entry `name` in `folder` at this moment; should there be one later, that is news, whatever was seen
    /// before.
    fn absent(&mut self, _folder: &Path, _name: &OsStr) {}

    /// When [`Backend::look`] is to be called, if signals do not come by themselves.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// Looks for changes.
    fn look(&mut self) -> Vec<Signal> {
        Vec::new()
    }
}

/// The system's events.
pub(super) struct Native {
    watcher: RecommendedWatcher,
    deep: Vec<PathBuf>,
}

impl Native {
    pub(super) fn new(inbox: Inbox) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(move |event| inbox.event(event)).map_err(|error| reason(&error))?;
        Ok(Self { watcher, deep: Vec::new() })
    }
}

impl Backend for Native {
    fn watch(&mut self, folder: &Path, deep: bool) -> Result<(), Refusal> {
        if self.deep.iter().any(|top| folder.starts_with(top)) {
            return Ok(());
        }
        let deep = deep && DEEP;
        let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        self.watcher.watch(folder, mode).map_err(|error| refusal(&error))?;
        if deep {
            self.deep.push(folder.to_path_buf());
        }
        Ok(())
    }

    fn unwatch(&mut self, folder: &Path) {
        self.deep.retain(|top| top != folder);
        // It has ended by itself if the folder is gone.
        let _ = self.watcher.unwatch(folder);
    }
}

fn refusal(error: &notify::Error) -> Refusal {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Refusal::Limit,
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => Refusal::Missing,
        ErrorKind::Io(error) if is_missing(error) => Refusal::Missing,
        _ => Refusal::Other(reason(error)),
    }
}

/// Whether the path leads to no folder.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A few words, lower case, without paths.
fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::Io(error) => words(error),
        ErrorKind::Generic(text) => text.clone(),
        ErrorKind::MaxFilesWatch => "the limit of watches is reached".to_owned(),
        kind => format!("{kind:?}"),
    }
}

/// The system's words for an error, without its number.
pub(super) fn words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
