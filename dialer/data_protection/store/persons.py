"""A person's data: found, read completely, and erased so that statistics and suppressions stay.

A person is whoever has this phone or this external id in the lists of one company. Erasure keeps the rows of leads
and attempts, for rates that the law wants kept, and removes identifying data from them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
)

from dialer.audit.store import add_line
from dialer.campaigns.scripts.store.person_answers import answers_of
from dialer.core.file_fault import BadFile
from dialer.data_protection.store.erasure import Erased, Found, erase
from dialer.people.imports.readers.columns import Meaning, read_header
from dialer.people.persons.model import KeptRequest, PointKind
from dialer.people.persons.store.person_data import PersonData
from dialer.people.persons.store.person_erasure import hanging_on_people, leads_of_people, people_found
from dialer.people.persons.store.surroundings import with_surroundings
from dialer.people.suppression.store.lookup import of_campaign, scopes_of
from dialer.people.suppression.store.suppressions import suppressions_of
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import (
    ATTEMPT,
    AUDIT_LINE,
    CAMPAIGN,
    CONTACT_PERMISSION,
    DATA_REQUEST,
    IMPORT,
    INTERACTION,
    LEAD,
    LEAD_LIST,
    LEAD_PHONE,
    METADATA,
    PERSON,
    PERSON_POINT,
    REJECTED_ROW,
    SCRIPT_ANSWER,
    SENT_MESSAGE,
    TASK,
)

CHUNK: Final = 500
_THEIR_IDS: Final = (
    select(LEAD.c.external_id)
    .distinct()
    .where(LEAD.c.id.in_(bindparam("leads", expanding=True)), LEAD.c.external_id.is_not(None))
)
_POINTS: Final = select(PERSON_POINT.c.kind, PERSON_POINT.c.value).where(
    PERSON_POINT.c.person_id.in_(bindparam("people", expanding=True)),
    PERSON_POINT.c.kind.in_([PointKind.PHONE.value, PointKind.EXTERNAL_ID.value]),
)
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRequest:
    """A request for a person's data, and its answer. Instants are epoch seconds."""

    company_id: int
    kind: str  # access or erasure
    digest: str  # of the number, or of the external id
    received_at: float
    due_at: float
    answered_at: float
    actor: str
    facts: Mapping[str, Any]  # for the audit


