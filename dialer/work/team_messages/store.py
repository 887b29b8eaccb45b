"""Team messages: written, listed, read by their agents."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.core.request_errors import TooManyTeamMessages
from dialer.core.time_units import DAY_S
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, TEAM_MESSAGE
from dialer.storage.visibility import visible_to
from dialer.work.pauses.store import KEPT_DAYS
from dialer.work.team_messages.model import MOST_UNREAD, SHOWN_S, TeamMessage, TeamMessageKind

KEPT_S: Final = KEPT_DAYS * DAY_S
_NAME: Final = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name).label("agent_name")
_SHOWN: Final = select(*TEAM_MESSAGE.c, _NAME).join(AGENT, AGENT.c.id == TEAM_MESSAGE.c.agent_id)


class TeamMessages:
    """The team messages to all agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        agent_ids: Sequence[int],
        *,
        team_id: int | None,
        kind: TeamMessageKind,
        text: str,
        sender: str,
        actor: str,
        now: float,
    ) -> list[int]:
        """Write a team message to each of these agents, and forget those that are old. Returns their ids.

        Raises TooManyTeamMessages if an agent has too many unread messages; what comes with a pause or the end of
        work is always written.
        """
        facts = {"team_id": team_id, "kind": kind.value, "text": text, "sender": sender, "actor": actor, "sent_at": now}
        rows = [{**facts, "agent_id": agent_id} for agent_id in agent_ids]
        return await self._database.write(_add, rows, kind is TeamMessageKind.MESSAGE, now)

    async def unread(self, agent_id: int, *, now: float) -> list[TeamMessage]:
        """What the agent has not read yet, the oldest first; not what concerns an earlier shift."""
        statement = _SHOWN.where(TEAM_MESSAGE.c.agent_id == agent_id, *_unread(now)).order_by(
            TEAM_MESSAGE.c.sent_at, TEAM_MESSAGE.c.id
        )
        return await self._database.read(_team_messages, statement)

    @writes
    def mark_read(self, connection: Connection, agent_id: int, ids: Collection[int], *, now: float) -> list[int]:
        """Write which of the agent's own team messages were read. Returns those that were not read before."""
        mine = (TEAM_MESSAGE.c.agent_id == agent_id, TEAM_MESSAGE.c.id.in_(list(ids)), TEAM_MESSAGE.c.read_at.is_(None))
        statement = update(TEAM_MESSAGE).where(*mine).values(read_at=now).returning(TEAM_MESSAGE.c.id)
        return sorted(connection.execute(statement).scalars())

    async def list(
        self, *, agent_id: int | None = None, team_id: int | None = None, page: PageRequest, sees: Visibility
    ) -> list[TeamMessage]:
        """A page of the team messages, to an agent or a team or all."""
        statement = _SHOWN.where(*visible_to(sees, AGENT))
        for name, value in {"agent_id": agent_id, "team_id": team_id}.items():
            if value is not None:
                statement = statement.where(TEAM_MESSAGE.c[name] == value)
        return await self._database.read(_team_messages, page_of(statement, TEAM_MESSAGE, page))


def _unread(now: float) -> tuple[Any, ...]:
    return TEAM_MESSAGE.c.read_at.is_(None), TEAM_MESSAGE.c.sent_at > now - SHOWN_S


def _add(connection: Connection, rows: list[dict[str, Any]], is_bounded: bool, now: float) -> list[int]:
    ids = [row["agent_id"] for row in rows]
    connection.execute(
        delete(TEAM_MESSAGE).where(TEAM_MESSAGE.c.agent_id.in_(ids), TEAM_MESSAGE.c.sent_at < now - KEPT_S)
    )
    if is_bounded:
        counted = (
            select(TEAM_MESSAGE.c.agent_id)
            .where(TEAM_MESSAGE.c.agent_id.in_(ids), *_unread(now))
            .group_by(TEAM_MESSAGE.c.agent_id)
        )
        full = connection.execute(counted.having(func.count() >= MOST_UNREAD)).scalars().all()
        if full:
            raise TooManyTeamMessages
    made = insert(TEAM_MESSAGE).returning(TEAM_MESSAGE.c.id)
    return [connection.execute(made, row).scalar_one() for row in rows]


def _team_messages(connection: Connection, statement: Select[Any]) -> list[TeamMessage]:
    rows = connection.execute(statement).mappings()
    return [TeamMessage(**{**row, "kind": TeamMessageKind(row["kind"])}) for row in rows]
