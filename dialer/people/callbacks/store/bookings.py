"""Changes of call-backs together with their leads, inside the transactions that move the leads."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, case, func, insert, or_, select, update

from dialer.core.enums import CallbackKind, CallbackState
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.store.transitions import bind, unbook
from dialer.storage import prepared
from dialer.storage.schema import ATTEMPT, CALLBACK
from dialer.storage.sql import word

_WAITING: Final = CALLBACK.c.state == word(CallbackState.WAITING)
_CALLED: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.id == bindparam("callback"), _WAITING)
    .values(state=CallbackState.CALLED.value, ended_at=bindparam("now"), ended_by=bindparam("attempt"))
)
_CANCEL_OF_LEAD: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.lead_id == bindparam("lead"), _WAITING)
    .values(state=CallbackState.CANCELLED.value, ended_at=bindparam("now"), ended_by=bindparam("by"))
)
_CANCEL_OF_CAMPAIGN: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.campaign_id == bindparam("campaign"), _WAITING)
    .values(state=CallbackState.CANCELLED.value, ended_at=bindparam("now"), ended_by=bindparam("by"))
    .returning(CALLBACK.c.id, CALLBACK.c.lead_id)
)
_CANCEL_MADE_IN: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.attempt_id == bindparam("made_in"), CALLBACK.c.lead_id == bindparam("lead"), _WAITING)
    .values(state=CallbackState.CANCELLED.value, ended_at=bindparam("now"), ended_by=bindparam("by"))
)
_MADE_IN: Final = select(CALLBACK).where(
    CALLBACK.c.attempt_id == bindparam("made_in"), CALLBACK.c.lead_id == bindparam("lead"), _WAITING
)
_later: Final = case((CALLBACK.c.due_at < bindparam("until"), bindparam("until")), else_=CALLBACK.c.due_at)
_NOT_NOW: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.lead_id == bindparam("lead"), _WAITING, CALLBACK.c.kind == word(CallbackKind.MANUAL))
    .values(state=CallbackState.CANCELLED.value, ended_by="not now")
)
_PUT_OFF: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.lead_id == bindparam("lead"), _WAITING)
    # A delayed call moves its deadline too: nobody has failed.
    .values(due_at=_later, deadline_at=CALLBACK.c.deadline_at + (_later - CALLBACK.c.due_at))
)
_AGAIN: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.id == bindparam("callback"))
    .values(state=CallbackState.WAITING.value, due_at=_later, ended_at=None, ended_by="")
)
_AS_BEFORE: Final = (
    update(CALLBACK)
    .where(CALLBACK.c.id == bindparam("callback"))
    .where(
        or_(_WAITING, and_(CALLBACK.c.state == word(CallbackState.CANCELLED), CALLBACK.c.ended_at == bindparam("at")))
    )
    .values(state=CallbackState.WAITING.value, ended_at=None, ended_by="")
)
# The call-back that an attempt is for.
KEEPS: Final = (
    select(func.max(CALLBACK.c.id))
    .where(
        CALLBACK.c.lead_id == ATTEMPT.c.lead_id,
        CALLBACK.c.state == word(CallbackState.CALLED),
        CALLBACK.c.ended_by == ATTEMPT.c.id,
    )
    .scalar_subquery()
)


def book(
    connection: Connection,
    wanted: NewCallback,
    *,
    campaign_id: int,
    lead_id: int,
    kind: CallbackKind,
    attempt_id: str | None,
    actor: str,
    now: float,
) -> int:
    """Write a call-back and bind the lead to it; the caller changes the lead's state."""
    row: dict[str, Any] = {"campaign_id": campaign_id, "lead_id": lead_id, "kind": kind.value, "state": "waiting"}
    row |= {"agent_id": wanted.agent_id, "due_at": wanted.due_at, "deadline_at": wanted.deadline_at}
    row |= confirmation(wanted.due_at, asked=wanted.asked, actor=actor, now=now)
    row |= {"note": wanted.note, "attempt_id": attempt_id, "made_at": now, "made_by": actor, "ended_by": ""}
    made: int = connection.execute(insert(CALLBACK).returning(CALLBACK.c.id), row).scalar_one()
    bind(connection, lead_id, made)
    return made


