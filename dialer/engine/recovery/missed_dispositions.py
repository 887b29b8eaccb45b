"""Recovers dispositions whose bus message was lost; the database has them all.

Otherwise an agent would sit out the wrap-up limit, and a law that counts people would count machines as people until
the engine is restarted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dialer.cell.agents.roster import AgentState
from dialer.cell.cell import Cell
from dialer.engine.engine_events import BusMessage, MachinesMet
from dialer.engine.inbox import Inbox
from dialer.messaging.bus import Topic
from dialer.stores.everything import Store
from pacing.windowed_counts import BUCKET_S

COUNT_EVERY_S: Final = 30.0  # how long a count may miss a machine: windows of laws are hours and days
COUNT_BACK_S: Final = 43_200.0  # a count reads all that it counts; older calls are counted when the next engine starts


@dataclass(slots=True, kw_only=True)
class MissedDispositions:
    """Finds lost dispositions, and reports them to the engine's loop."""

    store: Store
    inbox: Inbox
    clock: Callable[[], float]
    cells: Mapping[int, Cell]  # by campaign
    count_at: float = 0.0

    async def look(self) -> None:
        """Find wrapping agents whose disposition is written already; now and then, which machines were met."""
        await self._wrap_ups()
        now = self.clock()
        if now >= self.count_at:
            self.count_at = now + COUNT_EVERY_S
            for campaign_id in list(self.cells):
                await self._met(campaign_id, now - now % BUCKET_S - COUNT_BACK_S)

    async def _wrap_ups(self) -> None:
        agents = (agent for cell in self.cells.values() for agent in cell.roster)
        wrapping = {str(one.call_id): one.id for one in agents if one.state is AgentState.WRAP_UP and one.call_id}
        for call_id in await self.store.dispositions.disposed(wrapping):
            self.inbox.put(BusMessage(Topic.DISPOSED, {"agent_id": wrapping[call_id], "attempt_id": call_id}))

    async def _met(self, campaign_id: int, back_to: float) -> None:
        cell = self.cells.get(campaign_id)
        tally = cell.learned.tally if cell is not None else None
        if tally is None or tally.first_at is None:
            return
        since = max(tally.first_at, back_to)
        if await self.store.dispositions.met(campaign_id, since=since) != tally.since(since).met:
            # The whole history, which may be long: hence the check before.
            met = await self.store.attempts.met_machines(campaign_id)
            self.inbox.put(MachinesMet(campaign_id, met), wake=False)
