//! What is read from Python sources, as `part→name`; what is not certain must be missing.

use super::Exports;
use crate::python::{Documentation, analyse};

/// What the names of `source` stand for.
fn names_after(before: &Exports, source: &str) -> Vec<String> {
    let analysis = analyse(source);
    let shown = |(start, end): (u32, u32), name: &str| format!("{}→{name}", &source[start as usize..end as usize]);
    let uses = analysis.names.uses();
    uses.filter_map(|(one, name)| Some(shown((one.start, one.end), &before.absolute(name, one.is_free)?))).collect()
}

fn names(source: &str) -> Vec<String> {
    names_after(&Exports::default(), source)
}

/// What of `source` leads to the documentation of the standard library.
fn links(source: &str) -> Vec<String> {
    let links = Documentation::default().links(&analyse(source).names, &Exports::default());
    links.iter().map(|link| format!("{}→{}", &source[link.start as usize..link.end as usize], link.name)).collect()
}

/// Each source with what must be read from its last line, all lines before being the same for what is tested.
fn last_line(cases: &[(&str, &[&str])]) {
    for (source, expected) in cases {
        let last = source.trim_end().rfind('\n').map_or(0, |at| at + 1);
        let analysis = analyse(source);
        let links = Documentation::default().links(&analysis.names, &Exports::default());
        let found: Vec<String> = links
            .iter()
            .filter(|link| link.start as usize >= last)
            .map(|link| format!("{}→{}", &source[link.start as usize..link.end as usize], link.name))
            .collect();
        assert_eq!(found, *expected, "{source}");
    }
}

#[test]
fn imports_in_all_their_forms() {
    assert_eq!(
        names("import os\nimport os.path as p, sys\nfrom a.b import c as d, e\nfrom . import f\nfrom .g import h\n"),
        ["os→os", "os.path→os.path", "sys→sys", "a.b→a.b", "c→a.b.c", "e→a.b.e"]
    );
    last_line(&[
        ("import os\nos.path.join(a)", &["os.path.join→os.path.join"]),
        ("import os.path\nos.path.join(a)", &["os.path.join→os.path.join"]),
        ("import os.path as p\np.join(a)", &["p.join→os.path.join"]),
        ("import xml.etree.ElementTree as ET\nET.parse(a)", &["ET.parse→xml.etree.ElementTree.parse"]),
        ("from os import path\npath.join", &["path.join→os.path.join"]),
        ("from os import path as p\np.join", &["p.join→os.path.join"]),
        ("from .os import path\npath.join", &[]),
        ("from os import (\n    path,  # why\n    getcwd,\n)\ngetcwd()", &["getcwd→os.getcwd"]),
        ("from os import *\ngetcwd()", &[]),
        ("from os import *\nprint()", &[]),
        ("from x import *\nfrom os import path\npath.join", &["path.join→os.path.join"]),
        ("from os import path\nfrom x import *\npath.join", &[]),
        ("def f():\n    import os\nos.getcwd()", &[]),
        ("import unknown_module\nunknown_module.x()", &[]),
        ("import builtins\nbuiltins.print()", &["builtins.print→print"]),
    ]);
}

#[test]
fn of_a_chain_as_much_as_is_documented() {
    last_line(&[
        ("import os\nos.environ.get('A')", &["os.environ→os.environ"]),
        ("import os\nos.nothing.get('A')", &[]),
        ("import os as operating_system\noperating_system.environ.get", &["operating_system.environ→os.environ"]),
        ("import os as o\no.environ.get.x.y.z", &["o.environ→os.environ"]),
    ]);
    assert_eq!(
        links("import os\n(os\n  .path  # why\n  .join)(1)"),
        ["os→os", "os→os", "path→os.path", "join→os.path.join"]
    );
}

