"""Single leads: added by a program, searched, read."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import Manager, Supervisor
from api.csv_export import Reason, check_unmasks
from api.dependencies import PathId, QueryFrom, QueryId, ServiceDep, StoreDep
from api.etags import Versioned
from api.schemas.leads import IdempotencyKey, LeadAdded, LeadAsked, LeadShown, NumberWanted
from api.schemas.wire import Line
from dialer.core.enums import Became
from dialer.leads.model import LeadRecord
from dialer.leads.rules.not_due_reasons import Waiting
from dialer.numbers.masking import MASKED, Show

router = APIRouter(tags=["lists"], route_class=Versioned)

_TEXT = (
    "Part of a name, a whole external id, the last four digits of a number, or a whole number; with a `reason` any "
    "part of one."
)


@router.post("/lists/{list_id}/leads", status_code=201, responses={200: {"description": "The lead was there."}})
async def add_lead(
    list_id: PathId,
    body: LeadAsked,
    response: Response,
    service: ServiceDep,
    store: StoreDep,
    caller: Manager,
    key: IdempotencyKey = "",
) -> LeadAdded:
    """Take one lead into a list, checked as a row of an import is, and dial it next of all.

    Sent again with its `Idempotency-Key`, it is not done again. Without one, a lead that was there and of which nothing
    new is sent is left alone; so the same lead sent twice is called once either way.
    """
    done = await service.leads.add(
        await store.lists.get(list_id),
        body.inner(),
        duplicates=body.duplicates.inner(),
        next_for_s=body.expires_s if body.dial == "next" else 0.0,
        agent_id=body.agent_id,
        key=key,
        body=body.written(),
        actor=caller.actor,
    )
    if done.became is not Became.ADDED:
        response.status_code = HTTPStatus.OK
    response.headers["Location"] = f"/api/v1/leads/{done.lead_id}"
    facts = asdict(done)
    lead = await store.leads.get(facts.pop("lead_id"))
    [waits] = await service.leads.why_not([lead])
    return LeadAdded(**facts, lead=LeadShown.seen(lead, waits, MASKED))


@router.get("/leads")
async def search_leads(
    service: ServiceDep,
    caller: Supervisor,
    campaign_id: QueryId = None,
    list_id: QueryId = None,
    text: Annotated[Line, Query(max_length=200, description=_TEXT)] = "",
    after: QueryFrom = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    reason: Reason = None,
) -> list[LeadShown]:
    """Search leads, by id, from behind the id `after` on. Numbers are masked, unless an administrator has a reason.

    Where they are masked, a phone is found by its last four digits or by the whole number, and such searches are
    counted: the audit tells of them, and more than 600 in an hour are refused.
    """
    check_unmasks(caller, reason)
    found = await service.leads.search(
        text,
        campaign_id=campaign_id,
        list_id=list_id,
        after=after,
        limit=limit,
        whole=reason is not None,
        actor=caller.actor,
    )
    facts = {"leads": [lead.lead_id for lead in found]}
    show = await service.exports.unmask("leads", reason=reason, facts=facts, actor=caller.actor)
    waits = await service.leads.why_not(found)
    return await asyncio.to_thread(_shown, found, waits, show)


@router.post("/leads/find")
async def find_leads(
    body: NumberWanted, service: ServiceDep, caller: Supervisor, reason: Reason = None
) -> list[LeadShown]:
    """Find leads by any of their phones, in every list, archived ones too; the first 100 by id, with their history.

    Numbers are masked, unless an administrator gives a reason; without one, searches are counted as in the list.
    """
    check_unmasks(caller, reason)
    found = await service.leads.of_number(
        body.number,
        country=body.country,
        controller_id=body.controller_id,
        whole=reason is not None,
        actor=caller.actor,
    )
    facts = {"leads": [lead.lead_id for lead in found]}
    show = await service.exports.unmask("leads", reason=reason, facts=facts, actor=caller.actor)
    waits = await service.leads.why_not(found)
    return _shown(found, waits, show)


@router.get("/leads/{lead_id}")
async def read_lead(
    lead_id: PathId, store: StoreDep, service: ServiceDep, caller: Supervisor, reason: Reason = None
) -> LeadShown:
    """Read a lead with its phones and history, and why it is not dialled just now.

    Numbers are masked, unless an administrator gives a reason.
    """
    check_unmasks(caller, reason)
    lead = await store.leads.get(lead_id)
    waits = await service.leads.why_not_one(lead)
    show = await service.exports.unmask(f"lead:{lead_id}", reason=reason, facts={}, actor=caller.actor)
    return LeadShown.seen(lead, waits, show)


def _shown(leads: Sequence[LeadRecord], waits: Sequence[Waiting], show: Show) -> list[LeadShown]:
    """Show leads. Masking numbers in many fields of a thousand leads takes a few tenths of a second."""
    return [LeadShown.seen(lead, why, show) for lead, why in zip(leads, waits, strict=True)]
