"""Calling off: hang up a call that has rung for its lawful minimum when an answer would likely find no agent.

Where the rules set a minimum time of ringing, a call may be hung up after it. Its risk is the average of P(no agent is
left) over the instants at which it would soon be answered, the other calls in flight before it. It is called off when
that risk is a multiple of the price of a new call: a new call can wait half a second instead, this one is a chance half
spent, so it must be worse.
"""

from __future__ import annotations

from pacing.forecast import Outlook, look_ahead
from pacing.guard import Allowance
from pacing.risk import shortage
from pacing.sharing import common_price
from pacing.snapshot import CallInFlight, Policy, Snapshot

TIMES_THE_PRICE = 3.0
LATE = 0.3  # what is left of a new call's risk at ages at which it may be called off
_OWN_SHARE = (0.15, 0.4, 0.7)  # of its answer, if it comes, by each of the instants SOON


def rung_long_enough(snapshot: Snapshot, policy: Policy) -> list[CallInFlight]:
    """The calls that have rung for the lawful minimum; none where the rules name no minimum."""
    return [call for call, ripe_at in _ripening(snapshot, policy) if ripe_at <= snapshot.now]


def look_again_at(snapshot: Snapshot, policy: Policy) -> float | None:
    """When the next of the calls that ring comes to its lawful minimum; None: no time that passes brings one there."""
    return min((ripe_at for _, ripe_at in _ripening(snapshot, policy) if ripe_at > snapshot.now), default=None)


def _ripening(snapshot: Snapshot, policy: Policy) -> list[tuple[CallInFlight, float]]:
    """The calls that ring, each with the instant from which it may be called off."""
    if policy.ring_min_s is None:
        return []
    return [
        (call, call.ringing_at + policy.ring_min_s)
        for call in snapshot.calls
        if call.answered_at is None and call.ringing_at is not None
    ]


def too_risky(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> tuple[str, ...]:
    """Ids of the calls to hang up while nothing may be started, whatever keeps from it."""
    if not rung_long_enough(snapshot, policy):
        return ()
    outlook = look_ahead(snapshot, policy)
    return call_off(snapshot, policy, outlook, common_price(snapshot, policy, allowed, outlook))


def call_off(snapshot: Snapshot, policy: Policy, outlook: Outlook, price: float) -> tuple[str, ...]:
    """Ids of the calls to hang up now, those that have rung longest first."""
    ripe = rung_long_enough(snapshot, policy)
    if not ripe:
        return ()
    ripe.sort(key=lambda call: call.launched_at)
    learned = snapshot.learned
    answered = list(outlook.answered_soon)
    hung_up = []
    for call in ripe:
        rate = outlook.rates[learned.known_segment(call.segment)]
        chance = learned.answers.chance(snapshot.now - call.launched_at, rate.mean, rate.through)
        risk = 0.0
        without = []
        soon = zip(outlook.idle_soon, outlook.freed_soon, answered, _OWN_SHARE, strict=True)
        for idle, freed, (mean, variance), share in soon:
            own = chance * share
            others = (max(mean - own, 0.0), max(variance - own * (1.0 - own), 0.0))
            without.append(others)
            risk += shortage(idle, freed, others) / len(_OWN_SHARE)
        if risk <= TIMES_THE_PRICE * price:
            break
        answered = without
        hung_up.append(call.call_id)
    return tuple(hung_up)
