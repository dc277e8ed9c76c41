//! Sections: folders of content with their index pages and the pages in them.

use super::pages::PageId;

/// A folder of content, as its index page shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// The index page's title, or the folder's name.
    pub title: String,
    /// Its path, with the base path.
    pub url: String,
    /// Its summary.
    pub summary: String,
    /// The `_index.md`, if there is one.
    pub index: Option<PageId>,
    /// Its listed pages: newest first, then by title.
    pub items: Vec<PageId>,
    /// Paths of the sections directly below it.
    pub children: Vec<String>,
}
