"""Guaranteed: never more calls than agents who stand ready for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.decide import decide
from pacing.learned import Learned
from pacing.simulate.baselines import pronto
from pacing.simulate.compare import day
from pacing.simulate.world import World
from pacing.snapshot import CallInFlight, Mode, Policy, Rival, Snapshot, Why

NOW = 10_000.0
POLICY = Policy(mode=Mode.GUARANTEED, ring_min_s=15.0)


def a_cell(*, ready: int, ringing: int, waiting: int = 0, busy: int = 20, rings_for_s: float = 5.0) -> Snapshot:
    return Snapshot(
        now=NOW,
        agents_ready=ready,
        agents_busy=tuple(BusyAgent(BusyPhase.WRAP_UP, NOW - 300.0) for _ in range(busy)),
        calls=tuple(
            CallInFlight(NOW - rings_for_s - 2.0 + call / 1e3, call_id=str(call), ringing_at=NOW - rings_for_s)
            for call in range(ringing)
        ),
        calls_waiting=waiting,
        leads_left=100,
        lines_left=100,
        starts_left=100,
        learned=Learned(),
    )


def test_another_campaign_takes_no_more_agents_than_work_for_it() -> None:
    calls = a_cell(ready=0, ringing=9).calls
    for shared, dial in ((None, 0), (0, 5), (2, 3), (5, 0)):
        rival = Rival(calls=calls, learned=Learned(), shared_ready=shared)
        assert decide(replace(a_cell(ready=5, ringing=0), rivals=(rival,)), POLICY).dial == dial


@given(ready=st.integers(0, 40), ringing=st.integers(0, 40), waiting=st.integers(0, 5), busy=st.integers(0, 30))
def test_calls_under_way_and_people_waiting_never_outnumber_ready_agents(
    ready: int, ringing: int, waiting: int, busy: int
) -> None:
    decision = decide(a_cell(ready=ready, ringing=ringing, waiting=waiting, busy=busy), POLICY)
    assert decision.dial == max(ready - ringing - waiting, 0)


def test_agents_about_to_be_free_are_not_counted() -> None:
    decision = decide(a_cell(ready=0, ringing=0), POLICY)
    assert (decision.dial, decision.reason.code) == (0, Why.NO_AGENT_READY)


def test_when_an_agent_vanishes_the_youngest_call_is_called_off_once_it_may_be() -> None:
    assert decide(a_cell(ready=2, ringing=3), POLICY).call_off == ()
    broken = decide(a_cell(ready=2, ringing=3, rings_for_s=16.0), POLICY)
    assert broken.call_off == ("2",)
    assert broken.wake_at == NOW + 1.0
    assert decide(a_cell(ready=3, ringing=3, rings_for_s=16.0), POLICY).call_off == ()


@pytest.mark.parametrize(
    ("waiting", "changes", "why"),
    [
        (0, {}, Why.NO_AGENT_READY),
        (1, {}, Why.CALLS_WAITING),
        (0, {"leads_left": 0}, Why.NO_LEAD),
        (0, {"lines_left": 0}, Why.NO_LINE),
    ],
)
def test_broken_promises_are_called_off_whatever_keeps_from_dialling(
    waiting: int, changes: dict[str, object], why: Why
) -> None:
    broken = replace(a_cell(ready=0, ringing=3, waiting=waiting, rings_for_s=16.0), **changes)
    decision = decide(broken, POLICY)
    assert (decision.reason.code, decision.call_off) == (why, ("2", "1", "0"))
    kept = replace(broken, agents_ready=3 + waiting)
    assert decide(kept, POLICY).call_off == ()


def test_nobody_is_abandoned_and_agents_are_as_busy_as_one_to_one_makes_them() -> None:
    world = World(agents=10, day_s=1_800.0)
    result = day(pronto(Mode.GUARANTEED), world, 31)
    assert result.abandons == 0
    assert result.occupancy > 0.4
