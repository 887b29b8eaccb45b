"""What comes of a risk: abandoned calls for each that was risked."""

from __future__ import annotations

import math
from random import Random

import pytest

from pacing.decide import decide
from pacing.learned import Learned
from pacing.scale import RiskScale
from pacing.snapshot import Mode, Policy
from tests.support.snapshots import a_snapshot


def fed(scale: RiskScale, *, price: float, share: float, answers: int, seed: int = 1) -> RiskScale:
    """People who answer one a second at a steady price, so many of them abandoned."""
    chance = Random(seed)
    for second in range(answers):
        scale.priced(price, float(second))
        scale.answered(abandoned=chance.random() < share)
    return scale


def test_before_anything_is_known_a_risk_is_what_it_says() -> None:
    assert RiskScale().ratio == 1.0


@pytest.mark.parametrize(("price", "share"), [(0.15, 0.025), (0.03, 0.03), (0.02, 0.04)])
def test_it_learns_how_much_of_what_is_risked_comes_true(price: float, share: float) -> None:
    ratios = [fed(RiskScale(), price=price, share=share, answers=15_000, seed=seed).ratio for seed in range(8)]
    assert sum(ratios) / len(ratios) == pytest.approx(share / price, rel=0.15)


def test_a_few_abandoned_calls_move_it_little_and_many_by_so_much_as_its_bounds() -> None:
    few, many = RiskScale(), RiskScale()
    few.priced(0.001, 0.0)
    few.answered(abandoned=True)
    assert 1.0 < few.ratio < 1.5
    assert fed(many, price=0.001, share=1.0, answers=1_000).ratio == 3.0
    assert fed(RiskScale(), price=0.3, share=0.0, answers=10_000).ratio == 0.08


def test_where_something_else_bounds_the_calls_nothing_is_learned() -> None:
    scale = fed(RiskScale(), price=0.1, share=0.02, answers=500)
    before = scale.ratio
    scale.priced(None, 500.0)
    scale.answered(abandoned=True)
    assert scale.ratio == before


def test_who_answers_now_was_called_at_the_prices_before() -> None:
    risen, steady = RiskScale(), RiskScale()
    for scale in (risen, steady):
        scale.priced(0.01, 0.0)
        scale.priced(0.01, 100.0)
    risen.priced(0.3, 100.1)
    for scale in (risen, steady):
        scale.answered(abandoned=False)
    assert risen.ratio == pytest.approx(steady.ratio, rel=0.01)


def test_a_clock_that_is_set_back_lets_no_time_pass() -> None:
    back, steady = RiskScale(), RiskScale()
    for scale in (back, steady):
        scale.priced(0.02, 20_000.0)
        scale.priced(0.02, 20_001.0)
    for now in (19_940.0, 10_000.0):
        back.priced(0.3, now)
    for scale in (back, steady):
        scale.answered(abandoned=False)
    assert back.ratio == steady.ratio
    for scale, then in ((back, 10_100.0), (steady, 20_101.0)):  # from there it goes on
        scale.priced(0.3, then)
        scale.answered(abandoned=False)
    assert back.ratio == pytest.approx(steady.ratio, rel=0.01)


def test_where_no_limit_bounds_the_risk_nothing_is_learned_and_the_next_limit_finds_it_whole() -> None:
    scale = RiskScale()
    for second, price in enumerate((math.inf, math.inf, 0.1, math.inf, 0.1)):
        scale.priced(price, float(second))
        scale.answered(abandoned=True)
    twice = RiskScale()
    for second in range(2):
        twice.priced(0.1, float(second))
        twice.answered(abandoned=True)
    assert scale.ratio == twice.ratio
    assert decide(a_snapshot(agents_ready=3), Policy(mode=Mode.PREDICTIVE, constraints=())).price is None


def test_a_dump_that_holds_no_numbers_is_not_taken_over() -> None:
    scale = RiskScale()
    scale.restore({"abandoned": math.nan, "risked": math.nan})
    assert scale.ratio == 1.0


def test_it_survives_a_restart_with_the_rest_of_what_is_learned_and_an_older_dump_is_read() -> None:
    learned = Learned()
    fed(learned.scale, price=0.1, share=0.02, answers=500)
    state = learned.dump()
    assert Learned.load(state).scale.ratio == learned.scale.ratio
    del state["scale"]
    assert Learned.load(state).scale.ratio == 1.0
