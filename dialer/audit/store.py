"""The audit: who did what, in order, chained so that a changed, missing or cut-off line is detected.

Lines cannot be changed or removed: database triggers refuse it, and the chain reveals changes that bypass them. There
is one chain per installation. Adding lines locks the chain's head until the transaction ends, so add them last in a
transaction, and many at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from dialer.audit.rules import GENESIS, Anchor, AuditLine, ChainCheck, Checker, link, plain
from dialer.storage.database import Database
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import AUDIT_HEAD, AUDIT_LINE

__all__ = ["Act", "Anchor", "Audit", "AuditLine", "NewLine", "ChainCheck", "add_line", "add_lines"]

P = ParamSpec("P")
T = TypeVar("T")

NO_FACTS: Final[Mapping[str, Any]] = MappingProxyType({})
HEAD: Final = 1  # the one row of its table
CHUNK: Final = 200  # lines read and checked at once; other work of this process runs in between
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
    """An act to record. The facts must be JSON, and hold no secret and no phone number."""

    at: float  # epoch seconds
    actor: str
    action: str
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Act(Database):
    """The database for one act: its write takes the act's line into the same transaction, as the last thing.

    `Audit.act` makes it, and a store takes it: `Users(act).create(…)`. `subject` and `facts` may be functions of what
    the write returns, such as the id of what is new; facts of None say that nothing was done: there is no line then.
    The facts must be JSON, and hold no secret and no phone number.
    """

    def __init__(
        self,
        database: Database,
        *,
        actor: str,
        action: str,
        subject: str | Callable[[Any], str],
        facts: Mapping[str, Any] | Callable[[Any], Mapping[str, Any] | None],
        now: float,
    ) -> None:
        self._database, self._actor, self._action, self._now = database, actor, action, now
        self._subject, self._facts = subject, facts

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.read(work, *args, **kwargs)

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def act(connection: Connection) -> T:
            done = work(connection, *args, **kwargs)
            add_lines(connection, self._lines(done))
            return done

        return await self._database.write(act)

    async def close(self) -> None:
        await self._database.close()

    def _lines(self, done: object) -> Sequence[NewLine]:
        facts = self._facts(done) if callable(self._facts) else self._facts
        if facts is None:
            return ()
        subject = self._subject if isinstance(self._subject, str) else self._subject(done)
        return [NewLine(at=self._now, actor=self._actor, action=self._action, subject=subject, facts=facts)]


class Audit:
    """The audit lines. None can be changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, *, actor: str, action: str, subject: str = "", facts: Mapping[str, Any] | None = None, now: float
    ) -> None:
        """Write a line. The facts must hold no secret and no phone number."""
        await self._database.write(add_line, actor, action, subject, facts or {}, now)

    def act(
        self,
        *,
        actor: str,
        action: str,
        subject: str | Callable[[Any], str] = "",
        facts: Mapping[str, Any] | Callable[[Any], Mapping[str, Any] | None] = NO_FACTS,
        now: float,
    ) -> "Act":
        """The database for an act, whose write takes this line with it."""
        return Act(self._database, actor=actor, action=action, subject=subject, facts=facts, now=now)

    async def add_many(self, lines: Sequence[NewLine]) -> None:
        """Write lines, in one transaction and in this order."""
        if lines:
            await self._database.write(add_lines, lines)

    async def list(
        self,
        *,
        subject: str | None = None,
        action: str | None = None,
        since: float | None = None,
        until: float | None = None,
        limit: int = 100,
        page: PageRequest | None = None,
    ) -> list[AuditLine]:
        """Lines written in [since, until): the newest `limit`, or a page."""
        statement = select(*_FIELDS).order_by(AUDIT_LINE.c.id.desc()).limit(limit)
        for name, value in {"subject": subject, "action": action}.items():
            if value is not None:
                statement = statement.where(AUDIT_LINE.c[name] == value)
        if since is not None:
            statement = statement.where(AUDIT_LINE.c.at >= since)
        if until is not None:
            statement = statement.where(AUDIT_LINE.c.at < until)
        return await self._database.read(_list, page_of(statement, AUDIT_LINE, page))

    async def onwards(self, *, after: int = 0, limit: int = CHUNK) -> Sequence[AuditLine]:
        """Lines after the one with id `after`, in the order of the chain."""
        return await self._database.read(_onwards, after, limit)

    async def head(self) -> Anchor | None:
        """The chain's last line as stored in its head; None before the first."""
        return await self._database.read(_head)

    async def verify(self, anchors: Sequence[Anchor] = ()) -> ChainCheck:
        """Verify the whole chain in one snapshot, and its end against the head and `anchors`.

        Takes about 10 s for a million lines; on PostgreSQL the event loop waits while each `CHUNK` is checked.
        """
        return await self._database.read(_verify, tuple(anchors))


def add_line(
    connection: Connection, actor: str, action: str, subject: str, facts: Mapping[str, Any], now: float
) -> None:
    """Write a line in the transaction of the act itself."""
    add_lines(connection, [NewLine(at=now, actor=actor, action=action, subject=subject, facts=facts)])


def add_lines(connection: Connection, lines: Sequence[NewLine]) -> None:
    """Write lines in the transaction of the acts themselves, with two statements besides the insert."""
    if not lines:
        return
    # SQLite has one writer; on PostgreSQL the lock on the head serialises writers.
    line_id, before = connection.execute(_LOCK_HEAD).one()
    rows = []
    for line in lines:
        line_id += 1
        row = {"id": line_id, "at": float(line.at), "facts": plain(line.facts)}
        row |= {name: getattr(line, name) for name in ("actor", "action", "subject")}
        before = link(before, row)
        rows.append({**row, "hash": before})
    connection.execute(insert(AUDIT_LINE), rows)
    connection.execute(_MOVE_HEAD, {"new_line_id": line_id, "new_hash": before})


def _list(connection: Connection, statement: Select[Any]) -> list[AuditLine]:
    return [AuditLine(**row) for row in connection.execute(statement).mappings()]


def _onwards(connection: Connection, after: int, limit: int) -> list[AuditLine]:
    rows = connection.execute(_ONWARDS, {"after": after, "count": limit}).mappings()
    return [AuditLine(**row) for row in rows]


def _head(connection: Connection) -> Anchor | None:
    row = connection.execute(select(AUDIT_HEAD.c.line_id, AUDIT_HEAD.c.hash).where(AUDIT_HEAD.c.id == HEAD)).first()
    return None if row is None or row.hash == GENESIS else Anchor(id=row.line_id, hash=row.hash)


def _verify(connection: Connection, anchors: tuple[Anchor, ...]) -> ChainCheck:
    checker = Checker(set(anchors))
    for chunk in _chunks(connection):
        checker.follow(chunk)
    return checker.end(_head(connection))


def _chunks(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    after = 0
    while rows := [dict(row) for row in connection.execute(_ONWARDS, {"after": after, "count": CHUNK}).mappings()]:
        yield rows
        after = rows[-1]["id"]
