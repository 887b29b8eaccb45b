"""Numbers of leads by state, counted on the shelves on request and stored nowhere."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select

from dialer.core.enums import LeadState
from dialer.people.leads.store.claim.claims import held
from dialer.people.leads.store.claim.shelves import LISTS, ON_SHELF
from dialer.storage.schema import LEAD, LEAD_SHELF
from dialer.storage.sql import word

COUNTED: Final = tuple(state for state in LeadState if state is not LeadState.ARCHIVED)


def _counted(where: Any, states: Collection[LeadState] = COUNTED) -> Select[Any]:
    """How many leads each shelf has in each state: stretches of an index, counted without sorting."""
    counts = (
        select(func.count())
        .select_from(LEAD)
        .where(*ON_SHELF, LEAD.c.state == word(state))
        .correlate(LEAD_SHELF)
        .scalar_subquery()
        .label(state.value)
        for state in states
    )
    return select(LEAD_SHELF.c.list_id, LEAD_SHELF.c.zone_key, LEAD_SHELF.c.priority, *counts).where(where)


@cache
def counts_of_campaign(states: tuple[LeadState, ...]) -> Select[Any]:
    return _counted(LEAD_SHELF.c.list_id.in_(LISTS.scalar_subquery()), states)


COUNTS_OF_LIST: Final = _counted(LEAD_SHELF.c.list_id == bindparam("list"))
COUNTS_OF_LISTS: Final = _counted(LEAD_SHELF.c.list_id.in_(bindparam("lists", expanding=True)))


def state_counts(connection: Connection, statement: Select[Any], facts: Mapping[str, Any]) -> Mapping[LeadState, int]:
    """Add up the counts of all shelves; missing states count 0. A lead in a hopper is neither open nor booked."""
    totals = dict.fromkeys(LeadState, 0)
    for counts in counts_by_list(connection, statement, facts).values():
        for state, count in counts.items():
            totals[state] += count
    return totals


def counts_by_list(
    connection: Connection, statement: Select[Any], facts: Mapping[str, Any]
) -> dict[int, dict[LeadState, int]]:
    """By list, the counts of its shelves; lists without any are left out."""
    totals: dict[int, dict[LeadState, int]] = {}
    shelves = set()
    for list_id, zone_key, priority, *counts in connection.execute(statement, facts):
        shelves.add((list_id, zone_key, priority))
        own = totals.setdefault(list_id, dict.fromkeys(LeadState, 0))
        for state, count in zip(statement.selected_columns.keys()[3:], counts, strict=True):
            own[LeadState(state)] += count
    for claimed in held(connection):
        if claimed[:3] in shelves:
            totals[claimed.list_id][LeadState.CLAIMED] += claimed.leads
            totals[claimed.list_id][claimed.state] -= claimed.leads
    return totals
