//! Today's date, which is an input like any other: read once, by the command line, and handed down.

use super::{Month, PartialDate};

/// The day on which the site is built, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Today {
    date: jiff::civil::Date,
}

impl Today {
    /// The day of a moment given in seconds since 1970-01-01T00:00:00Z; what lies beyond the calendar is clamped to it.
    pub fn from_epoch(seconds: i64) -> Self {
        let limit = if seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or(limit);
        Self { date: moment.to_zoned(jiff::tz::TimeZone::UTC).date() }
    }

    /// The day as a date of the format.
    pub fn date(self) -> PartialDate {
        let small = |value: i8| u8::try_from(value).ok();
        PartialDate { year: self.date.year(), month: small(self.date.month()), day: small(self.date.day()) }
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        self.date().first_month()
    }

    /// The year it lies in.
    pub fn year(self) -> i16 {
        self.date.year()
    }
}
