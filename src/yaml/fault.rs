//! The way by which a value's own `Deserialize` says which code its error has, and how to mend it.
//!
//! Serde's errors are sentences. A [`Fault`] prints itself in a form from which this module, and nobody else, gets the
//! parts back; every other reader of the error (a JSON parser, say) sees the parts as plain lines.

use crate::diagnostic::Code;

const MARK: char = '\u{1f}';

/// A value that cannot be accepted: the code, a sentence, what the caret says, and the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The word that `showpiece explain` knows.
    pub code: Code,
    /// One line, lower case, no full stop.
    pub message: String,
    /// What the caret says; may be empty.
    pub caret: String,
    /// What to do about it; may be empty.
    pub help: String,
    /// What was meant beyond doubt, to take the value's place; may be empty.
    pub meant: String,
}

impl Fault {
    /// A fault with a message alone.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), caret: String::new(), help: String::new(), meant: String::new() }
    }

    /// Sets what the caret says.
    #[must_use]
    pub fn caret(mut self, text: impl Into<String>) -> Self {
        self.caret = text.into();
        self
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = text.into();
        self
    }

    /// Sets what was meant beyond doubt.
    #[must_use]
    pub fn meant(mut self, text: impl Into<String>) -> Self {
        self.meant = text.into();
        self
    }

    /// The fault as an error of any deserialiser.
    pub fn into_error<E: serde::de::Error>(self) -> E {
        E::custom(self)
    }

    /// Gets a fault back from its printed form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(MARK)?.split(MARK);
        let code = Code::from_word(parts.next()?)?;
        let mut part = || parts.next().unwrap_or_default().to_owned();
        Some(Self { code, message: part(), caret: part(), help: part(), meant: part() })
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let clean = |text: &str| text.replace(MARK, " ");
        let (message, caret) = (clean(&self.message), clean(&self.caret));
        let (help, meant) = (clean(&self.help), clean(&self.meant));
        write!(formatter, "{MARK}{}{MARK}{message}{MARK}{caret}{MARK}{help}{MARK}{meant}", self.code)
    }
}

impl std::error::Error for Fault {}
