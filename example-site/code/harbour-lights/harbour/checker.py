"""Runs a participant's function on some cases and says one useful thing.

One, because a list of twelve failures makes people close the laptop. Useful
means: what went in, what came out, what was hoped for, and what to look at.
"""

import copy
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case[A, R]:
    given: A
    hoped: R
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    cases: int


@dataclass(frozen=True, slots=True)
class Different:
    case: Case[object, object]
    got: object


@dataclass(frozen=True, slots=True)
class Raised:
    case: Case[object, object]
    error: Exception
    line: int | None
    """The line of the participant's own file, not of ours and not of a library's."""


@dataclass(frozen=True, slots=True)
class Changed:
    case: Case[object, object]


type Outcome = Passed | Different | Raised | Changed


def check[A, R](function: Callable[[A], R], cases: Sequence[Case[A, R]]) -> Outcome:
    """The first thing that is not as hoped, or that all is well."""
    for case in cases:
        given = copy.deepcopy(case.given)
        try:
            got = function(given)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is theirs
            return Raised(case, error, own_line(error, function))
        # Before the result: a wrong result is often only the echo of this.
        if given != case.given:
            return Changed(case)
        # `True == 1`, and a participant who returns True for 1 should hear of it.
        if type(got) is not type(case.hoped) or got != case.hoped:
            return Different(case, got)
    return Passed(len(cases))


def own_line(error: Exception, function: Callable[..., object]) -> int | None:
    """The last line of the traceback that lies in the function's own file."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == code.co_filename]
    return lines[-1] if lines else None


def say(outcome: Outcome) -> str:
    """What appears on the participant's screen."""
    match outcome:
        case Passed(cases=1):
            return "The one case is right."
        case Passed(cases=count):
            return f"All {count} cases are right."
        case Raised(case=case, error=error, line=line):
            place = f" in line {line}" if line else ""
            told = f"{type(error).__name__}: {error}"
            return f"With {case.given!r} your function stopped{place}: {told}"
        case Changed(case=case):
            return (
                f"With {case.given!r} your function changed its argument. "
                "Whoever called it may still need the old one: work on a copy."
            )
        case Different(case=case, got=None) if case.hoped is not None:
            return f"With {case.given!r} nothing came back. Is there a return?"
        case Different(case=case, got=got):
            hint = f" {case.hint}" if case.hint else ""
            return (
                f"With {case.given!r} I hoped for {case.hoped!r} and got {got!r}.{hint}"
            )
