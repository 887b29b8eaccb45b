"""What changes an attempt when its hour may have been counted already says so here."""

from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from dialer.storage.schema import ATTEMPT, RESULT_CHANGE

# An hour is counted when it has been over for this long, and calls placed in it have ended.
COUNTED_AFTER_S: Final = 900.0
# Earlier than that by enough for clocks that differ, and for a transaction that is slow to end.
NOTED_AFTER_S: Final = 600.0

# Those of the same lead that came later too: which was the day before of which is counted anew.
_NOTE: Final = insert(RESULT_CHANGE).from_select(
    ["campaign_id", "placed_at"],
    select(ATTEMPT.c.campaign_id, ATTEMPT.c.placed_at).where(
        ATTEMPT.c.lead_id == bindparam("lead"),
        ATTEMPT.c.campaign_id == bindparam("campaign"),
        ATTEMPT.c.placed_at >= bindparam("placed_at"),
    ),
)


def note_change(connection: Connection, *, campaign_id: int, lead_id: int, placed_at: float, now: float) -> None:
    """Have an attempt counted again that changes now, in the transaction that changes it.

    Most dispositions come sooner than that, and cost nothing here.
    """
    if now >= placed_at + NOTED_AFTER_S:
        connection.execute(_NOTE, {"lead": lead_id, "campaign": campaign_id, "placed_at": placed_at})
