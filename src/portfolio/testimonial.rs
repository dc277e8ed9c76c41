//! `data/testimonials.yaml`: what others say.

use crate::value::{PartialDate, Slug, Text};
use serde::{Deserialize, Serialize};

/// What somebody said about the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Testimonial {
    /// Who said it.
    pub author: Text,
    /// In which relation.
    pub relation: Option<Text>,
    /// For which organisation.
    pub organization: Option<Text>,
    /// When.
    pub date: Option<PartialDate>,
    /// The words.
    pub text: Text,
    /// Whether the author agreed to its being published; without it, it is not.
    #[serde(default)]
    pub consent: bool,
    /// Ids or aliases of the skills it attests.
    #[serde(default)]
    pub skills: Vec<Text>,
    /// The slug of the project it is about.
    pub project: Option<Slug>,
}
