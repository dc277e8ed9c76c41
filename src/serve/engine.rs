//! The thread that owns the site: one message after the other, so that every answer is of one whole version.
//!
//! In: requests, changes of files, tabs that open. Out: answers, events for the tabs, reports for the terminal. Changes come
//! before requests, requests before idle work, and idle work is done in small steps. It knows nothing of HTTP.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use tokio::runtime::{self, Runtime};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::time;

use super::first::FirstAnswers;
use super::problems::Problems;
use super::report::{Cause, Report, Work};
use super::site::{Answer, Site, State};
use super::streams::{News, Streams};
use crate::graph::Fingerprint;
use crate::pipeline::{ChangeSet, Update};
use crate::watch::{self, Watcher};

/// Files that are rendered in one step of idle work, at most.
const STEP: usize = 8;
/// Cards whose values are made in one step of idle work: some milliseconds.
const CARDS: usize = 256;
/// A step that takes longer makes the next one smaller, lest a request or a change wait for it.
const LONG: Duration = Duration::from_millis(10);
/// Where a step takes longer than this, idle work rests after a change: the next change, or the request for what it changed, most
/// likely comes soon, and a step that is begun is not broken off.
const SLOW: Duration = Duration::from_millis(20);
/// It rests until nothing has changed for so long.
const REST: Duration = Duration::from_millis(300);
/// Between two looks at the queue in that time.
const LOOK: Duration = Duration::from_millis(1);
/// How often tabs are told how much is left to be rendered.
const PROGRESS: Duration = Duration::from_millis(400);
/// How often what is known is left to the next process, at most.
const KEEP: Duration = Duration::from_secs(20);
/// It is left when nothing has changed for so long, since a change that comes in the middle of it waits.
const QUIET: Duration = Duration::from_secs(3);

/// What the engine can be asked for.
pub enum Message {
    /// What lies at a path?
    Ask {
        /// Decoded, with the base path.
        path: String,
        /// Where the answer goes, with the site's base path.
        reply: oneshot::Sender<(Answer, String)>,
    },
    /// A tab that wants to be told what happens to its page.
    Open {
        /// The path of its page, decoded, with the base path.
        path: String,
        /// Where its events go.
        events: mpsc::Sender<hyper::body::Bytes>,
    },
    /// Something may have happened to these files.
    Changed(ChangeSet),
    /// Read and render everything again, whatever is in memory.
    Rebuild,
}

/// The engine's state; it lives on its own thread.
pub struct Engine {
    // The queue goes first, so that a watcher that waits to be heard is not waited for.
    queue: mpsc::Receiver<Message>,
    watcher: Option<Watcher>,
    /// Of what is watched.
    watched: Option<Fingerprint>,
    reports: Sender<Report>,
    site: Site,
    streams: Streams,
    problems: Problems,
    /// The base path that was last reported.
    mounted: Option<String>,
    changes: Option<ChangeSet>,
    requests: VecDeque<Message>,
    /// Files that are out of date.
    pending: usize,
    /// How many of them the next step of idle work renders.
    step: usize,
    /// Whether there may be values that lists will need, and that nobody has made.
    is_unprepared: bool,
    /// When the site was last updated.
    updated: Option<Instant>,
    /// Whether some step took long since there was last time for all.
    is_slow: bool,
    /// Whether one did in the time before that.
    was_slow: bool,
    work: Option<Work>,
    /// Why the next update happens.
    cause: Cause,
    told: Instant,
    /// The state whose problems were told last.
    told_of: State,
    /// When what is known was last left to the next process.
    kept: Option<Instant>,
    /// Whether something is known by now that was not left to it.
    owes: bool,
    /// Wakes the engine when it is time for that; without it, the next message does.
    clock: Option<Runtime>,
    /// Until the site was read.
    first: Arc<FirstAnswers>,
    recovery: Recovery,
}

/// What became of a fault in the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recovery {
    /// There was none.
    None,
    /// The next update reads everything again.
    Reading,
    /// Everything was read again; idle work waits for a change, since it might meet the fault again.
    Careful,
}

impl Engine {
    /// An engine that will read the site first of all.
    pub fn new(
        (site, first): (Site, Arc<FirstAnswers>),
        problems: Problems,
        queue: mpsc::Receiver<Message>,
        reports: Sender<Report>,
    ) -> Self {
        Self {
            first,
            queue,
            watcher: None,
            watched: None,
            reports,
            site,
            streams: Streams::default(),
            problems,
            mounted: None,
            changes: Some(ChangeSet::everything()),
            requests: VecDeque::new(),
            pending: 0,
            step: 1,
            is_unprepared: false,
            updated: None,
            is_slow: false,
            was_slow: false,
            work: None,
            cause: Cause::Start,
            told: Instant::now(),
            told_of: State::default(),
            kept: None,
            owes: false,
            clock: runtime::Builder::new_current_thread().enable_time().build().ok(),
            recovery: Recovery::None,
        }
    }

