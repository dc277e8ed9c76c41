//! The facts of the site that every page shows.

use serde::Serialize;

/// The answer to `site()` in templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteSummary {
    /// The site's title.
    pub title: String,
    /// Its description; the profile's summary when none is configured.
    pub description: String,
    /// The home page's path.
    pub url: String,
    /// The home page's absolute address.
    pub permalink: String,
    /// The language tag.
    pub language: String,
    /// The program and its version.
    pub generator: String,
    /// This year.
    pub year: i16,
    /// Whether there is a résumé.
    pub has_resume: bool,
    /// Whether there is a career path.
    pub has_career: bool,
    /// The feeds.
    pub feeds: Vec<FeedRef>,
}

/// How much there is. Kept apart from the summary: every page shows that, and a new project need not touch every page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Listed projects.
    pub projects: usize,
    /// Listed posts.
    pub posts: usize,
    /// Skills with evidence.
    pub skills: usize,
}

/// A feed, for `<link>` elements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedRef {
    /// What it covers.
    pub title: String,
    /// Its path.
    pub url: String,
    /// Its MIME type.
    #[serde(rename = "type")]
    pub mime: &'static str,
}
