//! Scopes and what is bound in them: which binding a name means at one point of the source.

use std::collections::HashMap;

use ruff_python_ast::Expr;

use crate::python::builtins::Builtin;

/// With more bindings than this, none of which is sure to come last, nobody can say what a name means.
const MANY: usize = 64;

/// What a scope belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The module, a function or a lambda: what is bound anywhere in it is its own.
    Function,
    /// A class: not seen from the functions in it.
    Class,
    /// A list, set or dictionary that is written as a loop, and type parameters: runs where it stands.
    Inline,
    /// A generator that is written as a loop: runs when somebody asks for its elements.
    Late,
}

/// What a binding gives to a name.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// Something.
    Unknown,
    /// A module.
    Module(&'a str),
    /// A name of a module.
    Member(&'a str, &'a str),
    /// The value of an expression.
    Value(&'a Expr),
    /// An instance of what an annotation, or the type of an exception handler, says.
    Instance(&'a Expr),
}

/// One place where a name is bound.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// What the name stands for from there on.
    pub given: Given<'a>,
    /// The scope in which that is worked out.
    pub scope: usize,
    /// From where on it holds.
    pub from: u32,
    /// Whether it is bound whenever the scope is run up to there.
    pub always: bool,
    /// The part of the source in which alone it holds: that of an exception handler.
    pub within: Option<(u32, u32)>,
}

/// Everything that is bound to one name of a scope.
#[derive(Debug, Default)]
pub struct Entry<'a> {
    pub bindings: Vec<Binding<'a>>,
    /// Whether it is bound from elsewhere, or unbound, as well.
    pub is_unsure: bool,
}

/// A place where names are bound.
#[derive(Debug)]
pub struct Scope<'a> {
    pub kind: Kind,
    pub parent: usize,
    pub names: HashMap<&'a str, Entry<'a>>,
    /// Where everything is imported from some module.
    pub stars: Vec<u32>,
}

impl Scope<'_> {
    pub fn new(kind: Kind, parent: usize) -> Self {
        Self { kind, parent, names: HashMap::new(), stars: Vec::new() }
    }
}

/// What a name means.
#[derive(Debug, Clone, Copy)]
pub enum Meaning<'s, 'a> {
    /// It is not bound in the source.
    Free,
    /// Nobody can say.
    Unsure,
    /// What this gives.
    One(&'s Binding<'a>),
    /// What all of these give, if they give the same.
    All(&'s [Binding<'a>]),
}

/// What `name` means where it is read at `at` in `scope`. The first scope is the module's.
pub fn lookup<'s, 'a>(scopes: &'s [Scope<'a>], name: &str, scope: usize, at: u32) -> Meaning<'s, 'a> {
    let mut here = scope;
    let mut is_direct = true;
    let mut inner = None;
    loop {
        let Some(found) = scopes.get(here) else { return Meaning::Unsure };
        // Type parameters see the names of a class around them, and loops do not.
        if found.kind == Kind::Class && inner == Some(Kind::Inline) && found.names.contains_key(name) {
            return Meaning::Unsure;
        }
        if found.kind != Kind::Class || here == scope {
            if let Some(entry) = found.names.get(name) {
                return meaning(found, (here, entry), name, is_direct.then_some(at));
            }
            if !found.stars.is_empty() {
                return Meaning::Unsure;
            }
        }
        if here == 0 {
            return Meaning::Free;
        }
        is_direct &= matches!(found.kind, Kind::Class | Kind::Inline);
        inner = Some(found.kind);
        here = found.parent;
    }
}

/// What an entry of `scope` means at a point of the same flow, or whenever else it may be read.
fn meaning<'s, 'a>(
    scope: &Scope<'a>,
    (index, entry): (usize, &'s Entry<'a>),
    name: &str,
    at: Option<u32>,
) -> Meaning<'s, 'a> {
    if entry.is_unsure {
        return Meaning::Unsure;
    }
    let bindings = entry.bindings.as_slice();
    if let Some(one) = at.and_then(|at| caught(bindings, at)) {
        return one;
    }
    let always = bindings.iter().all(|one| one.always);
    let found = match at {
        Some(at) if always => {
            let before = bindings.partition_point(|one| one.from <= at);
            before.checked_sub(1).and_then(|last| bindings.get(last)).map_or(Meaning::Unsure, Meaning::One)
        }
        // Where it is not bound for sure, another name further out may be meant.
        _ if !always && (scope.kind == Kind::Class || index == 0 && Builtin::of(name.as_bytes()).is_some()) => {
            Meaning::Unsure
        }
        Some(at) if bindings.iter().all(|one| one.from > at) => Meaning::Unsure,
        _ if bindings.len() > MANY || bindings.iter().any(|one| one.within.is_some()) => Meaning::Unsure,
        _ => Meaning::All(bindings),
    };
    let last_star = scope.stars.iter().copied().filter(|star| at.is_none_or(|at| *star < at)).max();
    let bound_from = match found {
        Meaning::One(one) => one.from,
        _ => bindings.iter().map(|one| one.from).min().unwrap_or_default(),
    };
    if last_star.is_some_and(|star| star > bound_from) { Meaning::Unsure } else { found }
}

/// The exception that a handler around `at` caught by that name, unless the name is bound anew in the handler.
fn caught<'s, 'a>(bindings: &'s [Binding<'a>], at: u32) -> Option<Meaning<'s, 'a>> {
    let holds = |one: &&Binding<'_>| one.within.is_some_and(|(start, end)| start <= at && at < end);
    let inner = bindings.iter().take(MANY).rfind(holds)?;
    let (start, end) = inner.within?;
    let others = bindings.iter().filter(|one| start < one.from && one.from <= end).count();
    Some(if others > 0 { Meaning::Unsure } else { Meaning::One(inner) })
}
