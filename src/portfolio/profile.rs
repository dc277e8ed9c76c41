//! `data/profile.yaml`: who.

use super::check::MAIL;
use crate::value::described::Filled;
use crate::value::{PartialDate, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The person whose portfolio it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The name, as it should be shown.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// The headline: what this person does, in one line.
    #[schemars(example = &"Python developer")]
    pub label: Option<Text>,
    /// A few sentences.
    pub summary: Option<Text>,
    /// An address for mail.
    #[schemars(regex(pattern = MAIL), example = &"ada@example.org")]
    pub email: Option<Text>,
    /// Where the person is.
    pub location: Option<Location>,
    /// A site of the person's own.
    pub url: Option<Url>,
    /// A portrait.
    pub image: Option<Image>,
    /// Whether and for what the person can be hired.
    pub availability: Option<Availability>,
    /// What the person wants to work on.
    #[serde(default)]
    pub focus: Vec<Text>,
    /// Accounts elsewhere.
    #[serde(default)]
    pub profiles: Vec<Account>,
}

/// Where somebody is, as exact as you like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The city.
    #[schemars(example = &"Porto")]
    pub city: Option<Text>,
    /// The region, county or state.
    pub region: Option<Text>,
    /// The country, as a two-letter code or in full.
    #[schemars(example = &"PT")]
    pub country: Option<Text>,
    /// The time zone: `Europe/Lisbon`.
    #[schemars(example = &"Europe/Lisbon")]
    pub time_zone: Option<Text>,
}

/// A picture from `static/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its path below `static/`.
    #[schemars(example = &"images/portrait.jpg")]
    pub src: Text,
    /// What the picture shows, for readers who cannot see it.
    #[serde(default)]
    pub alt: Text,
}

/// Whether the person can be hired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// Whether the person can be hired, in one word.
    pub status: AvailabilityStatus,
    /// The first day, or month, of availability.
    pub from: Option<PartialDate>,
    /// A note: for what kind of work, and where.
    #[schemars(example = &"Remote, Europe")]
    pub note: Option<Text>,
}

/// Availability in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum AvailabilityStatus {
    /// Looking for work.
    Open,
    /// For some kinds of work, or a part of the week.
    Limited,
    /// Not at present.
    Closed,
}

/// An account elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The service: `GitHub`.
    #[schemars(with = "Filled")]
    #[schemars(example = &"GitHub")]
    pub network: Text,
    /// The name of the account there.
    #[schemars(example = &"ada")]
    pub username: Option<Text>,
    /// Its address.
    pub url: Option<Url>,
}
