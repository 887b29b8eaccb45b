"""Progressive: one call under way for each ready agent. Only an agent who vanishes can leave an answer alone."""

from __future__ import annotations

from pacing.guard import Allowance, Level
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why


def one_to_one(snapshot: Snapshot) -> int:
    """Calls that may be started with a ready agent behind each call under way."""
    return max(snapshot.agents_ready - snapshot.calls_waiting - len(snapshot.calls), 0)


def progressive(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """One call for each ready agent."""
    del policy
    return held_to_one(snapshot, Reason(Why.ONE_TO_ONE, _facts(snapshot, allowed)))


def held_to_one(snapshot: Snapshot, reason: Reason) -> Decision:
    """One call for each ready agent, whatever the mode would have liked, for the reason given."""
    dial = one_to_one(snapshot)
    if dial > 0:
        return Decision(dial, reason)
    if snapshot.agents_ready == 0:
        return Decision(0, Reason(Why.NO_AGENT_READY, reason.facts))
    return Decision(0, Reason(Why.ENOUGH_IN_FLIGHT, {"in_flight": len(snapshot.calls), **reason.facts}))


def guard_reason(snapshot: Snapshot, allowed: Allowance) -> Reason:
    """Why the guard brings a mode down to one to one."""
    facts = _facts(snapshot, allowed)
    if allowed.learning:
        return Reason(Why.LEARNING, facts)
    return Reason(Why.GUARD_PROGRESSIVE if allowed.level >= Level.PROGRESSIVE else Why.GUARD_THROTTLE, facts)


def _facts(snapshot: Snapshot, allowed: Allowance) -> dict[str, float | int | str]:
    return {
        "agents_ready": snapshot.agents_ready,
        "constraint": allowed.constraint,
        "share": allowed.share,
        "limit": allowed.limit,
    }
