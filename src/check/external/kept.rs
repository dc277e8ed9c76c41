//! What was learnt of addresses, with dates, for the next run: `.showpiece/links.json`.
//!
//! In: the text of the file, and new answers. Out: those that can still be believed, and the text to write. Good answers are
//! believed for days, those of servers that keep programs out for one, and bad ones never: who has mended something wants to
//! see it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::verdict::Answer;

/// The form of the file.
const VERSION: u32 = 1;
const DAY: i64 = 86_400;
/// Addresses that no page names any more are forgotten after so many days.
const FORGET: i64 = 90;

/// All that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    version: u32,
    links: BTreeMap<String, Record>,
}

/// What is known of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// When it was asked.
    asked: String,
    /// When it was fine the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fine: Option<String>,
    /// The fragments that were looked for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    wanted: BTreeSet<String>,
    #[serde(flatten)]
    answer: Answer,
}

impl Kept {
    /// Reads the file; one that is damaged, or of another version, is none.
    pub(super) fn read(text: Option<&str>) -> Self {
        let read = text.and_then(|text| serde_json::from_str::<Self>(text).ok());
        read.filter(|kept| kept.version == VERSION).unwrap_or_default()
    }

    /// The text of the file.
    pub(super) fn text(&self) -> Option<String> {
        Some(format!("{}\n", serde_json::to_string_pretty(self).ok()?))
    }

    /// What is known of an address and can be believed at `now`.
    pub(super) fn believed(&self, address: &str, wanted: &BTreeSet<String>, now: i64, days: u32) -> Option<&Answer> {
        let record = self.links.get(address).filter(|record| wanted.is_subset(&record.wanted))?;
        let days = match record.answer {
            Answer::Fine { .. } => i64::from(days),
            Answer::Guarded { .. } => i64::from(days).min(1),
            Answer::Broken { .. } | Answer::Unclear { .. } => 0,
        };
        let age = now - seconds(&record.asked)?;
        // What was asked tomorrow was asked by a clock that went wrong.
        (0..days * DAY).contains(&age).then_some(&record.answer)
    }

    /// The day on which an address was fine for the last time.
    pub(super) fn fine_on(&self, address: &str) -> Option<&str> {
        self.links.get(address)?.fine.as_deref()?.get(..10)
    }

    /// Notes an answer.
    pub(super) fn note(&mut self, address: &str, wanted: BTreeSet<String>, answer: &Answer, now: i64) {
        self.version = VERSION;
        let Some(asked) = date(now) else { return };
        let fine = match answer {
            Answer::Fine { .. } => Some(asked.clone()),
            _ => self.links.get(address).and_then(|record| record.fine.clone()),
        };
        self.links.insert(address.to_owned(), Record { asked, fine, wanted, answer: answer.clone() });
    }

    /// Forgets addresses that were not asked for long.
    pub(super) fn forget(&mut self, now: i64) {
        self.links.retain(|_, record| seconds(&record.asked).is_some_and(|asked| now - asked < FORGET * DAY));
    }
}

fn date(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|at| at.to_string())
}

fn seconds(date: &str) -> Option<i64> {
    date.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_781_524_800;

    fn fine() -> Answer {
        Answer::Fine { moved: None, missing: BTreeMap::new() }
    }

    fn wanted(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn good_answers_are_believed_for_a_while_and_bad_ones_never() {
        let mut kept = Kept::default();
        kept.note("a", wanted(&["x"]), &fine(), NOW);
        kept.note("b", wanted(&[]), &Answer::guarded("answers 403"), NOW);
        kept.note("c", wanted(&[]), &Answer::broken("answers 404"), NOW);
        let is =
            |address: &str, names: &[&str], now: i64, days| kept.believed(address, &wanted(names), now, days).is_some();
        assert!(is("a", &[], NOW, 7) && is("a", &["x"], NOW + 7 * DAY - 1, 7));
        assert!(!is("a", &["y"], NOW, 7) && !is("a", &[], NOW + 7 * DAY, 7) && !is("a", &[], NOW, 0));
        assert!(!is("a", &[], NOW - 1, 7), "a clock that went wrong");
        assert!(is("b", &[], NOW + DAY - 1, 7) && !is("b", &[], NOW + DAY, 7));
        assert!(!is("c", &[], NOW, 7));
    }

    #[test]
    fn the_file_says_again_what_was_noted() {
        let mut kept = Kept::default();
        kept.note("a", wanted(&["x"]), &fine(), NOW);
        kept.note("a", wanted(&["x"]), &Answer::broken("answers 404"), NOW + DAY);
        let text = kept.text().unwrap();
        assert!(
            text.contains("\"asked\": \"2026-06-16T12:00:00Z\"") && text.contains("\"verdict\": \"broken\""),
            "{text}"
        );
        assert_eq!(Kept::read(Some(&text)), kept);
        assert_eq!(kept.fine_on("a"), Some("2026-06-15"));
        for damaged in ["", "{", "[]", "{\"version\":2,\"links\":{}}", &text[..text.len() / 2]] {
            assert_eq!(Kept::read(Some(damaged)), Kept::default(), "{damaged}");
        }
        kept.forget(NOW + 92 * DAY);
        assert_eq!(kept.links.len(), 0);
    }
}
