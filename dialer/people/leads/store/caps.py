"""Caps, checked when leads are claimed, and again in the transaction that places the call."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, update

from dialer.core.enums import Outcome
from dialer.people.callbacks.store import bookings
from dialer.people.leads.model import PastAttempt, Phone, next_of
from dialer.people.leads.rules.caps import Cap, Full, Per, reached
from dialer.people.leads.store.claim.claims import MINE, let_go, still_held
from dialer.people.leads.store.contact_history import NEVER, NumberPast
from dialer.storage import prepared
from dialer.storage.schema import LEAD

_LATER: Final[dict[str, Any]] = {"due_at": bindparam("until"), "wait_reason": bindparam("why")}
_MINE_TO_LATER: Final = update(LEAD).where(LEAD.c.id == bindparam("lead"), *MINE).values(_LATER)


def put_off(connection: Connection, full: dict[int, Full], owner: str) -> None:
    """Make the owner's claimed leads wait until their caps have room again, with the cap as reason.

    Leads that the owner no longer holds stay as they are, and so do their call-backs: somebody may have booked them.
    """
    mine = still_held(connection, full, owner=owner)
    if mine:
        waits = {lead: full[lead] for lead in sorted(mine)}
        facts = [{"lead": lead, "until": one.until, "why": one.reason, "holder": owner} for lead, one in waits.items()]
        prepared.many(connection, _MINE_TO_LATER, facts)
        let_go(connection, mine, owner=owner)
        bookings.put_off(connection, {lead: one.until for lead, one in waits.items()})


def with_room(
    leads: Iterable[tuple[int, int]],
    phones: Mapping[int, Sequence[Phone]],
    history: Mapping[int, Sequence[PastAttempt]],
    pasts: Mapping[str, NumberPast],
    caps: Collection[Cap],
    *,
    now: float,
) -> tuple[dict[int, Phone | None], dict[int, Full]]:
    """Which phone of each lead may be dialled now; for the others, until when none may.

    `leads` are ids with the position of the next phone. If that phone has reached a cap, the next one with room is
    taken. None is the phone of a lead without one. `pasts` cover all phones.
    """
    free: dict[int, Phone | None] = {}
    full: dict[int, Full] = {}
    for lead_id, position in leads:
        mine = phones.get(lead_id, ())
        if not caps:
            free[lead_id] = next_of(mine, position)
            continue
        rang = [past.placed_at for past in history.get(lead_id, ()) if past.outcome is not Outcome.NOT_PLACED]
        # Calls to an erased lead with one of these numbers: most likely the same person.
        before = [at for phone in mine for at in pasts.get(phone.number, NEVER).of_emptied]
        rang = sorted((*rang, *before), reverse=True) if before else rang
        others = reached(caps, Per.LEAD, rang, now=now)
        phone, others = _free_phone(mine, position, caps, pasts, now) if others is None else (None, others)
        if others is None:
            free[lead_id] = phone
        else:
            full[lead_id] = others
    return free, full


def _free_phone(
    phones: Sequence[Phone], position: int, caps: Collection[Cap], pasts: Mapping[str, NumberPast], now: float
) -> tuple[Phone | None, Full | None]:
    """The first phone, from the next one on, that has room; else the soonest time when one has room again."""
    start = next((place for place, phone in enumerate(phones) if phone.position == position), 0)
    soonest: Full | None = None
    for phone in (*phones[start:], *phones[:start]):
        found = reached(caps, Per.NUMBER, pasts.get(phone.number, NEVER).attempts, now=now)
        if found is None:
            return phone, None
        if soonest is None or found.until < soonest.until:
            soonest = found
    return None, soonest
