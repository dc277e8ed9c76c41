//! Who read what, over all computations: from a node to the facts it read, and from a fact to its readers.
//!
//! Ten thousand nodes make a million reads, most of them of the same facts, and what they saw is the same. So each fact is kept
//! once, and so is what was seen of it; a read is one number.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::sync::OnceLock;

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

use super::readers::Readers;
use super::sightings::Sightings;
use super::{Fingerprint, ReadLog};

/// The logs of all nodes, with the edges turned round.
#[derive(Debug)]
pub struct BuildGraph<Node, Fact> {
    facts: Facts<Fact>,
    seen: Sightings,
    nodes: BTreeMap<Node, Entry>,
    /// The nodes by number; a number is never given twice.
    names: BTreeMap<u32, Node>,
    next: u32,
}

#[derive(Debug)]
struct Entry {
    number: u32,
    torn: bool,
    /// Sightings by number, in the order of the facts.
    reads: Box<[u32]>,
}

/// Each fact once, and who reads it. A fact is known by its place in the list.
#[derive(Debug)]
struct Facts<Fact> {
    list: Vec<Fact>,
    numbers: HashTable<u32>,
    readers: Vec<Readers>,
}

/// A graph as it is kept in a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept<Node, Fact> {
    facts: Vec<Fact>,
    /// What was seen: a fact by its place, and what it was.
    seen: Vec<(u32, Fingerprint)>,
    /// Each node with what it saw, by the places of that.
    nodes: Vec<(Node, Vec<u32>)>,
}

impl<Node, Fact> Kept<Node, Fact> {
    /// All names in it, so that their owner can give equal ones one memory.
    pub fn names_mut(&mut self) -> (impl Iterator<Item = &mut Fact>, impl Iterator<Item = &mut Node>) {
        (self.facts.iter_mut(), self.nodes.iter_mut().map(|(name, _)| name))
    }
}

/// What facts are in one version of the world, each worked out at most once.
#[derive(Debug, Default)]
pub struct Memo {
    cells: Vec<OnceLock<Fingerprint>>,
}

impl<Fact: Hash + Eq> Facts<Fact> {
    fn new() -> Self {
        Self { list: Vec::new(), numbers: HashTable::new(), readers: Vec::new() }
    }

    fn hash(fact: &Fact) -> u64 {
        BuildHasherDefault::<DefaultHasher>::default().hash_one(fact)
    }

    fn find(&self, fact: &Fact) -> Option<u32> {
        let is_it = |number: &u32| self.list.get(*number as usize) == Some(fact);
        self.numbers.find(Self::hash(fact), is_it).copied()
    }

    /// Adds a fact that is not among them; gives its number.
    fn add(&mut self, fact: Fact) -> u32 {
        let (hash, number) = (Self::hash(&fact), u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(fact);
        self.readers.push(Readers::None);
        let list = &self.list;
        self.numbers.insert_unique(hash, number, |number| list.get(*number as usize).map_or(0, Self::hash));
        number
    }

    /// Those of a list; none if it has one twice.
    fn restored(list: Vec<Fact>) -> Option<Self> {
        let mut facts = Self::new();
        facts.numbers.reserve(list.len(), |_| 0);
        facts.list.reserve_exact(list.len());
        facts.readers.reserve_exact(list.len());
        for fact in list {
            if facts.find(&fact).is_some() {
                return None;
            }
            facts.add(fact);
        }
        Some(facts)
    }

    fn get(&self, number: u32) -> Option<&Fact> {
        self.list.get(number as usize)
    }

    fn readers(&mut self, number: u32) -> Option<&mut Readers> {
        self.readers.get_mut(number as usize)
    }
}

/// New numbers for those of a list that are wanted, in the order in which they are first met.
struct Renumbered {
    new: Vec<u32>,
    next: u32,
}

impl Renumbered {
    /// Of so many numbers none was met yet.
    fn of(count: usize) -> Self {
        Self { new: vec![u32::MAX; count], next: 0 }
    }

    /// The new number, and whether it was met for the first time.
    fn meet(&mut self, old: u32) -> Option<(u32, bool)> {
        let place = self.new.get_mut(old as usize)?;
        let is_first = *place == u32::MAX;
        if is_first {
            *place = self.next;
            self.next += 1;
        }
        Some((*place, is_first))
    }
}

impl<Node: Ord + Clone, Fact: Ord + Hash + Clone> BuildGraph<Node, Fact> {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self {
            facts: Facts::new(),
            seen: Sightings::default(),
            nodes: BTreeMap::new(),
            names: BTreeMap::new(),
            next: 0,
        }
    }

