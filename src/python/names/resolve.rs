//! What each name that is read stands for, worked out from what is bound where.

use std::collections::HashMap;

use ruff_python_ast::{Expr, Operator};
use ruff_text_size::Ranged;

use super::gather::{Gathered, Place, Read};
use super::scope::{Binding, Given, Meaning, Scope, lookup};
use super::{Bound, Exports, Names, Use};
use crate::python::builtins::Builtin;
use crate::python::class::Class;

/// No documented name is longer, and a source cannot make them grow.
const LONGEST: usize = 200;
/// One name stands for another, and that for a third: more than this is not followed.
const FARTHEST: u32 = 24;
/// Steps for each name that is read; code that people write takes three.
const STEPS: usize = 64;

/// What an expression stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Unknown,
    /// `None`, which has nothing that is documented.
    Nothing,
    Known(Known),
}

/// Something with a qualified name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    path: String,
    /// Whether the first part of the path is not bound in the source.
    is_free: bool,
}

impl Known {
    fn bound(path: impl Into<String>) -> Value {
        Value::Known(Self { path: path.into(), is_free: false })
    }

    fn free(path: impl Into<String>) -> Value {
        Value::Known(Self { path: path.into(), is_free: true })
    }
}

impl Value {
    /// This with something at its end: an attribute, or the mark of a call.
    fn with(self, parts: [&str; 2]) -> Self {
        match self {
            Value::Known(mut known) if known.path.len() + parts[0].len() + parts[1].len() <= LONGEST => {
                known.path.extend(parts);
                Value::Known(known)
            }
            _ => Value::Unknown,
        }
    }

    fn called(self) -> Self {
        match &self {
            Value::Known(known) if known.path.contains('(') => Value::Unknown,
            _ => self.with(["()", ""]),
        }
    }
}

/// Says what is read where.
pub fn resolve<'a>(found: &Gathered<'a>, source: &'a str) -> Names {
    let steps = (found.reads.len() + 100) * STEPS;
    let mut resolver = Resolver { scopes: &found.scopes, source, steps, known: HashMap::new(), out: Writer::default() };
    for import in &found.imports {
        let value = resolver.given(import.given, (0, 0), 0);
        if let Value::Known(known) = value {
            resolver.out.put((import.name.start().to_u32(), import.name.end().to_u32()), &known, 0);
        }
    }
    for read in &found.reads {
        resolver.read(read);
    }
    let exports = resolver.exports();
    resolver.out.finish(exports)
}

struct Resolver<'s, 'a> {
    scopes: &'s [Scope<'a>],
    source: &'a str,
    /// Steps left: a source that is made to take long gets no further.
    steps: usize,
    /// What names with several bindings stand for, by the place of these in memory; `Unknown` while it is being worked out.
    known: HashMap<*const Binding<'a>, Value>,
    out: Writer,
}

impl<'s, 'a> Resolver<'s, 'a> {
    /// What an expression stands for where it is read at `at` in `scope`.
    fn value(&mut self, expression: &Expr, place: (usize, u32), depth: u32) -> Value {
        if self.steps == 0 || depth > FARTHEST {
            return Value::Unknown;
        }
        self.steps -= 1;
        match expression {
            Expr::Name(name) => self.name(&name.id, place, depth),
            Expr::Attribute(attribute) => {
                let value = self.value(&attribute.value, place, depth + 1);
                value.with([".", &attribute.attr.id])
            }
            Expr::Call(call) => self.value(&call.func, place, depth + 1).called(),
            Expr::Named(named) => self.value(&named.value, place, depth + 1),
            Expr::If(either) => {
                let first = self.value(&either.body, place, depth + 1);
                let second = self.value(&either.orelse, place, depth + 1);
                agreed(first, second)
            }
            Expr::NoneLiteral(_) => Value::Nothing,
            literal => literal_type(literal).map_or(Value::Unknown, Known::bound),
        }
    }

    fn name(&mut self, name: &str, (scope, at): (usize, u32), depth: u32) -> Value {
        match lookup(self.scopes, name, scope, at) {
            Meaning::Free => Known::free(name),
            Meaning::Unsure => Value::Unknown,
            Meaning::One(binding) => self.binding(binding, depth),
            Meaning::All(bindings) => self.all(bindings, depth),
        }
    }

