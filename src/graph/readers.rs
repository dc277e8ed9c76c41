//! The nodes that read one fact: most facts have one reader, and some have all.

/// Nodes by number, rising.
#[derive(Debug, Default)]
pub(super) enum Readers {
    /// Nobody reads it any more.
    #[default]
    None,
    /// What most facts have, and what takes no memory of its own.
    One(u32),
    /// The others.
    Many(Vec<u32>),
}

impl Readers {
    /// Their numbers.
    pub(super) fn list(&self) -> &[u32] {
        match self {
            Readers::None => &[],
            Readers::One(reader) => std::slice::from_ref(reader),
            Readers::Many(readers) => readers,
        }
    }

    /// Notes a reader, if it is not known yet.
    pub(super) fn insert(&mut self, reader: u32) {
        match self {
            Readers::None => *self = Readers::One(reader),
            Readers::One(only) if *only == reader => {}
            Readers::One(only) => *self = Readers::Many(vec![reader.min(*only), reader.max(*only)]),
            Readers::Many(readers) => {
                if let Err(at) = readers.binary_search(&reader) {
                    readers.insert(at, reader);
                }
            }
        }
    }

    /// Takes a reader out, if it is one.
    pub(super) fn remove(&mut self, reader: u32) {
        match self {
            Readers::One(only) if *only == reader => *self = Readers::None,
            Readers::None | Readers::One(_) => {}
            Readers::Many(readers) => {
                if let Ok(at) = readers.binary_search(&reader) {
                    readers.remove(at);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_a_set(steps in prop::collection::vec((any::<bool>(), 0_u32..6), 0..40)) {
            let (mut readers, mut set) = (Readers::default(), BTreeSet::new());
            for (comes, reader) in steps {
                if comes {
                    readers.insert(reader);
                    set.insert(reader);
                } else {
                    readers.remove(reader);
                    set.remove(&reader);
                }
                prop_assert!(readers.list().iter().eq(&set));
            }
        }
    }
}
