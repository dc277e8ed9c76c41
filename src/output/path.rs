//! Names of output files: relative, inside the folder, writable.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{RECORD_FILE, STAGING_FOLDER};
use crate::diagnostic::{Code, Diagnostic};

/// The path of an output file relative to the output folder, `/` between its parts (`projects/a/index.html`). It cannot
/// lead out of the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Checks a path. Each part must be a plain name (not empty, `.` or `..`) of at most 255 bytes without control
    /// characters, and must not be one of our own files.
    pub fn new(path: &str) -> Result<Self, Diagnostic> {
        let fault = path.split('/').find_map(part_fault).or_else(|| own_name_fault(path));
        match fault {
            None => Ok(Self(Arc::from(path))),
            Some(fault) => {
                let message = format!("no file can be written at `{}`: {fault}", path.escape_debug());
                Err(Diagnostic::new(Code::OutputPath, message)
                    .help("rename the source file, or give the page a `slug`"))
            }
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where it lies below `folder`.
    pub fn below(&self, folder: &Path) -> PathBuf {
        folder.join(&*self.0)
    }

    /// Its first part.
    pub(super) fn top(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }

    /// The folders above it, outermost first: `a/b/c` has `a` and `a/b`.
    pub(super) fn folders(&self) -> impl DoubleEndedIterator<Item = &str> {
        let ends: Vec<usize> = self.0.match_indices('/').map(|(end, _)| end).collect();
        ends.into_iter().map(|end| &self.0[..end])
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

fn part_fault(part: &str) -> Option<&'static str> {
    let windows_only = cfg!(windows) && part.contains(['\\', ':', '<', '>', '"', '|', '?', '*']);
    match part {
        "" => Some("a part of the path is empty"),
        "." | ".." => Some("`.` and `..` are not names"),
        _ if part.len() > 255 => Some("a name is longer than 255 bytes"),
        _ if part.contains(char::is_control) => Some("a name contains a control character"),
        _ if windows_only => Some("Windows does not allow one of its characters"),
        _ => None,
    }
}

fn own_name_fault(path: &str) -> Option<&'static str> {
    let top = path.split('/').next().unwrap_or(path);
    let own = [RECORD_FILE, STAGING_FOLDER, super::folder::LOCK_FILE].iter().any(|own| top.eq_ignore_ascii_case(own));
    own.then_some("the name belongs to Showpiece")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_inside_the_folder_are_paths() {
        for good in ["index.html", "a/b/c.html", ".well-known/x", "...", "a..b", "ü/ß"] {
            assert_eq!(OutputPath::new(good).unwrap().as_str(), good);
        }
        let long = "x".repeat(256);
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "a/",
            "../a",
            "a/../b",
            "./a",
            "a\0b",
            "a\nb",
            &long,
            ".showpiece-manifest",
            ".Showpiece-Manifest",
            ".showpiece-staging/0",
            ".showpiece-lock",
        ] {
            let error = OutputPath::new(bad).unwrap_err();
            assert_eq!(error.code, Code::OutputPath, "{bad:?}");
        }
        assert!(OutputPath::new(&"x".repeat(255)).is_ok());
    }

    #[test]
    fn folders_are_those_above() {
        let path = OutputPath::new("a/b/c").unwrap();
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(OutputPath::new("c").unwrap().folders().count(), 0);
    }
}
