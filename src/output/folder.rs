//! May we write here? The output folder is checked, made and locked.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::{RECORD_FILE, STAGING_FOLDER, failed};
use crate::diagnostic::{Code, Diagnostic};

/// Only where a folder cannot be locked itself.
pub(super) const LOCK_FILE: &str = ".showpiece-lock";

/// Names that a folder may have and still count as empty: version control and file managers put them there.
const HARMLESS: [&str; 5] = [".git", ".gitignore", ".gitattributes", ".gitkeep", ".DS_Store"];

/// Where to write, and for which site.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The output folder; made if it is not there.
    pub out: &'a Path,
    /// The site's folder, which the output must not swallow.
    pub site: &'a Path,
}

/// An output folder that is ours for as long as this value lives.
#[derive(Debug)]
pub(super) struct Held {
    /// Its real path.
    pub out: PathBuf,
    /// Whether it was made just now.
    pub made: bool,
    /// Whether it holds nothing that is not ours: then no file can be in the way.
    pub empty: bool,
    // The lock goes when the file is closed, however the process ends: no lock is ever stale.
    _lock: Option<File>,
}

/// Makes the folder if need be, checks that it is ours, and locks it.
pub(super) fn hold(target: Target<'_>, disk: &dyn Disk) -> Result<Held, Diagnostic> {
    let shown = target.out.display();
    refuse_a_file(target.out)?;
    let made =
        make(target.out, disk).map_err(|error| failed(&format!("the folder `{shown}` cannot be made"), &error))?;
    let look = |error: io::Error| failed(&format!("the folder `{shown}` cannot be read"), &error);
    let out = target.out.canonicalize().map_err(look)?;
    refuse_the_site(&out, target)?;
    let others = names_of_others(&out).map_err(look)?;
    let foreign: Vec<&str> = others.iter().map(String::as_str).filter(|name| !HARMLESS.contains(name)).collect();
    let is_empty = others.is_empty();
    let ours = out.join(RECORD_FILE).is_file() || out.join(STAGING_FOLDER).join("journal").is_file();
    if !ours && !foreign.is_empty() {
        return Err(foreign_folder(target.out, &foreign));
    }
    let lock = lock(&out, target.out)?;
    Ok(Held { out, made, empty: is_empty, _lock: lock })
}

/// What stands where the folder, or one above it, should be.
fn refuse_a_file(out: &Path) -> Result<(), Diagnostic> {
    let is_there = |path: &&Path| path.symlink_metadata().is_ok();
    let Some(nearest) = out.ancestors().filter(|path| !path.as_os_str().is_empty()).find(is_there) else {
        return Ok(());
    };
    if nearest.is_dir() {
        return Ok(());
    }
    let what = if nearest.exists() { "a file, not a folder" } else { "a link that leads to nothing" };
    let message = format!("the output cannot go to `{}`: `{}` is {what}", out.display(), nearest.display());
    Err(Diagnostic::new(Code::OutputFailed, message)
        .help("name another folder with `--out`, or move what is in the way"))
}

fn make(out: &Path, disk: &dyn Disk) -> io::Result<bool> {
    if out.is_dir() {
        return Ok(false);
    }
    if let Some(parent) = out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make(parent, disk)?;
    }
    match disk.create_dir(out) {
        // Another run made it in the meantime; the lock decides between the two.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && out.is_dir() => Ok(false),
        result => result.map(|()| true),
    }
}

fn refuse_the_site(out: &Path, target: Target<'_>) -> Result<(), Diagnostic> {
    let site = target.site.canonicalize().unwrap_or_else(|_| target.site.to_path_buf());
    if !site.starts_with(out) {
        return Ok(());
    }
    let shown = target.out.display();
    let what = if site == out { "is the site itself" } else { "contains the site" };
    let diagnostic = Diagnostic::new(Code::OutputFolder, format!("the output folder `{shown}` {what}"));
    Err(diagnostic.help("choose a folder of its own with `--out`; `public` inside the site is the default"))
}

/// The names in the folder that are not ours by name, sorted.
fn names_of_others(out: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(out)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if ![RECORD_FILE, STAGING_FOLDER, LOCK_FILE].contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn foreign_folder(out: &Path, foreign: &[&str]) -> Diagnostic {
    let shown = out.display();
    let first = foreign.first().copied().unwrap_or_default();
    let others = foreign.len().saturating_sub(1);
    let list = if others == 0 { format!("`{first}`") } else { format!("`{first}` and {others} more") };
    let message = format!("`{shown}` is not empty and was not written by Showpiece: it holds {list}");
    let diagnostic = Diagnostic::new(Code::ForeignOutput, message);
    diagnostic.help("write elsewhere with `--out`, or empty the folder first if nothing in it is needed")
}

fn lock(out: &Path, shown: &Path) -> Result<Option<File>, Diagnostic> {
    match lockable(out).map(|file| (file.try_lock(), file)) {
        Ok((Ok(()), file)) => Ok(Some(file)),
        Ok((Err(TryLockError::WouldBlock), _)) => {
            let message = format!("another run of Showpiece is writing to `{}`", shown.display());
            Err(Diagnostic::new(Code::OutputBusy, message)
                .help("wait until it has finished, or write elsewhere with `--out`"))
        }
        // Some network file systems have no locks; a build there is better than none.
        Ok((Err(TryLockError::Error(_)), _)) | Err(_) => Ok(None),
    }
}

/// What is locked: the folder itself, which leaves no file behind; on Windows, where folders cannot be opened, a file.
fn lockable(out: &Path) -> io::Result<File> {
    if cfg!(windows) {
        return File::options().write(true).create(true).truncate(false).open(out.join(LOCK_FILE));
    }
    File::open(out)
}
