"""Fixed ratio: so many calls under way for each ready agent, reduced to one by the guard.

Other campaigns that share the agents keep those they need for waiting people and for one-to-one calls; what they dial
ahead for the others counts as ours does. One call too many may leave anybody's person without an agent, theirs too: we
dial ahead no further than every campaign allows that has abandoned calls.
"""

from __future__ import annotations

import math

from pacing.guard import Allowance, Level
from pacing.progressive import guard_reason, held_to_one
from pacing.sharing import allowed_to
from pacing.snapshot import Decision, Policy, Reason, Rival, Snapshot, Why


def ratio(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """`policy.ratio` calls for each ready agent; between the throttle and the progressive level, linearly fewer."""
    if allowed.level >= Level.PROGRESSIVE or allowed.learning:
        return held_to_one(snapshot, policy, guard_reason(snapshot, allowed))
    if snapshot.agents_ready == 0:
        return Decision(0, Reason(Why.NO_AGENT_READY))
    for_each = policy.ratio if policy.ratio <= 1.0 else 1.0 + (policy.ratio - 1.0) * _over(snapshot, policy, allowed)
    free = snapshot.agents_ready - snapshot.calls_waiting - sum(rival.keeps for rival in snapshot.rivals)
    beside = sum(_ahead_of(rival, for_each) for rival in snapshot.rivals)
    wanted = math.floor(for_each * max(free, 0)) - len(snapshot.calls) - beside
    if wanted <= 0:
        return Decision(0, Reason(Why.ENOUGH_IN_FLIGHT, {"in_flight": len(snapshot.calls)}))
    if allowed.level is Level.THROTTLE:
        return Decision(wanted, guard_reason(snapshot, allowed))
    return Decision(wanted, Reason(Why.RATIO, {"ratio": for_each, "agents_ready": snapshot.agents_ready}))


def _over(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> float:
    """The share of over-dialling left by our limits and by those of the campaigns that share our agents."""
    theirs = (allowed_to(rival, snapshot, policy) for rival in snapshot.rivals if rival.takes_part)
    return min([allowed.over, *(one.over for one in theirs if one.share > 0.0)])


def _ahead_of(rival: Rival, for_each: float) -> int:
    """The calls that a rival dials ahead for agents who work for both: no more than we would for these."""
    if not rival.ahead:
        return 0
    if rival.shared_ready is None:
        return len(rival.calls)
    return min(len(rival.calls), math.floor(for_each * max(rival.shared_ready - rival.keeps, 0)))
