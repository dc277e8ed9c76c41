//! The operations that change the disk, behind a trait so that tests can let each of them fail.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::graph::Fingerprint;

/// What the writer does to a disk. Reading is not part of it.
pub trait Disk: Sync {
    /// Makes one folder; its parent is there.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Writes a file that is not there yet.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Copies the bytes of `from` (not its permissions) to a file that is not there yet; the fingerprint is that of
    /// the bytes that were copied.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<Fingerprint>;
    /// Renames a file, replacing the one at `to`.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file or a link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
}

/// The real file system.
///
/// Nothing is flushed to the device: a build that ends with the power is repaired by the next one, which compares
/// contents and checks staged files against the journal's fingerprints; flushing each file would cost every build
/// seconds.
#[derive(Debug, Clone, Copy)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        create_new(path)?.write_all(bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<Fingerprint> {
        let mut copying = Copying { from: File::open(from)?, to: create_new(to)? };
        Fingerprint::of_reader(&mut copying).map(|(fingerprint, _)| fingerprint)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Hands on what it reads and writes it, so that a file is copied and hashed in one pass.
struct Copying {
    from: File,
    to: File,
}

impl Read for &mut Copying {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.to.write_all(&buffer[..count])?;
        Ok(count)
    }
}
