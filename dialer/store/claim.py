"""Claiming leads: the conditional update that lets only one cell have a lead, and what is read along with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select, update

from dialer.compliance.facts import ContactFacts
from dialer.leads.caps import Full
from dialer.leads.lead import ClaimedLead, PastAttempt, Phone, next_of
from dialer.leads.places import country_of
from dialer.store.capping import full_leads, put_off
from dialer.store.digests import Digests
from dialer.store.evidence import Person, contacts
from dialer.store.filtering import left_out
from dialer.store.lead_states import AS_BEFORE
from dialer.store.picking import COLUMNS, NAMES, Plan, pick, read_plan
from dialer.store.schema import ATTEMPT, LEAD, LEAD_LIST, LEAD_PHONE
from dialer.store.statements import is_postgres, word
from dialer.words import LeadState, Outcome

HISTORY_LENGTH: Final = 20
_OF_LEAD: Final = NAMES.index("callback_id") + 1  # the first columns make a claimed lead

_OPEN, _CLAIMED, _HELD, _BOOKED = (
    word(state) for state in (LeadState.OPEN, LeadState.CLAIMED, LeadState.HELD, LeadState.BOOKED)
)
ROUNDS_AT_MOST: Final = 5  # of a claim whose leads are mostly filtered out or capped

_CLAIM_ONE: Final = (
    update(LEAD)
    .where(LEAD.c.id == bindparam("lead"), LEAD.c.state.in_([_OPEN, _BOOKED]))
    .values(state=_CLAIMED, lease_owner=bindparam("holder"), lease_until=bindparam("until"))
    .returning(*COLUMNS)
)
_HOLD: Final = (
    update(LEAD)
    .where(LEAD.c.id.in_(bindparam("leads", expanding=True)))
    .values(state=_HELD, lease_owner=None, lease_until=0.0)
)

_EXPIRED: Final = select(LEAD.c.id).where(LEAD.c.state == _CLAIMED, LEAD.c.lease_until < bindparam("now"))
_REOPEN: Final = {"state": AS_BEFORE, "lease_owner": None, "lease_until": 0.0}
_EXPIRE_SQLITE: Final = update(LEAD).where(LEAD.c.id.in_(_EXPIRED.scalar_subquery())).values(_REOPEN)
_EXPIRE_POSTGRES: Final = (
    update(LEAD).where(LEAD.c.id.in_(_EXPIRED.with_for_update(skip_locked=True).scalar_subquery())).values(_REOPEN)
)

_PHONES: Final = (
    select(LEAD_PHONE)
    .where(LEAD_PHONE.c.lead_id.in_(bindparam("leads", expanding=True)))
    .order_by(LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position)
)


def _history() -> Select[Any]:
    newest_first = func.row_number().over(partition_by=ATTEMPT.c.lead_id, order_by=ATTEMPT.c.placed_at.desc())
    columns = (
        ATTEMPT.c.lead_id,
        ATTEMPT.c.id,
        ATTEMPT.c.outcome,
        ATTEMPT.c.disposition,
        ATTEMPT.c.placed_at,
        ATTEMPT.c.phone_position,
        newest_first.label("age"),
    )
    numbered = select(*columns).where(ATTEMPT.c.lead_id.in_(bindparam("leads", expanding=True))).subquery()
    return select(numbered).where(numbered.c.age <= HISTORY_LENGTH).order_by(numbered.c.lead_id, numbered.c.age)


_HISTORY: Final = _history()


def claim(
    connection: Connection,
    digests: Digests,
    campaign_id: int,
    *,
    owner: str,
    now: float,
    lease_s: float,
    limit: int,
    zone_keys: Collection[str],
) -> list[ClaimedLead]:
    """Make up to `limit` due leads the owner's; leads whose lease ran out are open again first.

    What the list's filter leaves out is held back, what is called too often already waits, and more is taken instead.
    """
    connection.execute(_EXPIRE_POSTGRES if is_postgres(connection) else _EXPIRE_SQLITE, {"now": now})
    plan = read_plan(connection, campaign_id)
    claimed: list[ClaimedLead] = []
    facts = {"campaign_id": campaign_id, "holder": owner, "now": now, "until": now + lease_s}
    for _ in range(ROUNDS_AT_MOST):
        wanted = limit - len(claimed)
        if plan is None or not wanted:
            break
        rows = pick(connection, plan, {**facts, "limit": wanted, "zone_keys": list(zone_keys)})
        leads, full = _wanted(connection, digests, campaign_id, plan, rows, now)
        put_off(connection, full, owner)
        claimed += leads
        if len(rows) < wanted:
            break
    return claimed


def _wanted(
    connection: Connection, digests: Digests, campaign_id: int, plan: Plan, rows: Sequence[Any], now: float
) -> tuple[list[ClaimedLead], dict[int, Full]]:
    """The leads of these rows that may be dialled now, and until when caps keep others waiting."""
    phones = phones_of(connection, [row.id for row in rows])
    if plan.filters:
        out = left_out(rows, phones, plan.filters, now=now)
        if out:
            connection.execute(_HOLD, {"leads": sorted(out)})
            rows = [row for row in rows if row.id not in out]
    leads = _put_together(connection, rows, phones, _contacts(connection, digests, campaign_id, rows, phones), now)
    free, full = full_leads(connection, leads, plan.caps, controller_id=plan.controller_id, now=now)
    others = {lead.lead_id: lead.next_phone for lead in free} if plan.caps else {}
    moved = [row for row in rows if others.get(row.id, row.next_phone) != row.next_phone]
    if not moved:
        return free, full
    # Another number than the one that was asked about: what is known of that one counts.
    known = _contacts(connection, digests, campaign_id, moved, phones, others)
    return [_knowing(lead, known) if lead.lead_id in known else lead for lead in free], full


def _knowing(lead: ClaimedLead, known: "Known") -> ClaimedLead:
    country, contact = known[lead.lead_id]
    return replace(lead, country=country, contact=contact)


_CAMPAIGN_OF: Final = (
    select(LEAD_LIST.c.campaign_id).join(LEAD, LEAD.c.list_id == LEAD_LIST.c.id).where(LEAD.c.id == bindparam("lead"))
)


def claim_one(
    connection: Connection, digests: Digests, lead_id: int, *, owner: str, now: float, lease_s: float
) -> ClaimedLead | None:
    """Make this lead the owner's whenever it is due, or None if it is neither open nor booked."""
    facts = {"lead": lead_id, "holder": owner, "until": now + lease_s}
    rows = connection.execute(_CLAIM_ONE, facts).all()
    campaign_id = connection.execute(_CAMPAIGN_OF, {"lead": lead_id}).scalar() if rows else None
    phones = phones_of(connection, [row.id for row in rows])
    known = {} if campaign_id is None else _contacts(connection, digests, campaign_id, rows, phones)
    return next(iter(_put_together(connection, rows, phones, known, now)), None)


