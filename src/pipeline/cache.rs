//! What one process leaves to the next: the reads of every file, in `.showpiece/`, so that a second build renders only what
//! changed in between.
//!
//! The cache holds nothing that the output depends on. It is thrown away when another version of the program wrote it,
//! when it is damaged, and when it is too large; it is replaced as a whole, so two processes never see half of one. A
//! folder that cannot be written to costs the cache and not the build.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::graph::{Fingerprint, Kept};
use crate::site::Fact;

/// The folder in the site's folder.
pub const CACHE_FOLDER: &str = ".showpiece";

/// Whose reads are kept. A preview renders other bytes than a build, so neither takes over what the other has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Those of `build`.
    Build,
    /// Those of `serve`.
    Preview,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Build => "build",
            Kind::Preview => "preview",
        }
    }
}

/// Begins the file; the number changes with its form.
const MAGIC: &[u8] = b"showpiece cache 1\n";
/// No site needs more, and no user looks for a gigabyte in a hidden folder.
const LARGEST: usize = 256 << 20;

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cache {
    /// Who read what.
    pub graph: Kept<Arc<str>, Fact>,
    /// The fingerprint of each file that was rendered, by site path.
    pub files: Vec<(Arc<str>, Fingerprint)>,
}

/// The fingerprint of the program: its sources and themes, since a version number does not change while one develops.
fn program() -> Fingerprint {
    Fingerprint::of(concat!(env!("CARGO_PKG_VERSION"), " ", env!("SHOWPIECE_SOURCES")).as_bytes())
}

fn file(root: &Path, kind: Kind) -> PathBuf {
    root.join(CACHE_FOLDER).join(kind.name())
}

/// Reads the cache of the site at `root`; nothing if there is none that can be used.
pub(super) fn load(root: &Path, kind: Kind) -> Option<Cache> {
    let bytes = fs::read(file(root, kind)).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (head, content) = rest.split_at_checked(32)?;
    let is_ours = head[..16] == program().bytes() && head[16..] == Fingerprint::of(content).bytes();
    if !is_ours {
        return None;
    }
    postcard::from_bytes(content).ok()
}

/// Replaces the cache of the site at `root`.
pub(super) fn save((root, kind): (&Path, Kind), cache: &Cache) {
    let Ok(content) = postcard::to_allocvec(cache) else { return };
    if content.len() > LARGEST {
        let _ = fs::remove_file(file(root, kind));
        return;
    }
    let head = [&program().bytes()[..], &Fingerprint::of(&content).bytes()].concat();
    // What cannot be kept is worked out again.
    let _ = replace((root, kind), &[MAGIC, &head, &content]);
}

fn replace((root, kind): (&Path, Kind), parts: &[&[u8]]) -> std::io::Result<()> {
    let folder = root.join(CACHE_FOLDER);
    fs::create_dir_all(&folder)?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n")?;
    }
    // The name is this process's own: two that write at once do not write into one file.
    let draft = folder.join(format!("{}-{}", kind.name(), std::process::id()));
    let written = fs::File::create(&draft).and_then(|mut file| parts.iter().try_for_each(|part| file.write_all(part)));
    let moved = written.and_then(|()| fs::rename(&draft, file(root, kind)));
    if moved.is_err() {
        let _ = fs::remove_file(&draft);
    }
    moved
}
