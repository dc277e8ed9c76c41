//! Which files are left out: what the configuration ignores, the output folder, and the litter of tools.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// What the walk leaves out.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    names: GlobSet,
    paths: GlobSet,
    outputs: Vec<PathBuf>,
}

/// An ignore pattern that is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern {
    /// Its index in the list that was given.
    pub index: usize,
    /// What is wrong with it: a few words, lower case.
    pub reason: String,
}

impl Rules {
    /// The folders that belong to a site. Others (`node_modules/`, `.venv/`, the code that snippets include) are not
    /// walked, however large they are.
    pub const FOLDERS: [&str; 7] = ["content", "data", "i18n", "inventories", "static", "templates", "themes"];

    /// Rules that leave out what matches one of the `ignore` patterns.
    ///
    /// A pattern without `/` is matched against each file's and folder's name, as in `.gitignore`; one with a `/`
    /// against the path from the site's folder, where `*` stops at a `/` and `**` does not. A pattern that matches a
    /// folder leaves out all below it.
    pub fn new<S: AsRef<str>>(ignore: &[S]) -> Result<Self, BadPattern> {
        let mut names = GlobSetBuilder::new();
        let mut paths = GlobSetBuilder::new();
        for (index, pattern) in ignore.iter().enumerate() {
            let pattern = pattern.as_ref().trim_end_matches('/');
            let glob = GlobBuilder::new(pattern.trim_start_matches('/')).literal_separator(true).build();
            let glob = glob.map_err(|error| BadPattern { index, reason: error.kind().to_string() })?;
            if pattern.contains('/') {
                paths.add(glob)
            } else {
                names.add(glob)
            };
        }
        let broken = |error: globset::Error| BadPattern { index: 0, reason: error.kind().to_string() };
        Ok(Self { names: names.build().map_err(broken)?, paths: paths.build().map_err(broken)?, outputs: Vec::new() })
    }

    /// Leaves out the folder `output` too, wherever it lies: what was written is never read again.
    #[must_use]
    pub fn without_output(mut self, output: &Path) -> Self {
        self.outputs.push(real_once_made(output));
        self
    }

    /// The folder of the site at `root` that `output` is, or lies in.
    pub fn folder_around(root: &Path, output: &Path) -> Option<&'static str> {
        let output = real_once_made(output);
        Self::FOLDERS.into_iter().find(|name| output.starts_with(real_once_made(&root.join(name))))
    }

    /// Whether the file or folder at `path` (relative to the site) is left out; asked for each folder on the way
    /// down, so only the last part of the path is looked at for names.
    pub fn leave_out(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        is_litter(name) || self.names.is_match(name) || self.paths.is_match(path)
    }

    /// Whether one of the patterns matches `path`, or a folder above it.
    pub fn names(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        let is_named =
            |part: &str| self.names.is_match(part.rsplit('/').next().unwrap_or(part)) || self.paths.is_match(part);
        ends.into_iter().any(|end| is_named(&path[..end]))
    }

    /// Whether the walk passes over the file or folder at `path` (relative to the site): it is left out, or hidden where
    /// hidden names mean nothing. As with [`Rules::leave_out`], the folders above are not asked about.
    pub fn skips(&self, path: &str) -> bool {
        let is_hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
        let keeps = is_hidden && super::classify(path).is_some_and(super::SourceKind::keeps_dot_names);
        is_hidden && !keeps || self.leave_out(path)
    }

    /// Whether the folder at the real path `folder` is, or lies in, an output folder.
    pub fn is_output(&self, folder: &Path) -> bool {
        self.outputs.iter().any(|output| folder.starts_with(output))
    }

    /// Whether the file at `path`, seen alone, is read: each folder above it must be let through too. For changes
    /// that a watcher reports.
    pub fn wants(&self, path: &str) -> bool {
        let Some(kind) = super::classify(path) else { return false };
        let hidden = |part: &str| part.starts_with('.') && !kind.keeps_dot_names();
        if path.split('/').any(hidden) {
            return false;
        }
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        !ends.into_iter().any(|end| self.leave_out(&path[..end]))
    }
}

