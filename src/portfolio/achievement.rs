//! `data/talks.yaml`, `publications.yaml` and `awards.yaml`: what others could see and judge.

use super::check::DOI;
use crate::value::described::{Filled, SkillName};
use crate::value::{PartialDate, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    /// Its title.
    #[schemars(with = "Filled")]
    pub title: Text,
    /// Where it was given: the conference, the meeting, the podcast.
    #[schemars(with = "Filled")]
    pub event: Text,
    /// When.
    pub date: PartialDate,
    /// In which place.
    pub location: Option<Text>,
    /// What kind of talk.
    #[serde(default)]
    pub kind: TalkKind,
    /// Its page.
    pub url: Option<Url>,
    /// The slides.
    pub slides: Option<Url>,
    /// The recording.
    pub video: Option<Url>,
    /// The code that was shown.
    pub code: Option<Url>,
    /// What it was about.
    pub summary: Option<Text>,
    /// Ids or aliases of the skills it shows.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
}

/// What kind of talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum TalkKind {
    /// A talk.
    #[default]
    Talk,
    /// A workshop or tutorial.
    Workshop,
    /// A lightning talk.
    Lightning,
    /// A conversation that was recorded.
    Podcast,
}

/// A publication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// Its title.
    #[schemars(with = "Filled")]
    pub title: Text,
    /// Who wrote it.
    #[serde(default)]
    pub authors: Vec<Text>,
    /// The journal, the publisher, the university.
    pub publisher: Option<Text>,
    /// When it appeared.
    pub date: PartialDate,
    /// Its digital object identifier, without `https://doi.org/`.
    #[schemars(regex(pattern = DOI), example = &"10.1000/182")]
    pub doi: Option<Text>,
    /// Where it can be read.
    pub url: Option<Url>,
    /// What it says.
    pub summary: Option<Text>,
    /// Ids or aliases of the skills it shows.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
}

/// An award.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Its title.
    #[schemars(with = "Filled")]
    pub title: Text,
    /// Who gave it.
    pub awarder: Option<Text>,
    /// When.
    pub date: Option<PartialDate>,
    /// What for.
    pub summary: Option<Text>,
    /// Where it can be read about.
    pub url: Option<Url>,
}
