//! Layer 9, stage **write**: from the bytes of every URL to the output folder, changed files only.
//!
//! A [`Writer`] stages what differs from the last build, and [`Writer::commit`] brings it in: a journal, then renames
//! one by one, deletions last. Until the journal stands, the folder is the last good build; from then on the next run
//! finishes what was interrupted. A record inside the folder says which files are ours; others are never touched.
//! Nothing here knows what the bytes mean.

mod disk;
mod folder;
mod journal;
mod path;
mod plan;
mod record;
mod writer;

pub use disk::{Disk, RealDisk};
pub use folder::Target;
pub use path::OutputPath;
pub use record::recorded;
pub use writer::{Summary, Writer, Written, clear};

use std::io;

use crate::diagnostic::{Code, Diagnostic, system_words};

/// The file inside the output folder that makes it ours: which files we wrote, with their fingerprints.
pub const RECORD_FILE: &str = ".showpiece-manifest";

/// The folder inside the output folder that holds what is not brought in yet. It lies inside, since only there is it
/// sure to be on the same file system: the output folder may itself be a mount point, and its parent read-only.
pub const STAGING_FOLDER: &str = ".showpiece-staging";

/// The diagnostic for an operation that the system refused, such as writing to a full disk.
fn failed(doing: &str, error: &io::Error) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::OutputFailed, format!("{doing}: {}", system_words(error)));
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            diagnostic.help("make room on the disk, or write elsewhere with `--out`")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            diagnostic.help("make the folder writable, or write elsewhere with `--out`")
        }
        _ => diagnostic.help("the last good build is kept, or finished by the next run"),
    }
}
