//! Files that a page names: code to be shown, which may lie outside the folders that are walked.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{Files, OnDisk};
use crate::graph::Fingerprint;

/// Why a named file is not given.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such file.
    Missing,
    /// It lies outside the site, at this real path, and in none of the folders that are allowed.
    Outside(PathBuf),
    /// The system does not let us read it.
    Unreadable(io::Error),
    /// It is not UTF-8 text; a few words say why.
    NotText(String),
}

/// The text of the file at `wanted` with its fingerprint. It must really (links resolved) lie in `root` or in one of
/// the folders `allowed`; a relative one is relative to `root`.
pub fn include(root: &Path, allowed: &[PathBuf], wanted: &Path) -> Result<(Arc<str>, Fingerprint), Refusal> {
    let real = root.join(wanted).canonicalize().map_err(refuse)?;
    let inside = |folder: &Path| folder.canonicalize().is_ok_and(|folder| real.starts_with(folder));
    if !inside(root) && !allowed.iter().any(|folder| inside(&root.join(folder))) {
        return Err(Refusal::Outside(real));
    }
    if !real.is_file() {
        return Err(Refusal::Missing);
    }
    let (mut reader, _) = OnDisk.open(&real).map_err(refuse)?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(refuse)?;
    let text =
        super::decode::decode(bytes).map_err(|fault| Refusal::NotText(fault.message(&wanted.to_string_lossy())))?;
    let fingerprint = Fingerprint::of(text.as_bytes());
    Ok((Arc::from(text), fingerprint))
}

fn refuse(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Refusal::Missing,
        _ => Refusal::Unreadable(error),
    }
}
