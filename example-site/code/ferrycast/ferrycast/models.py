"""Two forecasters: one that is hard to be ashamed of, and one that must beat it."""

from typing import Protocol, Self

import numpy as np
import pandas as pd

from ferrycast.features import days_of, design


class Forecaster(Protocol):
    """Learns from a history of daily counts, then answers for days after it."""

    def fit(self, history: pd.Series) -> Self: ...

    def predict(self, days: pd.DatetimeIndex) -> pd.Series: ...


class SameWeekday:
    """The mean of the last four same weekdays: what the planners did by eye."""

    def __init__(self, weeks: int = 4) -> None:
        self.weeks = weeks
        self._by_weekday = pd.Series(dtype=float)

    def fit(self, history: pd.Series) -> Self:
        recent = history.iloc[-7 * self.weeks :]
        self._by_weekday = recent.groupby(days_of(recent).day_of_week).mean()
        return self

    def predict(self, days: pd.DatetimeIndex) -> pd.Series:
        return pd.Series(self._by_weekday.reindex(days.day_of_week).to_numpy(), days)


class Ridge:
    """Least squares with a penalty, on the logarithm of the count.

    The logarithm makes effects multiply, as they do at the quay: a sunny July
    is some *times* busier, not some *vehicles* busier. The penalty is small, and
    there for the holidays, of which a short history has seen only one of each.
    """

    def __init__(self, penalty: float = 1.0, ceiling: float = np.inf) -> None:
        self.penalty = penalty
        self.ceiling = ceiling
        self._origin = pd.Timestamp(0)
        self._weights = np.empty(0)

    def fit(self, history: pd.Series) -> Self:
        self._origin = history.index[0]
        x = design(days_of(history), self._origin)
        y = np.log1p(history.to_numpy(dtype=float))
        self._weights = np.linalg.solve(
            x.T @ x + self.penalty * np.eye(x.shape[1]), x.T @ y
        )
        return self

    def predict(self, days: pd.DatetimeIndex) -> pd.Series:
        counts = np.expm1(design(days, self._origin) @ self._weights)
        return pd.Series(np.clip(counts, 0, self.ceiling), days)
