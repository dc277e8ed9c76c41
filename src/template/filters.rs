//! The filters that Showpiece adds to Tera's: functions of their input, and `markdown` of the site's address as well.

use tera::{Kwargs, State, Tera, Value};

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
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| value::slugify(text));
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| json(&value));
}

fn markdown(slot: &Slot, text: &str) -> Value {
    let address = |path: &str| slot.scope().map_or_else(|| path.to_owned(), |scope| scope.view.url(path));
    Value::safe_string(&content::inline(text, address))
}

/// A value as JSON that may stand inside a `<script>` element.
fn json(value: &Value) -> Value {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    Value::safe_string(&text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}
