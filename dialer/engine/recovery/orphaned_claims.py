"""Leads that the database says are ours and that no cell has: given back, for nobody would ever dial them.

A claim whose answer is lost on the way, as when the database is restarted in the middle of it, leaves them behind;
and their lease does not run out while their node renews it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialer.cell.cell import Cell
from dialer.stores import Store

LOOK_EVERY_S = 60.0  # longer than any claim, or giving back, is under way


@dataclass(slots=True)
class Lost:
    """What nobody had when it was looked last; who is so twice is given back."""

    store: Store
    look_at: float = 0.0
    _suspects: dict[str, set[int]] = field(default_factory=dict)  # by owner

    async def look(self, cells: Mapping[int, Cell], owners: Iterable[str], *, now: float) -> int:
        """Look, if it is time to; return how many leads were given back."""
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
    """The leads that the cell has, wherever."""
    places = (cell.hopper, cell.promised, cell.previews.values(), cell.leads.values(), cell.bookings.leads.values())
    return (lead.lead_id for place in places for lead in place)
