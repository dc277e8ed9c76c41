//! Showpiece turns Markdown project write-ups and YAML skill metadata into a themed static portfolio.
//!
//! Read the modules from top to bottom and you have read the pipeline:
//!
//! ```text
//!  files ─source→ SourceFile ─content→ Document ─site→ Site ─render→ Output ─output→ public/
//! ```
//!
//! A module uses only the modules above it; `tests/architecture.rs` holds it to that.

pub mod diagnostic; // layer 0
pub mod graph; // layer 1
pub mod yaml; // layer 1
pub mod value; // layer 2
pub mod config; // layer 2
pub mod python; // layer 3
pub mod source; // layer 3
pub mod code; // layer 4
pub mod content; // layer 5
pub mod portfolio; // layer 5
pub mod site; // layer 6
pub mod template; // layer 7
pub mod render; // layer 8
pub mod output; // layer 9
pub mod pipeline; // layer 10
pub mod edit; // layer 11
pub mod watch; // layer 11
pub mod check; // layer 12
pub mod publish; // layer 12
pub mod schema; // layer 12
pub mod serve; // layer 12
pub mod theme; // layer 12
pub mod verify; // layer 12
pub mod cli; // layer 13
