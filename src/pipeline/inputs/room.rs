//! How many parsed bodies may be in memory at once.
//!
//! In: documents as they are parsed. Out: the same, most of them without their bodies, if there are many. A body that was let go
//! is parsed again when its page is rendered.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::content::Document;

/// The bodies of so many bytes of text are held from the time they are parsed until they are rendered; those of larger sites
/// are parsed again then, lest they all be in memory at once. A body takes five times the memory of its text.
const MOST: usize = 32 << 20;
/// The same in a preview: it renders most of its pages when nobody waits for them, and stays in memory all day.
const MOST_IN_PREVIEW: usize = 4 << 20;

/// Room for bodies that are held until they are rendered.
pub(in crate::pipeline) struct Room {
    held: AtomicUsize,
    most: usize,
    packs: bool,
}

impl Room {
    pub(super) fn of(is_preview: bool) -> Self {
        Self { held: AtomicUsize::new(0), most: if is_preview { MOST_IN_PREVIEW } else { MOST }, packs: is_preview }
    }

    /// Lets the body of a document go if there is no room for it. A preview puts its text away as well, as it does with all that
    /// it has rendered.
    pub(in crate::pipeline) fn hold_or_let_go(&self, document: &Document) {
        if !document.holds_body() || self.held.fetch_add(document.text.len(), Ordering::Relaxed) <= self.most {
            return;
        }
        if self.packs && !document.is_to_be_made_whole() { document.put_away() } else { document.let_go() }
    }
}
