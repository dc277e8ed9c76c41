//! Two later texts held against the one that both came from, line by line.
//!
//! In: an original and what two sides made of it. Out: the places where one of them, or both, changed it, in order. Lines are
//! compared as they are; changes that touch or overlap are one place.

use std::ops::Range;

/// Texts whose tables would be larger than this are compared as wholes.
const LARGE: usize = 4_000_000;

/// Who changed a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The site alone.
    Mine,
    /// The theme alone.
    Theirs,
    /// Both, in the same way.
    Alike,
    /// Both, each in its own way.
    Both,
}

/// A place of the original, and what stands there on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Who changed it.
    pub who: Who,
    /// Lines of the original, from 0.
    pub origin: Range<usize>,
    /// Lines of the site's text.
    pub mine: Range<usize>,
    /// Lines of the theme's text.
    pub theirs: Range<usize>,
}

/// A change between two texts: lines of the first, and the lines of the second that stand there instead.
type Change = (Range<usize>, Range<usize>);

/// The places where `mine` or `theirs` differ from `origin`.
pub fn three_way(origin: &[&str], mine: &[&str], theirs: &[&str]) -> Vec<Hunk> {
    let (left, right) = (changes(origin, mine), changes(origin, theirs));
    let mut hunks = Vec::new();
    let (mut one, mut other) = (left.iter().peekable(), right.iter().peekable());
    // How far the lines of each side lie from those of the original, so far.
    let (mut shift_one, mut shift_other) = (0_isize, 0_isize);
    loop {
        let starts = [one.peek(), other.peek()].into_iter().flatten().map(|(range, _)| range.start);
        let Some(start) = starts.min() else { return hunks };
        let mut end = start;
        let (mut has_mine, mut has_theirs) = (false, false);
        let (before_one, before_other) = (shift_one, shift_other);
        loop {
            let touches = |change: &&&Change| change.0.start <= end;
            if let Some((range, with)) = one.next_if(|change| touches(&change)) {
                (end, has_mine) = (end.max(range.end), true);
                shift_one += signed(with.len()) - signed(range.len());
            } else if let Some((range, with)) = other.next_if(|change| touches(&change)) {
                (end, has_theirs) = (end.max(range.end), true);
                shift_other += signed(with.len()) - signed(range.len());
            } else {
                break;
            }
        }
        let on = |before: isize, after: isize| moved(start, before)..moved(end, after);
        let (left, right) = (on(before_one, shift_one), on(before_other, shift_other));
        let who = match (has_mine, has_theirs) {
            (true, true) if mine.get(left.clone()) == theirs.get(right.clone()) => Who::Alike,
            (true, true) => Who::Both,
            (true, false) => Who::Mine,
            _ => Who::Theirs,
        };
        hunks.push(Hunk { who, origin: start..end, mine: left, theirs: right });
    }
}

fn signed(number: usize) -> isize {
    isize::try_from(number).unwrap_or(isize::MAX)
}

fn moved(line: usize, by: isize) -> usize {
    line.saturating_add_signed(by)
}

/// What differs between two lists of lines, by a longest common subsequence.
fn changes(from: &[&str], to: &[&str]) -> Vec<Change> {
    let head = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    let tail = from[head..].iter().rev().zip(to[head..].iter().rev()).take_while(|(one, other)| one == other).count();
    let (from_end, to_end) = (from.len() - tail, to.len() - tail);
    let (middle, other) = (&from[head..from_end], &to[head..to_end]);
    if middle.is_empty() && other.is_empty() {
        return Vec::new();
    }
    if middle.len().saturating_mul(other.len()) > LARGE {
        return vec![(head..from_end, head..to_end)];
    }
    let mut changes: Vec<Change> = Vec::new();
    let (mut at, mut there) = (0, 0);
    for (next, next_there) in common(middle, other).into_iter().chain([(middle.len(), other.len())]) {
        if next > at || next_there > there {
            changes.push((head + at..head + next, head + there..head + next_there));
        }
        (at, there) = (next + 1, next_there + 1);
    }
    changes
}

/// The pairs of equal lines of a longest common subsequence, in order.
fn common(one: &[&str], other: &[&str]) -> Vec<(usize, usize)> {
    let width = other.len() + 1;
    let mut longest = vec![0_u32; (one.len() + 1) * width];
    for at in (0..one.len()).rev() {
        for there in (0..other.len()).rev() {
            longest[at * width + there] = if one[at] == other[there] {
                longest[(at + 1) * width + there + 1] + 1
            } else {
                longest[(at + 1) * width + there].max(longest[at * width + there + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut at, mut there) = (0, 0);
    while at < one.len() && there < other.len() {
        if one[at] == other[there] {
            pairs.push((at, there));
            (at, there) = (at + 1, there + 1);
        } else if longest[(at + 1) * width + there] >= longest[at * width + there + 1] {
            at += 1;
        } else {
            there += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(origin: &str, mine: &str, theirs: &str) -> Vec<String> {
        let lines = |text: &str| -> Vec<String> { text.chars().map(String::from).collect() };
        let (origin, mine, theirs) = (lines(origin), lines(mine), lines(theirs));
        let strs = |lines: &[String]| -> Vec<String> { lines.to_vec() };
        let (o, m, t): (Vec<&str>, Vec<&str>, Vec<&str>) = (
            origin.iter().map(String::as_str).collect(),
            mine.iter().map(String::as_str).collect(),
            theirs.iter().map(String::as_str).collect(),
        );
        let hunks = three_way(&o, &m, &t);
        let show = |hunk: Hunk| {
            let part = |lines: &[String], range: Range<usize>| strs(&lines[range]).concat();
            format!(
                "{:?} {}|{}|{}",
                hunk.who,
                part(&origin, hunk.origin),
                part(&mine, hunk.mine),
                part(&theirs, hunk.theirs)
            )
        };
        hunks.into_iter().map(show).collect()
    }

    #[test]
    fn each_side_and_both() {
        assert_eq!(shown("abcdef", "abcdef", "abcdef"), [""; 0]);
        assert_eq!(shown("abcdef", "aXcdef", "abcdeY"), ["Mine b|X|b", "Theirs f|f|Y"]);
        assert_eq!(shown("abcdef", "abXYef", "abZef"), ["Both cd|XY|Z"]);
        assert_eq!(shown("abcdef", "abXef", "abXef"), ["Alike cd|X|X"]);
        assert_eq!(shown("abc", "abc", "abnc"), ["Theirs ||n"]);
        assert_eq!(shown("abc", "", "abc"), ["Mine abc||abc"]);
        assert_eq!(shown("", "x", "y"), ["Both |x|y"]);
    }

    proptest::proptest! {
        /// What the hunks say put together gives both sides back.
        #[test]
        fn nothing_is_lost(origin in "[abc]{0,12}", mine in "[abcx]{0,12}", theirs in "[abcy]{0,12}") {
            fn lines(text: &str) -> Vec<&str> {
                text.split_inclusive(|_: char| true).collect()
            }
            let (o, m, t) = (lines(&origin), lines(&mine), lines(&theirs));
            let hunks = three_way(&o, &m, &t);
            for (side, expected) in [(true, &m), (false, &t)] {
                let mut text: Vec<&str> = Vec::new();
                let mut at = 0;
                for hunk in &hunks {
                    text.extend(&o[at..hunk.origin.start]);
                    let range = if side { hunk.mine.clone() } else { hunk.theirs.clone() };
                    text.extend(&expected[range]);
                    at = hunk.origin.end;
                }
                text.extend(&o[at..]);
                proptest::prop_assert_eq!(&text, expected);
            }
        }
    }
}
