//! What a program may do about a problem by itself: other words in one place.
//!
//! In: a diagnostic and the texts. Out: the bytes to replace, if the words that are to go stand there once. A fix is offered only
//! where one meaning is left; what is merely likely stays a sentence of help.

use serde::{Deserialize, Serialize};

use super::{Diagnostic, LONGEST_WORD, Place, SourceMap, Span, limit, nearest};

/// Words that take the place of others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// Where the old words are, if not at the place at fault.
    pub at: Option<Place>,
    /// The words that go; they must stand there once.
    pub old: String,
    /// Those that come.
    pub new: String,
    /// Further places that hold the old words and nothing else, to be changed alike.
    pub also: Vec<Place>,
}

impl Diagnostic {
    /// Offers other words at the place at fault, if there are any.
    #[must_use]
    pub fn mend(mut self, old: &str, new: Option<impl Into<String>>) -> Self {
        let fix = |new| Box::new(Fix { at: None, old: old.to_owned(), new, also: Vec::new() });
        self.fix = new.map(Into::into).map(fix);
        self
    }

    /// Suggests the nearest of the words that can stand in the place of `word`, and offers it if no other is near.
    #[must_use]
    pub fn one_of<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let meant = only(word, candidates.clone()).filter(|meant| is_plain(meant));
        self.suggest(nearest(word, candidates)).mend(word, meant)
    }

    /// All that its fix replaces, and what by: where the words at fault stand, and the further places that still hold them.
    /// Nothing in files that are not the user's text.
    pub fn replacements(&self, sources: &SourceMap) -> Vec<(Place, &str)> {
        let (Some(first), Some(fix)) = (self.replacement(sources), &self.fix) else { return Vec::new() };
        let stands = |place: &&Place| {
            let text = sources.text(&place.path);
            let words = text.as_deref().and_then(|text| text.get(place.span.start as usize..place.span.end as usize));
            words == Some(&*fix.old)
        };
        let also = fix.also.iter().filter(stands).map(|place| (place.clone(), fix.new.as_str()));
        [first].into_iter().chain(also).collect()
    }

    fn replacement(&self, sources: &SourceMap) -> Option<(Place, &str)> {
        let fix = self.fix.as_ref()?;
        let place = fix.at.as_ref().or(self.place.as_ref())?;
        if place.path.starts_with("theme:") || place.path.ends_with(".ipynb") || fix.old.is_empty() {
            return None;
        }
        let start = place.span.start as usize;
        let text = sources.text(&place.path)?;
        let text = text.get(start..place.span.end as usize)?;
        let mut found = text.match_indices(&fix.old);
        let (at, _) = found.next().filter(|_| found.next().is_none())?;
        let span = Span::new(start + at, start + at + fix.old.len());
        Some((Place::new(&place.path, span), &fix.new))
    }
}

/// The one candidate that is near enough to `word` to be meant; none if there are several.
pub fn only<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if !(3..=LONGEST_WORD).contains(&length) {
        return None;
    }
    let is_near = |candidate: &&str| {
        candidate.chars().count().abs_diff(length) <= limit(length)
            && strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()) <= limit(length)
    };
    let mut near = candidates.into_iter().filter(is_near);
    let first = near.next()?;
    near.next().is_none().then_some(first)
}

/// Whether a word can stand in YAML as it is, with quotes or without.
pub fn is_plain(word: &str) -> bool {
    let means_something = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&word);
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !means_something
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, SourcePath};

    #[test]
    fn one_near_word_is_meant_and_two_are_not() {
        assert_eq!(only("pyton", ["python", "git"]), Some("python"));
        assert_eq!(only("pyton", ["python", "pyton3"]), None);
        assert_eq!(only("gt", ["git"]), None, "too short to be sure");
        assert_eq!(only("rust", ["python"]), None);
    }

    #[test]
    fn words_are_replaced_where_they_stand_once() {
        let path: SourcePath = "a.md".into();
        let mut sources = SourceMap::default();
        sources.insert(path.clone(), "see [x](b) and [b](b)");
        let at = |span| Diagnostic::new(Code::BrokenLink, "x").at(Place::new(&path, span)).mend("b", Some("b.md"));
        let (place, new) = at(4..10).replacement(&sources).map(|(place, new)| (place, new.to_owned())).unwrap();
        assert_eq!((place.span, new.as_str()), (Span::new(8, 9), "b.md"));
        assert_eq!(at(15..21).replacement(&sources), None, "it cannot be told which");
        assert_eq!(at(0..3).replacement(&sources), None);
        assert_eq!(at(900..901).replacement(&sources), None);
    }
}
