//! Asks many addresses at the same time: a few threads, one queue.
//!
//! In: visits. Out: an answer for each, as it comes. Each request goes through the queue by itself, redirects and
//! repetitions too, so that a host is never asked more than its share. What was asked when the user has had enough stays known.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Asks, Reply, Trouble};
use super::queue::{Manners, Next, Queue};
use super::verdict::Answer;
use super::visit::{Patience, Step, Visit, When};

/// Requests at the same time, whatever the number of hosts.
const MOST: usize = 16;
/// Between two looks at the wish to stop.
const LOOK: Duration = Duration::from_millis(100);
/// When so many hosts are not to be reached and none is, there is no network.
const ENOUGH: usize = 3;

/// What the threads share.
struct Crawl<C> {
    client: C,
    patience: Patience,
    begun: Instant,
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    queue: Queue<Visit>,
    /// Whether nothing more is to be asked.
    is_over: bool,
    /// Hosts that gave a sign of life.
    heard: BTreeSet<String>,
    /// Hosts to which there was no way, at least once.
    suspected: BTreeSet<String>,
    /// Hosts to which there was no way, in the end.
    lost: BTreeSet<String>,
    /// Whether one of them may be there all the same.
    is_in_doubt: bool,
    answers: Sender<(Arc<str>, Answer)>,
}

/// How to ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conduct {
    pub manners: Manners,
    pub patience: Patience,
}

/// How it went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Course {
    /// Whether it was stopped before the end.
    pub was_stopped: bool,
    /// Whether no server could be reached at all, so that the answers say nothing about the addresses.
    pub is_offline: bool,
}

/// Asks for everything in `visits` and tells each answer.
pub(super) fn crawl(
    client: impl Asks,
    visits: Vec<Visit>,
    conduct: Conduct,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Arc<str>, Answer),
) -> Course {
    if visits.is_empty() {
        return Course::default();
    }
    let (sender, answers) = channel();
    let mut queue = Queue::new(conduct.manners);
    let threads = visits.len().min(MOST);
    for visit in visits {
        let host = visit.host().to_owned();
        queue.add(&host, visit);
    }
    let state = State {
        queue,
        is_over: false,
        heard: BTreeSet::new(),
        suspected: BTreeSet::new(),
        lost: BTreeSet::new(),
        is_in_doubt: false,
        answers: sender,
    };
    let crawl = Arc::new(Crawl {
        client,
        patience: conduct.patience,
        begun: Instant::now(),
        state: Mutex::new(state),
        news: Condvar::new(),
    });
    for _ in 0..threads {
        let crawl = Arc::clone(&crawl);
        thread::spawn(move || crawl.work());
    }
    loop {
        match answers.recv_timeout(LOOK) {
            Ok((address, answer)) => tell(address, answer),
            Err(RecvTimeoutError::Timeout) if !crawl.lock().is_over => {}
            Err(_) => {
                answers.try_iter().for_each(|(address, answer)| tell(address, answer));
                return Course { was_stopped: false, is_offline: crawl.lock().is_offline() };
            }
        }
        if stop.load(Ordering::Relaxed) {
            // Threads that look a name up cannot be called back; nobody waits for them.
            crawl.lock().is_over = true;
            crawl.news.notify_all();
            crawl.client.shut_down();
            answers.try_iter().for_each(|(address, answer)| tell(address, answer));
            return Course { was_stopped: true, is_offline: false };
        }
    }
}

impl<C: Asks> Crawl<C> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(visit) = self.next() {
            let host = visit.host().to_owned();
            // A reply is made by others; what it breaks must be its own visit at most.
            let ask = || self.client.ask(&visit.url, visit.method, &visit.wanted);
            let result = catch_unwind(AssertUnwindSafe(ask))
                .unwrap_or_else(|_| Err(Trouble::Garbage("nothing that can be read".to_owned())));
            self.ended(&host, visit, result);
        }
    }

    /// Waits for the next visit that may be made; none when all is over.
    fn next(&self) -> Option<Visit> {
        let mut state = self.lock();
        loop {
            if state.is_over {
                return None;
            }
            let now = self.begun.elapsed();
            state = match state.queue.take(now) {
                Next::Now(visit) => return Some(visit),
                Next::Later(until) => {
                    let wait = until.saturating_sub(now).max(Duration::from_millis(1));
                    self.news.wait_timeout(state, wait).map_or_else(|error| error.into_inner().0, |(state, _)| state)
                }
                Next::Busy => self.news.wait(state).unwrap_or_else(PoisonError::into_inner),
                Next::Over => {
                    state.is_over = true;
                    self.news.notify_all();
                    return None;
                }
            };
        }
    }

    fn ended(&self, host: &str, visit: Visit, result: Result<Reply, Trouble>) {
        let mut state = self.lock();
        if state.is_over {
            return;
        }
        state.queue.ended(host);
        state.note_life(host, &result);
        let (address, origin) = (Arc::clone(&visit.address), visit.url.origin());
        let now = self.begun.elapsed();
        match visit.step(result, &self.patience) {
            Step::Ask(visit, when) => state.later(*visit, (host, when), now),
            Step::Known(answer) => state.tell(address, answer),
            Step::KnownOfAll(answer) => {
                state.tell(address, answer.clone());
                let others = state.queue.drain(host, |other| other.url.origin() == origin);
                others.into_iter().for_each(|other| state.tell(other.address, answer.clone()));
            }
            Step::NoWay { answer, is_certain } => {
                state.is_in_doubt |= !is_certain;
                state.no_way((host, address), answer);
            }
        }
        drop(state);
        self.news.notify_all();
    }
}