    /// What is worth keeping in a file: the logs of the wanted nodes, and what they name.
    pub fn kept(&self, wanted: impl Fn(&Node) -> bool) -> Kept<&Node, &Fact> {
        let (mut facts, mut sightings) = (Renumbered::of(self.facts.list.len()), Renumbered::of(self.seen.count()));
        let mut kept = Kept { facts: Vec::new(), seen: Vec::new(), nodes: Vec::new() };
        for (name, entry) in self.nodes.iter().filter(|(name, entry)| !entry.torn && wanted(name)) {
            let mut reads = Vec::with_capacity(entry.reads.len());
            for sighting in &entry.reads {
                let (Some((fact, print)), Some((new, is_new))) = (self.seen.get(*sighting), sightings.meet(*sighting))
                else {
                    continue;
                };
                reads.push(new);
                if !is_new {
                    continue;
                }
                let (Some(value), Some((place, is_first))) = (self.facts.get(fact), facts.meet(fact)) else { continue };
                kept.seen.push((place, print));
                if is_first {
                    kept.facts.push(value);
                }
            }
            kept.nodes.push((name, reads));
        }
        kept
    }

    /// The graph of what was kept; `None` if it names what it does not have, or something twice.
    pub fn restored(kept: Kept<Node, Fact>) -> Option<Self> {
        let mut graph = Self { facts: Facts::restored(kept.facts)?, ..Self::new() };
        graph.seen = Sightings::restored(kept.seen);
        for (name, reads) in kept.nodes {
            let number = graph.next;
            graph.next += 1;
            for sighting in &reads {
                let (fact, _) = graph.seen.keep(*sighting)?;
                graph.facts.readers(fact)?.insert(number);
            }
            graph.names.insert(number, name.clone());
            graph.nodes.insert(name, Entry { number, torn: false, reads: reads.into() });
        }
        (graph.names.len() == graph.nodes.len()).then_some(graph)
    }

    /// Puts the log of a node in place of the one it had. Most facts are the same as before, and cost nothing.
    pub fn record(&mut self, node: Node, log: &ReadLog<Fact>) {
        let mut reads = Vec::with_capacity(log.len());
        for (fact, print) in log.iter() {
            let fact = self.facts.find(fact).unwrap_or_else(|| self.facts.add(fact.clone()));
            reads.push(self.seen.note(fact, print));
        }
        let before = self.nodes.remove(&node);
        let number = before.as_ref().map_or(self.next, |entry| entry.number);
        let gone = before.map(|entry| entry.reads).unwrap_or_default();
        let (old, new) = (self.facts_of(&gone), self.facts_of(&reads));
        self.read_by(number, (&old, &new), false);
        self.read_by(number, (&new, &old), true);
        // What it still sees as before is kept once more by now.
        gone.iter().for_each(|sighting| self.seen.give_up(*sighting));
        if number == self.next {
            self.next = self.next.wrapping_add(1);
            self.names.insert(number, node.clone());
        }
        self.nodes.insert(node, Entry { number, torn: log.is_torn(), reads: reads.into() });
    }

    /// The numbers of the facts that were seen, rising.
    fn facts_of(&self, sightings: &[u32]) -> Vec<u32> {
        let seen = sightings.iter().filter_map(|sighting| self.seen.get(*sighting));
        let mut facts: Vec<u32> = seen.map(|(fact, _)| fact).collect();
        facts.sort_unstable();
        facts
    }

