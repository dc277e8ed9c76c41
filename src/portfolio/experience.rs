//! `data/experience.yaml`: organisations, and the positions held there.

use crate::value::described::{EnvironmentId, Filled, SkillName};
use crate::value::{End, PartialDate, Period, Slug, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An organisation you worked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Its name.
    #[schemars(with = "Filled")]
    pub organization: Text,
    /// Its site.
    pub url: Option<Url>,
    /// Where it is.
    #[schemars(example = &"Porto")]
    pub location: Option<Text>,
    /// The id of its work environment.
    #[schemars(with = "Option<EnvironmentId>")]
    pub environment: Option<Slug>,
    /// What it does.
    pub summary: Option<Text>,
    /// The positions held there, at least one.
    #[schemars(length(min = 1))]
    pub positions: Vec<Position>,
}

/// A position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Its title.
    #[schemars(with = "Filled")]
    pub position: Text,
    /// When it began.
    pub start: PartialDate,
    /// When it ended.
    #[serde(default)]
    pub end: End,
    /// What kind of contract it was.
    #[serde(default)]
    pub kind: PositionKind,
    /// What you were responsible for.
    #[serde(default)]
    pub responsibilities: Vec<Text>,
    /// What came of it.
    #[serde(default)]
    pub highlights: Vec<Text>,
    /// Ids or aliases of the skills it took.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
    /// The id of the work environment, where it differs from the organisation's.
    #[schemars(with = "Option<EnvironmentId>")]
    pub environment: Option<Slug>,
}

impl Position {
    /// From when to when.
    pub fn period(&self) -> Period {
        Period::new(Some(self.start), self.end)
    }
}

/// What kind of contract a position was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum PositionKind {
    /// Employed.
    #[default]
    Employment,
    /// On contract.
    Contract,
    /// As an intern.
    Internship,
    /// Unpaid.
    Volunteer,
}
