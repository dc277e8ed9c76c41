//! Which files and folders a text names, however it does: a tag, a key, a call of a template, a script that puts an address
//! together.
//!
//! In: names, and texts one after the other. Out: whose names stand in them. A text is read once whatever the number of names, and
//! in doubt something is named: a file that is in use and called unused is worse than one that is overlooked.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::percent_encoded;

/// What stands for something in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// `flow.svg`: a name of its own.
    Name,
    /// `flags/`: a folder, and everything below it if what follows is not known yet: `"/flags/" ~ code ~ ".svg"`.
    Folder,
    /// `demo/`: a folder that is one thing, whatever follows.
    Whole,
}

/// Names to look for, and for whom.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<(String, Form), Vec<usize>>);

impl Names {
    /// The name of a file: as it is, and as it stands in addresses.
    pub(super) fn file(&mut self, name: &str, owner: usize) {
        // A word without an ending is a word of many sentences.
        let name = if name.contains('.') { name.to_owned() } else { format!("/{name}") };
        self.insert(&name, Form::Name, owner);
    }

    /// A folder somewhere below which the file lies.
    pub(super) fn folder(&mut self, name: &str, owner: usize) {
        self.insert(&format!("{name}/"), Form::Folder, owner);
        self.insert(&format!("/{name}"), Form::Folder, owner);
    }

    /// A folder that is one thing.
    pub(super) fn whole(&mut self, name: &str, owner: usize) {
        self.insert(&format!("{name}/"), Form::Whole, owner);
        self.insert(&format!("/{name}"), Form::Whole, owner);
    }

    fn insert(&mut self, pattern: &str, form: Form, owner: usize) {
        for pattern in [pattern.to_owned(), percent_encoded(pattern)] {
            let owners = self.0.entry((pattern, form)).or_default();
            if owners.last() != Some(&owner) {
                owners.push(owner);
            }
        }
    }

    /// What looks for all of them at once; none if there are too many.
    pub(super) fn finder(self) -> Option<Finder> {
        let (patterns, owners): (Vec<_>, Vec<_>) = self.0.into_iter().unzip();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(patterns.iter().map(|(pattern, _)| pattern.as_bytes()))
            .ok()?;
        let forms = patterns.into_iter().map(|(pattern, form)| (pattern.starts_with('/'), form));
        Some(Finder { search, owners: forms.zip(owners).collect() })
    }
}

/// Looks for all names at once.
pub(super) struct Finder {
    search: AhoCorasick,
    /// Of each pattern: whether it begins with a slash, its form, and for whom it stands.
    owners: Vec<((bool, Form), Vec<usize>)>,
}

impl Finder {
    /// Tells `found` of everything that the text names.
    pub(super) fn look(&self, text: &[u8], mut found: impl FnMut(usize)) {
        for hit in self.search.find_overlapping_iter(text) {
            let Some(((is_rooted, form), owners)) = self.owners.get(hit.pattern().as_usize()) else { continue };
            let before = if *is_rooted { None } else { hit.start().checked_sub(1).and_then(|at| text.get(at)) };
            let after = text.get(hit.end()..).unwrap_or_default();
            let ends_in_slash = hit.end().checked_sub(1).and_then(|at| text.get(at)) == Some(&b'/');
            if before.is_none_or(|byte| !is_of_name(*byte)) && fits(*form, ends_in_slash, after) {
                owners.iter().copied().for_each(&mut found);
            }
        }
    }
}

/// Whether what follows lets the words stand for what they look like.
fn fits(form: Form, ends_in_slash: bool, after: &[u8]) -> bool {
    let next = after.first().copied();
    match (form, ends_in_slash) {
        (Form::Whole, true) => true,
        // `flow.svg.bak` is another file, `flow.svg.` the end of a sentence.
        (Form::Name | Form::Whole, _) => {
            let dotted = next == Some(b'.') && after.get(1).is_some_and(u8::is_ascii_alphanumeric);
            !dotted && next.is_none_or(|byte| byte == b'.' || !is_of_name(byte))
        }
        // Whatever is no name may become one: a quote, a `$`, a `{`, a blank.
        (Form::Folder, true) => next.is_none_or(|byte| !is_of_name(byte) && byte < 0x80),
        (Form::Folder, false) => next.is_some_and(|byte| b"\"'`".contains(&byte)),
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<usize> {
        let mut names = Names::default();
        names.file("flow.svg", 0);
        names.file("My Photo.jpg", 1);
        names.file("LICENCE", 2);
        names.folder("flags", 3);
        names.whole("demo", 4);
        let mut found = Vec::new();
        names.finder().unwrap().look(text.as_bytes(), |owner| found.push(owner));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        for (text, expected) in [
            ("![x](/img/flow.svg)", &[0][..]),
            ("url(flow.svg?v=2)", &[0]),
            ("{{ url(path=\"/img/\" ~ name) }} {# flow.svg #}", &[0]),
            ("See “flow.svg”.", &[0]),
            ("It is in flow.svg.", &[0]),
            ("overflow.svg flow.svgz flow.svg.bak my-flow.svg", &[]),
            ("<img src=\"/My%20Photo.jpg\">", &[1]),
            ("photo: My Photo.jpg", &[1]),
            ("the LICENCE of it", &[]),
            ("href=\"/LICENCE\"", &[2]),
            ("`/flags/${code}.svg`", &[3]),
            ("\"/flags/\" ~ code", &[3]),
            ("const base = '/flags'", &[3]),
            ("/flags/de.svg and flags of the world", &[]),
            ("[demo](/demo/)", &[4]),
            ("[demo](/demo/app.html)", &[4]),
            ("{label: Demo, url: /demo}", &[4]),
            ("a demo of mine, /demonstration/, my-demo/", &[]),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }
}
