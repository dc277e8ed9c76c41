//! Tricky Python, and what of it is shown for a name.

use super::*;

/// What is shown for `path`: its parts, one after the other, with `~` between them.
fn shown(source: &str, path: &str) -> String {
    let all = symbols(source);
    let Some(symbol) = all.iter().find(|symbol| symbol.path == path) else {
        return format!("none of {:?}", all.iter().map(|symbol| symbol.path.as_str()).collect::<Vec<_>>());
    };
    let name = &source[symbol.name.start as usize..symbol.name.end as usize];
    assert_eq!(Some(name), path.rsplit('.').next(), "the name of {path}");
    let parts = symbol.parts.iter().map(|part| &source[part.start as usize..part.end as usize]);
    parts.collect::<Vec<_>>().join("~\n")
}

#[test]
fn what_is_shown_of_a_symbol() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("a function", "x = 1\n\ndef f(a):\n    return a\n\ny = 2\n", "f", "def f(a):\n    return a\n"),
        ("no line end", "def f(): return 1", "f", "def f(): return 1"),
        ("one line of two", "a = 1; b = 2\nc = 3\n", "b", "a = 1; b = 2\n"),
        (
            "decorators and comments",
            "# far\n\n# near\n#   and this\n@a\n# between\n@b(\n    1,\n)\ndef f():  # why\n    pass  # end\n# after\n",
            "f",
            "# near\n#   and this\n@a\n# between\n@b(\n    1,\n)\ndef f():  # why\n    pass  # end\n",
        ),
        ("a string is no comment", "'''\n# a'''\ndef f(): ...\n", "f", "def f(): ...\n"),
        (
            "a method",
            "class A:\n    # why\n    def f(self):\n        pass\n\n    x = 1\n",
            "A.f",
            "    # why\n    def f(self):\n        pass\n",
        ),
        ("a class", "class A(B):\n    x: int = 1\n\n\nclass C: pass\n", "A", "class A(B):\n    x: int = 1\n"),
        ("an attribute", "class A:\n    x: int\n    y = 2\n", "A.x", "    x: int\n"),
        (
            "an asynchronous method",
            "class A:\n  async def f(self):\n    await g()\n",
            "A.f",
            "  async def f(self):\n    await g()\n",
        ),
        (
            "nested",
            "class A:\n class B:\n  def f(self):\n   def g(): pass\n   return g\n",
            "A.B.f.g",
            "   def g(): pass\n",
        ),
        (
            "overloads",
            "@overload\ndef f(a: int) -> int: ...\n@typing.overload\ndef f(a: str) -> str: ...\n\n# all\ndef f(a):\n    return a\n",
            "f",
            "@overload\ndef f(a: int) -> int: ...\n@typing.overload\ndef f(a: str) -> str: ...\n\n# all\ndef f(a):\n    return a\n",
        ),
        (
            "overloads for the type checker",
            "if TYPE_CHECKING:\n    @overload\n    def f(a: int) -> int: ...\n    x = 1\ndef f(a):\n    return a\n",
            "f",
            "    @overload\n    def f(a: int) -> int: ...\n~\ndef f(a):\n    return a\n",
        ),
        (
            "a property",
            "class A:\n    @property\n    def x(self):\n        return 1\n\n    y = 2\n\n    @x.setter\n    def x(self, to):\n        pass\n\n    @x.deleter\n    def x(self): pass\n",
            "A.x",
            "    @property\n    def x(self):\n        return 1\n~\n    @x.setter\n    def x(self, to):\n        pass\n\n    @x.deleter\n    def x(self): pass\n",
        ),
        (
            "the branches of a condition",
            "import sys\nif sys.version_info >= (3, 12):\n    def f(): return 12\nelse:\n    def f(): return 0\n",
            "f",
            "if sys.version_info >= (3, 12):\n    def f(): return 12\nelse:\n    def f(): return 0\n",
        ),
        (
            "values in branches",
            "try:\n    import a\n    HAS = True\nexcept ImportError:\n    HAS = False\nx = 1\n",
            "HAS",
            "try:\n    import a\n    HAS = True\nexcept ImportError:\n    HAS = False\n",
        ),
        ("one branch alone", "if a:\n    def f(): pass\n    def g(): pass\n", "g", "    def g(): pass\n"),
        (
            "the last function counts",
            "def f(): return 1\ndef g(): pass\ndef f(): return 2\n",
            "f",
            "def f(): return 2\n",
        ),
        ("the first value counts", "x = 1\ny = 2\nx = x + 1\n", "x", "x = 1\n"),
        ("a function and a value", "def f(): pass\nf = g(f)\n", "f", "def f(): pass\n"),
        ("a value over lines", "X = {\n    'a': 1,\n}  # end\nY = 1\n", "X", "X = {\n    'a': 1,\n}  # end\n"),
        ("a continued line", "X = 1 + \\\n    2\nY = 1\n", "X", "X = 1 + \\\n    2\n"),
        ("several names", "a, (b, *c) = f()\nd = e = 1\n", "c", "a, (b, *c) = f()\n"),
        ("the second name", "d = e = 1\n", "e", "d = e = 1\n"),
        ("a type alias", "type X[T] = list[T]\ny = 1\n", "X", "type X[T] = list[T]\n"),
        (
            "type parameters",
            "def f[T: int](a: T) -> T:\n    return a\n",
            "f",
            "def f[T: int](a: T) -> T:\n    return a\n",
        ),
        ("in a block", "with a:\n    for b in c:\n        def f(): pass\n", "f", "        def f(): pass\n"),
        (
            "in a match",
            "match a:\n    case 1:\n        X = 1\n    case _:\n        X = 2\n",
            "X",
            "match a:\n    case 1:\n        X = 1\n    case _:\n        X = 2\n",
        ),
        ("tabs", "class A:\n\tdef f(self):\n\t\treturn 1\n", "A.f", "\tdef f(self):\n\t\treturn 1\n"),
        ("a form feed", "x = 1\n\x0c\ndef f():\n    pass\n\x0c\n# end\n", "f", "def f():\n    pass\n"),
        ("letters of all scripts", "größe = 'ß'\ndef f(): '''日本'''\n", "f", "def f(): '''日本'''\n"),
        ("a name of other letters", "größe = 'ß'\n", "größe", "größe = 'ß'\n"),
        (
            "broken before",
            "def a(:\n    return = 1\n\nclass B:\n    def f(self):\n        return 1\n",
            "B.f",
            "    def f(self):\n        return 1\n",
        ),
        (
            "broken within",
            "def f():\n    x = = 1\n    return x\n\ndef g():\n    pass\n",
            "f",
            "def f():\n    x = = 1\n    return x\n",
        ),
        ("broken after", "def f():\n    return 1\n\ndef g(\n", "f", "def f():\n    return 1\n"),
    ];
    for (what, source, path, expected) in cases {
        assert_eq!(shown(source, path), *expected, "{what}");
    }
}

