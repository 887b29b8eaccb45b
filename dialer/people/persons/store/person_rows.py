"""People as rows: read with their points, and locked to be changed."""

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select, update

from dialer.core.enums import CallbackState
from dialer.core.errors import UnknownPerson
from dialer.people.persons.model import Need, Person, PersonKind, PersonPoint, PointKind
from dialer.storage.schema import (
    AGENT,
    CALLBACK,
    CONTACT_PERMISSION,
    INTERACTION,
    PERSON,
    PERSON_LEAD,
    PERSON_POINT,
    TASK,
)
from dialer.storage.sql import check_unchanged, word

_POINT: Final = tuple(PERSON_POINT.c[name] for name in PersonPoint.__dataclass_fields__)


def own_people(agent_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions on people with whom an agent has to do; none for others, who see all of their companies."""
    if agent_id is None:
        return ()
    talked = select(INTERACTION.c.person_id).where(INTERACTION.c.agent_id == agent_id)
    team = select(AGENT.c.team_id).where(AGENT.c.id == agent_id).scalar_subquery()
    owed = select(TASK.c.person_id).where(
        or_(TASK.c.agent_id == agent_id, TASK.c.agent_id.is_(None) & (TASK.c.team_id == team))
    )
    promised = (
        select(PERSON_LEAD.c.person_id)
        .join(CALLBACK, CALLBACK.c.lead_id == PERSON_LEAD.c.lead_id)
        .where(CALLBACK.c.agent_id == agent_id, CALLBACK.c.state == word(CallbackState.WAITING))
    )
    return (or_(*(PERSON.c.id.in_(one.scalar_subquery()) for one in (talked, owed, promised))),)


def get_person(connection: Connection, person_id: int, *where: ColumnElement[bool]) -> Person:
    found = people(connection, PERSON.c.id == person_id, *where)
    if not found:
        raise UnknownPerson(id=person_id)
    return found[0]


def people(connection: Connection, *where: ColumnElement[bool]) -> list[Person]:
    """The matching people with their points, by id."""
    rows = connection.execute(select(PERSON).where(*where).order_by(PERSON.c.id)).mappings().all()
    ids = [row["id"] for row in rows]
    points: defaultdict[int, list[PersonPoint]] = defaultdict(list)
    asked = select(*_POINT, PERSON_POINT.c.person_id).where(PERSON_POINT.c.person_id.in_(ids))
    for row in connection.execute(asked.order_by(PERSON_POINT.c.id)).mappings() if ids else ():
        facts = {name: row[name] for name in PersonPoint.__dataclass_fields__}
        points[row["person_id"]].append(PersonPoint(**{**facts, "kind": PointKind(facts["kind"])}))
    return [_person(row, tuple(points[row["id"]])) for row in rows]


def _person(row: Any, points: tuple[PersonPoint, ...]) -> Person:
    needs = tuple(Need(one) for one in row["needs"])
    return Person(**{**row, "kind": PersonKind(row["kind"]), "needs": needs}, points=points)


def lock_person(connection: Connection, person_id: int, expected: object = ...) -> Person:
    """A person who is to be changed, locked until this transaction ends. Raises UnknownPerson, Changed."""
    connection.execute(select(PERSON.c.id).where(PERSON.c.id == person_id).with_for_update())
    there = get_person(connection, person_id)
    check_unchanged(there, expected)
    return there


def give_permissions(connection: Connection, these: ColumnElement[bool], person_id: int) -> None:
    """Let these permissions to contact be this person's."""
    connection.execute(update(CONTACT_PERMISSION).where(these).values(person_id=person_id))
