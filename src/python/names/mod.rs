//! Which documented thing a name in Python stands for: syntax tree → ranges of the source with qualified names.
//!
//! [`gather`] walks the tree once and notes scopes, what is bound in them, and where names are read; [`resolve`] says what each
//! read means. Whatever is not certain has no name: a link to the wrong page is worse than none. Nothing here knows what is
//! documented or where.

mod gather;
mod resolve;
mod scope;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use ruff_python_ast::ModModule;

use super::builtins::Builtin;

/// A part of a source that stands for something with a qualified name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Its first byte.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// Where the name stands in the common text.
    text: (u32, u16),
    /// How many attributes may be dropped from the end of both, so that what is left is a meaning, too: two of `os.environ.get`.
    pub attributes: u8,
    /// Whether the name's first part is not bound in this source: a built-in, or bound in a part that is not shown.
    pub is_free: bool,
}

/// What a source says of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// In order; no two of them meet.
    uses: Vec<Use>,
    /// The qualified names, each once.
    text: String,
    /// What is bound at the end.
    exports: Exports,
}

/// The names that a module binds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exports {
    /// In order of the names.
    names: Vec<Bound>,
    /// Whether it imports everything from somewhere, so that any name may be bound.
    has_star: bool,
}

/// A name that is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bound {
    name: Box<str>,
    /// What it stands for; empty for something unknown.
    value: Box<str>,
    /// Whether the first part of that is not bound itself.
    is_free: bool,
}

impl Exports {
    /// The whole name of a [use](Use) in a source that comes after this one: `builtins.print` for `print` that nobody
    /// binds. None if nobody knows.
    pub fn absolute<'n>(&self, name: &'n str, is_free: bool) -> Option<Cow<'n, str>> {
        match self.seen(name, is_free)? {
            (name, false) => Some(name),
            (name, true) => {
                Builtin::of(head(&name).as_bytes()).map(|_| Cow::Owned(["builtins.", name.as_ref()].concat()))
            }
        }
    }

    /// The name of a use in a source that sees what is bound here, and whether its first part is free here as well.
    fn seen<'n>(&self, name: &'n str, is_free: bool) -> Option<(Cow<'n, str>, bool)> {
        if !is_free {
            return Some((Cow::Borrowed(name), false));
        }
        let (head, rest) = name.split_at(head(name).len());
        match self.names.binary_search_by(|bound| (*bound.name).cmp(head)) {
            Ok(at) => {
                let bound = self.names.get(at).filter(|bound| !bound.value.is_empty())?;
                Some((Cow::Owned([&bound.value, rest].concat()), bound.is_free))
            }
            Err(_) if self.has_star => None,
            Err(_) => Some((Cow::Borrowed(name), true)),
        }
    }

    /// Notes that nobody knows what a name is that another source binds.
    pub fn obscure(&mut self, other: &Exports) {
        let names =
            other.names.iter().map(|bound| Bound { value: Box::default(), is_free: false, ..bound.clone() }).collect();
        self.extend(&Exports { names, has_star: other.has_star });
    }

    /// Lays what a later source binds over this.
    pub fn extend(&mut self, later: &Exports) {
        let known = |bound: &Bound| self.absolute(&bound.value, bound.is_free).map(|value| Box::from(&*value));
        let values: Vec<Box<str>> = later.names.iter().map(|bound| known(bound).unwrap_or_default()).collect();
        if later.has_star {
            self.names.clear();
            self.has_star = true;
        }
        for (bound, value) in later.names.iter().zip(values) {
            let bound = Bound { name: bound.name.clone(), value, is_free: false };
            match self.names.binary_search_by(|known| known.name.cmp(&bound.name)) {
                Ok(at) => self.names[at] = bound,
                Err(at) => self.names.insert(at, bound),
            }
        }
    }
}

/// The first part of a qualified name.
fn head(name: &str) -> &str {
    name.split(['.', '(']).next().unwrap_or(name)
}

impl Names {
    /// Adds those of examples in this source, which see what it binds at its end.
    pub fn with_examples(mut self, examples: impl Iterator<Item = Names>) -> Self {
        for names in examples {
            for (one, name) in names.uses() {
                let Some((name, is_free)) = self.exports.seen(name, one.is_free) else { continue };
                let (Ok(at), Ok(length)) = (u32::try_from(self.text.len()), u16::try_from(name.len())) else {
                    continue;
                };
                self.text.push_str(&name);
                self.uses.push(Use { text: (at, length), is_free, ..*one });
            }
        }
        self.uses.sort_unstable();
        self
    }

    /// All uses in order with their qualified names. In a name, `()` stands behind what is called to get an instance:
    /// `pathlib.Path().exists`.
    pub fn uses(&self) -> impl Iterator<Item = (&Use, &str)> {
        self.uses.iter().map(|one| {
            let (start, length) = (one.text.0 as usize, usize::from(one.text.1));
            (one, self.text.get(start..start + length).unwrap_or_default())
        })
    }

    /// What is bound at the end of the source, for sources that go on where this one stopped.
    pub fn exports(&self) -> &Exports {
        &self.exports
    }

    /// The same names at other places: `place` says where a range of this source stands, if it stands somewhere as a whole.
    pub fn moved(&self, place: impl Fn(u32, u32) -> Option<(u32, u32)>) -> Self {
        let mut moved = Self { exports: self.exports.clone(), ..Self::default() };
        let mut kept: HashMap<u32, u32> = HashMap::new();
        for (one, name) in self.uses() {
            let Some((start, end)) = place(one.start, one.end) else { continue };
            let at = *kept.entry(one.text.0).or_insert_with(|| {
                let at = moved.text.len();
                moved.text.push_str(name);
                u32::try_from(at).unwrap_or_default()
            });
            moved.uses.push(Use { start, end, text: (at, one.text.1), ..*one });
        }
        moved.uses.sort_unstable();
        moved
    }
}

/// Reads a module.
pub fn read(module: &ModModule, source: &str) -> Names {
    resolve::resolve(&gather::gather(module), source)
}
