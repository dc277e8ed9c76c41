//! What may have changed on disk since somebody last looked.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// Paths at which something may have happened. It may name too much and never too little: a path that is named and did
/// not change costs a look, one that changed and is not named would be missed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// Files and folders that were made, changed, moved or removed, absolute. A folder stands for all that it holds.
    pub paths: BTreeSet<PathBuf>,
    /// Whether events were lost, so that everything has to be looked at.
    pub everything: bool,
}

impl ChangeSet {
    /// A change of which nothing is known.
    pub fn everything() -> Self {
        Self { paths: BTreeSet::new(), everything: true }
    }

    /// A change at these paths.
    pub fn of(paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        Self { paths: paths.into_iter().map(Into::into).collect(), everything: false }
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.everything
    }

    /// Adds another change.
    pub fn merge(&mut self, other: ChangeSet) {
        self.paths.extend(other.paths);
        self.everything |= other.everything;
    }
}
