//! What a module defines: source text → [`Symbol`]s, each with the lines that one shows of it.
//!
//! Names are looked up as Python would: what stands in `if`, `try` and `match` belongs to the scope around them, the last
//! definition of a name counts, and what belongs together (overloads, a property with its setter, the branches of a
//! condition) is one symbol. Broken code has the symbols that the parser recovers. Nothing here cuts or shows text.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{ExceptHandler, Expr, ModModule, PySourceType, Stmt};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::{Ranged, TextRange};

use super::{discard, nesting};
use crate::diagnostic::Span;

/// Deeper scopes are not looked at; more than people nest, less than a stack holds.
const DEEPEST: usize = 100;

/// Something that has a name: a function, a class, a constant, an attribute of a class, a type alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name with those of the classes and functions around it: `Ledger.post`.
    pub path: String,
    /// What is shown of it: whole lines, in their order, from the comments directly above it to its end.
    pub parts: Vec<Span>,
    /// Its name, where it is defined last.
    pub name: Span,
    /// Whether it is a class.
    pub is_class: bool,
}

/// The symbols of a module in the order in which their names come up.
pub fn symbols(source: &str) -> Vec<Symbol> {
    read(source, |parsed| of_module(source, parsed)).unwrap_or_default()
}

/// A name as Python compares it: letters that only look different are the same.
pub fn normal_name(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfkc().collect()
}

/// Where a name stands in a source for the last time, in code, in a comment or in a string.
pub fn last_seen(source: &str, name: &str) -> Option<Span> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let stands_alone = |(at, _): &(usize, &str)| {
        let (before, after) = (source.get(..*at), source.get(at + name.len()..));
        !before.is_some_and(|text| text.ends_with(is_part)) && !after.is_some_and(|text| text.starts_with(is_part))
    };
    let (at, found) = source.rmatch_indices(name).filter(|_| !name.is_empty()).find(stands_alone)?;
    Some(Span::new(at, at + found.len()))
}

/// What `look` finds in the module that `source` is; nothing if it nests too deep to be looked at.
pub(super) fn read<T>(source: &str, look: impl FnOnce(&Parsed<ModModule>) -> T) -> Option<T> {
    u32::try_from(source.len()).ok()?;
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    let deep = nesting::is_deep(parsed.tokens());
    let found = (!deep).then(|| look(&parsed));
    discard(parsed, deep);
    found
}

/// The symbols of a parsed module.
pub(super) fn of_module(source: &str, parsed: &Parsed<ModModule>) -> Vec<Symbol> {
    let comments = parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
    let comments: BTreeSet<usize> = comments.map(|token| token.start().to_usize()).collect();
    let mut reader = Reader::default();
    reader.scope(&parsed.syntax().body, "", 0);
    let lines = Lines { source, comments: &comments };
    let mut by_path: BTreeMap<&str, Vec<&Definition>> = BTreeMap::new();
    for definition in &reader.definitions {
        by_path.entry(&definition.path).or_default().push(definition);
    }
    let mut seen = BTreeSet::new();
    let first = reader.definitions.iter().filter(|definition| seen.insert(definition.path.as_str()));
    first.filter_map(|first| by_path.get(first.path.as_str())).filter_map(|all| symbol(all, lines)).collect()
}

/// How a definition goes together with others of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Class,
    Function,
    /// Decorated as `@overload`: the definition after it says more.
    Overload,
    /// Decorated as `@name.setter` and its like: the definition before it says more.
    Accessor,
    Value,
}

/// One place where a name is defined.
#[derive(Debug)]
struct Definition {
    path: String,
    kind: Kind,
    whole: TextRange,
    name: TextRange,
    /// The conditions that it depends on, outermost first: the statement, and which of its branches.
    conditions: Vec<(TextRange, usize)>,
}

#[derive(Default)]
struct Reader {
    definitions: Vec<Definition>,
    conditions: Vec<(TextRange, usize)>,
}

