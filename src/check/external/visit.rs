//! What to do with a reply: be content, follow it, ask again in another way or later, or give up.
//!
//! In: a visit to an address, and what its last request brought. Out: the next request, or what is known of the address.
//! It is pure: it has neither clock nor sockets, so that each rule can be tested without either.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::client::{Method, Reply, Trouble};
use super::verdict::{Answer, status_words};

/// Redirects that are followed.
const MOST_HOPS: usize = 10;

/// An address on its way to an answer.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    /// The address that a page of the site names, without its fragment.
    pub address: Arc<str>,
    /// What is asked next.
    pub url: Url,
    /// How it is asked.
    pub method: Method,
    /// The fragments that its page should have.
    pub wanted: Arc<BTreeSet<String>>,
    /// The addresses that were asked for already.
    hops: Vec<Url>,
    /// Where it has moved for good, as far as every redirect said so.
    moved: Option<Url>,
    /// Whether every redirect was one for good.
    is_for_good: bool,
    /// How often the present request was repeated.
    repeated: u32,
    /// Whether a redirect has set a cookie, which we do not send back.
    wants_cookies: bool,
}

/// What follows a reply.
#[derive(Debug)]
pub(super) enum Step {
    /// Another request.
    Ask(Box<Visit>, When),
    /// It is known.
    Known(Answer),
    /// It is known, and it is the same for everything else at this origin.
    KnownOfAll(Answer),
    /// The host was not to be reached, and perhaps there is no network at all.
    NoWay {
        /// What is known, unless there is no network.
        answer: Answer,
        /// Whether that is for sure: somebody was asked who knows.
        is_certain: bool,
    },
}

/// When to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// As soon as manners allow.
    Soon,
    /// This visit later.
    After(Duration),
    /// Nothing of this host before.
    HostAfter(Duration),
}

/// How patient we are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Requests without a usable answer are repeated so often.
    pub retries: u32,
    /// The wait before the first repetition; it doubles.
    pub backoff: Duration,
    /// No server may make us wait longer.
    pub longest_wait: Duration,
    /// What a time-out is, in seconds, for the message.
    pub timeout: u64,
    /// Now, in seconds since 1970, to understand dates in `Retry-After`.
    pub now: i64,
}

impl Visit {
    /// A visit to `url`, which has no fragment; to a page that should have the fragments in `wanted`.
    pub(super) fn new(url: Url, wanted: BTreeSet<String>) -> Self {
        let method = if wanted.is_empty() { Method::Head } else { Method::Get };
        Self {
            address: url.as_str().into(),
            url,
            method,
            wanted: Arc::new(wanted),
            hops: Vec::new(),
            moved: None,
            is_for_good: true,
            repeated: 0,
            wants_cookies: false,
        }
    }

    /// The host that is asked next; whose ports share its patience.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// What follows.
    pub(super) fn step(self, result: Result<Reply, Trouble>, patience: &Patience) -> Step {
        match result {
            Ok(reply) => self.replied(reply, patience),
            Err(trouble) => self.failed(trouble, patience),
        }
    }

    fn replied(self, reply: Reply, patience: &Patience) -> Step {
        let words = || format!("answers {}", status_words(reply.status));
        match reply.status {
            300 | 304 => self.fine(&reply),
            301 | 302 | 303 | 307 | 308 => self.follow(&reply),
            200..300 => self.fine(&reply),
            _ if reply.is_challenge => Step::Known(Answer::guarded("asks visitors to prove that they are people")),
            429 => self.wait(&reply, patience, Answer::guarded(words())),
            // Some servers do not know HEAD, or hide behind it what they show to readers.
            _ if self.method == Method::Head => self.get(),
            // It is there, and wants to be asked in yet another way.
            405 => self.fine(&reply),
            401 | 402 | 403 | 407 | 418 | 451 | 999 => Step::Known(Answer::guarded(words())),
            404 | 410 => Step::Known(Answer::broken(words())),
            503 if reply.retry_after.is_some() => self.wait(&reply, patience, Answer::unclear(words())),
            408 | 425 | 500.. => self.again(patience, Step::Known(Answer::unclear(words()))),
            _ => Step::Known(Answer::unclear(words())),
        }
    }

