//! Reading one file: open, decode or hash.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use super::decode::decode;
use super::{FileBody, Found, SourceFile};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, system_words};
use crate::graph::Fingerprint;

/// How files are opened; the tests pass one that fails.
pub trait Files: Sync {
    /// Opens the file at `path` for reading, with its expected length in bytes.
    fn open(&self, path: &Path) -> io::Result<(Box<dyn Read>, u64)>;
}

/// The real file system.
#[derive(Debug, Clone, Copy)]
pub struct OnDisk;

impl Files for OnDisk {
    fn open(&self, path: &Path) -> io::Result<(Box<dyn Read>, u64)> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok((Box::new(file), size))
    }
}

/// Reads one file that was found. A file that vanished since is not part of the site: no file, no diagnostic.
pub fn read_file(found: Found, files: &dyn Files) -> (Option<SourceFile>, Option<Diagnostic>) {
    match load(&found, files) {
        Ok((body, fingerprint, size, problem)) => {
            let Found { path, absolute, kind } = found;
            (Some(SourceFile { path, absolute, kind, body, fingerprint, size }), problem)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => (None, None),
        Err(error) => {
            let problem = unreadable(&found.path, &error).at(Place::whole(&found.path));
            let Found { path, absolute, kind } = found;
            let body = FileBody::Broken { shown: "".into() };
            let file = SourceFile { path, absolute, kind, body, fingerprint: Fingerprint::ABSENT, size: 0 };
            (Some(file), Some(problem))
        }
    }
}

/// Reads the text file at `absolute`, which need not lie in a site (`--config FILE`); diagnostics name it `path`.
pub fn read_text(absolute: &Path, path: &SourcePath) -> Result<Arc<str>, Diagnostic> {
    regular(absolute).map_err(|error| unreadable(path, &error).at(Place::whole(path)))?;
    read_given_text(absolute, path)
}

/// The same for a file that the command line names: it may be a pipe.
pub fn read_given_text(absolute: &Path, path: &SourcePath) -> Result<Arc<str>, Diagnostic> {
    let bytes = OnDisk.open(absolute).and_then(|(reader, size)| read_all(reader, size));
    let bytes = bytes.map_err(|error| unreadable(path, &error).at(Place::whole(path)))?;
    decode(bytes).map(Arc::from).map_err(|fault| fault.into_diagnostic(path))
}

/// The bytes of a file that is copied or rewritten as a whole, such as an asset of a theme.
///
/// # Errors
///
/// When it cannot be opened or read.
pub fn bytes(absolute: &Path) -> io::Result<Vec<u8>> {
    regular(absolute)?;
    let (reader, size) = OnDisk.open(absolute)?;
    read_all(reader, size)
}

/// Refuses a pipe or a device, since whoever opens one waits for somebody to write into it, perhaps for ever. The walk
/// takes none up; this is for files that are read by their names.
fn regular(absolute: &Path) -> io::Result<()> {
    match absolute.metadata() {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe, a socket or a device"))
        }
        _ => Ok(()),
    }
}

/// A file that is read in pieces.
pub trait Stream: Read + Seek + Send {}

impl<T: Read + Seek + Send> Stream for T {}

/// Opens a file that is copied, to be read piece by piece; with its length in bytes.
///
/// # Errors
///
/// When it cannot be opened.
pub fn open(absolute: &Path) -> io::Result<(Box<dyn Stream>, u64)> {
    regular(absolute)?;
    let file = File::open(absolute)?;
    let size = file.metadata()?.len();
    Ok((Box::new(file), size))
}

type Loaded = (FileBody, Fingerprint, u64, Option<Diagnostic>);

fn load(found: &Found, files: &dyn Files) -> io::Result<Loaded> {
    let (reader, expected) = files.open(&found.absolute)?;
    if !found.kind.is_text() {
        let (fingerprint, size) = Fingerprint::of_reader(reader)?;
        return Ok((FileBody::Bytes, fingerprint, size, None));
    }
    let bytes = read_all(reader, expected)?;
    let size = bytes.len() as u64;
    Ok(match decode(bytes) {
        Ok(text) => {
            let fingerprint = Fingerprint::of(text.as_bytes());
            (FileBody::Text(text.into()), fingerprint, size, None)
        }
        Err(fault) => {
            let shown = fault.shown.as_str().into();
            let fingerprint = fault.fingerprint;
            (FileBody::Broken { shown }, fingerprint, size, Some(fault.into_diagnostic(&found.path)))
        }
    })
}

fn read_all(mut reader: Box<dyn Read>, expected: u64) -> io::Result<Vec<u8>> {
    // One byte more than expected, so that the end is seen without another allocation.
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The diagnostic for a file or folder that the operating system does not let us read.
pub(super) fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::UnreadableFile, format!("`{path}` cannot be read: {}", system_words(error)));
    match error.kind() {
        io::ErrorKind::PermissionDenied => diagnostic.help("give yourself the permission to read it, or remove it"),
        _ => diagnostic.help("remove it from the site, or leave it out with `build.ignore`"),
    }
}
