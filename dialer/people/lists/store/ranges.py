"""Sizes and id ranges of lists, and samples spread over long ones."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from dialer.core.enums import LeadState
from dialer.storage.schema import LEAD
from dialer.storage.sql import word

BLOCK: Final = 2_000  # adjacent ids, whose rows are adjacent too
SPARSE: Final = 4  # ids read for each lead wanted, at most: those between may belong to other lists
NOT_OVER: Final = tuple(word(state) for state in LeadState if state not in (LeadState.DONE, LeadState.ARCHIVED))

NOT_ARCHIVED: Final = LEAD.c.state != word(LeadState.ARCHIVED)  # phrased as in the index ix_lead_claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The leads of a list that are not done: their number, the first id and the last."""

    list_id: int
    leads: int
    first: int
    last: int


# Read from the index ix_lead_claim alone, not from the leads: a second for ten million.
_EXTENTS: Final = (
    select(LEAD.c.list_id, func.count(), func.min(LEAD.c.id), func.max(LEAD.c.id))
    .where(
        LEAD.c.list_id.in_(bindparam("lists", expanding=True)),
        LEAD.c.state.in_(NOT_OVER),
        NOT_ARCHIVED,
    )
    .group_by(LEAD.c.list_id)
)


def extents_of(connection: Connection, list_ids: Collection[int]) -> dict[int, Extent]:
    """By list; lists without leads that are not done are left out."""
    rows = connection.execute(_EXTENTS, {"lists": list(list_ids)})
    return {one: Extent(list_id=one, leads=leads, first=first, last=last) for one, leads, first, last in rows}


def shares(extents: Iterable[Extent], most: int) -> dict[int, int]:
    """By list, how many of its leads to read if all lists together may have `most`: short lists are read whole."""
    found: dict[int, int] = {}
    by_length = sorted(extents, key=lambda one: one.leads)
    for place, one in enumerate(by_length):
        found[one.list_id] = min(one.leads, (most - sum(found.values())) // (len(by_length) - place))
    return found


def spread(extent: Extent, leads: int) -> Iterator[tuple[int, int]]:
    """Blocks of ids (first, last), evenly spread over a list that has more than `leads` leads.

    The blocks hold about `leads` of its leads; fewer if leads of other lists lie between them.
    """
    reach = extent.last - extent.first + 1
    wanted = min(reach * leads // extent.leads, leads * SPARSE)
    blocks = max(wanted // BLOCK, 1)
    for place in range(blocks):
        first = extent.first + reach * place // blocks
        yield first, min(first + BLOCK, extent.last + 1) - 1
