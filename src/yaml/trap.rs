//! Unquoted words that YAML, in one of its versions, takes for something other than the text they look like.

use crate::diagnostic::Code;
use crate::yaml::Fault;

/// What an unquoted scalar is to a reader of YAML 1.1 or 1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trap {
    /// A boolean in YAML 1.1 and 1.2, or in 1.1 only: `no`, `on`, `true`.
    Boolean(bool),
    /// A number; the text is what other programs would make of it.
    Number,
    /// A date or a moment: YAML 1.1 has a type for them.
    Date,
}

impl Trap {
    /// The trap that an unquoted `text` is, if it is one.
    pub fn of(text: &str) -> Option<Self> {
        match text.bytes().next()? {
            b'0'..=b'9' | b'+' | b'-' | b'.' => Self::of_number(text),
            _ => Self::of_word(text),
        }
    }

    fn of_word(text: &str) -> Option<Self> {
        let cased = |word: &str| {
            text == word || text == word.to_uppercase() || {
                let mut letters = word.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).eq(text.chars())
            }
        };
        if ["yes", "true", "on"].into_iter().any(cased) {
            return Some(Self::Boolean(true));
        }
        ["no", "false", "off"].into_iter().any(cased).then_some(Self::Boolean(false))
    }

    fn of_number(text: &str) -> Option<Self> {
        if is_date(text) {
            return Some(Self::Date);
        }
        super::scalar::is_number(text).then_some(Self::Number)
    }

    /// What to tell somebody who wrote `text` where a text is wanted.
    pub(crate) fn fault(self, text: &str) -> Fault {
        let message = match self {
            Self::Boolean(value) => format!("`{text}` without quotes is the word {value} to YAML, not a text"),
            Self::Number => format!("`{text}` without quotes is {} to YAML, not a text", super::scalar::describe(text)),
            Self::Date => format!("`{text}` without quotes is a date to YAML, not a text"),
        };
        Fault::new(Code::YamlAmbiguous, message).caret("a text is wanted here").help(format!("quote it: \"{text}\""))
    }
}

/// `2024-05-17`, alone or followed by a time.
fn is_date(text: &str) -> bool {
    let shape: Vec<&[u8]> = text.as_bytes().splitn(3, |byte| *byte == b'-').collect();
    let [year, month, rest] = shape.as_slice() else { return false };
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let time = rest.get(end..).unwrap_or_default();
    let timed = time.is_empty() || (matches!(time, [b'T' | b't' | b' ', ..]) && time.contains(&b':'));
    year.len() == 4
        && digits(year)
        && digits(month)
        && (1..=2).contains(&month.len())
        && (1..=2).contains(&end)
        && timed
}
