"""Claims: the leads whose turn it is, found and reserved in one short transaction.

What is needed to dial them is read afterwards (../briefing.py): by then nobody else can have them, and
on SQLite no writer has to wait.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import Connection, Text, bindparam, cast, select

from dialer.access.companies.store import company_named
from dialer.core.enums import CallbackKind
from dialer.people.leads.model import ClaimedLead
from dialer.people.leads.rules.caps import Cap
from dialer.people.leads.store.briefing import (
    COLUMNS,
    Briefed,
    at_or_after,
    brief,
    hard_among,
    history_of,
    phones_of,
    picked,
    put_together,
)
from dialer.people.leads.store.caps import put_off, with_room
from dialer.people.leads.store.claim.claims import AT_REST, let_go, take
from dialer.people.leads.store.claim.leases import expire
from dialer.people.leads.store.claim.selection import Plan, in_turn, read_plan
from dialer.people.leads.store.claim.walk_marks import Marks
from dialer.people.leads.store.number_facts import Evidence
from dialer.storage import prepared
from dialer.storage.digests import Digests
from dialer.storage.schema import CALLBACK, CAMPAIGN, COMPANY, LEAD, LEAD_LIST

ROUNDS_AT_MOST: Final = 5  # of a claim whose leads are mostly filtered out or capped
ENOUGH: Final = 0.95  # of the number wanted: fetching the last few costs as much as fetching all the others


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRequest:
    """The owner, campaign and zone keys of a claim of due leads, for `lease_s` seconds from `now`."""

    campaign_id: int
    owner: str
    now: float
    lease_s: float
    zone_keys: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The ids of the leads taken, in turn, and the plan used."""

    plan: Plan
    lead_ids: list[int]


def claim(
    connection: Connection, marks: Marks, asked: ClaimRequest, *, limit: int, plan: Plan | None = None
) -> Taken | None:
    """Claim up to `limit` due leads for the owner, after freeing claims with expired leases.

    `plan` is that of the previous round, if a claim takes several. Returns None if the campaign has no enabled list
    with leads.
    """
    now = asked.now
    if plan is None:
        plan = read_plan(connection, asked.campaign_id, now)
        if plan is None:
            return None
        if plan.expired:
            expire(connection, now)
            marks.clear()
    taken: list[int] = []
    turns = in_turn(connection, marks, plan, zone_keys=asked.zone_keys, now=now, wanted=limit)
    # More than one pass only if another engine claims at the same moment.
    while lead_ids := list(islice(turns, limit - len(taken))):
        mine = take(connection, lead_ids, owner=asked.owner, until=now + asked.lease_s)
        taken += [lead_id for lead_id in lead_ids if lead_id in mine]
    if len(taken) < limit:
        marks.clear()
    return Taken(plan=plan, lead_ids=taken)


_ONE: Final = select(*COLUMNS).where(LEAD.c.id == bindparam("lead"), AT_REST)
_CAMPAIGN_OF: Final = (
    select(CAMPAIGN.c.id, COMPANY.c.id, COMPANY.c.name, cast(COMPANY.c.former_names, Text))
    .select_from(LEAD)
    .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
    .join(CAMPAIGN, CAMPAIGN.c.id == LEAD_LIST.c.campaign_id)
    .join(COMPANY, COMPANY.c.id == CAMPAIGN.c.company_id)
    .where(LEAD.c.id == bindparam("lead"))
)


def claim_one(
    connection: Connection,
    digests: Digests,
    lead_id: int,
    *,
    owner: str,
    now: float,
    lease_s: float,
    capped: bool = False,
) -> ClaimedLead | None:
    """Claim this lead for the owner, due or not; None if it is neither open nor booked.

    A lead that somebody wants dialled next also waits for caps, and with `capped` one without a call-back: only
    promised call-backs override them.
    """
    if not take(connection, [lead_id], owner=owner, until=now + lease_s):
        return None
    found = read_one(connection, digests, lead_id, now, capped=capped)
    if found is None:
        let_go(connection, [lead_id], owner=owner)
        return None
    put_off(connection, found.full, owner)
    return next(iter(found.leads), None)


def read_one(
    connection: Connection, digests: Digests, lead_id: int, now: float, *, capped: bool = False
) -> Briefed | None:
    """The data of an open or booked lead, due or not; None for any other. Nothing is written.

    With `capped` the campaign's caps hold for a lead without a call-back, too.
    """
    rows = [picked(row) for row in prepared.rows(connection, _ONE, {"lead": lead_id})]
    if not rows:
        return None
    of = prepared.rows(connection, _CAMPAIGN_OF, {"lead": lead_id})
    phones = phones_of(connection, [lead_id])
    history = history_of(connection, [lead_id] if rows[0].attempts else [])
    numbers = {phone.number for phone in phones[lead_id]}
    evidence = None
    if of:
        people = [rows[0].external_id]
        campaign_id, *names = of[0]
        company = company_named(*names)
        evidence = Evidence(connection, digests, campaign_id, numbers, company, people)
    free = evidence.callable(phones[lead_id]) if evidence is not None else phones[lead_id]
    caps = _caps_of_next(connection, of[0][0], rows[0].callback_id, now, capped=capped) if of else ()
    nexts = [(lead_id, at_or_after(free, rows[0].next_phone))]
    pasts = evidence.pasts if evidence is not None else {}
    room, full = with_room(nexts, {lead_id: free}, history, pasts, caps, now=now)
    leads = [] if full else put_together(rows, phones, history, room, evidence, hard_among(connection, [lead_id]), now)
    return Briefed(leads=leads, held=set(), full=full, gone=set())


def look(connection: Connection, digests: Digests, campaign_id: int, lead_id: int, now: float) -> Briefed | None:
    """What a claim at `now` would find for a due lead; None if it could not have it. Nothing is written."""
    plan = read_plan(connection, campaign_id, now)
    if plan is None:
        return None
    found = brief(connection, digests, campaign_id, plan, [lead_id], now)
    return read_one(connection, digests, lead_id, now) if found.gone else found


_KIND_OF: Final = select(CALLBACK.c.kind).where(CALLBACK.c.id == bindparam("callback"))


def _caps_of_next(
    connection: Connection, campaign_id: int, callback_id: int | None, now: float, *, capped: bool
) -> Collection[Cap]:
    """The campaign's caps, if the call-back is only a request to dial the lead next, and no promise.

    With `capped` also without a call-back.
    """
    if callback_id is None and not capped:
        return ()
    if callback_id is not None and prepared.rows(connection, _KIND_OF, {"callback": callback_id}) != [
        (CallbackKind.NEXT.value,)
    ]:
        return ()
    plan = read_plan(connection, campaign_id, now)
    return plan.caps if plan is not None else ()
