"""Writes suppressions, excluding the placing of attempts (dialer/people/suppression/store/suppressions.py)."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Update, bindparam, not_, or_, text, true, update

from dialer.storage import prepared
from dialer.storage.schema import SUPPRESSION
from dialer.storage.sql import is_postgres

LOCK: Final = 5_038_002  # an arbitrary advisory lock number that nothing else in the database uses
NUMBER, PERSON = "number", "person"  # what is suppressed

_INTO: Final = """
    INSERT INTO suppression (scope, digest, of_what, holder_known, reason, source, added_at, added_by) {rows}
    ON CONFLICT DO NOTHING RETURNING digest
"""
_WRITE: Final = {
    False: text(
        _INTO.format(
            rows="SELECT :scope, value, :of_what, :holder_known, :reason, :source, :added_at, :added_by "
            "FROM json_each(:digests) WHERE true"
        )
    ),
    True: text(
        _INTO.format(
            rows="SELECT CAST(:scope AS text), digest, CAST(:of_what AS text), CAST(:holder_known AS boolean), "
            "CAST(:reason AS text), CAST(:source AS text), CAST(:added_at AS float8), CAST(:added_by AS text) "
            "FROM unnest(CAST(:digests AS text[])) AS asked (digest)"
        )
    ),
}


def _know(among: prepared.Among) -> Update:
    these = (SUPPRESSION.c.scope == bindparam("scope"), among(SUPPRESSION.c.digest, "digests"))
    return update(SUPPRESSION).where(*these, not_(SUPPRESSION.c.holder_known)).values(holder_known=true())


def _repeat(among: prepared.Among) -> Update:
    these = (SUPPRESSION.c.scope == bindparam("scope"), among(SUPPRESSION.c.digest, "digests"))
    another = or_(SUPPRESSION.c.source != bindparam("said_in"), SUPPRESSION.c.reason != bindparam("said_why"))
    return update(SUPPRESSION).where(*these, another, not_(SUPPRESSION.c.repeated)).values(repeated=true())


def let_place(connection: Connection) -> None:
    """Hold the right to place attempts until the transaction ends; suppressions wait."""
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": LOCK})


def let_suppress(connection: Connection) -> None:
    """Hold the right to suppress until the transaction ends; placing waits.

    Take it before locking any row: otherwise a placing that waits for the row would cause a deadlock.
    """
    if is_postgres(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def write(
    connection: Connection,
    scope: str,
    of_what: str,
    hashed: Collection[str],
    facts: Mapping[str, Any],
    *,
    holder_known: bool = False,
) -> int:
    """Write suppressions of numbers or people by their hashes; return how many are new.

    `facts` are reason, source, added_at and added_by. With `holder_known` the numbers are marked as those of a lead
    that objected, even if suppressed before. What was suppressed for another reason is marked as repeated. The caller
    must hold the right to suppress.
    """
    if not hashed:
        return 0
    rows = {**facts, "scope": scope, "of_what": of_what, "digests": sorted(hashed), "holder_known": holder_known}
    if holder_known:
        prepared.run_on_these(connection, _know, {"scope": scope, "digests": rows["digests"]})
    added = prepared.with_lists(connection, _WRITE[is_postgres(connection)], rows)  # only the rows written
    if len(added) < len(rows["digests"]):
        asked = {"scope": scope, "digests": rows["digests"], "said_in": facts["source"], "said_why": facts["reason"]}
        prepared.run_on_these(connection, _repeat, asked)
    return len(added)
