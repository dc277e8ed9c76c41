//! The attributes that say whether and how `showpiece verify` runs a block.
//!
//! An attribute as written → its value, or a finding. Whether a block of that language can be run at all is not asked here.

use super::Reader;
use crate::code::info::RawAttribute;

/// How code is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Never.
    Not,
    /// After what is run before it on the page, with the names that are bound there.
    Page,
    /// By itself.
    Isolated,
}

/// The options of doctest that a block may ask for.
const OPTIONS: [&str; 3] = ["ELLIPSIS", "NORMALIZE_WHITESPACE", "IGNORE_EXCEPTION_DETAIL"];

impl Reader<'_> {
    /// Whether, and how, the code is run.
    pub(super) fn run(&mut self, attribute: &RawAttribute) -> Run {
        match attribute.value.as_ref().map(|value| (value.text.as_str(), value.span)) {
            None | Some(("true", _)) => Run::Page,
            Some(("false", _)) => Run::Not,
            Some(("isolated", _)) => Run::Isolated,
            Some((text, span)) => {
                let help = "write `run`, `run=isolated` for a process of its own, or `run=false`";
                self.fault(span, format!("`{text}` is not a value of `run`"), help);
                Run::Page
            }
        }
    }

    /// The name of an exception, with or without its module.
    pub(super) fn exception(&mut self, attribute: &RawAttribute) -> Option<String> {
        let value = self.value(attribute, "ValueError")?;
        let is_name = |part: &str| {
            part.chars().all(|sign| sign.is_alphanumeric() || sign == '_')
                && !part.is_empty()
                && !part.starts_with(|sign: char| sign.is_ascii_digit())
        };
        if value.text.split('.').all(is_name) {
            return Some(value.text.clone());
        }
        let help = "write the class of the exception alone: `raises=ValueError`";
        self.fault(value.span, format!("`{}` is not the name of an exception", value.text), help);
        None
    }

    /// `+ELLIPSIS, +NORMALIZE_WHITESPACE`
    pub(super) fn doctest(&mut self, attribute: &RawAttribute) {
        let Some(value) = self.value(attribute, "\"+ELLIPSIS\"") else { return };
        for word in value.text.split([',', ' ']).filter(|word| !word.is_empty()) {
            match OPTIONS.iter().find(|option| **option == word.trim_start_matches('+')) {
                Some(option) if self.attributes.doctest.contains(option) => {}
                Some(option) => self.attributes.doctest.push(option),
                None => {
                    let help =
                        format!("the known ones are {}", OPTIONS.map(|option| format!("`+{option}`")).join(", "));
                    self.fault(value.span, format!("`{word}` is not an option of `doctest`"), &help);
                }
            }
        }
    }
}
