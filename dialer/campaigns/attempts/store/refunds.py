"""Attempts that no longer count: the trunk that refused them was found to be at fault only later."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from dialer.campaigns.attempts.model import SparedAttempt
from dialer.people.callbacks.store.bookings import KEEPS, wait_again
from dialer.people.leads.store.transitions import call_again, uncount
from dialer.storage.schema import ATTEMPT

# Marked, since a commit whose answer was lost is written again: nobody gets an attempt back twice.
_MARK: Final = (
    update(ATTEMPT).where(ATTEMPT.c.id == bindparam("attempt"), ATTEMPT.c.spared.is_(None)).values(spared=True)
)
_KEPT: Final = select(KEEPS).select_from(ATTEMPT).where(ATTEMPT.c.id == bindparam("attempt"))


def spare(connection: Connection, batch: Sequence[SparedAttempt]) -> None:
    """Stop counting these attempts; their leads may be called again soon, unless they have moved on since."""
    by_lead = [
        spared
        for spared in sorted(batch, key=lambda spared: (spared.lead_id, spared.id))
        if connection.execute(_MARK, {"attempt": spared.id}).rowcount
    ]
    if not by_lead:
        return
    uncount(connection, [spared.lead_id for spared in by_lead])
    waiting: dict[int, float] = {}
    for spared in by_lead:
        callback_id = connection.execute(_KEPT, {"attempt": spared.id}).scalar()
        again = call_again(connection, spared.lead_id, spared.id, callback_id=callback_id, due_at=spared.due_at)
        if again and callback_id is not None:
            waiting[callback_id] = spared.due_at
    wait_again(connection, waiting)
