//! All other languages: the bundled grammars → tokens, through the scopes of `scopes`.
//!
//! The set is unpacked when the first block asks for it, so that a site with nothing but Python never does. Only the
//! parser of syntect is used; its HTML has a tag for every scope and is thirteen times the size of the source.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::python::{Class, Sink, Token};

use super::scopes::{Effect, Table};

/// Longer lines are minified code, which nobody reads and on which regular expressions take their time.
const LONGEST_LINE: usize = 8192;

/// Grammars that never return from some ordinary input (`a /* b */` is enough), with syntect 5.3 and this set.
/// "JavaScript (Babel)" stands in for the first, HTML for the second.
const ENDLESS: [&str; 2] = ["JavaScript", "Svelte"];

struct Grammars {
    set: SyntaxSet,
    table: Table,
}

static GRAMMARS: LazyLock<Grammars> =
    LazyLock::new(|| Grammars { set: two_face::syntax::extra_newlines(), table: Table::new() });

/// How often the grammars were unpacked in this process: never, or once.
pub fn loads() -> usize {
    usize::from(LazyLock::get(&GRAMMARS).is_some())
}

/// The name of the grammar for a file extension or a language's name, if there is one.
pub fn find(word: &str) -> Option<&'static str> {
    let grammar = GRAMMARS.set.find_syntax_by_token(word)?;
    Some(grammar.name.as_str()).filter(|name| *name != "Plain Text" && !ENDLESS.contains(name))
}

/// Whether there is a grammar called `name` that can be used.
#[cfg(test)]
pub fn exists(name: &str) -> bool {
    GRAMMARS.set.find_syntax_by_name(name).is_some() && !ENDLESS.contains(&name)
}

/// The tokens of `source` by the grammar called `name`; none if there is no such grammar.
pub fn highlight(name: &str, source: &str) -> Vec<Token> {
    let grammars = &*GRAMMARS;
    match grammars.set.find_syntax_by_name(name) {
        Some(syntax) if u32::try_from(source.len()).is_ok() => Emitter::new(grammars, syntax, source).run(),
        _ => Vec::new(),
    }
}

/// What a scope on the stack makes of the text under it.
#[derive(Debug, Clone, Copy)]
struct Level {
    class: Option<Class>,
    /// Whether scopes above cannot change the class.
    fixed: bool,
}

struct Emitter<'a> {
    grammars: &'a Grammars,
    state: ParseState,
    source: &'a str,
    stack: Vec<Level>,
    /// What `clear_scopes` took off the stack.
    cleared: Vec<Vec<Level>>,
    effects: HashMap<Scope, Effect>,
    sink: Sink<'a>,
}

impl<'a> Emitter<'a> {
    fn new(grammars: &'a Grammars, syntax: &SyntaxReference, source: &'a str) -> Self {
        Self {
            grammars,
            state: ParseState::new(syntax),
            source,
            stack: Vec::new(),
            cleared: Vec::new(),
            effects: HashMap::new(),
            sink: Sink::new(source, source.len() / 8),
        }
    }

    fn run(mut self) -> Vec<Token> {
        let source = self.source;
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            if line.len() <= LONGEST_LINE {
                self.line(start, line);
            }
            start += line.len();
        }
        self.sink.finish()
    }

    /// One line; a grammar that fails leaves it plain.
    fn line(&mut self, start: usize, line: &str) {
        let Ok(operations) = self.state.parse_line(line, &self.grammars.set) else { return };
        let mut done = 0;
        for (at, operation) in operations {
            self.push(start, line, (done, at));
            done = done.max(at);
            self.apply(&operation, start + at);
        }
        self.push(start, line, (done, line.len()));
    }

    /// Adds a stretch of a line, without the blanks at its ends.
    fn push(&mut self, start: usize, line: &str, (from, to): (usize, usize)) {
        let Some(class) = self.stack.last().and_then(|level| level.class) else { return };
        let Some(text) = line.get(from..to) else { return };
        let trimmed = text.trim_start();
        let first = start + to - trimmed.len();
        let last = first + trimmed.trim_end().len();
        self.sink.push(first as u32, last as u32, class);
    }

    fn apply(&mut self, operation: &ScopeStackOp, at: usize) {
        match operation {
            ScopeStackOp::Push(scope) => {
                let level = self.level(*scope, at);
                self.stack.push(level);
            }
            ScopeStackOp::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(count) => self.stack.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.stack.split_off(keep));
            }
            ScopeStackOp::Restore => self.stack.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn level(&mut self, scope: Scope, at: usize) -> Level {
        let around = self.stack.last().copied().unwrap_or(Level { class: None, fixed: false });
        let table = &self.grammars.table;
        match self.effects.entry(scope).or_insert_with(|| table.effect(scope)) {
            Effect::Escape => Level { class: Some(Class::StrEscape), fixed: around.fixed },
            _ if around.fixed => around,
            Effect::KeyEnd => {
                self.sink.rename_last(at as u32, Class::Tag);
                Level { class: None, fixed: false }
            }
            Effect::Inherit => around,
            Effect::Plain => Level { class: None, fixed: false },
            Effect::Class(class) => Level { class: Some(*class), fixed: false },
            Effect::Whole(class) => Level { class: Some(*class), fixed: true },
        }
    }
}
