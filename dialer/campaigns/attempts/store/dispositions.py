"""An agent's disposition of an attempt, written with all its consequences in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, select, update

from dialer.audit.actions import DISCLOSED
from dialer.audit.store import add_line
from dialer.campaigns.attempts.model import DisposedAttempt, UndoneDisposition
from dialer.campaigns.results.store.changes import note_change
from dialer.compliance.abandonment import Heard
from dialer.core.enums import AttemptState, CallbackKind, CampaignStatus, LeadState, Outcome
from dialer.core.errors import AttemptOfAnother, NoPromise, UndoOver, UnknownAttempt, UnknownDisposition
from dialer.people.callbacks.model import NewCallback
from dialer.people.callbacks.store.bookings import book, cancel_made_in, cancel_of, is_made_in, made_in, wait_as_before
from dialer.people.interactions.store.interactions import finish, unfinish
from dialer.people.leads.rules.contact_facts import REFUSALS
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store import transitions
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.transitions import SUPPRESSED
from dialer.people.suppression.store.lookup import of_company, people_among, scopes_of, suppressed_among
from dialer.people.suppression.store.objections import Objection, record
from dialer.people.suppression.store.retractions import take_back
from dialer.people.suppression.store.suppressions import OF_CALL, live_calls
from dialer.people.suppression.store.write_lock import let_place, let_suppress
from dialer.storage.campaign_status import refuse_archived, refuse_ended
from dialer.storage.digests import Digests
from dialer.storage.schema import ATTEMPT, CAMPAIGN, DISPOSITION_CODE, LEAD
from dialer.storage.sql import word

MACHINE: Final = Heard.MACHINE.value
_SUBJECT: Final = (
    select(
        ATTEMPT.c.campaign_id,
        ATTEMPT.c.lead_id,
        ATTEMPT.c.agent_id,
        ATTEMPT.c.number,
        ATTEMPT.c.placed_at,
        ATTEMPT.c.state,
        ATTEMPT.c.disposition,
        ATTEMPT.c.disposition_reason,
        ATTEMPT.c.disposed_at,
        ATTEMPT.c.first_disposed_at,
        ATTEMPT.c.note,
        ATTEMPT.c.replaced,
        ATTEMPT.c.heard,
        ATTEMPT.c.agent_joined_at,
        ATTEMPT.c.unserved_at,
        CAMPAIGN.c.company_id,
        CAMPAIGN.c.name.label("campaign"),
        CAMPAIGN.c.status.label("campaign_status"),
        DISPOSITION_CODE.c.code,
        DISPOSITION_CODE.c.is_machine,
        DISPOSITION_CODE.c.is_refusal,
    )
    .select_from(
        ATTEMPT.join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id).outerjoin(
            DISPOSITION_CODE,
            and_(
                DISPOSITION_CODE.c.campaign_id == ATTEMPT.c.campaign_id,
                DISPOSITION_CODE.c.code == bindparam("asked_code"),
            ),
        )
    )
    .where(ATTEMPT.c.id == bindparam("attempt"))
    .with_for_update(of=ATTEMPT)
)
_DISPOSE: Final = (
    update(ATTEMPT)
    .where(ATTEMPT.c.id == bindparam("attempt"))
    .values(
        disposition=bindparam("new_code"),
        note=bindparam("new_note"),
        disposed_at=bindparam("new_at"),
        first_disposed_at=bindparam("new_first_at"),
        heard=bindparam("new_heard"),
        turned_down=bindparam("new_turned_down"),
        disposition_reason=bindparam("new_why"),
        replaced=bindparam("new_replaced", type_=ATTEMPT.c.replaced.type),
    )
)
# The lead was called again since: this call decides nothing of it any more.
_CALLED_SINCE: Final = (
    select(ATTEMPT.c.id)
    .where(ATTEMPT.c.lead_id == bindparam("lead"), ATTEMPT.c.placed_at > bindparam("since"))
    .limit(1)
)

_DISPOSED_AT: Final = (
    update(ATTEMPT).where(ATTEMPT.c.id == bindparam("attempt")).values(disposed_at=bindparam("new_at"))
)


_LATER_CALLS: Final = select(ATTEMPT.c.state, ATTEMPT.c.outcome, ATTEMPT.c.disposition).where(
    ATTEMPT.c.lead_id == bindparam("lead"), ATTEMPT.c.placed_at > bindparam("since")
)
_PRESENT: Final = select(ATTEMPT.c.disposition).where(ATTEMPT.c.id == bindparam("attempt"))
_PERSON: Final = select(LEAD.c.external_id).where(LEAD.c.id == bindparam("lead"))


def dispose(
    connection: Connection,
    digests: Digests,
    attempt_id: str,
    *,
    agent_id: int | None,
    code: str,
    note: str,
    now: float,
    step: LeadStep,
    suppress: bool,
    actor: str,
    booking: NewCallback | None = None,
    disclosed: Collection[str] = (),
    reason: str | None = None,
) -> DisposedAttempt:
    """Write the disposition, the lead's next step, the suppression it may ask for, and the audit lines."""
    says_no = suppress or step.suppress
    _let(connection, attempt_id, says_no=says_no, promises=booking is not None)
    row = _subject(connection, attempt_id, code)
    later = _later(connection, row, now)
    refuse = refuse_archived if booking is None else refuse_ended
    refuse(CampaignStatus(row.campaign_status), row.campaign)
    ended = row.state == AttemptState.ENDED
    known = _speaker(row, attempt_id, agent_id)
    if row.code is None:
        raise UnknownDisposition(code=code)
    replaced = _replaced(connection, row, attempt_id, later)
    found_out = _write(connection, row, attempt_id, code, note, reason, replaced, ended=ended, now=now)
    finish(connection, attempt_id, now)
    if row.disposition is not None:
        _withdraw(connection, row, attempt_id, is_last=later is None, actor=actor, now=now)
    if later is not None and (says_no or booking is not None):  # what is said now counts
        cancel_of(connection, [row.lead_id], by=SUPPRESSED if says_no else actor, now=now)
        transitions.bind(connection, row.lead_id, None)
    if booking is not None:
        _promise(connection, digests, row, attempt_id, booking, actor=actor, now=now)
    if later is None or says_no or booking is not None:
        transitions.dispose(connection, row.lead_id, step, ended=ended)
        drop(connection, [row.lead_id])  # the talk may have ended long ago, and its lead may be held again
    suppressed, ringing = _suppress(connection, digests, row, attempt_id, code, now, actor) if says_no else (0, ())
    _note(connection, actor, row, attempt_id, code, reason, suppressed, booking, disclosed, now)
    return DisposedAttempt(
        id=attempt_id,
        campaign_id=row.campaign_id,
        lead_id=row.lead_id,
        agent_id=known,
        code=code,
        previous_code=row.disposition,
        ended=ended,
        suppressed=suppressed,
        **found_out,
        ringing=ringing,
    )


