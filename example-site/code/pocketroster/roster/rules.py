"""The rules, as functions of plain values: no database, no clock, no request.

An objection does not forbid. The person at the desk decides, sees why the rota
minds, and may be right: two people had agreed on a swap, or somebody is ill.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

REST = timedelta(hours=11)
WEEK = timedelta(days=7)
HOURS_A_WEEK = timedelta(hours=40)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of real time. Clock time would lie twice a year."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        # Aware datetimes of one zone subtract by the wall clock, and so miss the
        # hour that a night in March does not have. In UTC there is no such hour.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def within(self, start: datetime, end: datetime) -> timedelta:
        return max(min(self.end, end) - max(self.start, start), timedelta())


@dataclass(frozen=True, slots=True)
class Overlaps:
    other: Span


@dataclass(frozen=True, slots=True)
class ShortRest:
    rest: timedelta


@dataclass(frozen=True, slots=True)
class LongWeek:
    worked: timedelta


@dataclass(frozen=True, slots=True)
class Unqualified:
    needs: str


type Objection = Overlaps | ShortRest | LongWeek | Unqualified


def objections(
    shift: Span, others: Iterable[Span], needs: str, qualifications: Iterable[str]
) -> Iterator[Objection]:
    """Everything that speaks against this person on this shift."""
    if needs and needs not in qualifications:
        yield Unqualified(needs)

    taken = sorted(others)
    for other in taken:
        if other.start < shift.end and shift.start < other.end:
            yield Overlaps(other)
        else:
            rest = max(shift.start - other.end, other.start - shift.end)
            if rest < REST:
                yield ShortRest(rest)

    if (worked := busiest_week([*taken, shift])) > HOURS_A_WEEK:
        yield LongWeek(worked)


def busiest_week(spans: list[Span]) -> timedelta:
    """The most hours in any seven days, not only from Monday to Sunday.

    Slide a window along: what it holds stops growing only where it begins to lose
    a shift or has taken one in whole. So the fullest window begins with a shift
    or ends with one, and no other needs to be looked at.
    """
    begins = [span.start for span in spans] + [span.end - WEEK for span in spans]
    return max(
        sum((span.within(begin, begin + WEEK) for span in spans), timedelta())
        for begin in begins
    )


def say(objection: Objection) -> str:
    """For the person at the desk, who has a queue in front of it."""
    match objection:
        case Unqualified(needs=needs):
            return f"This shift needs: {needs}."
        case Overlaps():
            return "Already working at that time."
        case ShortRest(rest=rest):
            return f"Only {hours(rest)} of rest; the law asks for {hours(REST)}."
        case LongWeek(worked=worked):
            return f"{hours(worked)} within seven days; the limit is {hours(HOURS_A_WEEK)}."


def hours(length: timedelta) -> str:
    whole, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{whole} h {minutes} min" if minutes else f"{whole} h"
