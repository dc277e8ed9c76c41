//! What the engine has to say to the terminal, as values; `cli` finds the words.

use std::time::{Duration, Instant};

use super::site::Site;
use crate::diagnostic::{Diagnostic, SourceMap, SourcePath};
use crate::pipeline::{Reason, Update};
use crate::watch::Notice;

/// Something that happened.
#[derive(Debug)]
pub enum Report {
    /// The site lies below this path; the first report of all, and again when the path changes.
    Mounted(String),
    /// A change was worked up, down to the last page that it concerned.
    Updated(Updated),
    /// What is wrong is something else than before; nothing, when all was mended.
    Problems {
        /// Everything that is known to be wrong now.
        diagnostics: Vec<Diagnostic>,
        /// The texts that they point into.
        sources: SourceMap,
    },
    /// Something about watching that the user should know.
    Notice(Notice),
    /// Nothing is watched, for this reason; only a key rebuilds.
    Unwatched(String),
    /// A fault of the program itself was survived.
    Fault,
    /// A signal asked the program to end, or the server cannot go on.
    Stopped,
}

/// Why files were rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The program began.
    Start,
    /// Everything was forgotten and read again.
    Rebuild,
    /// Files changed.
    Change,
}

/// One change, or several that came at once.
#[derive(Debug, Clone)]
pub struct Updated {
    /// Why.
    pub cause: Cause,
    /// Files whose content is another one than before.
    pub changed: Vec<SourcePath>,
    /// How many files of the output were rendered.
    pub rendered: usize,
    /// Which, and why; nothing at the start, when all are new.
    pub reasons: Vec<Reason>,
    /// From the arrival of the change to the last render.
    pub took: Duration,
}

/// A change that is being worked on.
pub struct Work {
    cause: Cause,
    begun: Instant,
    changed: Vec<SourcePath>,
    /// Files that had been rendered when it began.
    before: usize,
}

impl Work {
    /// Work on the site that begins now.
    pub fn begun(cause: Cause, begun: Instant, site: &mut Site) -> Self {
        // What was rendered since the last change has other causes.
        drop(site.reasons());
        Self { cause, begun, changed: Vec::new(), before: site.rendered() }
    }

    /// Adds what an update found.
    pub fn add(&mut self, update: &Update) {
        self.changed.extend(update.changed.iter().cloned());
        self.changed.sort();
        self.changed.dedup();
    }

    /// What is said of it in the end.
    pub fn finished(self, now: Instant, site: &mut Site) -> Updated {
        let rendered = site.rendered().saturating_sub(self.before);
        let took = now.saturating_duration_since(self.begun);
        Updated { cause: self.cause, changed: self.changed, rendered, took, reasons: site.reasons() }
    }
}
