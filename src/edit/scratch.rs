//! A folder for a site that is needed once and shown to nobody.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, system_words};

/// A folder of its own below the system's folder for such things; it goes with the value.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes the folder, with files in it.
    pub fn new<'a>(files: impl IntoIterator<Item = (String, Cow<'a, [u8]>)>) -> Result<Self, Diagnostic> {
        let failed = |error: io::Error| {
            let message = format!("a folder for the reference site cannot be made: {}", system_words(&error));
            Diagnostic::new(Code::UnwritableFile, message).help("`TMPDIR` names the folder in which it is tried")
        };
        let scratch = Self(fresh(&std::env::temp_dir()).map_err(failed)?);
        for (path, bytes) in files {
            let path = scratch.0.join(path);
            let folder = path.parent().unwrap_or(&scratch.0);
            fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes)).map_err(failed)?;
        }
        Ok(scratch)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies where the system clears up.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A new folder, which nobody else had.
fn fresh(below: &Path) -> io::Result<PathBuf> {
    let mut number = 0_u32;
    loop {
        let path = below.join(format!("showpiece-{}-{number}", std::process::id()));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 10_000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}
