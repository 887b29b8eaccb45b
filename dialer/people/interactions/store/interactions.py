"""Interactions: begun, noted, drafted, listed."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, or_, select, update

from dialer.core.errors import UnknownAttempt, UnknownInteraction
from dialer.core.visibility import Visibility
from dialer.people.interactions.model import Direction, Draft, Interaction, merged_facts
from dialer.people.mail.store import give_messages
from dialer.people.persons.model import Channel
from dialer.people.persons.store.linking import link_leads
from dialer.people.persons.store.person_rows import give_permissions, people
from dialer.people.tasks.store.tasks import give_tasks
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import ATTEMPT, CAMPAIGN, CONTACT_PERMISSION, INTERACTION, PERSON, SENT_MESSAGE, TASK
from dialer.storage.sql import check_unchanged, insert_or_leave
from dialer.storage.visibility import visible_to

_STORED: Final = tuple(
    INTERACTION.c[name]
    for name in Interaction.__dataclass_fields__
    if name not in ("draft", "person", "ended_at", "company_id", "id")
)
_ONE: Final = select(
    INTERACTION.c.id,
    INTERACTION.c.company_id,
    *_STORED,
    INTERACTION.c.draft,
    INTERACTION.c.typed_at,
    INTERACTION.c.saved_at,
    func.coalesce(INTERACTION.c.ended_at, ATTEMPT.c.ended_at).label("ended_at"),
).select_from(INTERACTION.outerjoin(ATTEMPT, ATTEMPT.c.id == INTERACTION.c.attempt_id))
_ATTEMPT: Final = (
    select(
        ATTEMPT.c.campaign_id,
        ATTEMPT.c.lead_id,
        ATTEMPT.c.agent_id,
        ATTEMPT.c.agent_joined_at,
        ATTEMPT.c.disposed_at,
        CAMPAIGN.c.company_id,
    )
    .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
    .where(ATTEMPT.c.id == bindparam("attempt"))
)


def own_interactions(agent_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions on an agent's own interactions; none for others."""
    return () if agent_id is None else (INTERACTION.c.agent_id == agent_id,)


class Interactions:
    """The interactions of all companies. With `agent_id`, only those of this agent are there."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    @writes
    def of_attempt(self, connection: Connection, attempt_id: str, *, agent_id: int | None, now: float) -> Interaction:
        """The interaction of an attempt, with its person; it is made if it was not there.

        `agent_id` is who talks, if the attempt does not say so yet. Raises UnknownAttempt.
        """
        attempt = connection.execute(_ATTEMPT, {"attempt": attempt_id}).first()
        if attempt is None:
            raise UnknownAttempt(id=attempt_id)
        there = _of(connection, INTERACTION.c.attempt_id == attempt_id)
        if there and there[0].person_id is not None:
            return _with_person(connection, there[0])
        person_id = link_leads(connection, self._digests, [attempt.lead_id], now=now).get(attempt.lead_id)
        if not there:
            row = {
                "company_id": attempt.company_id,
                "person_id": person_id,
                "lead_id": attempt.lead_id,
                "attempt_id": attempt_id,
                "campaign_id": attempt.campaign_id,
                "agent_id": agent_id if attempt.agent_id is None else attempt.agent_id,
                "started_at": attempt.agent_joined_at or now,
                "finished_at": attempt.disposed_at,
            }
            connection.execute(insert_or_leave(connection, INTERACTION), _whole(row))
        elif person_id is not None:
            mine = update(INTERACTION).where(INTERACTION.c.attempt_id == attempt_id)
            connection.execute(mine.values(person_id=person_id))
        [made] = _of(connection, INTERACTION.c.attempt_id == attempt_id)
        return _with_person(connection, made)

    async def noted(self, attempt_id: str) -> Interaction | None:
        """The interaction of an attempt; None if there is none."""
        found = await self._database.read(_of, INTERACTION.c.attempt_id == attempt_id)
        return found[0] if found else None

    @reads
    def unfinished_in(self, connection: Connection, agent_id: int) -> frozenset[int]:
        """The campaigns of which an agent has a contact without a disposition yet."""
        own = select(INTERACTION.c.campaign_id).where(
            INTERACTION.c.agent_id == agent_id,
            INTERACTION.c.finished_at.is_(None),
            INTERACTION.c.campaign_id.is_not(None),
        )
        return frozenset(connection.execute(own.distinct()).scalars())

    async def get(self, interaction_id: int, *, agent_id: int | None = None, sees: Visibility) -> Interaction:
        """One interaction, with its person. Raises UnknownInteraction."""
        where = (*visible_to(sees, INTERACTION), *own_interactions(agent_id))
        return await self._database.read(_get, interaction_id, *where)

    async def list(
        self,
        *,
        agent_id: int | None = None,
        person_id: int | None = None,
        unfinished: bool | None = None,
        live_in: Collection[int] | None = None,
        page: PageRequest,
        sees: Visibility,
    ) -> list[Interaction]:
        """A page of interactions, without their people. `unfinished`: those without a disposition yet, or the others.

        A talk that goes on is not listed as unfinished. `live_in` names the only campaigns whose live calls may be
        returned.
        """
        statement = _ONE.where(*visible_to(sees, INTERACTION))
        for name, value in {"agent_id": agent_id, "person_id": person_id}.items():
            if value is not None:
                statement = statement.where(INTERACTION.c[name] == value)
        over = or_(INTERACTION.c.ended_at.is_not(None), ATTEMPT.c.ended_at.is_not(None))
        if unfinished is True:
            statement = statement.where(INTERACTION.c.finished_at.is_(None), over)
        elif unfinished is False:
            statement = statement.where(INTERACTION.c.finished_at.is_not(None))
        if live_in is not None:
            statement = statement.where(or_(over, INTERACTION.c.campaign_id.in_(live_in)))
        return await self._database.read(_listed, page_of(statement, INTERACTION, page))

    async def change(
        self, interaction_id: int, values: Mapping[str, Any], *, expected: Interaction | EllipsisType = ...
    ) -> Interaction:
        """Note topic, mood, type or facts: `facts` are merged into those that are there, and one that is None goes.

        Raises UnknownInteraction, Changed.
        """
        return await self._database.write(_change, interaction_id, dict(values), expected)

    @writes
    def draft(
        self, connection: Connection, interaction_id: int, draft: Mapping[str, Any], *, typed_at: float, now: float
    ) -> tuple[Draft, bool]:
        """Keep what was typed, unless something typed later is kept already; return the draft that counts now.

        Raises UnknownInteraction.
        """
        newer = or_(INTERACTION.c.typed_at.is_(None), INTERACTION.c.typed_at <= typed_at)
        kept = update(INTERACTION).where(INTERACTION.c.id == interaction_id, newer)
        is_kept = connection.execute(kept.values(draft=dict(draft), typed_at=typed_at, saved_at=now)).rowcount == 1
        return _get(connection, interaction_id).draft, is_kept

    @writes
    def begin(self, connection: Connection, row: Mapping[str, Any], *, now: float) -> Interaction:
        """An interaction on another channel than the phone, which is over at once."""
        over = {"started_at": now, "ended_at": now, "finished_at": now}
        made = connection.execute(
            insert(INTERACTION).returning(INTERACTION.c.id), _whole({**dict(row), **over})
        ).scalar_one()
        return _get(connection, made)


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the columns that are empty at first."""
    empty = {"channel": Channel.PHONE.value, "direction": Direction.OUT.value, "facts": {}, "draft": {}}
    return {**empty, "topic": "", "topic_2": "", "customer_type": "", **row}