Known = Mapping[int, tuple[str, ContactFacts]]  # country, and what the rules may know of the next number, by lead


def _contacts(
    connection: Connection,
    digests: Digests,
    campaign_id: int,
    rows: Sequence[Any],
    phones: Mapping[int, list[Phone]],
    others: Mapping[int, int] | None = None,
) -> Known:
    """What is known of the number that each lead's next call goes to; `others` are next phones by lead."""
    persons = [
        Person(lead_id, list_id, zone_key, fields, row[-1], phone.number)
        for row in rows
        for lead_id, list_id, _, _, _, fields, zone_key, _, _, next_phone in (row[:10],)
        if (phone := next_of(phones.get(lead_id, ()), others.get(lead_id, next_phone) if others else next_phone))
    ]
    known = contacts(connection, digests, campaign_id, persons)
    return {person.lead_id: (country_of(person.number), known[person.lead_id]) for person in persons}


def _put_together(
    connection: Connection, rows: Sequence[Any], phones: Mapping[int, list[Phone]], known: Known, now: float
) -> list[ClaimedLead]:
    """Put together what was claimed, in the order of `rows`, which hold COLUMNS."""
    history = history_of(connection, [row.id for row in rows if row.attempts])
    # Unpacked, because reading a row's columns by name takes as long as the claim itself.
    return [
        ClaimedLead(
            lead_id=lead_id,
            list_id=list_id,
            external_id=external_id,
            name=name,
            language=language,
            fields=fields,
            zone_key=zone_key,
            priority=priority,
            attempts=attempts,
            next_phone=next_phone,
            callback_id=callback_id,
            phones=tuple(phones.get(lead_id, ())),
            history=tuple(history[lead_id]),
            country=known[lead_id][0] if lead_id in known else "",
            contact=known[lead_id][1] if lead_id in known else None,
            known_at=now,
        )
        for (
            lead_id,
            list_id,
            external_id,
            name,
            language,
            fields,
            zone_key,
            priority,
            attempts,
            next_phone,
            callback_id,
        ) in (row[:_OF_LEAD] for row in rows)
    ]


def phones_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[Phone]]:
    """The phones of each lead, by position."""
    phones: defaultdict[int, list[Phone]] = defaultdict(list)
    if leads := list(lead_ids):
        for lead_id, position, number, label in connection.execute(_PHONES, {"leads": leads}).all():
            phones[lead_id].append(Phone(position=position, number=number, label=label))
    return phones


def history_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[PastAttempt]]:
    """The last attempts of each lead, newest first."""
    history: defaultdict[int, list[PastAttempt]] = defaultdict(list)
    if leads := list(lead_ids):
        for row in connection.execute(_HISTORY, {"leads": leads}):
            history[row.lead_id].append(
                PastAttempt(
                    attempt_id=row.id,
                    outcome=Outcome(row.outcome) if row.outcome else None,
                    disposition=row.disposition,
                    placed_at=row.placed_at,
                    phone_position=row.phone_position,
                )
            )
    return history
