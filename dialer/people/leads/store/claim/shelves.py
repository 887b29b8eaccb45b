"""Counts of a campaign's leads by shelf, from stretches of an index."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, func, or_, select

from dialer.core.enums import CallbackState, LeadState
from dialer.people.leads.store.claim.claims import UNCLAIMED, held
from dialer.storage.schema import CALLBACK, LEAD, LEAD_LIST, LEAD_SHELF
from dialer.storage.sql import insert_or_leave, word

LISTS: Final = select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id == bindparam("campaign_id"))
ENABLED_LISTS: Final = LISTS.where(LEAD_LIST.c.enabled.is_(True), LEAD_LIST.c.archived_at.is_(None))
ON_SHELF: Final = (
    LEAD.c.state != word(LeadState.ARCHIVED),  # as in the index ix_lead_claim
    LEAD.c.list_id == LEAD_SHELF.c.list_id,
    LEAD.c.zone_key == LEAD_SHELF.c.zone_key,
    LEAD.c.priority == LEAD_SHELF.c.priority,
)
MOST_COUNTED: Final = 10_000  # of a shelf: more than anybody dials within the hours that a pacer looks ahead


def _due() -> Select[Any]:
    """How many leads of each shelf are due: a stretch of an index, read up to MOST_COUNTED."""
    due = (
        select(LEAD.c.id)
        .where(*ON_SHELF, LEAD.c.state == word(LeadState.OPEN), LEAD.c.due_at <= bindparam("now"))
        .limit(MOST_COUNTED)
        .correlate(LEAD_SHELF)
        .subquery()
    )
    count = select(func.count()).select_from(due).correlate(LEAD_SHELF).scalar_subquery()
    return select(LEAD_SHELF.c.list_id, count.label("leads")).where(
        LEAD_SHELF.c.list_id.in_(ENABLED_LISTS.scalar_subquery()),
        LEAD_SHELF.c.zone_key.in_(bindparam("zone_keys", expanding=True)),
    )


_DUE: Final = _due()


def dialable(connection: Connection, campaign_id: int, zone_keys: Collection[str], now: float) -> dict[int, int]:
    """Leads that may be dialled now, by list."""
    due: Counter[int] = Counter()
    facts = {"campaign_id": campaign_id, "zone_keys": list(zone_keys), "now": now}
    for list_id, leads in connection.execute(_DUE, facts):
        due[list_id] += leads
    for one in held(connection):
        if one.list_id in due and one.zone_key in zone_keys and one.state is LeadState.OPEN:
            due[one.list_id] -= one.leads
    return {list_id: max(leads, 0) for list_id, leads in due.items()}


ALIVE: Final = (LeadState.OPEN, LeadState.BOOKED, LeadState.CALLING, LeadState.WRAPPING)


def _keys() -> Select[Any]:
    """The zone keys of shelves with a lead that may still be dialled: one index lookup each."""
    there = (
        select(LEAD.c.id).where(*ON_SHELF, LEAD.c.state == word(state)).correlate(LEAD_SHELF).exists()
        for state in ALIVE
    )
    lists = LEAD_SHELF.c.list_id.in_(ENABLED_LISTS.scalar_subquery())
    return select(LEAD_SHELF.c.zone_key).where(lists, or_(*there)).distinct().order_by(LEAD_SHELF.c.zone_key)


_KEYS: Final = _keys()


def _first_due() -> Select[Any]:
    """The earliest due instant of each shelf: one index lookup each, skipping leads in a hopper."""
    earliest = (
        select(LEAD.c.due_at)
        .where(*ON_SHELF, LEAD.c.state == word(LeadState.OPEN), UNCLAIMED)
        .order_by(LEAD.c.due_at, LEAD.c.rank, LEAD.c.id)
        .limit(1)
        .correlate(LEAD_SHELF)
        .scalar_subquery()
    )
    return select(LEAD_SHELF.c.zone_key, earliest.label("due_at")).where(
        LEAD_SHELF.c.list_id.in_(ENABLED_LISTS.scalar_subquery())
    )


_FIRST_DUE: Final = _first_due()
_FIRST_BOOKED: Final = select(func.min(CALLBACK.c.due_at)).where(
    CALLBACK.c.campaign_id == bindparam("campaign_id"), CALLBACK.c.state == word(CallbackState.WAITING)
)


def zone_keys(connection: Connection, campaign_id: int) -> tuple[str, ...]:
    """The zone keys of leads in the campaign's enabled lists that may still be dialled, sorted."""
    return tuple(connection.execute(_KEYS, {"campaign_id": campaign_id}).scalars())


def next_due(connection: Connection, campaign_id: int, zone_keys: Collection[str] | None) -> float | None:
    """When the earliest open or booked lead is due; None without any."""
    rows = connection.execute(_FIRST_DUE, {"campaign_id": campaign_id})
    instants = [
        row.due_at for row in rows if row.due_at is not None and (zone_keys is None or row.zone_key in zone_keys)
    ]
    booked = connection.execute(_FIRST_BOOKED, {"campaign_id": campaign_id}).scalar()
    return min(instants if booked is None else [*instants, booked], default=None)


def put_on_shelves(connection: Connection, list_id: int, shelves: Iterable[tuple[str, int]]) -> None:
    """Make sure that a list has these shelves, (zone key, priority), before a lead is put on one."""
    rows = [{"list_id": list_id, "zone_key": zone_key, "priority": priority} for zone_key, priority in sorted(shelves)]
    connection.execute(insert_or_leave(connection, LEAD_SHELF), rows)


def drop_shelf(connection: Connection, list_id: int) -> None:
    """Delete the shelf of a list that is being deleted."""
    connection.execute(delete(LEAD_SHELF).where(LEAD_SHELF.c.list_id == list_id))