    /// What some bindings of one name give, if they agree.
    fn all(&mut self, bindings: &'s [Binding<'a>], depth: u32) -> Value {
        let Some((first, others)) = bindings.split_first() else { return Value::Unknown };
        if others.is_empty() {
            return self.binding(first, depth);
        }
        let key = bindings.as_ptr();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        self.known.insert(key, Value::Unknown);
        let mut value = self.binding(first, depth);
        for binding in others {
            let other = self.binding(binding, depth);
            value = agreed(value, other);
        }
        self.known.insert(key, value.clone());
        value
    }

    fn binding(&mut self, binding: &Binding<'_>, depth: u32) -> Value {
        let before = match binding.given {
            Given::Value(expression) | Given::Instance(expression) => expression.start().to_u32(),
            _ => binding.from,
        };
        self.given(binding.given, (binding.scope, before), depth + 1)
    }

    fn given(&mut self, given: Given<'_>, place: (usize, u32), depth: u32) -> Value {
        match given {
            Given::Unknown => Value::Unknown,
            Given::Module(module) => Known::bound(module),
            Given::Member(module, name) => Known::bound(module).with([".", name]),
            Given::Value(expression) => self.value(expression, place, depth),
            Given::Instance(annotation) => self.instance(annotation, place, depth),
        }
    }

    /// An instance of what an annotation says.
    fn instance(&mut self, annotation: &Expr, place: (usize, u32), depth: u32) -> Value {
        if depth > FARTHEST {
            return Value::Unknown;
        }
        match annotation {
            Expr::Name(_) | Expr::Attribute(_) => self.value(annotation, place, depth + 1).called(),
            Expr::Subscript(generic) => match self.value(&generic.value, place, depth + 1) {
                Value::Known(known) if known.path == "typing.Optional" => {
                    self.instance(&generic.slice, place, depth + 1)
                }
                Value::Known(known) if known.path == "typing.Annotated" => match generic.slice.as_ref() {
                    Expr::Tuple(parts) => {
                        parts.elts.first().map_or(Value::Unknown, |first| self.instance(first, place, depth + 1))
                    }
                    _ => Value::Unknown,
                },
                value => value.called(),
            },
            Expr::BinOp(either) if either.op == Operator::BitOr => {
                match (either.left.as_ref(), either.right.as_ref()) {
                    (one, Expr::NoneLiteral(_)) | (Expr::NoneLiteral(_), one) => self.instance(one, place, depth + 1),
                    _ => Value::Unknown,
                }
            }
            _ => Value::Unknown,
        }
    }

    /// Notes what a name, and the attributes behind it, stand for.
    fn read(&mut self, read: &Read<'_>) {
        let mut attributes = Vec::new();
        let mut base = read.expression;
        while let Expr::Attribute(attribute) = base {
            attributes.push(&attribute.attr);
            base = &attribute.value;
        }
        attributes.reverse();
        let (start, end) = (base.start().to_u32(), base.end().to_u32());
        let Value::Known(mut known) = self.value(base, (read.scope, start), 0) else { return };
        if known.is_free && !is_meant(&known.path, read.place, !attributes.is_empty()) {
            return;
        }
        if known.path.contains('(') {
            // The thing itself has no name; what is documented of it is one attribute.
            let instance = known.path.ends_with(')');
            if let Some(first) = attributes.first().filter(|_| instance)
                && let Value::Known(known) = Value::Known(known).with([".", &first.id])
            {
                self.out.put((first.start().to_u32(), first.end().to_u32()), &known, 0);
            }
            return;
        }
        let Expr::Name(name) = base else { return };
        // Where a variable holds something with a name, it is not that thing which is read, but what it holds.
        let is_copy = self.is_copy(&name.id, read);
        if attributes.is_empty() && is_copy {
            return;
        }
        let text = self.source.get(start as usize..read.expression.end().to_usize()).unwrap_or_default();
        let length = attributes.iter().map(|attribute| attribute.id.len() + 1).sum::<usize>();
        let is_plain = text.len() == (end - start) as usize + length;
        if is_plain && let Ok(count) = u8::try_from(attributes.len() - usize::from(is_copy && !attributes.is_empty())) {
            let mut value = Value::Known(known);
            for attribute in attributes {
                value = value.with([".", &attribute.id]);
            }
            if let Value::Known(known) = value {
                self.out.put((start, read.expression.end().to_u32()), &known, count);
            }
            return;
        }
        // Over several lines, or with comments in between: each part by itself.
        if !is_copy {
            self.out.put((start, end), &known, 0);
        }
        for attribute in attributes {
            let Value::Known(next) = Value::Known(known).with([".", &attribute.id]) else { return };
            self.out.put((attribute.start().to_u32(), attribute.end().to_u32()), &next, 0);
            known = next;
        }
    }

    /// Whether a name is only a variable that holds something with a name: where it is not called, it means its value.
    fn is_copy(&self, name: &str, read: &Read<'_>) -> bool {
        let at = read.expression.start().to_u32();
        let binding = match lookup(self.scopes, name, read.scope, at) {
            Meaning::One(binding) => Some(binding),
            Meaning::All(bindings) => bindings.first(),
            Meaning::Free | Meaning::Unsure => None,
        };
        let is_variable = binding.is_some_and(|binding| matches!(binding.given, Given::Value(_)));
        let is_called = matches!(read.expression, Expr::Name(_)) && matches!(read.place, Place::Called | Place::Type);
        is_variable && !is_called
    }

    /// What the module binds, as seen from whatever comes later.
    fn exports(&mut self) -> Exports {
        let scopes = self.scopes;
        let Some(module) = scopes.first() else { return Exports::default() };
        let mut names: Vec<&str> = module.names.keys().copied().collect();
        names.sort_unstable();
        let mut value = |name: &str| {
            let meaning = lookup(scopes, name, 0, u32::MAX);
            let value = match meaning {
                Meaning::One(binding) => self.binding(binding, 0),
                Meaning::All(bindings) => self.all(bindings, 0),
                Meaning::Free | Meaning::Unsure => Value::Unknown,
            };
            match value {
                Value::Known(Known { path, is_free }) => Bound { name: name.into(), value: path.into(), is_free },
                _ => Bound { name: name.into(), value: Box::default(), is_free: false },
            }
        };
        let names = names.into_iter().map(&mut value).collect();
        Exports { names, has_star: !module.stars.is_empty() }
    }
}

