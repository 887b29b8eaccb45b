"""Leads: claimed, given back, deferred, retired, counted, found, added."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection, Delete, Select, Update, bindparam, insert, select

from dialer.core.enums import LeadState, Withdrawn
from dialer.core.errors import UnknownLead
from dialer.core.visibility import Visibility
from dialer.people.callbacks.store import bookings
from dialer.people.leads.model import CallReason, ClaimedLead, LeadRecord, NewLead, PastAttempt, Phone
from dialer.people.leads.rules.preview_offer import Offer
from dialer.people.leads.store import briefing
from dialer.people.leads.store.claim import due_leads as claiming
from dialer.people.leads.store.claim import leases as claim_leases
from dialer.people.leads.store.claim.claims import AS_IT_STANDS, let_go
from dialer.people.leads.store.claim.selection import Plan
from dialer.people.leads.store.claim.shelves import dialable, next_due, put_on_shelves, zone_keys
from dialer.people.leads.store.claim.walk_marks import Marks
from dialer.people.leads.store.counts import COUNTED, counts_of_campaign, state_counts
from dialer.people.leads.store.previews import withdrawn
from dialer.people.leads.store.returns import DEFER, RETIRE
from dialer.storage.database import TROUBLE, Database
from dialer.storage.digests import Digests
from dialer.storage.integrity import hold_list
from dialer.storage.operations import reads
from dialer.storage.schema import LEAD, LEAD_CLAIM, LEAD_LIST, LEAD_PHONE
from dialer.storage.visibility import visible_to

__all__ = ["ClaimedLead", "LeadRecord", "Leads", "NewLead", "PastAttempt", "Phone"]

log = logging.getLogger(__name__)

_HELD: Final = (
    select(LEAD_CLAIM.c.lead_id).where(LEAD_CLAIM.c.owner == bindparam("holder")).order_by(LEAD_CLAIM.c.lead_id)
)

_REASON: Final = (
    select(LEAD_LIST.c.name, LEAD_LIST.c.consent, LEAD.c.consent.label("own"))
    .join(LEAD, LEAD.c.list_id == LEAD_LIST.c.id)
    .where(LEAD.c.id == bindparam("lead"))
)


class Leads:
    """The leads of all lists."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests
        self._marks = Marks()

    async def claim(
        self, campaign_id: int, *, owner: str, now: float, lease_s: float, limit: int, zone_keys: Collection[str]
    ) -> list[ClaimedLead]:
        """Claim up to about `limit` leads for the owner, for `lease_s` seconds, by priority, due instant and id.

        They are from the campaign's enabled lists, due at `now` and in one of `zone_keys`. A lead whose lease has run
        out may be claimed again. No two claims get the same lead.
        """
        if not zone_keys or limit <= 0:
            return []
        claimed: list[ClaimedLead] = []
        asked = claiming.ClaimRequest(
            campaign_id=campaign_id, owner=owner, now=now, lease_s=lease_s, zone_keys=zone_keys
        )
        plan: Plan | None = None
        for _ in range(claiming.ROUNDS_AT_MOST):
            wanted = limit - len(claimed)
            try:
                taken = await self.take(asked, limit=wanted, plan=plan)
                if taken is None or not taken.lead_ids:
                    break
                plan = taken.plan
                claimed += await self._brief_or_release(campaign_id, taken, owner=owner, now=now)
            except TROUBLE as error:
                if not claimed:
                    raise
                # The leads of earlier rounds can be dialled.
                log.warning("no more leads could be claimed: %s", type(error).__name__)
                break
            if len(claimed) >= limit * claiming.ENOUGH or len(taken.lead_ids) < wanted:
                break
        return claimed

    async def _brief_or_release(
        self, campaign_id: int, taken: claiming.Taken, *, owner: str, now: float
    ) -> list[ClaimedLead]:
        """Read the leads' data, or give all back: otherwise no engine could dial them until the lease expires."""
        try:
            return await self.brief(campaign_id, taken, owner=owner, now=now)
        except TROUBLE:
            with suppress(*TROUBLE):
                await self.release(taken.lead_ids, owner=owner)
            raise

    async def take(
        self, asked: claiming.ClaimRequest, *, limit: int, plan: Plan | None = None
    ) -> claiming.Taken | None:
        """The first half of a claim: reserves the leads, so that nobody else can have them."""
        return await self._database.take(claiming.claim, self._marks, asked, limit=limit, plan=plan)

    async def brief(self, campaign_id: int, taken: claiming.Taken, *, owner: str, now: float) -> list[ClaimedLead]:
        """The second half: the data of the leads that may be dialled. The others are given back."""
        plan, lead_ids = taken.plan, taken.lead_ids
        briefed = await self._database.read(briefing.brief, self._digests, campaign_id, plan, lead_ids, now)
        if not briefed.settled:
            await self._database.write(briefing.settle, briefed, owner=owner)
        return briefed.leads

    async def claim_one(
        self, lead_id: int, *, owner: str, now: float, lease_s: float, capped: bool = False
    ) -> ClaimedLead | None:
        """Claim one open lead for the owner even before it is due, as a call by hand needs; None if it is not open."""
        return await self._database.write(
            claiming.claim_one, self._digests, lead_id, owner=owner, now=now, lease_s=lease_s, capped=capped
        )

    async def release(self, lead_ids: Collection[int], *, owner: str) -> int:
        """Give claimed leads back unchanged; return how many."""
        if not lead_ids:
            return 0
        given_back = await self._database.write(let_go, lead_ids, owner=owner)
        self._marks.clear()
        return given_back

    async def release_all(self, owner: str) -> int:
        """Give back all leads that this owner has claimed; return how many."""
        given_back = await self._database.write(claim_leases.end, owner)
        self._marks.clear()
        return given_back

    @reads
    def held(self, connection: Connection, owner: str) -> Sequence[int]:
        """The ids of the leads that this owner has claimed."""
        return list(connection.execute(_HELD, {"holder": owner}).scalars())

    async def withdrawn(self, shown: Sequence[Offer]) -> dict[int, Withdrawn]:
        """Which of the leads that agents preview may no longer be called, by id, and why."""
        return await self._database.read(withdrawn, self._digests, shown)

    async def renew(self, owner: str, now: float, lease_s: float) -> bool:
        """Extend all the owner's claims to `lease_s` seconds from `now`. False if it has no lease."""
        return await self._database.write(claim_leases.renew, owner, now + lease_s)

    async def defer(self, lead_id: int, *, owner: str, until: float, reason: str) -> bool:
        """Give a claimed lead back; it may be claimed from `until` on. False if the owner does not hold it."""
        facts = {"lead": lead_id, "holder": owner, "due": until, "why": reason}
        return await self._database.write(_defer, facts)

    async def retire(self, lead_id: int, *, owner: str, reason: str) -> bool:
        """Never dial a claimed lead again. False if the owner does not hold it."""
        return await self._database.write(_retire, {"lead": lead_id, "holder": owner, "reason": reason})

    async def zone_keys(self, campaign_id: int) -> tuple[str, ...]:
        """The zone keys of the leads in the campaign's enabled lists that may still be dialled, sorted."""
        return await self._database.read(zone_keys, campaign_id)

    async def next_due(self, campaign_id: int, zone_keys: Collection[str] | None = None) -> float | None:
        """When the earliest open lead (of these zone keys, if given) is due; None without open leads."""
        return await self._database.read(next_due, campaign_id, zone_keys)

    async def dialable(self, campaign_id: int, zone_keys: Collection[str], *, now: float) -> Mapping[int, int]:
        """How many open leads are due, by list, of these zone keys; each shelf counts for no more than MOST_COUNTED."""
        return await self._database.read(dialable, campaign_id, zone_keys, now)

    async def counts(self, campaign_id: int, states: tuple[LeadState, ...] = COUNTED) -> Mapping[LeadState, int]:
        """How many leads of the campaign's lists are in each of these states.

        About a second for ten million; a few ms for states that never have many.
        """
        found = await self._database.read(state_counts, counts_of_campaign(states), {"campaign_id": campaign_id})
        return found if states == COUNTED else {state: found[state] for state in states}

    async def get(self, lead_id: int, *, sees: Visibility) -> LeadRecord:
        """The lead with its phones and history. Raises UnknownLead."""
        found = await self._database.read(_get, lead_id, sees)
        if found is None:
            raise UnknownLead(id=lead_id)
        return found

    async def reason(self, lead_id: int) -> CallReason:
        """Why the lead is called. Raises UnknownLead."""
        found = await self._database.read(_reason, lead_id)
        if found is None:
            raise UnknownLead(id=lead_id)
        return found

    async def add(self, list_id: int, leads: Sequence[NewLead]) -> list[int]:
        """Add leads to a list and return their ids in order. Unchecked: the import makes the checks."""
        return await self._database.write(add_leads, list_id, leads)


