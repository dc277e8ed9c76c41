"""A made-up sailing with real habits, so that this runs without anybody's data.

The true counts belong to the operator. This series has what made them hard:
weekends that swap direction in summer, holidays that move, noise that grows
with the count, and a deck that is full at 120.
"""

import numpy as np
import pandas as pd

from ferrycast.features import kind_of_day

DECK = 120
WEEKDAY = np.array([0.86, 0.84, 0.88, 1.02, 1.42, 0.92, 1.24])
KIND = {"plain": 1.0, "holiday": 0.62, "eve": 1.48, "bridge": 1.27}


def sailing(first: str = "2021-01-01", years: int = 4, seed: int = 1630) -> pd.Series:
    """Vehicles on one daily sailing, capped at the deck."""
    days = pd.date_range(first, periods=round(365.25 * years), freq="D")
    rng = np.random.default_rng(seed)
    season = 1 + 0.45 * np.exp(-(((days.day_of_year.to_numpy() - 197) / 34) ** 2))
    trend = 1 + 0.03 * (days - days[0]).days.to_numpy() / 365.25
    kinds = np.array([KIND[kind_of_day(day.date())] for day in days])
    mean = 52 * WEEKDAY[days.day_of_week] * season * trend * kinds
    # Gamma times Poisson: more scatter than Poisson alone, as at any real quay.
    demand = rng.poisson(mean * rng.gamma(100, 1 / 100, len(days)))
    return pd.Series(np.minimum(demand, DECK), days, name="vehicles")
