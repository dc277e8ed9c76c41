"""Asks the interpreter whether links from code to documentation are right.

    python3 check.py LINKS.json [jedi]

In: for each file of the standard library, its links as (first byte, end, name). Out: JSON on standard output. It shares nothing with
the program under test: scopes come from CPython's own symbol tables, meanings from the modules themselves.

- Each name must exist: it is imported. Those of other systems, and attributes that only instances have, are counted as `absent`.
- A name or chain whose first part is global there is evaluated among the module's real globals, and must be the very object.
- With `jedi`, what is local (instances, imports in functions) is inferred by that library. It does not always know; when it
  does, it must agree.
- `linkable` counts the names and chains, global by an import or built in, that evaluate to a documented object.
"""
import ast
import builtins
import contextlib
import importlib
import io
import json
import symtable
import sys
import types
import warnings
import zlib

MISSING = object()


def resolve(name):
    """The object of a qualified name, or MISSING."""
    parts = name.split(".")
    if hasattr(builtins, parts[0]):
        found = builtins
        start = 0
    else:
        found = MISSING
        for start in range(len(parts), 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:start]))
                break
            except ImportError:
                continue
    for part in parts[start:]:
        if found is MISSING:
            break
        owner, found = found, getattr(found, part, MISSING)
        if found is MISSING and isinstance(owner, type) and part in getattr(owner, "__annotations__", {}):
            found = None
    return found


def same(first, second):
    """Whether two evaluations gave one object; methods are made anew each time."""
    if first is second:
        return True
    for attribute in ("__func__", "__wrapped__"):
        first, second = getattr(first, attribute, first), getattr(second, attribute, second)
    try:
        return type(first) is type(second) and bool(first == second)
    except Exception:
        return False


