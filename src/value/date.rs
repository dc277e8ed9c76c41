//! A date as people write it about their lives: a year, a month, or a day.

use super::described::schema;
use crate::diagnostic::Code;
use crate::value::Month;
use crate::yaml::Fault;
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// `2024`, `2024-05` or `2024-05-17`, always in the calendar. A coarser date sorts before the finer ones it contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// From 1000 to 9999.
    pub year: i16,
    /// From 1 to 12.
    pub month: Option<u8>,
    /// From 1 to 31; absent if the month is.
    pub day: Option<u8>,
}

impl PartialDate {
    /// The first month that the date may mean: January for a bare year.
    pub fn first_month(self) -> Month {
        Month::new(self.year, self.month.unwrap_or(1))
    }

    /// The last month that the date may mean: December for a bare year.
    pub fn last_month(self) -> Month {
        Month::new(self.year, self.month.unwrap_or(12))
    }

    /// Whether every day that `self` may mean lies before every day that `other` may mean.
    pub fn is_before(self, other: Self) -> bool {
        (self.year, self.month.unwrap_or(12), self.day.unwrap_or(31))
            < (other.year, other.month.unwrap_or(1), other.day.unwrap_or(1))
    }

    /// Year, month and day, the first of what is left out; for feeds, which need a day.
    pub fn first_day(self) -> (i16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }
}

impl std::str::FromStr for PartialDate {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let parts: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let plain = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !plain || !matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2]) {
            return Err(notation(text));
        }
        let number = |index: usize| parts.get(index).and_then(|part| part.parse::<i16>().ok());
        let small = |index: usize| number(index).and_then(|value| u8::try_from(value).ok());
        let date = Self { year: number(0).unwrap_or_default(), month: small(1), day: small(2) };
        date.check(text).map(|()| date)
    }
}

impl PartialDate {
    fn check(self, text: &str) -> Result<(), Fault> {
        let fault = |why: String| Fault::new(Code::InvalidDate, format!("`{text}` is not in the calendar")).caret(why);
        if self.year < 1000 {
            return Err(fault(format!("the year {} is out of range", self.year)));
        }
        let Some(month) = self.month else { return Ok(()) };
        let Ok(first) = jiff::civil::Date::new(self.year, i8::try_from(month).unwrap_or(0), 1) else {
            return Err(fault(format!("there is no month {month}")).help("the order is year, month, day"));
        };
        let last = u8::try_from(first.days_in_month()).unwrap_or(31);
        match self.day {
            Some(day) if day == 0 || day > last => {
                Err(fault(format!("the month has {last} days")).help("the order is year, month, day"))
            }
            _ => Ok(()),
        }
    }
}

/// Says how dates are written, with the date that was probably meant.
fn notation(text: &str) -> Fault {
    let fault = Fault::new(Code::InvalidDate, format!("`{text}` is not a date in Showpiece's notation"))
        .caret("write `2024`, `2024-05` or `2024-05-17`");
    match meant(text) {
        Some(date) => fault.help(format!("did you mean `{date}`?")).meant(date.to_string()),
        None => fault,
    }
}

/// The date that another notation probably means: `2024-5`, `2024/05/17`, `05.2024`, `17.05.2024`, a date with a time.
/// Days and months in the ambiguous order (`05/06/2024`) are left alone.
fn meant(text: &str) -> Option<PartialDate> {
    let date = text.split(['T', ' ']).next()?;
    let mut parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    if parts.len() > 3 || parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let year_last = parts.last().is_some_and(|last| last.len() == 4) && parts.len() > 1;
    if year_last {
        let ambiguous = parts.len() == 3 && !date.contains('.');
        if ambiguous {
            return None;
        }
        parts.reverse();
    }
    let padded: Vec<String> = parts.iter().map(|part| format!("{part:0>2}")).collect();
    let candidate = padded.join("-");
    (candidate != text).then(|| candidate.parse().ok()).flatten()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(formatter, "-{part:02}")?;
        }
        Ok(())
    }
}

impl serde::Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateVisitor)
    }
}

impl PartialDate {
    /// What a text must look like to be a date of the calendar, leap years included.
    pub(super) const PATTERN: &'static str = concat!(
        "^([1-9][0-9]{3}(-(0[1-9]|1[0-2])",
        "|-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
        "|-(0[469]|11)-(0[1-9]|[12][0-9]|30)",
        "|-02-(0[1-9]|1[0-9]|2[0-8]))?",
        "|([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29)$",
    );
}

schema! {
    inline PartialDate is "date": |_| json_schema!({
        "type": ["string", "integer"],
        "pattern": PartialDate::PATTERN,
        "patternErrorMessage": "A date of the calendar is written 2024, 2024-05 or 2024-05-17.",
        "minimum": 1000,
        "maximum": 9999,
        "examples": [2024, "2024-05", "2024-05-17"],
    });
}

/// Scalars of YAML come as they are written when a text is asked for; JSON has years as numbers.
struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = PartialDate;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a date (`2024`, `2024-05` or `2024-05-17`)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PartialDate, E> {
        text.parse().map_err(Fault::into_error)
    }

    fn visit_u64<E: Error>(self, year: u64) -> Result<PartialDate, E> {
        self.visit_str(&year.to_string())
    }
}
