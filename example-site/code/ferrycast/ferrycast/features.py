"""From a calendar day to a row of numbers. Only what is known in advance.

Every column can be worked out today for any day of next year. That is the whole
defence against leakage, and the reason why the observed weather is not here.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from ferrycast.holidays import holidays

type Design = np.ndarray[tuple[int, int], np.dtype[np.float64]]

HARMONICS = 4
YEAR = 365.2425
ONE_DAY = timedelta(days=1)


def days_of(counts: pd.Series) -> pd.DatetimeIndex:
    """The days that a series is about; refuses an index of anything else."""
    return pd.DatetimeIndex(counts.index)


def kind_of_day(day: date) -> str:
    """Names the few kinds of day that travel differently from their weekday."""
    names = {day + n * ONE_DAY: n for n in (-1, 0, 1)}
    near = {n for d, n in names.items() if d in holidays(d.year)}
    match (0 in near, 1 in near, day.weekday()):
        case (True, _, _):
            return "holiday"
        case (False, True, _):
            return "eve"
        case (False, False, 4) if -1 in near:
            return "bridge"  # the Friday after Ascension Day: half the coast is off
        case _:
            return "plain"


def design(days: pd.DatetimeIndex, origin: pd.Timestamp) -> Design:
    """One row a day: weekday, year's rhythm, kind of day, and a slow trend."""
    years = (days - origin).days.to_numpy(dtype=float) / YEAR
    weekday = np.eye(7)[days.day_of_week]
    waves = [
        wave(2 * np.pi * k * days.day_of_year.to_numpy() / YEAR)
        for k in range(1, HARMONICS + 1)
        for wave in (np.sin, np.cos)
    ]
    kinds = np.array([kind_of_day(day.date()) for day in days])
    special = [kinds == kind for kind in ("holiday", "eve", "bridge")]
    return np.column_stack([weekday, *waves, *special, years]).astype(float)
