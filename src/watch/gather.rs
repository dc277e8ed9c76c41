//! From single signals to sets: answers the first one at once, waits while more come or a file is being written, and
//! never longer than a bound. In: paths with a kind and a time. Out: a [`ChangeSet`] when it is due. It has no clock and
//! does not touch the disk, so that a test can play any stream of events in no time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::signal::Kind;
use crate::pipeline::ChangeSet;

/// How long to wait for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// A set is delivered once nothing happened for so long.
    pub quiet: Duration,
    /// And at the latest so long after the first thing in it, whatever is still going on.
    pub longest: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self { quiet: Duration::from_millis(5), longest: Duration::from_millis(60) }
    }
}

/// What is at a path when a set is about to be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    EmptyFile,
    Something,
}

/// Gathers signals.
#[derive(Debug)]
pub(super) struct Gatherer {
    timing: Timing,
    /// Whether the signals tell of every step: each writer's end, and whether an entry is really new.
    exact: bool,
    first: Option<Instant>,
    last: Option<Instant>,
    seen: BTreeMap<PathBuf, Seen>,
    /// How many of `seen` are being written.
    open: usize,
    /// Whether something looked unfinished after the latest signal.
    patient: bool,
    everything: bool,
}

#[derive(Debug)]
struct Seen {
    /// The first thing heard was that it came into being: nobody can have known of it before.
    is_new: bool,
    /// Somebody has written and not closed it yet.
    is_open: bool,
    last: Kind,
}

impl Gatherer {
    pub(super) fn new(timing: Timing, exact: bool) -> Self {
        Self {
            timing,
            exact,
            first: None,
            last: None,
            seen: BTreeMap::new(),
            open: 0,
            patient: false,
            everything: false,
        }
    }

    /// Waits as `timing` says from now on.
    pub(super) fn retime(&mut self, timing: Timing) {
        self.timing = timing;
    }

    /// Takes a signal.
    pub(super) fn add(&mut self, now: Instant, path: PathBuf, kind: Kind) {
        self.heard(now);
        let is_new = self.exact && kind == Kind::Created;
        let seen = self.seen.entry(path).or_insert(Seen { is_new, is_open: false, last: kind });
        seen.last = kind;
        let is_open = match kind {
            Kind::Written => self.exact,
            Kind::Created | Kind::Touched => seen.is_open,
            Kind::Placed | Kind::Gone | Kind::Closed => false,
        };
        self.open = self.open + usize::from(is_open) - usize::from(seen.is_open);
        seen.is_open = is_open;
    }

    /// Signals were lost: the next set stands for everything.
    pub(super) fn add_everything(&mut self, now: Instant) {
        self.heard(now);
        self.everything = true;
    }

    fn heard(&mut self, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
        self.patient = false;
    }

    /// When [`Gatherer::take`] is to be called.
    pub(super) fn due(&self) -> Option<Instant> {
        let limit = self.first? + self.timing.longest;
        let waits = self.open > 0 || self.patient;
        Some(if waits { limit } else { limit.min(self.last? + self.timing.quiet) })
    }

    /// The set, if it is due and complete. `look` says what is at a path.
    ///
    /// A file that is empty or gone is most likely in the middle of being saved, by an editor that truncates or that
    /// moves the old one away; so both wait for the bound. What came and went within one set never was.
    pub(super) fn take(&mut self, now: Instant, look: impl Fn(&Path) -> Found) -> Option<ChangeSet> {
        let limit = self.first? + self.timing.longest;
        if now < self.due()? {
            return None;
        }
        if now < limit && !self.everything && self.seen.iter().any(|(path, seen)| seen.looks_unfinished(look(path))) {
            self.patient = true;
            return None;
        }
        let seen = std::mem::take(&mut self.seen);
        let everything = self.everything;
        *self = Self::new(self.timing, self.exact);
        if everything {
            return Some(ChangeSet::everything());
        }
        let stays = |(path, seen): &(PathBuf, Seen)| !seen.is_new || look(path) != Found::Nothing;
        let set = ChangeSet::of(seen.into_iter().filter(stays).map(|(path, _)| path));
        (!set.is_empty()).then_some(set)
    }
}

impl Seen {
    fn looks_unfinished(&self, found: Found) -> bool {
        match found {
            Found::Nothing => !self.is_new,
            Found::EmptyFile => matches!(self.last, Kind::Created | Kind::Written | Kind::Closed),
            Found::Something => false,
        }
    }
}

#[cfg(test)]
mod tests;
