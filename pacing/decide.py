"""The one door: a snapshot and a policy in, a decision with its reason out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pacing.calling_off import rung_long_enough
from pacing.guaranteed import guaranteed
from pacing.guard import Allowance, Level, allowance
from pacing.predictive import predictive
from pacing.preview import preview
from pacing.progressive import progressive
from pacing.ratio import ratio
from pacing.snapshot import Decision, Mode, Policy, Reason, Snapshot, Why

Pacer = Callable[[Snapshot, Policy, Allowance], Decision]

PACERS: Mapping[Mode, Pacer] = {
    Mode.PREVIEW: preview,
    Mode.PROGRESSIVE: progressive,
    Mode.RATIO: ratio,
    Mode.PREDICTIVE: predictive,
    Mode.GUARANTEED: guaranteed,
}


def decide(snapshot: Snapshot, policy: Policy) -> Decision:
    """How many calls to start now, why not more, and when to ask again if nothing happens before.

    The same snapshot and policy give the same decision.
    """
    working = snapshot.agents_ready + sum(not agent.leaving for agent in snapshot.agents_busy)
    if working == 0:
        # Whoever answers now finds nobody.
        hung_up = tuple(call.call_id for call in rung_long_enough(snapshot, policy))
        return Decision(0, Reason(Why.NO_AGENT), call_off=hung_up)
    allowed = allowance(snapshot.learned, policy, snapshot.now, snapshot.elsewhere, snapshot.agents_ready)
    if allowed.level is Level.STOP:
        facts: dict[str, float | int | str] = {
            "constraint": allowed.constraint,
            "share": allowed.share,
            "limit": allowed.limit,
        }
        # A rolling window forgets as time passes.
        return Decision(0, Reason(Why.GUARD_STOP, facts), snapshot.now + 60.0)
    if snapshot.leads_left <= 0:
        return Decision(0, Reason(Why.NO_LEAD))
    if snapshot.lines_left <= 0:
        return Decision(0, Reason(Why.NO_LINE, {"in_flight": len(snapshot.calls)}))
    if snapshot.calls_waiting > snapshot.agents_ready and policy.mode is not Mode.PREDICTIVE:
        wake_at = snapshot.now + 1.0
        waiting = Reason(Why.CALLS_WAITING, {"calls_waiting": snapshot.calls_waiting})
        return Decision(0, waiting, wake_at)
    return _within_limits(snapshot, PACERS[policy.mode](snapshot, policy, allowed))


def _within_limits(snapshot: Snapshot, wanted: Decision) -> Decision:
    """Bound a decision by the leads, lines and starts there are; the tightest gives the reason."""
    decision = wanted
    for left, why in (
        (snapshot.leads_left, Why.NO_LEAD),
        (snapshot.lines_left, Why.NO_LINE),
        (snapshot.starts_left, Why.STARTS_LIMIT),
    ):
        if decision.dial > left:
            reason = Reason(why, {**wanted.reason.facts, "wanted": wanted.dial, "left": left})
            decision = replace(decision, dial=max(left, 0), reason=reason, price=None)
    if decision.reason.code is Why.STARTS_LIMIT and snapshot.next_start_at is not None:
        wake_at = snapshot.next_start_at
        decision = replace(decision, wake_at=wake_at if decision.wake_at is None else min(wake_at, decision.wake_at))
    return decision
