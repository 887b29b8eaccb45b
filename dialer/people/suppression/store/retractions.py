"""Takes back the objection that a disposition wrote, when the agent corrects or undoes the disposition.

Nothing of it stays: suppressions, withdrawn leads, cancelled call-backs. What was objected to again since, in another
way, is marked as repeated and stays.
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, exists, not_, select

from dialer.audit.store import add_line
from dialer.core.enums import AttemptState, CallbackState, LeadState
from dialer.i18n.labels import DISPOSED
from dialer.people.callbacks.store.bookings import wait_as_before
from dialer.people.leads.store.transitions import SUPPRESSED, bind, reopen
from dialer.people.suppression.store.suppressions import OF_CALL
from dialer.storage.schema import ATTEMPT, CALLBACK, LEAD, LEAD_OBJECTION, LEAD_PHONE, SUPPRESSION
from dialer.storage.sql import word

_LIVES: Final = exists().where(ATTEMPT.c.lead_id == LEAD.c.id, ATTEMPT.c.state != word(AttemptState.ENDED))
_BOUND: Final = exists().where(LEAD_OBJECTION.c.lead_id == LEAD.c.id)
_WITHDRAWN: Final = (
    select(LEAD.c.id)
    .where(LEAD.c.id.in_(bindparam("leads", expanding=True)))
    .where(LEAD.c.state == word(LeadState.DONE), LEAD.c.done_reason == SUPPRESSED, not_(_BOUND), not_(_LIVES))
)
_SHARERS: Final = select(LEAD_PHONE.c.lead_id).where(
    LEAD_PHONE.c.number.in_(
        select(LEAD_PHONE.c.number).where(LEAD_PHONE.c.lead_id.in_(bindparam("leads", expanding=True)))
    )
)
_CALLBACKS: Final = select(CALLBACK.c.id, CALLBACK.c.lead_id).where(
    CALLBACK.c.lead_id.in_(bindparam("leads", expanding=True)),
    CALLBACK.c.state == word(CallbackState.CANCELLED),
    CALLBACK.c.ended_by == SUPPRESSED,
    CALLBACK.c.ended_at == bindparam("at"),
)


def take_back(connection: Connection, attempt_id: str, *, lead_id: int, actor: str, now: float) -> int:
    """Take back the objection of this call's disposition; return how many suppressions were lifted.

    Leads that were withdrawn for it are open or booked again, but for the call's own, `lead_id`: the caller moves it.
    The caller must hold the right to suppress if another objection is written in the same transaction.
    """
    lifted = connection.execute(_taken(SUPPRESSION, attempt_id).returning(SUPPRESSION.c.scope)).scalars().all()
    said = LEAD_OBJECTION.c
    bound = connection.execute(_taken(LEAD_OBJECTION, attempt_id).returning(said.lead_id, said.added_at)).all()
    for scope in sorted(set(lifted)):
        facts = {"removed": lifted.count(scope), "source": f"{OF_CALL}{attempt_id}"}
        add_line(connection, actor, "suppression.remove", scope, facts, now)
    for at in {row.added_at for row in bound}:
        _give_back(connection, {row.lead_id for row in bound if row.added_at == at}, at, besides=lead_id)
    return len(lifted)


def _taken(table: Table, attempt_id: str) -> Any:
    these = (table.c.source.like(f"{OF_CALL}%"), table.c.source == f"{OF_CALL}{attempt_id}")
    return delete(table).where(*these, table.c.reason.like(f"{DISPOSED}%"), not_(table.c.repeated))


def _give_back(connection: Connection, bound: Collection[int], at: float, *, besides: int) -> None:
    """Reopen the leads that an objection bound at this instant, and those whose call-back it ended."""
    among = {*bound, *connection.execute(_SHARERS, {"leads": sorted(bound)}).scalars()} - {besides}
    withdrawn = set(connection.execute(_WITHDRAWN, {"leads": sorted(among)}).scalars())
    ended = connection.execute(_CALLBACKS, {"leads": sorted(withdrawn), "at": at}).all()
    for row in ended:
        wait_as_before(connection, row.id, at)
        bind(connection, row.lead_id, row.id)
    for lead_id in sorted(withdrawn & {*bound, *(row.lead_id for row in ended)}):
        reopen(connection, lead_id)
