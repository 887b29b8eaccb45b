"""Shocks: what a predictive pacer does when the world changes under it, beside one call for each ready agent.

What a shock minute is, what could not be known in it, and what swinging means stands in benchmarks/shocks.py; python -m
benchmarks.stress plays the same shocks over more days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from benchmarks.shocks import AT_S, Shock, Shocked, shocks, stood, swing
from pacing.simulate.baselines import MakePacer, pronto
from pacing.simulate.compare import day
from pacing.simulate.result import Minute
from pacing.simulate.run import LEAST_GAP_S
from pacing.simulate.world import Change, LeadList, World
from pacing.snapshot import Mode
from tests.support.rings import first_in_gate

PREDICTIVE, PROGRESSIVE = pronto(Mode.PREDICTIVE), pronto(Mode.PROGRESSIVE)
CALLING_OFF = pronto(Mode.PREDICTIVE, ring_min_s=15.0)
TWENTY = World(agents=20, day_s=3_600.0)
SHOCKS = {shock.name: shock for shock in shocks()}
LONGEST_S = 1.0  # two ticks: how long a pacer waits that sees no chance to dial soon


@pytest.mark.parametrize("name", SHOCKS)
@pytest.mark.parametrize(
    ("make", "seeds"),
    first_in_gate([(PREDICTIVE, (1,)), (PREDICTIVE, (1, 2, 3)), (CALLING_OFF, (3,))]),
    ids=["predictive, one day", "predictive", "calling off"],
)
def test_a_shock_costs_no_more_than_nobody_could_know_of_and_leaves_no_swing(
    name: str, make: MakePacer, seeds: Sequence[int]
) -> None:
    shock = SHOCKS[name]
    days = [stood(shock, make, seed) for seed in seeds]
    one_to_one = [stood(shock, PROGRESSIVE, seed) for seed in seeds]
    for one, beside in zip(days, one_to_one, strict=True):
        assert one.worst <= 1.5 * beside.worst + one.unknowable + one.by_chance
        assert one.slowest_s <= LEAST_GAP_S + 1e-6
        assert one.longest_s <= LONGEST_S + 1e-6
    assert fmean(one.swing for one in days) < 2.0
    assert fmean(one.abandoned_share for one in days) <= 0.035
    assert fmean(one.busy for one in days) > fmean(one.busy for one in one_to_one) + 0.05


def test_swinging_is_seen() -> None:
    assert swing([Minute(launched=40)] * 10, [0.25] * 10) == 0.0
    assert swing([Minute(launched=40 + 30 * (at % 2)) for at in range(10)], [0.25] * 10) > 2.0
    assert swing([Minute(launched=40 + 3 * at) for at in range(10)], [0.25] * 10) < 0.1


def test_an_agent_who_waits_for_want_of_a_decision_is_seen() -> None:
    asked_upon_news = stood(SHOCKS["the list goes stale"], PROGRESSIVE, 1)
    assert asked_upon_news.longest_s > 5.0


def test_lines_bind_where_they_are_meant_to() -> None:
    assert stood(SHOCKS["five lines for four agents"], PREDICTIVE, 1).no_line_share > 0.2


def test_a_line_that_is_free_because_a_call_was_called_off_waits_for_no_news() -> None:
    few = replace(TWENTY, lines=30)
    run = Shocked(few, CALLING_OFF(few), Random(4))
    run.play()
    assert run.result.called_off > 10
    assert run.longest_s <= LONGEST_S + 1e-6


@pytest.mark.full
def test_of_many_more_answers_those_nobody_could_know_of_are_counted_and_no_others() -> None:
    up, down = SHOCKS["15 to 45 % answer"], SHOCKS["45 to 15 % answer"]
    assert 2.0 < stood(up, PREDICTIVE, 3).unknowable < 15.0
    assert stood(down, PREDICTIVE, 3).unknowable == 0.0
    still = Shock(name="nothing", world=up.world, changes=(Change(AT_S, up.world),))
    assert stood(still, PREDICTIVE, 3).unknowable == 0.0


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


@pytest.mark.parametrize("person", [0.1, 0.3])
def test_a_large_team_that_knows_nothing_yet_is_not_drowned_by_its_first_calls(person: float) -> None:
    # Of a thousand calls started at once only the quick failures have ended after five seconds.
    days = [day(CALLING_OFF, World(agents=200, person=person, day_s=120.0), seed) for seed in (1, 2)]
    assert sum(one.abandons for one in days) <= 0.05 * sum(one.answers for one in days)
    for one in days:
        staffed = sum(minute.staffed_s for minute in one.minutes[1:])
        assert sum(minute.busy_s for minute in one.minutes[1:]) > 0.85 * staffed
