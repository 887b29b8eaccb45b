"""Matches rows of an import with existing leads, by numbers and external ids."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from dialer.people.imports.admission import Ruled
from dialer.people.imports.rows.batch import Batch
from dialer.people.imports.rows.duplicates import By, Duplicates, Scope
from dialer.storage.bulk import rows_among
from dialer.storage.schema import LEAD_LIST

_HOLDERS: Final = "SELECT number, lead_id FROM lead_phone WHERE number {among}"
_FIRST_HOLDERS: Final = f"{_HOLDERS} AND position = 0"
_WHERE: Final = "SELECT id, list_id, import_id FROM lead WHERE id {among}"
_BY_EXTERNAL_ID: Final = "SELECT external_id, id FROM lead WHERE list_id = :list_id AND external_id {among}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """Where an import's rows go, and how duplicates are treated."""

    import_id: int
    list_id: int
    company_id: int
    campaign_id: int | None
    duplicates: Duplicates
    owner: str = ""  # of its job, when this process began to load it
    objection: Ruled | None = None  # ruling on rows whose person has objected; None: no rules


@dataclass(slots=True)
class Known:
    """Lead ids; the oldest if several have the same key. `holders` are all leads with a number."""

    by_number: dict[str, int] = field(default_factory=dict)
    by_external_id: dict[str, int] = field(default_factory=dict)
    holders: dict[str, list[int]] = field(default_factory=dict)


def known_leads(connection: Connection, into: Into, batch: Batch) -> Known:
    """Look up a batch's numbers and external ids."""
    known, by, scope = Known(), into.duplicates.by, into.duplicates.scope
    lists = _lists(connection, into)
    if By.ANY_PHONE in by:
        numbers = [number for phones in batch.phones for number, _ in phones]
        known.holders = _holders(connection, _HOLDERS, numbers, into, lists)
    elif By.PHONE in by:
        numbers = [phones[0][0] for phones in batch.phones]
        known.holders = _holders(connection, _FIRST_HOLDERS, numbers, into, lists)
    known.by_number = {number: min(lead_ids) for number, lead_ids in known.holders.items()}
    external_ids = [lead[0] for lead in batch.leads if lead[0] is not None]
    elsewhere = lists - {into.list_id} if By.EXTERNAL_ID in by and scope is not Scope.FILE else ()
    # Within the list an external id always identifies one lead, so the list's own comes last and overrides.
    for list_id in (*elsewhere, into.list_id):
        found = holders_of_ids(connection, external_ids, list_id)
        mine = list_id == into.list_id
        for external_id, lead_id in found:
            before = known.by_external_id.get(external_id)
            known.by_external_id[external_id] = lead_id if mine or before is None else min(before, lead_id)
    return known


def holders_of_ids(connection: Connection, external_ids: Collection[str], list_id: int) -> Sequence[tuple[str, int]]:
    """The leads of a list that have one of these external ids."""
    return rows_among(connection, _BY_EXTERNAL_ID, external_ids, {"list_id": list_id})


def _lists(connection: Connection, into: Into) -> frozenset[int]:
    """The lists in which a lead counts as the same person."""
    match into.duplicates.scope:
        case Scope.CAMPAIGN if into.campaign_id is not None:
            among = LEAD_LIST.c.campaign_id == into.campaign_id
        case Scope.COMPANY:
            among = LEAD_LIST.c.company_id == into.company_id
        case _:
            return frozenset({into.list_id})
    return frozenset({into.list_id, *connection.execute(select(LEAD_LIST.c.id).where(among)).scalars()})


def _holders(
    connection: Connection, query: str, numbers: Collection[str], into: Into, lists: Collection[int]
) -> dict[str, list[int]]:
    """The leads with each number that count here: in two steps, each by one index, which no query plan can spoil."""
    holders = rows_among(connection, query, numbers)
    leads = rows_among(connection, _WHERE, {lead_id for _, lead_id in holders})
    of_file = into.duplicates.scope is Scope.FILE
    counts = {
        lead_id
        for lead_id, list_id, import_id in leads
        if list_id in lists and (not of_file or import_id == into.import_id)
    }
    found: dict[str, list[int]] = {}
    for number, lead_id in holders:
        if lead_id in counts:
            found.setdefault(number, []).append(lead_id)
    return found
