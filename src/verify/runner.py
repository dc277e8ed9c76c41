"""Runs the snippets of one page, in order and in one namespace, and reports what became of each.

Started by `showpiece verify` as `python runner.py job.json`, with file descriptor 1 on a file that grows. What is found
goes to a file of its own, each line behind a word that only this process knows, so that nothing a snippet prints is
taken for a result. Standard library only, Python 3.9 and later.
"""

import __future__

import ast
import json
import linecache
import os
import re
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))
PROCESS = os.getpid()
# What a terminal would do and not show.
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# The variables that a snippet may see; the others were for whatever starts Python.
VARIABLES = {
    "PATH", "LANG", "LC_ALL", "TZ", "TERM", "COLUMNS", "NO_COLOR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    "VIRTUAL_ENV", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS",
}


class Report:
    """The file that the results go to."""

    def __init__(self, word):
        self.word = word
        self.file = os.open(os.path.join(HERE, "results"), os.O_WRONLY | os.O_APPEND)

    def __call__(self, event, **facts):
        line = json.dumps({"event": event, **facts})
        os.write(self.file, f"\n{self.word} {line}\n".encode("ascii"))


class Printed:
    """What was written to standard output, by whatever means, since it was asked for last."""

    def __init__(self, limit):
        self.file = os.open(os.path.join(HERE, "out"), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.limit = limit
        self.length = 0
        # By lines, so that what a snippet prints and what its child processes print come in their order.
        sys.stdout.reconfigure(line_buffering=True)
        self.streams = (sys.stdout, sys.stderr)

    def reset(self):
        """Gives the streams back that a snippet may have replaced."""
        sys.stdout, sys.stderr = self.streams

    def take(self):
        for stream in {sys.stdout, *self.streams}:
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):
                pass  # closed, or no stream at all
        if os.getpid() != PROCESS:
            os._exit(0)  # a snippet has forked, and its copy has come back to us
        pieces = []
        while piece := os.read(self.file, 65536):
            pieces.append(piece)
            self.length += len(piece)
            if self.length > self.limit:
                raise Excess
        return clean(b"".join(pieces))


class Excess(BaseException):
    """More was printed than anybody wants to read."""


class Broken(BaseException):
    """A snippet ended in a way that was not announced, so that nothing after it can be trusted."""


def clean(text):
    """A text, or bytes, as a reader of the page would see them: no colours, what was overwritten left out, lines without blanks at
    their ends, and everything else that cannot be shown in Python's notation."""
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    text = ESCAPE.sub("", data.decode("utf-8", "backslashreplace"))
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    return "\n".join(CONTROL.sub(lambda sign: f"\\x{ord(sign[0]):02x}", line).rstrip(" \t") for line in lines)


def shown(text):
    """A text that JSON and UTF-8 can hold: halves of characters are written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class Page:
    """One namespace, and the snippets that share it."""

    def __init__(self, report, printed):
        self.name = ""
        self.report = report
        self.printed = printed
        # A module of its own, so that what looks itself up by its module (pickle, dataclasses, typing) finds itself.
        self.module = types.ModuleType("__main__")
        self.module.__builtins__ = __builtins__
        self.space = self.module.__dict__
        # By file: a snippet may be shown from another one.
        self.lines = {}
        self.here = range(0)

    def run(self, number, snippet):
        """Runs one snippet."""
        self.report("begin", block=number)
        self.printed.reset()
        self.remember(snippet["name"], snippet["line"], snippet["source"])
        sys.modules["__main__"] = self.module
        kind = Session if snippet["kind"] == "session" else Script
        ran = kind(self, number, snippet).run()
        if ran is not None:
            self.report("passed", block=number, ran=ran)

    def remember(self, name, line, source):
        """Lets tracebacks and `inspect` find the text: a snippet stands in the lines in which it stands in its file."""
        self.name = name
        kept = self.lines.setdefault(name, [])
        lines = [text + "\n" for text in source.split("\n")]
        self.here = range(line, line + len(lines))
        kept.extend([""] * (line - 1 + len(lines) - len(kept)))
        kept[line - 1 : line - 1 + len(lines)] = lines
        linecache.cache[name] = (1, None, kept, name)

    def flags(self):
        """What earlier snippets imported from `__future__`, which holds for the page."""
        features = (getattr(__future__, name) for name in __future__.all_feature_names)
        names = zip(__future__.all_feature_names, features)
        return sum({feature.compiler_flag for name, feature in names if self.space.get(name) is feature})

    def failed(self, number, line, error):
        """Reports an exception: its last line, where in the snippet it came from, and the way to it; and gives up."""
        frames = []
        trace = error.__traceback__
        while trace:
            name = trace.tb_frame.f_code.co_filename
            if name != __file__:
                frames.append((name, trace.tb_lineno, trace.tb_frame.f_code.co_name))
            trace = trace.tb_next
        own = [at for name, at, _ in frames if name == self.name]
        here = [at for at in own if at in self.here]
        if here:
            line = here[0]
        elif isinstance(error, SyntaxError) and error.filename == self.name:
            line, frames = error.lineno or line, []
        raised = own[-1] if own and own[-1] != line else None
        way = [f"{shown(name)}:{at} in {function}" for name, at, function in frames[-8:]]
        self.report("failed", block=number, line=line, raised=raised, text=clean(told(error)), frames=way)
        raise Broken


def told(error):
    """`ValueError: message`, as a traceback's last lines have it."""
    import traceback

    lines = traceback.format_exception_only(type(error), error)
    name = type(error).__qualname__
    # Of a syntax error, the place is told otherwise.
    first = [at for at, line in enumerate(lines) if line.startswith(name) or line.split(":")[0].endswith("." + name)]
    return "".join(lines[first[0] if first else 0 :]).rstrip("\n")


