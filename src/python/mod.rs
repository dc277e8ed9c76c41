//! Layer 3: what is known of Python: source text → tokens with classes, imported modules, syntax errors.
//!
//! [`analyse`] goes once over the tokens and the tree of Ruff's parser, which recovers from errors, so that broken code,
//! Python 2 and pseudo-code still get their colours. Only this module knows the parser. Nothing here writes HTML or
//! knows where the source came from.

mod builtins;
mod class;
mod comments;
mod doctest;
mod documentation;
mod inventory;
mod lexical;
mod library;
mod mistakes;
mod names;
mod nesting;
mod notebook;
mod old;
mod outline;
mod stitch;
mod strings;
mod symbols;
mod tree;

use std::collections::BTreeSet;

use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::Ranged;

pub use class::{Class, Sink, Token};
pub use documentation::{ApiLink, ApiTarget, Documentation, Published, api_links};
pub use inventory::{Documented, Inventory, InventoryFault};
pub use library::{LIBRARY_URL, library};
pub use names::{Exports, Names, Use};
pub use notebook::foreign as foreign_cell;
pub use outline::{Cut, Outline};
pub use stitch::{Stitched, lines};
pub use symbols::{Symbol, last_seen, normal_name, symbols};

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
    /// What its names stand for.
    pub names: Names,
}

/// Reads Python, whole or broken. Any text is fine; text that is no Python has more errors and fewer tokens.
pub fn analyse(source: &str) -> Analysis {
    if u32::try_from(source.len()).is_err() {
        return Analysis::default();
    }
    if let Some((words, _)) = notebook::foreign(source) {
        return Analysis { tokens: notebook::magic(source, words), ..Analysis::default() };
    }
    let module = module(source, true);
    if module.errors.is_empty() {
        return module;
    }
    let commands = notebook::commands(source);
    if commands.is_empty() {
        return module;
    }
    let mut cell = self::module(&notebook::hide(source, &commands), true);
    if cell.errors.len() >= module.errors.len() {
        return module;
    }
    notebook::add_tokens(source, &commands, &mut cell.tokens);
    cell
}

/// An example in documentation, which has no examples of its own.
fn example(source: &str) -> Vec<Token> {
    module(source, false).tokens
}

fn module(source: &str, doctests: bool) -> Analysis {
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    let deep = nesting::is_deep(parsed.tokens());
    let facts = if deep { tree::Facts::default() } else { tree::read(parsed.syntax()) };
    let analysis = Analysis {
        tokens: lexical::classify(source, parsed.tokens(), &facts.marks, doctests),
        imports: facts.imports,
        errors: mistakes::describe(source, parsed.tokens(), parsed.errors()),
        names: match doctests && !deep {
            true => {
                let examples = documentation_strings(source, &parsed, &facts.marks);
                names::read(parsed.syntax(), source).with_examples(examples.map(|place| doctest::names(source, place)))
            }
            false => Names::default(),
        },
    };
    discard(parsed, deep);
    analysis
}

/// The documentation strings with examples in them.
fn documentation_strings<'p>(
    source: &'p str,
    parsed: &'p Parsed<ModModule>,
    marks: &'p [tree::Mark],
) -> impl Iterator<Item = (u32, u32)> + 'p {
    let documentation = marks.iter().filter(|mark| mark.kind == tree::MarkKind::Documentation);
    documentation.filter_map(|mark| {
        let tokens: &[_] = parsed.tokens();
        let at = tokens.binary_search_by_key(&mark.start, |token| token.start().to_u32()).ok()?;
        let place = tokens.get(at).map(|token| (token.start().to_u32(), token.end().to_u32()))?;
        source.get(place.0 as usize..place.1 as usize).filter(|text| doctest::is_in(text)).map(|_| place)
    })
}

/// What the names of an example stand for.
fn names_of(source: &str) -> Names {
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    let deep = nesting::is_deep(parsed.tokens());
    let names = if deep { Names::default() } else { names::read(parsed.syntax(), source) };
    discard(parsed, deep);
    names
}

/// Frees a tree, unless it nests so deep that freeing it, which recurses, could exhaust the stack. Such a tree is left
/// in memory: only a hostile file has one, and its size is bounded by that file's.
fn discard(parsed: Parsed<ModModule>, deep: bool) {
    if deep {
        std::mem::forget(parsed);
    }
}
