"""Numbers that a controller must not call. What is written here holds from the next attempt on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from dialer.store.audit import add_line
from dialer.store.database import Database
from dialer.store.schema import SUPPRESSION
from dialer.store.statements import insert_or_leave, refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A number that a controller must not call."""

    controller_id: int
    number: str  # E.164
    reason: str
    added_at: float
    added_by: str


class Suppressions:
    """The suppressions of every controller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, controller_id: int, numbers: Sequence[str], *, reason: str, actor: str, now: float) -> int:
        """Suppress E.164 numbers at once; return how many were not suppressed before. Raises BadReference."""
        with refusals(controller=controller_id):
            return await self._database.write(_add, controller_id, numbers, reason, actor, now)

    async def remove(self, controller_id: int, number: str, *, actor: str, now: float) -> bool:
        """Let a number be called again; False if it was not suppressed."""
        return await self._database.write(_remove, controller_id, number, actor, now)

    async def contains(self, controller_id: int, number: str) -> bool:
        """Whether the controller must not call this number."""
        return await self._database.read(_contains, controller_id, number)

    async def list(self, controller_id: int, *, after: str = "", limit: int = 100) -> list[Suppression]:
        """The controller's suppressions by number, from behind the number `after` on."""
        return await self._database.read(_list, controller_id, after, limit)


def _add(
    connection: Connection, controller_id: int, numbers: Sequence[str], reason: str, actor: str, now: float
) -> int:
    statement = insert_or_leave(connection, SUPPRESSION)
    shared = {"controller_id": controller_id, "reason": reason, "added_at": now, "added_by": actor}
    added = sum(connection.execute(statement, {**shared, "number": number}).rowcount for number in sorted(set(numbers)))
    facts = {"asked": len(numbers), "added": added, "reason": reason}
    add_line(connection, actor, "suppression.add", f"controller:{controller_id}", facts, now)
    return added


def _remove(connection: Connection, controller_id: int, number: str, actor: str, now: float) -> bool:
    these = (SUPPRESSION.c.controller_id == controller_id, SUPPRESSION.c.number == number)
    removed = connection.execute(delete(SUPPRESSION).where(*these)).rowcount == 1
    if removed:
        add_line(connection, actor, "suppression.remove", f"controller:{controller_id}", {"number": number}, now)
    return removed


def _contains(connection: Connection, controller_id: int, number: str) -> bool:
    found = select(SUPPRESSION.c.number).where(
        SUPPRESSION.c.controller_id == controller_id, SUPPRESSION.c.number == number
    )
    return connection.execute(found).first() is not None


def _list(connection: Connection, controller_id: int, after: str, limit: int) -> list[Suppression]:
    found = (
        select(SUPPRESSION)
        .where(SUPPRESSION.c.controller_id == controller_id, SUPPRESSION.c.number > after)
        .order_by(SUPPRESSION.c.number)
        .limit(limit)
    )
    return [Suppression(**row) for row in connection.execute(found).mappings()]