def _write(
    connection: Connection,
    row: Any,
    attempt_id: str,
    code: str | None,
    note: str,
    reason: str | None,
    replaced: Mapping[str, Any] | None = None,
    *,
    ended: bool,
    now: float,
) -> dict[str, Any]:
    """Write the disposition; return the fields of `DisposedAttempt` on a machine that was found, or was none after all.

    Without a code the call has none any more. A call served too late counts as abandoned, and stays so. The engine
    writes when an agent joined a moment after it; until then the disposition's instant is used.
    """
    joined_at = row.agent_joined_at if row.agent_joined_at is not None or ended else now
    given = code is not None
    heard = MACHINE if given and row.is_machine and joined_at is not None else None
    turned_down = (row.is_refusal or code in REFUSALS) if given else None  # stored, since its meaning may change
    facts: dict[str, Any] = {
        "attempt": attempt_id,
        "new_code": code,
        "new_note": note,
        "new_at": now if given else None,
        "new_first_at": (row.first_disposed_at or now) if given or _code_before(row) else None,
    }
    facts |= {"new_heard": heard, "new_turned_down": turned_down, "new_why": reason, "new_replaced": replaced}
    connection.execute(_DISPOSE, facts)
    about = {"campaign_id": row.campaign_id, "lead_id": row.lead_id, "placed_at": row.placed_at}
    note_change(connection, **about, now=now)
    in_time = joined_at is not None and (row.unserved_at is None or row.unserved_at > joined_at)
    met = (heard == MACHINE) - (row.heard == MACHINE)
    return {"met": met, "met_at": joined_at} if met and in_time else {}


def _note(
    connection: Connection,
    actor: str,
    row: Any,
    attempt_id: str,
    code: str,
    reason: str | None,
    suppressed: int,
    booking: NewCallback | None,
    disclosed: Collection[str],
    now: float,
) -> None:
    subject = f"attempt:{attempt_id}"
    said = {"code": code, "previous": row.disposition, "suppressed": suppressed}
    if reason is not None:
        said["reason"] = reason
    if booking is not None:
        said["callback_asked"] = booking.asked
    add_line(connection, actor, "attempt.dispose", subject, said, now)
    if disclosed:
        add_line(connection, actor, DISCLOSED, subject, {"items": sorted(disclosed)}, now)


