//! `data/communities.yaml`: where one takes part.

use crate::value::described::{Filled, SkillName};
use crate::value::{End, PartialDate, Period, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A community.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Community {
    /// Its name.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// What you do there.
    pub role: Option<Text>,
    /// When it began.
    pub start: Option<PartialDate>,
    /// When it ended.
    #[serde(default)]
    pub end: End,
    /// Its site.
    pub url: Option<Url>,
    /// What it is.
    pub summary: Option<Text>,
    /// Ids or aliases of the skills it takes.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
}

impl Community {
    /// From when to when.
    pub fn period(&self) -> Period {
        Period::new(self.start, self.end)
    }
}
