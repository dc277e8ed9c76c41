"""A gold file: the reviewed text of a value, and what a test may do with it.

A test only ever *proposes*. What it saw goes into `<name>.new` beside the gold
file, and becomes gold when somebody accepts it with `snapgold accept`. There is
no flag that does it for a whole run: that flag is how wrong snapshots get in.
"""

import difflib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

type Render[T] = Callable[[T], str]


class Mismatch(AssertionError):
    """The value is not what was reviewed, or nothing was reviewed yet."""


@dataclass(frozen=True)
class Gold[T]:
    """Compares values of one type with one reviewed file.

    Frozen, but without slots: the first releases of Python 3.12 raise a TypeError
    at `Gold[str](…)` when a generic dataclass is both.
    """

    path: Path
    render: Render[T]

    @property
    def proposal(self) -> Path:
        return self.path.with_name(self.path.name + ".new")

    def check(self, value: T) -> None:
        """Pass if the value renders as reviewed; otherwise propose it and fail."""
        seen = as_file(self.render(value))
        reviewed = read(self.path)
        if seen == reviewed:
            # A proposal left over from an earlier failure would be reviewed in vain.
            self.proposal.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.proposal.write_text(seen, encoding="utf-8", newline="\n")
        raise Mismatch(explain(self.path, reviewed, seen))


def as_file(text: str) -> str:
    """One newline at the end, no other kind of line ending: as editors and Git like it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return lines + "\n"


def read(path: Path) -> str | None:
    """The reviewed text, or nothing. Git on Windows may have turned its line endings."""
    try:
        return as_file(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def explain(path: Path, reviewed: str | None, seen: str) -> str:
    match reviewed:
        case None:
            head = f"{path.name} has not been reviewed yet; this is what the test saw"
        case _:
            head = f"{path.name} differs from what was reviewed"
    diff = difflib.unified_diff(
        (reviewed or "").splitlines(),
        seen.splitlines(),
        fromfile="reviewed",
        tofile="seen",
        lineterm="",
    )
    advice = f"snapgold accept {path}"
    return "\n".join([head, *diff, "", f"If the new text is right: {advice}"])


def as_json(value: object) -> str:
    """Sorted keys, so that a snapshot changes only when its meaning does."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
