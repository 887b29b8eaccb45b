"""Calling off: only what may be, only when nobody will be there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pacing.decide import decide
from pacing.learned import Learned
from pacing.snapshot import BusyAgent, BusyPhase, CallInFlight, Mode, Policy, Snapshot

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
