"""Erasure of attempts: numbers become pseudonyms, notes and a person's proofs of the basis go."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, null, select, update

from dialer.compliance.ruling_record import impersonal
from dialer.storage.digests import PSEUDONYM, Digests, stand_in_of
from dialer.storage.schema import ATTEMPT

HAS_NOTE: Final = (ATTEMPT.c.note != "") | ATTEMPT.c.replaced.is_not(null())  # a correction keeps the note before it


def forget_numbers(connection: Connection, digests: Digests, attempt_ids: Collection[str]) -> int:
    """Replace each number by a pseudonym, and remove note and proofs; return how many attempts were changed."""
    columns = (ATTEMPT.c.id, ATTEMPT.c.number, ATTEMPT.c.ruling)
    rows = connection.execute(select(*columns).where(ATTEMPT.c.id.in_(attempt_ids))).all()
    named = [row for row in rows if not row.number.startswith(PSEUDONYM)]
    for row in named:
        rest = {
            "number": stand_in_of(digests.number(row.number)),
            "note": "",
            "ruling": impersonal(row.ruling),
            "replaced": None,
        }
        connection.execute(update(ATTEMPT).where(ATTEMPT.c.id == row.id).values(rest))
    return len(named)


def forget_notes(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Take out the notes of these attempts."""
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_(attempt_ids), HAS_NOTE).values(note="", replaced=None))
