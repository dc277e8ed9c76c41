//! The table of contents: headings in reading order become a tree.

use super::node::Heading;

/// A heading with those below it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// The anchor.
    pub id: String,
    /// The text without markup.
    pub title: String,
    /// 1 to 6.
    pub level: u8,
    /// The headings below this one.
    pub children: Vec<Entry>,
}

/// The tree of the headings whose level lies in `levels` (usually `2..=3`). A level that is left out does not deepen it.
pub fn tree(headings: &[Heading], levels: std::ops::RangeInclusive<u8>) -> Vec<Entry> {
    let listed = headings.iter().filter(|heading| levels.contains(&heading.level) && !heading.nested);
    let mut roots: Vec<Entry> = Vec::new();
    for heading in listed {
        let entry =
            Entry { id: heading.id.clone(), title: heading.title.clone(), level: heading.level, children: Vec::new() };
        insert(&mut roots, entry);
    }
    roots
}

/// At most six levels deep, since each step goes to a higher level.
fn insert(siblings: &mut Vec<Entry>, entry: Entry) {
    match siblings.last_mut() {
        Some(last) if last.level < entry.level => insert(&mut last.children, entry),
        _ => siblings.push(entry),
    }
}