class Script:
    """A `python {run}` block."""

    def __init__(self, page, number, snippet):
        self.page = page
        self.number = number
        self.source = snippet["source"]
        self.line = snippet["line"]
        self.raises = snippet["raises"]
        self.expected = snippet["expected"]
        self.words = snippet["flags"]

    def run(self):
        """How many things were run; None if some gave something else than they should."""
        error, tree = self.execute()
        printed = self.page.printed.take()
        if error is None and self.raises:
            self.page.report("quiet", block=self.number, raises=self.raises)
            raise Broken
        if error is not None and not self.is_announced(error):
            self.page.failed(self.number, self.line, error)
        fits = self.expected is None or self.fits(printed)
        if not fits:
            self.page.report("printed", block=self.number, got=printed)
        held = error is not None or ">>>" not in self.source or self.documentation(tree)
        return 1 if fits and held else None

    def execute(self):
        tree = None
        try:
            tree = ast.parse("\n" * (self.line - 1) + self.source, self.page.name)
            code = compile(tree, self.page.name, "exec", self.page.flags(), dont_inherit=True)
            exec(code, self.page.space)
        except Excess:
            raise
        except BaseException as error:
            return error, tree
        return None, tree

    def is_announced(self, error):
        kinds = type(error).__mro__
        return self.raises in {name for kind in kinds for name in (kind.__name__, f"{kind.__module__}.{kind.__qualname__}")}

    def fits(self, printed):
        return matches(self.expected.rstrip("\n") + "\n", printed.rstrip("\n") + "\n", options(self.words, blank=False))

    def documentation(self, tree):
        """Runs the doctests of the module, its functions, its classes and their methods."""
        held = True
        nodes = [tree]
        while nodes:
            node = nodes.pop(0)
            defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                nodes.extend(child for child in node.body if isinstance(child, defined))
            text = ast.get_docstring(node, clean=False)
            if text and ">>>" in text:
                literal = node.body[0].value
                snippet = {"source": text, "line": literal.lineno, "flags": self.words}
                session = Session(self.page, self.number, snippet, dict(self.page.space))
                session.literal = self.source.split("\n")[literal.lineno - self.line : literal.end_lineno - self.line + 1]
                held = session.run() is not None and held
        return held


