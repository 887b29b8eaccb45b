"""Fixed ratio: so many calls under way for each ready agent, brought down to one by the guard."""

from __future__ import annotations

import math

from pacing.guard import Allowance, Level
from pacing.progressive import guard_reason, held_to_one
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why


def ratio(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """`policy.ratio` calls for each ready agent; between the throttle and the progressive level, linearly fewer."""
    if allowed.level >= Level.PROGRESSIVE or allowed.learning:
        return held_to_one(snapshot, policy, guard_reason(snapshot, allowed))
    if snapshot.agents_ready == 0:
        return Decision(0, Reason(Why.NO_AGENT_READY))
    for_each = policy.ratio if policy.ratio <= 1.0 else 1.0 + (policy.ratio - 1.0) * allowed.over
    wanted = math.floor(for_each * max(snapshot.agents_ready - snapshot.calls_waiting, 0)) - len(snapshot.calls)
    if wanted <= 0:
        return Decision(0, Reason(Why.ENOUGH_IN_FLIGHT, {"in_flight": len(snapshot.calls)}))
    if allowed.level is Level.THROTTLE:
        return Decision(wanted, guard_reason(snapshot, allowed))
    return Decision(wanted, Reason(Why.RATIO, {"ratio": for_each, "agents_ready": snapshot.agents_ready}))
