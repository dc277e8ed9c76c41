//! The walk over a site's folders: which files there are, in a fixed order, with links kept inside the site.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::{UnicodeNormalization, is_nfc};
use walkdir::{DirEntry, WalkDir};

use super::{CONFIG_FILE, Found, LOCK_FILE, Rules, SourceKind, classify};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath};

/// The files of the site at `root`, sorted by path, each path once.
pub(super) fn walk(root: &Path, rules: &Rules, diagnostics: &mut Vec<Diagnostic>) -> Walked {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let mut walk = Walk { root, real_root, rules, found: Vec::new(), has_links: false, diagnostics };
    for name in [CONFIG_FILE, LOCK_FILE].iter().chain(&Rules::FOLDERS) {
        let top = root.join(name);
        let wanted = [CONFIG_FILE, LOCK_FILE].contains(name) || !rules.leave_out(name);
        if wanted && top.symlink_metadata().is_ok() {
            walk.folder(&top);
        }
    }
    let has_links = walk.has_links;
    let mut found = walk.found;
    found.sort();
    found.dedup_by(|second, first| {
        let same = second.path == first.path;
        if same {
            diagnostics.push(same_name(first, second));
        }
        same
    });
    Walked { found, has_links }
}

/// What a walk found.
pub(super) struct Walked {
    /// The files.
    pub found: Vec<Found>,
    /// Whether there are links among them, so that one file may be reached by two paths.
    pub has_links: bool,
}

struct Walk<'a> {
    root: &'a Path,
    real_root: PathBuf,
    rules: &'a Rules,
    found: Vec<Found>,
    has_links: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn folder(&mut self, top: &Path) {
        let mut entries = WalkDir::new(top).follow_links(true).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    let go_on = self.entry(&entry);
                    if !go_on && entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => self.error(&error),
            }
        }
    }

    /// Takes a file; says of a folder whether to go down.
    fn entry(&mut self, entry: &DirEntry) -> bool {
        let Some(path) = self.site_path(entry.path()) else { return false };
        let is_top = !path.contains('/');
        if !is_top && (self.rules.leave_out(&path) || is_hidden(entry.file_name(), &path)) {
            return false;
        }
        if entry.path_is_symlink() && !self.link_may_be_followed(entry.path(), &path) {
            return false;
        }
        if entry.file_type().is_dir() {
            return !self.rules.is_output(entry.path()) && !self.rules.is_output(&self.real(entry.path()));
        }
        self.file(entry, path);
        false
    }

    fn file(&mut self, entry: &DirEntry, path: SourcePath) {
        let Some(kind) = classify(&path) else { return };
        if entry.file_type().is_file() {
            self.found.push(Found { path, absolute: entry.path().to_path_buf(), kind });
        } else {
            let message = format!("`{path}` is neither a file nor a folder");
            let diagnostic = Diagnostic::new(Code::UnreadableFile, message).at(Place::whole(&path));
            self.diagnostics.push(diagnostic.help("pipes, sockets and devices cannot be published; remove it"));
        }
    }

    /// A link is followed when it leads to a place inside the site that is not above the link itself.
    fn link_may_be_followed(&mut self, link: &Path, path: &SourcePath) -> bool {
        self.has_links = true;
        let Ok(target) = link.canonicalize() else { return false };
        let home = link.parent().and_then(|folder| folder.canonicalize().ok());
        let problem = if !target.starts_with(&self.real_root) {
            format!("the link `{path}` leads out of the site, to `{}`", target.display())
        } else if home.is_some_and(|home| home.starts_with(&target)) {
            format!("the link `{path}` leads to a folder that contains it")
        } else {
            return !self.rules.is_output(&target);
        };
        let diagnostic = Diagnostic::new(Code::LinkLeavesSite, problem).at(Place::whole(path));
        self.diagnostics.push(diagnostic.help("copy the files into the site instead of linking to them"));
        false
    }

    fn error(&mut self, error: &walkdir::Error) {
        let Some(path) = error.path().and_then(|path| self.site_path(path)) else { return };
        let is_link = error.path().is_some_and(Path::is_symlink);
        if self.rules.leave_out(&path) || is_hidden(OsStr::new(path.rsplit('/').next().unwrap_or(&path)), &path) {
            return;
        }
        let gone = error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
        let diagnostic = match error.io_error() {
            None => {
                let message = format!("the link `{path}` leads to a folder that contains it");
                Diagnostic::new(Code::LinkLeavesSite, message).help("remove the link")
            }
            Some(_) if gone && is_link => {
                let message = format!("the link `{path}` leads to nothing");
                Diagnostic::new(Code::UnreadableFile, message).help("repair the link or remove it")
            }
            // It was removed while we walked: then it is not part of the site any more.
            Some(_) if gone => return,
            Some(error) => super::files::unreadable(&path, error),
        };
        self.diagnostics.push(diagnostic.at(Place::whole(&path)));
    }

    /// The name of `path` within the site; a name that is not Unicode is reported and has none.
    fn site_path(&mut self, path: &Path) -> Option<SourcePath> {
        let relative = path.strip_prefix(self.root).ok()?;
        let mut text = String::new();
        for component in relative.components() {
            let Component::Normal(name) = component else { continue };
            let Some(name) = name.to_str() else {
                let shown = SourcePath::from(relative.to_string_lossy());
                let diagnostic = Diagnostic::new(Code::NotUtf8, format!("the name of `{shown}` is not UTF-8"));
                self.diagnostics.push(diagnostic.at(Place::whole(&shown)).help("rename the file"));
                return None;
            };
            if !text.is_empty() {
                text.push('/');
            }
            if is_nfc(name) {
                text.push_str(name)
            } else {
                text.extend(name.nfc())
            };
        }
        Some(SourcePath::from(text))
    }

    fn real(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.root).map_or_else(|_| path.to_path_buf(), |relative| self.real_root.join(relative))
    }
}

fn is_hidden(name: &OsStr, path: &str) -> bool {
    let keeps = classify(path).is_some_and(SourceKind::keeps_dot_names);
    name.as_encoded_bytes().starts_with(b".") && !keeps
}

/// Two files whose names are the same letters in different Unicode forms; only the first is read.
fn same_name(first: &Found, second: &Found) -> Diagnostic {
    let message = format!("two files are named `{}`, in different Unicode forms", first.path);
    let mut diagnostic = Diagnostic::new(Code::NameCollision, message).at(Place::whole(&first.path));
    diagnostic.severity = crate::diagnostic::Severity::Error;
    let escape = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().escape_unicode().to_string();
    diagnostic.help(format!(
        "rename one of them: their bytes read `{}` and `{}`",
        escape(&first.absolute),
        escape(&second.absolute)
    ))
}
