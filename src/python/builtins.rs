//! The names that Python knows without an import, and those with a meaning of their own.
//!
//! Looked up once or twice for each name of the source, so the table is hashed at compile time and most names are
//! refused by one probe.

use super::class::Class;

/// A built-in name by its place in [`NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin(u8);

impl Builtin {
    /// The built-in called `name`, if there is one.
    #[inline]
    pub fn of(name: &[u8]) -> Option<Builtin> {
        if name.len() < 2 || name.len() > LONGEST {
            return None;
        }
        let mut slot = hash(name);
        loop {
            let index = TABLE[slot];
            let known = NAMES.get(index as usize)?;
            if known.as_bytes() == name {
                return Some(Builtin(index));
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Exception, function or type, or `self` and `cls`.
    pub fn class(self) -> Class {
        match self.0 as usize {
            index if index < EXCEPTIONS => Class::Exception,
            index if index < FUNCTIONS => Class::Builtin,
            _ => Class::BuiltinPseudo,
        }
    }

    /// Whether it is `self` or `cls`, which are special as first parameters only.
    pub fn is_pseudo(self) -> bool {
        self.0 as usize >= FUNCTIONS
    }
}

/// A set of built-ins.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltinSet([u64; 3]);

impl BuiltinSet {
    /// Adds a name.
    pub fn insert(&mut self, builtin: Builtin) {
        self.0[builtin.0 as usize / 64] |= 1 << (builtin.0 % 64);
    }

    /// Whether the name is in the set.
    pub fn contains(self, builtin: Builtin) -> bool {
        self.0[builtin.0 as usize / 64] & (1 << (builtin.0 % 64)) != 0
    }
}

/// The class of a name of the form `__name__`, if it is one: a variable that Python sets, or a special method.
#[inline]
pub fn dunder(name: &str) -> Option<Class> {
    let inner = name.strip_prefix("__")?.strip_suffix("__")?;
    if inner.is_empty() {
        return None;
    }
    Some(if VARIABLES.contains(&inner) { Class::MagicVariable } else { Class::Magic })
}

/// `__name__` and its like, without the underscores.
const VARIABLES: [&str; 34] = [
    "all",
    "annotations",
    "author",
    "bases",
    "builtins",
    "cached",
    "class",
    "closure",
    "code",
    "debug",
    "defaults",
    "dict",
    "doc",
    "file",
    "func",
    "globals",
    "kwdefaults",
    "loader",
    "match_args",
    "members",
    "module",
    "mro",
    "name",
    "objclass",
    "package",
    "path",
    "qualname",
    "self",
    "slots",
    "spec",
    "type_params",
    "version",
    "weakref",
    "wrapped",
];

const SLOTS: usize = 512;

const fn hash(name: &[u8]) -> usize {
    let length = name.len();
    let (first, second, last) = (name[0] as usize, name[1] as usize, name[length - 1] as usize);
    (first * 5 + second * 67 + last * 29 + name[length / 2] as usize * 151 + length * 11) & (SLOTS - 1)
}

/// The hash table: indices into [`NAMES`], 255 where a slot is free.
static TABLE: [u8; SLOTS] = {
    let mut table = [255; SLOTS];
    let mut index = 0;
    while index < NAMES.len() {
        let mut slot = hash(NAMES[index].as_bytes());
        while table[slot] != 255 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = index as u8;
        index += 1;
    }
    table
};

const LONGEST: usize = 25;

/// How many of [`NAMES`] are exceptions; they come first.
const EXCEPTIONS: usize = 70;

/// Where functions and types end; what follows is special by custom.
const FUNCTIONS: usize = 146;

#[rustfmt::skip]
const NAMES: [&str; 148] = [
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup", "BlockingIOError",
    "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError", "ConnectionAbortedError",
    "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "DeprecationWarning", "EOFError",
    "EncodingWarning", "EnvironmentError", "Exception", "ExceptionGroup", "FileExistsError", "FileNotFoundError",
    "FloatingPointError", "FutureWarning", "GeneratorExit", "IOError", "ImportError", "ImportWarning",
    "IndentationError", "IndexError", "InterruptedError", "IsADirectoryError", "KeyError", "KeyboardInterrupt",
    "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplementedError",
    "OSError", "OverflowError", "PendingDeprecationWarning", "PermissionError", "ProcessLookupError",
    "PythonFinalizationError", "RecursionError", "ReferenceError", "ResourceWarning", "RuntimeError",
    "RuntimeWarning", "StopAsyncIteration", "StopIteration", "SyntaxError", "SyntaxWarning", "SystemError",
    "SystemExit", "TabError", "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeDecodeError",
    "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError",
    "Warning", "ZeroDivisionError",
    "Ellipsis", "NotImplemented", "__build_class__", "__import__", "abs", "aiter", "all", "anext", "any", "ascii",
    "bin", "bool", "breakpoint", "bytearray", "bytes", "callable", "chr", "classmethod", "compile", "complex",
    "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec", "exit", "filter", "float", "format",
    "frozenset", "getattr", "globals", "hasattr", "hash", "help", "hex", "id", "input", "int", "isinstance",
    "issubclass", "iter", "len", "list", "locals", "map", "max", "memoryview", "min", "next", "object", "oct",
    "open", "ord", "pow", "print", "property", "quit", "range", "repr", "reversed", "round", "set", "setattr",
    "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type", "vars", "zip",
    "self", "cls",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        for name in NAMES {
            assert!(Builtin::of(name.as_bytes()).is_some(), "{name}");
            assert!(Builtin::of(format!("{name}x").as_bytes()).is_none(), "{name}x");
        }
        assert!(NAMES.len() < 192, "the bit set has room");
        assert_eq!(NAMES.iter().map(|name| name.len()).max(), Some(LONGEST));
    }

    #[test]
    fn exceptions_differ_from_functions() {
        assert_eq!(Builtin::of(b"ZeroDivisionError").map(Builtin::class), Some(Class::Exception));
        assert_eq!(Builtin::of(b"abs").map(Builtin::class), Some(Class::Builtin));
        assert_eq!(Builtin::of(b"__import__").map(Builtin::class), Some(Class::Builtin));
        assert_eq!(Builtin::of(b"zip").map(Builtin::class), Some(Class::Builtin));
        assert_eq!(Builtin::of(b"self").map(Builtin::class), Some(Class::BuiltinPseudo));
    }

    #[test]
    fn dunder_names() {
        assert_eq!(dunder("__init__"), Some(Class::Magic));
        assert_eq!(dunder("__name__"), Some(Class::MagicVariable));
        assert_eq!(dunder("__private"), None);
        assert_eq!(dunder("____"), None);
        assert_eq!(dunder("___"), None);
    }
}