#[test]
fn instances() {
    last_line(&[
        ("import pathlib\np = pathlib.Path()\np.read_text()", &["read_text→pathlib.Path.read_text"]),
        ("import pathlib\np = pathlib.Path()\np.parent.name", &["parent→pathlib.Path.parent"]),
        ("import pathlib\npathlib.Path('a').exists()", &["pathlib.Path→pathlib.Path", "exists→pathlib.Path.exists"]),
        ("from pathlib import Path\nq = p = Path()\nq.exists()", &["exists→pathlib.Path.exists"]),
        ("from pathlib import Path\np = Path()\nq = p\nq.exists()", &["exists→pathlib.Path.exists"]),
        ("from pathlib import Path\nP = Path\nP().exists()", &["P→pathlib.Path", "exists→pathlib.Path.exists"]),
        ("from pathlib import Path\np: Path = make()\np.exists()", &["exists→pathlib.Path.exists"]),
        (
            "from pathlib import Path\nif (p := Path()).is_dir(): pass",
            &["Path→pathlib.Path", "is_dir→pathlib.Path.is_dir"],
        ),
        ("import sys\nout = sys.stdout\nout.write(out)", &[]),
        ("import os\njoin = os.path.join\njoin(join)", &["join→os.path.join"]),
        ("import re\nr = re.compile('')\nr.match", &[]),
        ("import re\nr = re.compile('')\nr", &[]),
        ("from pathlib import Path\np = await Path()\np.exists", &[]),
        ("from pathlib import Path\np = Path()()\np.exists", &[]),
        ("from pathlib import Path\np = [Path()][0]\np.exists", &[]),
        ("from pathlib import Path\nfor p in [Path()]: p.exists", &["Path→pathlib.Path"]),
        ("from pathlib import Path\nwith Path() as p: p.exists", &["Path→pathlib.Path"]),
        ("d = {}\nd.items()", &["items→dict.items"]),
        ("', '.join(names)", &["join→str.join"]),
        ("f'{a}'.upper()", &["upper→str.upper"]),
        ("x = b''\nx.hex()", &["hex→bytes.hex"]),
        ("x = [a for a in b]\nx.sort()", &["sort→list.sort"]),
        ("x = set()\nx.add(1)", &["add→set.add"]),
    ]);
}

#[test]
fn annotations_of_parameters_and_locals() {
    let body = |signature: &str, line: &str| {
        format!(
            "from pathlib import Path\nfrom typing import *\nimport typing\nfrom pathlib import Path\n{signature}\n    {line}"
        )
    };
    let cases: [(&str, &str, &[&str]); 9] = [
        ("def f(p: Path):", "p.exists()", &["exists→pathlib.Path.exists"]),
        ("def f(*, p: Path | None = None):", "p.exists()", &["exists→pathlib.Path.exists"]),
        ("def f(p: typing.Optional[Path]):", "p.exists()", &["exists→pathlib.Path.exists"]),
        ("def f(p: typing.Annotated[Path, 1]):", "p.exists()", &["exists→pathlib.Path.exists"]),
        ("def f(p: Path | int):", "p.exists()", &[]),
        ("def f(*p: Path):", "p.exists()", &[]),
        ("def f(p: 'Path'):", "p.exists()", &[]),
        ("def f(p: type[Path]):", "p.exists()", &[]),
        ("async def f(p: Path, /):", "return lambda: p.exists()", &["exists→pathlib.Path.exists"]),
    ];
    for (signature, line, expected) in cases {
        last_line(&[(&body(signature, line), expected)]);
    }
    last_line(&[
        ("def f(d: dict[str, int]): d.items()", &["dict→dict", "str→str", "int→int", "items→dict.items"]),
        ("from pathlib import Path\ndef f[Path](p: Path): p.exists()", &[]),
        ("from pathlib import Path\nclass A[T](Path): x: T", &["Path→pathlib.Path"]),
        ("from pathlib import Path\nclass A:\n    Path = int\n    def f[T](self, p: Path): p.exists()", &[]),
        (
            "from pathlib import Path\nclass A:\n    def f[T](self, p: Path): p.exists()",
            &["Path→pathlib.Path", "exists→pathlib.Path.exists"],
        ),
    ]);
}

