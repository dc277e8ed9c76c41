from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roster.rules import (
    WEEK,
    LongWeek,
    Overlaps,
    ShortRest,
    Span,
    Unqualified,
    busiest_week,
    hours,
    objections,
    say,
)

OSLO = ZoneInfo("Europe/Oslo")


def span(day: int, start: float, length: float) -> Span:
    begin = datetime(2022, 9, day, tzinfo=OSLO) + timedelta(hours=start)
    return Span(begin, begin + timedelta(hours=length))


def found(shift: Span, *others: Span, needs: str = "") -> list[str]:
    return [say(o) for o in objections(shift, others, needs, ["first aid"])]


def test_nothing_speaks_against_an_ordinary_day() -> None:
    assert found(span(6, 8, 8), span(5, 8, 8), needs="first aid") == []


def test_an_evening_and_then_a_morning() -> None:
    late, early = span(5, 15, 8), span(6, 7, 8)
    sentence = "Only 8 h of rest; the law asks for 11 h."
    # Whichever of the two is entered second, the other one is in the way.
    assert found(early, late) == [sentence]
    assert found(late, early) == [sentence]


def test_everything_at_once() -> None:
    week = [span(day, 8, 8) for day in range(5, 10)]
    kinds = [type(o) for o in objections(span(9, 12, 8), week, "belay", [])]
    assert kinds == [Unqualified, Overlaps, LongWeek]


def test_forty_hours_are_allowed_and_the_window_moves() -> None:
    week = [span(day, 8, 8) for day in (7, 8, 9, 12)]
    assert found(span(13, 8, 8), *week) == []
    assert found(span(13, 8, 9), *week) == [
        "41 h within seven days; the limit is 40 h."
    ]


def test_the_night_that_lacks_an_hour() -> None:
    # Clocks go from 02:00 to 03:00: by the wall it is 11 hours, in truth 10.
    late = Span(
        datetime(2022, 3, 26, 14, tzinfo=OSLO), datetime(2022, 3, 26, 21, tzinfo=OSLO)
    )
    early = Span(
        datetime(2022, 3, 27, 8, tzinfo=OSLO), datetime(2022, 3, 27, 14, tzinfo=OSLO)
    )
    assert list(objections(early, [late], "", [])) == [ShortRest(timedelta(hours=10))]


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 23)), min_size=1))
@example([(8, 1), (15, 0), (15, 0)])  # the fullest week ends with a shift
def test_no_window_beats_the_busiest_week(starts: list[tuple[int, int]]) -> None:
    spans = [span(day, hour, 5) for day, hour in starts]
    best = busiest_week(spans)
    # Every window that begins on a full hour, the dull way.
    first = min(s.start for s in spans) - WEEK
    for hour in range(40 * 24):
        begin = first + timedelta(hours=hour)
        worked = sum((s.within(begin, begin + WEEK) for s in spans), timedelta())
        assert worked <= best


@pytest.mark.parametrize(
    ("minutes", "text"), [(660, "11 h"), (45, "0 h 45 min"), (61, "1 h 1 min")]
)
def test_hours(minutes: int, text: str) -> None:
    assert hours(timedelta(minutes=minutes)) == text
