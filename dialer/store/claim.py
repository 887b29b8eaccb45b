"""Claiming leads, so that only one cell has a lead, and what is read along with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, Update, bindparam, delete, select, update

from dialer.compliance.facts import ContactFacts
from dialer.leads.caps import Cap
from dialer.leads.lead import ClaimedLead, PastAttempt, Phone
from dialer.leads.places import country_of
from dialer.store import hot
from dialer.store.capping import put_off, with_room
from dialer.store.digests import Digests
from dialer.store.evidence import Evidence, Person
from dialer.store.filtering import left_out
from dialer.store.holding import AT_REST, take
from dialer.store.lead_states import AS_BEFORE
from dialer.store.picking import COLUMNS, Picked, Plan, free, in_turn, picked, read_plan
from dialer.store.schema import ATTEMPT, CALLBACK, CAMPAIGN, CONTROLLER, LEAD, LEAD_CLAIM, LEAD_LIST, LEAD_PHONE
from dialer.store.statements import word
from dialer.words import CallbackKind, LeadState, Outcome

HISTORY_LENGTH: Final = 20

ROUNDS_AT_MOST: Final = 5  # of a claim whose leads are mostly filtered out or capped
SPARE_AT_LEAST, SPARE_PART = 4, 10

_ONE: Final = select(*COLUMNS).where(LEAD.c.id == bindparam("lead"), AT_REST).with_for_update()


def _hold(among: hot.Among) -> Update:
    return update(LEAD).where(among(LEAD.c.id, "leads")).values(state=word(LeadState.HELD))


_EXPIRE: Final = delete(LEAD_CLAIM).where(LEAD_CLAIM.c.until < bindparam("now"))
# What engines of before have claimed, which may run beside this one while an installation is upgraded.
_EXPIRE_OLD: Final = (
    update(LEAD)
    .where(LEAD.c.state == word(LeadState.CLAIMED), LEAD.c.lease_until < bindparam("now"))
    .values(state=AS_BEFORE, lease_owner=None, lease_until=0.0)
)


def _phones(among: hot.Among) -> Select[Any]:
    columns = (LEAD_PHONE.c.lead_id, LEAD_PHONE.c.position, LEAD_PHONE.c.number, LEAD_PHONE.c.label)
    return select(*columns).where(among(LEAD_PHONE.c.lead_id, "leads"))


def _history(among: hot.Among) -> Select[Any]:
    names = ("lead_id", "placed_at", "id", "outcome", "disposition", "phone_position")
    return select(*(ATTEMPT.c[name] for name in names)).where(among(ATTEMPT.c.lead_id, "leads"))


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
    plan = read_plan(connection, campaign_id, now)
    if plan is None:
        return []
    if plan.expired:
        for statement in (_EXPIRE, _EXPIRE_OLD):
            hot.run(connection, statement, {"now": now})
    claimed: list[ClaimedLead] = []
    # A few more than are wanted, where some may be left out: going back for them costs as much as all the others.
    spare = SPARE_AT_LEAST + limit // SPARE_PART if plan.filters or plan.caps else 0
    turns = in_turn(connection, plan, zone_keys=zone_keys, now=now, wanted=limit + spare)
    for _ in range(ROUNDS_AT_MOST):
        lead_ids = list(islice(turns, limit - len(claimed) + spare))
        if not lead_ids:
            break
        claimed += _wanted(connection, digests, campaign_id, plan, lead_ids, limit - len(claimed), now)
        if len(claimed) == limit:
            break
    taken = take(connection, [lead.lead_id for lead in claimed], owner=owner, until=now + lease_s)
    return [lead for lead in claimed if lead.lead_id in taken]


def _wanted(
    connection: Connection,
    digests: Digests,
    campaign_id: int,
    plan: Plan,
    lead_ids: Sequence[int],
    limit: int,
    now: float,
) -> list[ClaimedLead]:
    """The first of these leads that may be dialled now; those that may not are held back, or wait for room."""
    rows = free(connection, lead_ids)
    phones = phones_of(connection, [row.id for row in rows])
    if out := left_out(rows, phones, plan.filters, now=now):
        hot.run_on_these(connection, _hold, {"leads": sorted(out)})
        rows = [row for row in rows if row.id not in out]
    history = history_of(connection, [row.id for row in rows if row.attempts])
    numbers = {phone.number for row in rows for phone in phones.get(row.id, ())}
    evidence = Evidence(connection, digests, campaign_id, numbers, plan.controller)
    nexts = [(row.id, row.next_phone) for row in rows]
    room, full = with_room(nexts, phones, history, evidence.pasts, plan.caps, now=now)
    put_off(connection, full, None)
    return _put_together([row for row in rows if row.id in room][:limit], phones, history, room, evidence, now)


_CAMPAIGN_OF: Final = (
    select(CAMPAIGN.c.id, CONTROLLER.c.id, CONTROLLER.c.name)
    .select_from(LEAD)
    .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
    .join(CAMPAIGN, CAMPAIGN.c.id == LEAD_LIST.c.campaign_id)
    .join(CONTROLLER, CONTROLLER.c.id == CAMPAIGN.c.controller_id)
    .where(LEAD.c.id == bindparam("lead"))
)


def claim_one(
    connection: Connection, digests: Digests, lead_id: int, *, owner: str, now: float, lease_s: float
) -> ClaimedLead | None:
    """Make this lead the owner's whenever it is due, or None if it is neither open nor booked.

    One that somebody wants dialled next of all keeps to the caps too, and waits: only promises go before them.
    """
    rows = [picked(row) for row in hot.rows(connection, _ONE, {"lead": lead_id})]
    if not rows or not take(connection, [lead_id], owner=owner, until=now + lease_s):
        return None
    of = hot.rows(connection, _CAMPAIGN_OF, {"lead": lead_id})
    phones = phones_of(connection, [lead_id])
    history = history_of(connection, [lead_id] if rows[0].attempts else [])
    numbers = {phone.number for phone in phones[lead_id]}
    evidence = Evidence(connection, digests, of[0][0], numbers, (of[0][1], of[0][2])) if of else None
    caps = _caps_of_next(connection, of[0][0], rows[0].callback_id, now) if of else ()
    nexts, pasts = [(lead_id, rows[0].next_phone)], evidence.pasts if evidence is not None else {}
    room, full = with_room(nexts, phones, history, pasts, caps, now=now)
    put_off(connection, full, owner)
    return None if full else _put_together(rows, phones, history, room, evidence, now)[0]


_KIND_OF: Final = select(CALLBACK.c.kind).where(CALLBACK.c.id == bindparam("callback"))


def _caps_of_next(connection: Connection, campaign_id: int, callback_id: int | None, now: float) -> Collection[Cap]:
    """The campaign's caps, if the call-back is no promise but a wish to dial the lead next."""
    if callback_id is None or hot.rows(connection, _KIND_OF, {"callback": callback_id}) != [(CallbackKind.NEXT.value,)]:
        return ()
    plan = read_plan(connection, campaign_id, now)
    return plan.caps if plan is not None else ()


