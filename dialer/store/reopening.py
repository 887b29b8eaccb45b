"""Leads that were put off until somebody mends something: asked about again at once when it is mended."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from dialer.leads.recycle import REFUSED_FOR_S
from dialer.store.database import Database
from dialer.store.schema import LEAD
from dialer.store.statements import word
from dialer.words import LeadState

CHUNK: Final = 500

# Whoever waits so short for something else is judged once more, and waits on. What an agent has passed over stays so.
_PUT_OFF: Final = select(LEAD.c.id).where(
    LEAD.c.list_id == bindparam("list"),
    LEAD.c.state == word(LeadState.OPEN),
    LEAD.c.due_at > bindparam("now"),
    LEAD.c.due_at <= bindparam("now") + REFUSED_FOR_S,
    LEAD.c.wait_reason.not_in(["", "skipped"]),
)
_AGAIN: Final = (
    update(LEAD)
    .where(LEAD.c.id.in_(bindparam("leads", expanding=True)), LEAD.c.state == word(LeadState.OPEN))
    .values(due_at=bindparam("now"), wait_reason="")
)


async def reopen(database: Database, list_id: int, *, now: float) -> None:
    """Let the leads of a list that the rules have put off be asked about again, a chunk a transaction."""
    leads = await database.read(_put_off, list_id, now)
    for start in range(0, len(leads), CHUNK):
        await database.write(_again, leads[start : start + CHUNK], now)


def _put_off(connection: Connection, list_id: int, now: float) -> list[int]:
    return list(connection.execute(_PUT_OFF, {"list": list_id, "now": now}).scalars())


def _again(connection: Connection, leads: Collection[int], now: float) -> None:
    facts: dict[str, Any] = {"leads": list(leads), "now": now}
    connection.execute(_AGAIN, facts)