def _subject(connection: Connection, attempt_id: str, code: str) -> Any:
    row = connection.execute(_SUBJECT, {"attempt": attempt_id, "asked_code": code}).first()
    if row is None:
        raise UnknownAttempt(id=attempt_id)
    return row


def _let(connection: Connection, attempt_id: str, *, says_no: bool, promises: bool) -> None:
    # A correction may take back an objection: meanwhile nobody writes one that would merely repeat it.
    if says_no or connection.execute(_PRESENT, {"attempt": attempt_id}).scalar() is not None:
        let_suppress(connection)
    elif promises:
        let_place(connection)  # keeps objections out between the check and the promise


def _speaker(row: Any, attempt_id: str, agent_id: int | None) -> int | None:
    """The agent who talked. The engine writes it just after the talk begins; until then the caller's word counts."""
    known: int | None = row.agent_id
    if known is None and row.state != AttemptState.ENDED:
        known = agent_id
    if agent_id is not None and known != agent_id:
        raise AttemptOfAnother(id=attempt_id)
    return known


def _is_last(connection: Connection, row: Any) -> bool:
    """Whether no later call to the lead was placed."""
    facts = {"lead": row.lead_id, "since": row.placed_at}
    return connection.execute(_CALLED_SINCE, facts).first() is None


def _later(connection: Connection, row: Any, now: float) -> dict[str, Any] | None:
    """The lead as it is now, if a later call to it was placed, and the instant; None if this call is the last."""
    if _is_last(connection, row):
        return None
    return transitions.read_place(connection, row.lead_id) | {"at": now}


