"""The entry point of pacing: a snapshot and a policy in, a decision with its reason out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from pacing.call_cancel import look_again_at, rung_long_enough, too_risky
from pacing.guaranteed import beyond_the_agents, guaranteed
from pacing.guard import Allowance, Level, allowance
from pacing.predictive import predictive
from pacing.preview import preview
from pacing.progressive import progressive
from pacing.ratio import ratio
from pacing.snapshot import STARTS_LIMITED, Decision, Mode, Policy, Reason, Snapshot, Why

Pacer = Callable[[Snapshot, Policy, Allowance], Decision]
CallerOff = Callable[[Snapshot, Policy, Allowance], tuple[str, ...]]

PACERS: Mapping[Mode, Pacer] = {
    Mode.PREVIEW: preview,
    Mode.PROGRESSIVE: progressive,
    Mode.RATIO: ratio,
    Mode.PREDICTIVE: predictive,
    Mode.GUARANTEED: guaranteed,
}
CALLERS_OFF: Mapping[Mode, CallerOff] = {Mode.PREDICTIVE: too_risky, Mode.GUARANTEED: beyond_the_agents}
_LOOK_AGAIN_S = 1.0


def decide(snapshot: Snapshot, policy: Policy) -> Decision:
    """How many calls to start now, why not more, and when to ask again if nothing happens before.

    The same snapshot and policy give the same decision.
    """
    if snapshot.staying == 0:
        # A person who answers now finds no agent.
        hung_up = tuple(call.call_id for call in rung_long_enough(snapshot, policy))
        return Decision(0, Reason(Why.NO_AGENT), look_again_at(snapshot, policy), hung_up)
    allowed = allowance(
        snapshot.learned, policy, snapshot.now, snapshot.elsewhere, snapshot.agents_ready, snapshot.leads_to_come
    )
    held = _held(snapshot, policy, allowed)
    if held is not None:
        return _calling_off(snapshot, policy, allowed, held)
    return _within_limits(snapshot, PACERS[policy.mode](snapshot, policy, allowed))


def _held(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision | None:
    """What forbids any start, whatever the mode wants; None: the mode decides."""
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
        waiting = Reason(Why.CALLS_WAITING, {"calls_waiting": snapshot.calls_waiting})
        return Decision(0, waiting, snapshot.now + 1.0)
    return None


def _calling_off(snapshot: Snapshot, policy: Policy, allowed: Allowance, held: Decision) -> Decision:
    """Nothing is started; ringing calls may still find no agent, and are called off."""
    caller_off = CALLERS_OFF.get(policy.mode)
    if caller_off is None:
        return held
    hung_up = caller_off(snapshot, policy, allowed)
    left = len(hung_up) < len(rung_long_enough(snapshot, policy))
    look_at = snapshot.now + _LOOK_AGAIN_S if left else look_again_at(snapshot, policy)
    wake_at = min((at for at in (held.wake_at, look_at) if at is not None), default=None)
    return replace(held, call_off=hung_up, wake_at=wake_at)


def _within_limits(snapshot: Snapshot, wanted: Decision) -> Decision:
    """Limit a decision to the leads, channels and starts available; the tightest limit gives the reason."""
    decision = wanted
    for left, why in (
        (snapshot.leads_left, Why.NO_LEAD),
        (snapshot.lines_left, Why.NO_LINE),
        (snapshot.starts_left, Why.OVERLOAD if snapshot.overloaded else Why.STARTS_LIMIT),
    ):
        if decision.dial > left:
            reason = Reason(why, {**wanted.reason.facts, "wanted": wanted.dial, "left": left})
            decision = replace(decision, dial=max(left, 0), reason=reason, price=None)
    if decision.reason.code in STARTS_LIMITED and snapshot.next_start_at is not None:
        wake_at = snapshot.next_start_at
        decision = replace(decision, wake_at=wake_at if decision.wake_at is None else min(wake_at, decision.wake_at))
    return decision
