"""Writing suppressions, in turns with whoever places attempts (dialer/store/suppressions.py)."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Connection, text

from dialer.store import hot
from dialer.store.digests import Digests
from dialer.store.statements import is_postgres

LOCK: Final = 5_038_002  # any number will do as long as nothing else in the database locks it

_INTO: Final = """
    INSERT INTO suppression (scope, digest, reason, source, added_at, added_by) {rows}
    ON CONFLICT DO NOTHING RETURNING digest
"""
_WRITE: Final = {
    False: text(
        _INTO.format(
            rows="SELECT :scope, value, :reason, :source, :added_at, :added_by FROM json_each(:digests) WHERE true"
        )
    ),
    True: text(
        _INTO.format(
            rows="SELECT CAST(:scope AS text), digest, CAST(:reason AS text), CAST(:source AS text), "
            "CAST(:added_at AS float8), CAST(:added_by AS text) FROM unnest(CAST(:digests AS text[])) AS asked (digest)"
        )
    ),
}


def let_place(connection: Connection) -> None:
    """Hold the right to place attempts until the transaction ends: no suppression is written meanwhile."""
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": LOCK})


def let_suppress(connection: Connection) -> None:
    """Hold the right to suppress until the transaction ends: no attempt is placed meanwhile.

    To be taken before any row is locked, or a placing that waits for the row would be waited for.
    """
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def suppress(
    connection: Connection, digests: Digests, scope: str, numbers: Collection[str], facts: dict[str, Any]
) -> int:
    """Write suppressions; return how many are new. The right to suppress must be held."""
    return write(connection, scope, digests.many(set(numbers)), facts)


def write(connection: Connection, scope: str, hashed: Iterable[str], facts: dict[str, Any]) -> int:
    """The same for numbers that are hashed already."""
    rows = {**facts, "scope": scope, "digests": sorted(hashed)}
    # What is returned are the rows that were written.
    return len(hot.with_lists(connection, _WRITE[is_postgres(connection)], rows))
