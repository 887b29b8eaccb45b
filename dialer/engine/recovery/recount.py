"""Compares the law's counts of answered calls with the rows of the calls now and then, and corrects them.

An engine starts from the rows and adds what it sees. If the two differed, a campaign would be paced by a rate that is
not that of its calls.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dialer.campaigns.attempts.model import AnswerCounts
from dialer.cell.cell import Cell
from dialer.core.time_units import HOUR_S
from dialer.engine.engine_events import Recounted
from dialer.engine.inbox import Inbox
from dialer.stores.everything import Store
from pacing.windowed_counts import BUCKET_S, Count

log = logging.getLogger("pronto.engine.recount")

EVERY_S: Final = HOUR_S
STANDS_S: Final = 30.0  # a difference that lasts so long is not due to calls being written
SETTLED_S: Final = 120.0  # everything of calls this old is written


@dataclass(frozen=True, slots=True)
class _Apart:
    """A difference found among the calls before `until`."""

    until: float
    counted: Count
    written: Count


@dataclass(slots=True, kw_only=True)
class Recounts:
    """Compares one campaign after the other, and reports lasting differences to the engine's loop."""

    store: Store
    inbox: Inbox
    clock: Callable[[], float]
    cells: Mapping[int, Cell]  # by campaign
    writes: Callable[[], bool]  # whether the database accepts the ends of calls; else its rows lack some
    _due_at: dict[int, float] = field(default_factory=dict)  # by campaign
    _apart: dict[int, _Apart] = field(default_factory=dict)

    async def look(self) -> None:
        """Compare the campaigns that are due. To be called every STANDS_S."""
        if not self.writes():
            self._apart.clear()  # the difference may be due to calls not yet written
            return
        for campaign_id in list(self.cells):
            now = self.clock()
            # The first time soon after a start, so that what was written meanwhile is compared too.
            if now >= self._due_at.setdefault(campaign_id, now + SETTLED_S):
                self._due_at[campaign_id] = now + EVERY_S
                await self._compare(campaign_id, now)

    async def _compare(self, campaign_id: int, now: float) -> None:
        seen = self._apart.pop(campaign_id, None)
        until = seen.until if seen is not None else now - SETTLED_S - now % BUCKET_S
        counts = await self.store.attempts.counts(campaign_id)
        written = await asyncio.to_thread(_before, counts, until)
        cell = self.cells.get(campaign_id)
        if cell is None:
            return
        counted = cell.learned.tally.before(until)
        counted = counted._replace(
            met=0
        )  # those are compared separately (dialer/engine/recovery/missed_dispositions.py)
        if counted == written:
            return
        apart = _Apart(until, counted, written)
        if apart == seen:
            met_at = await self.store.attempts.met_machines(campaign_id)
            log.warning(
                "the count of campaign %d's answered calls is put right from what is written of them: "
                "abandoned %d, now %d; served %d, now %d; machines %d, now %d",
                campaign_id,
                *(counted.abandoned, written.abandoned, counted.served, written.served),
                *(counted.machines, written.machines),
            )
            self.inbox.put(Recounted(campaign_id, until, counts, met_at))
        else:
            self._apart[campaign_id] = apart
            self._due_at[campaign_id] = 0.0  # look again, at the same calls


def _before(counts: Sequence[AnswerCounts], until: float) -> Count:
    old = [one for one in counts if one.minute_at < until]
    return Count(sum(one.served for one in old), sum(one.abandoned for one in old), sum(one.machines for one in old))
