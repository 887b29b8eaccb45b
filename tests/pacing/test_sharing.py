"""Campaigns that share agents: each comes to its part and stays within its own limit, and none loses by sharing.

The worlds are those of benchmarks/sharing.py, short days of a small team here; python -m benchmarks.sharing plays more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from benchmarks.sharing import Stood, floors, stood
from pacing.decide import decide
from pacing.forecast import look_ahead
from pacing.learned import Learned
from pacing.progressive import one_to_one
from pacing.simulate.shared import SharedRun
from pacing.snapshot import CallInFlight, Mode, Policy, Rival
from tests.support.snapshots import NOW, a_history, a_snapshot, talking

RATIO = "progressive beside a ratio of 3, 60 % answer"  # foresees nothing, so that a short day tells little of it
SHORT = [floor for floor in floors(agents=8, hours=0.4) if floor.name != RATIO and len(floor.campaigns) > 1]
FLOORS = {floor.name: floor for floor in SHORT}
PROGRESSIVE = Policy(mode=Mode.PROGRESSIVE)
SYMMETRIC = ("two alike", "three alike", "half of each team works in both")
TWO_THIRDS = 2.0 / 3.0
A_POINT = 0.01


@cache
def day(name: str) -> tuple[float, list[Stood]]:
    return stood(FLOORS[name], seed=1)


@cache
def apart(name: str) -> tuple[float, list[Stood]]:
    return stood(FLOORS[name].apart(), seed=1)


@pytest.mark.parametrize("name", FLOORS)
def test_each_campaign_stays_within_its_own_limit_but_for_one_call(name: str) -> None:
    assert [one.excess <= 1.0 for one in day(name)[1]] == [True] * len(FLOORS[name].campaigns)


@pytest.mark.parametrize("name", SYMMETRIC)
def test_no_campaign_starves(name: str) -> None:
    assert min(one.part for one in day(name)[1]) >= TWO_THIRDS


@pytest.mark.parametrize("name", ["limits of 3 % and 1 %", "one begins late"])
def test_who_may_abandon_less_or_has_still_to_learn_comes_to_its_part_too(name: str) -> None:
    assert min(one.part for one in day(name)[1]) >= TWO_THIRDS


@pytest.mark.parametrize("name", ["two alike", "half of each team works in both", "progressive beside predictive"])
def test_sharing_costs_no_busy_time(name: str) -> None:
    assert day(name)[0] >= apart(name)[0] - A_POINT


def test_a_lead_that_comes_now_and_then_is_dialled() -> None:
    assert day("a lead each 20 s")[1][1].leads_left <= 1


def test_one_call_for_each_agent_beside_predictive_brings_most_of_what_it_brings_alone() -> None:
    progressive, alone = day("progressive beside predictive")[1][1], apart("progressive beside predictive")[1][1]
    assert progressive.answers >= TWO_THIRDS * alone.answers
    assert progressive.abandoned_share <= 0.015


def test_one_call_for_each_agent_beside_predictive_comes_to_its_part_in_a_large_team_too() -> None:
    floor = next(one for one in floors(agents=60, hours=0.35) if one.name == "progressive beside predictive")
    (_, beside), (_, apart) = stood(floor, seed=1), stood(floor.apart(), seed=1)
    assert beside[1].answers >= 0.85 * apart[1].answers
    assert beside[0].answers >= apart[0].answers
    assert beside[1].abandoned_share <= 0.005


def test_a_campaign_with_less_than_its_part_leaves_nobody_to_those_that_dial_ahead() -> None:
    calls = tuple(CallInFlight(NOW - 5.0) for _ in range(9))
    rival = Rival(calls=calls, calls_waiting=1, learned=a_history(), ahead=True, busy=talking(12))
    seen = a_snapshot(a_history(), agents_ready=5, rivals=(rival,), agents_busy=talking(14))
    assert one_to_one(seen, PROGRESSIVE) == 2  # of five, one for who waits, and half of the others
    behind = replace(seen, agents_busy=talking(8))
    assert one_to_one(behind, PROGRESSIVE) == 4
    assert one_to_one(behind, Policy(mode=Mode.PREDICTIVE)) == 2


@pytest.mark.parametrize("mode", [Mode.PROGRESSIVE, Mode.PREDICTIVE])
@pytest.mark.parametrize("busy_for_us", [8, 14])
def test_a_third_campaign_that_dials_no_more_takes_no_part_after_its_calls(mode: Mode, busy_for_us: int) -> None:
    calls = tuple(CallInFlight(NOW - 5.0) for _ in range(9))
    rival = Rival(calls=calls, calls_waiting=1, learned=a_history(), ahead=True, wants=True, busy=talking(12))
    stopped = Rival(calls=(), learned=a_history(), ahead=True, wants=False)
    elsewhere = Rival(calls=calls, learned=a_history(), ahead=True, shared_ready=0, sharing=0.0)  # nobody at work
    two = a_snapshot(a_history(), agents_ready=7, rivals=(rival,), agents_busy=talking(busy_for_us))
    assert two.campaigns == 2
    for third in (stopped, elsewhere):
        three = replace(two, rivals=(rival, third))
        assert three.campaigns == 2
        assert one_to_one(three, Policy(mode=mode)) == one_to_one(two, Policy(mode=mode))
    assert replace(two, rivals=(rival, replace(stopped, busy=talking(1)))).campaigns == 3


def test_agents_promised_to_calls_are_reckoned_with_beside_a_third_campaign_that_is_stopped() -> None:
    promised = Rival(calls=tuple(CallInFlight(NOW - 5.0) for _ in range(10)), learned=a_history(), busy=talking(2))
    stopped = Rival(calls=(), learned=a_history(), ahead=True, wants=False)
    idle = [
        look_ahead(a_snapshot(a_history(), agents_ready=20, rivals=rivals), Policy(mode=Mode.PREDICTIVE)).idle
        for rivals in ((promised,), (promised, stopped))
    ]
    assert idle[0] == idle[1]


def test_a_fixed_ratio_leaves_a_campaign_one_to_one_within_its_own_limit() -> None:
    floor = next(one for one in floors(agents=8, hours=2.0) if one.name == RATIO)
    assert [one.excess <= 1.0 for one in stood(floor, seed=1)[1]] == [True, True]


@pytest.mark.parametrize(
    ("abandoned", "of", "dialled"), [(0, 40, 24), (0, 10, 24), (1, 10, 8), (4, 40, 8), (1, 40, 16)]
)
def test_a_fixed_ratio_dials_ahead_no_further_than_all_allow_of_whom_somebody_was_abandoned(
    abandoned: int, of: int, dialled: int
) -> None:
    theirs = Learned()
    for number in range(of):
        call = f"call {number}"
        theirs.launched(call, NOW - 60.0)
        theirs.person(call, NOW - 50.0)
        if number < abandoned:
            theirs.abandoned(call, NOW - 48.0)
        else:
            theirs.served(call, NOW - 50.0)
    rival = Rival(calls=(), learned=theirs, wants=True, policy=PROGRESSIVE)
    seen = a_snapshot(a_history(), agents_ready=8, calls=(), rivals=(rival,))
    assert decide(seen, Policy(mode=Mode.RATIO, ratio=3.0)).dial == dialled
    stopped = replace(rival, wants=False)
    assert decide(replace(seen, rivals=(stopped,)), Policy(mode=Mode.RATIO, ratio=3.0)).dial == 24


def test_the_same_seed_gives_the_same_day() -> None:
    floor = floors(agents=4, hours=0.25)[0]
    days = [SharedRun(floor.campaigns, floor.teams, 3).play() for _ in range(2)]
    assert days[0] == days[1]
