//! What can be mended without asking: the fixes that diagnostics carry, file by file.
//!
//! In: diagnostics and the texts they point into. Out: for each file, replacements that do not meet. Nothing is written here.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Checked;
use crate::diagnostic::{Code, SourcePath, Span, line_column};
use crate::edit;

/// What is to change in one file.
#[derive(Debug)]
pub struct Mending {
    /// The file.
    pub path: SourcePath,
    /// Its text.
    pub before: Arc<str>,
    /// Its text afterwards.
    pub after: String,
    /// The bytes to replace, and what by.
    pub edits: Vec<(Span, String)>,
    /// What each of them is about, and its line.
    pub about: Vec<(Code, usize)>,
}

/// The changes that a check suggests. Of fixes that meet, the first is taken; the others have another chance in the next round.
pub fn mendings(checked: &Checked) -> Vec<Mending> {
    let mut files: BTreeMap<SourcePath, Vec<(Span, String, Code)>> = BTreeMap::new();
    for diagnostic in &checked.diagnostics {
        for (place, new) in diagnostic.replacements(&checked.sources) {
            files.entry(place.path).or_default().push((place.span, new.to_owned(), diagnostic.code));
        }
    }
    files.into_iter().filter_map(|(path, edits)| one(checked, path, edits)).collect()
}

fn one(checked: &Checked, path: SourcePath, mut all: Vec<(Span, String, Code)>) -> Option<Mending> {
    let before = checked.sources.text(&path)?;
    all.sort_by_key(|(span, _, _)| *span);
    let mut end = None;
    all.retain(|(span, _, _)| {
        let is_free = end.is_none_or(|end| span.start >= end);
        if is_free {
            end = Some(span.end.max(span.start + 1));
        }
        is_free
    });
    let about = all.iter().map(|(span, _, code)| (*code, line_column(&before, span.start as usize).line)).collect();
    let edits: Vec<(Span, String)> = all.into_iter().map(|(span, new, _)| (span, new)).collect();
    let borrowed: Vec<(Span, &str)> = edits.iter().map(|(span, new)| (*span, new.as_str())).collect();
    let after = edit::mended(&before, &borrowed).filter(|after| **after != *before)?;
    Some(Mending { path, before, after, edits, about })
}
