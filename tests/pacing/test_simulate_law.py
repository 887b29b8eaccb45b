"""A day under a law: machines that count, limits that are kept, windows that end over them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from pacing.simulate.compare import day
from pacing.simulate.law import Law, kept, lawful
from pacing.simulate.pacers import pacers
from pacing.simulate.result import Minute, Result
from pacing.simulate.world import Spread, World
from pacing.snapshot import CallInFlight, Constraint, Mode, Policy, Snapshot
from tests.support.rings import first_in_gate
from tests.support.snapshots import a_history, a_snapshot

STRICT = Constraint(name="strict", limit=0.03, count_machines=True, progressive_at=5 / 6)
LOOSE = Constraint(name="loose", limit=0.03)
TEN = World(agents=10, day_s=3_600.0)


def free(mode: Mode, _: Snapshot, __: int) -> Mode:
    return mode


def a_law(*constraints: Constraint) -> Law:
    return Law(policy=Policy(mode=Mode.PREDICTIVE, constraints=constraints), mode_now=free)


@pytest.mark.full
def test_machine_hang_ups_count_as_abandoned_where_the_law_says_so_and_the_limit_is_kept() -> None:
    few = replace(TEN, machine=0.005, agents=20)
    law = a_law(LOOSE, STRICT)
    days = [day(lawful(law, Mode.PREDICTIVE), few, seed) for seed in (1, 2, 3)]
    loose, strict = kept(law, days, few.day_s)
    machines = sum(minute.machines for one in days for minute in one.minutes)
    assert machines > 10
    assert strict.abandoned == loose.abandoned + machines
    assert strict.answered == loose.answered + machines
    assert (strict.over, strict.share <= 0.03, strict.window, strict.machines_counted) == (
        0,
        True,
        "whole_campaign",
        True,
    )
    without = sum(day(lawful(a_law(LOOSE), Mode.PREDICTIVE), few, seed).abandons for seed in (1, 2, 3))
    assert loose.abandoned < without  # the hang-ups have used up a part of what may be abandoned


def test_machines_without_detection_meet_agents_and_count_as_served() -> None:
    law = a_law(STRICT)
    met = replace(TEN, machine_talk=Spread(8.0, 0.5), clock=Spread(0.0, 0.0))
    result = day(lawful(law, Mode.PREDICTIVE), met, 1)
    assert result.machine_talks > 50
    assert sum(minute.machines for minute in result.minutes) == 0
    [strict] = kept(law, [result], met.day_s)
    assert (strict.over, strict.answered) == (0, result.answers)


@pytest.mark.parametrize("seed", first_in_gate([1, 2]))
def test_where_the_law_counts_people_machines_that_agents_met_are_none_and_the_limit_is_kept(seed: int) -> None:
    people = Constraint(name="people", limit=0.03, people_only=True, progressive_at=5 / 6)
    met = replace(TEN, agents=20, day_s=4 * 3_600.0, machine_talk=Spread(8.0, 0.5), clock=Spread(0.0, 0.0))
    result = day(lawful(a_law(people), Mode.PREDICTIVE), met, seed)
    everybody, persons = kept(a_law(LOOSE, people), [result], met.day_s)
    in_talk = result.machine_talks - sum(minute.met for minute in result.minutes)  # nobody has said so yet
    assert (everybody.abandoned, persons.abandoned) == (result.abandons, result.abandons)
    assert persons.answered == everybody.answered - result.machine_talks + in_talk
    assert 0 <= in_talk <= 20
    assert persons.share > 1.4 * everybody.share  # what a guard over all answers would not have seen
    assert persons.over == 0


def test_false_machines_count_by_the_estimate() -> None:
    law = a_law(LOOSE)
    law = replace(law, policy=replace(law.policy, screening_s=2.0, screening_false_share=0.1))
    days = [day(lawful(law, Mode.PREDICTIVE), replace(TEN, screening_s=2.0, screening_false=0.1), 1)]
    [one] = kept(law, days, TEN.day_s)
    machines = sum(minute.machines for minute in days[0].minutes)
    assert one.abandoned == pytest.approx(days[0].abandons + 0.1 * machines)


def test_a_wait_that_counts_from_the_answer_is_shorter_after_screening() -> None:
    screened = replace(TEN, screening_s=1.5)
    from_answer = replace(screened, clock=Spread(0.0, 0.0))
    chance = Random(1)
    assert screened.waits_until(10.0, 11.5, chance) == 13.5
    assert from_answer.waits_until(10.0, 11.5, chance) == 12.0
    assert from_answer.waits_until(10.0, 12.5, chance) == 12.5
    assert replace(from_answer, clock=Spread(1.0, 0.0)).waits_until(10.0, 11.5, chance) == pytest.approx(13.0)


def test_the_rules_hold_to_one_call_for_each_ready_agent() -> None:
    def held(mode: Mode, snapshot: Snapshot, _: int) -> Mode:
        return Mode.PROGRESSIVE if snapshot.now < TEN.day_s / 2 else mode

    result = day(lawful(replace(a_law(LOOSE), mode_now=held), Mode.PREDICTIVE), TEN, 1)
    assert sum(minute.abandoned for minute in result.minutes[:30]) == 0
    assert sum(minute.abandoned for minute in result.minutes[31:]) > 0


def test_a_fixed_ratio_starts_no_more_at_once_than_the_rules_let_ring_ahead() -> None:
    def few(mode: Mode, snapshot: Snapshot, more: int) -> Mode:
        return mode if len(snapshot.calls) + more <= 4 else Mode.PROGRESSIVE

    world = replace(TEN, agents=1)
    pacer = lawful(replace(a_law(LOOSE), mode_now=few), Mode.RATIO, 60.0)(world)
    seen = a_snapshot(a_history(abandoned=0), agents_ready=1)
    assert pacer(seen).dial == 4
    ringing = tuple(CallInFlight(seen.now, call_id=f"c{number}") for number in range(4))
    assert pacer(replace(seen, calls=ringing)).dial == 0


def test_the_same_seed_gives_the_same_day_under_the_law() -> None:
    make = pacers(law=a_law(STRICT))["predictive"]
    short = replace(TEN, day_s=600.0, machine_talk=Spread(8.0, 0.5))
    assert day(make, short, 4) == day(make, short, 4)
    assert day(make, short, 4) != day(make, short, 5)


def test_windows_that_ended_over_are_counted_beside_what_was_designed() -> None:
    def ended(abandoned: int) -> Result:
        return Result(minutes=[Minute(served=100 - abandoned, abandoned=abandoned)])

    law = a_law(replace(LOOSE, starts_at=-3_600.0, ends_at=60.0, overrun_chance=0.05))
    [one] = kept(law, [ended(3)] * 38 + [ended(4)] * 2, 60.0)
    assert (one.windows, one.over, one.by_design, one.window) == (40, 2, 0.05, "day")
    assert (one.worst, one.share) == (0.04, pytest.approx(0.0305))
    low, high = one.over_between
    assert (low, high) == (pytest.approx(0.0138, abs=1e-4), pytest.approx(0.165, abs=1e-3))
    [never] = kept(law, [ended(3)] * 40, 60.0)
    assert never.over_between == (0.0, pytest.approx(0.0876, abs=1e-3))


@pytest.mark.parametrize(
    ("changes", "window"),
    [
        ({"window_s": 86_400.0}, ("last_hours", 24)),
        ({"window_s": 7 * 86_400.0}, ("last_days", 7)),
        ({"starts_at": -32_400.0, "ends_at": 30 * 86_400.0 - 32_400.0}, ("days", 30)),
        ({"starts_at": 0.0}, ("day", 1)),
    ],
)
def test_a_window_has_a_name(changes: dict[str, float], window: tuple[str, int]) -> None:
    [one] = kept(a_law(replace(LOOSE, **changes)), [Result(minutes=[Minute(served=1)])], 60.0)
    assert (one.window, one.window_lasts) == window
