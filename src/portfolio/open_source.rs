//! `data/contributions.yaml`: open source.

use crate::value::described::{Filled, SkillName};
use crate::value::{End, PartialDate, Period, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Work for an open-source project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The project's name.
    #[schemars(with = "Filled")]
    pub project: Text,
    /// Your part in it.
    #[serde(default)]
    pub kind: ContributionKind,
    /// When it began.
    pub start: Option<PartialDate>,
    /// When it ended.
    #[serde(default)]
    pub end: End,
    /// The project's site or repository.
    pub url: Option<Url>,
    /// What it is.
    pub summary: Option<Text>,
    /// What you did.
    #[serde(default)]
    pub highlights: Vec<Text>,
    /// Ids or aliases of the skills it took.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
}

impl Contribution {
    /// From when to when.
    pub fn period(&self) -> Period {
        Period::new(self.start, self.end)
    }
}

/// The part one has in an open-source project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ContributionKind {
    /// Looks after it.
    Maintainer,
    /// Sends patches.
    #[default]
    Contributor,
    /// Began it.
    Author,
    /// Pays for it.
    Sponsor,
}
