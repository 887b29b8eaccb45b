"""Calling off: only what may be, only when nobody will be there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.call_cancel import call_off, without
from pacing.decide import decide
from pacing.forecast import look_ahead
from pacing.learned import Learned
from pacing.snapshot import CallInFlight, Constraint, Mode, Policy, Snapshot, Why

NOW = 10_000.0
POLICY = Policy(mode=Mode.PREDICTIVE, ring_min_s=15.0)


def ringing(name: str, since_s: float, ringing_s: float | None) -> CallInFlight:
    return CallInFlight(NOW - since_s, call_id=name, ringing_at=None if ringing_s is None else NOW - ringing_s)


def a_busy_team(*calls: CallInFlight, phase: BusyPhase = BusyPhase.TALK, ready: int = 0) -> Snapshot:
    """Five agents who have just begun what they do, while these calls ring."""
    return Snapshot(
        now=NOW,
        agents_ready=ready,
        agents_busy=tuple(BusyAgent(phase, NOW - 1.0) for _ in range(5)),
        calls=calls,
        calls_waiting=0,
        leads_left=100,
        lines_left=100,
        starts_left=100,
        learned=Learned(),
    )


def test_a_call_that_rang_its_minimum_is_called_off_when_all_have_just_begun_to_talk() -> None:
    old, young = ringing("old", 18.0, 16.0), ringing("young", 12.0, 10.0)
    assert decide(a_busy_team(young, old), POLICY).call_off == ("old",)


def test_nothing_is_called_off_when_an_agent_is_ready_for_it() -> None:
    assert decide(a_busy_team(ringing("old", 18.0, 16.0), ready=2), POLICY).call_off == ()


@pytest.mark.parametrize(
    "call",
    [
        ringing("never seen ringing", 18.0, None),
        replace(ringing("answered", 18.0, 16.0), answered_at=NOW - 1.0),
        ringing("just short", 16.9, 14.9),
    ],
)
def test_a_call_that_may_not_be_called_off_is_left_alone(call: CallInFlight) -> None:
    assert decide(a_busy_team(call), POLICY).call_off == ()


def test_without_a_lawful_minimum_nothing_is_ever_called_off() -> None:
    team = a_busy_team(ringing("old", 24.0, 22.0))
    assert decide(team, replace(POLICY, ring_min_s=None)).call_off == ()


THREE_OLD = tuple(ringing(name, 18.0, 16.0) for name in "abc")
STOPPED = replace(POLICY, constraints=(Constraint(name="law", limit=0.03, stop_at=1.5),))


def over_the_limit() -> Learned:
    learned = Learned()
    learned.tally.add(NOW - 60.0, served=900, abandoned=100)
    return learned


@pytest.mark.parametrize(
    ("policy", "changes", "why"),
    [
        (POLICY, {}, Why.ENOUGH_IN_FLIGHT),
        (POLICY, {"leads_left": 0}, Why.NO_LEAD),
        (POLICY, {"lines_left": 0}, Why.NO_LINE),
        (POLICY, {"starts_left": 0}, Why.ENOUGH_IN_FLIGHT),
        (replace(POLICY, max_ratio=0.5), {}, Why.ENOUGH_IN_FLIGHT),
        (STOPPED, {"learned": over_the_limit()}, Why.GUARD_STOP),
    ],
)
def test_whatever_keeps_from_dialling_calls_that_would_find_nobody_are_called_off(
    policy: Policy, changes: dict[str, object], why: Why
) -> None:
    decision = decide(replace(a_busy_team(*THREE_OLD), **changes), policy)
    assert (decision.dial, decision.reason.code) == (0, why)
    assert decision.call_off == ("a", "b", "c")


@pytest.mark.parametrize("changes", [{"leads_left": 0}, {"lines_left": 0}])
def test_without_leads_or_lines_a_call_with_an_agent_for_it_rings_on(changes: dict[str, object]) -> None:
    decision = decide(replace(a_busy_team(ringing("old", 18.0, 16.0), ready=2), **changes), POLICY)
    assert decision.call_off == ()
    assert decision.wake_at == NOW + 1.0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"agents_busy": ()}, Why.NO_AGENT),
        ({"leads_left": 0}, Why.NO_LEAD),
        ({"lines_left": 0}, Why.NO_LINE),
    ],
)
def test_where_nothing_is_dialled_the_next_call_that_may_be_called_off_is_looked_at_in_time(
    changes: dict[str, object], why: Why
) -> None:
    team = replace(a_busy_team(ringing("young", 7.0, 5.0), ringing("younger", 4.0, 2.0)), **changes)
    decision = decide(team, POLICY)
    assert (decision.reason.code, decision.call_off, decision.wake_at) == (why, (), NOW + 10.0)
    ripe = decide(replace(team, now=NOW + 10.0), POLICY)
    assert ripe.call_off == ("young",)
    assert ripe.wake_at == NOW + 13.0
    assert decide(team, replace(POLICY, ring_min_s=None)).wake_at is None


def test_a_call_of_a_list_beyond_the_sixteenth_can_be_called_off() -> None:
    learned = Learned()
    for other in range(17):
        learned.launched(f"call {other}", NOW - 18.0, f"list {other}")
    old = CallInFlight(NOW - 18.0, None, "list 16", "call 16", NOW - 16.0)
    assert decide(replace(a_busy_team(old), learned=learned), POLICY).call_off == ("call 16",)


@pytest.mark.parametrize("price", [0.001, 0.01, 0.03, 0.1, 0.2, 0.3])
def test_of_many_as_many_are_called_off_as_would_be_one_after_the_other(price: float) -> None:
    """Each that is hung up takes its answer out of those before the next."""
    calls = [ringing(f"{number}", 60.0 - number / 2.0, 55.0 - number / 2.0) for number in range(77)]
    team = a_busy_team(*calls, phase=BusyPhase.WRAP_UP, ready=2)
    outlook = look_ahead(team, POLICY)
    one_by_one = list[str]()
    for call in calls:
        alone = replace(team, calls=(call,))
        if not call_off(alone, POLICY, outlook, price):
            break
        one_by_one.append(call.call_id)
        outlook = replace(outlook, answered_soon=without(call, outlook.answered_soon, alone, outlook))
    assert call_off(team, POLICY, look_ahead(team, POLICY), price) == tuple(one_by_one)
    assert one_by_one
