"""Keyed requests: which have begun, and the answers of those that were done."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update

from dialer.core.errors import DoneBefore, KeyInUse, KeyUsed
from dialer.core.time_units import DAY_S
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import writes
from dialer.storage.schema import KEYED_REQUEST
from dialer.storage.sql import insert_or_leave

KEPT_S: Final = DAY_S
_ONE: Final = KEYED_REQUEST.c.id == bindparam("one")
_BEGUN: Final = select(KEYED_REQUEST).where(_ONE)
_END: Final = update(KEYED_REQUEST).where(_ONE)
_FORGET: Final = delete(KEYED_REQUEST).where(_ONE)
_FORGET_OLD: Final = delete(KEYED_REQUEST).where(KEYED_REQUEST.c.begun_at < bindparam("before"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """The answer of a request that was done; without a text if it may not be kept."""

    status: int
    text: str | None
    headers: dict[str, str] = field(default_factory=dict)


class KeyedRequests:
    """Requests of the last 24 hours that came with a key."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    def name(self, *parts: str) -> str:
        """The keyed hash that names a request: of its caller, route and key."""
        return self._digests.request("\0".join(parts).encode())

    def body(self, written: bytes) -> str:
        """The keyed hash of a body: the body itself may hold phone numbers, and is not kept."""
        return self._digests.request(written)

    @writes
    def begin(self, connection: Connection, name: str, body: str, *, now: float) -> KeptAnswer | None:
        """The answer of the same request if it was done; None if it begins now.

        Raises KeyUsed if the first request had another body, KeyInUse until it has an answer, and DoneBefore if its
        answer was not kept.
        """
        _forget_old(connection, now)
        first = {"id": name, "body": body, "begun_at": now, "headers": {}}
        if connection.execute(insert_or_leave(connection, KEYED_REQUEST), first).rowcount:
            return None
        row = connection.execute(_BEGUN, {"one": name}).first()
        if row is not None and row.body != body:
            raise KeyUsed
        if row is None or row.status is None:
            raise KeyInUse
        if row.answer is None:
            raise DoneBefore
        return KeptAnswer(status=row.status, text=row.answer, headers=row.headers)

    @writes
    def end(self, connection: Connection, name: str, answer: KeptAnswer) -> None:
        """Keep the answer of a request that was done."""
        kept = {"status": answer.status, "answer": answer.text, "headers": answer.headers}
        connection.execute(_END.values(**kept), {"one": name})

    @writes
    def forget(self, connection: Connection, name: str) -> None:
        """Forget a request that was refused or failed: sent again, it is a new one."""
        connection.execute(_FORGET, {"one": name})

    async def forget_old(self, *, now: float) -> None:
        """Forget all requests that began more than 24 hours ago."""
        await self._database.write(_forget_old, now)


def _forget_old(connection: Connection, now: float) -> None:
    connection.execute(_FORGET_OLD, {"before": now - KEPT_S})


def forget_answers(connection: Connection) -> None:
    """Take every answer out: they may hold data of a person who is erased now."""
    connection.execute(update(KEYED_REQUEST).where(KEYED_REQUEST.c.answer.is_not(None)).values(answer=None))
