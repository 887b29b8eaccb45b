"""Leads that are released, deferred or retired, with their rulings: written in batches.

A ruling is logged in the transaction that puts the lead away: neither is written without the other.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from dialer.cell.effects import DeferLead, LogRuling, ReleaseLeads, RetireLead
from dialer.compliance.ruling_record import line
from dialer.engine.persistence.write_queue import AGAIN_S, WriteQueue
from dialer.people.leads.store.returns import PutAway
from dialer.stores.everything import Store

ACTOR: Final = "rules"

Put = ReleaseLeads | DeferLead | RetireLead | LogRuling
OfCell = tuple[int, str, Put]  # the campaign, the owner of its leads, and the effect


def lead_returns(
    store: Store,
    clock: Callable[[], float],
    spawn: Callable[[Coroutine[Any, Any, None]], object],
    again_s: Sequence[float] = AGAIN_S,
) -> WriteQueue[OfCell]:
    """The queue of leads that are put away.

    A batch is tried until it is written: no lease expires by itself, since the node renews all that it has claimed.
    What cannot be written when the engine ends is left to the next one, which releases all leads.
    """

    async def write(batch: Sequence[OfCell]) -> None:
        await store.away.write(_sorted(batch, clock()))

    return WriteQueue(what="leads that are given back", write=write, spawn=spawn, again_s=again_s)


def _sorted(batch: Sequence[OfCell], now: float) -> PutAway:
    """Group effects by what is to be done; rulings of one kind share one line of the log."""
    sorted_ = PutAway(now=now, actor=ACTOR)
    for campaign_id, owner, effect in batch:
        match effect:
            case ReleaseLeads(lead_ids=ids):
                sorted_.released.extend((lead_id, owner) for lead_id in ids)
            case DeferLead(lead_id=lead_id, until=until, rule=rule):
                sorted_.deferred.append((lead_id, owner, until, rule))
            case RetireLead(lead_id=lead_id, rule=rule):
                sorted_.retired.append((lead_id, owner, rule))
            case LogRuling(lead_id=lead_id, ruling=ruling, agent_id=agent_id, point=point):
                said = line(ruling)
                key = (campaign_id, point.value, said.pop("answer"), said.pop("rule"), said.pop("profile"))
                sorted_.rulings.setdefault(key, []).append(
                    {**said, **({"agent": agent_id} if agent_id is not None else {"lead": lead_id} if lead_id else {})}
                )
    return sorted_
