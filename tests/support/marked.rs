//! Code shown as marked text: `‹kd def› ‹nf f›()` is the source `def f()` in which `def` has the class `kd`.
//!
//! The marks are taken out to get the source, and put back by the highlighter; both texts must be the same.

#![allow(clippy::expect_used)]

use showpiece::code::Block;

/// Highlights the text without its marks and compares the marks.
#[track_caller]
pub fn check(info: &str, marked: &str) {
    assert_eq!(mark(info, &unmark(marked)), marked);
}

/// The source with its marks.
pub fn mark(info: &str, source: &str) -> String {
    let (block, _) = Block::parse(info, source);
    let mut out = String::new();
    let mut done = 0;
    for token in &block.tokens {
        out += &source[done..token.start as usize];
        out += &format!("‹{} {}›", token.class, &source[token.start as usize..token.end as usize]);
        done = token.end as usize;
    }
    out + &source[done..]
}

/// The text without its marks.
pub fn unmark(marked: &str) -> String {
    let mut parts = marked.split('‹');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += &part.split_once(' ').expect("a mark has a class and a text").1.replacen('›', "", 1);
    }
    out
}
