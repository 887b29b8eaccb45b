"""The history of a person over campaigns and channels, newest first: calls, call-backs, messages, tasks."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from dialer.people.interactions.model import HistoryEntry, HistoryKind
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import (
    AGENT,
    ATTEMPT,
    CALLBACK,
    CAMPAIGN,
    DISPOSITION_CODE,
    INTERACTION,
    PERSON_LEAD,
    SENT_MESSAGE,
    TASK,
)

Place = tuple[float, str, str]  # HistoryEntry.key of the last entry that was read


class _Source(NamedTuple):
    """Where entries of one kind come from: their statement for a person, instant, id, and the facts that are shown."""

    kind: HistoryKind
    statement: Callable[[int], Select[Any]]
    at: ColumnElement[float]
    id: ColumnElement[Any]
    facts: tuple[str, ...]


_AGENT: Final = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name, "").label("agent")
_LEADS: Final = select(PERSON_LEAD.c.lead_id)


def _columns(table: Any, *names: str) -> list[Any]:
    return [table.c[name] for name in names]


_CALLED: Final = (
    "number",
    "outcome",
    "disposition",
    "disposition_reason",
    "note",
    "agent_joined_at",
    "ended_at",
    "disposed_at",
    "mode",
    "rejoins",
)
_CODE: Final = and_(
    DISPOSITION_CODE.c.campaign_id == ATTEMPT.c.campaign_id, DISPOSITION_CODE.c.code == ATTEMPT.c.disposition
)
_NOTED: Final = ("topic", "topic_2", "mood")


def _attempts(person_id: int) -> Select[Any]:
    joined = (
        ATTEMPT.join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
        .outerjoin(AGENT, AGENT.c.id == ATTEMPT.c.agent_id)
        .outerjoin(INTERACTION, INTERACTION.c.attempt_id == ATTEMPT.c.id)
        .outerjoin(DISPOSITION_CODE, _CODE)
    )
    own = select(
        *_columns(ATTEMPT, "id", "campaign_id", "agent_id", *_CALLED),
        ATTEMPT.c.placed_at.label("at"),
        CAMPAIGN.c.name.label("campaign"),
        _AGENT,
        INTERACTION.c.id.label("interaction_id"),
        *_columns(INTERACTION, *_NOTED),
        DISPOSITION_CODE.c.label.label("disposition_label"),
        DISPOSITION_CODE.c.reasons,
    )
    return own.select_from(joined).where(ATTEMPT.c.lead_id.in_(_LEADS.where(PERSON_LEAD.c.person_id == person_id)))


def _callbacks(person_id: int) -> Select[Any]:
    joined = CALLBACK.join(CAMPAIGN, CAMPAIGN.c.id == CALLBACK.c.campaign_id).outerjoin(
        AGENT, AGENT.c.id == CALLBACK.c.agent_id
    )
    own = select(
        *_columns(CALLBACK, "id", "campaign_id", "agent_id", "due_at", "state", "note", "attempt_id"),
        CALLBACK.c.made_at.label("at"),
        CAMPAIGN.c.name.label("campaign"),
        _AGENT,
    )
    mine = CALLBACK.c.lead_id.in_(_LEADS.where(PERSON_LEAD.c.person_id == person_id))
    return own.select_from(joined).where(mine, CALLBACK.c.kind == "promise")


def _interactions(person_id: int) -> Select[Any]:
    joined = INTERACTION.outerjoin(CAMPAIGN, CAMPAIGN.c.id == INTERACTION.c.campaign_id).outerjoin(
        AGENT, AGENT.c.id == INTERACTION.c.agent_id
    )
    own = select(
        *_columns(INTERACTION, "id", "campaign_id", "agent_id", "channel", "direction", "ended_at", *_NOTED),
        INTERACTION.c.started_at.label("at"),
        func.coalesce(CAMPAIGN.c.name, "").label("campaign"),
        _AGENT,
    )
    return own.select_from(joined).where(INTERACTION.c.person_id == person_id, INTERACTION.c.attempt_id.is_(None))


def _messages(person_id: int) -> Select[Any]:
    joined = SENT_MESSAGE.outerjoin(INTERACTION, INTERACTION.c.id == SENT_MESSAGE.c.interaction_id)
    joined = joined.outerjoin(CAMPAIGN, CAMPAIGN.c.id == INTERACTION.c.campaign_id)
    joined = joined.outerjoin(AGENT, AGENT.c.id == INTERACTION.c.agent_id)
    own = select(
        *_columns(SENT_MESSAGE, "id", "channel", "by", "subject", "text", "state", "sent_at", "recipient"),
        *_columns(INTERACTION, "campaign_id", "agent_id", "attempt_id"),
        SENT_MESSAGE.c.interaction_id,
        SENT_MESSAGE.c.made_at.label("at"),
        func.coalesce(CAMPAIGN.c.name, "").label("campaign"),
        _AGENT,
    )
    return own.select_from(joined).where(SENT_MESSAGE.c.person_id == person_id)


def _tasks(person_id: int) -> Select[Any]:
    joined = TASK.outerjoin(INTERACTION, INTERACTION.c.id == TASK.c.interaction_id)
    joined = joined.outerjoin(CAMPAIGN, CAMPAIGN.c.id == INTERACTION.c.campaign_id)
    joined = joined.outerjoin(AGENT, AGENT.c.id == TASK.c.agent_id)
    own = select(
        *_columns(TASK, "id", "agent_id", "team_id", "due_at", "state", "note", "ended_at"),
        TASK.c.kind.label("task_kind"),
        *_columns(INTERACTION, "campaign_id", "attempt_id"),
        TASK.c.made_at.label("at"),
        func.coalesce(CAMPAIGN.c.name, "").label("campaign"),
        _AGENT,
    )
    return own.select_from(joined).where(TASK.c.person_id == person_id)


_SOURCES: Final = (
    _Source(
        HistoryKind.ATTEMPT,
        _attempts,
        ATTEMPT.c.placed_at,
        ATTEMPT.c.id,
        (*_CALLED, "interaction_id", *_NOTED, "disposition_label", "reasons"),
    ),
    _Source(
        HistoryKind.CALLBACK,
        _callbacks,
        CALLBACK.c.made_at,
        CALLBACK.c.id,
        ("due_at", "state", "note", "attempt_id"),
    ),
    _Source(
        HistoryKind.INTERACTION,
        _interactions,
        INTERACTION.c.started_at,
        INTERACTION.c.id,
        ("channel", "direction", "ended_at", *_NOTED),
    ),
    _Source(
        HistoryKind.MESSAGE,
        _messages,
        SENT_MESSAGE.c.made_at,
        SENT_MESSAGE.c.id,
        ("channel", "by", "subject", "text", "state", "sent_at", "recipient", "interaction_id", "attempt_id"),
    ),
    _Source(
        HistoryKind.TASK,
        _tasks,
        TASK.c.made_at,
        TASK.c.id,
        ("task_kind", "team_id", "due_at", "state", "note", "ended_at", "attempt_id"),
    ),
)


class Histories:
    """What happened with each person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def of_person(
        self, connection: Connection, person_id: int, *, after: Place | None, limit: int
    ) -> list[HistoryEntry]:
        """The entries of a person's history, newest first, after the place of one of them.

        The caller has checked that the person may be seen.
        """
        # The newest of each kind, put together: each kind has an index of its own.
        found = [entry for source in _SOURCES for entry in _entries(connection, source, person_id, after, limit)]
        # Within a kind as the database ordered.
        found.sort(key=lambda entry: (entry.at, entry.kind.value), reverse=True)
        return found[:limit]


def _entries(
    connection: Connection, source: _Source, person_id: int, after: Place | None, limit: int
) -> list[HistoryEntry]:
    statement = source.statement(person_id)
    if after is not None:
        statement = statement.where(_beyond(source, after))
    ordered = statement.order_by(source.at.desc(), source.id.desc()).limit(limit)
    return [_entry(source, row) for row in connection.execute(ordered).mappings()]


def _beyond(source: _Source, after: Place) -> ColumnElement[bool]:
    """The condition on entries of this kind that come after a place: of one instant the kinds follow by name."""
    at, kind, key = after
    if source.kind.value < kind:
        return source.at <= at
    if source.kind.value > kind:
        return source.at < at
    last = key if source.kind is HistoryKind.ATTEMPT else int(key)
    return or_(source.at < at, and_(source.at == at, source.id < last))


def _entry(source: _Source, row: Any) -> HistoryEntry:
    return HistoryEntry(
        kind=source.kind,
        at=row["at"],
        id=str(row["id"]),
        campaign_id=row["campaign_id"],
        campaign=row["campaign"],
        agent_id=row["agent_id"],
        agent=row["agent"],
        facts={name: row[name] for name in source.facts},
    )
