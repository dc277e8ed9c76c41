//! Code that pages show from files: reads the files that documents name, and makes the documents whole.
//!
//! In: documents as parsed. Out: the same with the code in them, kept until the document, a file that it shows or the place
//! where its code comes from is another. It decides nothing: what is shown is known to [`content`](crate::content).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::inputs::{Parsed, Replacement, Room};
use crate::code::IncludedFile;
use crate::content::{self, CodeSource, Document, DocumentKind, ShownFile};
use crate::diagnostic::{Diagnostic, SourcePath};
use crate::graph::Fingerprint;
use crate::source::{Allowed, Includes, Touched};

/// The files that documents show.
#[derive(Default)]
pub(super) struct Shows {
    /// What was read of them.
    pub files: Includes,
    parsed: BTreeMap<SourcePath, Arc<IncludedFile>>,
}

/// A document with the code that it shows.
pub(super) struct Whole {
    /// Of all that it was made from.
    pub key: Fingerprint,
    pub document: Arc<Document>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A document that shows files, and where they are.
struct Show {
    document: Arc<Document>,
    source: Option<CodeSource>,
    files: Vec<SourcePath>,
}

/// All documents by their paths.
type Documents = BTreeMap<SourcePath, Parsed>;

impl Shows {
    /// Brings the documents up to the files that they show. Adds those that are others now to `replaced`, and gives the files
    /// that are.
    pub(super) fn refresh(
        &mut self,
        (documents, room): (&mut Documents, &Room),
        replaced: &mut Option<Vec<Replacement>>,
        (allowed, touched): (&Allowed, Touched<'_>),
    ) -> BTreeSet<SourcePath> {
        let shows = shows(documents);
        let wanted: BTreeSet<SourcePath> = shows.iter().flat_map(|show| &show.files).cloned().collect();
        let changed = self.files.look(&wanted, allowed, touched);
        self.parsed.retain(|path, _| wanted.contains(path) && !changed.contains(path));
        for path in &wanted {
            if let (None, Some(Ok((text, _)))) = (self.parsed.get(path), self.files.text(path)) {
                self.parsed.insert(Arc::clone(path), Arc::new(IncludedFile::new(Arc::clone(path), Arc::clone(text))));
            }
        }
        let is_other = |show: &Show| {
            let key = self.key(show);
            let known = documents.get(&show.document.path).and_then(|parsed| parsed.whole.as_ref());
            known.is_none_or(|whole| whole.key != key).then_some(key)
        };
        let others: Vec<(Show, Fingerprint)> =
            shows.into_iter().filter_map(|show| is_other(&show).map(|key| (show, key))).collect();
        let wholes: Vec<(SourcePath, Whole)> = others
            .into_par_iter()
            .map(|(show, key)| {
                let files = show.files.iter().filter_map(|path| Some((Arc::clone(path), self.file(path)?))).collect();
                let (document, diagnostics) = show.document.showing(content::Shows { source: show.source, files });
                room.hold_or_let_go(&document);
                (Arc::clone(&show.document.path), Whole { key, document: Arc::new(document), diagnostics })
            })
            .collect();
        for (path, whole) in wholes {
            let Some(parsed) = documents.get_mut(&path) else { continue };
            let before = parsed.document().cloned();
            note(replaced, before, &whole.document);
            parsed.whole = Some(whole);
        }
        changed
    }

    fn file(&self, path: &str) -> Option<ShownFile> {
        match self.files.text(path)? {
            Ok(_) => self.parsed.get(path).map(|file| Ok(Arc::clone(file))),
            Err(refusal) => Some(Err(refusal.clone())),
        }
    }

    /// Of all that a document with its code is made from.
    fn key(&self, show: &Show) -> Fingerprint {
        let texts = show.files.iter().map(|path| match self.files.text(path) {
            Some(Ok((_, print))) => format!("{path} {print}"),
            other => format!("{path} {other:?}"),
        });
        let source = format!("{:?}", show.source);
        let parts: Vec<String> = [show.document.input.to_string(), source].into_iter().chain(texts).collect();
        Fingerprint::of_parts(parts.iter().map(|part| part.as_bytes()))
    }

    /// Where the files are, and whether they could be read.
    pub(super) fn places(&self, root: &Path) -> Vec<(PathBuf, bool)> {
        self.files.places(root).collect()
    }
}

/// Notes that a document is another: in place of what was noted of it, if it was parsed anew as well.
fn note(replaced: &mut Option<Vec<Replacement>>, before: Option<Arc<Document>>, after: &Arc<Document>) {
    let (Some(replaced), Some(before)) = (replaced, before) else { return };
    match replaced.iter_mut().find(|one| one.after.path == after.path) {
        Some(one) => one.after = Arc::clone(after),
        None => replaced.push(Replacement { before, after: Arc::clone(after) }),
    }
}

/// The documents that show files. Code of a post comes from where the code of its project does.
fn shows(documents: &Documents) -> Vec<Show> {
    let showing = documents.values().filter(|parsed| parsed.shows_files).filter_map(|parsed| parsed.parsed.as_ref());
    let mut shows: Vec<Show> = showing
        .map(|document| Show { source: CodeSource::of(document), files: Vec::new(), document: Arc::clone(document) })
        .collect();
    let of_posts: BTreeSet<&str> =
        shows.iter().filter_map(|show| show.document.front.project()).map(|slug| slug.as_str()).collect();
    let of_projects = if of_posts.is_empty() { BTreeMap::new() } else { sources(documents, &of_posts) };
    for show in &mut shows {
        if let Some(slug) = show.document.front.project() {
            show.source = of_projects.get(slug.as_str()).cloned();
        }
        show.files = show.document.included(show.source.as_ref());
    }
    shows
}

/// Where the code of projects comes from, by their slugs.
fn sources(documents: &Documents, wanted: &BTreeSet<&str>) -> BTreeMap<String, CodeSource> {
    let projects = documents.values().filter_map(|parsed| parsed.parsed.as_ref());
    let projects = projects.filter(|document| document.kind == DocumentKind::Project);
    projects
        .filter_map(|document| {
            let slug = document.slug();
            Some((slug.clone(), CodeSource::of(document)?)).filter(|_| wanted.contains(slug.as_str()))
        })
        .collect()
}
