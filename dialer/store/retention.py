"""Keeping nothing longer than its limit: what is too old, kind by kind, chunk by chunk."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, exists, func, select, tuple_, update

from dialer.store.audit import add_line
from dialer.store.database import Database
from dialer.store.digests import Digests
from dialer.store.erasing import ERASED, EXPIRED, PSEUDONYM, erase_attempts, erase_leads
from dialer.store.holding import UNCLAIMED
from dialer.store.proving_evidence import RETENTION
from dialer.store.schema import ATTEMPT, DATA_REQUEST, IMPORT, LEAD, LEAD_LIST, REGISTER_CHECK, REJECTED_ROW
from dialer.store.statements import word
from dialer.words import AttemptState, LeadState

CHUNK: Final = 500
Key = tuple[Any, ...]  # of a row: an id, or what stands for one
_AT_REST: Final = (LeadState.OPEN, LeadState.HELD, LeadState.DONE, LeadState.ARCHIVED)


class Retention:
    """What is older than it may be."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def expired(self, kind: str, cutoff: float) -> int:
        """How many rows of this kind are older than the instant `cutoff`."""
        return await self._database.read(_count, KINDS[kind][0](cutoff))

    async def expire(self, kind: str, cutoff: float, *, after: Key | None = None) -> tuple[int, Key | None]:
        """Empty or delete the next rows of this kind that are too old; return how many, and where to go on.

        None there when all have been looked at. They are looked for beside the writers: on SQLite, to read millions of
        rows while holding the write lock would keep every call waiting.
        """
        keys = await self._database.read(_next, kind, cutoff, after)
        if not keys:
            return 0, None
        return await self._database.write(_expire, self._digests, kind, cutoff, keys), keys[-1]

    async def note(self, facts: Mapping[str, Any], *, actor: str, now: float) -> None:
        """Write the run's report into the audit."""
        await self._database.write(add_line, actor, RETENTION, "", facts, now)


def _contact_data(cutoff: float) -> Select[Any]:
    """Leads whose list was filled before and that nobody called since, as long as no call to them lives."""
    filled = exists().where(
        IMPORT.c.list_id == LEAD.c.list_id, func.coalesce(IMPORT.c.ended_at, IMPORT.c.started_at) >= cutoff
    )
    called = exists().where(ATTEMPT.c.lead_id == LEAD.c.id, ATTEMPT.c.placed_at >= cutoff)
    return (
        select(LEAD.c.id)
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .where(
            LEAD_LIST.c.created_at < cutoff,
            LEAD.c.state.in_([word(state) for state in _AT_REST]),
            UNCLAIMED,
            LEAD.c.done_reason.not_in([ERASED, EXPIRED]),
            ~filled,
            ~called,
        )
    )


def _call_events(cutoff: float) -> Select[Any]:
    return select(ATTEMPT.c.id).where(
        ATTEMPT.c.state == word(AttemptState.ENDED),
        ATTEMPT.c.ended_at < cutoff,
        ATTEMPT.c.number.not_like(f"{PSEUDONYM}%"),
    )


def _notes(cutoff: float) -> Select[Any]:
    return select(ATTEMPT.c.id).where(
        ATTEMPT.c.state == word(AttemptState.ENDED), ATTEMPT.c.ended_at < cutoff, ATTEMPT.c.note != ""
    )


def _rejected_rows(cutoff: float) -> Select[Any]:
    old = select(IMPORT.c.id).where(IMPORT.c.ended_at < cutoff).scalar_subquery()
    return select(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line).where(REJECTED_ROW.c.import_id.in_(old))


def _register_checks(cutoff: float) -> Select[Any]:
    key = (REGISTER_CHECK.c.controller_id, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.digest)
    return select(*key).where(REGISTER_CHECK.c.checked_at < cutoff)


def _data_requests(cutoff: float) -> Select[Any]:
    return select(DATA_REQUEST.c.id).where(DATA_REQUEST.c.answered_at < cutoff)


def _empty_leads(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    erase_leads(connection, [key.id for key in keys], reason=EXPIRED)


def _empty_attempts(connection: Connection, digests: Digests, keys: Sequence[Any]) -> None:
    erase_attempts(connection, digests, [key.id for key in keys])


def _empty_notes(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_([key.id for key in keys])).values(note=""))


def _deleting(table: Any, *columns: str) -> Callable[[Connection, Digests, Sequence[Any]], None]:
    def work(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
        key_columns = [table.c[name] for name in columns]
        connection.execute(delete(table).where(tuple_(*key_columns).in_([tuple(key) for key in keys])))

    return work


# What is too old, and what becomes of it. Audit lines and suppressions have no limit: they are proof and promise.
KINDS: Final[
    Mapping[str, tuple[Callable[[float], Select[Any]], Callable[[Connection, Digests, Sequence[Any]], None]]]
] = {
    "contact_data": (_contact_data, _empty_leads),
    "call_events": (_call_events, _empty_attempts),
    "notes": (_notes, _empty_notes),
    "rejected_rows": (_rejected_rows, _deleting(REJECTED_ROW, "import_id", "line")),
    "register_checks": (_register_checks, _deleting(REGISTER_CHECK, "controller_id", "register_name", "digest")),
    "data_requests": (_data_requests, _deleting(DATA_REQUEST, "id")),
}


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one())


def _next(connection: Connection, kind: str, cutoff: float, after: Key | None) -> list[Key]:
    """The keys of the next rows that are too old, in order."""
    find, _ = KINDS[kind]
    statement = find(cutoff)
    columns = list(statement.selected_columns)
    if after is not None:
        statement = statement.where(tuple_(*columns) > tuple_(*after))
    return [tuple(row) for row in connection.execute(statement.order_by(*columns).limit(CHUNK))]


def _expire(connection: Connection, digests: Digests, kind: str, cutoff: float, keys: Sequence[Key]) -> int:
    find, empty = KINDS[kind]
    statement = find(cutoff)
    still = connection.execute(statement.where(tuple_(*statement.selected_columns).in_(keys))).all()
    if still:
        empty(connection, digests, still)
    return len(still)
