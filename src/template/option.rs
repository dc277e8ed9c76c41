//! The options of a theme: their types, and whether a value fits. Values are written into pages and style sheets, so that a
//! colour must look like one and like nothing else.

use serde::Deserialize;
use serde_json::Value as Json;

/// One option of a theme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSpec {
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: OptionKind,
    /// The value when the site sets none.
    #[serde(default)]
    pub default: Option<Json>,
    /// The allowed values of a choice.
    #[serde(default)]
    pub values: Vec<String>,
    /// One line of help.
    #[serde(default)]
    pub help: String,
}

/// The types an option can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionKind {
    /// One of `values`.
    Choice,
    /// `true` or `false`.
    Boolean,
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A CSS colour.
    Colour,
    /// A font family.
    Font,
}

impl OptionSpec {
    /// What the option wants, if `value` is not it.
    pub(super) fn complaint(&self, value: &Json) -> Option<String> {
        let fits = match self.kind {
            OptionKind::Choice => value.as_str().is_some_and(|text| self.values.iter().any(|allowed| allowed == text)),
            OptionKind::Boolean => value.is_boolean(),
            OptionKind::Number => value.is_number(),
            OptionKind::Text | OptionKind::Font => value.is_string(),
            OptionKind::Colour => value.as_str().is_some_and(is_colour),
        };
        if fits {
            return None;
        }
        Some(match self.kind {
            OptionKind::Choice => format!(
                "one of {}",
                self.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
            ),
            OptionKind::Boolean => "`true` or `false`".to_owned(),
            OptionKind::Number => "a number".to_owned(),
            OptionKind::Text => "a text".to_owned(),
            OptionKind::Font => "the name of a font family".to_owned(),
            OptionKind::Colour => "a colour (`#1f4d3a` or a CSS colour function)".to_owned(),
        })
    }
}

/// Whether a text looks like a CSS colour and nothing else: it is written into a style sheet.
fn is_colour(text: &str) -> bool {
    let hex = text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    });
    let function = ["rgb(", "hsl(", "oklch(", "oklab("].iter().any(|name| text.starts_with(name))
        && text.ends_with(')')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || " .,%/()-".contains(letter));
    hex || function
}
