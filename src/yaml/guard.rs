//! What is refused before any library sees the text: files that would take it minutes or gigabytes.

use super::Origin;
use super::join::joined;
use super::syntax::Fact;
use super::tree::DEEPEST;
use crate::diagnostic::{Code, Diagnostic, Span};
use saphyr_parser::{Event, Parser};

/// The greatest size of a YAML text in bytes.
const LARGEST: usize = 5_000_000;

/// Refuses a text that is too large or nests brackets too deep. The time that libyaml takes for nested brackets grows with
/// the square of their depth; a text with few brackets needs no closer look.
pub(super) fn check(text: &str, origin: &Origin) -> Result<(), Diagnostic> {
    if text.len() > LARGEST {
        let megabytes = text.len() / 1_000_000;
        let message = format!("the YAML is {megabytes} MB large; {} MB are allowed", LARGEST / 1_000_000);
        return Err(Diagnostic::new(Code::YamlLimit, message)
            .at(origin.place(Span::default()))
            .help("put large tables into a `.csv` or `.json` file of `data/`"));
    }
    if brackets(text) <= DEEPEST {
        return Ok(());
    }
    nesting(text, origin)
}

/// Refuses nesting beyond the limit. After a syntax error it cannot be known, so that many brackets behind one are refused
/// too, for the error's sake.
fn nesting(text: &str, origin: &Origin) -> Result<(), Diagnostic> {
    let text = &*joined(text);
    let byte = |character: usize| text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte);
    let mut depth = 0_usize;
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => return after_error(text, byte(error.marker().index()), (origin, error.info())),
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(too_deep(byte(span.start.index()), origin));
        }
    }
    Ok(())
}

fn too_deep(at: usize, origin: &Origin) -> Diagnostic {
    Diagnostic::new(Code::YamlLimit, format!("lists and maps are nested more than {DEEPEST} deep"))
        .at(origin.place(Span::new(at, at + 1)))
        .caret("here it becomes too much")
        .help("no honest file needs that; is a bracket missing?")
}

fn after_error(text: &str, at: usize, (origin, message): (&Origin, &str)) -> Result<(), Diagnostic> {
    // The parser has a limit of its own, a little above ours, at which it stops in the middle of opening brackets.
    if message.contains("recursion limit") {
        return Err(too_deep(at.min(text.len().saturating_sub(1)), origin));
    }
    if brackets(text.get(at..).unwrap_or_default()) <= DEEPEST {
        return Ok(());
    }
    Err(Fact::other(text, at, message).explain(origin))
}

fn brackets(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count()
}
