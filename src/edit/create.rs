//! Puts new files on disk: all of them, or none.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{IfThere, NewFile};
use crate::diagnostic::{Code, Diagnostic, system_words};

/// So many files have the same name with a number.
const MOST_OF_A_NAME: usize = 9_999;

/// What was done; each list holds paths relative to the folder, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Created {
    /// Files that were made.
    pub written: Vec<String>,
    /// Files that were there and stayed as they are.
    pub kept: Vec<String>,
}

/// Makes `files` below `folder`, which is made too if need be. If one of them is there already and may not be kept, or
/// one cannot be written, none is made.
pub fn create(folder: &Path, files: &[NewFile]) -> Result<Created, Diagnostic> {
    let files: Vec<NewFile> = files.iter().map(|file| named(folder, file)).collect();
    let there: Vec<&str> = files.iter().filter_map(|file| in_the_way(folder, file)).collect();
    if !there.is_empty() {
        return Err(refusal(&there));
    }
    let mut made = Made::default();
    let mut created = Created::default();
    for file in &files {
        let path = folder.join(&file.path);
        if path.symlink_metadata().is_ok() {
            created.kept.push(file.path.clone());
            continue;
        }
        if let Err(error) = made.file(&path, &file.text) {
            made.undo();
            return Err(failure(folder, &file.path, &error));
        }
        created.written.push(file.path.clone());
    }
    Ok(created)
}

/// The file under the name that it gets: where names are numbered, the first one that is free, as a file and as a folder.
fn named(folder: &Path, file: &NewFile) -> NewFile {
    let (IfThere::Number, Some((stem, ending))) = (&file.if_there, file.path.rsplit_once('.')) else {
        return file.clone();
    };
    let is_free = |stem: &str| {
        let taken = |path: String| folder.join(path).symlink_metadata().is_ok();
        !taken(format!("{stem}.{ending}")) && !taken(stem.to_owned())
    };
    let mut stems =
        std::iter::once(stem.to_owned()).chain((2..=MOST_OF_A_NAME).map(|number| format!("{stem}-{number}")));
    let free = stems.find(|stem| is_free(stem)).unwrap_or_else(|| stem.to_owned());
    NewFile { path: format!("{free}.{ending}"), if_there: IfThere::Refuse, ..file.clone() }
}

/// The name of the file that keeps `file` from being made, if there is one.
fn in_the_way<'a>(folder: &Path, file: &'a NewFile) -> Option<&'a str> {
    let is_there = |path: &str| folder.join(path).symlink_metadata().is_ok();
    match &file.if_there {
        IfThere::Keep => None,
        IfThere::RefuseAlso(other) if is_there(other) => Some(other),
        IfThere::Refuse | IfThere::RefuseAlso(_) | IfThere::Number => {
            is_there(&file.path).then_some(file.path.as_str())
        }
    }
}

fn refusal(there: &[&str]) -> Diagnostic {
    let message = match there {
        [one] => format!("`{one}` is there already"),
        _ => format!("{} of the files to be written are there already", there.len()),
    };
    let diagnostic = Diagnostic::new(Code::FileExists, message);
    let diagnostic = match there {
        [_] => diagnostic,
        _ => diagnostic.help(format!("these: {}", there.join(", "))),
    };
    diagnostic.help("nothing was written; choose another folder or title, or move what is there")
}

fn failure(folder: &Path, path: &str, error: &io::Error) -> Diagnostic {
    let shown = folder.join(path);
    let is_file = |path: &&Path| path.symlink_metadata().is_ok() && !path.is_dir();
    if let Some(file) = shown.ancestors().skip(1).find(is_file) {
        let message = format!("`{}` is a file, and a folder is needed in its place", file.display());
        return Diagnostic::new(Code::FileExists, message)
            .help("nothing was written; choose another folder, or move the file");
    }
    let message = format!("`{}` cannot be written: {}", shown.display(), system_words(error));
    Diagnostic::new(Code::UnwritableFile, message)
        .help("nothing was written; is the folder yours, and the disk not full?")
}

/// What was made so far, so that it can be taken back.
#[derive(Default)]
struct Made {
    paths: Vec<PathBuf>,
}

impl Made {
    fn file(&mut self, path: &Path, text: &str) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            self.folder(folder)?;
        }
        // Fails for a file that somebody made in the meantime, rather than replacing it.
        let mut file = File::create_new(path)?;
        self.paths.push(path.to_path_buf());
        file.write_all(text.as_bytes())
    }

    fn folder(&mut self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            self.folder(parent)?;
        }
        fs::create_dir(path)?;
        self.paths.push(path.to_path_buf());
        Ok(())
    }

    /// Removes what was made, last first. What cannot be removed stays; it was not there before, so nothing is lost.
    fn undo(self) {
        for path in self.paths.iter().rev() {
            let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
        }
    }
}
