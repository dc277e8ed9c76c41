//! Files of the site that are copied as they are: what is there, and what is known of each.
//!
//! A notebook beside a page is one of them, and the only one whose text is held: whether it is a page depends on its
//! neighbours. Nothing is copied here.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Inputs;
use crate::diagnostic::SourcePath;
use crate::graph::Fingerprint;
use crate::pipeline::Content;
use crate::site::FileFacts;
use crate::source::{self, Reading, SourceFile, SourceKind};

impl Inputs {
    /// Fingerprints and sizes of the files that are copied; pictures whose bytes are the same are not measured again.
    pub(super) fn note_files(&mut self) {
        let Some(reading) = &self.reading else { return };
        let files: Vec<_> = copied(reading).collect();
        let before = &self.files;
        let fact = |file: &&SourceFile| {
            let known = before.get(&file.path).filter(|known| known.fingerprint == file.fingerprint);
            let size = known.map_or_else(|| source::picture_size(file), |known| known.size);
            (SourcePath::clone(&file.path), FileFacts { fingerprint: file.fingerprint, size })
        };
        let facts: Vec<_> = files.par_iter().map(fact).collect();
        self.files = facts.into_iter().collect();
    }

    /// What is known of the files that are copied.
    pub(in crate::pipeline) fn copied_facts(&self) -> Vec<(SourcePath, FileFacts)> {
        self.files.iter().map(|(path, facts)| (SourcePath::clone(path), *facts)).collect()
    }

    /// A file that is copied: where it is, the fingerprint of its bytes, and how many there are.
    pub(in crate::pipeline) fn copied(&self, path: &str) -> Option<(PathBuf, Fingerprint, u64)> {
        let file = self.reading()?.sources.get(path)?;
        Some((file.absolute.clone(), file.fingerprint, file.size))
    }

    /// What a copied file is served as.
    pub(in crate::pipeline) fn served(&self, path: &str) -> Option<(Content, Fingerprint)> {
        let (absolute, fingerprint, size) = self.copied(path)?;
        let text = self.copied_text(path).map(|text| Content::Bytes(text.as_bytes().into()));
        Some((text.unwrap_or(Content::File(absolute, size)), fingerprint))
    }

    /// The text of a file that is copied, if it was read as one.
    pub(in crate::pipeline) fn copied_text(&self, path: &str) -> Option<Arc<str>> {
        self.reading()?.sources.get(path)?.text()
    }
}

/// Files that are copied as they are.
fn copied(reading: &Reading) -> impl Iterator<Item = &SourceFile> {
    let sources = &reading.sources;
    sources.files.values().filter(|file| match file.kind {
        SourceKind::Static | SourceKind::ContentAsset => true,
        SourceKind::Notebook => !sources.is_page(file),
        _ => false,
    })
}
