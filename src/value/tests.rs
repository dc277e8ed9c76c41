//! Dates, periods, slugs and addresses.

use super::*;
use crate::diagnostic::Code;
use proptest::prelude::*;

fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn period(start: &str, end: &str) -> Period {
    let end = if end == "present" { End::Present } else { End::On(date(end)) };
    Period::new((!start.is_empty()).then(|| date(start)), end)
}

/// 2026-11-22.
fn today() -> Today {
    Today::from_epoch(1_795_305_600)
}

#[test]
fn dates_are_in_the_calendar() {
    for right in ["2024", "2024-05", "2024-05-17", "2024-02-29", "1000-01-01"] {
        assert_eq!(date(right).to_string(), right);
    }
    let refused = |text: &str| {
        let fault = text.parse::<PartialDate>().unwrap_err();
        assert_eq!(fault.code, Code::InvalidDate);
        (fault.caret, fault.help)
    };
    assert_eq!(refused("2023-02-29").0, "the month has 28 days");
    assert_eq!(refused("2024-17-05").0, "there is no month 17");
    assert_eq!(refused("2024-00").0, "there is no month 0");
    assert_eq!(refused("0999").0, "the year 999 is out of range");
    for (text, meant) in
        [("2024-5", "2024-05"), ("17.05.2024", "2024-05-17"), ("05/2024", "2024-05"), ("2024/05", "2024-05")]
    {
        assert_eq!(refused(text).1, format!("did you mean `{meant}`?"));
    }
    assert_eq!(refused("2024-05-17T10:00:00Z").1, "did you mean `2024-05-17`?");
    for vague in ["05/06/2024", "May 2024", "24", "", "2024-", "-2024", "2024-05-17-", "２０２４"] {
        assert_eq!(refused(vague).1, "", "{vague}");
    }
}

#[test]
fn coarse_dates_sort_first_and_are_not_before_what_they_contain() {
    assert!(date("2024") < date("2024-01") && date("2024-01") < date("2024-01-01"));
    assert!(!date("2024").is_before(date("2024-03")) && !date("2024-03").is_before(date("2024")));
    assert!(date("2023").is_before(date("2024-01-01")));
    assert!(period("2024", "2023-12").is_reversed() && !period("2024-05", "2024").is_reversed());
}

#[test]
fn months_are_counted_with_both_ends_and_once() {
    assert_eq!(today().date(), date("2026-11-22"));
    assert_eq!(period("2024-05", "2024-05").months(today()), 1);
    assert_eq!(period("2024", "2024").months(today()), 12);
    assert_eq!(period("2026-10-31", "present").months(today()), 2);
    assert_eq!(period("2027-01", "present").months(today()), 0);
    assert_eq!(period("", "2024").months(today()), 0);
    let ranges: Vec<_> = [("2020-01", "2020-12"), ("2020-06", "2021-03"), ("2022", "2022"), ("2020-02", "2020-03")]
        .iter()
        .filter_map(|(start, end)| period(start, end).months_between(today()))
        .collect();
    assert_eq!(union_months(&ranges), 15 + 12);
    assert_eq!(union_months(&[]), 0);
    assert_eq!(Month::new(2024, 5).year(), 2024);
}

#[test]
fn the_clock_is_clamped() {
    assert_eq!(Today::from_epoch(0).date(), date("1970-01-01"));
    assert_eq!(Today::from_epoch(i64::MAX).year(), 9999);
    Today::from_epoch(i64::MIN);
}

#[test]
fn slugs_are_made_and_checked() {
    for (title, slug) in [
        ("Ledgerline: a story", "ledgerline-a-story"),
        ("Ærøskøbing – Straße", "aeroskobing-strasse"),
        ("  Crème brûlée!  ", "creme-brulee"),
        ("It's 100 %", "its-100"),
        ("C++ & C#", "cplusplus-and-csharp"),
        ("Łódź Ðere Ŋ", "lodz-dere-n"),
        ("ﬁne Ⅳ", "fine-iv"),
        ("日本", ""),
        ("İstanbul", "istanbul"),
    ] {
        assert_eq!(slugify(title), slug, "{title}");
    }
    for wrong in ["", "..", "a/b", "A", "a--b", "-a", "a\0", "é", &"a".repeat(101)] {
        assert!(wrong.parse::<Slug>().is_err(), "{wrong}");
    }
    assert_eq!("C++".parse::<Slug>().unwrap_err().help, "did you mean `cplusplus`?");
}

#[test]
fn addresses_are_safe() {
    for right in ["https://a.example", "http://a.example:80/b?c#d", "mailto:a@b.example", "HTTPS://A.example/é"] {
        assert_eq!(right.parse::<Url>().unwrap().as_str(), right);
    }
    let code = |text: &str| text.parse::<Url>().unwrap_err().code;
    for wrong in ["javascript:alert(1)", "JavaScript:0", "data:text/html,x", "file:///etc/passwd", "vbscript:x"] {
        assert_eq!(code(wrong), Code::DangerousUrl, "{wrong}");
    }
    for wrong in
        ["", "a.example", "/a", "//a", "https://", "https:a", "https:// a", "java\nscript:0", "mailto:x", "http://u@h/"]
    {
        assert_eq!(code(wrong), Code::InvalidUrl, "{wrong}");
    }
    assert_eq!("localhost:8000".parse::<Url>().unwrap_err().code, Code::InvalidUrl);
    let help = |text: &str| text.parse::<Url>().unwrap_err().help;
    assert_eq!(help("a.example/b"), "did you mean `https://a.example/b`?");
    assert_eq!(help("ada@a.example"), "did you mean `mailto:ada@a.example`?");
    let host = |text: &str| text.parse::<Url>().unwrap().host().map(str::to_owned);
    assert_eq!(host("https://a.example:8080/b"), Some("a.example".to_owned()));
    assert_eq!(host("mailto:a@b.example"), None);
}

#[test]
fn links_have_an_order() {
    let links: Links =
        serde_yaml::from_str("{zine: https://z.example, docs: https://d.example, repo: https://r.example}").unwrap();
    assert_eq!(links.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["repo", "docs", "zine"]);
    assert_eq!(links.get("docs").unwrap().as_str(), "https://d.example");
}

proptest! {
    #[test]
    fn a_slug_of_anything_is_a_slug_or_empty(text in "\\PC{0,200}") {
        let slug = slugify(&text);
        prop_assert!(slug.is_empty() || slug.parse::<Slug>().is_ok(), "{slug}");
        prop_assert_eq!(slugify(&slug), slug);
    }

    #[test]
    fn no_text_makes_a_date_or_an_address_panic(text in "\\PC{0,20}|[0-9./T -]{0,12}|[a-z:/@.]{0,12}") {
        let _ = text.parse::<PartialDate>();
        let _ = text.parse::<Url>().map(|url| url.host().map(str::len));
    }

    #[test]
    fn the_union_is_what_a_set_of_months_says(ranges in prop::collection::vec((0..60, 0..60), 0..8)) {
        let pairs: Vec<_> = ranges.iter().map(|(from, to)| (Month(*from), Month(*to))).collect();
        let months: std::collections::BTreeSet<i32> = ranges.iter().flat_map(|(from, to)| *from..=*to).collect();
        prop_assert_eq!(union_months(&pairs) as usize, months.len());
    }
}
