"""When a number counts as answered less: against its own past and against the others in the same hours."""

import random

import pytest

from dialer.telephony.caller_ids.model import HourCount
from dialer.telephony.caller_ids.rules import Pair, fall_of, falls, wrong_areas

DAYS, OPEN = 16, range(9, 19)
NOW = DAYS * 86400.0


def a_number(
    calls: int, share: float, last_day: float | None = None, *, seed: int = 1, hours: range = OPEN
) -> list[HourCount]:
    """A number's hours over 16 days, answered at this share, and on the last day at another."""
    draw = random.Random(seed)
    counts = []
    for day in range(DAYS):
        chance = share if last_day is None or day < DAYS - 1 else last_day
        for hour in hours:
            persons = sum(draw.random() < chance for _ in range(calls))
            counts.append(HourCount((day * 24 + hour) * 3600, calls, persons))
    return counts


def test_a_number_that_falls_alone_is_warned_of_with_the_figures_behind_it() -> None:
    hours = {"a": a_number(30, 0.22, 0.08), "b": a_number(30, 0.22, seed=2), "c": a_number(30, 0.22, seed=3)}
    fall = fall_of("a", hours, NOW)
    assert fall is not None
    assert (fall.calls, fall.calls_before, fall.calls_of_others, fall.since) == (300, 4200, 600, NOW - 86400.0)
    assert fall.share == pytest.approx(0.08, abs=0.04)
    assert fall.share_before == pytest.approx(0.22, abs=0.02)
    assert fall.share_of_others == pytest.approx(0.22, abs=0.04)
    assert fall_of("b", hours, NOW) is None


def test_a_day_on_which_all_are_answered_less_warns_of_none() -> None:
    hours = {name: a_number(30, 0.22, 0.08, seed=seed) for seed, name in enumerate("abc")}
    assert [name for name in hours if fall_of(name, hours, NOW)] == []


def test_a_number_alone_in_its_pool_is_compared_with_its_own_past() -> None:
    fall = fall_of("a", {"a": a_number(30, 0.22, 0.08)}, NOW)
    assert fall is not None
    assert (fall.share_of_others, fall.calls_of_others) == (None, 0)


@pytest.mark.parametrize(
    ("calls", "share", "last_day"),
    [
        (30, 0.22, None),  # nothing has changed
        (7, 0.22, 0.05),  # 70 calls are too few
        (1000, 0.22, 0.19),  # as certain as can be, and less than a quarter
    ],
)
def test_what_is_too_little_to_say_warns_of_nothing(calls: int, share: float, last_day: float | None) -> None:
    assert fall_of("a", {"a": a_number(calls, share, last_day)}, NOW) is None


def test_a_number_that_was_moved_to_worse_hours_has_not_fallen() -> None:
    """Evenings are answered half as often: what counts is the same hour."""
    morning, evening = range(9, 14), range(14, 19)
    past = [one for one in a_number(30, 0.3, hours=morning) if one.at < NOW - 86400.0]
    past += [one for one in a_number(5, 0.12, hours=evening, seed=4) if one.at < NOW - 86400.0]
    now = [one for one in a_number(60, 0.12, hours=evening, seed=5) if one.at >= NOW - 86400.0]
    assert fall_of("a", {"a": past + now}, NOW) is None


def test_with_one_hour_the_statistic_is_that_of_two_proportions() -> None:
    z, share, other = falls([Pair(100, 10, 200, 50)])
    pooled = 60 / 300
    plain = (0.25 - 0.10) / (pooled * (1 - pooled) * (1 / 100 + 1 / 200)) ** 0.5
    assert (share, other) == (0.10, 0.25)
    assert z == pytest.approx(plain * (299 / 300) ** 0.5)  # the hypergeometric variance is smaller by that
    assert falls([]) == falls([Pair(5, 1, 0, 0)]) == (0.0, 0.0, 0.0)


def test_areas_are_beginnings_of_numbers_with_their_country() -> None:
    assert wrong_areas(["+3902", "+1"]) == []
    assert wrong_areas(["02", "+", "+39 02", "+3902\n", "+0"]) == ["02", "+", "+39 02", "+3902\n", "+0"]
