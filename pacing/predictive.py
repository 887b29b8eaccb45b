"""Predictive: start one more call as long as the risk that it finds no agent when answered is below the price.

The risk of a call is computed at a few ages at which its person may answer (pacing/answers.py). At each, people
answered before it (calls in flight, pacing/forecast.py) meet agents idle now or freed by then and within the time a
person may wait (pacing/agent_release.py); pacing/risk.py gives the probability that none is left. The price comes from
the guard (pacing/budget.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from pacing import forecast
from pacing.call_cancel import LATE, call_off
from pacing.guard import Allowance
from pacing.progressive import one_to_one
from pacing.risk import shortage
from pacing.search import largest
from pacing.sharing import common_price, turn
from pacing.snapshot import Decision, Policy, Reason, Snapshot, Why

TICK_S = 0.5
_FILLING = 0.5  # share of ready agents above which a team is filling up


def predictive(snapshot: Snapshot, policy: Policy, allowed: Allowance) -> Decision:
    """As many calls as the price allows, each counted after those started before it."""
    soon = snapshot.now + TICK_S
    alone = one_to_one(replace(snapshot, rivals=()) if snapshot.rivals else snapshot, policy)
    # A ready agent is behind each of these, whichever other call is answered: they abandon nobody, at any price.
    sure = max(alone - sum(rival.needs for rival in snapshot.rivals), 0)
    most, bound = _most(snapshot, policy)
    if allowed.one_to_one and alone < most:
        most, bound = alone, Why.LEARNING  # the price counts the rivals' calls under way
    outlook = forecast.look_ahead(snapshot, policy)
    price = common_price(snapshot, policy, allowed, outlook)
    stop_at = price * turn(snapshot, outlook)
    risk_of = [0.0, 0.0]  # of the last call accepted, of the first refused

    def risk_after(before: int) -> float:
        risk = _risk(snapshot, policy, outlook, before)
        risk_of[0 if risk <= stop_at else 1] = risk
        return risk

    dial = largest(min(sure, most), most, risk_after, stop_at)
    bounded = dial == most and risk_after(dial) <= stop_at
    facts: dict[str, float | int | str] = {
        "risk": risk_of[0] if dial or bounded else risk_of[1],
        "price": stop_at,
        "hit_rate": outlook.hit_rate,
        "in_flight": len(snapshot.calls),
        "agents_ready": snapshot.agents_ready,
        "agents_freed": outlook.freed[-1].mean,
        "constraint": allowed.constraint,
        "share": allowed.share,
        "limit": allowed.limit,
        "bank": allowed.bank,
    }
    if any(rival.takes_part for rival in snapshot.rivals):
        facts["own_price"] = allowed.price
    # Far above the price, half a second does not bring the risk down.
    wake_at = soon if dial or risk_of[1] < 3.0 * stop_at else soon + TICK_S
    hung_up = () if dial else call_off(snapshot, policy, outlook, price)
    if bounded:
        return Decision(dial, Reason(bound, facts), wake_at, hung_up)
    return Decision(dial, Reason(_why(dial, allowed), facts), wake_at, hung_up, _binding(snapshot, price))


def _binding(snapshot: Snapshot, price: float) -> float | None:
    """The price, if its result can be learned from: not while a team fills up."""
    filling = snapshot.agents_ready > _FILLING * snapshot.working
    return None if filling else price


def _why(dial: int, allowed: Allowance) -> Why:
    if allowed.why is Why.GUARD_PROGRESSIVE:
        return allowed.why
    if dial == 0:
        return Why.ENOUGH_IN_FLIGHT
    return Why.LEARNING if allowed.why is Why.LEARNING else Why.PREDICTED


def _most(snapshot: Snapshot, policy: Policy) -> tuple[int, Why]:
    """The last bound and its name: leads, channels, or calls in flight for each working agent."""
    by_ratio = int(policy.max_ratio * snapshot.staying) - len(snapshot.calls)
    bounds = (snapshot.leads_left, Why.NO_LEAD), (snapshot.lines_left, Why.NO_LINE), (by_ratio, Why.MAX_RATIO)
    most, bound = min(bounds, key=itemgetter(0))
    return max(most, 0), bound


def _risk(snapshot: Snapshot, policy: Policy, outlook: forecast.Outlook, before: int) -> float:
    """The risk of a call started now, after `before` others started now."""
    total = 0.0
    nodes = len(outlook.freed)
    late = nodes
    if policy.ring_min_s is not None:
        late = bisect_left(snapshot.learned.answers.nodes, policy.ring_min_s + 2.0)
    for index in range(nodes):
        mean, variance = outlook.answered[index]
        if before:
            more, wider = _started(outlook.next, before, index, (index + 0.5) / nodes)
            mean += more
            variance += wider
        risk = shortage(outlook.idle[index], outlook.freed[index], (mean, variance))
        total += risk if index < late else LATE * risk
    return total / nodes


def _started(batches: Sequence[forecast.Batch], calls: int, index: int, by_then: float) -> forecast.Moments:
    """Mean and variance that calls started now add to the answers at one of the answer ages."""
    mean = variance = 0.0
    for batch in batches:
        of_these = calls if batch is batches[-1] else min(calls, batch.calls)
        chance = batch.rate.mean * by_then
        more = of_these * chance
        lever, own = batch.doubt[index], more * (1.0 - batch.rate.mean)
        mean += more
        # (doubt + own)^2 - doubt^2: what is unknown about the hit rate is common to old and new calls.
        variance += more * (1.0 - chance) + batch.rate.spread**2 * own * (2.0 * lever + own)
        calls -= of_these
        if calls <= 0:
            break
    return mean, variance
