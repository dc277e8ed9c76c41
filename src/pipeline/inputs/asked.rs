//! What those who look at a site from outside ask of its parts: the files, the documents, the theme.

use std::path::PathBuf;
use std::sync::Arc;

use super::Inputs;
use crate::content::Document;
use crate::diagnostic::{Diagnostic, SourcePath};
use crate::portfolio::Portfolio;
use crate::site::ThemeFacts;
use crate::source::Sources;
use crate::template::Addition;

impl Inputs {
    /// The files as they were read.
    pub(in crate::pipeline) fn sources(&self) -> Option<&Sources> {
        self.reading.as_ref().map(|reading| &reading.sources)
    }

    /// The documents by path; none for what could not be read.
    pub(in crate::pipeline) fn documents(&self) -> impl Iterator<Item = (&SourcePath, Option<&Arc<Document>>)> {
        self.documents.iter().map(|(path, parsed)| (path, parsed.document()))
    }

    /// What the site knows of its theme.
    pub(in crate::pipeline) fn theme(&self) -> Option<&ThemeFacts> {
        self.theme.as_ref()?.facts.as_ref()
    }

    /// Templates of the site that its theme does not know.
    pub(in crate::pipeline) fn additions(&self) -> &[Addition] {
        &self.additions
    }

    /// Templates of the site that have drifted from those of the theme.
    pub(in crate::pipeline) fn drift(&self) -> &[Diagnostic] {
        &self.drift
    }

    /// Where a file lies on disk.
    pub(in crate::pipeline) fn absolute(&self, path: &str) -> Option<PathBuf> {
        Some(self.reading()?.sources.get(path)?.absolute.clone())
    }

    /// The data files.
    pub(in crate::pipeline) fn portfolio(&self) -> Option<&Arc<Portfolio>> {
        self.portfolio.as_ref().map(|(portfolio, _)| portfolio)
    }
}