    /// Watches the site from now on, before anything of it is read, so that no change is missed.
    pub fn watch(&mut self, changes: mpsc::WeakSender<Message>) {
        let scope = self.site.scope();
        let reports = self.reports.clone();
        let deliver = move |news| match (news, changes.upgrade()) {
            // An error means that the engine has ended, and nobody is left to be told.
            (watch::News::Changed(set), Some(engine)) => drop(engine.blocking_send(Message::Changed(set))),
            (watch::News::Notice(notice), _) => drop(reports.send(Report::Notice(notice))),
            (watch::News::Changed(_), None) => {}
        };
        match Watcher::start(scope, deliver) {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(error) => self.report(Report::Unwatched(crate::diagnostic::system_words(&error))),
        }
    }

    /// Works until nobody can ask any more.
    pub fn run(mut self) {
        if self.site.warm() {
            self.kept = Some(Instant::now());
        }
        while self.receive() {
            let step = catch_unwind(AssertUnwindSafe(|| self.step()));
            if step.is_err() {
                self.recover();
            }
        }
        self.site.keep_shown();
    }

    /// Takes everything out of the queue; waits only if there is nothing else to do. False at the end.
    fn receive(&mut self) -> bool {
        loop {
            let is_idle = self.changes.is_none() && self.requests.is_empty() && !self.has_idle_work();
            let message = match is_idle {
                true => self.wait(),
                false => self.queue.try_recv(),
            };
            match message {
                Ok(Message::Changed(set)) => self.changes.get_or_insert_with(ChangeSet::default).merge(set),
                Ok(Message::Rebuild) => {
                    self.forget();
                    self.cause = Cause::Rebuild;
                }
                Ok(request) => self.requests.push_back(request),
                Err(TryRecvError::Empty) if self.is_resting() => std::thread::sleep(LOOK),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    /// The next message, or word that there is time to leave what is known to the next process.
    fn wait(&mut self) -> Result<Message, TryRecvError> {
        let message = match (self.keeps_in(), &self.clock) {
            (Some(left), Some(clock)) => {
                let next = async { time::timeout(left, self.queue.recv()).await };
                clock.block_on(next).map_err(|_| TryRecvError::Empty)?
            }
            _ => self.queue.blocking_recv(),
        };
        message.ok_or(TryRecvError::Disconnected)
    }

    /// In what time it will be right to leave what is known to the next process, if there is something to leave.
    fn keeps_in(&self) -> Option<Duration> {
        if !self.owes {
            return None;
        }
        let left = |since: Option<Instant>, least: Duration| {
            since.map_or(Duration::ZERO, |since| least.saturating_sub(since.elapsed()))
        };
        Some(left(self.kept, KEEP).max(left(self.updated, QUIET)))
    }

    fn has_idle_work(&self) -> bool {
        (self.pending > 0 || self.is_unprepared) && self.recovery == Recovery::None
    }

    /// Whether idle work is all there is to do, and should wait.
    fn is_resting(&self) -> bool {
        let is_recent = self.updated.is_some_and(|updated| updated.elapsed() < REST);
        (self.is_slow || self.was_slow) && is_recent && self.changes.is_none() && self.requests.is_empty()
    }

    fn step(&mut self) {
        if let Some(changes) = self.changes.take() {
            self.update(&changes);
        } else if let Some(request) = self.requests.pop_front() {
            self.answer(request);
        } else if self.has_idle_work() {
            self.idle();
        } else {
            self.keep();
        }
    }

    fn update(&mut self, changes: &ChangeSet) {
        self.streams.building();
        // What an earlier change led to is part of this one, if it is not finished yet.
        let cause = std::mem::replace(&mut self.cause, Cause::Change);
        let mut work = match self.work.take() {
            Some(work) => work,
            None => Work::begun(cause, Instant::now(), &mut self.site),
        };
        let update = self.site.update(changes);
        self.recovery = match self.recovery {
            Recovery::Reading => Recovery::Careful,
            _ => Recovery::None,
        };
        work.add(&update);
        let reads = self.site.reads_from();
        if let Some(watcher) = self.watcher.as_ref().filter(|_| self.watched != Some(reads)) {
            watcher.rescope(self.site.scope());
            self.watched = Some(reads);
        }
        if let Some(last) = self.first.end() {
            self.mounted = Some(last.base().to_owned());
            self.site.take_over(last);
        }
        if self.mounted.as_deref() != Some(self.site.base()) {
            self.mounted = Some(self.site.base().to_owned());
            self.report(Report::Mounted(self.site.base().to_owned()));
        }
        self.work = Some(work);
        self.pending = self.site.pending();
        // What a change touches first may well be the largest pages, which list everything.
        self.step = 1;
        self.is_unprepared = true;
        self.updated = Some(Instant::now());
        self.tell(&update);
        if self.pending == 0 {
            self.finish();
        }
    }

    /// Renders the pages that are being looked at, and tells their tabs.
    fn tell(&mut self, update: &Update) {
        let mut versions = Vec::new();
        for page in self.streams.pages() {
            let version = self.site.answer(&page).version();
            versions.push((page, version));
        }
        self.pending = self.site.pending();
        self.refresh_problems();
        self.told = Instant::now();
        let moved = update.moved.iter().map(|(from, to)| (self.site.address(from), self.site.address(to))).collect();
        let files = update.files.iter().map(|path| self.site.address(path)).collect();
        self.streams.tell(&News { versions, moved, files, problems: self.problems.shown(), pending: self.pending });
    }

    fn refresh_problems(&mut self) {
        let state = self.site.state();
        if std::mem::replace(&mut self.told_of, state) == state {
            return;
        }
        let diagnostics = self.site.diagnostics().to_vec();
        if let Some(report) = self.problems.refresh(diagnostics, self.site.sources()) {
            self.report(report);
        }
    }

    fn answer(&mut self, request: Message) {
        match request {
            Message::Ask { path, reply } => {
                // Whoever asked may have gone; nothing is rendered for nobody.
                if !reply.is_closed() {
                    let answer = self.site.answer(&path);
                    let _ = reply.send((answer, self.site.base().to_owned()));
                }
            }
            Message::Open { path, events } => {
                let version = self.site.answer(&path).version();
                self.streams.open((path, version), events, (self.problems.shown(), self.pending));
            }
            // These never wait among the requests.
            Message::Changed(_) | Message::Rebuild => {}
        }
    }

    /// A step of idle work: some of the pages that nobody has asked for; when there are none, some of the values of which lists are made.
    fn idle(&mut self) {
        if self.pending == 0 {
            self.is_unprepared = self.site.prepare(CARDS) > 0;
            return;
        }
        let begun = Instant::now();
        self.pending = self.site.settle(self.step);
        self.is_slow |= begun.elapsed() > SLOW;
        self.step = next_step(self.step, begun.elapsed());
        if self.pending == 0 {
            self.finish();
        }
        if self.pending == 0 || self.told.elapsed() > PROGRESS {
            self.tell(&Update::default());
        }
    }

    fn finish(&mut self) {
        self.refresh_problems();
        self.was_slow = std::mem::take(&mut self.is_slow);
        if let Some(work) = self.work.take() {
            let updated = work.finished(Instant::now(), &mut self.site);
            self.report(Report::Updated(updated));
            self.site.settled();
            self.owes = true;
            // The work of a start that had to do all of it is worth more than that of an edit.
            if self.kept.is_none() {
                self.keep();
            }
        }
    }

    /// Leaves what is known to the next process.
    fn keep(&mut self) {
        self.site.keep();
        self.site.keep_shown();
        self.kept = Some(Instant::now());
        self.owes = false;
    }

    /// After a fault of the program itself: nothing that was in memory can be trusted, so everything is read again.
    fn recover(&mut self) {
        self.report(Report::Fault);
        self.cause = Cause::Rebuild;
        let again = self.recovery == Recovery::None;
        self.forget();
        match again {
            true => self.recovery = Recovery::Reading,
            false => self.changes = None,
        }
    }

    fn forget(&mut self) {
        self.site.forget();
        self.pending = 0;
        self.work = None;
        self.changes = Some(ChangeSet::everything());
    }

    fn report(&self, report: Report) {
        // Nobody listens any more only when the program ends.
        let _ = self.reports.send(report);
    }
}

/// How many files a step of idle work renders after one of so many that took so long.
fn next_step(step: usize, took: Duration) -> usize {
    if took > LONG { (step / 2).max(1) } else { (step * 2).min(STEP) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_idle_work_grow_while_they_are_short() {
        let short = std::iter::successors(Some(1), |step| Some(next_step(*step, Duration::from_millis(2))));
        assert_eq!(short.take(5).collect::<Vec<_>>(), [1, 2, 4, 8, 8]);
        let long = std::iter::successors(Some(8), |step| Some(next_step(*step, Duration::from_millis(90))));
        assert_eq!(long.take(5).collect::<Vec<_>>(), [8, 4, 2, 1, 1]);
    }
}