#[test]
fn what_is_bound_anew_means_what_it_is_then() {
    let path = "from pathlib import Path\n";
    let cases: &[(&str, &[&str])] = &[
        ("x = Path(); x = 3\nx.exists()", &[]),
        ("x = 3; x = Path()\nx.exists()", &["exists→pathlib.Path.exists"]),
        ("x = Path()\nif a: x = 3\nx.exists()", &[]),
        ("x = Path()\nif a: x = Path('b')\nx.exists()", &["exists→pathlib.Path.exists"]),
        ("x = None\nif a: x = Path('b')\nx.exists()", &["exists→pathlib.Path.exists"]),
        ("if a: x = Path()\nelse: x = 3\nx.exists()", &[]),
        ("x = Path()\nfor y in z: x = y\nx.exists()", &[]),
        ("x = Path()\nwhile a: x += 1\nx.exists()", &[]),
        ("x = Path()\nfor x in z: pass\nx.exists()", &[]),
        ("x = Path()\nwith a as x: pass\nx.exists()", &[]),
        ("x = Path()\ndel x\nx.exists()", &[]),
        ("x = Path()\nx, y = 1, 2\nx.exists()", &[]),
        ("x = Path()\n[x, *y] = 1, 2\nx.exists()", &[]),
        ("x = Path()\nx = x.resolve()\nx.exists()", &[]),
        ("x = Path()\ndef x(): pass\nx.exists()", &[]),
        ("x = Path()\nclass x: pass\nx.exists()", &[]),
        ("x = Path()\nimport x\nx.exists()", &[]),
        ("x = Path()\nmatch a:\n    case [x]: pass\nx.exists()", &[]),
        ("x = Path()\nmatch a:\n    case {'a': 1, **x}: pass\nx.exists()", &[]),
        ("x = Path()\nif (x := f()): pass\nx.exists()", &[]),
        ("x = Path()\n[x := 1 for y in z]\nx.exists()", &[]),
        ("x = Path()\nany((x := 1) for y in z)\nx.exists()", &[]),
        ("x = Path()\n[x for x in z]\nx.exists()", &["exists→pathlib.Path.exists"]),
        ("x = Path()\n[x.exists() for x in z]", &[]),
        ("x = Path()\n[x.exists() for y in x.glob()]", &["exists→pathlib.Path.exists", "glob→pathlib.Path.glob"]),
        ("x = Path()\ndef f(): x = 3\nx.exists()", &["exists→pathlib.Path.exists"]),
        ("x = Path()\ndef f():\n    global x\n    x = 3\nx.exists()", &[]),
        ("x = Path()\ndef f(): return x.exists()", &["exists→pathlib.Path.exists"]),
        ("x = Path()\ndef f(x): return x.exists()", &[]),
        ("x = Path()\nf = lambda x: x.exists()", &[]),
        ("x = Path()\nx = 3\ndef f(): return x.exists()", &[]),
        ("def f(): return x.exists()\nx = 3\nx = Path()", &["Path→pathlib.Path"]),
        ("def f():\n    x = Path()\n    def g():\n        nonlocal x\n        x = 3\n    x.exists()", &[]),
        ("x.exists()\nx = Path()\n0", &[]),
        ("class A:\n    x = Path()\n    x.exists()", &["exists→pathlib.Path.exists"]),
        ("class A:\n    x = Path()\n    def f(self): x.exists()", &[]),
        ("x = Path()\nclass A:\n    x = 3\n    def f(self): x.exists()", &["exists→pathlib.Path.exists"]),
        ("x = Path()\nclass A:\n    if a: x = 3\n    x.exists()", &[]),
        ("x = Path() if a else Path('b')\nx.exists()", &["exists→pathlib.Path.exists"]),
        ("x = Path() if a else 3\nx.exists()", &[]),
        ("x = Path() or y\nx.exists()", &[]),
        ("try: x = Path()\nexcept E: x = 3\nx.exists()", &[]),
        ("x: Path\nx = f()\nx.exists()", &[]),
    ];
    for (source, expected) in cases {
        last_line(&[(&format!("{path}{source}"), expected)]);
    }
    last_line(&[
        ("try:\n    import tomllib\nexcept ImportError:\n    import tomli as tomllib\ntomllib.loads(a)", &[]),
        ("if a:\n    import json\nelse:\n    import json\njson.loads(a)", &["json.loads→json.loads"]),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from json import loads\nloads(a)",
            &["loads→json.loads"],
        ),
    ]);
}

#[test]
fn exceptions() {
    last_line(&[
        ("try: pass\nexcept OSError as e: e.errno", &["OSError→OSError", "errno→OSError.errno"]),
        ("try: pass\nexcept (OSError, KeyError) as e: e.errno", &["OSError→OSError", "KeyError→KeyError"]),
        ("try: pass\nexcept* OSError as e: e.errno", &["OSError→OSError"]),
        (
            "try: pass\nexcept KeyError as e: e.errno\nexcept OSError as e: e.errno",
            &["OSError→OSError", "errno→OSError.errno"],
        ),
        ("try: pass\nexcept OSError as e:\n    e = 3\n    e.errno", &[]),
        (
            "import json\ntry: pass\nexcept json.JSONDecodeError as e: e.pos",
            &["json.JSONDecodeError→json.JSONDecodeError", "pos→json.JSONDecodeError.pos"],
        ),
        ("raise ValueError from None", &["ValueError→ValueError"]),
    ]);
}

#[test]
fn built_in_names_unless_shadowed() {
    last_line(&[
        ("print(len(rows))", &["print→print", "len→len"]),
        ("print = log\nprint(1)", &[]),
        ("def f(len): len(a)", &[]),
        ("if a: print = log\nprint(1)", &[]),
        ("from codecs import open\nopen(1)", &["open→codecs.open"]),
        ("if a:\n    from codecs import open\nopen(1)", &[]),
        ("def f():\n    global print\n    print = 3\nprint(1)", &[]),
        ("@property\ndef f(self) -> str: pass", &["str→str"]),
        ("class A(Exception): pass", &["Exception→Exception"]),
        ("sorted(map(int, rows), key=len)", &["sorted→sorted", "map→map", "int→int", "len→len"]),
        ("isinstance(a, (str, bytes))", &["isinstance→isinstance", "str→str", "bytes→bytes"]),
        // Variables of a part that is not shown.
        ("show(id, input)\nx = type\nreturn format", &[]),
        ("match x:\n    case str(): pass", &["str→str"]),
        ("class A:\n    def print(self): print(1)", &["print→print"]),
        ("class A:\n    print = 3\n    print(1)", &[]),
        ("super().__init__()", &["super→super"]),
        ("dict.fromkeys(a)", &["dict.fromkeys→dict.fromkeys"]),
        ("self.print(1)\nx.len", &[]),
    ]);
}

