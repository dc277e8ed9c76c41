//! What others ask of a built site: everything that is wrong with it, and a look at each of its pages.
//!
//! In: a builder that is up to date. Out: diagnostics, weighed by what the author says of them, and whatever a linter makes
//! of the rendered bytes, which are not kept.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::builder::{Builder, is_made};
use super::judge::{Judge, Used};
use crate::config::Derived;
use crate::content::Document;
use crate::diagnostic::{self, Diagnostic, Place, SourcePath};
use crate::graph::Fingerprint;
use crate::portfolio::Portfolio;
use crate::site::{Fact, Node, Route, ThemeFacts};
use crate::source::{self, Sources};
use crate::template::Addition;

impl Builder {
    /// What the author says about diagnostics.
    pub(super) fn judge(&self) -> Judge<'_> {
        let meant = self.configuration.meant.as_ref();
        Judge {
            check: meant.map(|meant| &meant.config.check),
            ignored: meant.map(|meant| &meant.ignored),
            texts: self.sources(),
        }
    }

    /// Everything that is known to be wrong, sorted by place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.diagnostics_with(Vec::new()).0
    }

    /// The same, with what a linter has found besides; and the exceptions that covered something.
    pub fn diagnostics_with(&self, more: Vec<Diagnostic>) -> (Vec<Diagnostic>, Used) {
        let mut all = self.found();
        if self.renderer.is_some() {
            all.extend(self.rendered.values().flat_map(|page| &page.diagnostics).cloned());
        }
        all.extend(more);
        let mut used = Used::new();
        let mut all = self.judge().judge_and_note(all, &mut used);
        diagnostic::sort(&mut all);
        (all, used)
    }

    /// Renders every file anew and shows each to `look`, in parallel. Gives what `look` made of them, by site path; a file
    /// that cannot be rendered is left out.
    pub fn look_at_all<T: Send>(&mut self, look: impl Fn(&Route, &[u8]) -> T + Sync) -> Vec<(String, T)> {
        let Some(renderer) = &self.renderer else { return Vec::new() };
        let routes: Vec<Route> = renderer.site().routes().filter(is_made).collect();
        let one = |route: &Route| {
            let mut outcome = renderer.render(route);
            let bytes = outcome.bytes.take();
            let seen = bytes.as_deref().map(|bytes| look(route, bytes));
            (outcome, bytes.as_deref().map(Fingerprint::of), seen)
        };
        let done: Vec<_> = routes.par_iter().map(one).collect();
        let mut all = Vec::with_capacity(done.len());
        for (route, (outcome, print, seen)) in routes.into_iter().zip(done) {
            self.take(&route.path, outcome, print);
            all.extend(seen.map(|seen| (route.path, seen)));
        }
        all
    }

    /// How many bytes a file that is not rendered has, by site path.
    pub fn size_of(&self, path: &str) -> Option<u64> {
        match self.renderer.as_ref()?.site().node(path)? {
            Node::ThemeAsset(name) => self.inputs.asset(name).map(|asset| asset.bytes.len() as u64),
            Node::File(source) => self.inputs.copied(source).map(|(_, _, size)| size),
            _ => None,
        }
    }

    /// What is in such a file; nothing if it cannot be read now.
    pub fn bytes_of(&self, path: &str) -> Option<Vec<u8>> {
        match self.renderer.as_ref()?.site().node(path)? {
            Node::ThemeAsset(name) => self.inputs.asset(name).map(|asset| asset.bytes.to_vec()),
            Node::File(source) => {
                let (absolute, ..) = self.inputs.copied(source)?;
                source::bytes(&absolute).ok()
            }
            _ => None,
        }
    }

    /// Whether the author has said that diagnostics in that file do not count.
    pub fn ignores(&self, path: &str) -> bool {
        self.judge().ignored.is_some_and(|rules| rules.names(path))
    }

    /// Templates of the site that the theme has changed since they were taken from it. They are no fault of a build.
    pub fn drift(&self) -> &[Diagnostic] {
        self.inputs.drift()
    }

    /// Templates of the site that its theme does not know, and the names by which pages may come to them.
    pub fn additions(&self) -> &[Addition] {
        self.inputs.additions()
    }

    /// Whether a file that was rendered read a fact.
    pub fn is_read(&self, fact: &Fact) -> bool {
        self.graph.readers(fact).next().is_some()
    }

    /// The data files, as they were read last.
    pub fn portfolio(&self) -> Option<&Arc<Portfolio>> {
        self.inputs.portfolio()
    }

    /// The files of the site, as they were read last.
    pub fn files(&self) -> Option<&Sources> {
        self.inputs.sources()
    }

    /// All content files by path, drafts among them, with what could be read of them.
    pub fn documents(&self) -> impl Iterator<Item = (&SourcePath, Option<&Arc<Document>>)> {
        self.inputs.documents()
    }

    /// What the site knows of its theme.
    pub fn theme(&self) -> Option<&ThemeFacts> {
        self.inputs.theme()
    }

    /// Where a file of the site lies on disk.
    pub fn file(&self, path: &str) -> Option<PathBuf> {
        self.inputs.absolute(path)
    }

    /// The address that stands in for a `base_url` that is not written down; none if it is, or if `--base-url` names one.
    pub fn derived(&self) -> Option<&Derived> {
        self.configuration.meant.as_ref()?.derived.as_ref()
    }

    /// The place of a key of the configuration.
    pub fn config_place(&self, key: &str) -> Option<Place> {
        self.configuration.meant.as_ref().map(|meant| meant.texts.place(key))
    }
}
