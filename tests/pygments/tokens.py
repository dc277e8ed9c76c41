"""Prints the tokens that Pygments finds in the standard library: a line "= path", then "start end type" in bytes."""

import sys
import sysconfig
from pathlib import Path

from pygments.lexers.python import PythonLexer

LEFT_OUT = {"site-packages", "dist-packages", "test", "tests", "idle_test", "__pycache__"}


def main() -> None:
    library = Path(sysconfig.get_paths()["stdlib"])
    for path in sorted(library.rglob("*.py")):
        if LEFT_OUT.isdisjoint(path.relative_to(library).parts):
            show(path)


def show(path: Path) -> None:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return
    if "\r" in text:
        return
    lines = [f"= {path}"]
    at = 0
    for _, kind, value in PythonLexer().get_tokens_unprocessed(text):
        end = at + len(value.encode())
        lines.append(f"{at} {end} {str(kind).removeprefix('Token.')}")
        at = end
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
