"""The promise ledger: call-backs, tasks and unsent messages as one list, the earliest due first."""

from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, not_, null, or_, select

from dialer.access.store.monitoring import TELLS_OF_NOW
from dialer.core.enums import CallbackKind, CallbackState
from dialer.core.visibility import Visibility
from dialer.people.tasks.model import Promise, PromiseKind, PromiseState, TaskState
from dialer.storage.database import Database
from dialer.storage.schema import (
    AGENT,
    CALLBACK,
    CAMPAIGN,
    INTERACTION,
    LEAD,
    PERSON,
    PERSON_LEAD,
    SENT_MESSAGE,
    TASK,
)
from dialer.storage.sql import word
from dialer.storage.visibility import visible_to

Place = tuple[float, str, int]  # Promise.key of the last one that was read

_AGENT: Final = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name, "").label("agent")
UNSENT: Final = ("queued", "sending", "failed")


class _Source(NamedTuple):
    """Promises of one kind: their rows, instant and id, whose they are, and which are still owed."""

    kind: PromiseKind
    rows: Callable[[Visibility], Select[Any]]
    due_at: ColumnElement[float]
    id: ColumnElement[int]
    agent_id: ColumnElement[int]
    team_id: ColumnElement[int]
    person_id: ColumnElement[int]
    is_owed: ColumnElement[bool]


def _callbacks(sees: Visibility) -> Select[Any]:
    joined = (
        CALLBACK.join(CAMPAIGN, CAMPAIGN.c.id == CALLBACK.c.campaign_id)
        .join(LEAD, LEAD.c.id == CALLBACK.c.lead_id)
        .outerjoin(PERSON_LEAD, PERSON_LEAD.c.lead_id == CALLBACK.c.lead_id)
        .outerjoin(AGENT, AGENT.c.id == CALLBACK.c.agent_id)
    )
    own = select(
        CALLBACK.c.id,
        CALLBACK.c.due_at,
        CALLBACK.c.deadline_at,
        CALLBACK.c.state,
        CALLBACK.c.ended_at,
        CALLBACK.c.agent_id,
        _AGENT,
        AGENT.c.team_id,
        CAMPAIGN.c.company_id,
        CALLBACK.c.campaign_id,
        CAMPAIGN.c.name.label("campaign"),
        PERSON_LEAD.c.person_id,
        LEAD.c.name.label("person"),
        literal("").label("about"),
        CALLBACK.c.note,
        CALLBACK.c.attempt_id,
    )
    promised = CALLBACK.c.kind == CallbackKind.PROMISE.value
    return own.select_from(joined).where(promised, *visible_to(sees, CALLBACK))


def _of_interaction(table: Any) -> Any:
    joined = table.outerjoin(INTERACTION, INTERACTION.c.id == table.c.interaction_id)
    joined = joined.outerjoin(CAMPAIGN, CAMPAIGN.c.id == INTERACTION.c.campaign_id)
    return joined.outerjoin(PERSON, PERSON.c.id == table.c.person_id)


def _tasks(sees: Visibility) -> Select[Any]:
    joined = _of_interaction(TASK).outerjoin(AGENT, AGENT.c.id == TASK.c.agent_id)
    own = select(
        TASK.c.id,
        TASK.c.due_at,
        TASK.c.due_at.label("deadline_at"),
        TASK.c.state,
        TASK.c.ended_at,
        TASK.c.agent_id,
        _AGENT,
        TASK.c.team_id,
        TASK.c.company_id,
        INTERACTION.c.campaign_id,
        func.coalesce(CAMPAIGN.c.name, "").label("campaign"),
        TASK.c.person_id,
        func.coalesce(PERSON.c.name, "").label("person"),
        TASK.c.kind.label("about"),
        TASK.c.note,
        null().label("attempt_id"),
    )
    return own.select_from(joined).where(*visible_to(sees, TASK))


def _messages(sees: Visibility) -> Select[Any]:
    joined = _of_interaction(SENT_MESSAGE).outerjoin(AGENT, AGENT.c.id == INTERACTION.c.agent_id)
    own = select(
        SENT_MESSAGE.c.id,
        SENT_MESSAGE.c.made_at.label("due_at"),
        (SENT_MESSAGE.c.made_at + MESSAGE_WITHIN_S).label("deadline_at"),
        SENT_MESSAGE.c.state,
        SENT_MESSAGE.c.sent_at.label("ended_at"),
        INTERACTION.c.agent_id,
        _AGENT,
        AGENT.c.team_id,
        SENT_MESSAGE.c.company_id,
        INTERACTION.c.campaign_id,
        func.coalesce(CAMPAIGN.c.name, "").label("campaign"),
        SENT_MESSAGE.c.person_id,
        func.coalesce(PERSON.c.name, "").label("person"),
        SENT_MESSAGE.c.template.label("about"),
        SENT_MESSAGE.c.trouble.label("note"),
        null().label("attempt_id"),
    )
    return own.select_from(joined).where(*visible_to(sees, SENT_MESSAGE))


