//! Dates, periods and interface texts in the site's language: what every shape needs when it is made.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::shape::{Date, Period};
use crate::value::words::{self, Language};
use crate::value::{PartialDate, Period as RawPeriod, Today};

/// The language, the day, and the theme's texts.
#[derive(Debug)]
pub struct Words {
    /// The site's language, as far as dates are known in it.
    pub language: Language,
    /// Today, by which open periods are counted.
    pub today: Today,
    /// Interface texts by dotted key.
    pub texts: BTreeMap<String, Json>,
}

impl Words {
    /// An interface text; its key when the theme does not have it, so that the gap is seen and nothing breaks.
    pub fn text(&self, key: &str) -> String {
        match self.texts.get(key) {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Object(forms)) => forms.get("other").and_then(Json::as_str).unwrap_or(key).to_owned(),
            _ => key.rsplit('.').next().unwrap_or(key).to_owned(),
        }
    }

    /// A country's name for its two-letter code, as far as the theme's texts know it; else what was written.
    pub fn country(&self, written: &str) -> String {
        match self.texts.get(&format!("country.{written}")) {
            Some(Json::String(name)) => name.clone(),
            _ => written.to_owned(),
        }
    }

    /// A date in words.
    pub fn date(&self, date: PartialDate) -> Date {
        Date::of(date, self.language)
    }

    /// A period in words; none when it has no beginning.
    pub fn period(&self, period: RawPeriod) -> Option<Period> {
        Period::of(period, self.today, self.language)
    }

    /// A number of months in words.
    pub fn duration(&self, months: u32) -> String {
        words::duration(months, self.language)
    }
}
