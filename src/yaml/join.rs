//! Texts that libyaml reads and the other parser does not: continued lines with too little indentation.
//!
//! YAML wants the further lines of a list in brackets, or of a text in quotes, to be indented; libyaml does not mind. Where
//! the other parser does, the line break before such a line becomes a space, which means the same and moves no byte.

use super::tree::DEEPEST;
use saphyr_parser::{Event, Parser};
use std::borrow::Cow;

/// How many lines are joined at most; a text beyond it is reported as what it is, wrongly indented.
const JOINS: usize = 200;
/// How many bytes are read again and again at most.
const WORK: usize = 20_000_000;

/// The text with its ill-indented lines joined to those before them.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    let mut joined = Cow::Borrowed(text);
    for _ in 0..(WORK / text.len().max(1)).min(JOINS) {
        let Some(better) = complaint(&joined).and_then(|at| join(&joined, at)) else { break };
        joined = Cow::Owned(better);
    }
    joined
}

/// Where the parser minds the indentation; what else it minds is not our business, and neither is what is nested too deep.
fn complaint(text: &str) -> Option<Complaint> {
    let mut depth = 0_usize;
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), _)) => depth += 1,
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            Err(error) => {
                let at = text.char_indices().nth(error.marker().index()).map_or(text.len(), |(at, _)| at);
                return match error.info() {
                    "invalid indentation" | "invalid indentation in flow construct" => Some(Complaint::Line(at)),
                    "invalid indentation in quoted scalar" => Some(Complaint::Quote(at)),
                    _ => None,
                };
            }
        }
        if depth > DEEPEST {
            return None;
        }
    }
    None
}

/// What the parser complains of: a line, or a text in quotes that begins before it.
#[derive(Clone, Copy)]
enum Complaint {
    Line(usize),
    Quote(usize),
}

/// The text with one line break less; `None` where that would change its meaning, since a comment or an empty line is near.
fn join(text: &str, complaint: Complaint) -> Option<String> {
    let newline = match complaint {
        Complaint::Line(at) => text.get(..at)?.rfind('\n')?,
        Complaint::Quote(at) => at + text.get(at..)?.find('\n')?,
    };
    let before = text.get(..newline)?.lines().next_back().unwrap_or_default();
    let after = text.get(newline + 1..)?.lines().next().unwrap_or_default();
    let is_comment = matches!(complaint, Complaint::Line(_)) && before.contains('#');
    if is_comment || after.trim().is_empty() || before.trim().is_empty() {
        return None;
    }
    let mut joined = text.to_owned();
    let start = if before.ends_with('\r') || text[..newline].ends_with('\r') { newline - 1 } else { newline };
    joined.replace_range(start..=newline, &" ".repeat(newline + 1 - start));
    Some(joined)
}
