//! `data/testimonials.yaml`: what others say.

use crate::value::described::{Filled, ProjectSlug, SkillName};
use crate::value::{PartialDate, Slug, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody said about the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Testimonial {
    /// Who said it.
    #[schemars(with = "Filled")]
    pub author: Text,
    /// Their relation to you: `Product manager`.
    #[schemars(example = &"Team lead")]
    pub relation: Option<Text>,
    /// Their organisation.
    pub organization: Option<Text>,
    /// When.
    pub date: Option<PartialDate>,
    /// The words.
    #[schemars(with = "Filled")]
    pub text: Text,
    /// Whether the author agreed to publication. Without it, the testimonial is not shown.
    #[serde(default)]
    pub consent: bool,
    /// Ids or aliases of the skills it attests.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
    /// The slug of the project it is about.
    #[schemars(with = "Option<ProjectSlug>")]
    pub project: Option<Slug>,
}
