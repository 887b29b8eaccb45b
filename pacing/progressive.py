"""Progressive: one call under way for each ready agent. Only if an agent vanishes can an answer find none."""

from __future__ import annotations

from pacing.guard import Allowance
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why


def one_to_one(snapshot: Snapshot, policy: Policy) -> int:
    """Calls that may be started with a ready agent for each call under way, other campaigns' included.

    Other campaigns take no more of our agents than work for them, and those that dial ahead no more than their part:
    none while this campaign never dials ahead and has less than its own. A campaign that dials ahead also uses agents
    who become free, and leaves one to each one-to-one call of this campaign; two that dial ahead do not do that for
    each other. Agents who will leave before a call started now has ended are not counted.
    """
    promised = snapshot.calls_waiting + len(snapshot.calls)
    if snapshot.rivals:
        campaigns, behind = snapshot.campaigns, not policy.mode.ahead and _behind(snapshot)
        for rival in snapshot.rivals:
            promised += rival.keeps if behind else rival.claims(snapshot.agents_ready, campaigns)
    stay = snapshot.agents_ready
    if snapshot.ready_leaving_at:
        stay -= snapshot.ready_gone_by(snapshot.now + policy.ring_limit_s + policy.screening_s)
    return max(stay - promised, 0)


def _behind(snapshot: Snapshot) -> bool:
    """Whether the campaign has less than its part of the agents, counting those behind its calls as its own."""
    ours = len(snapshot.agents_busy) + snapshot.calls_waiting + len(snapshot.calls)
    rivals = [rival for rival in snapshot.rivals if rival.takes_part]
    theirs = sum(rival.holds for rival in rivals)
    due_to_them = sum(rival.sharing * rival.agents_due for rival in rivals)
    return ours * due_to_them < theirs * snapshot.agents_due


def progressive(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """One call for each ready agent."""
    return held_to_one(snapshot, policy, Reason(Why.ONE_TO_ONE, _facts(snapshot, allowed)))


def held_to_one(snapshot: Snapshot, policy: Policy, reason: Reason) -> Decision:
    """One call for each ready agent, for the given reason, whatever the mode."""
    dial = one_to_one(snapshot, policy)
    if dial > 0:
        return Decision(dial, reason)
    if snapshot.agents_ready == 0:
        return Decision(0, Reason(Why.NO_AGENT_READY, reason.facts))
    return Decision(0, Reason(Why.ENOUGH_IN_FLIGHT, {"in_flight": len(snapshot.calls), **reason.facts}))


def guard_reason(snapshot: Snapshot, allowed: Allowance) -> Reason:
    """Why the guard reduces a mode to one to one."""
    return Reason(allowed.why or Why.GUARD_PROGRESSIVE, _facts(snapshot, allowed))


def _facts(snapshot: Snapshot, allowed: Allowance) -> dict[str, float | int | str]:
    return {
        "agents_ready": snapshot.agents_ready,
        "constraint": allowed.constraint,
        "share": allowed.share,
        "limit": allowed.limit,
        "bank": allowed.bank,
    }
