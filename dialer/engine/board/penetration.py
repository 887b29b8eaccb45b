"""Penetration of lists and when they run dry: counted now and then, shown on the board."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialer.cell.cell import Cell
from dialer.cell.legal.calling_hours import hours_of
from dialer.people.lists.rules.penetration import Penetration
from dialer.stores.everything import Store

AHEAD_S: Final = 30.0
MOST_S, SHARE = 900.0, 0.02  # counting takes at most a fiftieth of the time, so long lists are counted less often


@dataclass(slots=True, kw_only=True)
class Ahead:
    """The last counts, by campaign."""

    store: Store
    clock: Callable[[], float]
    cells: Mapping[int, Cell]
    of: dict[int, Penetration] = field(default_factory=dict)

    async def count(self) -> None:
        """Count every campaign once, then pause in proportion to the time it took."""
        began = self.clock()
        for campaign_id in list(self.cells):
            if (cell := self.cells.get(campaign_id)) is not None:  # closed meanwhile
                hours = hours_of(cell.campaign)
                self.of[campaign_id] = await self.store.penetration.of(campaign_id, now=self.clock(), hours=hours)
        await asyncio.sleep(min(MOST_S, (self.clock() - began) / SHARE))
