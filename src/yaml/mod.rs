//! Layer 1: YAML to typed values, and the span of every key and value.
//!
//! In: the text of a file, or a piece cut out of one. Out: a value, or diagnostics with a place for each problem. Files
//! without a fault are read by `serde_yaml` alone; positions are worked out only when a diagnostic needs them. Nothing
//! else calls the YAML libraries.

mod fault;
mod scalar;
mod trap;

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use serde::de::DeserializeOwned;

pub use fault::Fault;
pub use trap::Trap;

/// The name under which a text asks to be read, so that the deserialiser looks at the quotes.
pub const TEXT: &str = "$showpiece::text";

/// Where a text comes from: its file, and the byte at which it begins there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub path: SourcePath,
    /// The byte at which the text begins: not 0 for front matter.
    pub offset: usize,
}

impl Origin {
    /// A text that is a whole file.
    pub fn file(path: &SourcePath) -> Self {
        Self { path: SourcePath::clone(path), offset: 0 }
    }

    /// The place of `span`, which counts from the beginning of the text.
    pub fn place(&self, span: Span) -> Place {
        Place::new(&self.path, span.shift(self.offset))
    }
}

/// Reads a value.
///
/// # Errors
/// All problems that the text honestly has, in one run.
pub fn from_str<T: DeserializeOwned>(text: &str, origin: &Origin) -> Result<T, Vec<Diagnostic>> {
    serde_yaml::from_str(text).map_err(|error| {
        let start = error.location().map_or(0, |location| location.index());
        let place = origin.place(Span::new(start, start));
        vec![Diagnostic::new(Code::YamlSyntax, error.to_string()).at(place)]
    })
}
