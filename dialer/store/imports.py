"""Imports: how each upload went, and its rejected rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from dialer.errors import NotFound
from dialer.store.database import Database
from dialer.store.schema import IMPORT, REJECTED_ROW
from dialer.store.statements import refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One upload into a list: status is running, finished or failed; the counts are of its rows so far."""

    id: int
    list_id: int
    filename: str
    status: str
    rows: int
    loaded: int
    duplicates: int
    rejected: int
    message: str
    header: Sequence[str]  # of the file, once it is known: what a file of rejected rows begins with
    started_at: float
    ended_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that was not loaded; `line` counts the file's lines from 1, the header included."""

    line: int
    reason: str
    row: Sequence[str]


class Imports:
    """Every import."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, list_id: int, filename: str, *, now: float) -> Import:
        """Write that an import begins. Raises BadReference."""
        row = {
            "list_id": list_id,
            "filename": filename,
            "status": "running",
            "message": "",
            "header": [],
            "started_at": now,
        }
        row |= {"rows": 0, "loaded": 0, "duplicates": 0, "rejected": 0}
        with refusals(list=list_id):
            return await self._database.write(_insert, row)

    async def end(self, import_id: int, *, status: str, message: str = "", now: float) -> Import:
        """Write how an import ended. Raises NotFound."""
        return await self._database.write(change, import_id, {"status": status, "message": message, "ended_at": now})

    async def fail_running(self, *, now: float) -> int:
        """Write that imports which still run have failed, as after a crash; return how many."""
        return await self._database.write(_fail_running, now)

    async def get(self, import_id: int) -> Import:
        """One import. Raises NotFound."""
        found = await self._database.read(_imports, select(IMPORT).where(IMPORT.c.id == import_id))
        if not found:
            raise NotFound(id=import_id)
        return found[0]

    async def rejected(self, import_id: int, *, after: int = 0, limit: int = 1000) -> list[RejectedRow]:
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


def reject(connection: Connection, import_id: int, rows: Iterable[RejectedRow]) -> None:
    """Keep rejected rows."""
    kept = [{"import_id": import_id, "line": row.line, "reason": row.reason, "row": list(row.row)} for row in rows]
    if kept:
        connection.execute(insert(REJECTED_ROW), kept)


def _fail_running(connection: Connection, now: float) -> int:
    running = update(IMPORT).where(IMPORT.c.status == "running")
    message = "Pronto was stopped while this import ran; the rows before that are loaded."
    return connection.execute(running.values(status="failed", message=message, ended_at=now)).rowcount


def _insert(connection: Connection, row: dict[str, Any]) -> Import:
    return Import(**connection.execute(insert(IMPORT).returning(IMPORT), row).mappings().one())


def _imports(connection: Connection, statement: Select[Any]) -> list[Import]:
    return [Import(**row) for row in connection.execute(statement).mappings()]


def _rejected(connection: Connection, import_id: int, after: int, limit: int) -> list[RejectedRow]:
    statement = (
        select(REJECTED_ROW.c.line, REJECTED_ROW.c.reason, REJECTED_ROW.c.row)
        .where(REJECTED_ROW.c.import_id == import_id, REJECTED_ROW.c.line > after)
        .order_by(REJECTED_ROW.c.line)
        .limit(limit)
    )
    return [RejectedRow(**row) for row in connection.execute(statement).mappings()]