/// The real path that `folder` has or will have, once somebody makes it.
fn real_once_made(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let found = whole.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    match found.and_then(|(above, real)| Some((real, whole.strip_prefix(above).ok()?))) {
        Some((real, rest)) if rest.as_os_str().is_empty() => real,
        Some((real, rest)) => real.join(rest),
        None => whole,
    }
}

/// Files that tools leave behind and nobody means to publish.
fn is_litter(name: &str) -> bool {
    let swap = name.starts_with('.') && name.rsplit_once('.').is_some_and(|(_, end)| is_swap_extension(end));
    let emacs = name.starts_with(".#") || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'));
    let folder = matches!(name, ".git" | ".hg" | ".svn" | ".showpiece");
    let manager = matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".directory");
    let saving =
        name.ends_with("___jb_tmp___") || name.ends_with("___jb_old___") || name.starts_with(".goutputstream-");
    swap || emacs || folder || manager || saving || name.ends_with('~')
}

/// Vim's `.swp`, `.swo`, … `.swa`.
fn is_swap_extension(extension: &str) -> bool {
    let bytes = extension.as_bytes();
    bytes.len() == 3 && bytes.starts_with(b"sw") && bytes[2].is_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_pattern_matches_at_any_depth_and_a_path_pattern_from_the_top() {
        let rules = Rules::new(&["*.bak", "drafts", "/content/old/", "static/*/raw"]).unwrap();
        for out in ["content/a.bak", "static/x/y.bak", "content/drafts", "content/old", "static/a/raw"] {
            assert!(rules.leave_out(out), "{out}");
        }
        for kept in ["content/a.md", "content/older", "content/b/content/old", "static/a/b/raw", "content/drafts.md"] {
            assert!(!rules.leave_out(kept), "{kept}");
        }
    }

    #[test]
    fn a_file_below_a_folder_left_out_is_not_wanted() {
        let rules = Rules::new(&["drafts", "content/old"]).unwrap();
        assert!(rules.wants("content/a.md"));
        assert!(rules.wants("static/.well-known/x"));
        for out in ["content/drafts/a.md", "content/old/a.md", "content/.obsidian/a.md", "static/.git/x", "public/a.md"]
        {
            assert!(!rules.wants(out), "{out}");
        }
    }

    #[test]
    fn litter_is_left_out_and_look_alikes_are_not() {
        for litter in
            [".a.md.swp", ".a.swo", "a.md~", ".#a.md", "#a.md#", ".git", ".DS_Store", ".showpiece", "a.md___jb_tmp___"]
        {
            assert!(is_litter(litter), "{litter}");
        }
        for kept in ["a.swp", ".well-known", "#", "a.md", ".htaccess", ".nojekyll", ".swatch"] {
            assert!(!is_litter(kept), "{kept}");
        }
    }

    #[test]
    fn hidden_files_are_skipped_except_where_they_are_published() {
        let rules = Rules::new(&["*.bak"]).unwrap();
        for out in ["content/.obsidian", "content/.a.md", "data/.x.yaml", "static/a.bak", "static/.git"] {
            assert!(rules.skips(out), "{out}");
        }
        for kept in ["content/a.md", "content/a", "static/.well-known", "data/x"] {
            assert!(!rules.skips(kept), "{kept}");
        }
    }

    #[test]
    fn an_output_folder_is_known_before_it_is_made() {
        let folder = tempfile::TempDir::new().unwrap();
        let real = folder.path().canonicalize().unwrap();
        let rules = Rules::default().without_output(&real.join("not/./made"));
        assert!(rules.is_output(&real.join("not/made/a.html")));
        assert!(!rules.is_output(&real.join("not")));
    }

    #[test]
    fn a_broken_pattern_is_named_by_its_index() {
        let error = Rules::new(&["*.bak", "a[b"]).unwrap_err();
        assert_eq!(error.index, 1);
        assert!(error.reason.contains("unclosed"), "{}", error.reason);
    }
}
