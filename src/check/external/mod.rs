//! Links to other sites: asks whether they lead somewhere, when somebody wants to know.
//!
//! In: the addresses on finished pages, and what was learnt of them before. Out: diagnostics, and a tally. The only check
//! that uses the network, and never by itself: `check --external` asks for it. It is polite before it is quick, and tells
//! what is broken from what keeps programs out: [`visit`] decides, [`queue`] waits its turn, [`client`] asks.

mod address;
mod client;
mod crawl;
mod fragment;
mod kept;
mod private;
mod queue;
mod report;
mod verdict;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::Subject;
use crate::config::External;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pipeline;
use address::Named;
use crawl::{Conduct, Course, crawl};
use kept::Kept;
use queue::Manners;
use report::Teller;
use verdict::Answer;
use visit::{Patience, Visit};

pub(super) use address::places as written_at;
pub(super) use private::is_private_host;
pub use ureq::tls::Certificate;

/// The codes that only this check reports.
pub(super) const CODES: &[Code] =
    &[Code::ExternalLink, Code::ExternalAnchor, Code::MovedLink, Code::UnclearLink, Code::NoNetwork];

/// The file in the cache's folder.
const FILE: &str = "links.json";
/// What was learnt is written after so many answers, so that a run that is ended loses little.
const BATCH: usize = 50;

/// How to ask other servers: what is not the site's to say.
pub struct Outside<'a> {
    /// Now, in seconds since 1970, by a real clock: answers have an age.
    pub now: i64,
    /// Set once the user has had enough.
    pub stop: &'a AtomicBool,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// The wait before a request is repeated; it doubles.
    pub backoff: Duration,
    /// No server may make us wait longer.
    pub longest_wait: Duration,
    /// Told after each answer: how many there are, and how many there will be.
    pub progress: &'a dyn Fn(usize, usize),
}

impl<'a> Outside<'a> {
    /// The usual way.
    pub fn new(now: i64, stop: &'a AtomicBool) -> Self {
        Self {
            now,
            stop,
            trust: Trust::Usual,
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            progress: &|_, _| {},
        }
    }
}

/// Whose certificates are believed.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The authorities that Mozilla's programs believe.
    #[default]
    Usual,
    /// These, and no others.
    Only(Vec<Certificate<'static>>),
}

impl Trust {
    /// The certificates in a text of the form PEM; none if there is none in it.
    pub fn from_pem(text: &[u8]) -> Option<Self> {
        let items = ureq::tls::parse_pem(text).filter_map(|item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        });
        let certificates: Vec<_> = items.collect();
        (!certificates.is_empty()).then_some(Self::Only(certificates))
    }
}

/// What was asked, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Addresses elsewhere that pages name.
    pub links: usize,
    /// Those that were asked.
    pub asked: usize,
    /// Those of which an earlier answer was believed.
    pub believed: usize,
    /// Those that keep programs out, and in what way.
    pub guarded: Vec<(String, String)>,
    /// Whether the user had enough before the end.
    pub was_stopped: bool,
}

/// Asks for every address elsewhere that the pages name.
pub(super) fn check(subject: &Subject<'_>, root: &Path, outside: &Outside<'_>) -> (Vec<Diagnostic>, Tally) {
    let config = &subject.site.config().check.external;
    let named = address::named(subject, config);
    let mut kept = Kept::read(pipeline::kept_text(root, FILE).as_deref());
    let mut answers: BTreeMap<&str, Answer> = BTreeMap::new();
    let mut visits = Vec::new();
    for (address, one) in &named {
        match &one.url {
            Err(why) => drop(answers.insert(address, Answer::broken(format!("is not an address: {why}")))),
            Ok(url) => match kept.believed(address, &one.wanted(), outside.now, config.max_age) {
                Some(answer) => drop(answers.insert(address, answer.clone())),
                None => visits.push(Visit::new(url.clone(), one.wanted())),
            },
        }
    }
    let mut tally = Tally { links: named.len(), believed: answers.len(), ..Tally::default() };
    let before = kept.clone();
    let mut new: BTreeMap<&str, Answer> = BTreeMap::new();
    let total = visits.len();
    let course = ask(visits, (config, outside), &mut |address, answer| {
        let Some((address, one)) = named.get_key_value(address) else { return };
        kept.note(address, one.wanted(), &answer, outside.now);
        new.insert(address, answer);
        (outside.progress)(new.len(), total);
        if new.len().is_multiple_of(BATCH) {
            keep(root, &kept);
        }
    });
    tally.was_stopped = course.was_stopped;
    let mut found = Vec::new();
    if course.is_offline {
        // What was learnt without a network is nothing.
        if new.len() >= BATCH {
            keep(root, &before);
        }
        found.push(no_network(new.len()));
    } else {
        kept.forget(outside.now);
        if !new.is_empty() {
            keep(root, &kept);
        }
        tally.asked = new.len();
        answers.extend(new);
    }
    tally.guarded = guarded(&answers);
    let teller = Teller { subject, places: &places(subject, &named, &answers), kept: &before };
    let told = answers.iter().filter_map(|(address, answer)| Some(teller.tell(address, named.get(*address)?, answer)));
    found.extend(told.flatten());
    (found, tally)
}

fn ask(visits: Vec<Visit>, (config, outside): (&External, &Outside<'_>), tell: &mut dyn FnMut(&str, Answer)) -> Course {
    let timeout = u64::from(config.timeout);
    let client = client::Client::new(Duration::from_secs(timeout), config.private, &outside.trust);
    let conduct = Conduct {
        manners: Manners {
            per_host: config.per_host.max(1) as usize,
            pause: Duration::from_millis(u64::from(config.pause)),
        },
        patience: Patience {
            retries: config.retries,
            backoff: outside.backoff,
            longest_wait: outside.longest_wait,
            timeout,
            now: outside.now,
        },
    };
    crawl(client, visits, conduct, outside.stop, &mut |address, answer| tell(&address, answer))
}

fn keep(root: &Path, kept: &Kept) {
    if let Some(text) = kept.text() {
        pipeline::keep_text(root, FILE, &text);
    }
}

fn no_network(addresses: usize) -> Diagnostic {
    let what = if addresses == 1 { "the address".to_owned() } else { format!("{addresses} addresses") };
    Diagnostic::new(Code::NoNetwork, format!("no server could be reached, so {what} elsewhere could not be checked"))
        .help("is this machine connected, and may programs reach the network from it?")
}

fn guarded(answers: &BTreeMap<&str, Answer>) -> Vec<(String, String)> {
    let guarded = answers.iter().filter_map(|(address, answer)| match answer {
        Answer::Guarded { why } => Some(((*address).to_owned(), why.clone())),
        _ => None,
    });
    guarded.collect()
}

/// Where the addresses are written of which there may be something to tell.
fn places(
    subject: &Subject<'_>,
    named: &BTreeMap<String, Named>,
    answers: &BTreeMap<&str, Answer>,
) -> BTreeMap<String, Vec<Place>> {
    let is_told = |answer: &Answer| match answer {
        Answer::Fine { moved, missing } => moved.is_some() || !missing.is_empty(),
        Answer::Broken { .. } | Answer::Unclear { .. } => true,
        Answer::Guarded { .. } => false,
    };
    let told = answers.iter().filter(|(_, answer)| is_told(answer)).filter_map(|(address, _)| named.get(*address));
    let written: BTreeSet<&str> = told.flat_map(|one| one.written.keys().map(String::as_str)).collect();
    if written.is_empty() { BTreeMap::new() } else { address::places(subject.texts, &written) }
}
