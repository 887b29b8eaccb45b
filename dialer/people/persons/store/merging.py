"""People merged and split by hand, with their leads, contacts and whatever hangs on them."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from dialer.audit.store import add_line
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.people.interactions.store.interactions import give_interactions, give_to_person
from dialer.people.mail.store import give_messages
from dialer.people.persons.model import Person
from dialer.people.persons.store import linking
from dialer.people.persons.store.person_rows import give_permissions, lock_person
from dialer.people.suppression.store.objections import bind
from dialer.people.tasks.store.tasks import give_tasks
from dialer.storage.bulk import new_ids
from dialer.storage.digests import Digests
from dialer.storage.schema import (
    CONTACT_PERMISSION,
    INTERACTION,
    LEAD,
    MERGED_PERSON,
    PERSON,
    PERSON_LEAD,
    PERSON_POINT,
    SENT_MESSAGE,
    TASK,
)
from dialer.storage.sql import insert_or_leave

_FILLED: Final = ("name", "business_name", "tax_code", "vat_number", "invoice_to", "language", "type", "type_at")


def merge_people(
    connection: Connection, digests: Digests, person_id: int, other_id: int, *, actor: str, now: float
) -> Person:
    """Make one person of two: the first stays, and takes what it lacks from the other, who is gone then.

    What either has objected to binds the leads of both.

    Raises UnknownPerson, Invalid.
    """
    if person_id == other_id:
        raise Invalid([("person_id", msg("name another person"))])
    both = {one: lock_person(connection, one) for one in sorted((person_id, other_id))}
    kept, other = both[person_id], both[other_id]
    if kept.company_id != other.company_id:
        raise Invalid([("person_id", msg("the other person belongs to another company"))])
    for table in (PERSON_LEAD, MERGED_PERSON):
        connection.execute(update(table).where(table.c.person_id == other_id).values(person_id=person_id))
    give_permissions(connection, CONTACT_PERMISSION.c.person_id == other_id, person_id)
    give_messages(connection, SENT_MESSAGE.c.person_id == other_id, person_id)
    give_tasks(connection, TASK.c.person_id == other_id, person_id)
    give_interactions(connection, INTERACTION.c.person_id == other_id, person_id)
    connection.execute(delete(PERSON_POINT).where(PERSON_POINT.c.person_id == other_id))
    _add_points(connection, kept, [(one.kind.value, one.value, one.label) for one in other.points])
    values = {name: getattr(other, name) for name in _FILLED if not getattr(kept, name) and getattr(other, name)}
    values["needs"] = [need.value for need in dict.fromkeys((*kept.needs, *other.needs))]
    connection.execute(update(PERSON).where(PERSON.c.id == person_id).values(**values))
    connection.execute(delete(PERSON).where(PERSON.c.id == other_id))
    connection.execute(insert(MERGED_PERSON), {"id": other_id, "person_id": person_id})
    bind(connection, digests, [person_id], points=True)
    add_line(connection, actor, "person.merge", f"person:{person_id}", {"merged": other_id}, now)
    return lock_person(connection, person_id)


def split_person(
    connection: Connection, person_id: int, lead_ids: Collection[int], *, actor: str, now: float
) -> Person:
    """Make a person of their own of some leads of a person; contacts about these leads go with them.

    A lead stays with whom it was given: the linking changes nothing of it. Raises UnknownPerson, Invalid.
    """
    person, chosen = lock_person(connection, person_id), sorted(set(lead_ids))
    own = set(connection.execute(select(PERSON_LEAD.c.lead_id).where(PERSON_LEAD.c.person_id == person_id)).scalars())
    if not set(chosen) <= own:
        raise Invalid([("lead_ids", msg("name leads of this person only"))])
    if not chosen or set(chosen) == own:
        raise Invalid([("lead_ids", msg("name some of the person's leads, and not all"))])
    said = linking.points_of_leads(connection, own)
    first = connection.execute(select(LEAD).where(LEAD.c.id == chosen[0])).one()
    [made] = new_ids(connection, PERSON, 1, gone=MERGED_PERSON)
    row = linking.new_person(person.company_id, first.name, first.language, now)
    connection.execute(insert(PERSON), {"id": made, **row})
    _move(connection, chosen, made)
    theirs = {point for lead in chosen for point in said[lead]}
    others = {point[:2] for lead in own - set(chosen) for point in said[lead]}
    _drop_points(connection, person, {point[:2] for point in theirs} - others)
    fresh = lock_person(connection, made)
    _add_points(connection, fresh, sorted(theirs))
    add_line(connection, actor, "person.split", f"person:{person_id}", {"leads": chosen, "made": made}, now)
    return lock_person(connection, made)


def _move(connection: Connection, lead_ids: Collection[int], person_id: int) -> None:
    connection.execute(update(PERSON_LEAD).where(PERSON_LEAD.c.lead_id.in_(lead_ids)).values(person_id=person_id))
    give_to_person(connection, lead_ids, person_id)


def _add_points(connection: Connection, person: Person, points: Collection[tuple[str, str, str]]) -> None:
    same: dict[str, Any] = {"person_id": person.id, "company_id": person.company_id, "preferred": False}
    rows = [{**same, "kind": kind, "value": value, "label": label} for kind, value, label in points]
    if rows:
        connection.execute(insert_or_leave(connection, PERSON_POINT), rows)


def _drop_points(connection: Connection, person: Person, points: Collection[tuple[str, str]]) -> None:
    gone = [one.id for one in person.points if (one.kind.value, one.value) in points]
    if gone:
        connection.execute(delete(PERSON_POINT).where(PERSON_POINT.c.id.in_(gone)))
