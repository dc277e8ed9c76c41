//! What the watcher's thread hears: events of the system in our words, and wishes of the watcher's owner.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};

use super::Scope;

/// How many letters may lie unread. More events than that are lost, and everything is looked at instead: so a storm
/// costs bounded memory.
pub(super) const MOST_LETTERS: usize = 16_384;

/// What happened at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An entry was made that had not been there.
    Created,
    /// An entry was moved here, perhaps over another one; or nothing is known.
    Placed,
    /// It was removed or moved away.
    Gone,
    /// Its content changed.
    Written,
    /// Somebody who could write to it has closed it.
    Closed,
    /// Its permissions or times changed.
    Touched,
}

impl Kind {
    /// Whether folders and links may have come or gone.
    pub(super) fn is_structural(self) -> bool {
        matches!(self, Self::Created | Self::Placed | Self::Gone)
    }
}

/// Something happened at a real path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signal {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

/// What lies in the inbox.
#[derive(Debug)]
pub(super) enum Letter {
    Signal(Signal),
    /// Look at the tray.
    Wake,
}

/// What must not get lost, however many letters there are.
#[derive(Debug, Default)]
pub(super) struct Tray {
    pub(super) stop: AtomicBool,
    pub(super) lost: AtomicBool,
    scope: Mutex<Option<Scope>>,
}

impl Tray {
    pub(super) fn put(&self, scope: Scope) {
        *self.scope.lock().unwrap_or_else(PoisonError::into_inner) = Some(scope);
    }

    pub(super) fn take(&self) -> Option<Scope> {
        self.scope.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The sending end: never blocks, since the thread that reads waits for the thread of `notify` at times.
#[derive(Debug, Clone)]
pub(super) struct Inbox {
    letters: SyncSender<Letter>,
    tray: Arc<Tray>,
}

impl Inbox {
    pub(super) fn new(letters: SyncSender<Letter>, tray: Arc<Tray>) -> Self {
        Self { letters, tray }
    }

    /// A full inbox has something to wake up for already.
    pub(super) fn wake(&self) {
        let _ = self.letters.try_send(Letter::Wake);
    }

    fn signal(&self, signal: Signal) {
        if self.letters.try_send(Letter::Signal(signal)).is_err() {
            self.tray.lost.store(true, Ordering::SeqCst);
        }
    }

    fn lost(&self) {
        self.tray.lost.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Takes an event of `notify`.
    pub(super) fn event(&self, event: notify::Result<notify::Event>) {
        match event {
            Ok(event) if event.need_rescan() => self.lost(),
            Ok(event) => {
                let Some(kind) = kind(event.kind) else { return };
                event.paths.into_iter().for_each(|path| self.signal(Signal { path, kind }));
            }
            // What the system could not tell us may have been anything.
            Err(_) => self.lost(),
        }
    }
}

/// The event in our words; `None` for reading, which must not wake the one who reads, and for the summary of a rename
/// whose two halves are told as well.
fn kind(kind: EventKind) -> Option<Kind> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Kind::Closed),
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
        EventKind::Create(CreateKind::Any | CreateKind::File | CreateKind::Folder | CreateKind::Other) => {
            Some(Kind::Created)
        }
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Some(Kind::Gone),
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any | EventKind::Other => Some(Kind::Placed),
        EventKind::Modify(ModifyKind::Metadata(_)) => Some(Kind::Touched),
        EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any | ModifyKind::Other) => Some(Kind::Written),
    }
}
