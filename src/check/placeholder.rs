//! Words that were meant to be replaced: blind text, notes to oneself, the names that `init` writes.

use crate::content::text::text_of;
use crate::content::{Body, Document, Kind};
use crate::diagnostic::{Code, Diagnostic};

/// Notes to oneself, as whole words in capitals.
const NOTES: [&str; 5] = ["TODO", "FIXME", "TBD", "XXX", "TKTK"];

/// Looks at the prose of one text; code may say what it likes.
pub(super) fn check(document: &Document, body: &Body) -> Vec<Diagnostic> {
    let own = document.text.get();
    let texts = body.nodes.iter().filter_map(|node| match &node.kind {
        Kind::Text(words) => Some((node.span, text_of(words, node, &own))),
        _ => None,
    });
    let found = texts.filter_map(|(span, text)| Some((span, word_in(text)?)));
    found
        .map(|(span, word)| {
            Diagnostic::new(Code::Placeholder, format!("`{word}` was meant to be replaced"))
                .at(document.place(span))
                .help("write what belongs here, or say `draft: true` until it is written")
        })
        .collect()
}

fn word_in(text: &str) -> Option<&'static str> {
    let whole = |word: &&str| {
        text.match_indices(*word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            !before.into_iter().chain(after).any(|sign| sign.is_alphanumeric() || sign == '_')
        })
    };
    let is_blind = text.to_lowercase().contains("lorem ipsum");
    NOTES.iter().copied().find(whole).or(is_blind.then_some("lorem ipsum"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_in_capitals_alone() {
        for (text, word) in [
            ("TODO: write", Some("TODO")),
            ("(TBD)", Some("TBD")),
            ("Lorem ipsum dolor", Some("lorem ipsum")),
            ("a todo list", None),
            ("TODOS and XXXL", None),
        ] {
            assert_eq!(word_in(text), word, "{text}");
        }
    }
}