class Persons:
    """The persons in the lists."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    @reads
    def find(self, connection: Connection, company_id: int, *, number: str | None, external_id: str | None) -> Found:
        """The company's rows of the person with this number and external id; either may be None.

        Scans all attempts and rejected rows: some seconds for millions, outside the event loop.
        """
        lead_ids = _leads(connection, company_id, number, external_id)
        people = people_found(connection, company_id, lead_ids, number=number, external_id=external_id)
        of_people = leads_of_people(connection, people)
        if len(people) == 1:  # several share the number: then only the leads that have it
            lead_ids = sorted({*lead_ids, *of_people[next(iter(people))]})
        phones = select(LEAD_PHONE.c.number).where(LEAD_PHONE.c.lead_id.in_(lead_ids)) if lead_ids else None
        numbers = {*(() if phones is None else connection.execute(phones).scalars()), *filter(None, [number])}
        person_ids = sorted(one for one, leads in of_people.items() if leads <= set(lead_ids))
        wanted: ColumnElement[bool] = ATTEMPT.c.lead_id.in_(lead_ids)
        if number is not None and external_id is None:
            # Also finds calls to this number whose lead has a different number now.
            own = select(CAMPAIGN.c.id).where(CAMPAIGN.c.company_id == company_id).scalar_subquery()
            wanted = wanted | ((ATTEMPT.c.number == number) & ATTEMPT.c.campaign_id.in_(own))
        external_ids = {*connection.execute(_THEIR_IDS, {"leads": lead_ids}).scalars(), *filter(None, [external_id])}
        for point in connection.execute(_POINTS, {"people": person_ids}):
            (numbers if point.kind == PointKind.PHONE else external_ids).add(point.value)
        attempts = connection.execute(select(ATTEMPT.c.id).where(wanted).order_by(ATTEMPT.c.placed_at)).scalars()
        return Found(
            lead_ids=tuple(lead_ids),
            attempt_ids=tuple(attempts),
            rejected=tuple(_rejected(connection, company_id, numbers, external_ids)),
            numbers=tuple(sorted(numbers)),
            external_ids=tuple(sorted(external_ids)),
            person_ids=tuple(person_ids),
        )

    async def read(self, company_id: int, found: Found) -> PersonData:
        """Every row of the person, with the names of what the rows refer to."""
        return await self._database.read(_read, self._digests, company_id, found)

    @writes
    def erase(self, connection: Connection, found: Found, *, answers: AnsweredRequest | None = None) -> Erased:
        """Remove identifying data, and record the request that this answers.

        Raises PersonOnCall while a call to the person lives or is in wrap-up.
        """
        erased = erase(connection, self._digests, found)
        if answers is not None:
            _note_request(connection, replace(answers, facts={**asdict(erased), **answers.facts}))
        return erased

    async def requests(self, company_id: int, page: PageRequest) -> list[KeptRequest]:
        """A page of the requests that persons made to a company, and when they were answered."""
        statement = select(DATA_REQUEST).where(DATA_REQUEST.c.company_id == company_id)
        return await self._database.read(_requests, page_of(statement, DATA_REQUEST, page))

    async def note_request(self, answered: AnsweredRequest) -> None:
        """Record that a request was answered, for the report and in the audit."""
        await self._database.write(_note_request, answered)


def _leads(connection: Connection, company_id: int, number: str | None, external_id: str | None) -> list[int]:
    statement = (
        select(LEAD.c.id)
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .where(LEAD_LIST.c.company_id == company_id)
        .order_by(LEAD.c.id)
    )
    if external_id is not None:
        statement = statement.where(LEAD.c.external_id == external_id)
    if number is not None:
        holders = select(LEAD_PHONE.c.lead_id).where(LEAD_PHONE.c.number == number)
        statement = statement.where(LEAD.c.id.in_(holders.scalar_subquery()))
    return list(connection.execute(statement).scalars())


def _rejected(
    connection: Connection, company_id: int, numbers: Collection[str], external_ids: Collection[str]
) -> Iterator[tuple[int, int]]:
    """The person's rejected rows. They hold numbers as written, so the last eight digits are compared."""
    after = (0, -1)
    tails = tuple("".join(_DIGITS.findall(number))[-8:] for number in numbers)
    while rows := connection.execute(
        select(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line, REJECTED_ROW.c.row, IMPORT.c.header, IMPORT.c.options)
        .join(IMPORT, IMPORT.c.id == REJECTED_ROW.c.import_id)
        .join(LEAD_LIST, LEAD_LIST.c.id == IMPORT.c.list_id)
        .where(
            LEAD_LIST.c.company_id == company_id,
            tuple_(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line) > tuple_(*after),
        )
        .order_by(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line)
        .limit(CHUNK)
    ).all():
        ids_at: dict[int, int | None] = {}  # the column of external ids, by import
        for row in rows:
            if row.import_id not in ids_at:
                ids_at[row.import_id] = _ids_at(row.header, row.options.get("map", {}))
            cells = [str(cell) for cell in row.row]
            place = ids_at[row.import_id] if len(cells) == len(row.header) else None
            ids = {cell.strip() for cell in (cells if place is None else [cells[place]])}
            if not ids.isdisjoint(external_ids) or any(_has_number(cell, tails) for cell in cells):
                yield row.import_id, row.line
        after = (rows[-1].import_id, rows[-1].line)


def _ids_at(header: Sequence[str], said: Mapping[str, str]) -> int | None:
    """The column of external ids. Without one, as in a row that is wider than the header, an id may be anywhere."""
    try:
        return read_header(header, said).at(Meaning.EXTERNAL_ID)
    except BadFile:
        return None


def _has_number(cell: str, tails: tuple[str, ...]) -> bool:
    """Whether the cell holds one of the numbers, alone or among others: one ends where a group of digits does."""
    digits = ""
    for group in _DIGITS.findall(cell):
        digits += group
        if digits.endswith(tails):
            return True
    return False


