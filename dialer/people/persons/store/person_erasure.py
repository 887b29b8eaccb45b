"""Erasure of people above leads: with its last lead a person is emptied, and what was noted in contacts goes.

What stays names nobody: that there was a contact, on which channel, about which topic; and what was allowed or refused.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from dialer.people.interactions.store.erasure import forget_contacts
from dialer.people.mail.store import forget_messages
from dialer.people.persons.model import PersonKind, PointKind
from dialer.people.persons.store.linking import points_of_leads
from dialer.people.tasks.store.tasks import forget_tasks
from dialer.storage.schema import INTERACTION, PERSON, PERSON_LEAD, PERSON_POINT, SENT_MESSAGE, TASK

_EMPTY: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("name", "business_name", "tax_code", "vat_number", "invoice_to", "language", "type"), ""),
    "kind": PersonKind.CONSUMER.value,
    "type_at": None,
    "needs": [],
}
KEPT_OF_PERSON: Final = frozenset({"id", "company_id", "kind", "created_at", "is_erased"})


def unlink_leads(connection: Connection, lead_ids: Collection[int]) -> int:
    """Take leads away from their people, before what the leads say is deleted; return how many people were emptied.

    A person who has other leads keeps what these say.
    """
    ids = sorted(lead_ids)
    of_leads = PERSON_LEAD.c.lead_id.in_(ids)
    people = set(connection.execute(select(PERSON_LEAD.c.person_id).where(of_leads)).scalars())
    gone = {point[:2] for theirs in points_of_leads(connection, ids).values() for point in theirs}
    connection.execute(delete(PERSON_LEAD).where(of_leads))
    forget_contacts(connection, INTERACTION.c.lead_id.in_(ids))
    left = select(PERSON_LEAD.c.person_id).where(PERSON_LEAD.c.person_id.in_(sorted(people)))
    others = set(connection.execute(left).scalars())
    _drop_points(connection, others, gone)
    return empty_people(connection, people - others)


def _drop_points(connection: Connection, people: Collection[int], points: Collection[tuple[str, str]]) -> None:
    """Delete points of people of these kinds and values, unless another lead of theirs says the same."""
    if not people or not points:
        return
    of_people = select(PERSON_LEAD.c.person_id, PERSON_LEAD.c.lead_id).where(
        PERSON_LEAD.c.person_id.in_(sorted(people))
    )
    owners = {row.lead_id: row.person_id for row in connection.execute(of_people)}
    said = points_of_leads(connection, owners)
    kept = {(owners[lead], *point[:2]) for lead, theirs in said.items() for point in theirs}
    columns = (PERSON_POINT.c.id, PERSON_POINT.c.person_id, PERSON_POINT.c.kind, PERSON_POINT.c.value)
    those = (PERSON_POINT.c.person_id.in_(sorted(people)), PERSON_POINT.c.value.in_(sorted({one[1] for one in points})))
    gone = [
        one.id
        for one in connection.execute(select(*columns).where(*those))
        if (one.kind, one.value) in points and (one.person_id, one.kind, one.value) not in kept
    ]
    connection.execute(delete(PERSON_POINT).where(PERSON_POINT.c.id.in_(gone)))


def empty_people(connection: Connection, person_ids: Collection[int]) -> int:
    """Empty people without leads and all that was noted of them; return how many were not empty before."""
    ids = sorted(person_ids)
    if not ids:
        return 0
    connection.execute(delete(PERSON_POINT).where(PERSON_POINT.c.person_id.in_(ids)))
    forget_contacts(connection, INTERACTION.c.person_id.in_(ids))
    forget_messages(connection, SENT_MESSAGE.c.person_id.in_(ids))
    forget_tasks(connection, TASK.c.person_id.in_(ids))
    whole = (PERSON.c.id.in_(ids), PERSON.c.is_erased.is_(False))
    emptied = update(PERSON).where(*whole).values(**_EMPTY, is_erased=True)
    return connection.execute(emptied).rowcount


def people_found(
    connection: Connection,
    company_id: int,
    lead_ids: Collection[int],
    *,
    number: str | None,
    external_id: str | None,
) -> set[int]:
    """The people of these leads, and those who have all that is asked for themselves."""
    found = set(
        connection.execute(select(PERSON_LEAD.c.person_id).where(PERSON_LEAD.c.lead_id.in_(sorted(lead_ids)))).scalars()
    )
    asked = [(PointKind.PHONE, number), (PointKind.EXTERNAL_ID, external_id)]
    having = [_having(connection, company_id, kind, value) for kind, value in asked if value is not None]
    return found | (set.intersection(*having) if having else set())


def _having(connection: Connection, company_id: int, kind: PointKind, value: str) -> set[int]:
    point = (PERSON_POINT.c.company_id == company_id, PERSON_POINT.c.kind == kind.value)
    those = select(PERSON_POINT.c.person_id).where(*point, PERSON_POINT.c.value == value)
    return set(connection.execute(those).scalars())


def leads_of_people(connection: Connection, person_ids: Collection[int]) -> dict[int, set[int]]:
    """The leads of each of these people."""
    found: dict[int, set[int]] = {person: set() for person in person_ids}
    those = select(PERSON_LEAD.c.person_id, PERSON_LEAD.c.lead_id)
    for row in connection.execute(those.where(PERSON_LEAD.c.person_id.in_(sorted(person_ids)))):
        found[row.person_id].add(row.lead_id)
    return found


def hanging_on_people(person_ids: Collection[int], lead_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition on interactions with these people, or about these leads."""
    return or_(INTERACTION.c.person_id.in_(sorted(person_ids)), INTERACTION.c.lead_id.in_(sorted(lead_ids)))


def forget_types(connection: Connection, person_ids: Collection[int]) -> None:
    """Take out which kind of customer these people are."""
    connection.execute(update(PERSON).where(PERSON.c.id.in_(person_ids)).values(type="", type_at=None))