    fn fine(self, reply: &Reply) -> Step {
        // A page of plain HTTP is no better address for one of HTTPS.
        let is_worse = |to: &Url| to.scheme() == "http" && self.address.starts_with("https:");
        let moved = self.moved.filter(|to| to.as_str() != &*self.address && !is_worse(to));
        Step::Known(Answer::Fine { moved: moved.map(String::from), missing: reply.missing.clone().unwrap_or_default() })
    }

    /// Follows a redirect, if it leads to where a reader can follow.
    fn follow(mut self, reply: &Reply) -> Step {
        let Some(location) = &reply.location else {
            return Step::Known(Answer::unclear("leads on, and does not say where"));
        };
        let Ok(mut next) = self.url.join(location.trim()) else {
            return Step::Known(Answer::broken(format!("leads on to `{}`, which is not an address", shown(location))));
        };
        if !matches!(next.scheme(), "http" | "https") {
            let why = format!("leads on to `{}`, which is not a web address", shown(next.as_str()));
            return Step::Known(Answer::broken(why));
        }
        next.set_fragment(None);
        if is_login(&next) && !is_login(&self.url) {
            return Step::Known(Answer::guarded("asks visitors to log in"));
        }
        self.wants_cookies |= reply.sets_cookie;
        self.hops.push(self.url);
        let is_circle = self.hops.contains(&next);
        if is_circle || self.hops.len() > MOST_HOPS {
            return Step::Known(match (self.wants_cookies, is_circle) {
                // A browser, which sends cookies back, may get further.
                (true, _) => Answer::guarded("leads in a circle those who send no cookies back"),
                (_, true) => Answer::broken("leads on in a circle"),
                (_, false) => Answer::broken(format!("leads on more than {MOST_HOPS} times")),
            });
        }
        self.is_for_good &= matches!(reply.status, 301 | 308);
        if self.is_for_good {
            self.moved = Some(next.clone());
        }
        Step::Ask(Box::new(Self { url: next, repeated: 0, ..self }), When::Soon)
    }

    /// Asks for the whole instead of the head.
    fn get(self) -> Step {
        Step::Ask(Box::new(Self { method: Method::Get, repeated: 0, ..self }), When::Soon)
    }

    /// Repeats the request, if it was not repeated enough.
    fn again(self, patience: &Patience, otherwise: Step) -> Step {
        if self.repeated >= patience.retries {
            return otherwise;
        }
        let wait = patience.backoff.saturating_mul(1 << self.repeated.min(16)).min(patience.longest_wait);
        Step::Ask(Box::new(Self { repeated: self.repeated + 1, ..self }), When::After(wait))
    }

    /// Waits as long as the server asks for; if that is too long, everything of it has the same answer.
    fn wait(self, reply: &Reply, patience: &Patience, otherwise: Answer) -> Step {
        let asked = reply.retry_after.as_deref().and_then(|text| seconds(text, patience.now));
        match asked.map(Duration::from_secs) {
            Some(wait) if wait > patience.longest_wait => Step::KnownOfAll(otherwise),
            Some(wait) if self.repeated < patience.retries => {
                Step::Ask(Box::new(Self { repeated: self.repeated + 1, ..self }), When::HostAfter(wait))
            }
            Some(_) => Step::KnownOfAll(otherwise),
            None => self.again(patience, Step::KnownOfAll(otherwise)),
        }
    }