class Scopes(ast.NodeVisitor):
    """Notes for each name whether the symbol tables call it global."""

    def __init__(self, text, path):
        self.table = symtable.symtable(text, path, "exec")
        self.children = {}
        self.is_global = {}

    def within(self, node, name):
        outer = self.table
        children = self.children.setdefault(outer.get_id(), list(outer.get_children()))
        for at, child in enumerate(children):
            if child.get_name() == name and child.get_lineno() == node.lineno:
                self.table = children.pop(at)
                return outer
        return None

    def scope(self, node, name, outside, inside):
        for part in outside:
            if part is not None:
                self.visit(part)
        outer = self.within(node, name)
        if outer is None:
            return
        for part in inside:
            self.visit(part)
        self.table = outer

    def visit_FunctionDef(self, node):
        arguments = node.args
        every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs + [arguments.vararg, arguments.kwarg]
        outside = node.decorator_list + arguments.defaults + arguments.kw_defaults
        outside += [one.annotation for one in every if one] + [node.returns]
        self.scope(node, node.name, outside, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.scope(node, node.name, node.decorator_list + node.bases + [k.value for k in node.keywords], node.body)

    def visit_Lambda(self, node):
        self.scope(node, "lambda", node.args.defaults + node.args.kw_defaults, [node.body])

    def comprehension(self, node, name, elements):
        first, *others = node.generators
        self.scope(node, name, [first.iter], [first.target, *first.ifs, *others, *elements])

    def visit_ListComp(self, node):
        self.comprehension(node, "listcomp", [node.elt])

    def visit_SetComp(self, node):
        self.comprehension(node, "setcomp", [node.elt])

    def visit_GeneratorExp(self, node):
        self.comprehension(node, "genexpr", [node.elt])

    def visit_DictComp(self, node):
        self.comprehension(node, "dictcomp", [node.key, node.value])

    def visit_Name(self, node):
        try:
            symbol = self.table.lookup(node.id)
        except KeyError:
            return
        if self.table.get_type() == "module":
            known = True
        elif self.table.get_type() == "class" and symbol.is_local():
            known = False
        else:
            known = symbol.is_global()
        self.is_global[(node.lineno, node.col_offset)] = known


class File:
    def __init__(self, path, name, links):
        with open(path, "rb") as file:
            self.bytes = file.read()
        self.path, self.links = path, links
        self.text = self.bytes.decode()
        self.module = importlib.import_module(name)
        if getattr(self.module, "__file__", None) != path:
            raise ImportError(f"{name} is another file here")
        self.tree = ast.parse(self.text)
        scopes = Scopes(self.text, path)
        scopes.visit(self.tree)
        self.is_global = scopes.is_global
        self.lines = [0]
        for line in self.bytes.split(b"\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.starts = {}
        self.ends = {}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Name, ast.Attribute)):
                self.starts.setdefault((self.start(node), self.end(node)), node)
                if isinstance(node, ast.Attribute):
                    self.ends.setdefault(self.end(node), node)

    def start(self, node):
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def base(self, node):
        while isinstance(node, ast.Attribute):
            node = node.value
        return node

    def has_global_base(self, node):
        base = self.base(node)
        return isinstance(base, ast.Name) and self.is_global.get((base.lineno, base.col_offset), False)

    def evaluate(self, node):
        if isinstance(node, ast.Name):
            return self.module.__dict__.get(node.id, getattr(builtins, node.id, MISSING))
        owner = self.evaluate(node.value)
        return MISSING if owner is MISSING else getattr(owner, node.attr, MISSING)

    def imported(self):
        """Names that the module has by imports."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        return names


def documented(inventory):
    """The ids of documented objects that have an identity of their own."""
    with open(inventory, "rb") as file:
        lines = zlib.decompress(file.read().split(b"\n", 4)[4]).decode().splitlines()
    found = {}
    for line in lines:
        name, role, *_ = line.split(" ")
        if role in ("py:class", "py:exception", "py:function", "py:module"):
            thing = resolve(name)
            if isinstance(thing, (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType)):
                found[id(thing)] = thing
    return found


class Checker:
    def __init__(self, inventory, script):
        self.documented = documented(inventory)
        self.script = script
        self.counts = dict.fromkeys(["links", "evaluated", "inferred", "imports", "unknown", "absent", "linkable", "linked"], 0)
        self.wrong = []
        self.names = {}
        self.missed = []

    def meaning(self, name):
        if name not in self.names:
            self.names[name] = resolve(name)
        return self.names[name]

    def file(self, file):
        imports = self.imports(file)
        covered = set()
        for start, end, name in file.links:
            self.counts["links"] += 1
            line = file.bytes.count(b"\n", 0, start) + 1
            where = f"{file.path}:{line} {file.bytes[start:end].decode()}"
            covered.add(start)
            meant = self.meaning(name)
            self.counts["absent"] += meant is MISSING
            node = file.starts.get((start, end))
            if (start, end) in imports:
                self.counts["imports"] += 1
                if imports[(start, end)].removeprefix("builtins.") != name:
                    self.wrong.append(f"{where} is no {name}, but {imports[(start, end)]}")
            elif node is not None and file.has_global_base(node) and (value := file.evaluate(node)) is not MISSING:
                self.counts["evaluated"] += 1
                # `except ImportError: winreg = None`: only where that module exists could it be said.
                if not same(value, meant) and not (meant is MISSING and value is None):
                    self.wrong.append(f"{where} is no {name}, but {value!r:.80}")
            elif self.script is not None:
                self.infer(file, (start, end), name, where)
            else:
                self.counts["unknown"] += 1
        self.count_linkable(file, covered)

    def imports(self, file):
        found = {}
        for node in ast.walk(file.tree):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                continue
            module = getattr(node, "module", None)
            if isinstance(node, ast.ImportFrom) and module and node.level == 0:
                text = file.bytes[file.start(node):file.end(node)]
                at = file.start(node) + text.index(module.encode(), len("from"))
                found[(at, at + len(module))] = module
            for alias in node.names:
                start = file.lines[alias.lineno - 1] + alias.col_offset
                full = f"{module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
                if not getattr(node, "level", 0):
                    found[(start, start + len(alias.name))] = full
        return found

    def infer(self, file, place, name, where):
        start, end = place
        line = file.bytes.count(b"\n", 0, end - 1) + 1
        column = len(file.bytes[file.lines[line - 1]:end - 1].decode())
        try:
            script = self.script(file)
            found = script.goto(line, column, follow_imports=True)
            # A variable of the file is no answer: what it holds is one, if that has a name.
            found = [one for one in found if one.type not in ("statement", "param") or str(one.module_path) != file.path]
            named = ("function", "class", "module")
            found = found or [one for one in script.infer(line, column) if one.type in named]
        except Exception:
            found = []
        # What it takes a class method for.
        full = [one.full_name for one in found if one.full_name and not one.full_name.startswith("builtins.classmethod.")]
        full = [one.replace(".__init__.", ".") for one in full if one != "None"]
        if not full:
            self.counts["unknown"] += 1
            return
        self.counts["inferred"] += 1
        meant = self.names[name]
        for other in full:
            other = other.removeprefix("builtins.")
            value = resolve(other)
            if other == name or value is not MISSING and same(value, meant):
                return
            # The same by its name in the module that it is written in.
            inner = other.startswith("_") and other.split(".")[-2:] == name.split(".")[-2:]
            if inner or other.lstrip("_") == name:
                return
            # Another class of the same line has it: the one is inherited from the other.
            owner, member = resolve(name.rpartition(".")[0] or name), name.split(".")[-1]
            # jedi names the classes of `collections.abc` after their old place.
            others = [other.rpartition(".")[0].replace("typing.", "collections.abc."), ".".join(other.split(".")[:2])]
            for other_owner in map(resolve, filter(None, others)):
                if isinstance(owner, type) and isinstance(other_owner, type) and member == other.split(".")[-1]:
                    if issubclass(owner, other_owner) or issubclass(other_owner, owner):
                        return
        self.wrong.append(f"{where} is no {name}, but {', '.join(full)}")

    def count_linkable(self, file, covered):
        imported = file.imported()
        inner = {id(node.value) for node in ast.walk(file.tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(file.tree):
            if not isinstance(node, (ast.Name, ast.Attribute)) or id(node) in inner or not isinstance(node.ctx, ast.Load):
                continue
            base = file.base(node)
            if not file.has_global_base(node) or not (base.id in imported or base.id not in file.module.__dict__):
                continue
            part = node
            while True:
                value = file.evaluate(part)
                if id(value) in self.documented and not (part is not node and isinstance(value, types.ModuleType)):
                    self.counts["linkable"] += 1
                    self.counts["linked"] += file.start(node) in covered
                    if file.start(node) not in covered:
                        self.missed.append(f"{file.path}:{node.lineno} {ast.unparse(node)}")
                    break
                if not isinstance(part, ast.Attribute):
                    break
                part = part.value


def jedi_scripts():
    import jedi

    cache = {}

    def script(file):
        if file.path not in cache:
            cache.clear()
            cache[file.path] = jedi.Script(file.text, path=file.path)
        return cache[file.path]

    return script


def main(path, *with_jedi):
    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    checker = Checker(given["inventory"], jedi_scripts() if with_jedi else None)
    skipped = 0
    for one in given["files"]:
        try:
            file = File(one["path"], one["module"], one["links"])
        except Exception:
            skipped += 1
            continue
        checker.file(file)
    return {"skipped": skipped, "files": len(given["files"]) - skipped, **checker.counts, "wrong": checker.wrong, "missed": checker.missed}


if __name__ == "__main__":
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        result = main(*sys.argv[1:])
    json.dump(result, sys.stdout)
