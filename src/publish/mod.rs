//! Layer 12: from a finished output to where readers are: a branch of a Git repository, and what a hosting service makes of it.
//!
//! In: an output folder and its files, or a site's folder. Out: a commit on a branch, or diagnostics of how the repository, the
//! configuration and the hosting fit together. Git does the work; the working tree, the index and the current branch of the
//! user are never touched.

pub mod address;
pub mod branch;
pub mod doctor;
mod git;
mod pages;
mod workflow;

use crate::diagnostic::{Code, Diagnostic};

pub use branch::{Publication, Published, publish};
pub use doctor::{Configured, Findings, examine, expected};

/// Something with which a site is not published as its author means.
fn problem(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::PagesSetup, message)
}
