"""Releases leads that the database says are ours and that no cell has: nobody would ever dial them.

They are left by a claim whose answer was lost, for instance in a restart of the database; their lease does not expire
while their node renews it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialer.cell.cell import Cell
from dialer.stores.everything import Store

LOOK_EVERY_S = 60.0  # longer than a claim or a release is under way


@dataclass(slots=True)
class Lost:
    """Leads without a cell at the last look; those found twice are released."""

    store: Store
    look_at: float = 0.0
    _suspects: dict[str, set[int]] = field(default_factory=dict)  # by owner

    async def look(self, cells: Mapping[int, Cell], owners: Iterable[str], *, now: float) -> int:
        """Look, if it is time to; return how many leads were released."""
        if now < self.look_at:
            return 0
        self.look_at, given_back = now + LOOK_EVERY_S, 0
        for owner in owners:
            claimed = set(await self.store.leads.held(owner))
            strangers = claimed - {lead_id for cell in cells.values() for lead_id in _in(cell)}
            lost = strangers & self._suspects.get(owner, set())
            self._suspects[owner] = strangers - lost
            given_back += await self.store.leads.release(lost, owner=owner)
        return given_back


def _in(cell: Cell) -> Iterable[int]:
    """All leads that the cell has."""
    places = (cell.hopper, cell.promised, cell.previews.values(), cell.leads.values(), cell.bookings.leads.values())
    return (lead.lead_id for place in places for lead in place)