class Session:
    """A `pycon` block, or the doctests of a docstring."""

    def __init__(self, page, number, snippet, space=None):
        self.page = page
        self.number = number
        self.source = snippet["source"].rstrip("\n") + "\n"
        self.line = snippet["line"]
        self.words = snippet["flags"]
        self.space = page.space if space is None else space
        # The lines of the literal, for a docstring.
        self.literal = None

    def run(self):
        """How many examples were run; None if some gave something else than they should."""
        import doctest

        try:
            examples = doctest.DocTestParser().get_examples(self.source, self.page.name)
        except ValueError as error:
            found = re.match(r"line (\d+) of the doc.*? (has|lacks) (.*)", str(error), re.DOTALL)
            line = self.line + int(found[1]) - 1 if found else self.line
            text = f"the line {found[2]} {found[3]}" if found else str(error)
            self.page.report("unreadable", block=self.number, line=line, text=shown(text))
            raise Broken from None
        ran, held = 0, True
        for example in examples:
            chosen = options(self.words, example.options)
            if chosen & doctest.SKIP:
                continue
            self.page.report("at", block=self.number, line=self.line + example.lineno)
            ran += 1
            held = self.example(example, chosen) and held
        return ran if held else None

    def example(self, example, chosen):
        """Whether it gave what it was said to give."""
        line = self.line + example.lineno
        sys.displayhook = sys.__displayhook__
        error = None
        try:
            source = "\n" * (line - 1) + example.source
            exec(compile(source, self.page.name, "single", self.page.flags(), dont_inherit=True), self.space)
        except Excess:
            raise
        except BaseException as raised:
            error = raised
        got = self.page.printed.take()
        if error is not None and example.exc_msg is None:
            self.page.failed(self.number, line, error)
        if error is None:
            fits = example.exc_msg is None and matches(example.want, got.expandtabs(), chosen)
        else:
            text = clean(told(error)) + "\n"
            got = self.traceback(example, text)
            fits = raised_as_said(example.exc_msg, text, chosen)
        if not fits:
            self.other(example, line, got)
        return fits

    @staticmethod
    def traceback(example, text):
        """The traceback as it is written, with the true last line."""
        before = example.want[: example.want.rindex(example.exc_msg)] if example.exc_msg in example.want else ""
        return (before or "Traceback (most recent call last):\n    ...\n") + text

    def other(self, example, line, got):
        first = line + example.source.count("\n")
        self.page.report(
            "other",
            block=self.number,
            line=line,
            first=first,
            count=example.want.count("\n"),
            indent=example.indent,
            want=shown(example.want),
            got=shown(got),
            writable=self.is_writable(example),
        )

    def is_writable(self, example):
        """Whether the lines of the page are the lines of the session: a docstring may have escapes, or its quotes there."""
        if self.literal is None:
            return True
        first = example.lineno + example.source.count("\n")
        lines = [line.strip() for line in self.literal]
        wanted = [line.strip() for line in example.want.splitlines()]
        last = example.source.rstrip("\n").split("\n")[-1].strip()
        return lines[first : first + len(wanted)] == wanted and lines[first - 1].endswith(last) and first < len(lines)


def options(words, chosen=None, blank=True):
    """The flags of a comparison: those of the block, and over them those of one example."""
    import doctest

    flags = doctest.DONT_ACCEPT_TRUE_FOR_1 | (0 if blank else doctest.DONT_ACCEPT_BLANKLINE)
    for word in words:
        flags |= doctest.OPTIONFLAGS_BY_NAME[word]
    for flag, on in (chosen or {}).items():
        flags = flags | flag if on else flags & ~flag
    return flags


def matches(want, got, flags):
    """Compares as doctest does, but for blanks at the ends of lines, which no editor keeps."""
    import doctest

    want = "\n".join(line.rstrip(" \t") for line in want.split("\n"))
    return doctest.OutputChecker().check_output(want, got, flags)


def raised_as_said(want, got, flags):
    import doctest

    if matches(want, got, flags):
        return True
    kind = [re.split(r"[:\n]", text)[0].rpartition(".")[2].strip() for text in (want, got)]
    return bool(flags & doctest.IGNORE_EXCEPTION_DETAIL) and kind[0] == kind[1]


def leave_terminal():
    """Gives up the terminal: what asks there (`getpass`) would be stopped, and never be heard."""
    try:
        import fcntl
        import termios

        terminal = os.open("/dev/tty", os.O_RDWR)
    except (ImportError, OSError):
        return
    try:
        fcntl.ioctl(terminal, termios.TIOCNOTTY)
    except OSError:
        pass
    os.close(terminal)


def bound(seconds):
    """Lets no process work forever, not even one that gets away from its group or whose watcher was killed."""
    try:
        import resource
    except ImportError:
        return
    for kind, wanted in ((resource.RLIMIT_CPU, seconds * (os.cpu_count() or 1)), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def settle(job):
    """Leaves of the surroundings what is the same on each machine."""
    os.chdir(os.path.join(HERE, "work"))
    for name in set(os.environ) - VARIABLES:
        if not name.startswith("PYTHON"):
            del os.environ[name]
    os.environ["HOME"] = os.environ["USERPROFILE"] = os.path.join(HERE, "home")
    os.environ["TMPDIR"] = os.environ["TEMP"] = os.environ["TMP"] = os.path.join(HERE, "tmp")
    sys.path[:] = job["paths"] + [path for path in sys.path if path and os.path.abspath(path) != HERE]
    sys.argv = [""]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    os.unlink(sys.argv[1])
    report = Report(job["word"])
    version = list(sys.version_info[:2])
    report("python", version=version, implementation=sys.implementation.name)
    leave_terminal()
    bound(job["seconds"])
    settle(job)
    printed = Printed(job["limit"])
    page = Page(report, printed)
    try:
        for number, snippet in enumerate(job["snippets"]):
            page.run(number, snippet)
    except Excess:
        report("excess")
    except Broken:
        pass
    report("done")
    # Not the usual way: threads that a snippet left behind would be waited for.
    os._exit(0)


if __name__ == "__main__":
    main()
