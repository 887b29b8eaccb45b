"""The hit rate: unbiased under bursts, wide when unknown, quick after a change."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacing.answers import AnswerTimes
from pacing.hit_rate import HitRate, likeliest
from pacing.learned import Learned

NOTHING: tuple[tuple[int, int], ...] = ()
TIMES = AnswerTimes()


def entered(rates: list[tuple[int, float]], seed: int = 1) -> HitRate:
    """A filter after so many calls at each rate."""
    chance, filter_ = Random(seed), HitRate()
    for calls, rate in rates:
        for _ in range(calls):
            filter_.enter(float(chance.random() < rate))
    return filter_


def test_nothing_known_is_a_quarter_give_or_take_much() -> None:
    share = HitRate().share(NOTHING, TIMES)
    assert share.mean == pytest.approx(0.25)
    assert share.spread > 1.0


@pytest.mark.parametrize("rate", [0.03, 0.1, 0.25, 0.6])
def test_a_steady_rate_is_found_and_the_doubt_shrinks(rate: float) -> None:
    few, many = entered([(200, rate)]).share(NOTHING, TIMES), entered([(10_000, rate)]).share(NOTHING, TIMES)
    assert many.mean == pytest.approx(rate, rel=0.2)
    assert many.spread < 0.3
    assert few.spread > 1.2 * many.spread


def test_a_change_of_list_is_believed_within_a_hundred_calls() -> None:
    up = entered([(5_000, 0.15), (100, 0.45)]).share(NOTHING, TIMES)
    down = entered([(5_000, 0.45), (100, 0.15)]).share(NOTHING, TIMES)
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
    before = learned.rate("").share(NOTHING, learned.answers).mean
    for call in range(100):
        learned.launched(f"new {call}", 3_000.0)
    for call in range(21):  # as many as fail at once
        learned.ended_unanswered(f"new {call}", 3_002.0)
    times = learned.answers
    after = learned.rate("").share([(3, 79)], times).mean
    assert after == pytest.approx(before, abs=0.02)


def test_ringing_calls_tell_what_their_silence_is_worth() -> None:
    times = AnswerTimes()
    fresh = HitRate().share([(0, 50)], times)
    silent = HitRate().share([(24, 50)], times)
    assert 0.25 <= fresh.mean < 0.32
    assert silent.mean < 0.12
    assert fresh.spread > 1.0


def test_a_new_segment_begins_with_what_the_campaign_shows() -> None:
    share = HitRate.like(entered([(2_000, 0.5)])).share(NOTHING, TIMES)
    assert share.mean == pytest.approx(0.5, abs=0.05)
    assert share.spread > 0.5


def test_when_no_call_is_young_any_more_what_rounding_leaves_of_them_changes_nothing() -> None:
    rate = entered([(500, 0.2)])
    before = rate.share(NOTHING, TIMES)
    for left in (1e-13, -1e-13):
        rate.young_hits = rate.young_misses = left
        assert rate.share(NOTHING, TIMES).mean == pytest.approx(before.mean)


@pytest.mark.parametrize("rate", [0.05, 0.25, 0.5])
@pytest.mark.parametrize("age", [1, 2, 3, 5, 8, 12, 20])
@pytest.mark.parametrize("calls", [40.0, 4_000.0])
def test_a_first_cohort_that_does_just_as_expected_shows_its_rate_at_every_age(
    rate: float, age: int, calls: float
) -> None:
    times = AnswerTimes()
    agrees = {"hits": [2.4 * rate] * 4, "misses": [2.4 * (1.0 - rate)] * 4, "weights": [0.25] * 4, "calls": 0}
    filter_ = HitRate.load(agrees)  # what was believed before
    person, other = rate * times.still_person[age], (1.0 - rate) * times.still_other[age]
    through = (1.0 - rate) * times.still_other[times.early_s]
    filter_.young(1.0, 9.0, calls * (rate - person))
    filter_.young(0.0, 1.0, calls * (1.0 - rate - max(other, through)))
    filter_.young(0.0, 20.0, calls * max(through - other, 0.0))
    share = filter_.share([(age, calls * (person + other))], times)  # type: ignore[list-item]
    if age >= times.early_s:  # until then some that will fail early count as come through
        assert share.mean == pytest.approx(rate, rel=0.005)
    assert 0.99 * rate < share.mean < 1.35 * rate


@pytest.mark.parametrize("age", [3, 4])
@pytest.mark.parametrize("dead", [0.0, 0.1, 0.3, 0.5])
def test_a_list_with_more_dead_numbers_than_believed_does_not_look_like_one_where_nobody_answers(
    dead: float, age: int
) -> None:
    rate = HitRate()
    rate.young(0.0, 2.0, 100.0 * dead)
    share = rate.share([(age, round(100.0 * (1.0 - dead)))], TIMES)
    believed = 0.25 / (0.25 + 0.75 * TIMES.still_other[TIMES.early_s])
    assert share.mean == pytest.approx(believed * (1.0 - dead), rel=0.25)
    assert share.through == pytest.approx(1.0 - dead, abs=0.02)


def test_a_call_that_was_called_off_before_people_answer_is_not_taken_for_a_dead_number() -> None:
    rate = HitRate()
    rate.young(0.3, float(TIMES.early_s - 1), 30.0)
    share = rate.share([(2, 10)], TIMES)
    assert share.through > HitRate().share([(2, 10)], TIMES).through
    rate.young(0.3, float(TIMES.early_s - 1), -30.0)
    assert rate.share(NOTHING, TIMES).mean == pytest.approx(HitRate().share(NOTHING, TIMES).mean)


def test_where_nearly_all_that_come_through_have_a_person_it_is_seen_as_soon_as_they_answer() -> None:
    rate = HitRate()
    rate.young(0.0, 2.0, 18.0)
    rate.young(1.0, 7.0, 12.0)
    share = rate.share([(8, 30)], TIMES)
    assert share.mean > 0.45
    assert share.through == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize("dead", [0.05, 0.25, 0.6])
def test_young_calls_of_a_list_whose_dead_numbers_are_not_the_usual_do_not_move_its_rate(dead: float) -> None:
    """Half of those that come through have a person; the filter knows the list, the ages of all lists do not."""
    right = 0.5 * (1.0 - dead)
    rate = HitRate.load(
        {"hits": [200 * right] * 4, "misses": [200 * (1 - right)] * 4, "weights": [0.25] * 4, "calls": 0}
    )
    rate.young(0.0, 2.0, 100.0 * dead)
    ringing = [(4, round(100.0 * (1.0 - dead)))]
    assert rate.share(ringing, TIMES).mean == pytest.approx(right, rel=0.2)


def test_what_is_not_known_of_a_rate_is_the_same_with_few_or_many_early_failures() -> None:
    rate = HitRate.load({"hits": [20.0] * 4, "misses": [80.0] * 4, "weights": [0.25] * 4, "calls": 0})
    share = rate.share(NOTHING, TIMES)
    times = AnswerTimes()
    for call in range(1_000):
        times.other(1.0, call * 20.0)
    assert rate.share(NOTHING, times).mean == pytest.approx(share.mean)
    assert rate.share(NOTHING, times).spread == pytest.approx(share.spread)
    assert share.spread == pytest.approx((0.2 * 0.8 * 100.0) ** -0.5)


@settings(deadline=None)
@given(
    rings=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 500)), min_size=1, max_size=30),
    hits=st.integers(0, 50),
    misses=st.integers(0, 200),
    before=st.floats(0.01, 0.9),
)
def test_the_rate_is_the_likeliest_there_is(
    rings: list[tuple[int, int]], hits: int, misses: int, before: float
) -> None:
    times = AnswerTimes()
    odds = [(float(calls), times.still_person[age], times.still_other[age]) for age, calls in rings]
    known = (2.4 * before + hits, 2.4 * (1.0 - before) + misses)
    found, _ = likeliest(before, *known, odds)

    def likelihood(rate: float) -> float:
        silent = sum(n * math.log(rate * person + (1.0 - rate) * other) for n, person, other in odds)
        return known[0] * math.log(rate) + known[1] * math.log(1.0 - rate) + silent

    beside = [found * by for by in (0.9, 1.1) if 0.002 <= found * by <= 0.98]
    assert all(likelihood(found) >= likelihood(one) for one in beside)
