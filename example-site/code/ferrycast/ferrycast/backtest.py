"""A back-test that the model can lose.

Three habits keep it honest. The model is made anew for each fold. Between what
it may see and what it must forecast lies an embargo, because yesterday's count
is not in the warehouse yet when tomorrow's plan is printed. And the baseline
runs over the very same folds, so that its number is never quoted from memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ferrycast.features import days_of
from ferrycast.models import Forecaster

type Make = Callable[[], Forecaster]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to walk through the years; all numbers are days."""

    history: int = 730
    embargo: int = 3
    horizon: int = 7
    step: int = 7


@dataclass(frozen=True, slots=True)
class Fold:
    seen: pd.Series
    asked: pd.Series


def folds(counts: pd.Series, plan: Plan) -> Iterator[Fold]:
    """Cut a daily series into what was known and what was asked, week by week."""
    days = pd.date_range(counts.index[0], counts.index[-1], freq="D")
    if not counts.index.equals(days):
        raise ValueError("counts must have each day once, in order; fill gaps first")
    last = len(counts) - plan.horizon
    for start in range(plan.history + plan.embargo, last + 1, plan.step):
        yield Fold(
            # A copy, so that a model which writes into its input spoils only its own fold.
            seen=counts.iloc[: start - plan.embargo].copy(),
            asked=counts.iloc[start : start + plan.horizon],
        )


def backtest(counts: pd.Series, make: Make, plan: Plan) -> pd.DataFrame:
    """Forecast and truth for each day that was asked, with the fold it came from."""
    parts = [
        pd.DataFrame(
            {
                "fold": number,
                "actual": fold.asked,
                "forecast": make().fit(fold.seen).predict(days_of(fold.asked)),
            }
        )
        for number, fold in enumerate(folds(counts, plan))
    ]
    if not parts:
        raise ValueError("the series is too short for even one fold")
    return pd.concat(parts)


@dataclass(frozen=True, slots=True)
class Verdict:
    model: float
    baseline: float
    folds_won: int
    folds: int

    @property
    def better(self) -> bool:
        """Better on average *and* in three weeks of five: one freak Easter is no proof."""
        return self.model < self.baseline and 5 * self.folds_won >= 3 * self.folds

    def __str__(self) -> str:
        word = "wins" if self.better else "loses"
        return (
            f"{word}: MAE {self.model:.1f} against {self.baseline:.1f} vehicles, "
            f"ahead in {self.folds_won} of {self.folds} weeks"
        )


def compare(counts: pd.Series, model: Make, baseline: Make, plan: Plan) -> Verdict:
    """Run both over the same folds; the same days, the same ignorance."""
    ours, theirs = (backtest(counts, make, plan) for make in (model, baseline))
    error = pd.DataFrame(
        {
            "fold": ours["fold"],
            "model": (ours["actual"] - ours["forecast"]).abs(),
            "baseline": (theirs["actual"] - theirs["forecast"]).abs(),
        }
    )
    weeks = error.groupby("fold").mean()
    return Verdict(
        model=float(error["model"].mean()),
        baseline=float(error["baseline"].mean()),
        folds_won=int(np.sum(weeks["model"] < weeks["baseline"])),
        folds=len(weeks),
    )
