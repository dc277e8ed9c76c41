//! What is told of addresses elsewhere: one diagnostic each, at the first place where it is written.
//!
//! In: the addresses with their answers and places. Out: diagnostics. What keeps programs out is counted and not told, and
//! that there is no network is told once.

use std::collections::BTreeMap;

use super::address::Named;
use super::kept::Kept;
use super::verdict::Answer;
use crate::check::Subject;
use crate::diagnostic::{Code, Diagnostic, Fix, Place};

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
        let to = format!("{to}{fragment}");
        Diagnostic { fix: self.fix(named, to.as_str()), ..diagnostic }.help(format!("write `{to}`"))
    }

    /// The new address wherever the old one is that of a link for certain. What a server says for good has one meaning.
    fn fix(&self, named: &Named, to: &str) -> Option<Box<Fix>> {
        // With several fragments there are several addresses to write, and the first alone has been named.
        let (written, places) = match named.written.len() {
            1 => named.written.keys().next().and_then(|written| Some((written, self.places.get(written)?)))?,
            _ => return None,
        };
        // Signs that end an address in Markdown or in YAML, or mean something else there.
        if to.contains(['(', ')', '<', '>', '[', ']', '{', '}', '\'', '"', '`', '|', ',', '\\', ' ', '&', '*']) {
            return None;
        }
        let mut certain = places.iter().filter(|place| self.is_target(place, written)).cloned();
        let at = certain.next()?;
        Some(Box::new(Fix { at: Some(at), old: written.clone(), new: to.to_owned(), also: certain.collect() }))
    }

    /// Whether what stands at a place is the target of a link or a value of data, and no words about an address.
    fn is_target(&self, place: &Place, written: &str) -> bool {
        let Some(text) = self.subject.texts.text(&place.path) else { return false };
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { return false };
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_fence = |line: &&str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let is_yaml = place.path.ends_with(".yaml") || before.starts_with("---\n") && !before.contains("\n---\n");
        let is_value = || {
            let key = line.trim_end_matches(['"', '\'']);
            let is_name = |name: &str| name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-'));
            let is_block = is_name(key.trim_start().trim_start_matches("- ").trim_end_matches(": "));
            let is_flow = key.contains(['{', '[']) && !key.contains(" #");
            let begins = match is_flow {
                true => [": ", ", ", "[", "{"].iter().any(|end| key.ends_with(end)),
                false => is_block && (key.ends_with(": ") || key.ends_with("- ")),
            };
            begins && after.trim_start_matches(['"', '\'']).starts_with(['\n', ' ', '}', ']', ','])
        };
        let is_link = || {
            let closes = |sign: char| after.starts_with(sign);
            line.ends_with("](") && (closes(')') || closes(' '))
                || line.ends_with('<') && closes('>')
                || line.starts_with('[') && line.ends_with("]: ")
                || line.ends_with("href=\"") && closes('"')
        };
        text.get(start..end) == Some(written)
            && match is_yaml {
                true => is_value(),
                false => before.lines().filter(is_fence).count() % 2 == 0 && is_link(),
            }
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
