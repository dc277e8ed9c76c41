//! Who read what, over all computations: from a node to the facts it read, and from a fact to its readers.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Fingerprint, ReadLog};

/// The logs of all nodes, with the edges turned round. Facts are kept once, however many nodes read them.
#[derive(Debug)]
pub struct BuildGraph<Node, Fact> {
    facts: Vec<Fact>,
    nodes: BTreeMap<Node, Entry>,
    /// The nodes by number; a number is never given twice.
    names: BTreeMap<u32, Node>,
    next: u32,
    numbers: HashMap<Fact, u32>,
    /// The nodes that read each fact, by number, rising.
    readers: Vec<Vec<u32>>,
}

#[derive(Debug)]
struct Entry {
    number: u32,
    torn: bool,
    /// Facts by number, in the order of the facts, with what they were.
    reads: Vec<(u32, Fingerprint)>,
}

/// A graph as it is kept in a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept<Node, Fact> {
    facts: Vec<Fact>,
    /// Each node with the facts that it read, by number, and what they were.
    nodes: Vec<(Node, Vec<(u32, Fingerprint)>)>,
}

/// What facts are in one version of the world, each worked out at most once.
#[derive(Debug, Default)]
pub struct Memo {
    cells: Vec<OnceLock<Fingerprint>>,
}

impl<Node: Ord + Clone, Fact: Ord + Hash + Clone> BuildGraph<Node, Fact> {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self {
            facts: Vec::new(),
            nodes: BTreeMap::new(),
            names: BTreeMap::new(),
            next: 0,
            numbers: HashMap::new(),
            readers: Vec::new(),
        }
    }

    /// What is worth keeping in a file: the logs of the wanted nodes, and the facts that they name.
    pub fn kept(&self, wanted: impl Fn(&Node) -> bool) -> Kept<Node, Fact> {
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        let mut kept = Kept { facts: Vec::new(), nodes: Vec::new() };
        for (name, entry) in self.nodes.iter().filter(|(name, entry)| !entry.torn && wanted(name)) {
            let mut reads = Vec::with_capacity(entry.reads.len());
            for (fact, seen) in &entry.reads {
                let Some(value) = self.facts.get(*fact as usize) else { continue };
                let number = *numbers.entry(*fact).or_insert_with(|| {
                    kept.facts.push(value.clone());
                    u32::try_from(kept.facts.len() - 1).unwrap_or(u32::MAX)
                });
                reads.push((number, *seen));
            }
            kept.nodes.push((name.clone(), reads));
        }
        kept
    }

    /// The graph of what was kept; `None` if it names facts that it does not have.
    pub fn restored(kept: Kept<Node, Fact>) -> Option<Self> {
        let mut graph = Self { readers: vec![Vec::new(); kept.facts.len()], facts: kept.facts, ..Self::new() };
        graph.numbers = (0..).zip(&graph.facts).map(|(number, fact)| (fact.clone(), number)).collect();
        for (name, reads) in kept.nodes {
            let number = graph.next;
            graph.next += 1;
            for (fact, _) in &reads {
                // Numbers rise, so each list stays in order.
                graph.readers.get_mut(*fact as usize)?.push(number);
            }
            graph.names.insert(number, name.clone());
            graph.nodes.insert(name, Entry { number, torn: false, reads });
        }
        (graph.names.len() == graph.nodes.len() && graph.numbers.len() == graph.facts.len()).then_some(graph)
    }

    /// Puts the log of a node in place of the one it had. Most facts are the same as before, and cost nothing.
    pub fn record(&mut self, node: Node, log: &ReadLog<Fact>) {
        let reads: Vec<(u32, Fingerprint)> = log.iter().map(|(fact, seen)| (self.number(fact), seen)).collect();
        let before = self.nodes.remove(&node);
        let number = before.as_ref().map_or(self.next, |entry| entry.number);
        let old = numbers(before.iter().flat_map(|entry| &entry.reads));
        let new = numbers(&reads);
        self.read_by(number, (&old, &new), false);
        self.read_by(number, (&new, &old), true);
        if number == self.next {
            self.next = self.next.wrapping_add(1);
            self.names.insert(number, node.clone());
        }
        self.nodes.insert(node, Entry { number, torn: log.is_torn(), reads });
    }

    /// Notes of the facts that stand in the first of two sorted lists alone whether a node reads them.
    fn read_by(&mut self, number: u32, (some, others): (&[u32], &[u32]), is_read: bool) {
        for fact in some.iter().filter(|fact| others.binary_search(fact).is_err()) {
            let Some(readers) = self.readers.get_mut(*fact as usize) else { continue };
            match (readers.binary_search(&number), is_read) {
                (Err(at), true) => readers.insert(at, number),
                (Ok(at), false) => drop(readers.remove(at)),
                _ => {}
            }
        }
    }

    /// Takes a node out.
    pub fn forget<Name: Ord + ?Sized>(&mut self, node: &Name)
    where
        Node: Borrow<Name>,
    {
        let Some(entry) = self.nodes.remove(node) else { return };
        self.names.remove(&entry.number);
        self.read_by(entry.number, (&numbers(&entry.reads), &[]), false);
    }

    fn number(&mut self, fact: &Fact) -> u32 {
        if let Some(number) = self.numbers.get(fact) {
            return *number;
        }
        let number = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        self.facts.push(fact.clone());
        self.readers.push(Vec::new());
        self.numbers.insert(fact.clone(), number);
        number
    }

    /// What a node read, with the fingerprints seen; `None` for a node that has no log.
    pub fn reads<Name: Ord + ?Sized>(&self, node: &Name) -> Option<impl Iterator<Item = (&Fact, Fingerprint)>>
    where
        Node: Borrow<Name>,
    {
        let entry = self.nodes.get(node)?;
        Some(entry.reads.iter().filter_map(|(fact, seen)| Some((self.facts.get(*fact as usize)?, *seen))))
    }

    /// The nodes that read a fact.
    pub fn readers(&self, fact: &Fact) -> impl Iterator<Item = &Node> {
        let readers = self.numbers.get(fact).and_then(|number| self.readers.get(*number as usize));
        readers.into_iter().flatten().filter_map(|number| self.names.get(number))
    }

    /// All nodes, in their order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.keys()
    }

    /// An empty memo for the facts that there are now.
    pub fn memo(&self) -> Memo {
        Memo { cells: std::iter::repeat_with(OnceLock::new).take(self.facts.len()).collect() }
    }

    /// Whether what a node computed still stands: it has a log, and every fact in it is what it was.
    pub fn stands<Name: Ord + ?Sized>(&self, node: &Name, memo: &Memo, now: impl Fn(&Fact) -> Fingerprint) -> bool
    where
        Node: Borrow<Name>,
    {
        self.nodes.get(node).is_some_and(|entry| !entry.torn) && self.first_change(node, memo, now).is_none()
    }

    /// The first fact that is not what a node saw: why it has to be computed again.
    pub fn first_change<Name: Ord + ?Sized>(
        &self,
        node: &Name,
        memo: &Memo,
        now: impl Fn(&Fact) -> Fingerprint,
    ) -> Option<&Fact>
    where
        Node: Borrow<Name>,
    {
        let entry = self.nodes.get(node)?;
        let changed = |(number, seen): &&(u32, Fingerprint)| {
            let Some(fact) = self.facts.get(*number as usize) else { return true };
            let is = match memo.cells.get(*number as usize) {
                Some(cell) => *cell.get_or_init(|| now(fact)),
                None => now(fact),
            };
            is != *seen
        };
        let (number, _) = entry.reads.iter().find(changed)?;
        self.facts.get(*number as usize)
    }
}

