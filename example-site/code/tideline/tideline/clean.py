"""From what a gauge wrote to what can be trusted, with a reason for each hour.

Nothing is interpolated. An hour that cannot be trusted is marked, and the fit
leaves it out: a made-up value would count as evidence.
"""

# region: flags
from enum import IntFlag, auto

import numpy as np

type Series = np.ndarray[tuple[int], np.dtype[np.float64]]
type Flags = np.ndarray[tuple[int], np.dtype[np.int64]]
type Mask = np.ndarray[tuple[int], np.dtype[np.bool]]


class Flag(IntFlag):
    """Why an hour is left out. One hour may have several reasons."""

    MISSING = auto()
    SPIKE = auto()
    STUCK = auto()


# endregion


def flag(level: Series, *, threshold: float = 6.0, stuck_hours: int = 4) -> Flags:
    """Judge each hour of a record in metres; zero means that it may be used."""
    flags = np.zeros(level.size, dtype=np.int64)
    flags[np.isnan(level)] |= Flag.MISSING
    flags[_spikes(level, threshold)] |= Flag.SPIKE
    flags[_stuck(level, stuck_hours)] |= Flag.STUCK
    return flags


def _spikes(level: Series, threshold: float) -> Mask:
    """Hours that stand out from the curve through their neighbours.

    The tide is smooth, so its second difference is small and a spike's is not.
    Scaled by the median and not the standard deviation, which the spikes
    themselves would inflate until none of them stood out.
    """
    bend = np.full(level.size, np.nan)
    bend[1:-1] = level[1:-1] - (level[:-2] + level[2:]) / 2
    spread = 1.4826 * np.nanmedian(np.abs(bend - np.nanmedian(bend)))
    suspect: Mask = np.abs(bend) > threshold * spread
    # A spike bends its neighbours too, the other way and half as much. Only the
    # middle one, which bends more than both, is at fault.
    size = np.nan_to_num(np.abs(bend))
    before, after = np.roll(size, 1), np.roll(size, -1)
    return suspect & (size >= before) & (size >= after)


def _stuck(level: Series, hours: int) -> Mask:
    """Runs of one and the same value: a float that hangs, or ice in the well."""
    same = np.zeros(level.size, dtype=bool)
    same[1:] = level[1:] == level[:-1]
    stuck = np.zeros(level.size, dtype=bool)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False]))))
    for start, stop in edges.reshape(-1, 2):
        if stop - start + 1 >= hours:
            stuck[start - 1 : stop] = True
    return stuck
