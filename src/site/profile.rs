//! The person as templates see them: every key there, whether `data/profile.yaml` has it or not.

use serde::Serialize;

use super::shape::{Date, Picture};
use super::words::Words;
use crate::portfolio::{AvailabilityStatus, Profile as Raw};

/// Who the site is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The name; the site's title when there is no profile.
    pub name: String,
    /// The headline.
    pub label: String,
    /// A few sentences.
    pub summary: String,
    /// An address for letters.
    pub email: String,
    /// Another site.
    pub url: Option<String>,
    /// Where.
    pub location: Option<Location>,
    /// A portrait.
    pub image: Option<Picture>,
    /// Whether there is time for new work.
    pub availability: Option<Availability>,
    /// What the work is about.
    pub focus: Vec<String>,
    /// Accounts elsewhere.
    pub profiles: Vec<Account>,
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    /// `Porto, PT`.
    pub text: String,
    /// City.
    pub city: String,
    /// Region.
    pub region: String,
    /// Country, as written.
    pub country: String,
    /// IANA name.
    pub time_zone: String,
}

/// Whether there is time for new work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// `open`, `limited` or `closed`.
    pub status: &'static str,
    /// From when.
    pub from: Option<Date>,
    /// A remark.
    pub note: String,
    /// The status in words.
    pub text: String,
}

/// An account elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Where.
    pub network: String,
    /// As whom.
    pub username: String,
    /// The page.
    pub url: Option<String>,
}

impl Profile {
    /// The profile in words; `picture` looks up the portrait.
    pub fn of(raw: Option<&Raw>, title: &str, words: &Words, picture: impl Fn(&str) -> Option<Picture>) -> Self {
        let Some(raw) = raw else {
            return Self::nobody(title);
        };
        let text = |value: &Option<crate::value::Text>| value.as_deref().unwrap_or_default().to_owned();
        Self {
            name: raw.name.to_string(),
            label: text(&raw.label),
            summary: text(&raw.summary),
            email: text(&raw.email),
            url: raw.url.as_ref().map(ToString::to_string),
            location: raw.location.as_ref().map(|place| {
                let (city, region, country) = (text(&place.city), text(&place.region), text(&place.country));
                // Two places say where somebody is; a region helps only where there is no city.
                let near = if city.is_empty() { region.clone() } else { city.clone() };
                let parts: Vec<String> =
                    [near, words.country(&country)].into_iter().filter(|part| !part.is_empty()).collect();
                Location { text: parts.join(", "), time_zone: text(&place.time_zone), city, region, country }
            }),
            image: raw
                .image
                .as_ref()
                .and_then(|image| picture(&image.src).map(|picture| Picture { alt: image.alt.to_string(), ..picture })),
            availability: raw.availability.as_ref().map(|availability| {
                let status = match availability.status {
                    AvailabilityStatus::Open => "open",
                    AvailabilityStatus::Limited => "limited",
                    AvailabilityStatus::Closed => "closed",
                };
                Availability {
                    status,
                    from: availability.from.map(|date| words.date(date)),
                    note: text(&availability.note),
                    text: words.text(&format!("availability.{status}")),
                }
            }),
            focus: raw.focus.iter().map(ToString::to_string).collect(),
            profiles: raw
                .profiles
                .iter()
                .map(|account| Account {
                    network: account.network.to_string(),
                    username: text(&account.username),
                    url: account.url.as_ref().map(ToString::to_string),
                })
                .collect(),
        }
    }

    fn nobody(title: &str) -> Self {
        Self {
            name: title.to_owned(),
            label: String::new(),
            summary: String::new(),
            email: String::new(),
            url: None,
            location: None,
            image: None,
            availability: None,
            focus: Vec::new(),
            profiles: Vec::new(),
        }
    }
}
