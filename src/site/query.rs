//! The questions that templates ask of the site; they are facts by themselves, so they compare and can be kept.

use serde::{Deserialize, Serialize};

/// Which projects, in what order.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProjectQuery {
    /// Only featured ones.
    pub featured: bool,
    /// Only those that show this skill.
    pub skill: Option<String>,
    /// Only those of this work environment.
    pub environment: Option<String>,
    /// Only those of this status.
    pub status: Option<String>,
    /// Only those that were worked on in this year.
    pub year: Option<i16>,
    /// Newest first instead of the configured order.
    pub newest: bool,
    /// At most so many.
    pub limit: Option<usize>,
}

/// Which posts; newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PostQuery {
    /// Only those with this tag.
    pub tag: Option<String>,
    /// Only those that show this skill.
    pub skill: Option<String>,
    /// Only those about this project (its slug).
    pub project: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// The order of skills.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SkillSort {
    /// As in `data/skills.yaml`.
    #[default]
    File,
    /// Most evidence first.
    Evidence,
}

/// Which skills, in what order.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SkillQuery {
    /// Only this kind.
    pub kind: Option<String>,
    /// The order.
    pub sort: SkillSort,
    /// At most so many.
    pub limit: Option<usize>,
}
