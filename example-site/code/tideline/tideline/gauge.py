"""A made-up gauge with the faults of real ones, for tests and figures."""

import numpy as np

from tideline.clean import Series
from tideline.fit import SPEEDS

# About Bergen's: amplitude in metres, phase in degrees.
TRUTH = {
    "M2": (0.438, 297.0),
    "S2": (0.160, 335.0),
    "N2": (0.086, 272.0),
    "K1": (0.034, 171.0),
    "O1": (0.031, 20.0),
}


def record(days: int = 180, seed: int = 1883) -> tuple[Series, Series]:
    """Hours and levels; with weather, gaps, spikes and a float that hung twice."""
    rng = np.random.default_rng(seed)
    hours = np.arange(24.0 * days)
    level = np.full(hours.size, 0.9)
    for name, (amplitude, phase) in TRUTH.items():
        level += amplitude * np.cos(np.deg2rad(SPEEDS[name] * hours - phase))
    # Weather comes and goes over about a day and a half, so its hours resemble
    # their neighbours; independent noise would make the fit look too sure.
    weather = np.zeros(hours.size)
    for hour, push in enumerate(rng.normal(0, 0.018, hours.size - 1), start=1):
        weather[hour] = 0.973 * weather[hour - 1] + push
    level += weather

    level[rng.choice(hours.size - 2, 40, replace=False) + 1] += rng.choice([-2, 2], 40)
    for start in rng.choice(hours.size - 48, 2, replace=False):
        level[start : start + 20] = level[start]
    for start in rng.choice(hours.size - 200, 3, replace=False):
        level[start : start + 150] = np.nan
    return hours, level
