//! Periods with an open end, and their length in whole months.

use super::described::schema;
use super::{PartialDate, Today};
use crate::diagnostic::Code;
use crate::yaml::Fault;
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// A month of the calendar, as the number of months since the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The month `month` (1 to 12) of `year`.
    pub fn new(year: i16, month: u8) -> Self {
        Self(i32::from(year) * 12 + i32::from(month) - 1)
    }

    /// The year it lies in.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }
}

/// The end of a period: a date, or still going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum End {
    /// `present`, or no `end` at all.
    #[default]
    Present,
    /// It ended then.
    On(PartialDate),
}

impl End {
    /// The date, if there is one.
    pub fn date(self) -> Option<PartialDate> {
        match self {
            End::Present => None,
            End::On(date) => Some(date),
        }
    }
}

/// From `start` to `end`, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
pub struct Period {
    /// When it began, if that is known.
    pub start: Option<PartialDate>,
    /// When it ended, or that it did not.
    pub end: End,
}

impl Period {
    /// A period from its two keys.
    pub fn new(start: Option<PartialDate>, end: End) -> Self {
        Self { start, end }
    }

    /// Whether either date is known; a period without any is as good as none.
    pub fn is_given(self) -> bool {
        self.start.is_some() || self.end != End::Present
    }

    /// Whether it began (or may have begun) and still goes on.
    pub fn is_open(self) -> bool {
        self.start.is_some() && self.end == End::Present
    }

    /// First and last month, both inclusive; an open end is today's month. `None` without a start, and for what has
    /// not begun yet.
    pub fn months_between(self, today: Today) -> Option<(Month, Month)> {
        let from = self.start?.first_month();
        let to = match self.end {
            End::Present => today.month(),
            End::On(date) => date.last_month(),
        };
        (from <= to).then_some((from, to))
    }

    /// Its length in months, both ends counted: one for a period within one month, 0 if it cannot be known.
    pub fn months(self, today: Today) -> u32 {
        self.months_between(today).map_or(0, |range| union_months(&[range]))
    }

    /// Whether it ends before it begins, even when both dates are understood as kindly as possible.
    pub fn is_reversed(self) -> bool {
        matches!((self.start, self.end), (Some(start), End::On(end)) if end.is_before(start))
    }
}

/// How many months the ranges (first and last month, both inclusive) cover together; a month in which two of them
/// overlap counts once.
pub fn union_months(ranges: &[(Month, Month)]) -> u32 {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut covered = 0;
    let mut next = i32::MIN;
    for (from, to) in sorted {
        let from = from.0.max(next);
        if from <= to.0 {
            covered += to.0 - from + 1;
            next = to.0 + 1;
        }
    }
    u32::try_from(covered).unwrap_or(0)
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Present => formatter.write_str("present"),
            End::On(date) => date.fmt(formatter),
        }
    }
}

impl serde::Serialize for End {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A format that does not describe itself holds what `serialize` wrote: always a text.
        if !deserializer.is_human_readable() {
            return deserializer.deserialize_str(EndVisitor);
        }
        deserializer.deserialize_option(EndVisitor)
    }
}

schema! {
    inline End is "end": |_| json_schema!({
        "type": ["string", "integer", "null"],
        "pattern": format!("^present$|{}", PartialDate::PATTERN),
        "patternErrorMessage": "A date of the calendar is written 2024, 2024-05 or 2024-05-17; what goes on ends with present.",
        "minimum": 1000,
        "maximum": 9999,
        "examples": ["present", 2024, "2024-05", "2024-05-17"],
    });
}

struct EndVisitor;

impl<'de> Visitor<'de> for EndVisitor {
    type Value = End;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a date or `present`")
    }

    fn visit_none<E: Error>(self) -> Result<End, E> {
        Ok(End::Present)
    }

    fn visit_unit<E: Error>(self) -> Result<End, E> {
        Ok(End::Present)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<End, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<End, E> {
        match text {
            "present" => Ok(End::Present),
            "now" | "today" | "ongoing" | "current" | "Present" => {
                Err(Fault::new(Code::InvalidDate, format!("`{text}` is not a date"))
                    .caret("write `present`, or leave `end` out")
                    .into_error())
            }
            _ => text.parse().map(End::On).map_err(Fault::into_error),
        }
    }

    fn visit_u64<E: Error>(self, year: u64) -> Result<End, E> {
        self.visit_str(&year.to_string())
    }
}
