from typing import Self

import numpy as np
import pandas as pd
import pytest

from ferrycast.backtest import Plan, Verdict, backtest, compare, folds
from ferrycast.models import Ridge, SameWeekday
from ferrycast.synthetic import DECK, sailing

PLAN = Plan(step=28)


@pytest.fixture(scope="module")
def counts() -> pd.Series:
    return sailing()


def test_nothing_is_seen_after_the_embargo(counts: pd.Series) -> None:
    for fold in folds(counts, PLAN):
        gap = fold.asked.index[0] - fold.seen.index[-1]
        assert gap.days == PLAN.embargo + 1


def test_the_future_cannot_change_a_forecast(counts: pd.Series) -> None:
    """The test that would have caught our first, leaking back-test."""
    cut = PLAN.history + PLAN.embargo
    vandalised = counts.copy()
    vandalised.iloc[cut - PLAN.embargo :] = 7
    for make in (Ridge, SameWeekday):
        honest = backtest(counts, make, PLAN).query("fold == 0")["forecast"]
        spoiled = backtest(vandalised, make, PLAN).query("fold == 0")["forecast"]
        pd.testing.assert_series_equal(honest, spoiled)


def test_a_model_that_scribbles_on_its_history_hurts_only_itself(
    counts: pd.Series,
) -> None:
    class Scribbler(SameWeekday):
        def fit(self, history: pd.Series) -> Self:
            super().fit(history)
            history.iloc[:] = 0
            return self

    clean = backtest(counts, SameWeekday, PLAN)
    pd.testing.assert_frame_equal(backtest(counts, Scribbler, PLAN), clean)


def test_the_model_beats_the_baseline_on_the_made_up_sailing(
    counts: pd.Series,
) -> None:
    verdict = compare(counts, lambda: Ridge(ceiling=DECK), SameWeekday, PLAN)
    assert verdict.better, str(verdict)


def test_it_can_lose(counts: pd.Series) -> None:
    # Without weekday, season or holiday there is nothing to learn but the mean.
    rng = np.random.default_rng(5)
    steps = np.cumsum(rng.normal(0, 3, len(counts))) + 200
    wandering = pd.Series(steps.clip(0), counts.index)
    verdict = compare(wandering, Ridge, SameWeekday, PLAN)
    assert not verdict.better
    assert str(verdict).startswith("loses")


def test_one_freak_week_is_no_victory() -> None:
    assert not Verdict(model=10.0, baseline=12.0, folds_won=3, folds=10).better


def test_a_gap_is_refused_rather_than_bridged(counts: pd.Series) -> None:
    with pytest.raises(ValueError, match="fill gaps"):
        list(folds(counts.drop(counts.index[100]), PLAN))


def test_forecasts_fit_on_the_deck(counts: pd.Series) -> None:
    table = backtest(counts, lambda: Ridge(ceiling=DECK), PLAN)
    assert table["forecast"].between(0, DECK).all()
