//! Single files of the output, for a preview: rendered when somebody asks for them, and kept in memory from then on.
//!
//! In: the name of a file. Out: its bytes, or where they are. A file that cannot be rendered now is answered with its last good
//! bytes. Nothing is written.

use std::path::PathBuf;
use std::sync::Arc;

use super::builder::Builder;
use crate::graph::Fingerprint;
use crate::site::Node;

/// A file of the output.
#[derive(Debug, Clone)]
pub struct Served {
    /// What it holds.
    pub content: Content,
    /// Of its bytes.
    pub fingerprint: Fingerprint,
    /// Whether the page cannot be rendered now and these are its last good bytes.
    pub stale: bool,
    /// Whether it was rendered just now.
    pub rendered: bool,
}

/// Where the bytes of an output file are.
#[derive(Debug, Clone)]
pub enum Content {
    /// Here.
    Bytes(Arc<[u8]>),
    /// In a file that is copied as it is, so many bytes long.
    File(PathBuf, u64),
}

impl Builder {
    /// The file of the output at a path such as `projects/x/index.html`, rendered now if it is out of date.
    pub fn get(&mut self, file: &str) -> Option<Served> {
        let served = match self.current(file) {
            Some(served) => served,
            None => self.page(&self.renderer.as_ref()?.site().path_of(file)?)?,
        };
        self.asked.note(file);
        Some(served)
    }

    /// The same if nothing has to be rendered for it.
    pub(super) fn current(&self, file: &str) -> Option<Served> {
        let site = self.renderer.as_ref()?.site();
        let path = site.path_of(file)?;
        match site.node(&path)? {
            Node::ThemeAsset(name) => {
                let bytes: Arc<[u8]> = self.inputs.asset(name)?.bytes.as_ref().into();
                let fingerprint = Fingerprint::of(&bytes);
                Some(Served { content: Content::Bytes(bytes), fingerprint, stale: false, rendered: false })
            }
            Node::File(source) => {
                let (content, fingerprint) = self.inputs.served(source)?;
                Some(Served { content, fingerprint, stale: false, rendered: false })
            }
            _ => {
                let page = self.rendered.get(&*path).filter(|page| page.checked == self.revision)?;
                let content = Content::Bytes(Arc::clone(page.bytes.as_ref()?));
                Some(Served { content, fingerprint: page.fingerprint?, stale: false, rendered: false })
            }
        }
    }

    fn page(&mut self, path: &str) -> Option<Served> {
        let is_current = self.is_current(path) && self.rendered.get(path).is_some_and(|page| page.bytes.is_some());
        if !is_current {
            let mut outcome = self.render(path)?;
            let bytes = outcome.bytes.take();
            let print = bytes.as_deref().map(Fingerprint::of);
            self.take(path, outcome, print);
            if let (Some(page), Some(bytes)) = (self.rendered.get_mut(path), bytes) {
                page.bytes = Some(bytes.into());
            }
        }
        let page = self.rendered.get(path)?;
        let bytes = Arc::clone(page.bytes.as_ref()?);
        let fingerprint = page.fingerprint.unwrap_or_else(|| Fingerprint::of(&bytes));
        let stale = page.fingerprint.is_none();
        Some(Served { content: Content::Bytes(bytes), fingerprint, stale, rendered: !is_current })
    }
}
