//! The watcher's thread: takes signals from the inbox or by polling, asks the tree what they mean, gathers, delivers.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::gather::{Found, Gatherer};
use super::native::{Backend, Native};
use super::poll::Polling;
use super::signal::{Inbox, Kind, Letter, Signal, Tray};
use super::tree::Tree;
use super::{News, Notice, Scope};

/// How often to look where the system gives no events and nobody said how often.
const INTERVAL: Duration = Duration::from_millis(500);

/// Signals of `notify` tell of every step there: that a writer has closed its file, that an entry is new.
const EXACT: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// The state of the thread.
pub(super) struct Worker<D> {
    inbox: Inbox,
    source: Source,
    tree: Tree,
    gatherer: Gatherer,
    told: BTreeSet<Notice>,
    deliver: D,
}

/// Where signals come from.
struct Source {
    backend: Box<dyn Backend>,
    /// The interval that was asked for; a limit that was reached makes no difference here.
    wanted: Option<Duration>,
    exact: bool,
}

impl Source {
    fn polling(wanted: Option<Duration>) -> Self {
        Self { backend: Box::new(Polling::new(wanted.unwrap_or(INTERVAL))), wanted, exact: false }
    }

    /// By the scope's wish, or what the system offers.
    fn open(wanted: Option<Duration>, inbox: &Inbox) -> (Self, Option<Notice>) {
        if wanted.is_some() {
            return (Self::polling(wanted), None);
        }
        match Native::new(inbox.clone()) {
            Ok(native) => (Self { backend: Box::new(native), wanted, exact: EXACT }, None),
            Err(reason) => (Self::polling(None), Some(Notice::NoEvents(reason))),
        }
    }
}

impl<D: FnMut(News)> Worker<D> {
    /// Watches the scope when it returns.
    pub(super) fn new(scope: Scope, inbox: Inbox, deliver: D) -> Self {
        let (source, notice) = Source::open(scope.poll, &inbox);
        let mut worker = Self::with(scope, source, inbox, deliver);
        notice.into_iter().for_each(|notice| worker.tell(notice));
        worker.settle(Instant::now());
        // Whoever started the watcher has not looked at anything yet.
        worker.gatherer = worker.new_gatherer();
        worker
    }

    fn with(scope: Scope, mut source: Source, inbox: Inbox, deliver: D) -> Self {
        let gatherer = Gatherer::new(scope.timing, source.exact);
        let tree = Tree::new(scope.absolute(), &mut *source.backend);
        Self { inbox, source, tree, gatherer, told: BTreeSet::new(), deliver }
    }

    fn new_gatherer(&self) -> Gatherer {
        Gatherer::new(self.tree.scope().timing, self.source.exact)
    }

    /// Works until the tray says stop.
    pub(super) fn run(&mut self, letters: &Receiver<Letter>, tray: &Tray) {
        while !tray.stop.load(Ordering::SeqCst) {
            if let Some(scope) = tray.take() {
                self.rescope(scope);
            }
            if tray.lost.swap(false, Ordering::SeqCst) {
                self.start_over();
            }
            self.look();
            self.deliver_due();
            match self.next(letters) {
                Ok(Letter::Signal(signal)) => self.hear(&signal),
                Ok(Letter::Wake) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn next(&self, letters: &Receiver<Letter>) -> Result<Letter, RecvTimeoutError> {
        let due = [self.gatherer.due(), self.source.backend.due()].into_iter().flatten().min();
        match due {
            Some(due) => letters.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => letters.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn look(&mut self) {
        if self.source.backend.due().is_some_and(|due| due <= Instant::now()) {
            self.source.backend.look().iter().for_each(|signal| self.hear(signal));
        }
    }

    fn hear(&mut self, signal: &Signal) {
        let now = Instant::now();
        for path in self.tree.hear(signal, &mut *self.source.backend) {
            self.gatherer.add(now, path, signal.kind);
        }
        self.settle(now);
    }

    fn deliver_due(&mut self) {
        if let Some(changes) = self.gatherer.take(Instant::now(), found_at) {
            (self.deliver)(News::Changed(changes));
        }
    }

    /// Follows up on what the tree could not do.
    fn settle(&mut self, now: Instant) {
        if self.tree.limit {
            self.tell(Notice::LimitReached);
            self.replace(Source::polling(self.source.wanted), self.tree.scope().clone());
            self.gatherer.add_everything(now);
        }
        for notice in std::mem::take(&mut self.tree.notices) {
            self.tell(notice);
        }
    }

    fn tell(&mut self, notice: Notice) {
        if self.told.insert(notice.clone()) {
            (self.deliver)(News::Notice(notice));
        }
    }

    /// Events were lost, and with them perhaps new folders.
    fn start_over(&mut self) {
        self.tree.start_over(&mut *self.source.backend);
        let now = Instant::now();
        self.gatherer.add_everything(now);
        self.settle(now);
    }

    /// Another source of signals; what the old one had yet to say is not waited for.
    fn replace(&mut self, source: Source, scope: Scope) {
        self.source = source;
        self.tree = Tree::new(scope, &mut *self.source.backend);
        self.gatherer = self.new_gatherer();
    }

    fn rescope(&mut self, scope: Scope) {
        let scope = scope.absolute();
        let now = Instant::now();
        if scope.poll != self.source.wanted {
            let (source, notice) = Source::open(scope.poll, &self.inbox);
            self.replace(source, scope);
            notice.into_iter().for_each(|notice| self.tell(notice));
            self.gatherer.add_everything(now);
        } else {
            let before = self.tree.watched();
            self.tree.rescope(scope, &mut *self.source.backend);
            self.gatherer.retime(self.tree.scope().timing);
            for path in self.tree.watched().difference(&before) {
                self.gatherer.add(now, path.clone(), Kind::Placed);
            }
        }
        self.settle(now);
    }
}

/// What is at `path` now.
fn found_at(path: &Path) -> Found {
    match path.metadata() {
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => Found::EmptyFile,
        Ok(_) => Found::Something,
        Err(_) if path.is_symlink() => Found::Something,
        Err(_) => Found::Nothing,
    }
}

#[cfg(test)]
mod tests;
