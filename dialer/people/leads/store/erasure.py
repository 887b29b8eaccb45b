"""Erasure of leads: what identifies a person is removed, what counts calls stays."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Connection, Float, Integer, delete, select, update

from dialer.core.enums import LeadState
from dialer.core.errors import PersonOnCall
from dialer.people.leads.store.claim.claims import drop
from dialer.storage.schema import LEAD, LEAD_PHONE

ERASED: Final = "erased"  # done_reason of leads erased on request
EXPIRED: Final = "retention"  # done_reason of leads erased by retention
EMPTIED: Final = (ERASED, EXPIRED)
# Columns that stay, since they identify nobody: a lead's list and how often it was called.
KEPT: Final = frozenset({"id", "list_id", "state", "priority", "due_at", "attempts", "next_phone", "done_reason"})


def hold_at_rest(connection: Connection, lead_ids: Collection[int]) -> None:
    """Lock leads until the transaction ends. Raises PersonOnCall if one is in a call or its wrap-up."""
    locked = select(LEAD.c.id, LEAD.c.state).where(LEAD.c.id.in_(lead_ids)).order_by(LEAD.c.id).with_for_update()
    if any(row.state in (LeadState.CALLING, LeadState.WRAPPING) for row in connection.execute(locked)):
        raise PersonOnCall


def empty_leads(connection: Connection, lead_ids: Collection[int], *, reason: str) -> tuple[int, int]:
    """End and empty leads and delete their phones; return both counts."""
    phones = connection.execute(delete(LEAD_PHONE).where(LEAD_PHONE.c.lead_id.in_(lead_ids))).rowcount
    emptied = {name: _nothing(column) for name, column in LEAD.c.items() if name not in KEPT}
    done = {"state": LeadState.DONE.value, "done_reason": reason}
    changed = connection.execute(update(LEAD).where(LEAD.c.id.in_(lead_ids)).values({**emptied, **done}))
    drop(connection, lead_ids)
    return changed.rowcount, phones


def _nothing(column: Any) -> Any:
    """The empty value for the column's type."""
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        made = column.default.arg(None) if column.default is not None and callable(column.default.arg) else {}
        return made if isinstance(made, list) else {}
    if isinstance(column.type, Boolean):
        return False
    return 0 if isinstance(column.type, Integer | Float) else ""
