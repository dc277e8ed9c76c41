"""A journal of what was done to whom, in which no line can be changed quietly.

Each line carries the hash of the one before. The subject is kept as a keyed
hash: the journal must outlive the person's data without being personal data.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from forgetmenot.vault import Subject

type Action = Literal["exported", "erased"]


@dataclass(frozen=True, slots=True)
class Line:
    at: str
    action: Action
    subject: str
    before: str

    def digest(self) -> str:
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Journal:
    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self.lines: list[Line] = []

    def pseudonym(self, subject: Subject) -> str:
        return hmac.new(self._pepper, subject.encode(), hashlib.sha256).hexdigest()

    def write(self, action: Action, subject: Subject, at: datetime) -> str:
        before = self.lines[-1].digest() if self.lines else ""
        line = Line(at.isoformat(), action, self.pseudonym(subject), before)
        self.lines.append(line)
        return line.digest()


def broken(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines whose predecessor is not what it was."""
    before = ""
    for number, line in enumerate(lines):
        if not hmac.compare_digest(line.before, before):
            yield number
        before = line.digest()
