//! The site as addresses see it: a path in, a file of the output out, or a word on why there is none.

use super::address::{self, Below};
use crate::diagnostic::{Diagnostic, SourceMap};
use crate::graph::Fingerprint;
use crate::pipeline::{Builder, ChangeSet, LastShown, Options, Reason, Served, Update};
use crate::watch::Scope;

/// What lies at a path.
#[derive(Debug)]
pub enum Answer {
    /// A file of the output.
    File {
        /// Its name, such as `projects/x/index.html`.
        name: String,
        /// Its bytes.
        served: Served,
        /// False when it is the page for addresses that lead nowhere.
        found: bool,
    },
    /// The same with a slash at the end.
    Redirect(String),
    /// The path is not below the site's base path, which is this one.
    Outside(String),
    /// Nothing, and the site has no page to say so.
    Missing {
        /// Whether the site has errors, so that the page may only be missing now.
        broken: bool,
    },
}

impl Answer {
    /// A word for what the path shows now; it changes whenever a browser would see something else.
    pub fn version(&self) -> String {
        match self {
            Answer::File { served, found: true, .. } => served.fingerprint.to_string(),
            Answer::File { served, found: false, .. } => format!("404-{}", served.fingerprint),
            Answer::Redirect(to) => format!("to-{to}"),
            Answer::Outside(base) => format!("outside-{base}"),
            Answer::Missing { broken: true } => "broken".to_owned(),
            Answer::Missing { broken: false } => "missing".to_owned(),
        }
    }
}

/// A moment in the life of a site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    updates: usize,
    troubles: usize,
}

/// A builder, and where its site is mounted.
pub struct Site {
    options: Options,
    builder: Builder,
    polls: bool,
    settled: fn(&Builder),
    base: String,
    broken: bool,
    /// What is wrong, and the state of the site in which it was.
    known: (State, Vec<Diagnostic>),
    updates: usize,
    /// Files that were rendered by builders that are no more.
    forgotten: usize,
}

impl Site {
    /// A site of which nothing was read yet.
    pub fn new(options: Options, polls: bool, settled: fn(&Builder)) -> Self {
        Self {
            builder: Builder::new(options.clone()),
            options,
            polls,
            settled,
            base: "/".to_owned(),
            broken: false,
            known: (State::default(), Vec::new()),
            updates: 0,
            forgotten: 0,
        }
    }

    /// Forgets everything that was read and rendered.
    pub fn forget(&mut self) {
        self.forgotten = self.rendered();
        self.builder = Builder::new(self.options.clone());
        self.updates += 1;
    }

    /// The files and folders that the site is read from.
    pub fn scope(&self) -> Scope {
        Scope::of_build(&self.options, &self.builder.rules(), self.polls).showing(self.builder.shown_files())
    }

    /// Of everything that decides about [`Self::scope`]: which files are read, and which pages show.
    pub fn reads_from(&self) -> Fingerprint {
        let shown = format!("{:?}", self.builder.shown_files());
        Fingerprint::of_parts([shown.as_bytes(), &self.builder.configured().bytes()])
    }

    /// Looks at what may have changed.
    pub fn update(&mut self, changes: &ChangeSet) -> Update {
        let update = self.builder.update(changes);
        self.updates += 1;
        self.broken = self.diagnostics().iter().any(Diagnostic::is_error);
        // A configuration that cannot be read has no base path; open tabs stay where they are.
        let base = self.builder.base_path();
        if !self.broken || base != "/" {
            base.clone_into(&mut self.base);
        }
        update
    }

    /// Says that everything is up to date.
    pub fn settled(&self) {
        (self.settled)(&self.builder);
    }

    /// How many files are out of date.
    pub fn pending(&mut self) -> usize {
        self.builder.settle(0)
    }

    /// How many files were rendered since the program began.
    pub fn rendered(&self) -> usize {
        self.forgotten + self.builder.work().rendered
    }

    /// Takes over what an earlier process has left, and says whether there was something.
    pub fn warm(&mut self) -> bool {
        self.builder.warm()
    }

    /// Leaves what is known to the next process.
    pub fn keep(&mut self) {
        self.builder.keep();
    }

    /// Leaves what was asked for to the next process.
    pub fn keep_shown(&self) {
        self.builder.keep_shown();
    }

    /// Takes over what the last process showed.
    pub fn take_over(&mut self, last: LastShown) {
        self.builder.take_over(last);
    }

    /// Why files were rendered since the last time.
    pub fn reasons(&mut self) -> Vec<Reason> {
        self.builder.take_reasons()
    }

    /// Renders some of the files that are out of date; gives how many remain.
    pub fn settle(&mut self, count: usize) -> usize {
        self.builder.settle(count)
    }

    /// Makes so many of the values that lists will need; gives how many are left.
    pub fn prepare(&self, count: usize) -> usize {
        self.builder.prepare(count)
    }

    /// As long as this is the same, so is everything that is known to be wrong.
    pub fn state(&self) -> State {
        State { updates: self.updates, troubles: self.builder.troubles() }
    }

    /// Everything known to be wrong.
    pub fn diagnostics(&mut self) -> &[Diagnostic] {
        let state = self.state();
        if self.known.0 != state {
            self.known = (state, self.builder.diagnostics());
        }
        &self.known.1
    }

    /// The texts that diagnostics point into.
    pub fn sources(&self) -> &SourceMap {
        self.builder.sources()
    }

    /// The path below which the site lies, with a slash at both ends.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A site path (`/projects/x/`) with the base path before it.
    pub fn address(&self, path: &str) -> String {
        format!("{}{}", self.base, path.trim_start_matches('/'))
    }

    /// What lies at a decoded path.
    pub fn answer(&mut self, path: &str) -> Answer {
        let rest = match address::below(path, &self.base) {
            Below::Site(rest) => rest.to_owned(),
            Below::Base => return Answer::Redirect(self.base.clone()),
            Below::Outside => return Answer::Outside(self.base.clone()),
        };
        let candidates = address::candidates(&rest);
        for name in candidates.files {
            if let Some(served) = self.builder.get(&name) {
                return Answer::File { name, served, found: true };
            }
        }
        if candidates.folder.is_some_and(|index| self.builder.get(&index).is_some()) {
            return Answer::Redirect(format!("{path}/"));
        }
        match self.builder.get("404.html") {
            Some(served) => Answer::File { name: "404.html".to_owned(), served, found: false },
            None => Answer::Missing { broken: self.diagnostics().iter().any(Diagnostic::is_error) },
        }
    }
}
