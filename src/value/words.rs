//! Dates and durations in words, for the languages that the themes speak.
//!
//! In: a date, a period or a number of months, and a language. Out: text such as "17 May 2024", "Feb 2021 – Mar 2023" and
//! "2 years 2 months". A language that is not known here is written as English.

use super::{End, PartialDate, Period};

/// A language that dates can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tongue {
    /// English.
    #[default]
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
}

/// The words of one language.
struct Words {
    months: [&'static str; 12],
    short: [&'static str; 12],
    present: &'static str,
    since: &'static str,
    until: &'static str,
    year: [&'static str; 2],
    month: [&'static str; 2],
}

const ENGLISH: Words = Words {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    short: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    present: "present",
    since: "since",
    until: "until",
    year: ["year", "years"],
    month: ["month", "months"],
};

const GERMAN: Words = Words {
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    short: ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."],
    present: "heute",
    since: "seit",
    until: "bis",
    year: ["Jahr", "Jahre"],
    month: ["Monat", "Monate"],
};

const SPANISH: Words = Words {
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    short: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
    present: "actualidad",
    since: "desde",
    until: "hasta",
    year: ["año", "años"],
    month: ["mes", "meses"],
};

impl Tongue {
    /// The language of a BCP 47 tag: `de-AT` is German.
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "de" => Self::German,
            "es" => Self::Spanish,
            _ => Self::English,
        }
    }

    fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Spanish => &SPANISH,
        }
    }

    /// A date in full: "17 May 2024", "May 2024", "2024".
    pub fn date(self, date: PartialDate) -> String {
        let year = date.year;
        let Some(month) = name(&self.words().months, date.month) else { return year.to_string() };
        match (self, date.day) {
            (Self::English, Some(day)) => format!("{day} {month} {year}"),
            (Self::German, Some(day)) => format!("{day}. {month} {year}"),
            (Self::Spanish, Some(day)) => format!("{day} de {month} de {year}"),
            (Self::Spanish, None) => format!("{month} de {year}"),
            (_, None) => format!("{month} {year}"),
        }
    }

    /// A date without its day, the month cut short: "May 2024".
    pub fn short_date(self, date: PartialDate) -> String {
        match name(&self.words().short, date.month) {
            Some(month) => format!("{month} {}", date.year),
            None => date.year.to_string(),
        }
    }

    /// A period: "Feb 2021 – Mar 2023", "Feb – May 2021", "Feb 2021 – present", "until 2019". Empty without dates.
    pub fn period(self, period: Period) -> String {
        match (period.start, period.end) {
            (Some(start), End::On(end)) => self.between(start, end),
            (Some(start), End::Present) => format!("{} – {}", self.short_date(start), self.words().present),
            (None, End::On(end)) => format!("{} {}", self.words().until, self.short_date(end)),
            (None, End::Present) => String::new(),
        }
    }

    fn between(self, start: PartialDate, end: PartialDate) -> String {
        let (from, to) = (self.short_date(start), self.short_date(end));
        if from == to {
            return to;
        }
        match name(&self.words().short, start.month) {
            Some(month) if start.year == end.year && end.month.is_some() => format!("{month} – {to}"),
            _ => format!("{from} – {to}"),
        }
    }

    /// A period in years: "2021–2023", "2021", "since 2021". Empty without dates.
    pub fn years(self, period: Period) -> String {
        match (period.start.map(|date| date.year), period.end.date().map(|date| date.year)) {
            (Some(from), Some(to)) if from == to => to.to_string(),
            (Some(from), Some(to)) => format!("{from}–{to}"),
            (Some(from), None) => format!("{} {from}", self.words().since),
            (None, Some(to)) => format!("{} {to}", self.words().until),
            (None, None) => String::new(),
        }
    }

    /// A number of months: "2 years 2 months", "1 year", "5 months". Empty for 0.
    pub fn duration(self, months: u32) -> String {
        let words = self.words();
        let count = |number: u32, forms: &[&str; 2]| {
            let [one, many] = forms;
            (number > 0).then(|| format!("{number} {}", if number == 1 { one } else { many }))
        };
        let parts = [count(months / 12, &words.year), count(months % 12, &words.month)];
        let joint = if self == Self::Spanish { " y " } else { " " };
        parts.into_iter().flatten().collect::<Vec<_>>().join(joint)
    }
}

fn name(names: &[&'static str; 12], month: Option<u8>) -> Option<&'static str> {
    names.get(usize::from(month?).checked_sub(1)?).copied()
}
