//! The addresses of tags: two tags never share one, and none is empty.
//!
//! Tags that differ only in case are one tag. Different tags with the same slug (`a/b` and `a b`) get numbers, in the order
//! of the alphabet, so that an address does not depend on which page comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::content::Document;
use crate::value::address_part;

/// The last part of every tag's address.
#[derive(Debug, Default)]
pub struct TagAddresses(BTreeMap<String, String>);

/// What makes two spellings one tag.
fn key(tag: &str) -> String {
    tag.trim().to_lowercase().nfc().collect()
}

impl TagAddresses {
    /// The addresses of the tags of all documents. Drafts count, so that publishing one moves no page.
    pub fn of(documents: &[Arc<Document>]) -> Self {
        let tags = documents.iter().flat_map(|document| document.front.tags());
        Self::of_keys(tags.map(|tag| key(tag)).collect())
    }

    fn of_keys(keys: BTreeSet<String>) -> Self {
        // A tag that is its own slug comes first: `c` keeps `/tags/c/` whatever else is called so.
        let (plain, others): (Vec<String>, Vec<String>) = keys.into_iter().partition(|key| address_part(key) == *key);
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut addresses = BTreeMap::new();
        for key in plain.into_iter().chain(others) {
            let part = address_part(&key);
            let numbered = (2..).map(|number: usize| format!("{part}-{number}"));
            let free = std::iter::once(part.clone()).chain(numbered).find(|part| !taken.contains(part));
            let address = free.unwrap_or(part);
            taken.insert(address.clone());
            addresses.insert(key, address);
        }
        Self(addresses)
    }

    /// The last part of a tag's address.
    pub fn part(&self, tag: &str) -> String {
        let key = key(tag);
        self.0.get(&key).cloned().unwrap_or_else(|| address_part(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_addresses_of_their_own() {
        let tags = ["C", "C++", "C#", "日本語", "中文", "a/b", "a-b", "A b", "é", "e", "!!!", "🎉", "Python", "python"];
        let addresses = TagAddresses::of_keys(tags.iter().map(|tag| key(tag)).collect());
        let parts: Vec<String> = tags.iter().map(|tag| addresses.part(tag)).collect();
        let expected = [
            "c",
            "cplusplus",
            "csharp",
            "u65e5-u672c-u8a9e",
            "u4e2d-u6587",
            "a-b-3",
            "a-b",
            "a-b-2",
            "e-2",
            "e",
            "u21-u21-u21",
            "u1f389",
            "python",
            "python",
        ];
        assert_eq!(parts, expected);
    }
}
