"""Forecasts and what became of them."""

from __future__ import annotations

import json
import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacing.calibration import EDGES, Calibration
from pacing.simulate.calibrate import calibrate
from pacing.simulate.setting import Setting
from pacing.simulate.world import World


def told(pairs: list[tuple[float, float]]) -> Calibration:
    calibration = Calibration()
    for predicted, realised in pairs:
        calibration.add(predicted, realised)
    return calibration


def test_a_bin_holds_the_means_and_the_doubt_about_what_happened() -> None:
    [found] = told([(2.0, 1.0), (2.5, 3.0), (2.9, 5.0)]).bins()
    assert (found.low, found.high, found.pairs) == (2.0, 3.0, 3)
    assert found.foretold == pytest.approx(7.4 / 3)
    assert found.happened == pytest.approx(3.0)
    assert found.error == pytest.approx(math.sqrt(8.0 / 3.0 / 3.0))


def test_bins_without_a_pair_are_left_out_and_the_last_is_open() -> None:
    low, high = told([(0.0, 0.0), (500.0, 480.0)]).bins()
    assert (low.low, low.high) == (0.0, EDGES[1])
    assert (high.low, high.high) == (EDGES[-1], math.inf)


def test_a_good_forecast_is_told_from_one_that_is_off_or_too_sure() -> None:
    chance = Random(3)
    good, sure, high = Calibration(), Calibration(), Calibration()
    for _ in range(4_000):
        came = sum(chance.random() < 0.3 for _ in range(20))
        good.add(6.0, came, 4.2)
        sure.add(6.0, came, 1.4)
        high.add(9.0, came, 4.2)
    assert good.ratio == pytest.approx(1.0, abs=0.02)
    assert good.spread == pytest.approx(1.0, abs=0.1)
    assert sure.spread is not None
    assert sure.spread > 2.5
    assert high.ratio == pytest.approx(0.667, abs=0.02)


def test_with_a_memory_the_old_fade() -> None:
    calibration = Calibration(memory=10.0)
    for _ in range(200):
        calibration.add(4.0, 8.0)
    for _ in range(50):
        calibration.add(4.0, 4.0)
    assert calibration.ratio == pytest.approx(1.0, abs=0.02)
    assert calibration.pairs == pytest.approx(10.0, rel=0.01)


@given(st.lists(st.tuples(st.floats(0.0, 200.0), st.integers(0, 200)), min_size=1, max_size=30))
def test_nothing_is_lost_between_the_bins(pairs: list[tuple[float, int]]) -> None:
    calibration = told([(predicted, float(realised)) for predicted, realised in pairs])
    assert sum(found.pairs for found in calibration.bins()) == len(pairs)
    assert sum(found.pairs * found.happened for found in calibration.bins()) == pytest.approx(sum(r for _, r in pairs))


def test_what_was_dumped_goes_on_where_it_was() -> None:
    calibration = Calibration(memory=50.0)
    calibration.add(3.0, 2.0, 2.5)
    again = Calibration.load(json.loads(json.dumps(calibration.dump())))
    for one in (calibration, again):
        one.add(3.0, 4.0, 2.5)
    assert (again.bins(), again.ratio, again.spread) == (calibration.bins(), calibration.ratio, calibration.spread)


def test_what_cannot_be_is_refused() -> None:
    for predicted, realised in ((-1.0, 2.0), (math.nan, 2.0), (1.0, math.inf)):
        with pytest.raises(ValueError, match="counts"):
            Calibration().add(predicted, realised)
    with pytest.raises(ValueError, match="format"):
        Calibration.load({"format": 99})
    with pytest.raises(ValueError, match="format"):
        Calibration.load({**Calibration().dump(), "edges": [0.0]})
    assert (Calibration().ratio, Calibration().spread, Calibration().bins()) == (None, None, [])


def test_the_pacer_foretells_what_happens() -> None:
    answers, frees = calibrate(Setting(world=World(agents=8, day_s=3_900.0)), 3)
    for found in (answers, frees):
        assert found.pairs > 100
        assert found.ratio == pytest.approx(1.0, abs=0.15)
        assert found.spread is not None
        assert 0.5 < found.spread < 1.6
