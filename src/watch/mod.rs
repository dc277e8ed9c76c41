//! Layer 11: from what happens in folders to a [`ChangeSet`]. In: a [`Scope`] that says what is read. Out: [`News`],
//! handed over on a thread of its own: sets of absolute paths at which something may have happened.
//!
//! It gathers bursts, waits for files that are being written, and names too much rather than too little. It reads no
//! file's content, writes nothing and builds nothing; the system's events come through `notify`, or from looking again.

mod gather;
mod native;
mod notice;
mod poll;
mod scope;
mod signal;
mod tree;
mod worker;

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::sync_channel;
use std::thread::{self, JoinHandle};

use crate::pipeline::ChangeSet;
use signal::{Inbox, Tray};
use worker::Worker;

pub use gather::Timing;
pub use notice::Notice;
pub use scope::{Folder, Ignore, Scope};

/// What a watcher has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Something may have happened at these paths.
    Changed(ChangeSet),
    /// Something that the user should know, such as a limit of the system that was reached.
    Notice(Notice),
}

/// A thread that watches. Dropping the watcher ends the thread.
#[derive(Debug)]
pub struct Watcher {
    tray: Arc<Tray>,
    inbox: Inbox,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Watches `scope` from now on: whatever changes after this call returned is delivered.
    ///
    /// `deliver` is called on the watcher's thread, and events gather while it runs; so it should pass the news on and
    /// return. What cannot be watched is a [`Notice`]; an error means that no thread could be started.
    pub fn start(scope: Scope, deliver: impl FnMut(News) + Send + 'static) -> io::Result<Self> {
        let (sender, letters) = sync_channel(signal::MOST_LETTERS);
        let tray = Arc::new(Tray::default());
        let inbox = Inbox::new(sender, Arc::clone(&tray));
        let (ready, is_ready) = sync_channel(1);
        let (worker_inbox, worker_tray) = (inbox.clone(), Arc::clone(&tray));
        let thread = thread::Builder::new().name("watch".to_owned()).spawn(move || {
            let mut worker = Worker::new(scope, worker_inbox, deliver);
            let _ = ready.send(());
            worker.run(&letters, &worker_tray);
        })?;
        // An error means that the thread is gone already, which joining it will show.
        let _ = is_ready.recv();
        Ok(Self { tray, inbox, thread: Some(thread) })
    }

    /// Watches `scope` instead, soon. What was not watched before is delivered as changed once it is, since events may
    /// have been missed; a scope that means the same as before delivers nothing.
    pub fn rescope(&self, scope: Scope) {
        self.tray.put(scope);
        self.inbox.wake();
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.tray.stop.store(true, Ordering::SeqCst);
        self.inbox.wake();
        let Some(handle) = self.thread.take() else { return };
        // Dropped by `deliver` itself: the thread ends when that returns.
        if handle.thread().id() != thread::current().id() {
            let _ = handle.join();
        }
    }
}
