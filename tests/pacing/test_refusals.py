"""A network that refuses calls says nothing of the people on the list."""

from __future__ import annotations

import json
import random

import pytest

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.decide import decide
from pacing.learned import Learned
from pacing.snapshot import Mode, Policy
from tests.support.snapshots import NOW, a_history, a_snapshot


def a_list(
    learned: Learned,
    since: float,
    calls: int,
    *,
    failing: float = 0.3,
    people: float = 0.2,
    seed: int = 1,
    every_s: float = 0.5,
    set_up_s: float = 5.0,
) -> float:
    """Play two calls a second, of which some fail early, some are answered; returns when all have ended."""
    chance = random.Random(seed)
    events: list[tuple[float, int, str]] = []
    for call in range(calls):
        at, drawn = since + every_s * call, chance.random()
        events.append((at, call, "start"))
        if drawn < failing:
            events.append((at + 1.0, call, "fail"))
        elif drawn < failing + people:
            events.append((at + set_up_s + 12.0 * chance.random(), call, "person"))
        else:
            events.append((at + 26.0, call, "fail"))
    for at, call, what in sorted(events):
        name = f"{since} {call}"
        if what == "start":
            learned.launched(name, at)
        elif what == "person":
            learned.person(name, at)
        else:
            learned.ended_unanswered(name, at)
    return max(events)[0]


def refuse_in_turn(learned: Learned, since: float, calls: int, together: int = 3, after_s: float = 0.2) -> float:
    """Some calls at a time, each batch when that before has failed."""
    now = since
    for batch in range(calls // together):
        names = [f"refused {since} {batch} {call}" for call in range(together)]
        for name in names:
            learned.launched(name, now)
        now += after_s
        for name in names:
            learned.ended_unanswered(name, now)
    return now


@pytest.mark.parametrize("after_s", [0.2, 3.0])
def test_a_trunk_that_refuses_calls_for_a_minute_leaves_the_hit_rate_of_the_list(after_s: float) -> None:
    learned = Learned()
    now = a_list(learned, NOW, 1_000)
    before = learned.rate("").mean
    assert before == pytest.approx(0.2, abs=0.03)
    refuse_in_turn(learned, now + 1.0, 900, after_s=after_s)
    assert learned.rate("").mean == pytest.approx(before, rel=0.15)


def test_while_calls_ring_those_refused_do_not_count_either() -> None:
    learned = Learned()
    now = a_list(learned, NOW, 1_000)
    learned.launched("rings", now + 0.5)
    refuse_in_turn(learned, now + 1.0, 900)
    assert learned.rate("").young_misses < 30


def test_no_more_calls_are_started_after_a_minute_of_refused_calls_than_before() -> None:
    busy = tuple(BusyAgent(BusyPhase.TALK, NOW - 5.0 * agent) for agent in range(15))

    def started(learned: Learned) -> int:
        return decide(a_snapshot(learned, agents_ready=5, agents_busy=busy), Policy(mode=Mode.PREDICTIVE)).dial

    learned = a_history(2_000, abandoned=40)
    before = started(learned)
    refuse_in_turn(learned, NOW - 100.0, 900)
    assert started(learned) <= 1.5 * before


def test_a_list_of_dead_numbers_is_believed() -> None:
    learned = Learned()
    now = a_list(learned, NOW, 1_000)
    a_list(learned, now, 1_000, failing=0.9, people=0.05, seed=2)
    assert learned.rate("").mean == pytest.approx(0.05, abs=0.02)
    assert 1.0 - learned.answers.still_other[2] > 0.6


def test_a_list_with_more_dead_numbers_is_believed_where_a_hundred_calls_a_second_are_started() -> None:
    learned = Learned()
    now = a_list(learned, NOW, 10_000, failing=0.02, every_s=0.01, set_up_s=10.0)
    a_list(learned, now, 10_000, failing=0.4, people=0.12, every_s=0.01, set_up_s=10.0, seed=2)
    assert learned.rate("").mean == pytest.approx(0.12, abs=0.02)


def test_calls_that_the_network_takes_again_are_learned_from() -> None:
    learned = Learned()
    now = refuse_in_turn(learned, a_list(learned, NOW, 1_000) + 1.0, 900)
    calls = learned.rate("").calls
    a_list(learned, now + 1.0, 200, seed=3)
    assert learned.rate("").calls >= calls + 190


def test_many_calls_started_together_of_which_the_usual_share_fails_are_learned_from() -> None:
    learned = Learned()
    now = a_list(learned, NOW, 1_000) + 1.0
    calls = learned.rate("").calls
    for call in range(100):
        learned.launched(f"together {call}", now)
    for call in range(30):
        learned.ended_unanswered(f"together {call}", now + 1.0)
    for call in range(30, 100):
        learned.ended_unanswered(f"together {call}", now + 26.0)
    assert learned.rate("").calls == calls + 100


def test_refused_calls_are_not_kept() -> None:
    learned = Learned()
    now = a_list(learned, NOW, 1_000) + 1.0
    learned.launched("rings", now)
    refuse_in_turn(learned, now + 0.1, 900)
    loaded = Learned.load(json.loads(json.dumps(learned.dump())))
    assert loaded.rate("").young_misses == learned.rate("").young_misses


def test_the_first_that_fails_early_after_so_many_that_did_not_is_counted() -> None:
    learned = Learned()
    for second in range(130_000):  # what failed at once before is forgotten down to nought
        learned.answers.other(26.0, NOW - second)
    assert learned.answers.still_other[learned.answers.nodes[0]] == 1.0
    learned.launched("fails", NOW)
    learned.ended_unanswered("fails", NOW + 0.2)
    assert learned.rate("").calls == 1
