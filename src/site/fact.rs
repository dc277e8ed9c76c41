//! What a page can read, one name per fact. A page is out of date when a fact that it read has another fingerprint.
//!
//! Facts are narrow on purpose: what a list shows of a page (its card) is not what the page contains (its body), so that
//! an edit of a text does not touch the lists. Absence is a fact too: a lookup that found nothing is recorded as such.

use crate::diagnostic::SourcePath;

/// Something that a render can read through a [`View`](super::View).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// A value of the configuration, by dotted key.
    Config(String),
    /// An option of the theme.
    ThemeOption(String),
    /// An interface text.
    Translation(String),
    /// The navigation: which sections there are.
    Navigation,
    /// The facts of the site that every page shows.
    SiteSummary,
    /// `data/profile.yaml`.
    Profile,
    /// A data file by its stem.
    Data(String),
    /// How lists show a page.
    Card(SourcePath),
    /// The parsed text of a page.
    Body(SourcePath),
    /// The heading ids of a page.
    Anchors(SourcePath),
    /// Where a page is.
    Permalink(SourcePath),
    /// Which pages a question finds, in order.
    Query(String),
    /// A skill with its counts.
    Skill(String),
    /// The evidence of a skill.
    Evidence(String),
    /// Whether a path of the site leads somewhere.
    Route(String),
    /// A theme's or the site's asset and its fingerprint.
    Asset(String),
    /// A picture's address and size.
    Picture(String),
    /// The entries of the career path.
    Timeline,
    /// Today, as coarse as it is used.
    Today,
}
