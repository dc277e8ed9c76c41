//! Which request is next: whoever asks many hosts asks each of them politely.
//!
//! In: what is to be asked, by host, and the time since the beginning. Out: the next one that may be asked now, or when to
//! come again. It has no clock, no threads and no sockets, so that politeness can be tested by counting.

use std::collections::BTreeMap;
use std::time::Duration;

/// What waits, by host.
#[derive(Debug)]
pub(super) struct Queue<T> {
    hosts: BTreeMap<String, Host<T>>,
    manners: Manners,
    /// Whether nothing new is begun.
    is_held: bool,
    /// Of the next item, so that those that may go at the same time go in the order in which they came.
    number: u64,
}

/// How much is asked of one host.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manners {
    /// Requests at the same time.
    pub per_host: usize,
    /// Between the beginnings of two requests.
    pub pause: Duration,
}

#[derive(Debug)]
struct Host<T> {
    waiting: BTreeMap<Turn, T>,
    running: usize,
    rests_until: Duration,
}

/// When something may go: not before a time; what has begun before what has not; in the order in which it came.
type Turn = (Duration, bool, u64);

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<T> {
    /// Ask this.
    Now(T),
    /// Nothing may be asked before this time.
    Later(Duration),
    /// Nothing may be asked before something that runs has ended.
    Busy,
    /// Nothing waits and nothing runs.
    Over,
}

impl<T> Queue<T> {
    pub(super) fn new(manners: Manners) -> Self {
        Self { hosts: BTreeMap::new(), manners, is_held: false, number: 0 }
    }

    /// Adds something to ask of `host`.
    pub(super) fn add(&mut self, host: &str, item: T) {
        self.insert(host, (Duration::ZERO, true), item);
    }

    /// Adds something that was begun and goes on at `host`, not before a time. It goes before what was not begun: a host
    /// that gives no answer is known for that after one visit, and not after one request of each.
    pub(super) fn go_on(&mut self, host: &str, not_before: Duration, item: T) {
        self.insert(host, (not_before, false), item);
    }

    fn insert(&mut self, host: &str, (not_before, is_new): (Duration, bool), item: T) {
        self.number += 1;
        let turn = (not_before, is_new, self.number);
        self.host(host).waiting.insert(turn, item);
    }

    fn host(&mut self, name: &str) -> &mut Host<T> {
        self.hosts.entry(name.to_owned()).or_insert_with(|| Host {
            waiting: BTreeMap::new(),
            running: 0,
            rests_until: Duration::ZERO,
        })
    }

    /// Begins nothing new while it holds; what was begun goes on.
    pub(super) fn hold(&mut self, is_held: bool) {
        self.is_held = is_held;
    }

    /// Takes the next item out; its host counts as busy until [`Queue::ended`].
    pub(super) fn take(&mut self, now: Duration) -> Next<T> {
        let (pause, most) = (self.manners.pause, self.manners.per_host);
        let is_busy = self.hosts.values().any(|host| host.running > 0);
        let is_begun = self.hosts.values().any(|host| host.waiting.keys().any(|(_, is_new, _)| !is_new));
        // What holds is no reason to end.
        let is_held = self.is_held && (is_busy || is_begun);
        let free = self.hosts.values_mut().filter(|host| host.running < most);
        let first = free.filter_map(|host| {
            let may_go = |(_, is_new, _): &&Turn| !(is_held && *is_new);
            let (not_before, is_new, number) = *host.waiting.keys().find(may_go)?;
            Some((not_before.max(host.rests_until), (not_before, is_new, number), host))
        });
        match first.min_by_key(|(ready, turn, _)| (*ready, turn.1, turn.2)) {
            Some((ready, turn, host)) if ready <= now => {
                let Some(item) = host.waiting.remove(&turn) else { return Next::Busy };
                host.running += 1;
                host.rests_until = now + pause;
                Next::Now(item)
            }
            Some((ready, ..)) => Next::Later(ready),
            None if is_busy => Next::Busy,
            None => Next::Over,
        }
    }

    /// Notes that a request to `host` has ended.
    pub(super) fn ended(&mut self, host: &str) {
        let host = self.host(host);
        host.running = host.running.saturating_sub(1);
    }

    /// Asks nothing of `host` before a time.
    pub(super) fn rest(&mut self, host: &str, until: Duration) {
        let host = self.host(host);
        host.rests_until = host.rests_until.max(until);
    }

    /// Takes out everything that waits for `host` and is of a kind.
    pub(super) fn drain(&mut self, host: &str, is_of_kind: impl Fn(&T) -> bool) -> Vec<T> {
        let host = self.host(host);
        let (out, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut host.waiting).into_iter().partition(|(_, item)| is_of_kind(item));
        host.waiting = kept.into_iter().collect();
        out.into_iter().map(|(_, item)| item).collect()
    }

