//! What would change in a file, as a unified diff that `git apply` and `patch` take.

use std::fmt::Write;
use std::ops::Range;

use super::Mending;
use crate::edit;

/// Lines around a change.
const AROUND: usize = 3;

/// Lines that change together, and the edits among them.
struct Hunk {
    lines: Range<usize>,
    edits: Range<usize>,
}

/// The diff of one file.
pub fn patch(mending: &Mending) -> String {
    let lines: Vec<&str> = mending.before.split_inclusive('\n').collect();
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(start)
        })
        .collect();
    let mut out = format!("--- a/{path}\n+++ b/{path}\n", path = mending.path);
    let mut moved = 0_isize;
    for hunk in hunks(mending, &starts) {
        let first = hunk.lines.start.saturating_sub(AROUND);
        let last = (hunk.lines.end + AROUND).min(lines.len());
        let new = replaced(mending, &hunk, &lines, &starts);
        let new: Vec<&str> = new.split_inclusive('\n').collect();
        let old = last - first;
        let count = old - hunk.lines.len() + new.len();
        let begin = (first as isize + 1 + moved).max(0);
        moved += new.len() as isize - hunk.lines.len() as isize;
        // Writing to a text does not fail.
        let _ = writeln!(out, "@@ -{},{old} +{begin},{count} @@", first + 1);
        let mut put = |sign: char, some: &[&str]| {
            for line in some {
                let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
                let _ = write!(out, "{sign}{line}{end}");
            }
        };
        put(' ', &lines[first..hunk.lines.start]);
        put('-', &lines[hunk.lines.clone()]);
        put('+', &new);
        put(' ', &lines[hunk.lines.end..last]);
    }
    out
}

/// The edits in groups whose surroundings do not meet.
fn hunks(mending: &Mending, starts: &[usize]) -> Vec<Hunk> {
    let line = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
    let mut hunks: Vec<Hunk> = Vec::new();
    for (index, (span, _)) in mending.edits.iter().enumerate() {
        let from = line(span.start as usize);
        let to = line((span.end as usize).saturating_sub(1).max(span.start as usize)) + 1;
        match hunks.last_mut() {
            Some(hunk) if from <= hunk.lines.end + 2 * AROUND => {
                hunk.lines.end = hunk.lines.end.max(to);
                hunk.edits.end = index + 1;
            }
            _ => hunks.push(Hunk { lines: from..to, edits: index..index + 1 }),
        }
    }
    hunks
}

/// What stands in the place of a hunk's lines.
fn replaced(mending: &Mending, hunk: &Hunk, lines: &[&str], starts: &[usize]) -> String {
    let start = starts.get(hunk.lines.start).copied().unwrap_or_default();
    let text = lines[hunk.lines.clone()].concat();
    let edits: Vec<_> = mending.edits[hunk.edits.clone()]
        .iter()
        .map(|(span, new)| ((span.start as usize - start..span.end as usize - start).into(), new.as_str()))
        .collect();
    edit::mended(&text, &edits).unwrap_or(text)
}
