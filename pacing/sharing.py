"""Campaigns that share agents start their calls at one price, and who is ahead leaves the next agent to the others.

Whoever is abandoned because of one call more is anybody of those who answer around then, whichever campaign called. A
call is worth starting while its risk times what an abandoned call costs is below 1. To one campaign it costs one over
its price (pacing/budget.py); to those who share agents the mean of that, weighted by the answers on their way:
1 / price = sum of (share of the answers) / (price of the campaign). So all stop at the same risk. At prices of their
own the one with the lowest would always find the room taken, and one that still has to learn never would.

A campaign has its part when the agents who are busy with its people and those whom the answers on their way will take,
or whom it has promised to its calls, are to those of the others as the agents it is due are to theirs; one who works in
two is due to each by half. With more than its part it stops at a fraction of the common price, with less it goes
somewhat beyond it.
"""

from __future__ import annotations

import math

from pacing.forecast import Outlook
from pacing.guard import Allowance, allowance
from pacing.snapshot import Policy, Rival, Snapshot

_LEAST = 1e-9  # of a price
_YIELDS = 6.0  # logarithm of the price that is left to others by a campaign that has all agents
_CLAIMS = 0.15  # logarithm of the price beyond the common one at which a campaign stops that has none


def common_price(snapshot: Snapshot, policy: Policy, allowed: Allowance, outlook: Outlook) -> float:
    """The price that the campaign and those that share its agents make together; its own where none does.

    The call that is to be started counts as on its way.
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
    """What a rival's limits allow it, by its own count; one that tells no policy has the given one."""
    return allowance(rival.learned, rival.policy or policy, snapshot.now, rival.elsewhere, snapshot.agents_ready)


def turn(snapshot: Snapshot, outlook: Outlook) -> float:
    """By what a campaign that shares agents multiplies the common price, so that each comes to its part."""
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
    """Whether it would dial more if there were room."""
    return bool(rival.calls or rival.calls_waiting) if rival.wants is None else rival.wants
