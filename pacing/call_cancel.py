"""Calling off: hang up a call that has rung for its legal minimum when an answer would likely find no agent.

Where the rules set a minimum time of ringing, a call may be hung up after it. Its risk is the mean of P(no agent is
left) over the instants at which it would soon be answered, the other calls in flight before it. It is called off when
that risk is a multiple of the price of a new call: a new call can be started half a second later instead, while this
one is half spent already, so its risk must be higher.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pacing.forecast import Moments, Outlook, look_ahead
from pacing.guard import Allowance
from pacing.risk import shortage
from pacing.sharing import common_price
from pacing.snapshot import CallInFlight, Policy, Snapshot

TIMES_THE_PRICE = 3.0
LATE = 0.3  # what remains of a new call's risk at ages at which it may be called off
_OWN_SHARE = (0.15, 0.4, 0.7)  # part of its answer, if any, that has come by each of the instants SOON


def rung_long_enough(snapshot: Snapshot, policy: Policy) -> list[CallInFlight]:
    """The calls that have rung for the legal minimum; none where the rules name no minimum."""
    return [call for call, ripe_at in _ripening(snapshot, policy) if ripe_at <= snapshot.now]


def look_again_at(snapshot: Snapshot, policy: Policy) -> float | None:
    """When the next ringing call reaches its legal minimum; None if the passing of time brings none there."""
    return min((ripe_at for _, ripe_at in _ripening(snapshot, policy) if ripe_at > snapshot.now), default=None)


def _ripening(snapshot: Snapshot, policy: Policy) -> list[tuple[CallInFlight, float]]:
    """The ringing calls, each with the instant from which it may be called off."""
    if policy.ring_min_s is None:
        return []
    return [
        (call, call.ringing_at + policy.ring_min_s)
        for call in snapshot.calls
        if call.answered_at is None and call.ringing_at is not None
    ]


def too_risky(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> tuple[str, ...]:
    """Ids of the calls to hang up while nothing may be started, for whatever reason."""
    if not rung_long_enough(snapshot, policy):
        return ()
    outlook = look_ahead(snapshot, policy)
    return call_off(snapshot, policy, outlook, common_price(snapshot, policy, allowed, outlook))


def call_off(snapshot: Snapshot, policy: Policy, outlook: Outlook, price: float) -> tuple[str, ...]:
    """Ids of the calls to hang up now, longest ringing first.

    Each hang-up leaves less risk to the next: the first call that may ring on is found by bisection.
    """
    ripe = rung_long_enough(snapshot, policy)
    if not ripe:
        return ()
    ripe.sort(key=lambda call: call.launched_at)
    left = [outlook.answered_soon]  # answers that come soon, without so many of the calls

    def may_ring_on(before: int) -> bool:
        while len(left) < before + 2:
            left.append(without(ripe[len(left) - 1], left[-1], snapshot, outlook))
        risk = 0.0
        for idle, freed, others in zip(outlook.idle_soon, outlook.freed_soon, left[before + 1], strict=True):
            risk += shortage(idle, freed, others) / len(_OWN_SHARE)
        return risk <= TIMES_THE_PRICE * price

    hung_up = 0 if may_ring_on(0) else bisect_left(range(len(ripe)), True, 1, key=may_ring_on)
    return tuple(call.call_id for call in ripe[:hung_up])


def without(
    call: CallInFlight, answered: Sequence[Moments], snapshot: Snapshot, outlook: Outlook
) -> tuple[Moments, ...]:
    """The answers expected soon, without that of this call."""
    learned = snapshot.learned
    rate = outlook.rates[learned.known_segment(call.segment)]
    chance = learned.answers.chance(snapshot.now - call.launched_at, rate.mean, rate.through)
    others = []
    for (mean, variance), share in zip(answered, _OWN_SHARE, strict=True):
        own = chance * share
        others.append((max(mean - own, 0.0), max(variance - own * (1.0 - own), 0.0)))
    return tuple(others)
