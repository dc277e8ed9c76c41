import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tideline.clean import Flag, flag
from tideline.fit import SPEEDS, TooShort, fit, inseparable
from tideline.gauge import TRUTH, record

HOURS = np.arange(24.0 * 60)


def wave(name: str, amplitude: float, phase: float) -> np.ndarray:
    return amplitude * np.cos(np.deg2rad(SPEEDS[name] * HOURS - phase))


@given(st.floats(0.01, 5), st.floats(0, 359.9), st.floats(-3, 3))
def test_a_pure_tide_is_found_again(
    amplitude: float, phase: float, mean: float
) -> None:
    found = fit(HOURS, mean + wave("M2", amplitude, phase), ["M2", "S2", "O1"])
    tide = found.tides[0]
    assert tide.amplitude == pytest.approx(amplitude)
    turned = (tide.phase - phase + 180) % 360 - 180
    assert turned == pytest.approx(0, abs=1e-4)
    assert found.mean == pytest.approx(mean, abs=1e-6)


@given(st.sets(st.integers(1, HOURS.size - 2), max_size=1000))
def test_gaps_do_not_move_the_answer(missing: set[int]) -> None:
    left = np.delete(HOURS, sorted(missing))
    level = np.delete(1.2 + wave("M2", 0.4, 60), sorted(missing))
    assert fit(left, level, ["M2", "S2"]).tides[0].amplitude == pytest.approx(0.4)


def test_a_month_cannot_tell_k2_from_s2() -> None:
    assert inseparable(["M2", "S2", "K2"], 24.0 * 30) == [("S2", "K2")]
    assert inseparable(["M2", "S2", "K2"], 24.0 * 183) == []
    with pytest.raises(TooShort, match="S2 from K2"):
        fit(HOURS[:720], HOURS[:720], ["M2", "S2", "K2"])


def test_a_spike_is_one_hour_and_not_three() -> None:
    level = 1 + wave("M2", 0.4, 0)
    level += np.random.default_rng(1).normal(0, 0.005, level.size)
    level[100] += 2
    assert np.flatnonzero(flag(level) & Flag.SPIKE).tolist() == [100]


def test_a_hanging_float_is_marked_from_its_first_hour() -> None:
    level = 1 + wave("M2", 0.4, 0)
    level[50:56] = level[50]
    assert np.flatnonzero(flag(level) & Flag.STUCK).tolist() == [50, 51, 52, 53, 54, 55]


def test_slack_water_is_not_a_hanging_float() -> None:
    # Around high water two hours may read the same to the centimetre.
    level = np.round(1 + wave("M2", 0.4, 0), 2)
    assert not np.any(flag(level) & Flag.STUCK)


def test_the_made_up_gauge_gives_its_tides_back() -> None:
    hours, level = record()
    good = flag(level) == 0
    found = fit(hours[good], level[good], list(TRUTH))
    for tide in found.tides:
        assert tide.amplitude == pytest.approx(TRUTH[tide.name][0], abs=0.015)
    assert np.abs(level[good]).max() < 2.5


def test_the_error_of_independent_hours_is_the_textbooks() -> None:
    rng = np.random.default_rng(2)
    errors = [
        fit(HOURS, rng.normal(0, 0.1, HOURS.size), ["M2", "O1"]).tides[0].error
        for _ in range(60)
    ]
    assert np.mean(errors) == pytest.approx(0.1 * np.sqrt(2 / HOURS.size), rel=0.1)


def test_weather_blurs_the_slow_tides_more() -> None:
    hours, level = record()
    good = flag(level) == 0
    error = {t.name: t.error for t in fit(hours[good], level[good], list(TRUTH)).tides}
    assert error["O1"] > 1.4 * error["M2"]


def test_without_cleaning_the_answer_is_worse() -> None:
    hours, level = record()
    present, good = ~np.isnan(level), flag(level) == 0
    raw = fit(hours[present], level[present], list(TRUTH))
    clean = fit(hours[good], level[good], list(TRUTH))
    assert clean.residual < 0.6 * raw.residual
