"""What moves a lead from state to state: a call and its end, a disposition, a booking, an objection.

Each happens in the transaction of the feature that it belongs to. Whoever holds a claim on a lead that is moved here
under it loses the claim: the callers say so with `drop`.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from dialer.core.enums import CallbackState, LeadState
from dialer.people.leads.rules.retry import USED_UP, LeadStep
from dialer.people.leads.store.claim.claims import AT_REST, MINE, UNCLAIMED, drop, spend
from dialer.people.leads.store.state_before import AS_BEFORE
from dialer.storage import prepared
from dialer.storage.schema import ATTEMPT, CALLBACK, LEAD
from dialer.storage.sql import new_or_present, word

SUPPRESSED: Final = "suppressed"  # the reason of done leads and ended call-backs

_THIS: Final = LEAD.c.id == bindparam("lead")
WAITS: Final = LEAD.c.state.in_([word(LeadState.OPEN), word(LeadState.HELD)])
_THESE: Final = LEAD.c.id.in_(bindparam("leads", expanding=True))
_BOOKED_FOR: Final = LEAD.c.callback_id == bindparam("callback")
# A lead booked while it was being claimed: the booking did not see the claim that it should have dropped.
_UNBOOKED: Final = LEAD.c.callback_id.is_(None)

# Calls

_CALLING: Final = {"state": LeadState.CALLING.value, "callback_id": None}
_CALL_ONE: Final = update(LEAD).where(_THIS, AT_REST, or_(_UNBOOKED, _BOOKED_FOR)).values(_CALLING).returning(LEAD.c.id)
_SUPPRESS_MINE: Final = (
    update(LEAD).where(_THESE, *MINE).values(state=LeadState.DONE.value, done_reason=SUPPRESSED, callback_id=None)
)
_END_CALL: Final = (
    update(LEAD)
    .where(_THIS, LEAD.c.state == word(LeadState.CALLING))
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("new_due_at"),
        next_phone=new_or_present(LEAD.c.next_phone),
        done_reason=bindparam("new_reason"),
        wait_reason="",
        callback_id=bindparam("new_callback"),
        attempts=LEAD.c.attempts + bindparam("new_counted"),
    )
)
# The agent has disposed during the talk: the lead is already done, or open or booked from the instant written.
_END_DISPOSED_CALL: Final = (
    update(LEAD)
    .where(_THIS)
    .values(
        state=case((LEAD.c.state == word(LeadState.CALLING), AS_BEFORE), else_=LEAD.c.state),
        attempts=LEAD.c.attempts + 1,
    )
)
_UNCOUNT: Final = update(LEAD).where(_THIS, LEAD.c.attempts > 0).values(attempts=LEAD.c.attempts - 1)
_LAST_CALL: Final = (
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
_CALL_AGAIN: Final = (
    update(LEAD)
    .where(_THIS, _UNBOOKED, UNCLAIMED, bindparam("attempt") == _LAST_CALL)
    .where(or_(LEAD.c.state == word(LeadState.OPEN), _DONE_BY_IT))
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("new_due_at"),
        done_reason="",
        wait_reason="",
        callback_id=bindparam("new_callback"),
    )
)


def start_calls(connection: Connection, wanted: Mapping[int, int | None], *, owner: str) -> Sequence[int]:
    """Start the calls of these leads, each for its call-back or for none; return those that the owner held.

    The claim is spent before the lead is read. In the opposite order, a lease that expires at this moment would give
    the lead to two engines: to this one, which still sees its claim, and to the one that takes over and still sees the
    lead open.
    """
    leads = spend(connection, wanted, owner=owner)
    if not leads:
        return ()
    if len(leads) == 1:  # half of all calls start alone; a list costs a little more
        [lead] = leads
        return [row[0] for row in prepared.rows(connection, _CALL_ONE, {"lead": lead, "callback": wanted[lead]})]
    callbacks = [callback for callback in wanted.values() if callback is not None]
    facts = {"leads": sorted(leads), "callbacks": callbacks}
    return [row[0] for row in prepared.rows_of_these(connection, _call_several, facts)]


def _call_several(among: prepared.Among) -> ReturningUpdate[Any]:
    booked_for_it = or_(_UNBOOKED, among(LEAD.c.callback_id, "callbacks"))
    return update(LEAD).where(among(LEAD.c.id, "leads"), AT_REST, booked_for_it).values(_CALLING).returning(LEAD.c.id)


def suppress_mine(connection: Connection, leads: Iterable[int], *, owner: str) -> None:
    """End the leads that the owner holds: none of their numbers may be called."""
    connection.execute(_SUPPRESS_MINE, {"leads": sorted(leads), "holder": owner})


def end_calls(connection: Connection, steps: Iterable[tuple[int, LeadStep]]) -> None:
    """Move on the leads whose call has ended, each with its step."""
    prepared.many(
        connection,
        _END_CALL,
        [
            _facts(lead_id, step)
            | {"new_state": step.state.value, "new_counted": int(step.counts), "new_callback": step.callback_id}
            for lead_id, step in steps
        ],
    )


def end_disposed_calls(connection: Connection, leads: Iterable[int]) -> None:
    """Count the calls of leads that a disposition has moved on during the talk."""
    prepared.many(connection, _END_DISPOSED_CALL, [{"lead": lead_id} for lead_id in leads])


def uncount(connection: Connection, leads: Iterable[int]) -> None:
    """Take back one counted attempt of each lead."""
    prepared.many(connection, _UNCOUNT, [{"lead": lead_id} for lead_id in leads])


def call_again(
    connection: Connection, lead_id: int, attempt_id: str, *, callback_id: int | None, due_at: float
) -> bool:
    """Let a lead be called again at this instant, for the call-back if there is one; False if it has moved on since."""
    state = LeadState.OPEN if callback_id is None else LeadState.BOOKED
    facts = {"lead": lead_id, "attempt": attempt_id, "new_state": state.value}
    facts |= {"new_due_at": due_at, "new_callback": callback_id}
    return bool(connection.execute(_CALL_AGAIN, facts).rowcount)


# Dispositions


def _step(*states: LeadState, to: Any) -> Any:
    values: dict[str, Any] = {"state": to, "due_at": bindparam("new_due_at"), "done_reason": bindparam("new_reason")}
    values["next_phone"] = new_or_present(LEAD.c.next_phone)
    return update(LEAD).where(_THIS, LEAD.c.state.in_([word(state) for state in states])).values(values)


_NOT_CALLING: Final = [state for state in LeadState if state is not LeadState.CALLING]
# A lead in a live call is not opened: another claim would dial the person who is talking.
_TO_OPEN: Final = _step(*_NOT_CALLING, to=AS_BEFORE)
# Also if it is done: the agent may correct a disposition given a moment ago in this talk.
_TO_OPEN_LATER: Final = _step(LeadState.CALLING, LeadState.DONE, to=LeadState.CALLING.value)
_TO_DONE: Final = _step(*LeadState, to=LeadState.DONE.value)
_WAIT_AGAIN: Final = {
    True: _step(*_NOT_CALLING, to=LeadState.WRAPPING.value),
    False: _step(LeadState.DONE, to=LeadState.CALLING.value),  # its call goes on
}
_SETTLE: Final = _step(LeadState.WRAPPING, to=bindparam("new_state"))
_PLACE: Final = ("state", "due_at", "done_reason", "next_phone", "callback_id")
_READ_PLACE: Final = select(*(LEAD.c[name] for name in _PLACE)).where(_THIS)
_PUT_BACK: Final = update(LEAD).where(_THIS).values({name: bindparam(f"as_{name}") for name in _PLACE})


def dispose(connection: Connection, lead_id: int, step: LeadStep, *, ended: bool) -> None:
    """Move a lead on by its disposition. Unless the call has `ended`, what is to be open opens with its end."""
    if step.state in (LeadState.OPEN, LeadState.BOOKED):
        statement = _TO_OPEN if ended else _TO_OPEN_LATER
    elif step.state is LeadState.DONE:
        statement = _TO_DONE
    else:
        raise ValueError(f"a disposition leaves a lead open, booked or done, not {step.state}")
    connection.execute(statement, _facts(lead_id, step))


def wait_for_disposition(connection: Connection, lead_id: int, *, ended: bool, now: float) -> None:
    """Let a lead wait for the disposition of its last call, which has `ended` or goes on."""
    facts = {"lead": lead_id, "new_due_at": now, "new_reason": "", "new_next_phone": None}
    connection.execute(_WAIT_AGAIN[ended], facts)


def settle(connection: Connection, lead_id: int, step: LeadStep) -> bool:
    """Move a lead on that waits for a disposition; False if it does not."""
    facts = {**_facts(lead_id, step), "new_state": step.state.value}
    return connection.execute(_SETTLE, facts).rowcount == 1


def read_place(connection: Connection, lead_id: int) -> dict[str, Any]:
    """Where a lead is: its state, when it is due and why it is done, its next phone, its call-back."""
    return dict(connection.execute(_READ_PLACE, {"lead": lead_id}).mappings().one())


def put_back(connection: Connection, lead_id: int, place: Mapping[str, Any]) -> None:
    """Put a lead where it was."""
    connection.execute(_PUT_BACK, {"lead": lead_id, **{f"as_{name}": place[name] for name in _PLACE}})


def _facts(lead_id: int, step: LeadStep) -> dict[str, Any]:
    return {
        "lead": lead_id,
        "new_due_at": step.due_at,
        "new_next_phone": step.next_phone,
        "new_reason": step.reason,
    }


# Call-backs

_BIND: Final = update(LEAD).where(_THIS).values(callback_id=bindparam("callback"))
_UNBOOK: Final = (
    update(LEAD)
    .where(
        _THIS,
        LEAD.c.callback_id.in_(
            select(CALLBACK.c.id)
            .where(CALLBACK.c.lead_id == bindparam("lead"), CALLBACK.c.state == word(CallbackState.CANCELLED))
            .scalar_subquery()
        ),
        LEAD.c.state == word(LeadState.BOOKED),
    )
    .values(state=LeadState.OPEN.value, callback_id=None)
)
_MOVE: Final = update(LEAD).where(_THIS, _BOOKED_FOR).values(due_at=bindparam("new_due_at"))
_BOOK_NOW: Final = (
    update(LEAD).where(_THIS, WAITS, _UNBOOKED).values(state=LeadState.BOOKED.value, due_at=bindparam("now"))
)
_OPEN_NOW: Final = (
    update(LEAD)
    .where(_THIS, _BOOKED_FOR, LEAD.c.state == word(LeadState.BOOKED))
    .values(state=LeadState.OPEN.value, due_at=bindparam("now"))
)
_END_BOOKED: Final = (
    update(LEAD)
    .where(_THIS, _BOOKED_FOR, AT_REST)
    .values(state=LeadState.DONE.value, done_reason="callback_cancelled")
    .returning(LEAD.c.id)
)
_UNBIND: Final = update(LEAD).where(_THIS, _BOOKED_FOR).values(callback_id=None)


def bind(connection: Connection, lead_id: int, callback_id: int | None) -> None:
    """Set the call-back for which a lead is booked."""
    connection.execute(_BIND, {"lead": lead_id, "callback": callback_id})


def unbook(connection: Connection, leads: Iterable[int]) -> None:
    """Open the leads that are booked for a call-back which was cancelled."""
    prepared.many(connection, _UNBOOK, [{"lead": lead_id} for lead_id in leads])


def move(connection: Connection, lead_id: int, callback_id: int, due_at: float) -> None:
    """Let a lead be due when its call-back is."""
    connection.execute(_MOVE, {"lead": lead_id, "callback": callback_id, "new_due_at": due_at})


def book_now(connection: Connection, lead_id: int, now: float) -> bool:
    """Book a lead that is open or held for a call-back due now; False if it is neither."""
    return connection.execute(_BOOK_NOW, {"lead": lead_id, "now": now}).rowcount == 1


def release(connection: Connection, booked: Iterable[tuple[int, int]], now: float) -> None:
    """Make leads that were booked for a call-back ordinary ones; an engine that holds one dials it like others."""
    facts = [{"lead": lead_id, "callback": callback_id, "now": now} for lead_id, callback_id in booked]
    prepared.many(connection, _OPEN_NOW, facts)
    prepared.many(connection, _UNBIND, [{"lead": one["lead"], "callback": one["callback"]} for one in facts])


def end_booked(connection: Connection, lead_id: int, callback_id: int) -> Sequence[int]:
    """End a lead whose call-back was cancelled and whose call is not placed yet; return it if so."""
    mine = {"lead": lead_id, "callback": callback_id}
    ended = connection.execute(_END_BOOKED, mine).scalars().all()
    connection.execute(_UNBIND, mine)
    return ended


# Objections

_WITHDRAWABLE: Final = (LeadState.OPEN, LeadState.HELD, LeadState.BOOKED, LeadState.CALLING)
_WITHDRAW: Final = (
    update(LEAD)
    .where(_THIS, LEAD.c.state.in_([word(state) for state in _WITHDRAWABLE]))
    .values(state=LeadState.DONE.value, done_reason=SUPPRESSED, callback_id=None)
)
_REOPEN: Final = update(LEAD).where(_THIS).values(state=AS_BEFORE, done_reason="")


def withdraw(connection: Connection, leads: Collection[int]) -> None:
    """End leads whose person objects."""
    prepared.many(connection, _WITHDRAW, [{"lead": lead_id} for lead_id in leads])


def reopen(connection: Connection, lead_id: int) -> None:
    """Open or book a lead again whose person's objection was taken back."""
    connection.execute(_REOPEN, {"lead": lead_id})


