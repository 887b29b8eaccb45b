"""Numbers of a list's leads that are not done: the newest domestic ones, and the foreign ones.

The search takes a second for ten million leads: it uses lead ids, which follow the order in a list, and the index on
numbers if few are foreign.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select

from dialer.people.lists.store.ranges import BLOCK, NOT_OVER, SPARSE, Extent, shares, spread
from dialer.storage.schema import LEAD, LEAD_PHONE

FOREIGN: Final = 500_000  # up to this many foreign numbers in the whole database, all are examined
SPREAD: Final = 1_000_000  # above that, this many leads, evenly spread over all lists
PAGE: Final = 1_000  # rows at once: on PostgreSQL the event loop waits for these
_HOME: Final = LEAD_PHONE.c.number.startswith(bindparam("home"), autoescape=False)
_OF_LEADS: Final = (
    select(LEAD_PHONE.c.number)
    .join(LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(
        LEAD.c.id.between(bindparam("first"), bindparam("last")),
        LEAD.c.list_id + 0 == bindparam("list"),  # `+ 0` disables the index on the list: the ids limit the search
        LEAD.c.state.in_(NOT_OVER),
    )
)
_AT_HOME: Final = _OF_LEADS.where(_HOME).order_by(LEAD.c.id.desc(), LEAD_PHONE.c.position)
_ABROAD: Final = _OF_LEADS.where(~_HOME)
_FOREIGN: Final = or_(LEAD_PHONE.c.number < bindparam("home"), LEAD_PHONE.c.number >= bindparam("beyond"))
_HOW_MANY_FOREIGN: Final = select(func.count()).select_from(
    select(LEAD_PHONE.c.lead_id).where(_FOREIGN).limit(bindparam("most")).subquery()
)
_EVERY_ABROAD: Final = (
    select(LEAD.c.list_id + 0, LEAD_PHONE.c.number)
    .join_from(LEAD_PHONE, LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(_FOREIGN, (LEAD.c.list_id + 0).in_(bindparam("lists", expanding=True)), LEAD.c.state.in_(NOT_OVER))
)


def newest(connection: Connection, extent: Extent, home: str, most: int) -> tuple[list[str], bool]:
    """About `most` numbers beginning with `home`, of the newest leads of a list, and whether these are all."""
    found: dict[str, None] = {}
    first = max(extent.first, extent.last - most * SPARSE)
    for last in range(extent.last, first - 1, -BLOCK):
        where = {"list": extent.list_id, "home": home, "first": max(last - BLOCK + 1, first), "last": last}
        found.update(dict.fromkeys(connection.execute(_AT_HOME, where).scalars()))
        if len(found) >= most:
            return list(found)[:most], False
    return list(found), first == extent.first


def abroad(connection: Connection, extents: Collection[Extent], home: str) -> tuple[dict[int, list[str]], bool]:
    """By list, the distinct numbers that do not begin with `home`, and whether these are all."""
    bounds = {"home": home, "beyond": _beyond(home)}
    foreign = connection.execute(_HOW_MANY_FOREIGN, {**bounds, "most": FOREIGN + 1}).scalar_one()
    few = foreign <= FOREIGN
    rows: Iterable[Any]
    if few:
        where = {**bounds, "lists": [one.list_id for one in extents]}
        rows = connection.execute(_EVERY_ABROAD, where, execution_options={"yield_per": PAGE})
    else:
        rows = _spread(connection, extents, home)
    found: dict[int, dict[str, None]] = {one.list_id: {} for one in extents}
    for list_id, number in rows:
        found[list_id][number] = None
    return {list_id: list(numbers) for list_id, numbers in found.items()}, few


def _spread(connection: Connection, extents: Collection[Extent], home: str) -> Iterator[tuple[int, str]]:
    most = shares(extents, SPREAD)
    for one in extents:
        for first, last in spread(one, most[one.list_id]):
            where = {"list": one.list_id, "home": home, "first": first, "last": last}
            for number in connection.execute(_ABROAD, where).scalars():
                yield one.list_id, number


def _beyond(code: str) -> str:
    """The upper bound of all numbers with this calling code: +4 for +39."""
    kept = code.rstrip("9")
    return kept[:-1] + str(int(kept[-1]) + 1)
