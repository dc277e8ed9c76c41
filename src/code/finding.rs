//! What is wrong with a block, before anybody knows in which file it stands.

use crate::diagnostic::{Code, Span, nearest};

/// Where the problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingSpan {
    /// Bytes of the info string.
    Info(Span),
    /// Bytes of the code.
    Source(Span),
}

/// A problem in a block; the caller, who knows the file, makes a diagnostic of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// One line, lower case, no full stop.
    pub message: String,
    /// What the caret says; may be empty.
    pub caret: String,
    /// What to do about it.
    pub help: Vec<String>,
    /// Where.
    pub span: FindingSpan,
    /// Related places in the file that the block shows.
    pub labels: Vec<(Span, String)>,
}

impl Finding {
    /// A problem in the info string.
    pub(super) fn info(code: Code, span: Span, message: impl Into<String>) -> Self {
        let (caret, help, labels) = (String::new(), Vec::new(), Vec::new());
        Self { code, message: message.into(), caret, help, span: FindingSpan::Info(span), labels }
    }

    pub(super) fn caret(mut self, text: impl Into<String>) -> Self {
        self.caret = text.into();
        self
    }

    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a related place in the file that the block shows.
    pub(super) fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Adds "did you mean …" if one of `words` is near to `word`.
    pub(super) fn suggest<'a>(self, word: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, words) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}
