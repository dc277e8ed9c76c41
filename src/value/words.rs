//! Dates and durations in words, for the languages that the themes speak. Other languages get English words, since a
//! wrong guess would be worse.

use super::direction::direction;
use super::{End, PartialDate, Period};

/// A language in which dates can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// `17 May 2024`.
    #[default]
    English,
    /// `17. Mai 2024`.
    German,
    /// `17 de mayo de 2024`.
    Spanish,
    /// English words on a page that runs from right to left: `17 May 2024` must not be read as `May 2024 17`.
    Isolated,
}

impl Language {
    /// The language of a tag such as `de-AT`; English for those that are not known.
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "de" => Language::German,
            "es" => Language::Spanish,
            _ if direction(tag) == "rtl" => Language::Isolated,
            _ => Language::English,
        }
    }
}

const ENGLISH: [&str; 12] = [
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
];
const GERMAN: [&str; 12] = [
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
];
const GERMAN_SHORT: [&str; 12] =
    ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."];
const SPANISH: [&str; 12] = [
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
];
const SPANISH_SHORT: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];

fn name(month: u8, names: &[&'static str; 12]) -> &'static str {
    names.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

/// Words of another direction stand alone: what is around them does not turn them about. Numbers need nothing.
fn isolated(text: String, language: Language) -> String {
    if language == Language::Isolated && text.contains(char::is_alphabetic) {
        format!("\u{2066}{text}\u{2069}")
    } else {
        text
    }
}

/// A date as exact as it is: `17 May 2024`, `May 2024`, `2024`.
pub fn date(date: PartialDate, language: Language) -> String {
    isolated(plain_date(date, language), language)
}

fn plain_date(date: PartialDate, language: Language) -> String {
    let year = date.year;
    match (date.month, date.day, language) {
        (Some(month), Some(day), Language::English | Language::Isolated) => {
            format!("{day} {} {year}", name(month, &ENGLISH))
        }
        (Some(month), Some(day), Language::German) => format!("{day}. {} {year}", name(month, &GERMAN)),
        (Some(month), Some(day), Language::Spanish) => format!("{day} de {} de {year}", name(month, &SPANISH)),
        (Some(month), None, Language::English | Language::Isolated) => format!("{} {year}", name(month, &ENGLISH)),
        (Some(month), None, Language::German) => format!("{} {year}", name(month, &GERMAN)),
        (Some(month), None, Language::Spanish) => format!("{} de {year}", name(month, &SPANISH)),
        (None, _, _) => year.to_string(),
    }
}

/// A date without its day, the month short: `May 2024`, `Sep 2024`.
pub fn month(date: PartialDate, language: Language) -> String {
    isolated(plain_month(date, language), language)
}

fn plain_month(date: PartialDate, language: Language) -> String {
    let Some(month) = date.month else { return date.year.to_string() };
    let short = match language {
        Language::English | Language::Isolated => name(month, &ENGLISH).get(..3).unwrap_or_default(),
        Language::German => name(month, &GERMAN_SHORT),
        Language::Spanish => name(month, &SPANISH_SHORT),
    };
    format!("{short} {}", date.year)
}

fn present(language: Language) -> &'static str {
    match language {
        Language::English | Language::Isolated => "present",
        Language::German => "heute",
        Language::Spanish => "hoy",
    }
}

fn since(language: Language) -> &'static str {
    match language {
        Language::English | Language::Isolated => "since",
        Language::German => "seit",
        Language::Spanish => "desde",
    }
}

/// A period: `Feb 2021 – Mar 2023`, `Feb 2021 – present`; one date alone where both ends are the same.
pub fn period(period: Period, language: Language) -> String {
    isolated(plain_period(period, language), language)
}

fn plain_period(period: Period, language: Language) -> String {
    let Some(start) = period.start else {
        return period.end.date().map(|end| plain_month(end, language)).unwrap_or_default();
    };
    let first = plain_month(start, language);
    let last = match period.end {
        End::Present => present(language).to_owned(),
        End::On(end) => plain_month(end, language),
    };
    if first == last { first } else { format!("{first} – {last}") }
}

/// A period in years: `2021–2023`, `since 2021`, `2021`.
pub fn years(period: Period, language: Language) -> String {
    isolated(plain_years(period, language), language)
}

fn plain_years(period: Period, language: Language) -> String {
    let Some(start) = period.start else {
        return period.end.date().map(|end| end.year.to_string()).unwrap_or_default();
    };
    match period.end {
        End::Present => format!("{} {}", since(language), start.year),
        End::On(end) if end.year == start.year => start.year.to_string(),
        End::On(end) => format!("{}–{}", start.year, end.year),
    }
}

/// A number of months: `2 years 2 months`; empty for none.
pub fn duration(months: u32, language: Language) -> String {
    isolated(plain_duration(months, language), language)
}

fn plain_duration(months: u32, language: Language) -> String {
    let [year, years, month, rest] = match language {
        Language::English | Language::Isolated => ["year", "years", "month", "months"],
        Language::German => ["Jahr", "Jahre", "Monat", "Monate"],
        Language::Spanish => ["año", "años", "mes", "meses"],
    };
    let part = |count: u32, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    [part(months / 12, year, years), part(months % 12, month, rest)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_as_exact_as_written() {
        let all = |text: &str| {
            [Language::English, Language::German, Language::Spanish].map(|language| date(at(text), language))
        };
        assert_eq!(all("2024-05-17"), ["17 May 2024", "17. Mai 2024", "17 de mayo de 2024"]);
        assert_eq!(all("2024-05"), ["May 2024", "Mai 2024", "mayo de 2024"]);
        assert_eq!(all("2024"), ["2024"; 3]);
        assert_eq!(month(at("2024-09-02"), Language::English), "Sep 2024");
    }

    #[test]
    fn periods_say_no_more_than_they_know() {
        let of = |start: &str, end: Option<&str>| {
            Period::new(Some(at(start)), end.map_or(End::Present, |end| End::On(at(end))))
        };
        assert_eq!(period(of("2021-02", Some("2023-03")), Language::English), "Feb 2021 – Mar 2023");
        assert_eq!(period(of("2021-02", None), Language::German), "Feb. 2021 – heute");
        assert_eq!(period(of("2021", Some("2021")), Language::English), "2021");
        assert_eq!(period(Period::default(), Language::English), "");
        assert_eq!(years(of("2021-02", Some("2023-03")), Language::English), "2021–2023");
        assert_eq!(years(of("2021-02", Some("2021-03")), Language::English), "2021");
        assert_eq!(years(of("2021-02", None), Language::English), "since 2021");
    }

    #[test]
    fn english_words_stand_alone_on_a_page_from_right_to_left() {
        for (tag, language) in [("ar", Language::Isolated), ("he-IL", Language::Isolated), ("fr", Language::English)] {
            assert_eq!(Language::of(tag), language, "{tag}");
        }
        let all = |language| {
            let since = Period::new(Some(at("2019-02")), End::Present);
            [date(at("2024-05-17"), language), month(at("2024-05"), language), period(since, language)]
                .into_iter()
                .chain([years(since, language), duration(26, language)])
                .collect::<Vec<_>>()
        };
        let alone =
            all(Language::English).into_iter().map(|text| format!("\u{2066}{text}\u{2069}")).collect::<Vec<_>>();
        assert_eq!(all(Language::Isolated), alone);
        assert_eq!(date(at("2024"), Language::Isolated), "2024");
        assert_eq!(duration(0, Language::Isolated), "");
    }

    #[test]
    fn durations_drop_what_is_nothing() {
        assert_eq!(duration(26, Language::English), "2 years 2 months");
        assert_eq!(duration(12, Language::German), "1 Jahr");
        assert_eq!(duration(1, Language::Spanish), "1 mes");
        assert_eq!(duration(0, Language::English), "");
    }
}