# Rules

_RULE_ID: Final = re.compile(r"[A-Z]{2}-[A-Z0-9-]+")  # the form of rule ids
# The call gate decides again: on a new consent, or a corrected one.
JUDGED_AGAIN: Final = {"state": LeadState.OPEN.value, "done_reason": "", "wait_reason": ""}


def is_refused_by_rule(state: str, done_reason: str) -> bool:
    """Whether a lead is done because a rule forbids to call it."""
    return state == LeadState.DONE and _RULE_ID.fullmatch(done_reason) is not None


def judge_again(connection: Connection, lead_ids: Collection[int]) -> None:
    """Open leads that a rule had refused."""
    connection.execute(update(LEAD).where(LEAD.c.id.in_(lead_ids)).values(JUDGED_AGAIN))


# Lists

RESTING: Final = tuple(word(state) for state in (LeadState.OPEN, LeadState.HELD, LeadState.DONE))
# A held lead has no holder, even if a claim is left that was made while it was being held back.
_NOBODYS: Final = or_(LEAD.c.state == word(LeadState.HELD), UNCLAIMED)
# A lead in a hopper is ranked too, since it may come back; the filter holds it back at its next claim.
_PLACE_IN_ORDER: Final = (
    update(LEAD)
    .where(_THIS, WAITS)
    .values(
        rank=bindparam("new_rank"),
        state=case((_NOBODYS, bindparam("new_state", type_=LEAD.c.state.type)), else_=LEAD.c.state),
    )
)


