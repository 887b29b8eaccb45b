"""Campaigns that share agents start calls at one common price, and those beyond their part yield to the others.

One call too many may leave anybody's person without an agent, whichever campaign called. A call is worth starting while
its risk times the cost of an abandoned call is below 1. To one campaign that cost is one over its price
(pacing/budget.py); to campaigns that share agents it is the mean of these, weighted by the answers on their way: 1 /
price = sum of (share of the answers) / (price of the campaign). So all stop at the same risk. At separate prices the
campaign with the lowest would always find the room taken, and one that still has to learn would never dial.

A campaign holds the agents who are busy with its people, and those whom the answers on their way will take or whom it
has promised to its calls. It has its part when these are to the others' as the agents it is due are to theirs; an agent
who works in two campaigns is due to each by half. With more than its part it stops at a fraction of the common price,
with less somewhat beyond it.
"""

from __future__ import annotations

import math

from pacing.forecast import Outlook
from pacing.guard import Allowance, allowance
from pacing.snapshot import Policy, Rival, Snapshot

_LEAST = 1e-9  # of a price
_YIELDS = 6.0  # logarithm by which a campaign that has all agents lowers the price
_CLAIMS = 0.15  # logarithm by which a campaign that has none raises the price


def common_price(snapshot: Snapshot, policy: Policy, allowed: Allowance, outlook: Outlook) -> float:
    """The common price of the campaign and those that share its agents; its own if none does.

    The call to be started counts as on its way.
    """
    if not snapshot.rivals:
        return allowed.price
    own = outlook.own + outlook.hit_rate
    cost = own / max(allowed.price, _LEAST)
    for rival, beside in zip(snapshot.rivals, outlook.beside, strict=True):
        if beside <= 0.0:
            continue
        cost += beside / max(allowed_to(rival, snapshot, policy).price, _LEAST)
    return sum(outlook.beside, own) / cost if cost > 0.0 else allowed.price


def allowed_to(rival: Rival, snapshot: Snapshot, policy: Policy) -> Allowance:
    """What a rival's limits allow it, by its own count; without a policy of its own, the given one applies."""
    return allowance(rival.learned, rival.policy or policy, snapshot.now, rival.elsewhere, snapshot.agents_ready)


def turn(snapshot: Snapshot, outlook: Outlook) -> float:
    """The factor on the common price that brings each campaign that shares agents to its part."""
    others = [
        (rival.holds + beside - rival.sharing * rival.calls_waiting, rival.sharing * rival.agents_due)
        for rival, beside in zip(snapshot.rivals, outlook.beside, strict=True)
        if _competes(rival)
    ]
    ours = outlook.own + len(snapshot.agents_busy)
    held = ours + sum(theirs for theirs, _ in others)
    due = snapshot.agents_due + sum(due for _, due in others)
    part = snapshot.agents_due / due if due > 0.0 else 0.0
    if not others or held <= 0.0 or part <= 0.0:
        return 1.0
    beyond = ours / held - part
    return math.exp(-_YIELDS * beyond / (1.0 - part) if beyond > 0.0 else -_CLAIMS * beyond / part)


def _competes(rival: Rival) -> bool:
    """Whether the rival would dial more if there were room."""
    return bool(rival.calls or rival.calls_waiting) if rival.wants is None else rival.wants