/// Two meanings of one name that agree; `None` agrees with everything, for what is documented is not read from it.
fn agreed(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Nothing, other) | (other, Value::Nothing) => other,
        (first, second) if first == second => first,
        _ => Value::Unknown,
    }
}

/// The built-in type that a literal is an instance of.
fn literal_type(expression: &Expr) -> Option<&'static str> {
    Some(match expression {
        Expr::StringLiteral(_) | Expr::FString(_) => "builtins.str()",
        Expr::BytesLiteral(_) => "builtins.bytes()",
        Expr::List(_) | Expr::ListComp(_) => "builtins.list()",
        Expr::Dict(_) | Expr::DictComp(_) => "builtins.dict()",
        Expr::Set(_) | Expr::SetComp(_) => "builtins.set()",
        Expr::Tuple(_) => "builtins.tuple()",
        Expr::NumberLiteral(number) => match number.value {
            ruff_python_ast::Number::Int(_) => "builtins.int()",
            ruff_python_ast::Number::Float(_) => "builtins.float()",
            ruff_python_ast::Number::Complex { .. } => "builtins.complex()",
        },
        _ => return None,
    })
}

/// Types that are handed over as they are: `map(int, rows)`.
const TYPES: [&str; 13] = [
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "len",
    "list",
    "set",
    "str",
    "tuple",
];

/// Whether a name that is not bound is meant as the built-in that it looks like. In code of which a part is not shown,
/// `id` or `input` is more often a variable, unless it is called.
fn is_meant(name: &str, place: Place, has_attribute: bool) -> bool {
    let Some(builtin) = Builtin::of(name.as_bytes()) else { return true };
    match place {
        _ if builtin.class() == Class::Exception => true,
        _ if has_attribute => TYPES.contains(&name),
        Place::Called | Place::Type => true,
        Place::Argument => TYPES.contains(&name),
        Place::Other => false,
    }
}

/// Uses and their names, as they are kept.
#[derive(Default)]
struct Writer {
    uses: Vec<Use>,
    text: String,
    seen: HashMap<String, (u32, u16)>,
}

impl Writer {
    fn put(&mut self, (start, end): (u32, u32), known: &Known, attributes: u8) {
        let text = match self.seen.get(&known.path) {
            Some(text) => *text,
            None => {
                let (Ok(at), Ok(length)) = (u32::try_from(self.text.len()), u16::try_from(known.path.len())) else {
                    return;
                };
                self.text.push_str(&known.path);
                self.seen.insert(known.path.clone(), (at, length));
                (at, length)
            }
        };
        if start < end {
            self.uses.push(Use { start, end, text, attributes, is_free: known.is_free });
        }
    }

    fn finish(mut self, exports: Exports) -> Names {
        self.uses.sort_unstable();
        let mut end = 0;
        self.uses.retain(|one| {
            let fits = one.start >= end;
            end = if fits { one.end } else { end };
            fits
        });
        Names { uses: self.uses, text: self.text, exports }
    }
}
