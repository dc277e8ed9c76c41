//! Layer 10: the order of the stages. One call reads a site, joins it, renders every file and writes what changed.
//!
//! In: [`Options`]. Out: a [`Report`] with what was written and every diagnostic, sorted. The output changes only when no
//! diagnostic is an error; otherwise the last good one stays as it is.

mod answer;
mod builder;
mod cache;
mod change;
mod configuration;
mod includes;
mod inputs;
mod inventories;
mod judge;
mod keep;
mod look;
mod shown;
mod write;

use std::path::PathBuf;

pub use answer::{Content, Served};
pub use builder::{Builder, Reason, Update, Work};
pub use cache::{CACHE_FOLDER, keep_text, kept_text};
pub use change::ChangeSet;
pub use judge::Used;
pub use shown::LastShown;

use crate::config::Derived;
use crate::diagnostic::{Diagnostic, Severity, SourceMap};
use crate::value::Today;

/// What to build, and where to.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// The output folder; `public` in the site's folder if none is named.
    pub out: Option<PathBuf>,
    /// A configuration file laid over `showpiece.yaml`.
    pub overlay: Option<PathBuf>,
    /// Another base URL than the configured one.
    pub base_url: Option<String>,
    /// The address of a site whose configuration names none, if the surroundings tell it.
    pub derived: Option<Derived>,
    /// Another theme than the configured one.
    pub theme: Option<String>,
    /// Whether drafts are built, marked as such.
    pub drafts: bool,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// Whether each block of a text says which line it comes from, and a site in error shows what was good last: for a
    /// preview.
    pub preview: bool,
    /// Whether what one process knows of the site is left to the next, in `.showpiece/`.
    pub cache: bool,
    /// Today, from `SOURCE_DATE_EPOCH` or the clock.
    pub today: Today,
}

impl Options {
    /// The usual build of the site at `root`.
    pub fn new(root: impl Into<PathBuf>, today: Today) -> Self {
        Self {
            root: root.into(),
            out: None,
            overlay: None,
            base_url: None,
            derived: None,
            theme: None,
            drafts: false,
            strict: false,
            preview: false,
            cache: false,
            today,
        }
    }

    /// Where the output goes.
    pub fn output_folder(&self) -> PathBuf {
        self.out.clone().unwrap_or_else(|| self.root.join("public"))
    }
}

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// HTML pages of the site, redirects not counted.
    pub pages: usize,
    /// Files of the output.
    pub files: usize,
    /// Files written, because they are new or changed.
    pub written: usize,
    /// Files removed.
    pub removed: usize,
    /// Bytes of the whole output.
    pub bytes: u64,
}

/// The result of a build.
#[derive(Debug, Default)]
pub struct Report {
    /// What was written; none when the output was left as it was.
    pub summary: Option<Summary>,
    /// Everything found wrong, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: SourceMap,
}

impl Report {
    /// How many diagnostics are errors, and how many warnings.
    pub fn counts(&self) -> (usize, usize) {
        crate::diagnostic::counts(&self.diagnostics)
    }
}

/// Whether the output may be written.
fn publishable<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, strict: bool) -> bool {
    !diagnostics.into_iter().any(|diagnostic| strict || diagnostic.severity == Severity::Error)
}
