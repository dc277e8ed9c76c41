//! The anchors of headings: made from their text, unique in a document, and never those that the author gave to others.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Text as an anchor: lower case, letters and digits of any script, everything else one hyphen.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(c.to_lowercase());
        } else if !is_silent(c) {
            gap = true;
        }
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Marks inside a word that leave no gap: `don't` becomes `dont`.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{300}'..='\u{36f}')
}

/// The anchors given out so far.
#[derive(Debug, Default)]
pub struct Anchors {
    used: BTreeSet<String>,
    next: BTreeMap<String, u32>,
}

impl Anchors {
    /// Takes an anchor that the author wrote; `false` if it is taken already.
    pub fn take(&mut self, id: &str) -> bool {
        self.used.insert(id.to_owned())
    }

    /// The anchor for a heading's text: `setup`, then `setup-1`, `setup-2`, …
    pub fn make(&mut self, title: &str) -> String {
        let base = slug(title);
        if self.used.insert(base.clone()) {
            return base;
        }
        let count = self.next.entry(base.clone()).or_insert(0);
        loop {
            *count += 1;
            let id = format!("{base}-{count}");
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }
}
