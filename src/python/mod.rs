//! Layer 3: what is known of Python: source text → tokens with classes, imported modules, syntax errors.
//!
//! [`analyse`] goes once over the tokens and the tree of Ruff's parser, which recovers from errors, so that broken code,
//! Python 2 and pseudo-code still get their colours. Only this module knows the parser. Nothing here writes HTML or
//! knows where the source came from.

mod builtins;
mod class;
mod lexical;
mod nesting;
mod strings;
mod tree;

use std::collections::BTreeSet;

use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::Ranged;

pub use class::{Class, Sink, Token};

use crate::diagnostic::Span;

/// What one piece of Python says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// The tokens that have a class, in order; what lies between them is plain text.
    pub tokens: Vec<Token>,
    /// Top-level modules of all absolute imports, wherever they stand.
    pub imports: BTreeSet<String>,
    /// Syntax errors in order, as byte range and sentence.
    pub errors: Vec<(Span, String)>,
}

/// Reads Python, whole or broken. Any text is fine; text that is no Python has more errors and fewer tokens.
pub fn analyse(source: &str) -> Analysis {
    if u32::try_from(source.len()).is_err() {
        return Analysis::default();
    }
    let parsed = parse(source);
    let facts = if nesting::is_deep(parsed.tokens()) { tree::Facts::default() } else { tree::read(parsed.syntax()) };
    let analysis = Analysis {
        tokens: lexical::classify(source, parsed.tokens(), &facts.marks),
        imports: facts.imports,
        errors: errors(&parsed),
    };
    discard(parsed);
    analysis
}

/// Parses as a module; if that fails and the text has a notebook's commands, also as a cell, and takes the better.
fn parse(source: &str) -> Parsed<ModModule> {
    let module = parse_unchecked_source(source, PySourceType::Python);
    if module.errors().is_empty() || !has_commands(source) {
        return module;
    }
    let cell = parse_unchecked_source(source, PySourceType::Ipynb);
    let (better, worse) = if cell.errors().len() < module.errors().len() { (cell, module) } else { (module, cell) };
    discard(worse);
    better
}

/// Whether a line looks like IPython's `%magic`, `!command` or `name?`.
fn has_commands(source: &str) -> bool {
    source
        .lines()
        .map(str::trim)
        .any(|line| line.starts_with(['%', '!', '?']) || line.ends_with('?') || has_assigned_command(line))
}

/// Whether a line takes the output of a command: `files = !ls`, `took = %timeit f()`.
fn has_assigned_command(line: &str) -> bool {
    line.split_once('=').is_some_and(|(_, value)| value.trim_start().starts_with(['%', '!']))
}

fn errors(parsed: &Parsed<ModModule>) -> Vec<(Span, String)> {
    let mut errors: Vec<_> = parsed
        .errors()
        .iter()
        .map(|error| {
            (Span::new(error.range().start().to_usize(), error.range().end().to_usize()), error.error.to_string())
        })
        .collect();
    errors.sort();
    errors.dedup();
    errors
}

/// Frees a tree, unless it nests so deep that freeing it, which recurses, could exhaust the stack. Such a tree is left
/// in memory: only a hostile file has one, and its size is bounded by that file's.
fn discard(parsed: Parsed<ModModule>) {
    if nesting::is_deep(parsed.tokens()) {
        std::mem::forget(parsed);
    }
}