    fn failed(self, trouble: Trouble, patience: &Patience) -> Step {
        let host = self.host().to_owned();
        // What came of a redirect to elsewhere is no news about the origin of the address.
        match trouble {
            Trouble::Private => Step::Known(Answer::broken(match self.hops.is_empty() {
                true => "is in a private network, where readers cannot go".to_owned(),
                false => format!("leads on to `{host}`, which is in a private network"),
            })),
            Trouble::NoHost => Step::NoWay {
                answer: Answer::broken(format!("leads nowhere: there is no host `{host}`")),
                is_certain: true,
            },
            Trouble::Lookup => {
                let why = format!("could not be asked: the name `{host}` could not be looked up");
                self.again(patience, Step::NoWay { answer: Answer::unclear(why), is_certain: false })
            }
            Trouble::Unreachable => {
                let why = format!("could not be asked: there is no way to `{host}`");
                self.again(patience, Step::NoWay { answer: Answer::unclear(why), is_certain: false })
            }
            Trouble::Refused => self.again(
                patience,
                Step::KnownOfAll(Answer::broken(format!("leads nowhere: nobody listens at `{host}`"))),
            ),
            Trouble::Certificate(why) => {
                Step::KnownOfAll(Answer::broken(format!("cannot be opened in a browser: {why}")))
            }
            Trouble::Tls(why) => Step::KnownOfAll(Answer::unclear(format!("could not be asked: {why}"))),
            // Some servers leave HEAD without an answer, or answer it with nonsense.
            _ if self.method == Method::Head => self.get(),
            Trouble::Timeout => {
                let why = format!("gave no answer within {}", seconds_words(patience.timeout));
                // It was waited for long enough already.
                match self.repeated < patience.retries.min(1) {
                    true => Step::Ask(Box::new(Self { repeated: self.repeated + 1, ..self }), When::Soon),
                    false => Step::NoWay { answer: Answer::unclear(why), is_certain: true },
                }
            }
            Trouble::BrokenOff => self.again(patience, Step::Known(Answer::unclear("breaks off without an answer"))),
            Trouble::Garbage(why) => {
                Step::Known(Answer::unclear(format!("answers with something other than HTTP ({why})")))
            }
        }
    }
}

/// An address as it may stand in a message.
fn shown(text: &str) -> String {
    let clean: String = text.chars().filter(|sign| !sign.is_control()).collect();
    match clean.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}

/// Whether an address is that of a page where one logs in.
fn is_login(url: &Url) -> bool {
    let last = url.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty())).unwrap_or_default();
    matches!(&*last.to_ascii_lowercase(), "login" | "signin" | "sign_in" | "sign-in" | "log-in" | "authwall")
}

/// `1 second`, `20 seconds`
fn seconds_words(count: u64) -> String {
    if count == 1 { "1 second".to_owned() } else { format!("{count} seconds") }
}

