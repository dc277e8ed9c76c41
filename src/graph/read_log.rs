//! What one computation read: each fact once, with the fingerprint it had.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::Fingerprint;

/// Collects the reads of one computation while it runs.
///
/// It is passed by reference to whatever may read, never found through a thread or a global, so that a read cannot
/// land in the log of somebody else's page. Recording takes `&self`, since readers are handed out shared.
#[derive(Debug)]
pub struct Recorder<Fact> {
    reads: Mutex<Reads<Fact>>,
}

#[derive(Debug)]
struct Reads<Fact> {
    seen: BTreeMap<Fact, Fingerprint>,
    torn: bool,
}

impl<Fact: Ord> Recorder<Fact> {
    /// A recorder that has seen nothing.
    pub fn new() -> Self {
        Self { reads: Mutex::new(Reads { seen: BTreeMap::new(), torn: false }) }
    }

    /// Notes that `fact` was read and what it was. Reading it again changes nothing; reading it with *another*
    /// fingerprint means that the world changed in between, and the log is marked as torn.
    pub fn record(&self, fact: Fact, seen: Fingerprint) {
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        let first = *reads.seen.entry(fact).or_insert(seen);
        reads.torn |= first != seen;
    }

    /// Ends the recording.
    pub fn finish(self) -> ReadLog<Fact> {
        let reads = self.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        ReadLog { reads: reads.seen.into_iter().collect(), torn: reads.torn }
    }
}

impl<Fact: Ord> Default for Recorder<Fact> {
    fn default() -> Self {
        Self::new()
    }
}

/// The facts that a finished computation read, sorted, each with the fingerprint seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLog<Fact> {
    reads: Vec<(Fact, Fingerprint)>,
    torn: bool,
}

impl<Fact: Ord> ReadLog<Fact> {
    /// The reads in the order of the facts, whatever order and thread they were made in.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Fact, Fingerprint)> {
        self.reads.iter().map(|(fact, seen)| (fact, *seen))
    }

    /// What `fact` was when it was read; `None` when it was not read.
    pub fn seen(&self, fact: &Fact) -> Option<Fingerprint> {
        let index = self.reads.binary_search_by(|(read, _)| read.cmp(fact)).ok()?;
        self.reads.get(index).map(|(_, seen)| *seen)
    }

    /// Whether a fact was seen as two different things: then the result never stands.
    pub fn is_torn(&self) -> bool {
        self.torn
    }

    /// How many different facts were read.
    pub fn len(&self) -> usize {
        self.reads.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.reads.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str) -> Fingerprint {
        Fingerprint::of(text.as_bytes())
    }

    #[test]
    fn order_of_reading_does_not_show() {
        let forth = Recorder::new();
        let back = Recorder::new();
        for (fact, other) in [("a", "c"), ("b", "b"), ("c", "a")] {
            forth.record(fact, print(fact));
            back.record(other, print(other));
        }
        let log = forth.finish();
        assert_eq!(log.iter().map(|(fact, _)| *fact).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(log, back.finish());
    }

    #[test]
    fn reads_from_many_threads_are_one_log() {
        let recorder = Recorder::new();
        std::thread::scope(|scope| {
            for thread in 0..4_u32 {
                let recorder = &recorder;
                scope.spawn(move || (0..100).for_each(|n| recorder.record(n * 4 + thread, Fingerprint::ABSENT)));
            }
        });
        let log = recorder.finish();
        assert!(log.iter().map(|(fact, _)| *fact).eq(0..400));
    }

    #[test]
    fn a_fact_seen_as_two_things_never_stands() {
        let recorder = Recorder::new();
        recorder.record("card", print("old"));
        recorder.record("card", print("new"));
        let log = recorder.finish();
        assert!(log.is_torn());
        assert_eq!((log.seen(&"card"), log.seen(&"body")), (Some(print("old")), None));
    }
}
