"""People as they are read and changed: their data, their points, what they allow."""

from collections.abc import Collection, Mapping, Sequence
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from dialer.audit.store import add_line
from dialer.core.errors import UnknownPermission
from dialer.core.visibility import Visibility
from dialer.people.persons.model import Channel, ContactPermission, Person, PersonChange, PersonKind, PointKind, Purpose
from dialer.people.persons.rules import stops_calls
from dialer.people.persons.store import linking
from dialer.people.persons.store.merging import merge_people, split_person
from dialer.people.persons.store.person_rows import get_person, lock_person, own_people
from dialer.people.suppression.store.lookup import of_company
from dialer.people.suppression.store.objections import Objection, bind
from dialer.people.suppression.store.suppressions import BY_HAND, Suppressed, add_objection
from dialer.people.suppression.store.write_lock import let_suppress
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import reads, writes
from dialer.storage.schema import CONTACT_PERMISSION, PERSON, PERSON_LEAD, PERSON_POINT
from dialer.storage.sql import insert_or_leave
from dialer.storage.visibility import visible_to

_PERMISSION: Final = tuple(CONTACT_PERMISSION.c[name] for name in ContactPermission.__dataclass_fields__)
ANY_CHANNEL: Final = ""


class PersonRecords:
    """The people of all companies. With `agent_id`, only those with whom this agent has to do are there."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def get(self, person_id: int, *, agent_id: int | None = None, sees: Visibility) -> Person:
        """One person with all points. Raises UnknownPerson."""
        return await self._database.read(get_person, person_id, *visible_to(sees, PERSON), *own_people(agent_id))

    @writes
    def of_lead(self, connection: Connection, lead_id: int, *, now: float) -> Person | None:
        """The person of a lead, linked now if it was not; None for a lead that was erased."""
        person_id = linking.link_leads(connection, self._digests, [lead_id], now=now).get(lead_id)
        return None if person_id is None else get_person(connection, person_id)

    async def person_id_of(self, lead_id: int) -> int | None:
        """The id of a lead's person; None while it is linked to nobody."""
        one = select(PERSON_LEAD.c.person_id).where(PERSON_LEAD.c.lead_id == lead_id)
        return await self._database.read(lambda connection: connection.execute(one).scalar())

    async def leads(self, person_id: int) -> Sequence[int]:
        """The ids of a person's leads."""
        return await self._database.read(_leads, person_id)

    @writes
    def change(
        self,
        connection: Connection,
        person_id: int,
        change: PersonChange,
        *,
        actor: str,
        now: float,
        expected: Person | EllipsisType = ...,
    ) -> Person:
        """Change a person's data. What the person has objected to binds new numbers and external ids too.

        The audit says what has changed, and not to what. Raises UnknownPerson, Changed.
        """
        before = lock_person(connection, person_id, expected)
        values = dict(change.values)
        if "needs" in values:
            values["needs"] = [need.value for need in values["needs"]]
        if "kind" in values:
            values["kind"] = PersonKind(values["kind"]).value
        if "type" in values and values["type"] != before.type:
            values["type_at"] = now if values["type"] else None
        if values:
            connection.execute(update(PERSON).where(PERSON.c.id == person_id).values(values))
        if change.points is not None:
            _write_points(connection, before, change.points)
            bind(connection, self._digests, [person_id], points=True)
        after = get_person(connection, person_id)
        facts = {name: [before.needs, after.needs] for name in ("needs",) if before.needs != after.needs}
        changed = sorted(name for name in Person.__dataclass_fields__ if getattr(before, name) != getattr(after, name))
        if changed:
            add_line(connection, actor, "person.change", f"person:{person_id}", {"changed": changed, **facts}, now)
        return after

    async def merge(self, person_id: int, other_id: int, *, actor: str, now: float) -> Person:
        """Make one person of two; the other is gone then. Raises UnknownPerson, Invalid."""
        return await self._database.write(merge_people, self._digests, person_id, other_id, actor=actor, now=now)

    async def split(self, person_id: int, lead_ids: Collection[int], *, actor: str, now: float) -> Person:
        """Make a person of their own of some leads of a person. Raises UnknownPerson, Invalid."""
        return await self._database.write(split_person, person_id, lead_ids, actor=actor, now=now)

    @reads
    def permissions(self, connection: Connection, person_id: int) -> list[ContactPermission]:
        """What a person has said about being contacted, the last word first."""
        own = select(*_PERMISSION).where(CONTACT_PERMISSION.c.person_id == person_id)
        return [_read(row) for row in connection.execute(own.order_by(CONTACT_PERMISSION.c.id.desc())).mappings()]

    async def permission(
        self, permission_id: int, *, agent_id: int | None = None, sees: Visibility
    ) -> ContactPermission:
        """One permission. Raises UnknownPermission."""
        where = (*visible_to(sees, CONTACT_PERMISSION), *own_people(agent_id))
        return await self._database.read(_permission, permission_id, *where)

    async def add_permission(
        self, row: Mapping[str, Any], *, actor: str, now: float
    ) -> tuple[ContactPermission, Suppressed | None]:
        """Keep what a person said. A no to calls suppresses the person in the same transaction; its result is returned.

        Raises UnknownPerson.
        """
        return await self._database.write(_add_permission, self._digests, dict(row), actor, now)

    @writes
    def withdraw_permission(
        self, connection: Connection, permission_id: int, *, actor: str, now: float
    ) -> tuple[ContactPermission, Suppressed | None]:
        """Note that a permission was taken back, with the effect of a no; one that was stays as it is.

        Raises UnknownPermission.
        """
        let_suppress(connection)
        there = _permission(connection, permission_id)
        open_one = (CONTACT_PERMISSION.c.id == permission_id, CONTACT_PERMISSION.c.withdrawn_at.is_(None))
        withdrawn = update(CONTACT_PERMISSION).where(*open_one).values(withdrawn_at=now, withdrawn_by=actor)
        if connection.execute(withdrawn).rowcount:
            facts = {"purpose": there.purpose, "channel": there.channel or ANY_CHANNEL, "permission": permission_id}
            add_line(connection, actor, "person.permission_withdrawn", f"person:{there.person_id}", facts, now)
        return _permission(connection, permission_id), _object(connection, self._digests, there, actor, now)

    async def unlinked(self, *, after: int, until: int, most: int) -> Sequence[int]:
        """The ids of leads without a person beyond the id `after`, up to `until`: the first `most` of them."""
        return await self._database.read(linking.unlinked_leads, after, until, most)

    async def newest_lead(self) -> int:
        """The greatest id of a lead; 0 without leads."""
        return await self._database.read(linking.newest_lead)

    async def link(self, lead_ids: Collection[int], *, now: float) -> int:
        """Link leads to their people; return how many have one."""
        linked: dict[int, int] = await self._database.write(linking.link_leads, self._digests, lead_ids, now=now)
        return len(linked)


