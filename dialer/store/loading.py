"""A chunk of an import, in one transaction: the leads that the list has not, the rejected rows, the counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from dialer.leads.lead import NewLead
from dialer.store.imports import RejectedRow, reject
from dialer.store.leads import add_leads
from dialer.store.schema import IMPORT, LEAD, LEAD_LIST, LEAD_PHONE
from dialer.store.statements import is_postgres

_NUMBERS: Final = (
    select(LEAD_PHONE.c.number)
    .join(LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(LEAD.c.list_id == bindparam("list"), LEAD_PHONE.c.number.in_(bindparam("asked", expanding=True)))
)
_EXTERNAL_IDS: Final = select(LEAD.c.external_id).where(
    LEAD.c.list_id == bindparam("list"), LEAD.c.external_id.in_(bindparam("asked", expanding=True))
)
_COUNT: Final = (
    update(IMPORT)
    .where(IMPORT.c.id == bindparam("import"))
    .values({name: IMPORT.c[name] + bindparam(f"more_{name}") for name in ("rows", "loaded", "duplicates", "rejected")})
)
_LOCK_LIST: Final = select(LEAD_LIST.c.id).where(LEAD_LIST.c.id == bindparam("list")).with_for_update(key_share=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a chunk."""

    loaded: int
    duplicates: int
    rejected: int


def load_chunk(
    connection: Connection, import_id: int, list_id: int, leads: Sequence[NewLead], rejected: Sequence[RejectedRow]
) -> Loaded:
    """Write a chunk of rows. A lead is a duplicate when the list has one of its numbers, or its external id, already.

    A chunk must be small enough for its numbers to be asked for at once: 32,766 on SQLite.
    """
    if is_postgres(connection):
        connection.execute(_LOCK_LIST, {"list": list_id})  # or two imports would both find a number missing
    fresh = _without_duplicates(leads, *_known(connection, list_id, leads))
    add_leads(connection, list_id, fresh)
    reject(connection, import_id, rejected)
    loaded = Loaded(loaded=len(fresh), duplicates=len(leads) - len(fresh), rejected=len(rejected))
    facts = {"import": import_id, "more_rows": len(leads) + len(rejected), "more_loaded": loaded.loaded}
    facts |= {"more_duplicates": loaded.duplicates, "more_rejected": loaded.rejected}
    connection.execute(_COUNT, facts)
    return loaded


def _known(connection: Connection, list_id: int, leads: Sequence[NewLead]) -> tuple[set[str], set[str]]:
    """Which of these leads' numbers and external ids the list has."""
    numbers = [number for lead in leads for number, _ in lead.phones]
    external_ids = [lead.external_id for lead in leads if lead.external_id is not None]
    return _found(connection, _NUMBERS, list_id, numbers), _found(connection, _EXTERNAL_IDS, list_id, external_ids)


def _found(connection: Connection, statement: Any, list_id: int, asked: list[str]) -> set[str]:
    if not asked:
        return set()
    return set(connection.execute(statement, {"list": list_id, "asked": asked}).scalars())


def _without_duplicates(leads: Sequence[NewLead], numbers: set[str], external_ids: set[str]) -> list[NewLead]:
    fresh: list[NewLead] = []
    for lead in leads:
        mine = {number for number, _ in lead.phones}
        if mine & numbers or lead.external_id in external_ids:
            continue
        numbers |= mine
        if lead.external_id is not None:
            external_ids.add(lead.external_id)
        fresh.append(lead)
    return fresh
