"""Writing suppressions, in turns with whoever places attempts (dialer/store/suppressions.py)."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text, update

from dialer.store import hot
from dialer.store.bookings import cancel_of
from dialer.store.bulk import rows_among
from dialer.store.digests import Digests
from dialer.store.holding import drop
from dialer.store.schema import LEAD
from dialer.store.statements import is_postgres, word
from dialer.words import LeadState

SUPPRESSED: Final = "suppressed"  # why leads are done, and call-backs over
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
# Who is booked, and who will be when the talk is over in which an agent has promised it.
_BOOKED: Final = (
    "SELECT lead.id, lead.next_phone FROM lead JOIN lead_list ON lead_list.id = lead.list_id "
    "LEFT JOIN callback ON callback.id = lead.callback_id LEFT JOIN attempt ON attempt.id = callback.attempt_id "
    "WHERE (lead.state = 'booked' OR lead.state = 'calling' AND attempt.state <> 'ended') AND lead.id {among}"
)
_NOT_ANY_MORE: Final = (
    update(LEAD)
    .where(LEAD.c.id == bindparam("lead"), LEAD.c.state.in_([word(LeadState.BOOKED), word(LeadState.CALLING)]))
    .values(state=LeadState.DONE.value, done_reason=SUPPRESSED, callback_id=None)
)


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
    return write(connection, scope, dict(zip(digests.many(asked := set(numbers)), asked, strict=True)), facts)


def write(connection: Connection, scope: str, hashed: Mapping[str, str], facts: dict[str, Any]) -> int:
    """The same for numbers by their hashes. Who was booked to be called is not any more: nobody waits for that call."""
    rows = {**facts, "scope": scope, "digests": sorted(hashed)}
    # What is returned are the rows that were written.
    written = len(hot.with_lists(connection, _WRITE[is_postgres(connection)], rows))
    _end_bookings(connection, scope, hashed.values(), facts["added_at"])
    return written


def _end_bookings(connection: Connection, scope: str, numbers: Collection[str], now: float) -> None:
    held = rows_among(connection, "SELECT lead_id, position FROM lead_phone WHERE number {among}", list(numbers))
    if not held:
        return
    positions: dict[int, set[int]] = {}
    for lead_id, position in held:
        positions.setdefault(lead_id, set()).add(position)
    kind, _, key = scope.partition(":")
    query = _BOOKED + (f" AND lead_list.{kind}_id = :key" if key else "")
    found = rows_among(connection, query, positions.keys(), {"key": int(key)} if key else {})
    leads = sorted(lead_id for lead_id, next_phone in found if next_phone in positions[lead_id])
    if leads:
        cancel_of(connection, leads, by=SUPPRESSED, now=now)
        hot.many(connection, _NOT_ANY_MORE, [{"lead": lead_id} for lead_id in leads])
        drop(connection, leads)
