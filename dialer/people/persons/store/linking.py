"""Links leads to people: to those who are known, else to new ones.

A chunk of leads is linked in one transaction, with the same number of statements whatever its size. On PostgreSQL the
companies of the leads are locked meanwhile, so that two processes do not make the same person twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from dialer.people.leads.store.erasure import EMPTIED
from dialer.people.persons.model import PersonKind, PointKind
from dialer.people.persons.rules import Known, email_among, person_of_lead
from dialer.people.suppression.store.objections import bind
from dialer.storage.bulk import new_ids
from dialer.storage.digests import Digests
from dialer.storage.schema import (
    COMPANY,
    LEAD,
    LEAD_LIST,
    LEAD_PHONE,
    MERGED_PERSON,
    PERSON,
    PERSON_LEAD,
    PERSON_POINT,
)
from dialer.storage.sql import insert_or_leave, is_postgres

_LEADS: Final = (
    select(LEAD.c.id, LEAD.c.external_id, LEAD.c.name, LEAD.c.language, LEAD.c.fields, LEAD_LIST.c.company_id)
    .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
    .where(LEAD.c.id.in_(bindparam("leads", expanding=True)), LEAD.c.done_reason.not_in(EMPTIED))
    .order_by(LEAD.c.id)
)
_PHONES: Final = (
    select(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.number, LEAD_PHONE.c.label)
    .where(LEAD_PHONE.c.lead_id.in_(bindparam("leads", expanding=True)))
    .order_by(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position)
)
_LINKS: Final = select(PERSON_LEAD.c.lead_id, PERSON_LEAD.c.person_id).where(
    PERSON_LEAD.c.lead_id.in_(bindparam("leads", expanding=True))
)
_POINTS: Final = select(PERSON_POINT.c.person_id, PERSON_POINT.c.kind, PERSON_POINT.c.value).where(
    PERSON_POINT.c.company_id == bindparam("company"),
    PERSON_POINT.c.kind.in_([PointKind.PHONE.value, PointKind.EXTERNAL_ID.value]),
    PERSON_POINT.c.value.in_(bindparam("values", expanding=True)),
)
_PEOPLE: Final = select(PERSON.c.id, PERSON.c.name, PERSON.c.language).where(
    PERSON.c.id.in_(bindparam("people", expanding=True))
)
_EXTERNAL_IDS: Final = select(PERSON_POINT.c.person_id, PERSON_POINT.c.value).where(
    PERSON_POINT.c.person_id.in_(bindparam("people", expanding=True)),
    PERSON_POINT.c.kind == PointKind.EXTERNAL_ID.value,
)
_NEXT: Final = (
    select(LEAD.c.id)
    .where(
        LEAD.c.id > bindparam("after"),
        LEAD.c.id <= bindparam("until"),
        ~exists().where(PERSON_LEAD.c.lead_id == LEAD.c.id),
        LEAD.c.done_reason.not_in(EMPTIED),
    )
    .order_by(LEAD.c.id)
    .limit(bindparam("most"))
)
_NAME: Final = update(PERSON).where(PERSON.c.id == bindparam("person"), PERSON.c.name == "")
_LANGUAGE: Final = update(PERSON).where(PERSON.c.id == bindparam("person"), PERSON.c.language == "")


@dataclass(slots=True)
class _Registry:
    """The people of one company whom these leads may belong to, those made meanwhile included."""

    by_external_id: dict[str, int] = field(default_factory=dict)
    by_number: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    known: dict[int, Known] = field(default_factory=dict)

    def add(self, person: int, kind: str, value: str) -> None:
        """Note a point of a person."""
        if kind == PointKind.EXTERNAL_ID:
            self.by_external_id[value] = person
            self.known[person].external_ids.add(value)
        elif kind == PointKind.PHONE:
            self.by_number[value].add(person)


def unlinked_leads(connection: Connection, after: int, until: int, most: int) -> Sequence[int]:
    """The ids of leads without a person beyond the id `after`, up to `until`: the first `most` of them."""
    return connection.execute(_NEXT, {"after": after, "until": until, "most": most}).scalars().all()


def newest_lead(connection: Connection) -> int:
    """The greatest id of a lead; 0 without leads."""
    return int(connection.execute(select(func.coalesce(func.max(LEAD.c.id), 0))).scalar_one())


def link_leads(connection: Connection, digests: Digests, lead_ids: Collection[int], *, now: float) -> dict[int, int]:
    """Link leads to their people and add what they say of them; return the person of each.

    A lead that is linked stays so. Erased leads have no person. What a person objected to binds their new leads too.
    """
    asked = {"leads": sorted(lead_ids)}
    if not lead_ids:
        return {}
    leads = connection.execute(_LEADS, asked).all()
    of_company: defaultdict[int, list[Any]] = defaultdict(list)
    for row in leads:
        of_company[row.company_id].append(row)
    _lock(connection, of_company)
    numbers: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for phone in connection.execute(_PHONES, asked):
        numbers[phone.lead_id].append((phone.number, phone.label))
    linked = {link.lead_id: link.person_id for link in connection.execute(_LINKS, asked)}
    for company_id, rows in sorted(of_company.items()):
        linked |= _link(connection, company_id, rows, numbers, linked, now)
    bind(connection, digests, set(linked.values()))
    return linked


def _lock(connection: Connection, company_ids: Iterable[int]) -> None:
    if is_postgres(connection):
        those = select(COMPANY.c.id).where(COMPANY.c.id.in_(sorted(company_ids))).order_by(COMPANY.c.id)
        connection.execute(those.with_for_update(key_share=True)).all()


def _link(
    connection: Connection,
    company_id: int,
    rows: Sequence[Any],
    phones: defaultdict[int, list[tuple[str, str]]],
    linked: dict[int, int],
    now: float,
) -> dict[int, int]:
    registry = _registry(connection, company_id, rows, phones, linked)
    of_lead: dict[int, int] = {}
    strangers: list[tuple[int, Any]] = []
    unused = iter(new_ids(connection, PERSON, sum(row.id not in linked for row in rows), gone=MERGED_PERSON))
    for row in rows:
        numbers = [number for number, _ in phones[row.id]]
        person = linked.get(row.id)
        if person is None:
            person = person_of_lead(
                row.external_id,
                numbers,
                row.name,
                by_external_id=registry.by_external_id,
                by_number=registry.by_number,
                known=registry.known,
            )
        if person is None:
            person = next(unused)
            strangers.append((person, row))
            registry.known[person] = Known(name=row.name)
        of_lead[row.id] = person
        for kind, value, _ in points_of(row, phones[row.id]):
            registry.add(person, kind, value)
    if strangers:
        connection.execute(
            insert(PERSON),
            [{"id": one, **new_person(company_id, row.name, row.language, now)} for one, row in strangers],
        )
    fresh = [{"lead_id": lead, "person_id": person} for lead, person in of_lead.items() if lead not in linked]
    if fresh:
        connection.execute(insert(PERSON_LEAD), fresh)
    _add_facts(connection, company_id, rows, phones, of_lead, {person for person, _ in strangers})
    return of_lead


def _registry(
    connection: Connection,
    company_id: int,
    rows: Sequence[Any],
    phones: defaultdict[int, list[tuple[str, str]]],
    linked: dict[int, int],
) -> _Registry:
    values = {number for row in rows for number, _ in phones[row.id]}
    values |= {row.external_id for row in rows if row.external_id is not None}
    points = connection.execute(_POINTS, {"company": company_id, "values": sorted(values)}).all()
    people = {point.person_id for point in points} | {linked[row.id] for row in rows if row.id in linked}
    registry = _Registry()
    for row in connection.execute(_PEOPLE, {"people": sorted(people)}):
        registry.known[row.id] = Known(name=row.name)
    for own in connection.execute(_EXTERNAL_IDS, {"people": sorted(people)}):
        registry.known[own.person_id].external_ids.add(own.value)
    for point in points:
        registry.add(point.person_id, point.kind, point.value)
    return registry


def new_person(company_id: int, name: str, language: str, now: float) -> dict[str, Any]:
    """The row of a person of whom nothing else is known."""
    empty = dict.fromkeys(("business_name", "tax_code", "vat_number", "invoice_to", "type"), "")
    facts = {"company_id": company_id, "kind": PersonKind.CONSUMER.value, "name": name, "language": language}
    return {**empty, **facts, "needs": [], "created_at": now, "is_erased": False}


def points_of(row: Any, phones: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """What a lead says of where its person is reached: kind, value and label."""
    found = [(PointKind.PHONE.value, number, label) for number, label in phones]
    if row.external_id is not None:
        found.append((PointKind.EXTERNAL_ID.value, row.external_id, ""))
    if (email := email_among(row.fields)) is not None:
        found.append((PointKind.EMAIL.value, email, ""))
    return found


def points_of_leads(connection: Connection, lead_ids: Collection[int]) -> dict[int, list[tuple[str, str, str]]]:
    """What each lead says of where its person is reached: kind, value and label."""
    phones: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for phone in connection.execute(_PHONES, {"leads": sorted(lead_ids)}):
        phones[phone.lead_id].append((phone.number, phone.label))
    rows = connection.execute(select(LEAD).where(LEAD.c.id.in_(sorted(lead_ids))))
    return {row.id: points_of(row, phones[row.id]) for row in rows}


def _add_facts(
    connection: Connection,
    company_id: int,
    rows: Sequence[Any],
    phones: defaultdict[int, list[tuple[str, str]]],
    of_lead: dict[int, int],
    strangers: set[int],
) -> None:
    """Add points that people do not have, and fill a name and a language that were not known."""
    points = {
        (of_lead[row.id], kind, value): label for row in rows for kind, value, label in points_of(row, phones[row.id])
    }
    same = {"company_id": company_id, "preferred": False}
    values = [
        {"person_id": person, "kind": kind, "value": value, "label": label, **same}
        for (person, kind, value), label in points.items()
    ]
    if values:
        connection.execute(insert_or_leave(connection, PERSON_POINT), values)
    others = [row for row in rows if of_lead[row.id] not in strangers]
    for statement, column in ((_NAME, "name"), (_LANGUAGE, "language")):
        told = [{"person": of_lead[row.id], "said": getattr(row, column)} for row in others if getattr(row, column)]
        if told:
            connection.execute(statement.values({column: bindparam("said")}), told)


def drop_links(connection: Connection, lead_ids: Sequence[int]) -> None:
    """Let leads that are being deleted belong to nobody."""
    connection.execute(delete(PERSON_LEAD).where(PERSON_LEAD.c.lead_id.in_(lead_ids)))
