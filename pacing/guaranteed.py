"""Guaranteed: an agent is promised to every call before it starts, so that whoever answers has one.

A call is started only for a ready agent whom no call under way and nobody waiting needs. Busy agents never count. Where
an agent vanishes after the start, the promise is broken: the calls beyond the agents who are left, the youngest first,
are called off if the rules let them be.
"""

from __future__ import annotations

from pacing.guard import Allowance
from pacing.progressive import held_to_one
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why

_LOOK_AGAIN_S = 1.0


def guaranteed(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """One call for each ready agent who is not promised to a call under way."""
    del allowed  # nothing is started that could be abandoned: there is nothing to hold back
    decision = held_to_one(snapshot, policy, Reason(Why.ONE_TO_ONE, {"agents_ready": snapshot.agents_ready}))
    broken = len(snapshot.calls) + snapshot.calls_waiting - snapshot.agents_ready
    if decision.dial or broken <= 0:
        return decision
    # A call may come to its lawful minimum of ringing, or an agent back, without any event.
    wake_at = snapshot.now + _LOOK_AGAIN_S
    return Decision(0, decision.reason, wake_at, _beyond(snapshot, policy, broken))


def _beyond(snapshot: Snapshot, policy: Policy, broken: int) -> tuple[str, ...]:
    """So many of the youngest calls that have rung for their lawful minimum."""
    if policy.ring_min_s is None:
        return ()
    rung_since = snapshot.now - policy.ring_min_s
    ripe = [
        call
        for call in snapshot.calls
        if call.answered_at is None and call.ringing_at is not None and call.ringing_at <= rung_since
    ]
    ripe.sort(key=lambda call: call.launched_at, reverse=True)
    return tuple(call.call_id for call in ripe[:broken])
