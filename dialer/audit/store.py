"""The audit: who did what, in order, chained so that a changed, missing or cut-off line shows.

There is no way to change or remove a line: the database refuses it by triggers, and the chain shows what went round
them. One chain per installation. Whoever adds lines holds the chain's head until the transaction ends, so lines are
best added last in a transaction, and many at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from dialer.audit.rules import GENESIS, Anchor, AuditLine, Checker, Verdict, link, plain
from dialer.storage.database import Database
from dialer.storage.schema import AUDIT_HEAD, AUDIT_LINE

__all__ = ["Anchor", "Audit", "AuditLine", "NewLine", "Verdict", "add_line", "add_lines"]

HEAD: Final = 1  # the one row of its table
CHUNK: Final = 200  # lines that are read and checked at once: between them others of this process have their turn
_FIELDS: Final = [AUDIT_LINE.c[name] for name in AuditLine.__dataclass_fields__]
_LOCK_HEAD: Final = select(AUDIT_HEAD.c.line_id, AUDIT_HEAD.c.hash).where(AUDIT_HEAD.c.id == HEAD).with_for_update()
_MOVE_HEAD: Final = (
    update(AUDIT_HEAD)
    .where(AUDIT_HEAD.c.id == HEAD)
    .values(line_id=bindparam("new_line_id"), hash=bindparam("new_hash"))
)
_ONWARDS: Final = (
    select(*_FIELDS).where(AUDIT_LINE.c.id > bindparam("after")).order_by(AUDIT_LINE.c.id).limit(bindparam("count"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """An act to write down. The facts must be JSON, and hold no secret and no phone number."""

    at: float  # epoch seconds
    actor: str
    action: str
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Audit:
    """The audit lines; there is no way to change one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, *, actor: str, action: str, subject: str = "", facts: Mapping[str, Any] | None = None, now: float
    ) -> None:
        """Write a line. The facts must hold no secret."""
        await self._database.write(add_line, actor, action, subject, facts or {}, now)

    async def add_many(self, lines: Sequence[NewLine]) -> None:
        """Write lines, in one transaction and in this order."""
        if lines:
            await self._database.write(add_lines, lines)

    async def list(
        self, *, subject: str | None = None, action: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[AuditLine]:
        """Lines, newest first, older than the line of id `before`."""
        return await self._database.read(_list, subject, action, before, limit)

    async def onwards(self, *, after: int = 0, limit: int = CHUNK) -> Sequence[AuditLine]:
        """Lines in the order of the chain, from behind the line of id `after` on."""
        return await self._database.read(_onwards, after, limit)

    async def head(self) -> Anchor | None:
        """The chain's last line, as its head has it; None before the first."""
        return await self._database.read(_head)

    async def verify(self, anchors: Sequence[Anchor] = ()) -> Verdict:
        """Follow the whole chain on one view of the data, and hold its end against the head and `anchors`.

        Takes some 10 s for a million lines; on PostgreSQL the event loop waits while each `CHUNK` of them is checked.
        """
        return await self._database.read(_verify, tuple(anchors))


def add_line(
    connection: Connection, actor: str, action: str, subject: str, facts: Mapping[str, Any], now: float
) -> None:
    """Write a line in the transaction of the act itself."""
    add_lines(connection, [NewLine(at=now, actor=actor, action=action, subject=subject, facts=facts)])


def add_lines(connection: Connection, lines: Sequence[NewLine]) -> None:
    """Write lines in the transaction of the acts themselves: two statements more than the insert, however many."""
    # SQLite has one writer; on PostgreSQL the lock on the head lets one writer after the other go on.
    line_id, before = connection.execute(_LOCK_HEAD).one()
    rows = []
    for line in lines:
        line_id += 1
        row = {**asdict(line), "id": line_id, "at": float(line.at), "facts": plain(line.facts)}
        before = link(before, row)
        rows.append({**row, "hash": before})
    if rows:
        connection.execute(insert(AUDIT_LINE), rows)
        connection.execute(_MOVE_HEAD, {"new_line_id": line_id, "new_hash": before})


def _list(
    connection: Connection, subject: str | None, action: str | None, before: int | None, limit: int
) -> list[AuditLine]:
    statement = select(*_FIELDS).order_by(AUDIT_LINE.c.id.desc()).limit(limit)
    if subject is not None:
        statement = statement.where(AUDIT_LINE.c.subject == subject)
    if action is not None:
        statement = statement.where(AUDIT_LINE.c.action == action)
    if before is not None:
        statement = statement.where(AUDIT_LINE.c.id < before)
    return [AuditLine(**row) for row in connection.execute(statement).mappings()]


def _onwards(connection: Connection, after: int, limit: int) -> list[AuditLine]:
    rows = connection.execute(_ONWARDS, {"after": after, "count": limit}).mappings()
    return [AuditLine(**row) for row in rows]


def _head(connection: Connection) -> Anchor | None:
    row = connection.execute(select(AUDIT_HEAD.c.line_id, AUDIT_HEAD.c.hash).where(AUDIT_HEAD.c.id == HEAD)).first()
    return None if row is None or row.hash == GENESIS else Anchor(id=row.line_id, hash=row.hash)


def _verify(connection: Connection, anchors: tuple[Anchor, ...]) -> Verdict:
    checker = Checker(set(anchors))
    for chunk in _chunks(connection):
        checker.follow(chunk)
    return checker.end(_head(connection))


def _chunks(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    after = 0
    while rows := [dict(row) for row in connection.execute(_ONWARDS, {"after": after, "count": CHUNK}).mappings()]:
        yield rows
        after = rows[-1]["id"]