    /// Notes of the facts that stand in the first of two sorted lists alone whether a node reads them.
    fn read_by(&mut self, number: u32, (some, others): (&[u32], &[u32]), is_read: bool) {
        for fact in some.iter().filter(|fact| others.binary_search(fact).is_err()) {
            match (self.facts.readers(*fact), is_read) {
                (Some(readers), true) => readers.insert(number),
                (Some(readers), false) => readers.remove(number),
                (None, _) => {}
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
        let facts = self.facts_of(&entry.reads);
        self.read_by(entry.number, (&facts, &[]), false);
        entry.reads.iter().for_each(|sighting| self.seen.give_up(*sighting));
    }

    /// What a node read, with the fingerprints seen; `None` for a node that has no log.
    pub fn reads<Name: Ord + ?Sized>(&self, node: &Name) -> Option<impl Iterator<Item = (&Fact, Fingerprint)>>
    where
        Node: Borrow<Name>,
    {
        let entry = self.nodes.get(node)?;
        let seen = entry.reads.iter().filter_map(|sighting| self.seen.get(*sighting));
        Some(seen.filter_map(|(fact, print)| Some((self.facts.get(fact)?, print))))
    }

    /// The nodes that read a fact.
    pub fn readers(&self, fact: &Fact) -> impl Iterator<Item = &Node> {
        let readers = self.facts.find(fact).and_then(|number| self.facts.readers.get(number as usize));
        readers.into_iter().flat_map(Readers::list).filter_map(|number| self.names.get(number))
    }

    /// All nodes, in their order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.keys()
    }

    /// An empty memo for the facts that there are now.
    pub fn memo(&self) -> Memo {
        Memo { cells: std::iter::repeat_with(OnceLock::new).take(self.facts.list.len()).collect() }
    }

    /// Notes that some facts may be others now, those named and all that `any` means: `memo` forgets what they were. Gives the
    /// nodes that read one of them.
    pub fn touched<'a>(
        &self,
        memo: &mut Memo,
        named: impl IntoIterator<Item = &'a Fact>,
        any: impl Fn(&Fact) -> bool,
    ) -> BTreeSet<&Node>
    where
        Fact: 'a,
    {
        memo.cells.resize_with(self.facts.list.len(), OnceLock::new);
        let mut facts: BTreeSet<u32> = named.into_iter().filter_map(|fact| self.facts.find(fact)).collect();
        facts.extend((0..).zip(&self.facts.list).filter(|(_, fact)| any(fact)).map(|(number, _)| number));
        let mut readers = BTreeSet::new();
        for fact in facts {
            if let Some(cell) = memo.cells.get_mut(fact as usize) {
                *cell = OnceLock::new();
            }
            readers.extend(self.facts.readers.get(fact as usize).into_iter().flat_map(Readers::list));
        }
        readers.into_iter().filter_map(|number| self.names.get(number)).collect()
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
        entry.reads.iter().find_map(|sighting| {
            let (number, seen) = self.seen.get(*sighting)?;
            let fact = self.facts.get(number)?;
            let is = match memo.cells.get(number as usize) {
                Some(cell) => *cell.get_or_init(|| now(fact)),
                None => now(fact),
            };
            (is != seen).then_some(fact)
        })
    }
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
    fn facts_that_are_touched_are_worked_out_again() {
        let graph = graph();
        let mut memo = graph.memo();
        assert!(graph.stands("home", &memo, |_| print("1")) && graph.stands("a", &memo, |_| print("1")));
        let touched = graph.touched(&mut memo, [&"card a", &"unknown"], |_| false);
        assert_eq!(touched.into_iter().copied().collect::<Vec<_>>(), ["home"]);
        assert_eq!(graph.first_change("home", &memo, |_| print("2")), Some(&"card a"));
        assert!(graph.stands("a", &memo, |_| print("2")), "what it read is remembered");
        assert_eq!(graph.touched(&mut memo, [], |fact| *fact == "card b").len(), 2);
    }

    #[test]
    fn a_torn_log_never_stands() {
        let mut graph: BuildGraph<&str, &str> = BuildGraph::new();
        graph.record("a", &log(&[("x", "1"), ("x", "2")]));
        assert!(!graph.stands("a", &graph.memo(), |_| print("1")));
    }

    #[test]
    fn what_is_kept_is_checked() {
        let graph = graph();
        let restored = BuildGraph::restored(graph.kept(|_| true)).unwrap();
        assert_eq!(restored.readers(&&"card b").count(), 2, "their numbers are others");
        let reads = restored.reads(&"a").unwrap().map(|(fact, seen)| (*fact, seen));
        assert!(reads.eq(graph.reads("a").unwrap()));
        let mut kept = graph.kept(|_| true);
        kept.facts.pop();
        assert!(BuildGraph::restored(kept).is_none(), "a fact is missing");
        let mut kept = graph.kept(|_| true);
        kept.seen.pop();
        assert!(BuildGraph::restored(kept).is_none(), "what was seen is missing");
        assert_eq!(graph.kept(|node| *node == "a").facts, [&"body a", &"card b"]);
    }
}
