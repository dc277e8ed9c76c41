"""Norwegian public holidays, because a ferry knows them better than a weekday."""

from datetime import date, timedelta
from functools import cache

type Holidays = dict[date, str]

# Days from Easter Sunday. Most of the year's odd traffic hangs on this one date.
MOVABLE = {
    -3: "Maundy Thursday",
    -2: "Good Friday",
    0: "Easter Sunday",
    1: "Easter Monday",
    39: "Ascension Day",
    49: "Whit Sunday",
    50: "Whit Monday",
}
FIXED = {
    (1, 1): "New Year's Day",
    (5, 1): "Labour Day",
    (5, 17): "Constitution Day",
    (12, 25): "Christmas Day",
    (12, 26): "Boxing Day",
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by Oudin's method of 1940."""
    golden, century = year % 19, year // 100
    moon = century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15
    moon %= 30
    moon -= moon // 28 * (1 - 29 // (moon + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    # From 22 March (−6) to 25 April (+28), and never outside.
    return date(year, 3, 28) + timedelta(days=moon - weekday)


@cache
def holidays(year: int) -> Holidays:
    sunday = easter(year)
    fixed = {date(year, month, day): name for (month, day), name in FIXED.items()}
    moved = {sunday + timedelta(days=n): name for n, name in MOVABLE.items()}
    return dict(sorted((fixed | moved).items()))