/// The seconds that `Retry-After` asks for: a number, or a date.
fn seconds(text: &str, now: i64) -> Option<u64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(u64::try_from(date.timestamp().as_second().saturating_sub(now)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        retries: 2,
        backoff: Duration::from_secs(1),
        longest_wait: Duration::from_secs(30),
        timeout: 20,
        now: 784_111_777,
    };

    fn visit(method: Method) -> Visit {
        Visit { method, ..Visit::new(Url::parse("https://a.example/x").unwrap(), BTreeSet::new()) }
    }

    fn reply(status: u16) -> Reply {
        Reply { status, ..Reply::default() }
    }

    fn to(status: u16, location: &str) -> Reply {
        Reply { location: Some(location.to_owned()), ..reply(status) }
    }

    /// `GET https://a.example/x`, or what is known.
    fn told(step: &Step) -> String {
        let of_answer = |answer: &Answer| match answer {
            Answer::Fine { moved: Some(to), .. } => format!("moved to {to}"),
            Answer::Fine { .. } => "fine".to_owned(),
            Answer::Broken { why } => format!("broken: {why}"),
            Answer::Guarded { why } => format!("guarded: {why}"),
            Answer::Unclear { why } => format!("unclear: {why}"),
        };
        match step {
            Step::Ask(visit, when) => {
                let method = if visit.method == Method::Head { "HEAD" } else { "GET" };
                let when = match when {
                    When::Soon => String::new(),
                    When::After(wait) => format!(" after {} s", wait.as_secs()),
                    When::HostAfter(wait) => format!(" when the host has rested {} s", wait.as_secs()),
                };
                format!("{method} {}{when}", visit.url)
            }
            Step::Known(answer) => of_answer(answer),
            Step::KnownOfAll(answer) => format!("all {}", of_answer(answer)),
            Step::NoWay { answer, is_certain } => format!("no way ({is_certain}) {}", of_answer(answer)),
        }
    }

    /// Plays replies one after the other; the last is repeated until something is known.
    fn play(mut visit: Visit, results: &[Result<Reply, Trouble>]) -> Vec<String> {
        let mut steps = Vec::new();
        for index in 0..40 {
            let result = results.get(index).or(results.last()).cloned().unwrap();
            let step = visit.step(result, &PATIENCE);
            steps.push(told(&step));
            match step {
                Step::Ask(next, _) => visit = *next,
                _ => return steps,
            }
        }
        steps
    }

    #[test]
    fn statuses_are_broken_guarded_or_unclear() {
        for (status, expected) in [
            (200, "fine"),
            (204, "fine"),
            (405, "fine"),
            (401, "guarded: answers 401 Unauthorized"),
            (403, "guarded: answers 403 Forbidden"),
            (451, "guarded: answers 451 Unavailable For Legal Reasons"),
            (999, "guarded: answers 999"),
            (404, "broken: answers 404 Not Found"),
            (410, "broken: answers 410 Gone"),
            (400, "unclear: answers 400 Bad Request"),
        ] {
            assert_eq!(play(visit(Method::Get), &[Ok(reply(status))]), [expected], "{status}");
        }
        let challenge = Reply { is_challenge: true, ..reply(403) };
        assert_eq!(
            play(visit(Method::Get), &[Ok(challenge)]),
            ["guarded: asks visitors to prove that they are people"]
        );
    }

    #[test]
    fn a_head_that_fails_is_asked_for_the_whole() {
        for status in [403, 404, 405, 500, 501] {
            let steps = play(visit(Method::Head), &[Ok(reply(status)), Ok(reply(200))]);
            assert_eq!(steps, ["GET https://a.example/x", "fine"], "{status}");
        }
        for trouble in [Trouble::Timeout, Trouble::BrokenOff, Trouble::Garbage(String::new())] {
            let steps = play(visit(Method::Head), &[Err(trouble), Ok(reply(200))]);
            assert_eq!(steps, ["GET https://a.example/x", "fine"]);
        }
    }

    #[test]
    fn errors_of_servers_are_asked_again_and_not_for_ever() {
        assert_eq!(
            play(visit(Method::Get), &[Ok(reply(502))]),
            [
                "GET https://a.example/x after 1 s",
                "GET https://a.example/x after 2 s",
                "unclear: answers 502 Bad Gateway"
            ]
        );
        assert_eq!(play(visit(Method::Get), &[Ok(reply(500)), Ok(reply(200))]).last().unwrap(), "fine");
    }

    #[test]
    fn a_server_that_asks_for_time_gets_it_within_reason() {
        let after = |status: u16, text: &str| Ok(Reply { retry_after: Some(text.to_owned()), ..reply(status) });
        assert_eq!(
            play(visit(Method::Head), &[after(429, "3"), Ok(reply(200))]),
            ["HEAD https://a.example/x when the host has rested 3 s", "fine"]
        );
        assert_eq!(
            play(visit(Method::Get), &[after(503, "Sun, 06 Nov 1994 08:49:47 GMT"), Ok(reply(200))]),
            ["GET https://a.example/x when the host has rested 10 s", "fine"]
        );
        assert_eq!(play(visit(Method::Head), &[after(429, "3600")]), ["all guarded: answers 429 Too Many Requests"]);
        assert_eq!(
            play(visit(Method::Get), &[after(429, "soon")]).last().unwrap(),
            "all guarded: answers 429 Too Many Requests"
        );
    }

    #[test]
    fn redirects_for_good_are_told_as_far_as_they_go() {
        assert_eq!(
            play(visit(Method::Head), &[Ok(to(301, "/y")), Ok(to(308, "https://b.example/z#part")), Ok(reply(200))]),
            ["HEAD https://a.example/y", "HEAD https://b.example/z", "moved to https://b.example/z"]
        );
        assert_eq!(
            play(visit(Method::Head), &[Ok(to(301, "/y")), Ok(to(302, "/z")), Ok(to(301, "/w")), Ok(reply(200))])
                .last()
                .unwrap(),
            "moved to https://a.example/y"
        );
        assert_eq!(play(visit(Method::Head), &[Ok(to(302, "/y")), Ok(reply(200))]).last().unwrap(), "fine");
        assert_eq!(
            play(visit(Method::Head), &[Ok(to(301, "http://a.example/x")), Ok(reply(200))]).last().unwrap(),
            "fine"
        );
        assert_eq!(
            play(visit(Method::Head), &[Ok(to(301, "/y")), Ok(reply(404))]).last().unwrap(),
            "broken: answers 404 Not Found"
        );
    }

    #[test]
    fn redirects_that_no_reader_can_follow_are_broken() {
        let last = |replies: &[Result<Reply, Trouble>]| play(visit(Method::Head), replies).pop().unwrap();
        assert_eq!(last(&[Ok(to(302, "/x"))]), "broken: leads on in a circle");
        assert_eq!(
            last(&[Ok(to(302, "file:///etc/passwd"))]),
            "broken: leads on to `file:///etc/passwd`, which is not a web address"
        );
        assert_eq!(last(&[Ok(to(302, "https://"))]), "broken: leads on to `https://`, which is not an address");
        assert_eq!(last(&[Ok(reply(302))]), "unclear: leads on, and does not say where");
        assert_eq!(
            last(&[Ok(to(302, "http://10.0.0.1/")), Err(Trouble::Private)]),
            "broken: leads on to `10.0.0.1`, which is in a private network"
        );
        let far: Vec<_> = (0..12).map(|number| Ok(to(302, &format!("/{number}")))).collect();
        assert_eq!(last(&far), "broken: leads on more than 10 times");
        let with_cookie = Reply { sets_cookie: true, ..to(302, "/x") };
        assert_eq!(last(&[Ok(with_cookie)]), "guarded: leads in a circle those who send no cookies back");
        assert_eq!(last(&[Ok(to(302, "/login?to=/x"))]), "guarded: asks visitors to log in");
    }

    #[test]
    fn troubles_of_a_host_are_those_of_all_its_addresses() {
        let last = |trouble: Trouble| play(visit(Method::Get), &[Err(trouble)]).pop().unwrap();
        for (trouble, expected) in [
            (Trouble::NoHost, "no way (true) broken: leads nowhere: there is no host `a.example`"),
            (
                Trouble::Lookup,
                "no way (false) unclear: could not be asked: the name `a.example` could not be looked up",
            ),
            (Trouble::Unreachable, "no way (false) unclear: could not be asked: there is no way to `a.example`"),
            (Trouble::Refused, "all broken: leads nowhere: nobody listens at `a.example`"),
            (Trouble::Timeout, "no way (true) unclear: gave no answer within 20 seconds"),
            (Trouble::BrokenOff, "unclear: breaks off without an answer"),
            (
                Trouble::Certificate("its certificate has expired"),
                "all broken: cannot be opened in a browser: its certificate has expired",
            ),
        ] {
            assert_eq!(last(trouble), expected);
        }
    }
}
