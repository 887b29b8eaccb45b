"""The hit rate: unbiased under bursts, wide when unknown, quick after a change."""

from __future__ import annotations

from random import Random

import pytest

from pacing.answers import AnswerTimes
from pacing.hit_rate import HitRate
from pacing.learned import Learned

NOTHING: tuple[tuple[int, int], ...] = ()


def entered(rates: list[tuple[int, float]], seed: int = 1) -> HitRate:
    """A filter after so many calls at each rate."""
    chance, filter_ = Random(seed), HitRate()
    for calls, rate in rates:
        for _ in range(calls):
            filter_.enter(float(chance.random() < rate))
    return filter_


def test_nothing_known_is_a_quarter_give_or_take_much() -> None:
    share = HitRate().share(NOTHING, (), ())
    assert share.mean == pytest.approx(0.25)
    assert share.spread > 1.0


@pytest.mark.parametrize("rate", [0.03, 0.1, 0.25, 0.6])
def test_a_steady_rate_is_found_and_the_doubt_shrinks(rate: float) -> None:
    few, many = entered([(200, rate)]).share(NOTHING, (), ()), entered([(10_000, rate)]).share(NOTHING, (), ())
    assert many.mean == pytest.approx(rate, rel=0.2)
    assert many.spread < 0.3
    assert few.spread > 1.2 * many.spread


def test_a_change_of_list_is_believed_within_a_hundred_calls() -> None:
    up = entered([(5_000, 0.15), (100, 0.45)]).share(NOTHING, (), ())
    down = entered([(5_000, 0.45), (100, 0.15)]).share(NOTHING, (), ())
    assert up.mean > 0.33
    assert down.mean < 0.25


def test_a_burst_of_fast_failures_does_not_lower_the_rate() -> None:
    learned, chance = Learned(), Random(3)
    for call in range(2_000):
        learned.launched(f"old {call}", call * 1.0)
        if chance.random() < 0.3:
            learned.person(f"old {call}", call + 12.0)
        else:
            learned.ended_unanswered(f"old {call}", call + (2.0 if chance.random() < 0.3 else 27.0))
    before = learned.rate("").share(NOTHING, learned.answers.still_person, learned.answers.still_other).mean
    for call in range(100):
        learned.launched(f"new {call}", 3_000.0)
    for call in range(21):  # as many as fail at once
        learned.ended_unanswered(f"new {call}", 3_002.0)
    times = learned.answers
    after = learned.rate("").share([(3, 79)], times.still_person, times.still_other).mean
    assert after == pytest.approx(before, abs=0.02)


def test_ringing_calls_tell_what_their_silence_is_worth() -> None:
    times = AnswerTimes()
    fresh = HitRate().share([(0, 50)], times.still_person, times.still_other)
    silent = HitRate().share([(24, 50)], times.still_person, times.still_other)
    assert fresh.mean == pytest.approx(0.25, abs=0.03)
    assert silent.mean < 0.12
    assert fresh.spread > 1.0


def test_a_new_segment_begins_with_what_the_campaign_shows() -> None:
    share = HitRate.like(entered([(2_000, 0.5)])).share(NOTHING, (), ())
    assert share.mean == pytest.approx(0.5, abs=0.05)
    assert share.spread > 0.5


def test_when_no_call_is_young_any_more_what_rounding_leaves_of_them_changes_nothing() -> None:
    rate = entered([(500, 0.2)])
    before = rate.share(NOTHING, (), ())
    for left in (1e-13, -1e-13):
        rate.young_hits = left
        assert rate.share(NOTHING, (), ()).mean == pytest.approx(before.mean)
