"""Caps, kept where they must be: when leads are claimed, and again in the very transaction that places the call."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, update

from dialer.attempts import NewAttempt
from dialer.leads.caps import LONGEST_S, Cap, Full, Per, reached
from dialer.leads.lead import ClaimedLead, Phone
from dialer.store import bookings, hot
from dialer.store.lead_states import AS_BEFORE
from dialer.store.pasts import NEVER, pasts_of
from dialer.store.schema import LEAD
from dialer.store.statements import word
from dialer.words import LeadState, Outcome

_TO_LATER: Final = (
    update(LEAD)
    .where(
        LEAD.c.id == bindparam("lead"),
        LEAD.c.state == word(LeadState.CLAIMED),
        LEAD.c.lease_owner == bindparam("holder"),
    )
    .values(
        state=AS_BEFORE,
        due_at=bindparam("until"),
        wait_reason=bindparam("why"),
        lease_owner=None,
        lease_until=0.0,
    )
)


def put_off(connection: Connection, full: dict[int, Full], owner: str) -> None:
    """Give claimed leads back until there is room again; they say why they wait."""
    facts = [{"lead": lead, "until": one.until, "why": one.reason, "holder": owner} for lead, one in full.items()]
    if facts:
        hot.many(connection, _TO_LATER, facts)
        bookings.put_off(connection, {lead: one.until for lead, one in full.items()})


def full_attempts(connection: Connection, batch: Iterable[NewAttempt], *, now: float) -> dict[int, Full]:
    """The leads of those attempts that would go over a cap of their campaign, and until when.

    Exact, whoever else places, once the numbers are locked (dialer/store/freshness.py).
    """
    capped = [attempt for attempt in batch if any(cap.per is Per.NUMBER for cap in attempt.caps)]
    if not capped:
        return {}
    by_controller: dict[int, list[NewAttempt]] = {}
    for attempt in capped:
        by_controller.setdefault(attempt.controller_id, []).append(attempt)
    full: dict[int, Full] = {}
    for controller_id, mine in by_controller.items():
        numbers = {attempt.number for attempt in mine}
        pasts = pasts_of(connection, numbers, controller_id=controller_id, since=now - LONGEST_S)
        now_placed: Counter[str] = Counter()
        for attempt in mine:
            before = (*(now,) * now_placed[attempt.number], *pasts.get(attempt.number, NEVER).attempts)
            found = reached(attempt.caps, Per.NUMBER, before, now=now)
            if found is None:
                now_placed[attempt.number] += 1
            else:
                full[attempt.lead_id] = found
    return full


def full_leads(
    connection: Connection, leads: Sequence[ClaimedLead], caps: Collection[Cap], *, controller_id: int, now: float
) -> tuple[list[ClaimedLead], dict[int, Full]]:
    """The leads that may be dialled now, and of the others until when not.

    A lead whose next phone is called too often already goes on to the next of its phones that is not.
    """
    if not caps or not leads:
        return list(leads), {}
    numbers = {phone.number for lead in leads for phone in lead.phones}
    by_number = any(cap.per is Per.NUMBER for cap in caps)
    since = now - LONGEST_S
    pasts = pasts_of(connection, numbers, controller_id=controller_id, since=since) if by_number else {}
    free: list[ClaimedLead] = []
    full: dict[int, Full] = {}
    for lead in leads:
        rang = [past.placed_at for past in lead.history if past.outcome is not Outcome.NOT_PLACED]
        mine = reached(caps, Per.LEAD, rang, now=now)
        phone, others = _free_phone(lead, caps, pasts, now) if mine is None else (None, mine)
        if phone is not None:
            free.append(lead if phone.position == lead.next_phone else replace(lead, next_phone=phone.position))
        elif others is not None:
            full[lead.lead_id] = others
        else:
            free.append(lead)  # without a phone: the gate retires it
    return free, full


def _free_phone(lead: ClaimedLead, caps: Collection[Cap], pasts: Any, now: float) -> tuple[Phone | None, Full | None]:
    """The first phone, from the next one on, that is not full; else when the first of them has room again."""
    start = next((place for place, phone in enumerate(lead.phones) if phone.position == lead.next_phone), 0)
    soonest: Full | None = None
    for phone in (*lead.phones[start:], *lead.phones[:start]):
        found = reached(caps, Per.NUMBER, pasts.get(phone.number, NEVER).attempts, now=now)
        if found is None:
            return phone, None
        if soonest is None or found.until < soonest.until:
            soonest = found
    return None, soonest
