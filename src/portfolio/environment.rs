//! `data/environments.yaml`: kinds of place where work happens, besides those that are built in.

use crate::value::described::Filled;
use crate::value::{Slug, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A work environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// What projects and jobs write.
    pub id: Slug,
    /// What readers see.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// What is particular about it.
    pub summary: Option<Text>,
}

impl Environment {
    /// The ids and English names of the environments that every site has.
    pub const BUILT_IN: [(&'static str, &'static str); 7] = [
        ("saas", "SaaS product"),
        ("data-science", "Data science"),
        ("agency", "Agency"),
        ("research", "Research"),
        ("freelance", "Freelance"),
        ("open-source", "Open source"),
        ("education", "Education"),
    ];
}
