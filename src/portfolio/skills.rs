//! `data/skills.yaml`: every skill that anything may name as evidence.

use crate::value::described::Filled;
use crate::value::{PartialDate, SkillId, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Skills that are shown together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillGroup {
    /// Its heading.
    #[schemars(with = "Filled")]
    pub group: Text,
    /// The skills, in the order in which they are shown.
    #[serde(default)]
    pub skills: Vec<Skill>,
}

/// One skill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// What projects and jobs write; unique over all groups.
    pub id: SkillId,
    /// What readers see.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// What kind of skill it is.
    #[serde(default)]
    pub kind: SkillKind,
    /// Other words that stand for the id.
    #[serde(default)]
    #[schemars(example = ["py"])]
    pub aliases: Vec<Text>,
    /// Python modules whose import in a snippet is evidence.
    #[serde(default)]
    #[schemars(example = ["pandas"])]
    pub imports: Vec<Text>,
    /// When it was first used for something that mattered.
    pub since: Option<PartialDate>,
    /// Where it comes from: the project's own site.
    pub url: Option<Url>,
    /// One sentence.
    pub summary: Option<Text>,
    /// A bold word, such as `expert`; without evidence it is a warning.
    #[schemars(example = &"expert")]
    pub claim: Option<Text>,
}

/// What kind of skill it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum SkillKind {
    /// A language, a library, a tool.
    #[default]
    Technical,
    /// A way of working: code review, testing.
    Practice,
    /// Between people: mentoring. Its evidence needs a story.
    Soft,
}
