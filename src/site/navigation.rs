//! The navigation: the configured list, or the sections that have something to show.

use serde::Serialize;

/// An entry of the navigation, independent of the page that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavigationEntry {
    /// What it says.
    pub label: String,
    /// Where it leads, with the base path.
    pub url: String,
}

/// An entry as one page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavigationItem {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// Whether it is this very page.
    pub current: bool,
    /// Whether this page lies below it.
    pub active: bool,
}

impl NavigationEntry {
    /// The entry as the page at `current` (with the base path) shows it.
    pub fn seen_from(&self, current: &str) -> NavigationItem {
        let current_page = self.url == current;
        let below = self.url.ends_with('/') && self.url.matches('/').count() > 1 && current.starts_with(&self.url);
        NavigationItem {
            label: self.label.clone(),
            url: self.url.clone(),
            current: current_page,
            active: current_page || below,
        }
    }
}