def _read(connection: Connection, digests: Digests, company_id: int, found: Found) -> PersonData:
    by_lead, by_attempt = _hanging_on("lead_id"), _hanging_on("attempt_id")
    told = {
        "lead": _rows(connection, LEAD, LEAD.c.id, found.lead_ids),
        "attempt": _rows(connection, ATTEMPT, ATTEMPT.c.id, found.attempt_ids),
    }
    told |= {str(table.name): _rows(connection, table, table.c.lead_id, found.lead_ids) for table in by_lead}
    told |= {str(table.name): _rows(connection, table, table.c.attempt_id, found.attempt_ids) for table in by_attempt}
    told |= _of_people(connection, found)
    told[SCRIPT_ANSWER.name] = answers_of(connection, found.lead_ids)
    keys = {digests.number(number) for number in found.numbers}
    people = {digests.person(one) for one in found.external_ids}
    told["suppression"] = [
        {name: getattr(one, name) for name in one.__slots__}
        for one in suppressions_of(connection, keys | people, _scopes(connection, company_id))
    ]
    for name in ("register_check", "data_request"):
        table = METADATA.tables[name]
        rows = _rows(connection, table, table.c.digest, sorted(keys))
        told[name] = [row for row in rows if row["company_id"] == company_id]
    told["rejected_row"] = [
        dict(row)
        for key in found.rejected
        for row in connection.execute(
            select(REJECTED_ROW).where(tuple_(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line) == tuple_(*key))
        ).mappings()
    ]
    subjects = [*(f"attempt:{key}" for key in found.attempt_ids), *(f"lead:{key}" for key in found.lead_ids)]
    subjects += [f"callback:{row['id']}" for row in told["callback"]]
    subjects += [f"person:{key}" for key in found.person_ids]
    told["audit"] = _rows(connection, AUDIT_LINE, AUDIT_LINE.c.subject, subjects)
    return with_surroundings(connection, told)


def _of_people(connection: Connection, found: Found) -> dict[str, list[dict[str, Any]]]:
    """The people themselves, where they are reached, what they allow, and the contacts with them."""
    people = found.person_ids
    told = {"person": _rows(connection, PERSON, PERSON.c.id, people)}
    for table in (PERSON_POINT, CONTACT_PERMISSION, SENT_MESSAGE, TASK):
        told[table.name] = _rows(connection, table, table.c.person_id, people)
    contacts = select(INTERACTION).where(hanging_on_people(people, found.lead_ids)).order_by(INTERACTION.c.id)
    return told | {INTERACTION.name: [dict(row) for row in connection.execute(contacts).mappings()]}


def _scopes(connection: Connection, company_id: int) -> list[str]:
    """Every suppression scope of the company's calls, including its campaigns'."""
    own = connection.execute(select(CAMPAIGN.c.id).where(CAMPAIGN.c.company_id == company_id)).scalars()
    return [*scopes_of(company_id, None), *(of_campaign(one) for one in own)]


def _hanging_on(column: str) -> list[Table]:
    """The other tables whose rows belong to a lead, or to an attempt without a column for the lead."""
    return [
        table
        for name, table in METADATA.tables.items()
        if column in table.c and name not in ("lead", "attempt") and (column == "lead_id" or "lead_id" not in table.c)
    ]


def _rows(connection: Connection, table: Table, column: Any, keys: Sequence[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for start in range(0, len(keys), CHUNK):
        chunk = select(table).where(column.in_(keys[start : start + CHUNK])).order_by(*table.primary_key)
        rows += [dict(row) for row in connection.execute(chunk).mappings()]
    return rows


def _requests(connection: Connection, statement: Select[Any]) -> list[KeptRequest]:
    return [KeptRequest(**row) for row in connection.execute(statement).mappings()]


def _note_request(connection: Connection, answered: AnsweredRequest) -> None:
    row = {name: getattr(answered, name) for name in AnsweredRequest.__dataclass_fields__ if name != "facts"}
    connection.execute(insert(DATA_REQUEST), row)
    facts = {**answered.facts, "company": answered.company_id, "received_at": answered.received_at}
    subject = f"person:{answered.digest[:16]}"
    add_line(connection, answered.actor, f"person.{answered.kind}", subject, facts, answered.answered_at)


def delete_data_requests(connection: Connection, request_ids: Sequence[int]) -> None:
    """Delete answered requests for a person's data, by id."""
    connection.execute(delete(DATA_REQUEST).where(DATA_REQUEST.c.id.in_(request_ids)))
