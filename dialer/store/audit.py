"""The audit: who did what, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from dialer.store.database import Database
from dialer.store.schema import AUDIT_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One act. `subject` is kind and id, as in `campaign:3`."""

    id: int
    at: float
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]


class Audit:
    """The audit lines; there is no way to change one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, *, actor: str, action: str, subject: str = "", facts: Mapping[str, Any] | None = None, now: float
    ) -> None:
        """Write a line. The facts must hold no secret."""
        await self._database.write(add_line, actor, action, subject, facts or {}, now)

    async def list(
        self, *, subject: str | None = None, action: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditLine]:
        """Lines, newest first, older than the line of id `before`."""
        return await self._database.read(_list, subject, action, before, limit)


def add_line(
    connection: Connection, actor: str, action: str, subject: str, facts: Mapping[str, Any], now: float
) -> None:
    """Write a line in the transaction of the act itself."""
    line = {"at": now, "actor": actor, "action": action, "subject": subject, "facts": dict(facts)}
    connection.execute(insert(AUDIT_LINE), line)


def _list(
    connection: Connection, subject: str | None, action: str | None, before: int | None, limit: int
) -> list[AuditLine]:
    statement = select(AUDIT_LINE).order_by(AUDIT_LINE.c.id.desc()).limit(limit)
    if subject is not None:
        statement = statement.where(AUDIT_LINE.c.subject == subject)
    if action is not None:
        statement = statement.where(AUDIT_LINE.c.action == action)
    if before is not None:
        statement = statement.where(AUDIT_LINE.c.id < before)
    return [AuditLine(**row) for row in connection.execute(statement).mappings()]
