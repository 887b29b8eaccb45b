"""Preview: the agent sees the lead first. One lead is offered to each ready agent, and no call is abandoned."""

from __future__ import annotations

from pacing.guard import Allowance
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why


def preview(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """Offer a lead to each ready agent whom no call under way and no one-to-one call of another campaign needs."""
    del policy, allowed  # an agent waits for every call: nothing to limit
    if snapshot.agents_ready == 0:
        return Decision(0, Reason(Why.NO_AGENT_READY))
    kept = sum(rival.keeps for rival in snapshot.rivals)
    offers = snapshot.agents_ready - snapshot.calls_waiting - len(snapshot.calls) - kept
    if offers <= 0:
        return Decision(0, Reason(Why.ENOUGH_IN_FLIGHT, {"in_flight": len(snapshot.calls)}))
    return Decision(offers, Reason(Why.PREVIEW, {"agents_ready": snapshot.agents_ready}))