def _get(connection: Connection, interaction_id: int, *where: ColumnElement[bool]) -> Interaction:
    found = _of(connection, INTERACTION.c.id == interaction_id, *where)
    if not found:
        raise UnknownInteraction(id=interaction_id)
    return _with_person(connection, found[0])


def _of(connection: Connection, *where: ColumnElement[bool]) -> list[Interaction]:
    return _listed(connection, _ONE.where(*where))


def _listed(connection: Connection, statement: Select[Any]) -> list[Interaction]:
    return [_interaction(row) for row in connection.execute(statement).mappings()]


def _interaction(row: Any) -> Interaction:
    facts = {name: row[name] for name in Interaction.__dataclass_fields__ if name not in ("draft", "person")}
    facts |= {"channel": Channel(row["channel"]), "direction": Direction(row["direction"])}
    return Interaction(**facts, draft=_draft_of(row))


def _draft_of(row: Any) -> Draft:
    return Draft(**row["draft"], typed_at=row["typed_at"], saved_at=row["saved_at"])


def _with_person(connection: Connection, one: Interaction) -> Interaction:
    if one.person_id is None:
        return one
    [person] = people(connection, PERSON.c.id == one.person_id)
    return replace(one, person=person)


def _locked(connection: Connection, interaction_id: int) -> Interaction:
    connection.execute(select(INTERACTION.c.id).where(INTERACTION.c.id == interaction_id).with_for_update())
    return _get(connection, interaction_id)


def _change(connection: Connection, interaction_id: int, values: dict[str, Any], expected: object) -> Interaction:
    there = _locked(connection, interaction_id)
    check_unchanged(there, expected)
    if "facts" in values:
        values = {**values, "facts": merged_facts(there.facts, values["facts"])}
    if values:
        connection.execute(update(INTERACTION).where(INTERACTION.c.id == interaction_id).values(values))
    return _get(connection, interaction_id)


# What was noted of the talk lacks nothing any more.
_FINISH: Final = (
    update(INTERACTION)
    .where(INTERACTION.c.attempt_id == bindparam("attempt"), INTERACTION.c.finished_at.is_(None))
    .values(finished_at=bindparam("now"))
)
_UNFINISH: Final = update(INTERACTION).where(INTERACTION.c.attempt_id == bindparam("attempt")).values(finished_at=None)


def finish(connection: Connection, attempt_id: str, now: float) -> None:
    """Note that the interaction of this call has its disposition."""
    connection.execute(_FINISH, {"attempt": attempt_id, "now": now})


def unfinish(connection: Connection, attempt_id: str) -> None:
    """Note that the interaction of this call waits for its disposition again."""
    connection.execute(_UNFINISH, {"attempt": attempt_id})


def give_to_person(connection: Connection, lead_ids: Collection[int], person_id: int) -> None:
    """Let the interactions about these leads, and what came of them, be this person's."""
    about = INTERACTION.c.lead_id.in_(lead_ids)
    contacts = select(INTERACTION.c.id).where(about).scalar_subquery()
    give_messages(connection, SENT_MESSAGE.c.interaction_id.in_(contacts), person_id)
    give_tasks(connection, TASK.c.interaction_id.in_(contacts), person_id)
    give_permissions(connection, CONTACT_PERMISSION.c.interaction_id.in_(contacts), person_id)
    give_interactions(connection, about, person_id)


def give_interactions(connection: Connection, these: ColumnElement[bool], person_id: int) -> None:
    """Let these interactions be this person's."""
    connection.execute(update(INTERACTION).where(these).values(person_id=person_id))
