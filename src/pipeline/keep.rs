//! What a builder takes over from an earlier process and leaves to the next: the graph of reads, and the documents.
//!
//! Between the builder and the file in `.showpiece/` (`cache.rs`). Nothing here decides what is still right: what is taken
//! over stands only as far as fingerprints say.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::builder::{Builder, FIRST, Rendered};
use super::cache::{self, Cache, Documents, Kind};
use crate::diagnostic::SourcePath;
use crate::graph::{BuildGraph, Fingerprint};
use crate::site::{Fact, FileFacts};

/// Names as they come out of a file: each is a text of its own there, and a page is named by a dozen facts.
struct Names(HashSet<Arc<str>>);

impl FromIterator<Arc<str>> for Names {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

impl Names {
    /// Puts the text that is known in place of one that says the same.
    fn share(&mut self, name: &mut Arc<str>) {
        match self.0.get(name) {
            Some(known) => *name = Arc::clone(known),
            None => drop(self.0.insert(Arc::clone(name))),
        }
    }
}

/// What an earlier process left.
struct Left {
    graph: BuildGraph<Arc<str>, Fact>,
    files: Vec<(Arc<str>, Fingerprint)>,
    copied: Vec<(SourcePath, FileFacts)>,
    documents: Documents,
}

fn left(root: &Path, kind: Kind) -> Option<Left> {
    let (kept, documents) = cache::load(root, kind)?;
    let Cache { mut graph, mut files, copied, documents: known } = kept;
    let mut names: Names = known.into_iter().map(|(path, _, _)| path).collect();
    let (facts, nodes) = graph.names_mut();
    facts.filter_map(Fact::page_mut).chain(nodes).for_each(|name| names.share(name));
    files.iter_mut().for_each(|(name, _)| names.share(name));
    Some(Left { graph: BuildGraph::restored(graph)?, files, copied, documents })
}

impl Builder {
    /// Takes over what an earlier process knew of this site, if it left that and this builder is new; says whether it did.
    pub fn warm(&mut self) -> bool {
        if !self.options.cache || self.revision > FIRST {
            return false;
        }
        let (kind, options, inputs) = (self.cache_kind(), &self.options, &mut self.inputs);
        // Reading the site needs nothing of it, and waits for the disk more than it works.
        let (left, ()) = rayon::join(|| left(&options.root, kind), || inputs.read_ahead(options));
        let Some(Left { graph, files, copied, documents }) = left else { return false };
        self.graph = graph;
        self.inputs.warm(documents, copied);
        self.kept = Some((0, 0));
        let known = |print| Rendered { fingerprint: Some(print), checked: FIRST, ..Rendered::default() };
        self.rendered = files.into_iter().map(|(path, print)| (path, known(print))).collect();
        true
    }

    /// Leaves what is known of the site to the next process. Files with diagnostics are left out, and so made again.
    pub fn keep(&mut self) {
        let done = (self.work.rendered, self.inputs.parsed);
        if !self.options.cache || self.kept == Some(done) {
            return;
        }
        self.kept = Some(done);
        let faultless = |path: &Arc<str>| {
            let page = self.rendered.get(path).filter(|page| page.diagnostics.is_empty());
            page.and_then(|page| page.fingerprint)
        };
        cache::save((&self.options.root, self.cache_kind()), |file| {
            let documents = self.inputs.keep_documents(file)?;
            let graph = self.graph.kept(|path| faultless(path).is_some());
            let files = self.rendered.keys().filter_map(|path| Some((path, faultless(path)?))).collect();
            Ok(Cache { graph, files, copied: self.inputs.copied_facts(), documents })
        });
    }

    fn cache_kind(&self) -> Kind {
        if self.options.preview { Kind::Preview } else { Kind::Build }
    }
}
