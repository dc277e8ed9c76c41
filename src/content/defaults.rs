//! `defaults:` of `_index.md` files: front matter laid under that of the pages below, the nearest folder's on top.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cut::cut;
use crate::diagnostic::SourcePath;
use crate::graph::Fingerprint;
use crate::yaml::{Layer, Origin};

/// The front matter of every `_index.md` that has a `defaults:` key, by folder (`content/projects`).
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    by_folder: BTreeMap<String, (Arc<str>, std::ops::Range<usize>, Origin)>,
}

impl Defaults {
    /// Gathers them from all content files.
    pub fn gather<'a>(files: impl Iterator<Item = (&'a SourcePath, &'a Arc<str>)>) -> Self {
        let mut by_folder = BTreeMap::new();
        for (path, text) in files {
            let Some(folder) = path.strip_suffix("/_index.md") else { continue };
            // A front matter that is not closed has its own diagnostic where the file itself is parsed.
            let Ok(found) = cut(path, text) else { continue };
            if text.get(found.yaml.clone()).is_some_and(|yaml| yaml.lines().any(|line| line.starts_with("defaults:"))) {
                let origin = Origin { path: SourcePath::clone(path), offset: found.yaml.start };
                by_folder.insert(folder.to_owned(), (Arc::clone(text), found.yaml, origin));
            }
        }
        Self { by_folder }
    }

    /// The layers under the page at `path`, the lowest first. An `_index.md` is not laid under itself.
    pub fn under(&self, path: &str) -> Vec<Layer<'_>> {
        if self.by_folder.is_empty() || path.ends_with("/_index.md") {
            return Vec::new();
        }
        let ends = path.match_indices('/').map(|(end, _)| end);
        let found = ends.filter_map(|end| self.by_folder.get(&path[..end]));
        found
            .map(|(text, range, origin)| Layer { text: &text[range.clone()], origin, below: Some("defaults") })
            .collect()
    }

    /// The fingerprint of what is laid under the page at `path`, places included.
    pub fn print(&self, path: &str) -> Fingerprint {
        let layers = self.under(path);
        let offsets: Vec<[u8; 8]> = layers.iter().map(|layer| layer.origin.offset.to_le_bytes()).collect();
        let parts = layers
            .iter()
            .zip(&offsets)
            .flat_map(|(layer, offset)| [layer.origin.path.as_bytes(), &offset[..], layer.text.as_bytes()]);
        Fingerprint::of_parts(parts)
    }
}