/// The numbers of the facts that were read, rising.
fn numbers<'a>(reads: impl IntoIterator<Item = &'a (u32, Fingerprint)>) -> Vec<u32> {
    let mut numbers: Vec<u32> = reads.into_iter().map(|(fact, _)| *fact).collect();
    numbers.sort_unstable();
    numbers
}

impl<Node: Ord + Clone, Fact: Ord + Hash + Clone> Default for BuildGraph<Node, Fact> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Recorder;

    fn print(text: &str) -> Fingerprint {
        Fingerprint::of(text.as_bytes())
    }

    fn log(reads: &[(&'static str, &str)]) -> ReadLog<&'static str> {
        let recorder = Recorder::new();
        for (fact, value) in reads {
            recorder.record(*fact, print(value));
        }
        recorder.finish()
    }

    fn graph() -> BuildGraph<&'static str, &'static str> {
        let mut graph = BuildGraph::new();
        graph.record("home", &log(&[("card a", "1"), ("card b", "1")]));
        graph.record("a", &log(&[("body a", "1"), ("card b", "1")]));
        graph
    }

    fn readers(graph: &BuildGraph<&'static str, &'static str>, fact: &'static str) -> Vec<&'static str> {
        graph.readers(&fact).copied().collect()
    }

    #[test]
    fn a_fact_knows_its_readers() {
        let mut graph = graph();
        assert_eq!(readers(&graph, "card b"), ["home", "a"]);
        graph.record("a", &log(&[("body a", "2")]));
        assert_eq!(readers(&graph, "card b"), ["home"]);
        graph.forget("home");
        assert_eq!(readers(&graph, "card b"), [""; 0]);
        assert_eq!(graph.nodes().copied().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn a_node_stands_until_a_fact_that_it_read_changes() {
        let graph = graph();
        let memo = graph.memo();
        let now = |fact: &&str| print(if *fact == "body a" { "2" } else { "1" });
        assert!(graph.stands("home", &memo, now));
        assert!(!graph.stands("a", &memo, now));
        assert_eq!(graph.first_change("a", &memo, now), Some(&"body a"));
        assert!(!graph.stands("unknown", &memo, now));
    }

    #[test]
    fn each_fact_is_worked_out_once() {
        let graph = graph();
        let memo = graph.memo();
        let count = std::cell::Cell::new(0);
        let now = |_: &&str| {
            count.set(count.get() + 1);
            print("1")
        };
        assert!(graph.stands("home", &memo, now) && graph.stands("a", &memo, now));
        assert_eq!(count.get(), 3);
    }

    #[test]
    fn a_torn_log_never_stands() {
        let mut graph: BuildGraph<&str, &str> = BuildGraph::new();
        graph.record("a", &log(&[("x", "1"), ("x", "2")]));
        assert!(!graph.stands("a", &graph.memo(), |_| print("1")));
    }

    #[test]
    fn what_is_kept_is_checked() {
        let mut kept = graph().kept(|_| true);
        let restored = BuildGraph::restored(graph().kept(|_| true)).unwrap();
        assert_eq!(readers(&restored, "card b").len(), 2, "their numbers are others");
        kept.facts.pop();
        assert!(BuildGraph::restored(kept).is_none());
        assert_eq!(graph().kept(|node| *node == "a").facts, ["body a", "card b"]);
    }
}
