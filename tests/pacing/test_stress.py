"""Shocks: what a predictive pacer does when the world changes under it, beside one call for each ready agent.

Every day is short and seeded. A shock minute is one of the three after the change. People who ring when half the team
leaves cannot have been foreseen: they may be abandoned on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from statistics import fmean, pvariance

import pytest

from pacing.simulate.baselines import pronto
from pacing.simulate.compare import day
from pacing.simulate.result import Minute, Result
from pacing.simulate.run import Pacer, Run
from pacing.simulate.world import Change, LeadList, Spread, World
from pacing.snapshot import Decision, Mode, Snapshot

PREDICTIVE, PROGRESSIVE = pronto(Mode.PREDICTIVE), pronto(Mode.PROGRESSIVE)
CALLING_OFF = pronto(Mode.PREDICTIVE, ring_min_s=15.0)
TWENTY = World(agents=20, day_s=3_600.0)
SHOCK_S = 1_800.0
SHOCK = int(SHOCK_S / 60.0)


def abandoned(minutes: Sequence[Minute]) -> int:
    return sum(minute.abandoned for minute in minutes)


def busy(minutes: Sequence[Minute]) -> float:
    return sum(minute.busy_s for minute in minutes) / sum(minute.staffed_s for minute in minutes)


def shares(result: Result) -> tuple[float, float]:
    """Abandoned share of the whole run, and agents' busy share from five minutes after the shock on."""
    return result.abandoned_share, busy(result.minutes[SHOCK + 5 :])


@pytest.mark.parametrize("seed", [11, 12])
def test_three_times_as_many_people_answer_and_then_as_few_as_before(seed: int) -> None:
    low, high = replace(TWENTY, person=0.15), replace(TWENTY, person=0.45)
    changes = [Change(SHOCK_S, high), Change(SHOCK_S + 900.0, low)]
    result = day(PREDICTIVE, low, seed, changes)
    # Twenty agents' calls, started for 15 %, bring up to three times the answers they were meant to.
    in_flight = max(minute.launched for minute in result.minutes[SHOCK - 5 : SHOCK]) / 2.0
    assert abandoned(result.minutes[SHOCK : SHOCK + 3]) <= 0.3 * in_flight
    # Afterwards what the limit allows, give or take what chance makes of six calls.
    after = result.minutes[SHOCK + 3 : SHOCK + 15]
    assert abandoned(after) <= 0.03 * sum(minute.served + minute.abandoned for minute in after) + 3.0
    assert result.abandons <= 0.03 * result.answers + 8.0
    assert busy(result.minutes[SHOCK + 5 : SHOCK + 15]) > 0.75
    assert busy(result.minutes[SHOCK + 20 :]) > 0.7


@pytest.mark.parametrize("seed", [21, 22])
def test_half_the_team_goes_without_a_word(seed: int) -> None:
    changes = [Change(SHOCK_S, replace(TWENTY, agents=10))]
    result, one_to_one = (day(make, TWENTY, seed, changes) for make in (PREDICTIVE, PROGRESSIVE))
    worst = max(minute.abandoned for minute in one_to_one.minutes[SHOCK : SHOCK + 3])
    # Calls in flight for twenty meet ten: those that are answered beyond what ten can take were not to be known.
    assert max(minute.abandoned for minute in result.minutes[SHOCK : SHOCK + 3]) <= 1.5 * worst + 6.0
    assert abandoned(result.minutes[SHOCK + 3 : SHOCK + 15]) <= 4
    assert result.abandons <= 0.03 * result.answers + 6.0


def test_talks_become_three_times_as_short() -> None:
    long = replace(TWENTY, talk=Spread(180.0, 1.0))
    result = day(PREDICTIVE, long, 31, [Change(SHOCK_S, TWENTY)])
    share, after = shares(result)
    assert share <= 0.03 + 1.0 / result.answers
    assert after > 0.7


def test_the_last_quarter_of_the_list_is_stale_and_then_there_is_none() -> None:
    world = replace(TWENTY, lists=(LeadList("fresh", 1_500, 0.25), LeadList("stale", 700, 0.05)))
    result = day(PREDICTIVE, world, 41)
    assert sum(minute.launched for minute in result.minutes) == 2_200
    assert result.abandons <= 0.03 * result.answers + 1.0
    last = max(index for index, minute in enumerate(result.minutes) if minute.launched)
    assert all(minute.launched for minute in result.minutes[:last])


def test_screening_takes_two_seconds_and_mistakes_three_in_a_hundred_people() -> None:
    result = day(PREDICTIVE, replace(TWENTY, screening_s=2.0, screening_false=0.03, day_s=2_400.0), 51)
    assert result.abandons <= 0.03 * result.answers + 1.0
    assert result.occupancy > 0.75


def test_lines_bind_and_no_line_is_left_unused_for_want_of_a_decision() -> None:
    world = replace(TWENTY, lines=40, day_s=1_800.0)
    result = day(PREDICTIVE, world, 61)
    one_to_one = day(PROGRESSIVE, world, 61)
    assert result.abandons <= 0.03 * result.answers + 1.0
    assert result.occupancy > one_to_one.occupancy


def test_people_answer_more_and_more_and_agents_come_and_go() -> None:
    worlds = [replace(TWENTY, person=0.10 + 0.03 * step, agents=20 + 4 * (step % 3)) for step in range(8)]
    changes = [Change(420.0 * (step + 1), world) for step, world in enumerate(worlds)]
    result = day(PREDICTIVE, TWENTY, 71, changes)
    assert result.abandons <= 0.03 * result.answers + 4.0
    assert busy(result.minutes[20:]) > 0.7


def test_calls_in_flight_do_not_swing_in_a_steady_world() -> None:
    # Each agent who is done needs 1 / 0.25 starts, so that starts by the minute vary as the ends of talks do, times
    # the square of that. A loop that swings in a period of some ten seconds to some minutes adds to it.
    # The variance of one day's twenty minutes errs by a third, so that three days are taken together.
    swings = []
    for seed in (81, 82, 83):
        result = day(PREDICTIVE, replace(TWENTY, agents=50, day_s=2_400.0), seed)
        starts = [minute.launched for minute in result.minutes[20:]]
        swings.append(pvariance(starts) / (fmean(starts) / 0.25))
    assert fmean(swings) < 1.6


class Watched:
    """A pacer that remembers when it was asked."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self.asked: list[float] = []

    def __call__(self, snapshot: Snapshot) -> Decision:
        self.asked.append(snapshot.now)
        return self._pacer(snapshot)


def test_there_is_never_a_want_of_a_decision() -> None:
    world = replace(TWENTY, day_s=900.0)
    watched = Watched(PREDICTIVE(world))
    Run(world, watched, Random(91)).play()
    assert max(later - earlier for earlier, later in pairwise(watched.asked)) <= 1.0 + 1e-6


@pytest.mark.parametrize("person", [0.1, 0.3])
def test_a_large_team_that_knows_nothing_yet_is_not_drowned_by_its_first_calls(person: float) -> None:
    # Of a thousand calls started at once only the quick failures have ended after five seconds.
    days = [day(CALLING_OFF, World(agents=200, person=person, day_s=120.0), seed) for seed in (1, 2)]
    assert sum(one.abandons for one in days) <= 0.05 * sum(one.answers for one in days)
    assert all(busy(one.minutes[1:]) > 0.85 for one in days)
