//! What was seen of facts. Ten thousand nodes that saw the same of a fact share one sighting, and each keeps its number.

use super::Fingerprint;

/// No sighting has this number.
const NONE: u32 = u32::MAX;

/// All sightings that some node still keeps, by number.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    list: Vec<Sighting>,
    /// The last one of each fact, by the fact's number: the one that the next node will most likely make too.
    last: Vec<u32>,
    /// Numbers that may be given again.
    free: Vec<u32>,
}

#[derive(Debug)]
struct Sighting {
    /// By number.
    fact: u32,
    /// How many nodes keep it.
    keepers: u32,
    print: Fingerprint,
}

impl Sightings {
    /// Those that were kept in a file, in the order of their numbers. Nobody keeps them yet; see [`Self::keep`].
    pub(super) fn restored(kept: Vec<(u32, Fingerprint)>) -> Self {
        let mut sightings = Self::default();
        for (fact, print) in kept {
            let number = sightings.push(Sighting { fact, keepers: 0, print });
            sightings.set_last(fact, number);
        }
        sightings
    }

    /// The fact that was seen, by number, and what it was.
    pub(super) fn get(&self, number: u32) -> Option<(u32, Fingerprint)> {
        self.list.get(number as usize).map(|one| (one.fact, one.print))
    }

    /// One more node has seen a fact as this; gives the sighting.
    pub(super) fn note(&mut self, fact: u32, print: Fingerprint) -> u32 {
        let last = self.last.get(fact as usize).copied().unwrap_or(NONE);
        if let Some(known) = self.list.get_mut(last as usize).filter(|known| known.print == print) {
            known.keepers += 1;
            return last;
        }
        let one = Sighting { fact, keepers: 1, print };
        let number = match self.free.pop() {
            Some(number) => {
                self.list[number as usize] = one;
                number
            }
            None => self.push(one),
        };
        self.set_last(fact, number);
        number
    }

    /// One more node keeps a sighting; gives what it is of.
    pub(super) fn keep(&mut self, number: u32) -> Option<(u32, Fingerprint)> {
        self.list.get_mut(number as usize)?.keepers += 1;
        self.get(number)
    }

    /// How many numbers were given.
    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    /// A node keeps a sighting no longer.
    pub(super) fn give_up(&mut self, number: u32) {
        let Some(known) = self.list.get_mut(number as usize) else { return };
        known.keepers = known.keepers.saturating_sub(1);
        if known.keepers > 0 {
            return;
        }
        if let Some(last) = self.last.get_mut(known.fact as usize).filter(|last| **last == number) {
            *last = NONE;
        }
        self.free.push(number);
    }

    fn push(&mut self, one: Sighting) -> u32 {
        self.list.push(one);
        u32::try_from(self.list.len() - 1).unwrap_or(NONE)
    }

    fn set_last(&mut self, fact: u32, number: u32) {
        let fact = fact as usize;
        if self.last.len() <= fact {
            self.last.resize(fact + 1, NONE);
        }
        self.last[fact] = number;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn print(value: u8) -> Fingerprint {
        Fingerprint::of(&[value])
    }

    #[test]
    fn equal_ones_are_one() {
        let mut sightings = Sightings::default();
        let first = sightings.note(3, print(1));
        assert_eq!(sightings.note(3, print(1)), first);
        let other = sightings.note(3, print(2));
        assert_ne!(other, first);
        assert_eq!((sightings.get(first), sightings.get(other)), (Some((3, print(1))), Some((3, print(2)))));
    }

    #[test]
    fn numbers_that_nobody_keeps_are_given_again() {
        let mut sightings = Sightings::default();
        for value in 0..100 {
            let number = sightings.note(0, print(value));
            sightings.give_up(number);
        }
        assert_eq!(sightings.list.len(), 1);
    }

    proptest! {
        #[test]
        fn what_somebody_keeps_stays(steps in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..4, 0_u8..3), 0..60)) {
            let (mut sightings, mut held) = (Sightings::default(), Vec::new());
            for (index, fact, value) in steps {
                if value == 0 && !held.is_empty() {
                    let (number, _) = held.swap_remove(index.index(held.len()));
                    sightings.give_up(number);
                } else {
                    held.push((sightings.note(fact, print(value)), (fact, print(value))));
                }
                prop_assert!(held.iter().all(|(number, seen)| sightings.get(*number) == Some(*seen)));
            }
        }
    }
}
