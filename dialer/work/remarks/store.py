"""Remarks: made, listed, resolved."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from dialer.core.errors import NotFound
from dialer.core.time_units import DAY_S
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AGENT, REMARK
from dialer.storage.sql import check_unchanged
from dialer.storage.visibility import visible_to
from dialer.work.pauses.store import KEPT_DAYS
from dialer.work.remarks.model import Remark, RemarkKind

KEPT_S: Final = KEPT_DAYS * DAY_S  # after they were resolved
_NAME: Final = func.coalesce(func.nullif(AGENT.c.display_name, ""), AGENT.c.name).label("agent_name")
_SHOWN: Final = select(*REMARK.c, _NAME).join(AGENT, AGENT.c.id == REMARK.c.agent_id)


class Remarks:
    """The remarks of all agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, agent_id: int, *, campaign_id: int | None, attempt_id: str | None, kind: RemarkKind, note: str, now: float
    ) -> Remark:
        """Write a remark, and forget those that were resolved long ago."""
        row = {"agent_id": agent_id, "campaign_id": campaign_id, "attempt_id": attempt_id, "kind": kind.value}
        return await self._database.write(_add, {**row, "note": note, "made_at": now}, now)

    async def get(self, remark_id: int, *, sees: Visibility) -> Remark:
        """One remark. Raises NotFound."""
        statement = _SHOWN.where(REMARK.c.id == remark_id, *visible_to(sees, REMARK), *visible_to(sees, AGENT))
        found = await self._database.read(_remarks, statement)
        if not found:
            raise NotFound(id=remark_id)
        return found[0]

    async def list(
        self,
        *,
        agent_id: int | None = None,
        campaign_id: int | None = None,
        kind: RemarkKind | None = None,
        is_open: bool | None = None,
        page: PageRequest,
        sees: Visibility,
    ) -> list[Remark]:
        """A page of the remarks; `is_open`: only those that are resolved, or only those that are not."""
        statement = _SHOWN.where(*visible_to(sees, REMARK), *visible_to(sees, AGENT))
        equal = {"agent_id": agent_id, "campaign_id": campaign_id, "kind": kind.value if kind else None}
        for name, value in equal.items():
            if value is not None:
                statement = statement.where(REMARK.c[name] == value)
        if is_open is not None:
            resolved = REMARK.c.resolved_at
            statement = statement.where(resolved.is_(None) if is_open else resolved.is_not(None))
        return await self._database.read(_remarks, page_of(statement, REMARK, page))

    @writes
    def resolve(
        self,
        connection: Connection,
        remark_id: int,
        *,
        answer: str,
        actor: str,
        now: float,
        expected: Remark | None = None,
    ) -> Remark:
        """Write what came of it. Raises NotFound, and Changed if it is not as expected."""
        there = _remarks(connection, _SHOWN.where(REMARK.c.id == remark_id).with_for_update(of=REMARK))
        if not there:
            raise NotFound(id=remark_id)
        check_unchanged(there[0], ... if expected is None else expected)
        said = {"resolved_at": now, "resolved_by": actor, "answer": answer}
        connection.execute(update(REMARK).where(REMARK.c.id == remark_id).values(said))
        return _remarks(connection, _SHOWN.where(REMARK.c.id == remark_id))[0]


def _add(connection: Connection, row: dict[str, Any], now: float) -> Remark:
    connection.execute(delete(REMARK).where(REMARK.c.resolved_at < now - KEPT_S))
    made = connection.execute(insert(REMARK).values(row).returning(REMARK.c.id)).scalar_one()
    return _remarks(connection, _SHOWN.where(REMARK.c.id == made))[0]


def _remarks(connection: Connection, statement: Select[Any]) -> list[Remark]:
    rows = connection.execute(statement).mappings()
    return [Remark(**{**row, "kind": RemarkKind(row["kind"])}) for row in rows]


def forget_notes(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Take out the notes of remarks made in these calls: they may name the person."""
    connection.execute(update(REMARK).where(REMARK.c.attempt_id.in_(attempt_ids)).values(note=""))
