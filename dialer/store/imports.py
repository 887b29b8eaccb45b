"""Imports: how each upload went, and its rejected rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from dialer.errors import NotFound
from dialer.leads.rejected import Rejected
from dialer.store.database import Database
from dialer.store.schema import IMPORT, REJECTED_ROW
from dialer.store.statements import refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One upload into a list: status is running, finished, failed or cancelled; the counts are of its rows so far."""

    id: int
    list_id: int
    filename: str
    status: str
    rows: int
    loaded: int
    updated: int  # leads that were there, and whose row said something new
    duplicates: int  # rows that said nothing new
    suppressed: int  # rows all of whose numbers must not be called: they were not loaded
    rejected: int
    total: int  # rows of the file, as far as it could be told beforehand
    stored: str
    options: Mapping[str, Any]
    message: str
    header: Sequence[str]  # of the file, once it is known: what a file of rejected rows begins with
    started_at: float
    ended_at: float | None


class Imports:
    """Every import."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(
        self, list_id: int, filename: str, *, stored: str = "", options: Mapping[str, Any] | None = None, now: float
    ) -> Import:
        """Write that an import begins. Raises BadReference."""
        row = {
            "list_id": list_id,
            "filename": filename,
            "status": "running",
            "message": "",
            "header": [],
            "started_at": now,
        }
        row |= dict.fromkeys(("rows", "loaded", "updated", "duplicates", "suppressed", "rejected", "total"), 0)
        row |= {"stored": stored, "options": dict(options or {})}
        with refusals(list=list_id):
            return await self._database.write(_insert, row)

    async def end(self, import_id: int, *, status: str, message: str = "", now: float) -> Import:
        """Write how an import ended, unless it had ended before. Raises NotFound."""
        return await self._database.write(_end, import_id, {"status": status, "message": message, "ended_at": now})

    async def running(self) -> list[Import]:
        """Imports that have not ended, oldest first: after a crash, those to go on with."""
        return await self._database.read(
            _imports, select(IMPORT).where(IMPORT.c.status == "running").order_by(IMPORT.c.id)
        )

    async def cancel(self, import_id: int, *, message: str, now: float) -> bool:
        """End an import that runs, keeping what it has loaded; False if it had ended before.

        From the return on it loads nothing more.
        """
        return await self._database.write(_cancel, import_id, message, now)

    async def get(self, import_id: int) -> Import:
        """One import. Raises NotFound."""
        found = await self._database.read(_imports, select(IMPORT).where(IMPORT.c.id == import_id))
        if not found:
            raise NotFound(id=import_id)
        return found[0]

    async def rejected(self, import_id: int, *, after: int = 0, limit: int = 1000) -> list[Rejected]:
        """Rejected rows by line, from behind the line `after` on."""
        return await self._database.read(_rejected, import_id, after, limit)

    async def list(self, *, list_id: int | None = None, limit: int = 100) -> list[Import]:
        """Imports, newest first."""
        statement = select(IMPORT).order_by(IMPORT.c.id.desc()).limit(limit)
        return await self._database.read(
            _imports, statement if list_id is None else statement.where(IMPORT.c.list_id == list_id)
        )


def change(connection: Connection, import_id: int, values: dict[str, Any]) -> Import:
    """Write an import's progress in the transaction of the rows it speaks of."""
    changed = update(IMPORT).where(IMPORT.c.id == import_id).values(values).returning(IMPORT)
    row = connection.execute(changed).mappings().first()
    if row is None:
        raise NotFound(id=import_id)
    return Import(**row)


def reject(connection: Connection, import_id: int, rows: Iterable[Rejected]) -> None:
    """Keep rejected rows."""
    if kept := [{"import_id": import_id, **asdict(row)} for row in rows]:
        connection.execute(insert(REJECTED_ROW), kept)


def _end(connection: Connection, import_id: int, values: dict[str, Any]) -> Import:
    running = update(IMPORT).where(IMPORT.c.id == import_id, IMPORT.c.status == "running").values(values)
    connection.execute(running)
    return change(connection, import_id, {"stored": ""})


def _cancel(connection: Connection, import_id: int, message: str, now: float) -> bool:
    running = update(IMPORT).where(IMPORT.c.id == import_id, IMPORT.c.status == "running")
    return connection.execute(running.values(status="cancelled", message=message, ended_at=now)).rowcount == 1


def _insert(connection: Connection, row: dict[str, Any]) -> Import:
    return Import(**connection.execute(insert(IMPORT).returning(IMPORT), row).mappings().one())


def _imports(connection: Connection, statement: Select[Any]) -> list[Import]:
    return [Import(**row) for row in connection.execute(statement).mappings()]


def _rejected(connection: Connection, import_id: int, after: int, limit: int) -> list[Rejected]:
    statement = (
        select(*(REJECTED_ROW.c[one.name] for one in fields(Rejected)))
        .where(REJECTED_ROW.c.import_id == import_id, REJECTED_ROW.c.line > after)
        .order_by(REJECTED_ROW.c.line)
        .limit(limit)
    )
    return [Rejected(**row) for row in connection.execute(statement).mappings()]
