"""The harmonic fit: which tides add up to this record, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tideline.clean import Series

# Degrees an hour, from the motions of earth, moon and sun; not to be fitted.
SPEEDS = {
    "M2": 28.9841042,
    "S2": 30.0,
    "N2": 28.4397295,
    "K2": 30.0821373,
    "K1": 15.0410686,
    "O1": 13.9430356,
}


class TooShort(ValueError):
    """The record cannot tell two of the constituents apart."""


@dataclass(frozen=True, slots=True)
class Tide:
    name: str
    amplitude: float
    """Metres."""
    phase: float
    """Degrees behind the start of the record, 0 up to 360."""
    error: float
    """Standard error of the amplitude, metres; see `noise`."""


@dataclass(frozen=True, slots=True)
class Fit:
    mean: float
    tides: tuple[Tide, ...]
    residual: float
    """Root mean square of what the tides do not explain, metres."""

    def predict(self, hours: Series) -> Series:
        level = np.full(hours.shape, self.mean)
        for tide in self.tides:
            angle = np.deg2rad(SPEEDS[tide.name] * hours - tide.phase)
            level += tide.amplitude * np.cos(angle)
        return level


def inseparable(names: Sequence[str], span: float) -> list[tuple[str, str]]:
    """Pairs that drift apart by less than one turn within `span` hours.

    Lord Rayleigh's criterion. The fit would still return numbers for such a
    pair: large ones, of opposite sign, that mean nothing.
    """
    by_speed = sorted(names, key=SPEEDS.__getitem__)
    return [
        (slow, fast)
        for slow, fast in pairwise(by_speed)
        if (SPEEDS[fast] - SPEEDS[slow]) * span < 360
    ]


def design(hours: Series, names: Sequence[str]) -> np.ndarray:
    """A column of ones, then a cosine and a sine for each constituent."""
    angles = np.deg2rad(np.outer(hours, [SPEEDS[name] for name in names]))
    waves = np.stack([np.cos(angles), np.sin(angles)], axis=2)
    return np.column_stack([np.ones(hours.size), waves.reshape(hours.size, -1)])


def fit(hours: Series, level: Series, names: Sequence[str]) -> Fit:
    """Least squares over the hours that are left; gaps need no filling."""
    if pairs := inseparable(names, float(np.ptp(hours))):
        told = ", ".join(f"{slow} from {fast}" for slow, fast in pairs)
        raise TooShort(f"{np.ptp(hours) / 24:.0f} days cannot tell {told}")

    matrix = design(hours, names)
    weights, _, rank, _ = np.linalg.lstsq(matrix, level)
    if rank < matrix.shape[1]:
        raise TooShort("the hours that are left do not determine every tide")
    residual = level - matrix @ weights

    return Fit(
        mean=float(weights[0]),
        tides=tuple(
            Tide(
                name=name,
                amplitude=float(np.hypot(cosine, sine)),
                phase=float(np.rad2deg(np.arctan2(sine, cosine)) % 360),
                error=noise(hours, residual, SPEEDS[name]),
            )
            for name, (cosine, sine) in zip(
                names, weights[1:].reshape(-1, 2), strict=True
            )
        ),
        residual=float(np.sqrt(np.mean(residual**2))),
    )


def noise(hours: Series, residual: Series, speed: float) -> float:
    """How large a tide of this speed looks when there is none.

    Read off the residual at speeds close by that no tide has. The textbook's
    error spreads what is left evenly over all speeds. Weather is slow, so little
    of it is as fast as M2, and the textbook's error for M2 is twice too large.
    """
    turns = np.array([-6, -5, -4, -3, -2, 2, 3, 4, 5, 6])
    speeds = speed + turns * 360 / np.ptp(hours)
    waves = np.exp(-1j * np.deg2rad(np.outer(speeds, hours)))
    amplitudes = 2 / hours.size * np.abs(waves @ residual)
    return float(np.sqrt(np.mean(amplitudes**2) / 2))
