"""Guaranteed: every call is promised an agent before it starts, so that every answer finds one.

A call is started only for a ready agent whom no call under way and no waiting person needs. Busy agents never count. If
an agent vanishes after the start, the promise is broken: the youngest calls beyond the agents who are left are called
off if the rules allow it.
"""

from __future__ import annotations

from pacing.call_cancel import rung_long_enough
from pacing.guard import Allowance
from pacing.progressive import held_to_one
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why

_LOOK_AGAIN_S = 1.0


def guaranteed(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """One call for each ready agent who is not promised to a call under way."""
    decision = held_to_one(snapshot, policy, Reason(Why.ONE_TO_ONE, {"agents_ready": snapshot.agents_ready}))
    if decision.dial or _broken(snapshot) <= 0:
        return decision
    # A call may reach its legal minimum of ringing, or an agent come back, without any event.
    wake_at = snapshot.now + _LOOK_AGAIN_S
    return Decision(0, decision.reason, wake_at, beyond_the_agents(snapshot, policy, allowed))


def beyond_the_agents(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> tuple[str, ...]:
    """Ids of the youngest calls that have rung for their legal minimum, as many as promises are broken."""
    del allowed  # no call of this mode can be abandoned: there is nothing to hold back
    ripe = rung_long_enough(snapshot, policy)
    ripe.sort(key=lambda call: call.launched_at, reverse=True)
    return tuple(call.call_id for call in ripe[: max(_broken(snapshot), 0)])


def _broken(snapshot: Snapshot) -> int:
    return len(snapshot.calls) + snapshot.calls_waiting - snapshot.agents_ready
