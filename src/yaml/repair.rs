//! All problems of a tree in one run: read, note the problem, mend the tree, read again.
//!
//! Serde stops at the first error. So the node at fault is taken out and reading begins anew; where a required value is
//! missing then, one is made up, and what had to be made up is taken out again at the end. Each round takes something
//! away or tries a further made-up value, so that the rounds come to an end; they are also counted.

use super::explain;
use super::read::{Error, Problem, Reader};
use super::tree::{Id, Kind, Node, Tree};
use crate::diagnostic::{self, Diagnostic};
use crate::yaml::Origin;
use serde::de::DeserializeOwned;
use std::cell::Cell;

/// Rounds for a small file; a large one gets fewer, but always some.
const ROUNDS: usize = 400;
/// How many nodes all rounds together may read.
const WORK: usize = 20_000_000;
/// How many nodes one round may read beyond those that stand in the file: what aliases add.
const ALIASED: usize = 100_000;

/// What could be read, and what is wrong with the rest.
pub(super) struct Outcome<T> {
    /// The value, without the faulty parts.
    pub value: Option<T>,
    /// The problems that were found.
    pub diagnostics: Vec<Diagnostic>,
    /// The elements that were taken out of lists, by path.
    pub removed: Vec<String>,
}

/// Reads the tree below `root`.
pub(super) fn read<T: DeserializeOwned>(tree: Tree, root: Id, origins: &[Origin]) -> Outcome<T> {
    let mut repair = Repair { tree, root, origins, diagnostics: Vec::new(), removed: Vec::new() };
    let mut value = None;
    for _ in 0..rounds(&repair.tree) {
        let budget = Cell::new(repair.tree.nodes.len() + ALIASED);
        let goes_on = match T::deserialize(Reader::new(&repair.tree, root, &budget)) {
            Ok(read) => {
                let made_up = repair.made_up();
                value = made_up.is_empty().then_some(read);
                !made_up.is_empty() && made_up.into_iter().all(|id| repair.take_entry(id))
            }
            Err(error) => repair.mend(&error),
        };
        if !goes_on {
            break;
        }
    }
    Outcome { value, diagnostics: repair.diagnostics, removed: repair.removed }
}

fn rounds(tree: &Tree) -> usize {
    (WORK / tree.nodes.len().max(1)).clamp(8, ROUNDS)
}

struct Repair<'a> {
    tree: Tree,
    root: Id,
    origins: &'a [Origin],
    diagnostics: Vec<Diagnostic>,
    removed: Vec<String>,
}

impl Repair<'_> {
    /// Notes the problem and mends the tree; `false` if nothing is left to read.
    fn mend(&mut self, error: &Error) -> bool {
        let at = error.at.unwrap_or(self.root);
        if let Some(attempt) = self.tree.node(at).and_then(|node| node.hole) {
            return self.fill(at, attempt + 1) || self.take(at);
        }
        match &*error.problem {
            Problem::Missing(key) => self.missing(at, key, error),
            Problem::TooMany => {
                self.report(error, at);
                false
            }
            Problem::Unknown { expected } => {
                self.report(error, at);
                self.excuse(at, expected);
                self.take(at)
            }
            _ => {
                self.report(error, at);
                self.take(at)
            }
        }
    }

    fn report(&mut self, error: &Error, at: Id) {
        self.diagnostics.push(explain::problem(&self.tree, self.origins, (&error.problem, at)));
    }

    /// A required key that somebody misspelt is not also missing.
    fn excuse(&mut self, key: Id, expected: &[&str]) {
        let meant = self.tree.scalar(key).and_then(|word| diagnostic::nearest(word, expected.iter().copied()));
        let map = self.tree.node(key).and_then(|node| node.parent);
        if let (Some(meant), Some(map)) = (meant, map.and_then(|map| self.tree.nodes.get_mut(map))) {
            map.lost.push(meant.to_owned());
        }
    }

    /// A key that was taken out has had its complaint; any other is reported. Either way a value is made up, to see
    /// whether others are missing too.
    fn missing(&mut self, map: Id, key: &'static str, error: &Error) -> bool {
        let Some(node) = self.tree.node(map) else { return false };
        if !node.lost.iter().any(|lost| lost == key) {
            self.report(error, map);
        }
        if !matches!(node_kind(&self.tree, map), Some(Kind::Mapping(_))) {
            let Some(node) = self.tree.nodes.get_mut(map) else { return false };
            node.kind = Kind::Mapping(Vec::new());
        }
        let name = self.tree.add(Kind::Scalar { text: key.to_owned(), plain: true }, map);
        let value = self.tree.add(Kind::Sequence(Vec::new()), map);
        self.tree.put(map, None, (name, value));
        self.fill(value, 0)
    }

    /// Makes up a value; `false` if there is nothing left to try.
    fn fill(&mut self, id: Id, attempt: usize) -> bool {
        let Some(kind) = made_up(attempt) else { return false };
        let Some(node) = self.tree.nodes.get_mut(id) else { return false };
        node.kind = kind;
        node.hole = Some(attempt);
        true
    }

    /// Takes a node out; `false` if it is the root.
    fn take(&mut self, id: Id) -> bool {
        let Some(node) = self.tree.node(id) else { return false };
        if id == self.root || node.parent.is_none() {
            return false;
        }
        if self.tree.index_of(id).is_some() {
            self.removed.push(explain::path(&self.tree, self.root, id));
        }
        self.tree.detach(id);
        true
    }

    /// Takes out the list's element in which a made-up value stands.
    fn take_entry(&mut self, id: Id) -> bool {
        let mut at = id;
        while self.tree.index_of(at).is_none() {
            match self.tree.node(at).and_then(|node| node.parent) {
                Some(parent) if at != self.root => at = parent,
                _ => return false,
            }
        }
        self.take(at)
    }

    /// Made-up values that would be lies: an empty text or list, or nothing, is none.
    fn made_up(&self) -> Vec<Id> {
        let lies = |node: &Node| node.hole.is_some_and(|attempt| attempt >= HARMLESS);
        let reachable = |id: &Id| self.is_reachable(*id);
        let ids = self.tree.nodes.iter().enumerate().filter(|(_, node)| lies(node)).map(|(id, _)| id);
        ids.filter(reachable).collect()
    }

    fn is_reachable(&self, id: Id) -> bool {
        let mut at = id;
        while at != self.root {
            let parent = self.tree.node(at).and_then(|node| node.parent);
            match parent {
                Some(parent) if self.tree.key_of(at).is_some() || self.tree.index_of(at).is_some() => at = parent,
                _ => return false,
            }
        }
        true
    }
}

fn node_kind(tree: &Tree, id: Id) -> Option<&Kind> {
    tree.node(id).map(|node| &node.kind)
}

/// How many of the made-up values claim nothing.
const HARMLESS: usize = 2;

/// Values that might do in place of a missing one, of whatever type it is.
fn made_up(attempt: usize) -> Option<Kind> {
    let plain = |text: &str| Some(Kind::Scalar { text: text.to_owned(), plain: true });
    match attempt {
        0 => Some(Kind::Scalar { text: String::new(), plain: false }),
        1 => Some(Kind::Sequence(Vec::new())),
        2 => plain("2000-01-01"),
        3 => plain("https://example.org/"),
        4 => plain("1"),
        5 => plain("true"),
        6 => Some(Kind::Mapping(Vec::new())),
        _ => None,
    }
}