#[test]
fn names_come_in_their_order() {
    let source = "import os\nA = 1\nclass B:\n    c = 2\n    def d(self): e = 3\nfor f in g: h = 1\nA += 1\n";
    let names: Vec<String> = symbols(source).into_iter().map(|symbol| symbol.path).collect();
    assert_eq!(names, ["A", "B", "B.c", "B.d", "B.d.e", "h"]);
}

#[test]
fn what_nests_too_deep_is_left_alone() {
    assert_eq!(symbols(&"(".repeat(30_000)), []);
    let mut source = String::new();
    for depth in 0..150 {
        source.push_str(&format!("{}class A:\n", " ".repeat(depth)));
    }
    assert!(!symbols(&source).is_empty());
}

proptest::proptest! {
    #[test]
    fn any_text_has_symbols_of_whole_lines(source in "(?s)(def f\\(|class A:|\n|    |\t|@x|x = 1|#|'''|if a:|else:|:|é|.){0,40}") {
        for symbol in symbols(&source) {
            let mut before = 0;
            for part in &symbol.parts {
                let (start, end) = (part.start as usize, part.end as usize);
                let bytes = source.as_bytes();
                proptest::prop_assert!(start >= before && start < end && source.get(start..end).is_some());
                proptest::prop_assert!(start == 0 || bytes[start - 1] == b'\n');
                proptest::prop_assert!(end == source.len() || bytes[end - 1] == b'\n');
                before = end;
            }
        }
    }
}