impl State {
    fn later(&mut self, visit: Visit, (host, when): (&str, When), now: Duration) {
        let not_before = match when {
            When::Soon => Duration::ZERO,
            When::After(wait) => now + wait,
            When::HostAfter(wait) => {
                self.queue.rest(host, now + wait);
                now + wait
            }
        };
        let next = visit.host().to_owned();
        self.queue.go_on(&next, not_before, visit);
    }

    fn tell(&self, address: Arc<str>, answer: Answer) {
        // Whoever has had enough listens no more.
        let _ = self.answers.send((address, answer));
    }

    /// Notes whether a host gave a sign of life. As long as none has, and some did not, nothing new is begun: if there is no
    /// network, two hundred look-ups that time out would only take long.
    fn note_life(&mut self, host: &str, result: &Result<Reply, Trouble>) {
        match result {
            Err(Trouble::NoHost | Trouble::Lookup | Trouble::Unreachable | Trouble::Timeout) => {
                self.suspected.insert(host.to_owned())
            }
            Err(Trouble::Private) => return,
            _ => self.heard.insert(host.to_owned()),
        };
        self.queue.hold(self.heard.is_empty() && self.suspected.len() >= ENOUGH);
    }

    /// Whether there seems to be no network: nobody was reached, and that is more than the fault of a host or two.
    fn is_offline(&self) -> bool {
        self.heard.is_empty() && (self.is_in_doubt || self.lost.len() >= ENOUGH)
    }

