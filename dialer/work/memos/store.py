"""Memos: written, listed, read by their agents."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.core.request_errors import TooManyMemos
from dialer.core.time_units import DAY_S
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, MEMO
from dialer.storage.visibility import visible_to
from dialer.work.memos.model import MOST_UNREAD, SHOWN_S, Memo, MemoKind
from dialer.work.pauses.store import KEPT_DAYS

KEPT_S: Final = KEPT_DAYS * DAY_S
_NAME: Final = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name).label("agent_name")
_SHOWN: Final = select(*MEMO.c, _NAME).join(AGENT, AGENT.c.id == MEMO.c.agent_id)


class Memos:
    """The memos to all agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        agent_ids: Sequence[int],
        *,
        team_id: int | None,
        kind: MemoKind,
        text: str,
        sender: str,
        actor: str,
        now: float,
    ) -> list[int]:
        """Write a memo to each of these agents, and forget those that are old. Returns their ids.

        Raises TooManyMemos if one of the agents has too many unread messages; what comes with a pause or the end of
        work is always written.
        """
        facts = {"team_id": team_id, "kind": kind.value, "text": text, "sender": sender, "actor": actor, "sent_at": now}
        rows = [{**facts, "agent_id": agent_id} for agent_id in agent_ids]
        return await self._database.write(_add, rows, kind is MemoKind.MESSAGE, now)

    async def unread(self, agent_id: int, *, now: float) -> list[Memo]:
        """What the agent has not read yet, the oldest first; not what concerns an earlier shift."""
        statement = _SHOWN.where(MEMO.c.agent_id == agent_id, *_unread(now)).order_by(MEMO.c.sent_at, MEMO.c.id)
        return await self._database.read(_memos, statement)

    @writes
    def mark_read(self, connection: Connection, agent_id: int, ids: Collection[int], *, now: float) -> list[int]:
        """Write that the agent has read these of the agent's own memos. Returns those that were not read before."""
        mine = (MEMO.c.agent_id == agent_id, MEMO.c.id.in_(list(ids)), MEMO.c.read_at.is_(None))
        statement = update(MEMO).where(*mine).values(read_at=now).returning(MEMO.c.id)
        return sorted(connection.execute(statement).scalars())

    async def list(
        self, *, agent_id: int | None = None, team_id: int | None = None, page: PageRequest, sees: Visibility
    ) -> list[Memo]:
        """A page of the memos, to an agent or a team or all."""
        statement = _SHOWN.where(*visible_to(sees, AGENT))
        for name, value in {"agent_id": agent_id, "team_id": team_id}.items():
            if value is not None:
                statement = statement.where(MEMO.c[name] == value)
        return await self._database.read(_memos, page_of(statement, MEMO, page))


def _unread(now: float) -> tuple[Any, ...]:
    return MEMO.c.read_at.is_(None), MEMO.c.sent_at > now - SHOWN_S


def _add(connection: Connection, rows: list[dict[str, Any]], is_bounded: bool, now: float) -> list[int]:
    ids = [row["agent_id"] for row in rows]
    connection.execute(delete(MEMO).where(MEMO.c.agent_id.in_(ids), MEMO.c.sent_at < now - KEPT_S))
    if is_bounded:
        counted = select(MEMO.c.agent_id).where(MEMO.c.agent_id.in_(ids), *_unread(now)).group_by(MEMO.c.agent_id)
        full = connection.execute(counted.having(func.count() >= MOST_UNREAD)).scalars().all()
        if full:
            raise TooManyMemos
    made = insert(MEMO).returning(MEMO.c.id)
    return [connection.execute(made, row).scalar_one() for row in rows]


def _memos(connection: Connection, statement: Select[Any]) -> list[Memo]:
    rows = connection.execute(statement).mappings()
    return [Memo(**{**row, "kind": MemoKind(row["kind"])}) for row in rows]
