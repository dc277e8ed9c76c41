from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import allocate, kroner

weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)
totals = st.integers(-(10**12), 10**12)


@given(totals, weights)
def test_the_parts_add_up(total: int, weights: list[int]) -> None:
    assert sum(allocate(total, weights)) == total


@given(totals, weights)
def test_nobody_is_a_whole_ore_away_from_the_exact_share(
    total: int, weights: list[int]
) -> None:
    for part, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(totals, weights)
def test_a_fund_of_weight_nothing_gets_nothing(total: int, weights: list[int]) -> None:
    parts = allocate(total, [*weights, 0])
    assert parts[-1] == 0


def test_a_hundred_kroner_between_three() -> None:
    assert allocate(10_000, [1, 1, 1]) == [3334, 3333, 3333]


@pytest.mark.parametrize("bad", [[], [0, 0], [3, -1]])
def test_weights_that_mean_nothing(bad: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, bad)


def test_norwegian_notation() -> None:
    assert kroner(-123_456_705) == "−1\u00a0234\u00a0567,05"
    assert kroner(7) == "0,07"
