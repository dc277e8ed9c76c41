//! Puts other words into a text of the user's: all changes of a file at once, every other byte as it was.

use std::path::Path;

use super::rewrite::{failure, replace};
use crate::diagnostic::{Diagnostic, SourcePath, Span, system_words};
use crate::source;

/// The text with words replaced; none if two replacements meet or one lies outside.
pub fn mended(text: &str, edits: &[(Span, &str)]) -> Option<String> {
    let mut edits = edits.to_vec();
    edits.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (span, new) in edits {
        out.push_str(text.get(done..span.start as usize)?);
        out.push_str(new);
        done = span.end as usize;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// Replaces words of the file at `absolute`, which diagnostics name `path`, if it still holds the text `known`. A byte-order mark
/// and the ends of lines stay as they are.
///
/// # Errors
///
/// The file cannot be written, or holds another text by now.
pub fn mend((absolute, path): (&Path, &SourcePath), known: &str, edits: &[(Span, &str)]) -> Result<(), Diagnostic> {
    let bytes = source::bytes(absolute).map_err(|error| failure(path, &system_words(&error)))?;
    let changed = || failure(path, "it was changed in the meantime");
    let text = std::str::from_utf8(&bytes).map_err(|_| changed())?;
    let on_disk = on_disk(text, known).ok_or_else(changed)?;
    let place = |at: u32| on_disk.get(at as usize).copied().unwrap_or(text.len());
    // A carriage return behind the last byte is nobody's.
    let end = |span: Span| if span.end > span.start { place(span.end - 1) + 1 } else { place(span.start) };
    let moved: Vec<(Span, &str)> =
        edits.iter().map(|(span, new)| (Span::new(place(span.start), end(*span)), *new)).collect();
    let new = mended(text, &moved).ok_or_else(changed)?;
    replace(absolute, new.as_bytes()).map_err(|error| failure(path, &system_words(&error)))
}

/// Where each byte of the known text stands in the file; none if the file holds another text.
fn on_disk(text: &str, known: &str) -> Option<Vec<usize>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let bytes = text.as_bytes();
    let is_end = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    let places: Vec<usize> = (start..bytes.len()).filter(|at| !is_end(*at)).collect();
    let same = places.len() == known.len() && places.iter().zip(known.bytes()).all(|(at, byte)| bytes[*at] == byte);
    same.then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_nobody_named_stay() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("a.yaml");
        std::fs::write(&file, "\u{feff}a: é\r\nb: no\r\n").unwrap();
        let path: SourcePath = "a.yaml".into();
        let known = "a: é\nb: no\n";
        let no = Span::new(9, 11);
        mend((&file, &path), known, &[(no, "\"no\""), (Span::new(0, 1), "x")]).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "\u{feff}x: é\r\nb: \"no\"\r\n");
        assert!(mend((&file, &path), known, &[(no, "x")]).is_err(), "it is another text by now");
        assert_eq!(mended("abc", &[(Span::new(0, 2), "x"), (Span::new(1, 3), "y")]), None);
    }
}
