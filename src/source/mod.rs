//! Layer 3, stage **read**: from a site's folder to its [`Sources`], every file with its kind and fingerprint.
//!
//! This is the only door to the site's files: what lies behind it works on values. Text that later stages parse is
//! decoded and kept; images and the like are hashed and forgotten. Nothing here parses or writes, and a file that cannot
//! be read is a diagnostic that does not hide the others.

mod classify;
mod decode;
mod files;
mod include;
mod names;
mod picture;
mod reading;
mod rules;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, SourceMap, SourcePath, SourceText};
use crate::graph::Fingerprint;

pub use classify::{SourceKind, classify};
pub use files::{Files, OnDisk, Stream, bytes, open, read_file, read_given_text, read_text};
pub use include::{Allowed, Includes, Refusal, Text};
pub use picture::{picture_size, size_of};
pub use reading::{Reading, Touched, stamps, stamps_of};
pub use rules::{BadPattern, Rules};

/// The name of the file that makes a folder a site.
pub const CONFIG_FILE: &str = "showpiece.yaml";

/// The name of the file that holds which snippets were found true.
pub const LOCK_FILE: &str = "snippets.lock";

/// One file of the site as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name within the site: `/` between the parts, letters in Unicode's composed form whatever the disk has.
    pub path: SourcePath,
    /// Where it lies on disk.
    pub absolute: PathBuf,
    /// What it is for.
    pub kind: SourceKind,
    /// Its text, for kinds that are text.
    pub body: FileBody,
    /// Of the decoded text where there is one, so that line endings and a BOM make no difference; else of the bytes.
    pub fingerprint: Fingerprint,
    /// Bytes on disk.
    pub size: u64,
}

impl SourceFile {
    /// The text, unless the file is an asset or broken.
    pub fn text(&self) -> Option<Arc<str>> {
        self.source_text().map(SourceText::get)
    }

    /// The same, to be shared and perhaps packed.
    pub fn source_text(&self) -> Option<&SourceText> {
        match &self.body {
            FileBody::Text(text) => Some(text),
            FileBody::Bytes | FileBody::Broken { .. } => None,
        }
    }
}

/// What is kept of a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileBody {
    /// Text: UTF-8 without BOM, lines ended by `\n`, no NUL.
    Text(SourceText),
    /// An asset; its bytes are not kept.
    Bytes,
    /// A text that could not be read. Its diagnostic is already made; the file is listed so that nobody reports it as
    /// missing.
    Broken {
        /// The text with `U+FFFD` for what is not UTF-8, for the place of the diagnostic; empty if there is none.
        shown: SourceText,
    },
}

/// All files of a site.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The site's folder, as it was given.
    pub root: PathBuf,
    /// The files by their paths.
    pub files: BTreeMap<SourcePath, SourceFile>,
}

impl Sources {
    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// The files of one kind, by path.
    pub fn of_kind(&self, kind: SourceKind) -> impl Iterator<Item = &SourceFile> {
        self.files.values().filter(move |file| file.kind == kind)
    }

    /// Whether a file is a page: all Markdown is. A notebook is one unless it lies beside an `index.md` or an `index.ipynb`,
    /// or in a folder below: then it belongs to that page as a picture does.
    pub fn is_page(&self, file: &SourceFile) -> bool {
        match file.kind {
            SourceKind::Content => true,
            SourceKind::Notebook if file.path.ends_with("/index.ipynb") => true,
            SourceKind::Notebook => {
                let folders = file.path.match_indices('/').map(|(end, _)| &file.path[..end]).skip(1);
                let has = |folder: &str, name: &str| self.files.contains_key(format!("{folder}/{name}").as_str());
                !folders.into_iter().any(|folder| has(folder, "index.md") || has(folder, "index.ipynb"))
            }
            _ => false,
        }
    }

    /// All pages, by path.
    pub fn pages(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.values().filter(|file| self.is_page(file))
    }

    /// The texts of one kind with their paths.
    pub fn texts(&self, kind: SourceKind) -> impl Iterator<Item = (&SourcePath, Arc<str>)> {
        self.of_kind(kind).filter_map(|file| Some((&file.path, file.text()?)))
    }

    /// The texts that diagnostics point into, broken ones included.
    pub fn source_map(&self) -> SourceMap {
        let mut map = SourceMap::default();
        for file in self.files.values() {
            match &file.body {
                FileBody::Text(text) | FileBody::Broken { shown: text } => {
                    map.insert(Arc::clone(&file.path), text.clone());
                }
                FileBody::Bytes => {}
            }
        }
        map
    }
}

/// Reads all files of the site at `root`: `showpiece.yaml`, `snippets.lock`, `content/`, `data/`, `inventories/`, `static/`,
/// `templates/` and `themes/`, without what `rules` leave out. The diagnostics are sorted.
pub fn read(root: &Path, rules: &Rules) -> (Sources, Vec<Diagnostic>) {
    read_with(root, rules, &OnDisk)
}

/// Like [`read`], with the reading itself passed in, so that a test can let it fail.
pub fn read_with(root: &Path, rules: &Rules, files: &dyn Files) -> (Sources, Vec<Diagnostic>) {
    let reading = Reading::first(root, rules, files);
    let diagnostics = reading.diagnostics();
    (reading.sources, diagnostics)
}

/// A file that the walk found and that is to be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its name within the site.
    pub path: SourcePath,
    /// Where it lies on disk.
    pub absolute: PathBuf,
    /// What it is for.
    pub kind: SourceKind,
}

/// The site that a folder lies in, as one would name it there: `..`, `../..`.
pub fn site_above(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    let above = absolute.ancestors().skip(1).position(|above| above.join(CONFIG_FILE).is_file())?;
    let way: PathBuf = std::iter::repeat_n("..", above + 1).collect();
    Some(if folder == Path::new(".") { way } else { folder.join(way) })
}

fn missing_config(root: &Path) -> Option<Diagnostic> {
    if root.join(CONFIG_FILE).is_file() {
        return None;
    }
    let shown = root.display();
    if root.is_file() {
        let diagnostic = Diagnostic::new(Code::MissingConfig, format!("`{shown}` is a file, not a site's folder"));
        return Some(diagnostic.help("name the folder that holds `showpiece.yaml`"));
    }
    if !root.is_dir() {
        let diagnostic = Diagnostic::new(Code::MissingConfig, format!("there is no folder `{shown}`"));
        return Some(diagnostic.help(format!("`showpiece init {shown}` makes a site there")));
    }
    let diagnostic = Diagnostic::new(Code::MissingConfig, format!("`{shown}` has no `{CONFIG_FILE}`"));
    if let Some(site) = site_above(root) {
        return Some(diagnostic.help(format!("the site is `{}`: name it as argument, or go there", site.display())));
    }
    let near = ["showpiece.yml", "Showpiece.yaml", "showpiece.toml", "showpiece.json"];
    Some(match near.iter().find(|name| root.join(name).is_file()) {
        Some(name) => diagnostic.help(format!("rename `{name}` to `{CONFIG_FILE}` (it must be YAML)")),
        None => diagnostic
            .help(format!("name the site's folder as argument, or make a site here with `showpiece init {shown}`")),
    })
}
