"""Leads that are released, deferred or retired, with their rulings: written in batches.

A ruling is logged in the transaction that puts the lead away: neither is written without the other.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

from dialer.cell.effects import DeferLead, LogRuling, ReleaseLeads, RetireLead
from dialer.compliance.ruling_record import line
from dialer.leads.store.returns import PutAway
from dialer.storage.database import REFUSED, TROUBLE
from dialer.stores import Store

log = logging.getLogger("pronto.engine")

AGAIN_S: Final = (1.0, 2.0, 5.0, 10.0, 20.0)  # pauses between tries; the last one for as long as it takes
ACTOR: Final = "rules"

Put = ReleaseLeads | DeferLead | RetireLead | LogRuling


@dataclass(slots=True, kw_only=True)
class Away:
    """The queue of what is to be written. `spawn` starts a task that the engine watches."""

    store: Store
    clock: Callable[[], float]
    spawn: Callable[[Coroutine[Any, Any, None]], object]
    again_s: tuple[float, ...] = AGAIN_S
    _ends: bool = False
    _waiting: list[tuple[int, str, Put]] = field(default_factory=list)
    _writes: bool = False

    def put(self, campaign_id: int, owner: str, effect: Put) -> None:
        """Queue the effect; it is written with all that comes meanwhile."""
        self._waiting.append((campaign_id, owner, effect))
        if not self._writes:
            self._writes = True
            self.spawn(self._write())

    def end(self) -> None:
        """The engine ends: what cannot be written now is left to the next engine, which releases all leads."""
        self._ends = True

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write_batch(_sorted(batch, self.clock()))
        finally:
            self._writes = False

    async def _write_batch(self, batch: PutAway) -> None:
        # Tried until it is written: no lease expires by itself, since the node renews all that it has claimed.
        tries = 0
        while not await self._is_written(batch):
            if self._ends:
                return
            await asyncio.sleep(self.again_s[min(tries, len(self.again_s) - 1)])
            tries += 1

    async def _is_written(self, batch: PutAway) -> bool:
        """Write the batch; True if nothing is left to be done about it."""
        try:
            await self.store.away.write(batch)
        except REFUSED as error:
            log.error("leads could not be given back, they wait for the next engine: %s", type(error).__name__)
        except TROUBLE as error:
            log.warning("leads could not be given back, trying again: %s", type(error).__name__)
            return False
        return True


def _sorted(batch: list[tuple[int, str, Put]], now: float) -> PutAway:
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