def _replaced(
    connection: Connection, row: Any, attempt_id: str, later: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What an undo gives again: the present disposition (`code`; None: there is none), and what `_later` found."""
    if row.disposition is None and later is None:
        return None
    promised = made_in(connection, row.lead_id, attempt_id)
    return {
        "code": row.disposition,
        "note": row.note,
        "reason": row.disposition_reason,
        "at": row.disposed_at,
        "callback": None if promised is None else asdict(promised),
        "lead": later,
    }


def _code_before(row: Any) -> str | None:
    """The disposition that the present one has replaced."""
    code: str | None = row.replaced and row.replaced["code"]
    return code


def _withdraw(connection: Connection, row: Any, attempt_id: str, *, is_last: bool, actor: str, now: float) -> int:
    """Take back the call-back and the objection of the present disposition; return how many suppressions were lifted.

    What a later call to the lead has promised stays.
    """
    if is_last:
        cancel_of(connection, [row.lead_id], by=actor, now=now)
        transitions.bind(connection, row.lead_id, None)
    else:
        cancel_made_in(connection, row.lead_id, attempt_id, by=actor, now=now)
    return take_back(connection, attempt_id, lead_id=row.lead_id, actor=actor, now=now)


def _promise(
    connection: Connection,
    digests: Digests,
    row: Any,
    attempt_id: str,
    booking: NewCallback,
    *,
    actor: str,
    now: float,
) -> None:
    """Write the promised call-back. Raises NoPromise."""
    scopes = scopes_of(row.company_id, row.campaign_id)
    person = connection.execute(_PERSON, {"lead": row.lead_id}).scalar()
    refused = suppressed_among(connection, digests, [row.number], scopes)
    if refused or people_among(connection, digests, [person], scopes):
        raise NoPromise(attempt=attempt_id)
    facts: dict[str, Any] = {"campaign_id": row.campaign_id, "lead_id": row.lead_id, "attempt_id": attempt_id}
    book(connection, booking, kind=CallbackKind.PROMISE, actor=actor, now=now, **facts)


def _suppress(
    connection: Connection, digests: Digests, row: Any, attempt_id: str, code: str, now: float, actor: str
) -> tuple[int, tuple[str, ...]]:
    """Write the called person's objection: for the lead, the dialled number and all its own numbers.

    Return how many numbers were not suppressed before, and the other unanswered calls to the person.
    """
    objection = Objection(
        scope=of_company(row.company_id),
        reason=f"disposition:{code}",
        source=f"{OF_CALL}{attempt_id}",
        added_at=now,
        added_by=actor,
    )
    hashed = {digests.number(row.number): row.number}
    done = record(connection, digests, objection, hashed=hashed, leads=[row.lead_id])
    live = live_calls(connection, objection.scope, done.numbers, done.leads)
    ringing = tuple(one.attempt_id for one in live if not one.answered and one.attempt_id != attempt_id)
    return done.added + done.others, ringing


def undo(
    connection: Connection,
    digests: Digests,
    attempt_id: str,
    *,
    agent_id: int | None,
    since: float,
    now: float,
    again: LeadStep | None,
    actor: str,
) -> UndoneDisposition:
    """Take back the disposition with all its consequences, if it was given at `since` or later. Raises UndoOver.

    The disposition that it had replaced is given again, with `again` as the lead's step; without one, the call and its
    lead wait for a disposition.
    """
    let_suppress(connection)
    row = _subject(connection, attempt_id, "")
    known = _speaker(row, attempt_id, agent_id)
    before, ended, is_last = row.replaced, row.state == AttemptState.ENDED, _is_last(connection, row)
    code, lead_before = _code_before(row), (before or {}).get("lead")
    if row.disposition is None or row.disposed_at < since or (code is None) != (again is None):
        raise UndoOver
    found_out = _write(connection, row, attempt_id, None, "", None, ended=ended, now=now)
    moved = lead_before if lead_before and _has_moved(connection, row, attempt_id) else None
    lifted = _withdraw(connection, row, attempt_id, is_last=is_last, actor=actor, now=now)
    if moved is not None:
        _give_back(connection, row, moved)
    add_line(
        connection,
        actor,
        "attempt.undo",
        f"attempt:{attempt_id}",
        {"code": row.disposition, "restored": code, "lifted": lifted},
        now,
    )
    if code is not None and again is not None:
        restored = dispose(
            connection,
            digests,
            attempt_id,
            agent_id=agent_id,
            code=code,
            note=before["note"],
            now=now,
            step=again,
            suppress=again.suppress,
            actor=actor,
            booking=NewCallback(**before["callback"]) if before["callback"] and (is_last or lead_before) else None,
            reason=before["reason"],
        )
        connection.execute(_DISPOSED_AT, {"attempt": attempt_id, "new_at": before["at"]})
        found_out = {"met": found_out.get("met", 0) + restored.met, "met_at": found_out.get("met_at", restored.met_at)}
    else:
        unfinish(connection, attempt_id)
        if is_last:
            transitions.wait_for_disposition(connection, row.lead_id, ended=ended, now=now)
            drop(connection, [row.lead_id])
    return UndoneDisposition(
        id=attempt_id,
        campaign_id=row.campaign_id,
        lead_id=row.lead_id,
        agent_id=known,
        code=code,
        undone_code=row.disposition,
        ended=ended,
        lifted=lifted,
        **found_out,
    )


def _has_moved(connection: Connection, row: Any, attempt_id: str) -> bool:
    """Whether the lead is where this disposition put it, past a later call: withdrawn, or booked for it."""
    lead = transitions.read_place(connection, row.lead_id)
    if lead["state"] == LeadState.DONE:
        return bool(lead["done_reason"] in (f"disposition:{row.disposition}", SUPPRESSED))
    return lead["callback_id"] is not None and is_made_in(connection, lead["callback_id"], attempt_id)


def _give_back(connection: Connection, row: Any, lead: Mapping[str, Any]) -> None:
    """Put the lead where it was before this disposition, or if the later call has ended since, where that leaves it."""
    place = dict(lead)
    if lead["callback_id"] is not None and not wait_as_before(connection, lead["callback_id"], lead["at"]):
        place |= {"callback_id": None, "state": LeadState.OPEN.value}
    calls = connection.execute(_LATER_CALLS, {"lead": row.lead_id, "since": row.placed_at}).all()
    if lead["state"] == LeadState.CALLING and all(call.state == AttemptState.ENDED for call in calls):
        waits = any(call.outcome == Outcome.CONNECTED and call.disposition is None for call in calls)
        place["state"] = (LeadState.WRAPPING if waits else LeadState.OPEN).value
    transitions.put_back(connection, row.lead_id, place)
    drop(connection, [row.lead_id])


def settle(connection: Connection, attempt_id: str, *, step: LeadStep) -> bool:
    """Move the lead of an ended attempt on without a disposition; False if it does not wait for one."""
    subject = select(ATTEMPT.c.lead_id).where(
        ATTEMPT.c.id == attempt_id, ATTEMPT.c.disposition.is_(None), ATTEMPT.c.state == word(AttemptState.ENDED)
    )
    lead_id = connection.execute(subject).scalar()
    if lead_id is None:
        return False
    return transitions.settle(connection, lead_id, step)