def place_in_order(connection: Connection, places: Iterable[tuple[int, float, bool]]) -> None:
    """Give waiting leads their rank, and hold back those that are not let through: (lead, rank, let through)."""
    facts = [
        {"lead": lead, "new_rank": rank, "new_state": (LeadState.OPEN if passes else LeadState.HELD).value}
        for lead, rank, passes in places
    ]
    if facts:
        prepared.many(connection, _PLACE_IN_ORDER, facts)


def archive(connection: Connection, *these: ColumnElement[bool]) -> None:
    """Archive those of these leads that rest; a hopper loses them."""
    reason = case(
        (LEAD.c.state != word(LeadState.DONE), ""), (LEAD.c.done_reason == "", "done"), else_=LEAD.c.done_reason
    )
    values = {"state": LeadState.ARCHIVED.value, "done_reason": reason}
    resting = (*these, LEAD.c.state.in_(RESTING))
    claims = connection.execute(select(LEAD.c.id).where(*resting, ~UNCLAIMED)).scalars().all()
    connection.execute(update(LEAD).where(*resting).values(values))
    drop(connection, claims)


def unarchive(connection: Connection, *these: ColumnElement[bool]) -> None:
    """Bring those of these leads back that are archived: done if they have a reason, else open."""
    state = case((LEAD.c.done_reason != "", LeadState.DONE.value), else_=LeadState.OPEN.value)
    archived = LEAD.c.state == word(LeadState.ARCHIVED)
    connection.execute(update(LEAD).where(*these, archived).values(state=state))