def confirmation(due_at: float, *, asked: bool, actor: str, now: float) -> dict[str, Any]:
    """The columns for whether the person asked to be called at this instant, and who confirmed it."""
    if not asked:
        return {"asked_at": None, "confirmed_at": None, "confirmed_by": ""}
    return {"asked_at": due_at, "confirmed_at": now, "confirmed_by": actor}


def called(connection: Connection, attempts: Mapping[int, str], now: float) -> None:
    """Mark call-backs, by id, as called, each with the attempt that is placed now."""
    facts = [{"callback": key, "attempt": attempt, "now": now} for key, attempt in attempts.items()]
    if facts:
        prepared.many(connection, _CALLED, facts)


def cancel_of(connection: Connection, leads: Collection[int], *, by: str, now: float | None) -> None:
    """End the waiting call-backs of these leads."""
    if leads:
        prepared.many(connection, _CANCEL_OF_LEAD, [{"lead": lead, "by": by, "now": now} for lead in sorted(leads)])


def cancel_of_campaign(connection: Connection, campaign_id: int, *, by: str, now: float) -> Sequence[Any]:
    """End all waiting call-backs of a campaign; return them, each with `id` and `lead_id`."""
    return connection.execute(_CANCEL_OF_CAMPAIGN, {"campaign": campaign_id, "by": by, "now": now}).all()


def made_in(connection: Connection, lead_id: int, attempt_id: str) -> NewCallback | None:
    """The waiting call-back that was promised in this call, as it would be promised again."""
    row = connection.execute(_MADE_IN, {"lead": lead_id, "made_in": attempt_id}).first()
    if row is None:
        return None
    asked = row.confirmed_at is not None
    return NewCallback(
        agent_id=row.agent_id, due_at=row.due_at, deadline_at=row.deadline_at, note=row.note, asked=asked
    )


def cancel_made_in(connection: Connection, lead_id: int, attempt_id: str, *, by: str, now: float) -> None:
    """End the waiting call-back that was promised in this call; a lead that is booked for it is open again."""
    connection.execute(_CANCEL_MADE_IN, {"lead": lead_id, "made_in": attempt_id, "by": by, "now": now})
    unbook(connection, [lead_id])


def is_made_in(connection: Connection, callback_id: int, attempt_id: str) -> bool:
    """Whether this call-back was promised in this call."""
    one = select(CALLBACK.c.id).where(CALLBACK.c.id == callback_id, CALLBACK.c.attempt_id == attempt_id)
    return connection.execute(one).first() is not None


def wait_as_before(connection: Connection, callback_id: int, at: float) -> bool:
    """Let a call-back wait that does, or that was cancelled at this instant; False if it ended otherwise."""
    return connection.execute(_AS_BEFORE, {"callback": callback_id, "at": at}).rowcount == 1


def put_off(connection: Connection, until: Mapping[int, float]) -> None:
    """Delay the call-backs of leads, by id, that cannot be called before this instant.

    A call by hand is not delayed but ends: its agent wanted to call now. The lead is an ordinary one again.
    """
    if until:
        leads = [{"lead": lead} for lead in sorted(until)]
        prepared.many(connection, _NOT_NOW, leads)
        unbook(connection, sorted(until))
        prepared.many(connection, _PUT_OFF, [{"lead": lead, "until": at} for lead, at in sorted(until.items())])


def wait_again(connection: Connection, callbacks: Mapping[int, float]) -> None:
    """Let call-backs, by id, wait again until this instant, since their call did not keep them."""
    if callbacks:
        prepared.many(connection, _AGAIN, [{"callback": key, "until": at} for key, at in sorted(callbacks.items())])


def give_to_anyone(connection: Connection, agent_id: int) -> int:
    """Let any agent make the calls that an agent promised; return how many."""
    promised = update(CALLBACK).where(CALLBACK.c.agent_id == agent_id, _WAITING)
    return connection.execute(promised.values(agent_id=None)).rowcount