    /// A host is not to be reached: neither is anything else there. If none is, there is no network.
    fn no_way(&mut self, (host, address): (&str, Arc<str>), answer: Answer) {
        let mut all = vec![address];
        // One slow address of a host that answers says nothing of its others.
        if !self.heard.contains(host) {
            all.extend(self.queue.drain(host, |_| true).into_iter().map(|visit| visit.address));
            self.lost.insert(host.to_owned());
        }
        all.into_iter().for_each(|address| self.tell(address, answer.clone()));
        if self.heard.is_empty() && self.lost.len() >= ENOUGH {
            let rest = self.queue.drain_all();
            rest.into_iter().for_each(|visit| self.tell(visit.address, answer.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::client::Method;
    use super::*;
    use url::Url;

    /// What a server would do, and what was asked of it.
    struct Pretend {
        reply: fn(&Url, usize) -> Result<Reply, Trouble>,
        asked: Arc<Mutex<BTreeMap<String, usize>>>,
    }

    impl Asks for Pretend {
        fn ask(&self, url: &Url, _: Method, _: &BTreeSet<String>) -> Result<Reply, Trouble> {
            let before = {
                let mut asked = self.asked.lock().unwrap();
                let count = asked.entry(url.to_string()).or_default();
                *count += 1;
                *count - 1
            };
            (self.reply)(url, before)
        }

        fn shut_down(&self) {}
    }

    fn ok() -> Result<Reply, Trouble> {
        Ok(Reply { status: 200, ..Reply::default() })
    }

    /// The verdict of each address in a word, the number of requests, and how it went.
    fn run(
        urls: &[&str],
        reply: fn(&Url, usize) -> Result<Reply, Trouble>,
    ) -> (BTreeMap<String, &'static str>, usize, Course) {
        let asked = Arc::new(Mutex::new(BTreeMap::new()));
        let visits = urls.iter().map(|url| Visit::new(Url::parse(url).unwrap(), BTreeSet::new())).collect();
        let conduct = Conduct {
            manners: Manners { per_host: 1, pause: Duration::ZERO },
            patience: Patience {
                retries: 1,
                backoff: Duration::ZERO,
                longest_wait: Duration::from_secs(1),
                timeout: 1,
                now: 0,
            },
        };
        let mut answers = BTreeMap::new();
        let client = Pretend { reply, asked: Arc::clone(&asked) };
        let course = crawl(client, visits, conduct, &AtomicBool::new(false), &mut |address, answer| {
            let word = match answer {
                Answer::Fine { .. } => "fine",
                Answer::Broken { .. } => "broken",
                Answer::Guarded { .. } => "guarded",
                Answer::Unclear { .. } => "unclear",
            };
            assert!(answers.insert(address.to_string(), word).is_none(), "{address} is told once");
        });
        let requests = asked.lock().unwrap().values().sum();
        (answers, requests, course)
    }

    fn many(count: usize, host: impl Fn(usize) -> String) -> Vec<String> {
        (0..count).map(|number| format!("https://{}/{number}", host(number))).collect()
    }

    #[test]
    fn every_address_is_answered_and_asked_once() {
        let urls = many(300, |number| format!("h{}.example", number % 40));
        let (answers, requests, course) = run(&urls.iter().map(String::as_str).collect::<Vec<_>>(), |_, _| ok());
        assert_eq!((answers.len(), requests, course), (300, 300, Course::default()));
    }

    #[test]
    fn without_a_network_a_few_hosts_are_asked_and_no_more() {
        let urls = many(200, |number| format!("h{number}.example"));
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        for reply in [
            |_: &Url, _: usize| Err(Trouble::Lookup),
            |_: &Url, _: usize| Err(Trouble::NoHost),
            |_: &Url, _: usize| Err(Trouble::Unreachable),
        ] {
            let (answers, requests, course) = run(&urls, reply);
            assert!(course.is_offline && answers.len() == 200);
            // Those that were under way when it was noticed, each repeated once at most.
            assert!(requests <= 2 * (MOST + ENOUGH), "{requests} requests");
        }
    }

    #[test]
    fn one_host_that_is_not_there_is_no_missing_network() {
        let (answers, requests, course) =
            run(&["https://a.example/1", "https://a.example/2"], |_, _| Err(Trouble::NoHost));
        assert_eq!((answers.values().copied().collect::<Vec<_>>(), requests), (vec!["broken", "broken"], 1));
        assert!(!course.is_offline);
        let (_, _, course) = run(&["https://a.example/1"], |_, _| Err(Trouble::Lookup));
        assert!(course.is_offline, "nobody could be asked for the name");
        let (answers, _, course) = run(&["https://a.example/", "https://b.example/"], |url, _| match url.host_str() {
            Some("a.example") => ok(),
            _ => Err(Trouble::Lookup),
        });
        assert_eq!(answers["https://b.example/"], "unclear");
        assert!(!course.is_offline);
    }

    #[test]
    fn one_slow_address_says_nothing_of_the_others_of_its_host() {
        let urls = ["https://a.example/1", "https://a.example/slow", "https://a.example/z"];
        let (answers, _, _) = run(&urls, |url, _| if url.path() == "/slow" { Err(Trouble::Timeout) } else { ok() });
        assert_eq!(answers.into_values().collect::<Vec<_>>(), ["fine", "unclear", "fine"]);
    }

    #[test]
    fn a_host_that_gives_no_answer_is_given_up_after_one_visit() {
        let mut urls = many(50, |_| "a.example".to_owned());
        urls.push("https://b.example/".to_owned());
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let (answers, requests, _) = run(&urls, |url, _| match url.host_str() {
            Some("b.example") => ok(),
            _ => Err(Trouble::Timeout),
        });
        assert_eq!((answers.len(), requests), (51, 4), "the head, the whole, the whole again; and the other host");
    }

    #[test]
    fn a_host_that_wants_to_be_left_alone_is() {
        let urls = many(30, |_| "a.example".to_owned());
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let (answers, requests, _) =
            run(&urls, |_, _| Ok(Reply { status: 429, retry_after: Some("3600".to_owned()), ..Reply::default() }));
        assert_eq!((answers.len(), requests), (30, 1));
        assert!(answers.values().all(|word| *word == "guarded"));
    }

    #[test]
    fn what_breaks_us_breaks_its_own_address_at_most() {
        let (answers, _, _) = run(&["https://a.example/", "https://b.example/"], |url, _| {
            assert_ne!(url.host_str(), Some("a.example"), "this is meant");
            ok()
        });
        assert_eq!(answers.into_values().collect::<Vec<_>>(), ["unclear", "fine"]);
    }

    #[test]
    fn who_has_had_enough_is_heard() {
        let visits = vec![Visit::new(Url::parse("https://a.example/").unwrap(), BTreeSet::new())];
        let conduct = Conduct {
            manners: Manners { per_host: 1, pause: Duration::ZERO },
            patience: Patience {
                retries: 5,
                backoff: Duration::from_secs(3600),
                longest_wait: Duration::from_secs(3600),
                timeout: 1,
                now: 0,
            },
        };
        let client = Pretend { reply: |_, _| Err(Trouble::Lookup), asked: Arc::default() };
        let course = crawl(client, visits, conduct, &AtomicBool::new(true), &mut |_, _| panic!("nothing is known"));
        assert!(course.was_stopped);
    }
}
