from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ferrycast.features import kind_of_day
from ferrycast.holidays import easter, holidays


@pytest.mark.parametrize(
    "sunday",
    [
        date(1943, 4, 25),  # as late as it can be
        date(2008, 3, 23),
        date(2023, 4, 9),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2285, 3, 22),  # as early as it can be
    ],
)
def test_known_easters(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_in_its_five_weeks(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert (3, 22) <= (day.month, day.day) <= (4, 25)


def test_whit_monday_can_fall_on_constitution_day() -> None:
    # 2027: two holidays on one date; the year then has one fewer.
    assert len(holidays(2027)) == len(holidays(2026)) - 1


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2024, 5, 17), "holiday"),
        (date(2024, 3, 27), "eve"),  # Wednesday before Maundy Thursday
        (date(2024, 5, 10), "bridge"),  # Friday after Ascension Day
        (date(2023, 12, 31), "eve"),  # tomorrow's holiday is in another year
        (date(2024, 6, 14), "plain"),
    ],
)
def test_kinds_of_day(day: date, kind: str) -> None:
    assert kind_of_day(day) == kind
