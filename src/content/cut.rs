//! Where the front matter of a content file begins and ends.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath};

/// A content file cut in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The bytes of the YAML.
    pub yaml: Range<usize>,
    /// The byte at which the body begins.
    pub body: usize,
}

/// Finds the front matter.
///
/// # Errors
///
/// A diagnostic when there is none, or when it is not closed.
pub fn cut(path: &SourcePath, text: &str) -> Result<Cut, Diagnostic> {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err(Diagnostic::new(Code::FrontMatter, "the file has no front matter")
            .at(Place::new(path, 0..first.trim_end().len()))
            .caret("the first line must be `---`")
            .help("begin the file with the three lines `---`, `title: …` and `---`"));
    }
    let mut at = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Ok(Cut { yaml: first.len()..at, body: at + line.len() });
        }
        at += line.len();
    }
    Err(Diagnostic::new(Code::FrontMatter, "the front matter is not closed")
        .at(Place::new(path, 0..3))
        .caret("opened here")
        .help("add a line `---` after the last key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<(&str, &str), Diagnostic> {
        cut(&SourcePath::from("content/x.md"), text).map(|cut| (&text[cut.yaml], &text[cut.body..]))
    }

    #[test]
    fn yaml_and_body() {
        assert_eq!(of("---\ntitle: A\n---\nText\n"), Ok(("title: A\n", "Text\n")));
        assert_eq!(of("---\n---"), Ok(("", "")));
        assert_eq!(of("---  \na: '---'\n--- \n---\n"), Ok(("a: '---'\n", "---\n")));
    }

    #[test]
    fn absent_or_open() {
        for (text, message) in [
            ("", "the file has no front matter"),
            ("Text\n", "the file has no front matter"),
            ("--- title: A\n---\n", "the file has no front matter"),
            ("\n---\ntitle: A\n---\n", "the file has no front matter"),
            ("---\ntitle: A\n", "the front matter is not closed"),
            ("---", "the front matter is not closed"),
        ] {
            let diagnostic = of(text).map(drop).map_err(|diagnostic| diagnostic.message);
            assert_eq!(diagnostic, Err(message.to_owned()), "{text:?}");
        }
    }
}
