//! `data/languages.yaml` and `interests.yaml`: what else there is to know.

use crate::value::Text;
use crate::value::described::Filled;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language you speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Its name.
    #[schemars(with = "Filled")]
    pub language: Text,
    /// How well, in words: `Native`, `B2`.
    #[schemars(example = &"Native")]
    pub fluency: Option<Text>,
}

/// An interest outside of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// Its name.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// What about it interests you.
    #[serde(default)]
    pub keywords: Vec<Text>,
}