impl Reader {
    fn scope(&mut self, body: &[Stmt], scope: &str, depth: usize) {
        if depth < DEEPEST {
            body.iter().for_each(|statement| self.statement(statement, scope, depth + 1));
        }
    }

    fn statement(&mut self, statement: &Stmt, scope: &str, depth: usize) {
        match statement {
            Stmt::FunctionDef(function) => {
                let decorators = function.decorator_list.iter().map(|decorator| &decorator.expression);
                let kind = kind(decorators, &function.name);
                let path = self.define(scope, &function.name, (kind, function.range), function.name.range());
                self.inner(&function.body, &path, depth);
            }
            Stmt::ClassDef(class) => {
                let path = self.define(scope, &class.name, (Kind::Class, class.range), class.name.range());
                self.inner(&class.body, &path, depth);
            }
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.target(target, scope, assign.range));
            }
            Stmt::AnnAssign(assign) => self.target(&assign.target, scope, assign.range),
            Stmt::TypeAlias(alias) => self.target(&alias.name, scope, alias.range),
            _ => self.compound(statement, scope, depth),
        }
    }

    /// Statements that hold others, without a scope of their own.
    fn compound(&mut self, statement: &Stmt, scope: &str, depth: usize) {
        let mut bodies: Vec<&[Stmt]> = Vec::new();
        let branches = match statement {
            Stmt::If(one) => {
                bodies.push(&one.body);
                bodies.extend(one.elif_else_clauses.iter().map(|clause| &*clause.body));
                true
            }
            Stmt::Match(one) => {
                bodies.extend(one.cases.iter().map(|case| &*case.body));
                true
            }
            Stmt::Try(one) => {
                bodies.push(&one.body);
                bodies.extend(one.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| &*handler.body));
                bodies.extend([&*one.orelse, &*one.finalbody]);
                true
            }
            Stmt::With(one) => {
                bodies.push(&one.body);
                false
            }
            Stmt::For(one) => {
                bodies.extend([&*one.body, &*one.orelse]);
                false
            }
            Stmt::While(one) => {
                bodies.extend([&*one.body, &*one.orelse]);
                false
            }
            _ => false,
        };
        for (branch, body) in bodies.into_iter().enumerate() {
            if branches {
                self.conditions.push((statement.range(), branch));
            }
            self.scope(body, scope, depth);
            if branches {
                self.conditions.pop();
            }
        }
    }

    fn inner(&mut self, body: &[Stmt], path: &str, depth: usize) {
        let outer = std::mem::take(&mut self.conditions);
        self.scope(body, path, depth);
        self.conditions = outer;
    }

    fn target(&mut self, target: &Expr, scope: &str, whole: TextRange) {
        match target {
            Expr::Name(name) => drop(self.define(scope, &name.id, (Kind::Value, whole), name.range)),
            Expr::Tuple(list) => list.elts.iter().for_each(|one| self.target(one, scope, whole)),
            Expr::List(list) => list.elts.iter().for_each(|one| self.target(one, scope, whole)),
            Expr::Starred(one) => self.target(&one.value, scope, whole),
            _ => {}
        }
    }

    fn define(&mut self, scope: &str, name: &str, (kind, whole): (Kind, TextRange), at: TextRange) -> String {
        let path = if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") };
        if !name.is_empty() {
            let conditions = self.conditions.clone();
            self.definitions.push(Definition { path: path.clone(), kind, whole, name: at, conditions });
        }
        path
    }
}

/// What the decorators of a function say of it.
fn kind<'a>(decorators: impl Iterator<Item = &'a Expr>, name: &str) -> Kind {
    let mut kind = Kind::Function;
    for decorator in decorators {
        match decorator {
            Expr::Name(one) if one.id == "overload" => kind = Kind::Overload,
            Expr::Attribute(one) if one.attr.id == "overload" => kind = Kind::Overload,
            Expr::Attribute(one) if is_accessor(&one.value, &one.attr, name) => kind = Kind::Accessor,
            _ => {}
        }
    }
    kind
}