def _leads(connection: Connection, person_id: int) -> list[int]:
    own = select(PERSON_LEAD.c.lead_id).where(PERSON_LEAD.c.person_id == person_id).order_by(PERSON_LEAD.c.lead_id)
    return list(connection.execute(own).scalars())


def _write_points(connection: Connection, person: Person, points: Sequence[tuple[PointKind, str, str, bool]]) -> None:
    """Write a person's points; external ids stay, since leads are known by them."""
    wanted = {(kind, value): (label, preferred) for kind, value, label, preferred in points}
    gone = [
        one.id for one in person.points if (one.kind, one.value) not in wanted and one.kind is not PointKind.EXTERNAL_ID
    ]
    if gone:
        connection.execute(delete(PERSON_POINT).where(PERSON_POINT.c.id.in_(gone)))
    same = {"person_id": person.id, "company_id": person.company_id}
    for (kind, value), (label, preferred) in wanted.items():
        row = {**same, "kind": kind.value, "value": value, "label": label, "preferred": preferred}
        connection.execute(insert_or_leave(connection, PERSON_POINT), row)
        one = (PERSON_POINT.c.person_id == person.id, PERSON_POINT.c.kind == kind.value, PERSON_POINT.c.value == value)
        connection.execute(update(PERSON_POINT).where(*one).values(label=label, preferred=preferred))


def _permission(connection: Connection, permission_id: int, *where: ColumnElement[bool]) -> ContactPermission:
    of_person = CONTACT_PERMISSION.join(PERSON, PERSON.c.id == CONTACT_PERMISSION.c.person_id)
    one = select(*_PERMISSION).select_from(of_person).where(CONTACT_PERMISSION.c.id == permission_id, *where)
    row = connection.execute(one).mappings().first()
    if row is None:
        raise UnknownPermission(id=permission_id)
    return _read(row)


def _read(row: Any) -> ContactPermission:
    channel = Channel(row["channel"]) if row["channel"] else None
    return ContactPermission(**{**row, "purpose": Purpose(row["purpose"]), "channel": channel})


def _add_permission(
    connection: Connection, digests: Digests, row: dict[str, Any], actor: str, now: float
) -> tuple[ContactPermission, Suppressed | None]:
    if not row["is_given"]:
        let_suppress(connection)
    person = lock_person(connection, row["person_id"])
    said = {**row, "company_id": person.company_id, "given_at": now, "given_by": actor, "withdrawn_by": ""}
    made = connection.execute(insert(CONTACT_PERMISSION).returning(CONTACT_PERMISSION.c.id), said).scalar_one()
    facts = {name: said[name] for name in ("purpose", "channel", "is_given", "basis", "text_version")}
    add_line(connection, actor, "person.permission", f"person:{person.id}", facts, now)
    answer = _permission(connection, made)
    return answer, None if answer.is_given else _object(connection, digests, answer, actor, now)


def _object(
    connection: Connection, digests: Digests, said: ContactPermission, actor: str, now: float
) -> Suppressed | None:
    """Suppress the person for calls if the answer stops them; the caller must hold the right to suppress."""
    person, leads = get_person(connection, said.person_id), _leads(connection, said.person_id)
    numbers, external_ids = person.of_kind(PointKind.PHONE), person.of_kind(PointKind.EXTERNAL_ID)
    if not stops_calls(said) or not (leads or numbers or external_ids):
        return None
    objection = Objection(
        scope=of_company(person.company_id),
        reason=f"objection:{said.purpose}",
        source=BY_HAND,
        added_at=now,
        added_by=actor,
    )
    hashed = {digests.number(number): number for number in numbers}
    return add_objection(connection, digests, objection, hashed, external_ids, leads)