def _put_together(
    rows: Sequence[Picked],
    phones: Mapping[int, Sequence[Phone]],
    history: Mapping[int, Sequence[PastAttempt]],
    nexts: Mapping[int, Phone | None],
    evidence: Evidence | None,
    now: float,
) -> list[ClaimedLead]:
    """Put together what was claimed, in the order of `rows`; `nexts` are the phones to be dialled."""
    contacts: Mapping[int, ContactFacts] = {}
    if evidence is not None:
        persons = [
            Person(row.id, row.list_id, row.zone_key, row.fields, row.consent, phone.number)
            for row in rows
            if (phone := nexts[row.id]) is not None
        ]
        contacts = evidence.contacts(persons)
    return [
        ClaimedLead(
            lead_id=row.id,
            list_id=row.list_id,
            external_id=row.external_id,
            name=row.name,
            language=row.language,
            fields=row.fields,
            zone_key=row.zone_key,
            priority=row.priority,
            attempts=row.attempts,
            next_phone=row.next_phone if phone is None else phone.position,
            callback_id=row.callback_id,
            phones=tuple(phones.get(row.id, ())),
            history=tuple(history.get(row.id, ())),
            country=country_of(phone.number) if phone is not None else "",
            contact=contacts.get(row.id),
            known_at=now,
        )
        for row in rows
        for phone in (nexts[row.id],)
    ]


def phones_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[Phone]]:
    """The phones of each lead, by position."""
    phones: defaultdict[int, list[Phone]] = defaultdict(list)
    if leads := list(lead_ids):
        found = hot.rows_of_these(connection, _phones, {"leads": leads})
        for lead_id, position, number, label in sorted(found, key=lambda row: (row[0], row[1])):
            phones[lead_id].append(Phone(position=position, number=number, label=label))
    return phones


def history_of(connection: Connection, lead_ids: Iterable[int]) -> defaultdict[int, list[PastAttempt]]:
    """The last attempts of each lead, newest first."""
    history: defaultdict[int, list[PastAttempt]] = defaultdict(list)
    if leads := list(lead_ids):
        found = hot.rows_of_these(connection, _history, {"leads": leads})
        for row in sorted(found, key=lambda row: row[1], reverse=True):
            lead_id, placed_at, attempt_id, outcome, disposition, position = row
            if len(history[lead_id]) < HISTORY_LENGTH:
                history[lead_id].append(
                    PastAttempt(
                        attempt_id=attempt_id,
                        outcome=Outcome(outcome) if outcome else None,
                        disposition=disposition,
                        placed_at=placed_at,
                        phone_position=position,
                    )
                )
    return history
