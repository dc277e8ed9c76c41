from dataclasses import astuple

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harbour.checker import Case, Changed, Passed, check, say
from harbour.lights import RHYTHMS, Light, parse
from harbour.visits import tidy


@pytest.mark.parametrize(
    ("text", "light"),
    [
        ("Fl(2) W 10s 27m 15M", Light("flashing", "W", 2, 10.0, 27, 15)),
        ("F R", Light("fixed", "R")),
        ("Iso WRG  4s", Light("isophase", "WRG", 1, 4.0)),
        ("Oc G 2.5s 8M", Light("occulting", "G", 1, 2.5, None, 8)),
    ],
)
def test_lights(text: str, light: Light) -> None:
    assert parse(text) == light


@pytest.mark.parametrize("text", ["", "Fl", "Fl(2)", "Fl W 10", "Fl Y 3s", "Fl W 3s!"])
def test_what_is_no_light(text: str) -> None:
    with pytest.raises(ValueError, match="not a light"):
        parse(text)


@given(
    st.sampled_from(sorted(RHYTHMS)),
    st.integers(1, 9),
    st.sampled_from(["W", "R", "WRG"]),
    st.integers(1, 60),
)
def test_what_is_written_can_be_read(
    rhythm: str, group: int, colours: str, period: int
) -> None:
    light = parse(f"{rhythm}({group}) {colours} {period}s")
    assert astuple(light)[1:4] == (colours, group, float(period))


def test_flashes_an_hour() -> None:
    assert parse("Fl(2) W 10s").flashes_an_hour == 720
    assert parse("F R").flashes_an_hour is None


MEAN = [
    Case([2.0, 4.0], 3.0),
    Case([5.0], 5.0, "One value is its own mean."),
    Case([], 0.0, "An empty list has no values to divide by."),
]


def test_all_right() -> None:
    outcome = check(lambda xs: sum(xs) / len(xs) if xs else 0.0, MEAN)
    assert outcome == Passed(3)
    assert say(outcome) == "All 3 cases are right."


def test_a_missing_return() -> None:
    def mean(values: list[float]) -> float:
        sum(values) / len(values)  # type: ignore[return]

    assert (
        say(check(mean, MEAN))
        == "With [2.0, 4.0] nothing came back. Is there a return?"
    )


def test_an_error_is_told_with_the_participants_line() -> None:
    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    line = mean.__code__.co_firstlineno + 1
    assert say(check(mean, MEAN)) == (
        f"With [] your function stopped in line {line}: ZeroDivisionError: division by zero"
    )


def test_an_argument_that_was_changed() -> None:
    def highest(values: list[int]) -> int:
        values.sort()
        return values[-1]

    outcome = check(highest, [Case([3, 1], 3)])
    assert isinstance(outcome, Changed)
    assert "work on a copy" in say(outcome)


def test_true_is_not_one() -> None:
    text = say(check(lambda n: n > 0, [Case(5, 1, "Count, do not compare.")]))
    assert text == "With 5 I hoped for 1 and got True. Count, do not compare."


def test_visits() -> None:
    rows = [
        ("Skarv", "1912-03-01 08:00", "arrive"),
        ("Lomvi", "1912-03-01 09:00", "arrive"),
        ("Skarv", "1912-03-01 11:30", "leave"),
        ("Skarv", "1912-03-05 08:00", "arrive"),  # and never left, says the log
        ("Skarv", "1912-03-09 08:00", "arrive"),
        ("Skarv", "1912-03-09 09:00", "leave"),
        ("Lomvi", "1912-02-27 10:00", "leave"),  # of a visit before the log began
    ]
    log = pd.DataFrame(rows, columns=["light", "at", "event"])
    log["at"] = pd.to_datetime(log["at"])
    visits = tidy(log)
    assert visits["light"].tolist() == ["Lomvi", "Skarv", "Skarv", "Skarv"]
    assert visits["hours"].fillna(-1).tolist() == [-1, 3.5, -1, 1.0]


def test_an_empty_log_has_no_visits() -> None:
    empty = pd.DataFrame({"light": [], "at": pd.to_datetime([]), "event": []})
    assert tidy(empty).empty
