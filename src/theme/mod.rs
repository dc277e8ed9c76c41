//! Layer 12: what authors do with themes: look them over, begin one, take a template out of one, and see whether either side has
//! changed since.
//!
//! In: the themes of a site and of the program, through [`Library`]. Out: texts to show, files to write, diagnostics. Nothing is
//! printed here, and files are written by `edit` and by builds.

mod begin;
mod catalogue;
mod diff;
mod drift;
mod eject;
mod gallery;
mod library;
mod reference;

pub use begin::begin;
pub use catalogue::{list, show};
pub use drift::{Report, report};
pub use eject::{Ejected, accept, eject};
pub use gallery::{Gallery, Wanted, gallery};
pub use library::{Failure, Library};
pub use reference::{inspect, reference_site};
