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
    /// The files that each document shows, if it shows some.
    shown: BTreeMap<SourcePath, Box<[SourcePath]>>,
    /// The same, turned round.
    shown_by: BTreeMap<SourcePath, BTreeSet<SourcePath>>,
    /// Where the code of those projects comes from of which posts show some, by their slugs.
    projects: BTreeMap<String, Option<CodeSource>>,
}

/// A document with the code that it shows.
pub(super) struct Whole {
    /// Of all that it was made from.
    pub key: Fingerprint,
    pub document: Arc<Document>,
    pub diagnostics: Vec<Diagnostic>,
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
        let mut due = self.note(documents, replaced.as_deref());
        let wanted: BTreeSet<SourcePath> = self.shown_by.keys().cloned().collect();
        let changed = self.files.look(&wanted, allowed, touched);
        due.extend(changed.iter().filter_map(|path| self.shown_by.get(path)).flatten().cloned());
        self.parsed.retain(|path, _| wanted.contains(path) && !changed.contains(path));
        for path in &wanted {
            if let (None, Some(Ok((text, _)))) = (self.parsed.get(path), self.files.text(path)) {
                self.parsed.insert(Arc::clone(path), Arc::new(IncludedFile::new(Arc::clone(path), Arc::clone(text))));
            }
        }
        let wholes: Vec<(SourcePath, Whole)> = due
            .into_par_iter()
            .filter_map(|path| {
                let whole = self.whole(documents.get(&path)?)?;
                room.hold_or_let_go(&whole.document);
                Some((path, whole))
            })
            .collect();
        for (path, whole) in wholes {
            let Some(parsed) = documents.get_mut(&path) else { continue };
            let before = parsed.document().cloned();
            note(replaced, before, &whole.document);
            parsed.whole = Some(whole);
            parsed.kept_whole = None;
        }
        changed
    }

    /// Notes which files are shown by documents that are others now, or by all of them if `replaced` does not say which. Gives
    /// the documents that may have to be made whole again.
    fn note(&mut self, documents: &Documents, replaced: Option<&[Replacement]>) -> BTreeSet<SourcePath> {
        match replaced {
            Some(replaced) if !replaced.iter().any(|one| self.may_lend(one)) => {
                replaced.iter().for_each(|one| self.note_one(&one.after));
                replaced.iter().map(|one| Arc::clone(&one.after.path)).collect()
            }
            _ => {
                self.note_all(documents);
                self.shown.keys().cloned().collect()
            }
        }
    }

    /// Whether the code of other documents may come from elsewhere now, or that of a post from a project that nobody has asked
    /// for yet.
    fn may_lend(&self, one: &Replacement) -> bool {
        let [before, after] = [&one.before, &one.after].map(|document| lent(document));
        let is_wanted = |slug: &str| self.projects.contains_key(slug);
        let asks = one.after.front.project().filter(|_| one.after.has_includes());
        before != after && before.iter().chain(&after).any(|(slug, _)| is_wanted(slug))
            || asks.is_some_and(|slug| !is_wanted(slug.as_str()))
    }

    fn note_all(&mut self, documents: &Documents) {
        let parsed = || documents.values().filter_map(|parsed| parsed.parsed.as_ref());
        let showing = || documents.values().filter(|parsed| parsed.shows_files).filter_map(|one| one.parsed.as_ref());
        let of_posts = showing().filter_map(|document| document.front.project());
        self.projects = of_posts.map(|slug| (slug.to_string(), None)).collect();
        if !self.projects.is_empty() {
            for (slug, source) in parsed().filter_map(|document| lent(document)) {
                if let (Some(lent), Some(_)) = (self.projects.get_mut(&slug), &source) {
                    *lent = source;
                }
            }
        }
        self.shown.clear();
        self.shown_by.clear();
        showing().for_each(|document| self.note_one(document));
    }

    fn note_one(&mut self, document: &Document) {
        for file in self.shown.remove(&document.path).unwrap_or_default() {
            let Some(by) = self.shown_by.get_mut(&file) else { continue };
            by.remove(&document.path);
            if by.is_empty() {
                self.shown_by.remove(&file);
            }
        }
        if !document.has_includes() {
            return;
        }
        let mut files = document.included(self.source(document).as_ref());
        for file in &mut files {
            // One text for a file, whoever shows it.
            if let Some((known, _)) = self.shown_by.get_key_value(file) {
                *file = Arc::clone(known);
            }
            self.shown_by.entry(Arc::clone(file)).or_default().insert(Arc::clone(&document.path));
        }
        self.shown.insert(Arc::clone(&document.path), files.into());
    }

    /// Where the code of a document comes from. That of a post comes from where the code of its project does.
    fn source(&self, document: &Document) -> Option<CodeSource> {
        match document.front.project() {
            Some(slug) => self.projects.get(slug.as_str()).cloned().flatten(),
            None => CodeSource::of(document),
        }
    }

    /// A document with the files that it shows; none if it shows none, or is whole as it is.
    fn whole(&self, parsed: &Parsed) -> Option<Whole> {
        let document = parsed.parsed.as_ref()?;
        let files = self.shown.get(&document.path)?;
        let source = self.source(document);
        let key = self.key(document, (source.as_ref(), files));
        if parsed.whole.as_ref().is_some_and(|whole| whole.key == key) {
            return None;
        }
        let files = files.iter().filter_map(|path| Some((Arc::clone(path), self.file(path)?))).collect();
        let shows = content::Shows { source, files };
        let (document, diagnostics) = match parsed.kept_whole.as_deref() {
            Some((made_from, outline, found)) if *made_from == key => {
                (document.showing_as(shows, outline.clone()), found.clone())
            }
            _ => document.showing(shows),
        };
        Some(Whole { key, document: Arc::new(document), diagnostics })
    }

    fn file(&self, path: &str) -> Option<ShownFile> {
        match self.files.text(path)? {
            Ok(_) => self.parsed.get(path).map(|file| Ok(Arc::clone(file))),
            Err(refusal) => Some(Err(refusal.clone())),
        }
    }

    /// Of all that a document with its code is made from.
    fn key(&self, document: &Document, (source, files): (Option<&CodeSource>, &[SourcePath])) -> Fingerprint {
        let texts = files.iter().map(|path| match self.files.text(path) {
            Some(Ok((_, print))) => format!("{path} {print}"),
            other => format!("{path} {other:?}"),
        });
        let source = format!("{source:?}");
        let parts: Vec<String> = [document.input.to_string(), source].into_iter().chain(texts).collect();
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

/// The slug of a project, and where its code comes from.
fn lent(document: &Document) -> Option<(String, Option<CodeSource>)> {
    (document.kind == DocumentKind::Project).then(|| (document.slug(), CodeSource::of(document)))
}
