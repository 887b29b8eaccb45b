"""Attempts that no longer count: the trunk that refused them was found to be at fault only later."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from dialer.attempts.model import SparedAttempt
from dialer.callbacks.store.bookings import KEEPS, wait_again
from dialer.core.enums import LeadState
from dialer.leads.rules.recycle import USED_UP
from dialer.leads.store.claim.claims import UNCLAIMED
from dialer.storage import prepared
from dialer.storage.schema import ATTEMPT, LEAD
from dialer.storage.sql import word

# Marked, since a commit whose answer was lost is written again: nobody gets an attempt back twice.
_MARK: Final = (
    update(ATTEMPT).where(ATTEMPT.c.id == bindparam("attempt"), ATTEMPT.c.spared.is_(None)).values(spared=True)
)
_GIVE_BACK: Final = (
    update(LEAD).where(LEAD.c.id == bindparam("lead"), LEAD.c.attempts > 0).values(attempts=LEAD.c.attempts - 1)
)
_LAST: Final = (
    select(ATTEMPT.c.id)
    .where(ATTEMPT.c.lead_id == LEAD.c.id)
    .order_by(ATTEMPT.c.placed_at.desc(), ATTEMPT.c.id.desc())
    .limit(1)
    .correlate(LEAD)
    .scalar_subquery()
)
_ITS_OUTCOME: Final = select(ATTEMPT.c.outcome).where(ATTEMPT.c.id == bindparam("attempt")).scalar_subquery()
_DONE_BY_IT: Final = and_(
    LEAD.c.state == word(LeadState.DONE), or_(LEAD.c.done_reason == USED_UP, LEAD.c.done_reason == _ITS_OUTCOME)
)
_AGAIN: Final = (
    update(LEAD)
    .where(LEAD.c.id == bindparam("lead"), LEAD.c.callback_id.is_(None), UNCLAIMED, bindparam("attempt") == _LAST)
    .where(or_(LEAD.c.state == word(LeadState.OPEN), _DONE_BY_IT))
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("new_due_at"),
        done_reason="",
        wait_reason="",
        callback_id=bindparam("new_callback"),
    )
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
    prepared.many(connection, _GIVE_BACK, [{"lead": spared.lead_id} for spared in by_lead])
    waiting: dict[int, float] = {}
    for spared in by_lead:
        callback_id = connection.execute(_KEPT, {"attempt": spared.id}).scalar()
        state = LeadState.OPEN if callback_id is None else LeadState.BOOKED
        facts = {"lead": spared.lead_id, "attempt": spared.id, "new_state": state.value}
        facts |= {"new_due_at": spared.due_at, "new_callback": callback_id}
        if connection.execute(_AGAIN, facts).rowcount and callback_id is not None:
            waiting[callback_id] = spared.due_at
    wait_again(connection, waiting)