def _reason(connection: Connection, lead_id: int) -> CallReason | None:
    row = connection.execute(_REASON, {"lead": lead_id}).first()
    return None if row is None else CallReason(list_name=row.name, consent=row.own or row.consent or {})


def _change(connection: Connection, statement: Update | Delete, facts: Mapping[str, Any]) -> int:
    return connection.execute(statement, facts).rowcount


def _defer(connection: Connection, facts: Mapping[str, Any]) -> bool:
    done = _change(connection, DEFER, facts) == 1
    if done:
        let_go(connection, [facts["lead"]], owner=facts["holder"])
        bookings.put_off(connection, {facts["lead"]: facts["due"]})
    return done


def _retire(connection: Connection, facts: Mapping[str, Any]) -> bool:
    done = _change(connection, RETIRE, facts) == 1
    if done:
        let_go(connection, [facts["lead"]], owner=facts["holder"])
        bookings.cancel_of(connection, [facts["lead"]], by=facts["reason"], now=None)
    return done


def add_leads(connection: Connection, list_id: int, leads: Sequence[NewLead]) -> list[int]:
    """Insert leads, their phones and their shelves."""
    if not leads:
        return []
    hold_list(connection, list_id)
    put_on_shelves(connection, list_id, {(lead.zone_key, lead.priority) for lead in leads})
    rows = [
        {
            "list_id": list_id,
            "external_id": lead.external_id,
            "name": lead.name,
            "language": lead.language,
            "fields": dict(lead.fields),
            "zone_key": lead.zone_key,
            "priority": lead.priority,
            "due_at": lead.due_at,
            "state": LeadState.OPEN.value,
            "attempts": 0,
            "next_phone": 0,
            "done_reason": "",
            "notes": lead.notes,
            "postcode": lead.postcode,
            "owner": lead.owner,
            "consent": dict(lead.consent) or None,
        }
        for lead in leads
    ]
    ids = connection.execute(insert(LEAD).returning(LEAD.c.id, sort_by_parameter_order=True), rows).scalars().all()
    phones = [
        {"lead_id": lead_id, "position": position, "number": number, "label": label}
        for lead_id, lead in zip(ids, leads, strict=True)
        for position, (number, label) in enumerate(lead.phones)
    ]
    if phones:
        connection.execute(insert(LEAD_PHONE), phones)
    return list(ids)


