//! The filters that Showpiece adds to Tera's: functions of their input, and `markdown` of the site's address as well.

use tera::{Kwargs, Map, State, Tera, Value};

use super::engine::Slot;
use crate::content;
use crate::value;

/// Names of all filters there are, Tera's and ours, for suggestions.
pub const NAMES: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "json",
    "keys",
    "last",
    "length",
    "lower",
    "markdown",
    "newlines_to_br",
    "nth",
    "pairs",
    "plain",
    "pluralize",
    "quantity",
    "replace",
    "reverse",
    "round",
    "safe",
    "slug",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// Names of all tests there are, for suggestions.
pub const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// Adds our filters to an engine, bound to its slot.
pub fn register(tera: &mut Tera, slot: &Slot) {
    let slot = slot.clone();
    tera.register_filter("markdown", move |text: &str, _: Kwargs, _: &State| markdown(&slot, text));
    tera.register_filter("plain", |text: &str, _: Kwargs, _: &State| content::plain(text));
    tera.register_filter("quantity", |text: &str, _: Kwargs, _: &State| quantity(text));
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| value::slugify(text));
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| json(&value));
}

fn markdown(slot: &Slot, text: &str) -> Value {
    let address = |path: &str| slot.scope().map_or_else(|| path.to_owned(), |scope| scope.view.url(path));
    Value::safe_string(&content::inline(text, address))
}

/// A result as the number in front, with its signs, and the words after it: `20 minutes` is `20` and `minutes`. A text that
/// does not begin with a number is all number, so that what is set large is never nothing.
fn quantity(text: &str) -> Value {
    let (number, unit) = split_quantity(text);
    Value::from(Map::from([("number".into(), Value::from(number)), ("unit".into(), Value::from(unit))]))
}

fn split_quantity(text: &str) -> (&str, &str) {
    let text = text.trim();
    let digit = |word: &str| word.chars().any(char::is_numeric);
    let words = text.split(' ');
    let ours: usize =
        words.take_while(|word| digit(word) || !word.chars().any(char::is_alphabetic)).map(|word| word.len() + 1).sum();
    match text.split_at_checked(ours) {
        Some((number, unit)) if digit(number) => (number.trim_end(), unit.trim_start()),
        _ => (text, ""),
    }
}

/// A value as JSON that may stand inside a `<script>` element.
fn json(value: &Value) -> Value {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    Value::safe_string(&text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

#[cfg(test)]
mod tests {
    use super::split_quantity;

    #[test]
    fn a_quantity_is_a_number_and_its_unit() {
        for (text, number, unit) in [
            ("20 minutes", "20", "minutes"),
            ("0 of 3.1 million", "0", "of 3.1 million"),
            ("99.95 %", "99.95 %", ""),
            ("12 × faster", "12 ×", "faster"),
            ("€ 3 100 a month", "€ 3 100", "a month"),
            ("31", "31", ""),
            ("p95 < 40 ms", "p95 < 40", "ms"),
            ("−4 °C", "−4", "°C"),
            ("twenty minutes", "twenty minutes", ""),
            ("under 5 minutes", "under 5 minutes", ""),
            ("– none –", "– none –", ""),
            ("", "", ""),
            ("20 ", "20", ""),
        ] {
            assert_eq!(split_quantity(text), (number, unit), "{text}");
        }
    }
}