#[test]
fn broken_code_has_names_where_they_are_certain() {
    last_line(&[
        ("import os\nif x\n    os.getcwd()", &["os.getcwd→os.getcwd"]),
        ("import os\nos.getcwd(", &["os.getcwd→os.getcwd"]),
        ("import os\n%timeit 3\nos.getcwd()", &["os.getcwd→os.getcwd"]),
        ("print 'hello'", &[]),
        ("from os import\nos.", &[]),
    ]);
}

#[test]
fn examples_in_documentation_see_the_module() {
    assert_eq!(
        links(
            "import os\ndef f():\n    \"\"\"Go.\n\n    >>> os.getcwd(\n    ...     print)\n    print(1)\n    >>> p = Path()\n    >>> p.exists()\n    >>> n.exists()\n    \"\"\"\nfrom pathlib import Path\nn = other()\n"
        ),
        [
            "os→os",
            "os.getcwd→os.getcwd",
            "Path→pathlib.Path",
            "exists→pathlib.Path.exists",
            "pathlib→pathlib",
            "Path→pathlib.Path"
        ]
    );
    assert_eq!(links("def print(): '''\n>>> print(len(x))\n'''\n"), ["len→len"]);
    assert_eq!(links("'''\n>>> len(x)\n'''\nfrom x import *\n"), [""; 0]);
    assert_eq!(
        links("'''\n>>> from json import loads\n>>> loads('')\n'''\nloads = 3\n"),
        ["json→json", "loads→json.loads", "loads→json.loads"]
    );
}

#[test]
fn later_sources_know_what_earlier_ones_bound() {
    let mut before = Exports::default();
    before.extend(analyse("from pathlib import Path\nimport os\nopen = None\n").names.exports());
    assert_eq!(names_after(&before, "Path.cwd()"), ["Path.cwd→pathlib.Path.cwd"]);
    assert_eq!(names_after(&before, "print(open(1))"), ["print→builtins.print"]);
    assert_eq!(names_after(&before, "Path = f()[0]\nPath.cwd()"), [""; 0]);
    before.extend(analyse("root = Path()\nos = f()[0]").names.exports());
    assert_eq!(names_after(&before, "os.getcwd()"), [""; 0]);
    let source = "root.parent.exists()";
    let links = Documentation::default().links(&analyse(source).names, &before);
    assert_eq!((links[0].start, links[0].end, links[0].name.as_str()), (5, 11, "pathlib.Path.parent"));
    before.extend(analyse("from x import *").names.exports());
    assert_eq!(names_after(&before, "Path.cwd()\nprint(1)"), [""; 0]);
}

#[test]
fn sources_that_are_made_to_take_long_end_soon() {
    let many = |line: &str, count: usize| line.repeat(count);
    for source in [
        many("x = x if x else x\n", 3000) + "x.a\n",
        many("if a: x = x.b\n", 3000) + "x.a\n",
        (0..2000).map(|at| format!("if a: x{at} = x{} if a else x{}\n", at + 1, at + 2)).collect::<String>() + "x0.a",
        many("try: pass\nexcept A as e: e.x\n", 2000),
        format!("import a\nx = a{}\n", many(".b", 1000)),
        format!("{}x", many("lambda: ", 1200)),
    ] {
        let begun = std::time::Instant::now();
        analyse(&source);
        assert!(begun.elapsed().as_secs() < 20, "{}", &source[..40]);
    }
}

proptest::proptest! {
    #[test]
    fn uses_are_parts_of_any_text(source in "(?s)(import |from |os|\\.|path|\n|    |=|x|\\(|\\)|:|def |class |as |é|,|if |for |in |\"|#|\\PC){0,60}") {
        let analysis = analyse(&source);
        let mut end = 0;
        for (one, name) in analysis.names.uses() {
            proptest::prop_assert!(one.start >= end && one.start < one.end);
            proptest::prop_assert!(source.get(one.start as usize..one.end as usize).is_some());
            proptest::prop_assert!(!name.is_empty());
            end = one.end;
        }
        for link in Documentation::default().links(&analysis.names, &Exports::default()) {
            proptest::prop_assert!(source.get(link.start as usize..link.end as usize).is_some_and(|text| !text.contains('\n')));
        }
    }
}
