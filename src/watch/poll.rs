//! Signals from looking again: lists the watched folders at intervals and compares sizes, times and identities. For
//! network file systems, containers, and systems whose limits are reached. It reads no content.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::native::{Backend, Refusal, is_missing, words};
use super::signal::{Kind, Signal};

/// Looking takes at most one part in so many of the time, however slow the disk and however short the interval.
const SHARE: u32 = 5;

/// Compares what folders hold with what they held.
pub(super) struct Polling {
    interval: Duration,
    due: Instant,
    folders: BTreeMap<PathBuf, Listing>,
}

/// What a folder held.
#[derive(Debug)]
struct Listing {
    id: Id,
    entries: BTreeMap<OsString, Stamp>,
}

/// What tells one file from another one of the same name: device and number, where there are such.
type Id = (u64, u64);

/// What tells whether an entry changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    id: Id,
    is_folder: bool,
    is_link: bool,
    mode: u32,
    size: u64,
    /// Of content and of everything else, in seconds and nanoseconds.
    times: [(i64, i64); 2],
    /// It was written so shortly before we looked that another write could have the same time; so it counts as changed
    /// once more.
    is_fresh: bool,
}

impl Polling {
    pub(super) fn new(interval: Duration) -> Self {
        Self { interval, due: Instant::now() + interval, folders: BTreeMap::new() }
    }
}

impl Backend for Polling {
    fn watch(&mut self, folder: &Path, _: bool) -> Result<(), Refusal> {
        match Listing::of(folder) {
            Ok(listing) => {
                self.folders.insert(folder.to_path_buf(), listing);
                Ok(())
            }
            Err(error) if is_missing(&error) => Err(Refusal::Missing),
            Err(error) => Err(Refusal::Other(words(&error))),
        }
    }

    fn unwatch(&mut self, folder: &Path) {
        self.folders.remove(folder);
    }

    fn absent(&mut self, folder: &Path, name: &OsStr) {
        // A folder that is made again may get the number of the old one, and would look as if nothing had happened.
        if let Some(listing) = self.folders.get_mut(folder) {
            listing.entries.remove(name);
        }
    }

    fn due(&self) -> Option<Instant> {
        Some(self.due)
    }

    fn look(&mut self) -> Vec<Signal> {
        let begin = Instant::now();
        let mut signals = Vec::new();
        for (folder, listing) in &mut self.folders {
            listing.renew(folder, &mut signals);
        }
        let end = Instant::now();
        self.due = end + self.interval.max((end - begin) * SHARE);
        signals
    }
}

impl Listing {
    fn of(folder: &Path) -> io::Result<Self> {
        let now = SystemTime::now();
        let id = platform::id(&folder.metadata()?);
        let mut entries = BTreeMap::new();
        for entry in folder.read_dir()? {
            let entry = entry?;
            // An entry that is gone by now will be missed when we look again.
            if let Ok(metadata) = entry.metadata() {
                entries.insert(entry.file_name(), Stamp::of(&metadata, now));
            }
        }
        Ok(Self { id, entries })
    }

    /// Looks again and tells what is different.
    fn renew(&mut self, folder: &Path, signals: &mut Vec<Signal>) {
        let signal = |path: PathBuf, kind| Signal { path, kind };
        let new = match Self::of(folder) {
            Ok(new) => new,
            Err(error) if is_missing(&error) => return signals.push(signal(folder.to_path_buf(), Kind::Gone)),
            // Such as a server that does not answer: what we knew holds until it does.
            Err(_) => return,
        };
        if new.id != self.id {
            signals.push(signal(folder.to_path_buf(), Kind::Placed));
        }
        let gone = self.entries.keys().filter(|name| !new.entries.contains_key(*name));
        signals.extend(gone.map(|name| signal(folder.join(name), Kind::Gone)));
        for (name, stamp) in &new.entries {
            let kind = self.entries.get(name).map_or(Some(Kind::Created), |old| stamp.differs(old));
            signals.extend(kind.map(|kind| signal(folder.join(name), kind)));
        }
        *self = new;
    }
}

impl Stamp {
    fn of(metadata: &Metadata, now: SystemTime) -> Self {
        let kind = metadata.file_type();
        let mut stamp = Self {
            id: platform::id(metadata),
            is_folder: kind.is_dir(),
            is_link: kind.is_symlink(),
            mode: platform::mode(metadata),
            size: metadata.len(),
            times: platform::times(metadata),
            is_fresh: metadata.modified().is_ok_and(|written| is_fresh(written, now)),
        };
        if stamp.is_folder {
            // They change with each entry, which is told by the entry itself.
            (stamp.size, stamp.times, stamp.is_fresh) = (0, [(0, 0); 2], false);
        }
        stamp
    }

    fn differs(&self, old: &Self) -> Option<Kind> {
        let is_other = self.id != old.id || self.is_folder != old.is_folder || self.is_link != old.is_link;
        let is_changed = (self.size, self.times) != (old.size, old.times) || old.is_fresh;
        if is_other || is_changed && self.is_link {
            // A link is never written: this is another one, with the number of the old one.
            Some(Kind::Placed)
        } else if is_changed {
            Some(Kind::Written)
        } else {
            (self.mode != old.mode).then_some(Kind::Touched)
        }
    }
}

/// Whether a write right now could leave the same time as the last one did. File systems count in steps: two seconds
/// for the coarsest, which shows by whole seconds, else the system's tick.
fn is_fresh(written: SystemTime, now: SystemTime) -> bool {
    let whole = written.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.subsec_nanos() == 0);
    let step = if whole { Duration::from_secs(2) } else { Duration::from_millis(20) };
    now.duration_since(written).is_ok_and(|age| age < step)
}

#[cfg(unix)]
mod platform {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    pub(super) fn id(metadata: &Metadata) -> super::Id {
        (metadata.dev(), metadata.ino())
    }

    pub(super) fn mode(metadata: &Metadata) -> u32 {
        metadata.mode()
    }

    pub(super) fn times(metadata: &Metadata) -> [(i64, i64); 2] {
        [(metadata.mtime(), metadata.mtime_nsec()), (metadata.ctime(), metadata.ctime_nsec())]
    }
}

#[cfg(not(unix))]
mod platform {
    use std::fs::Metadata;
    use std::time::{SystemTime, UNIX_EPOCH};

    pub(super) fn id(_: &Metadata) -> super::Id {
        (0, 0)
    }

    pub(super) fn mode(metadata: &Metadata) -> u32 {
        u32::from(metadata.permissions().readonly())
    }

    pub(super) fn times(metadata: &Metadata) -> [(i64, i64); 2] {
        [metadata.modified(), metadata.created()].map(|time| {
            let since = time.ok().and_then(|time: SystemTime| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
            (i64::try_from(since.as_secs()).unwrap_or(i64::MAX), i64::from(since.subsec_nanos()))
        })
    }
}