def _get(connection: Connection, lead_id: int, sees: Visibility) -> LeadRecord | None:
    one = AS_IT_STANDS.where(LEAD.c.id == lead_id, *visible_to(sees, LEAD))
    return next(iter(records_of(connection, one, history=True)), None)


def records_of(connection: Connection, statement: Select[Any], *, history: bool) -> list[LeadRecord]:
    """The leads that a statement over AS_IT_STANDS finds, with their phones."""
    rows = connection.execute(statement).all()
    phones = briefing.phones_of(connection, [row.id for row in rows])
    past = briefing.history_of(connection, [row.id for row in rows] if history else [])
    return [record_of(row, phones[row.id], past[row.id]) for row in rows]


def record_of(row: Any, phones: Iterable[Phone], history: Iterable[PastAttempt]) -> LeadRecord:
    """Build the record of a lead from a row of AS_IT_STANDS."""
    return LeadRecord(
        lead_id=row.id,
        list_id=row.list_id,
        external_id=row.external_id,
        name=row.name,
        language=row.language,
        fields=row.fields,
        zone_key=row.zone_key,
        state=LeadState(row.state) if row.holder is None else LeadState.CLAIMED,
        priority=row.priority,
        due_at=row.due_at,
        lease_owner=row.holder,
        attempts=row.attempts,
        next_phone=row.next_phone,
        done_reason=row.done_reason,
        wait_reason=row.wait_reason,
        notes=row.notes,
        postcode=row.postcode,
        owner=row.owner,
        import_id=row.import_id,
        phones=tuple(phones),
        history=tuple(history),
    )
