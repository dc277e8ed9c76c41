//! Layer 1: who read what. In go facts with the fingerprints seen, out come the logs by which a later build decides
//! what is still right.
//!
//! Generic over `Fact`: nothing here knows of pages, HTML or files. A log holds what *was* read, observed and never
//! declared; absence is read too, as [`Fingerprint::ABSENT`].

mod build_graph;
mod fingerprint;
mod read_log;
mod readers;
mod sightings;

pub use build_graph::{BuildGraph, Kept, Memo};
pub use fingerprint::{Fingerprint, Sealing};
pub use read_log::{ReadLog, Recorder};