MESSAGE_WITHIN_S: Final = 300.0  # how soon a message is sent, if nothing keeps it
_SOURCES: Final = (
    _Source(
        PromiseKind.CALLBACK,
        _callbacks,
        CALLBACK.c.due_at,
        CALLBACK.c.id,
        CALLBACK.c.agent_id,
        AGENT.c.team_id,
        PERSON_LEAD.c.person_id,
        CALLBACK.c.state == word(CallbackState.WAITING),
    ),
    _Source(
        PromiseKind.MESSAGE,
        _messages,
        SENT_MESSAGE.c.made_at,
        SENT_MESSAGE.c.id,
        INTERACTION.c.agent_id,
        AGENT.c.team_id,
        SENT_MESSAGE.c.person_id,
        SENT_MESSAGE.c.state.in_(UNSENT),
    ),
    _Source(
        PromiseKind.TASK,
        _tasks,
        TASK.c.due_at,
        TASK.c.id,
        TASK.c.agent_id,
        func.coalesce(TASK.c.team_id, AGENT.c.team_id),
        TASK.c.person_id,
        TASK.c.state == word(TaskState.OPEN),
    ),
)


class Promises:
    """What is owed to people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(
        self,
        *,
        own: int | None = None,
        agent_id: int | None = None,
        team_id: int | None = None,
        person_id: int | None = None,
        owed: bool = True,
        now_in: Collection[int] | None = None,
        after: Place | None = None,
        limit: int = 100,
        now: float,
        sees: Visibility,
    ) -> list[Promise]:
        """Promises that are still owed, or with `owed` False the others, the earliest due first.

        `own`: those of this agent, and those that anyone of the agent's team may keep. `now_in` names the only
        campaigns whose call-backs may be returned if they tell what an agent is doing now.
        """
        asked = {"own": own, "agent_id": agent_id, "team_id": team_id, "owed": owed, "now_in": now_in}
        asked["person_id"] = person_id
        return await self._database.read(_list, asked, after, limit, now, sees)


def _list(
    connection: Connection, asked: dict[str, Any], after: Place | None, limit: int, now: float, sees: Visibility
) -> list[Promise]:
    found = [one for source in _SOURCES for one in _of(connection, source, asked, after, limit, now, sees)]
    return sorted(found, key=lambda one: one.key)[:limit]


def _of(
    connection: Connection,
    source: _Source,
    asked: dict[str, Any],
    after: Place | None,
    limit: int,
    now: float,
    sees: Visibility,
) -> list[Promise]:
    statement = source.rows(sees).where(source.is_owed if asked["owed"] else not_(source.is_owed))
    if asked["agent_id"] is not None:
        statement = statement.where(source.agent_id == asked["agent_id"])
    if asked["team_id"] is not None:
        statement = statement.where(source.team_id == asked["team_id"])
    if asked["person_id"] is not None:
        statement = statement.where(source.person_id == asked["person_id"])
    if asked["own"] is not None:
        statement = statement.where(_own(source, asked["own"]))
    if asked["now_in"] is not None and source.kind is PromiseKind.CALLBACK:
        statement = statement.where(or_(not_(TELLS_OF_NOW), CALLBACK.c.campaign_id.in_(asked["now_in"])))
    if after is not None:
        statement = statement.where(_beyond(source, after))
    rows = connection.execute(statement.order_by(source.due_at, source.id).limit(limit)).mappings()
    return [_promise(source, row, now) for row in rows]


def _own(source: _Source, agent_id: int) -> ColumnElement[bool]:
    if source.kind is not PromiseKind.TASK:
        return source.agent_id == agent_id
    team = select(AGENT.c.team_id).where(AGENT.c.id == agent_id).correlate(None).scalar_subquery()
    return or_(source.agent_id == agent_id, and_(source.agent_id.is_(None), TASK.c.team_id == team))


def _beyond(source: _Source, after: Place) -> ColumnElement[bool]:
    """The condition on promises of this kind that come after a place: of one instant the kinds follow by name."""
    at, kind, key = after
    if source.kind.value > kind:
        return source.due_at >= at
    if source.kind.value < kind:
        return source.due_at > at
    return or_(source.due_at > at, and_(source.due_at == at, source.id > key))


def _promise(source: _Source, row: Any, now: float) -> Promise:
    left_out = ("kind", "state")
    facts = {name: row[name] for name in Promise.__dataclass_fields__ if name not in left_out}
    return Promise(**facts, kind=source.kind, state=_state(row, now))


def _state(row: Any, now: float) -> PromiseState:
    match row["state"]:
        case "cancelled":
            return PromiseState.CANCELLED
        case "waiting" | "open" | "queued" | "sending" | "failed":
            return PromiseState.LATE if now > row["deadline_at"] else PromiseState.OPEN
        case _:
            is_late = row["ended_at"] is not None and row["ended_at"] > row["deadline_at"]
            return PromiseState.KEPT_LATE if is_late else PromiseState.KEPT
