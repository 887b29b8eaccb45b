"""Erasure of what was noted for call-backs."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, select, update

from dialer.core.enums import CallbackState
from dialer.storage.schema import ATTEMPT, CALLBACK
from dialer.storage.sql import word

_NOTED: Final = CALLBACK.c.note != ""
# The note of a waiting call-back is needed until the call is made.
_OVER: Final = (_NOTED, CALLBACK.c.state != word(CallbackState.WAITING))


def attempts_with_past_notes() -> Select[tuple[str]]:
    """The calls that made call-backs which are over, and whose notes are still there."""
    return select(CALLBACK.c.attempt_id).where(*_OVER, CALLBACK.c.attempt_id.is_not(None))


def forget_notes(connection: Connection, lead_ids: Collection[int]) -> None:
    """Take out the notes of these leads' call-backs."""
    _forget(connection, CALLBACK.c.lead_id.in_(lead_ids), _NOTED)


def forget_past_notes(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Take out the notes of call-backs that are over and were made in these calls."""
    # By lead, for which there is an index.
    leads = select(ATTEMPT.c.lead_id).where(ATTEMPT.c.id.in_(attempt_ids)).scalar_subquery()
    _forget(connection, CALLBACK.c.lead_id.in_(leads), CALLBACK.c.attempt_id.in_(attempt_ids), *_OVER)


def _forget(connection: Connection, *those: ColumnElement[bool]) -> None:
    connection.execute(update(CALLBACK).where(*those).values(note=""))
