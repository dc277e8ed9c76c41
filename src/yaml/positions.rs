//! Where the keys and values of a text stand, by path: for diagnostics about values that were read long ago.

use super::Origin;
use super::tree::{Id, Kind, Tree};
use crate::diagnostic::{Place, Span};

/// Whether a text has a key at its top. Most that have none do not even have the word.
pub fn has_key(text: &str, key: &str) -> bool {
    text.contains(key) && Positions::of(text).key(key).is_some()
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// The places of all keys and values of one text.
pub struct Positions {
    tree: Tree,
    root: Option<Id>,
}

impl Positions {
    /// Works them out. A text with a fault has places up to it.
    pub fn of(text: &str) -> Self {
        let mut tree = Tree::default();
        let root = tree.parse(text, 0).root;
        Self { tree, root }
    }

    /// The key at the end of a path such as `[0].positions[1].start`.
    pub fn key(&self, path: &str) -> Option<Span> {
        let id = self.find(path)?;
        self.tree.key_of(id).and_then(|key| self.tree.node(key)).map(|key| key.span)
    }

    /// The value at the end of a path: all of it, be it a word or a map of many lines.
    pub fn value(&self, path: &str) -> Option<Span> {
        self.find(path).and_then(|id| self.tree.node(id)).map(|node| node.span)
    }

    /// Where a caret for the path should stand: at the value itself if it is a word, else at its key; where the path does
    /// not exist, at the nearest of its parents that does.
    pub fn nearest(&self, path: &str) -> Span {
        self.nearest_without(path, &[])
    }

    /// Like [`Positions::nearest`], for a list out of which the elements at the paths `removed` were taken.
    pub fn nearest_without(&self, path: &str, removed: &[String]) -> Span {
        self.walk(path, removed).map_or_else(Span::default, |id| self.tree.caret(id))
    }

    fn find(&self, path: &str) -> Option<Id> {
        let mut at = self.root?;
        for step in steps(path) {
            at = self.step(at, &step)?;
        }
        Some(at)
    }

    fn step(&self, at: Id, step: &Step<'_>) -> Option<Id> {
        match step {
            Step::Key(key) => self.tree.entry(at, key).map(|(_, value)| value),
            Step::Index(index) => self.tree.elements(at).get(*index).copied(),
        }
    }

    /// Goes down the path as far as it exists.
    fn walk(&self, path: &str, removed: &[String]) -> Option<Id> {
        let mut at = self.root?;
        let mut path_now = String::new();
        for step in steps(path) {
            let step = match step {
                Step::Index(index) => Step::Index(original(index, &path_now, removed)),
                Step::Key(key) => Step::Key(key),
            };
            let Some(next) = self.step(at, &step) else { break };
            at = next;
            match step {
                Step::Index(index) => path_now.push_str(&format!("[{index}]")),
                Step::Key(key) if path_now.is_empty() => path_now.push_str(key),
                Step::Key(key) => path_now.push_str(&format!(".{key}")),
            }
        }
        Some(at)
    }

    /// Whether the text holds nothing but comments.
    pub fn is_empty(&self) -> bool {
        self.root
            .and_then(|root| self.tree.node(root))
            .is_none_or(|root| matches!(&root.kind, Kind::Scalar { text, plain: true } if text.is_empty()))
    }
}

/// The position in the file of the element that is at `index` now.
fn original(index: usize, list: &str, removed: &[String]) -> usize {
    if removed.is_empty() {
        return index;
    }
    let gone = |candidate: usize| removed.iter().any(|path| *path == format!("{list}[{candidate}]"));
    (0..).filter(|candidate| !gone(*candidate)).nth(index).unwrap_or(index)
}

/// `[0].positions[1].start` in steps. A key with a dot in it cannot be written in a path; none of ours has one.
fn steps(path: &str) -> Vec<Step<'_>> {
    path.split(['.', '[']).filter(|part| !part.is_empty()).map(step).collect()
}

fn step(part: &str) -> Step<'_> {
    match part.strip_suffix(']').and_then(|index| index.parse().ok()) {
        Some(index) => Step::Index(index),
        None => Step::Key(part),
    }
}

/// The place of a value in a YAML text, such as `skills[0]`; worked out when a diagnostic needs it.
pub fn place(text: &str, origin: &Origin, path: &str) -> Place {
    origin.place(Positions::of(text).nearest(path))
}