/// `@name.setter`, and the same for other parts of a property.
fn is_accessor(of: &Expr, word: &str, name: &str) -> bool {
    matches!(of, Expr::Name(of) if of.id == name) && matches!(word, "setter" | "getter" | "deleter")
}

/// What is shown for a name that is defined in these places.
fn symbol(all: &[&Definition], lines: Lines<'_>) -> Option<Symbol> {
    let stated: Vec<&Definition> = all.iter().copied().filter(|one| one.kind != Kind::Value).collect();
    // The first value is the one that is meant: later ones change it.
    let (pool, at) = match stated.len().checked_sub(1) {
        Some(last) => (stated, last),
        None => (all.to_vec(), 0),
    };
    let main = *pool.get(at)?;
    let mut first = at;
    while let Some(before) = first.checked_sub(1).and_then(|index| pool.get(index)) {
        let goes_on = pool.get(first).is_some_and(|one| one.kind == Kind::Accessor);
        if !goes_on && before.kind != Kind::Overload {
            break;
        }
        first -= 1;
    }
    let chosen = pool.get(first..=at).unwrap_or_default();
    let others = pool.iter().enumerate().filter(|(index, _)| !(first..=at).contains(index)).map(|(_, one)| one);
    let branches = others.flat_map(|other| chosen.iter().filter_map(|one| common_condition(one, other)));
    let ranges = chosen.iter().map(|one| one.whole).chain(branches);
    Some(Symbol {
        path: main.path.clone(),
        parts: lines.parts(ranges.collect()),
        name: span(main.name),
        is_class: main.kind == Kind::Class,
    })
}

/// The statement in different branches of which both stand.
fn common_condition(one: &Definition, other: &Definition) -> Option<TextRange> {
    let pairs = one.conditions.iter().zip(&other.conditions);
    let (first, second) = pairs.skip_while(|(first, second)| first == second).map(|(a, b)| (*a, *b)).next()?;
    (first.0 == second.0).then_some(first.0)
}

pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

/// The lines of a source.
#[derive(Clone, Copy)]
struct Lines<'a> {
    source: &'a str,
    /// Where comments begin.
    comments: &'a BTreeSet<usize>,
}

impl Lines<'_> {
    /// Whole lines for ranges; those that meet, with nothing but blank lines and comments between them, are one part.
    fn parts(self, mut ranges: Vec<TextRange>) -> Vec<Span> {
        ranges.sort_by_key(|range| (range.start(), range.end()));
        let mut parts: Vec<(usize, usize)> = Vec::new();
        for range in ranges {
            let (start, end) = (self.with_comments(range.start().to_usize()), self.line_end(range.end().to_usize()));
            match parts.last_mut() {
                Some(last) if start <= last.1 || self.is_gap(last.1, start) => last.1 = last.1.max(end),
                _ => parts.push((start, end)),
            }
        }
        parts.into_iter().map(|(start, end)| Span::new(start, end)).collect()
    }

    fn line_start(self, at: usize) -> usize {
        let before = self.source.as_bytes().get(..at).unwrap_or_default();
        memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)
    }

    fn line_end(self, at: usize) -> usize {
        let rest = self.source.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.source.len(), |end| at + end + 1)
    }

    /// Where the line begins, or the first of the comments directly above it.
    fn with_comments(self, at: usize) -> usize {
        let mut start = self.line_start(at);
        while let Some(end) = start.checked_sub(1) {
            let above = self.line_start(end);
            if !self.is_comment(above, end) {
                break;
            }
            start = above;
        }
        start
    }

    /// Whether a line is a comment and no more.
    fn is_comment(self, start: usize, end: usize) -> bool {
        let line = self.source.get(start..end).unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        self.comments.contains(&(start + indent))
    }

    fn is_gap(self, from: usize, to: usize) -> bool {
        let mut start = from;
        while start < to {
            let end = self.line_end(start);
            let line = self.source.get(start..end).unwrap_or_default();
            if !line.trim().is_empty() && !self.is_comment(start, end) {
                return false;
            }
            start = end;
        }
        true
    }
}

#[cfg(test)]
#[path = "symbols/tests.rs"]
mod tests;
