//! What is told of addresses elsewhere: one diagnostic each, at the first place where it is written.
//!
//! In: the addresses with their answers and places. Out: diagnostics. What keeps programs out is counted and not told, and
//! that there is no network is told once.

use std::collections::BTreeMap;

use super::address::Named;
use super::kept::Kept;
use super::verdict::Answer;
use crate::check::Subject;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Further places that are shown; the rest is counted.
const SHOWN: usize = 5;

/// What it takes to tell of an address.
pub(super) struct Teller<'a> {
    pub subject: &'a Subject<'a>,
    /// Where each address is written.
    pub places: &'a BTreeMap<String, Vec<Place>>,
    pub kept: &'a Kept,
}

impl Teller<'_> {
    /// What is to be told of one address.
    pub(super) fn tell(&self, address: &str, named: &Named, answer: &Answer) -> Vec<Diagnostic> {
        match answer {
            Answer::Fine { moved, missing } => {
                let moved = moved.as_ref().map(|to| self.moved(named, to));
                let fragments = named.written.iter().filter_map(|(written, fragment)| {
                    let near = missing.get(fragment.as_ref()?)?;
                    Some(self.without_fragment(named, (written, fragment.as_deref()?), near.as_deref()))
                });
                moved.into_iter().chain(fragments).collect()
            }
            Answer::Broken { why } => {
                let diagnostic = self.at(named, Code::ExternalLink, format!("`{}` {why}", shown(named, address)));
                let diagnostic = self.with_date(address, diagnostic);
                vec![diagnostic.help("lead to where it is now, to a copy in an archive, or take the link out")]
            }
            Answer::Unclear { why } => {
                let diagnostic = self.at(named, Code::UnclearLink, format!("`{}` {why}", shown(named, address)));
                let diagnostic = self.with_date(address, diagnostic);
                vec![diagnostic.help("look yourself; if it is fine for readers, name it in `check.external.ignore`")]
            }
            Answer::Guarded { .. } => Vec::new(),
        }
    }

    fn with_date(&self, address: &str, diagnostic: Diagnostic) -> Diagnostic {
        match self.kept.fine_on(address) {
            Some(date) => diagnostic.help(format!("it was there on {date}")),
            None => diagnostic,
        }
    }

    fn moved(&self, named: &Named, to: &str) -> Diagnostic {
        let address = named.written.keys().next().map_or("", String::as_str);
        let diagnostic = self.at(named, Code::MovedLink, format!("`{address}` has moved for good"));
        let fragment = address.split_once('#').map(|(_, fragment)| format!("#{fragment}")).unwrap_or_default();
        diagnostic.help(format!("write `{to}{fragment}`"))
    }

    fn without_fragment(&self, named: &Named, (written, fragment): (&str, &str), near: Option<&str>) -> Diagnostic {
        let page = written.split('#').next().unwrap_or_default();
        let places = self.places.get(written).map_or(&[][..], Vec::as_slice);
        let message = format!("the page `{page}` has no `#{fragment}`");
        self.at_places((named, places), Diagnostic::new(Code::ExternalAnchor, message)).suggest(near)
    }

    /// A diagnostic at all places of an address, however it is written.
    fn at(&self, named: &Named, code: Code, message: String) -> Diagnostic {
        let places = named.written.keys().filter_map(|written| self.places.get(written)).flatten();
        let mut places: Vec<Place> = places.cloned().collect();
        places.sort();
        self.at_places((named, &places), Diagnostic::new(code, message))
    }

    fn at_places(&self, (named, places): (&Named, &[Place]), diagnostic: Diagnostic) -> Diagnostic {
        let Some((first, others)) = places.split_first() else {
            // A template made it of several parts.
            let place = self.subject.place(&named.page);
            return Diagnostic { place, ..diagnostic }.help(format!("it is on the page `{}`", named.page));
        };
        let mut diagnostic = diagnostic.at(first.clone());
        for other in others.iter().take(SHOWN) {
            diagnostic = diagnostic.label(other.clone(), "it is here, too");
        }
        match others.len().saturating_sub(SHOWN) {
            0 => diagnostic,
            more => diagnostic.help(format!("it is in {more} more places")),
        }
    }
}

/// The address as it is written, where it is written in one way only.
fn shown<'a>(named: &'a Named, address: &'a str) -> &'a str {
    match named.written.len() {
        1 => named.written.keys().next().map_or(address, |written| written.split('#').next().unwrap_or(written)),
        _ => address,
    }
}