    /// Takes out everything that waits.
    pub(super) fn drain_all(&mut self) -> Vec<T> {
        self.hosts.values_mut().flat_map(|host| std::mem::take(&mut host.waiting).into_values()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(per_host: usize, pause: u64) -> Queue<&'static str> {
        Queue::new(Manners { per_host, pause: at(pause) })
    }

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_host_is_asked_one_after_the_other_and_with_a_pause() {
        let mut queue = queue(1, 100);
        for item in ["a1", "a2"] {
            queue.add("a", item);
        }
        queue.add("b", "b1");
        assert_eq!(queue.take(at(0)), Next::Now("a1"));
        assert_eq!(queue.take(at(0)), Next::Now("b1"));
        assert_eq!(queue.take(at(500)), Next::Busy);
        queue.ended("a");
        assert_eq!(queue.take(at(50)), Next::Later(at(100)));
        assert_eq!(queue.take(at(100)), Next::Now("a2"));
        queue.ended("a");
        assert_eq!(queue.take(at(300)), Next::Busy);
        queue.ended("b");
        assert_eq!(queue.take(at(300)), Next::Over);
    }

    #[test]
    fn a_host_that_wants_rest_gets_it_and_others_go_on() {
        let mut queue = queue(2, 0);
        queue.add("a", "a1");
        queue.go_on("a", at(900), "a2");
        queue.rest("a", at(1000));
        queue.add("b", "b1");
        assert_eq!(queue.take(at(0)), Next::Now("b1"));
        assert_eq!(queue.take(at(0)), Next::Later(at(1000)));
        assert_eq!((queue.take(at(1000)), queue.take(at(1000))), (Next::Now("a1"), Next::Now("a2")));
    }

    #[test]
    fn what_was_begun_goes_on_before_another_begins() {
        let mut queue = queue(1, 0);
        queue.add("a", "a1");
        queue.add("a", "a2");
        assert_eq!(queue.take(at(0)), Next::Now("a1"));
        queue.ended("a");
        queue.go_on("a", at(0), "a1 again");
        assert_eq!(queue.take(at(0)), Next::Now("a1 again"));
    }

    #[test]
    fn nothing_new_begins_while_that_is_held() {
        let mut queue = queue(2, 0);
        queue.add("a", "a1");
        queue.add("a", "a2");
        assert_eq!(queue.take(at(0)), Next::Now("a1"));
        queue.hold(true);
        assert_eq!(queue.take(at(0)), Next::Busy);
        queue.ended("a");
        queue.go_on("a", at(70), "a1 again");
        assert_eq!(queue.take(at(0)), Next::Later(at(70)));
        assert_eq!(queue.take(at(70)), Next::Now("a1 again"));
        queue.ended("a");
        assert_eq!(queue.take(at(70)), Next::Now("a2"), "what holds is no reason to end");
    }

    #[test]
    fn what_waits_for_a_host_can_be_taken_back() {
        let mut queue = queue(1, 0);
        for item in ["a1", "a2", "x"] {
            queue.add("a", item);
        }
        assert_eq!(queue.take(at(0)), Next::Now("a1"));
        assert_eq!(queue.drain("a", |item| item.starts_with('a')), ["a2"]);
        assert_eq!(queue.drain_all(), ["x"]);
        queue.ended("a");
        assert_eq!(queue.take(at(0)), Next::Over);
    }

    proptest::proptest! {
        #[test]
        fn everything_is_asked_once_and_never_too_much_at_once(
            items in proptest::collection::vec((0_u8..4, 0_u64..50), 0..40),
            per_host in 1_usize..4,
            pause in 0_u64..20,
        ) {
            let mut queue = Queue::new(Manners { per_host, pause: at(pause) });
            let host = |number: u8| format!("h{number}");
            for (index, (number, not_before)) in items.iter().enumerate() {
                queue.go_on(&host(*number), at(*not_before), (*number, index, *not_before));
            }
            let (mut now, mut running, mut asked) = (at(0), Vec::<u8>::new(), Vec::new());
            let mut last: BTreeMap<u8, Duration> = BTreeMap::new();
            loop {
                match queue.take(now) {
                    Next::Now((number, index, not_before)) => {
                        proptest::prop_assert!(now >= at(not_before));
                        let before = last.insert(number, now);
                        proptest::prop_assert!(before.is_none_or(|before| now >= before + at(pause)));
                        running.push(number);
                        proptest::prop_assert!(running.iter().filter(|one| **one == number).count() <= per_host);
                        asked.push(index);
                    }
                    Next::Later(until) => {
                        proptest::prop_assert!(until > now);
                        now = until;
                    }
                    Next::Busy => queue.ended(&host(running.remove(0))),
                    Next::Over => break,
                }
            }
            asked.sort_unstable();
            proptest::prop_assert_eq!(asked, (0..items.len()).collect::<Vec<_>>());
        }
    }
}
