"""Single leads: added by a program, searched, read."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from api.auth import Context, Needs
from api.csv_export import Reason, readable
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Precondition, Versioned
from api.locations import located
from api.paging import sorted_by, write_cursor
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.routes.campaigns import check_works_in
from api.schemas.leads import (
    IdempotencyKey,
    LeadAdded,
    LeadChangeInput,
    LeadInput,
    LeadPage,
    LeadShown,
    NumberWanted,
)
from api.schemas.suppressions import LeadSuppressionShown
from api.schemas.wire import Line
from dialer.campaigns.not_due_reasons import Waiting
from dialer.core.enums import Became, LeadState
from dialer.core.errors import (
    InUse,
    KeyUsed,
    LeadNotChanged,
    LeadNotFree,
    NameTaken,
    NotFound,
    NotSameCompany,
    NumbersSuppressed,
    PersonSuppressed,
    TooManySearches,
    UnknownAgent,
    UnknownCampaign,
    UnknownLead,
    UnknownList,
)
from dialer.core.request_errors import AgentNotLoggedIn, ListNotDialled
from dialer.numbers.masking import MASKED, Show
from dialer.people.leads.model import LeadChange, LeadRecord, LeadSearch
from dialer.people.leads.rules.searching import SearchPlace
from dialer.services import Service
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["lists"], route_class=Versioned)

_TEXT = (
    "Part of a name or of what a custom field holds, a whole external id, the last four digits of a number, or a whole "
    "number in any notation; with a `reason`, any part of a number."
)
Owner = Annotated[Line, Query(max_length=200, description="Name of the agent to whom they belong.")]
DoneReason = Annotated[
    Line,
    Query(max_length=100, description="Why they are done: an outcome, `disposition:CODE`, or an action of Pronto."),
]

THERE: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "The lead was there.", "model": LeadAdded}}


@router.post("/lists/{list_id}/leads", status_code=201, responses=THERE)
@located("/leads/{lead[lead_id]}")
@refuses(UnknownList, UnknownAgent, KeyUsed, ListNotDialled, NumbersSuppressed, PersonSuppressed)
async def add_lead(
    list_id: PathId,
    body: LeadInput,
    response: Response,
    ctx: Annotated[Context, Needs("lead.write")],
    key: IdempotencyKey = "",
) -> LeadAdded:
    """Add one lead to a list and dial it next. It is checked like a row of an import.

    Repeated with the same `Idempotency-Key`, the request has no effect. Without a key, an existing lead without new
    data is left unchanged, so that the same lead sent twice is called once.
    """
    if body.agent_id is not None:
        await ctx.store.agents.get(body.agent_id, sees=ctx.sees)
    done = await ctx.service.leads.add(
        await ctx.store.lists.get(list_id, sees=ctx.sees),
        body.inner(),
        duplicates=body.duplicates.inner(),
        next_for_s=body.expires_s if body.dial == "next" else 0.0,
        agent_id=body.agent_id,
        key=key,
        body=body.written(),
        actor=ctx.actor,
    )
    if done.became is not Became.ADDED:
        response.status_code = HTTPStatus.OK
    facts = asdict(done)
    lead = await ctx.store.leads.get(facts.pop("lead_id"), sees=ctx.sees)
    [waits] = await ctx.service.wait_reasons.of_each([lead])
    return LeadAdded(**facts, lead=LeadShown.seen(lead, waits, MASKED))


@router.get("/leads")
@refuses(TooManySearches, UnknownCampaign, AgentNotLoggedIn)
async def search_leads(
    ctx: Annotated[Context, Needs("lead.read", own_things=True)],
    page: Annotated[PageRequest, sorted_by("id")],
    campaign_id: QueryId = None,
    list_id: QueryId = None,
    state: LeadState | None = None,
    owner: Owner | None = None,
    done_reason: DoneReason | None = None,
    q: Annotated[Line, Query(max_length=200, description=_TEXT)] = "",
    reason: Reason = None,
) -> LeadPage:
    """Search leads in the order of ids; first those whose external id or number is the text. Numbers are masked.

    Among very many leads a page may hold fewer than asked for, or none, and have a `next`: the search has come so far
    in about a second, and goes on from there.

    With a `reason`, administrators see whole numbers. Masked numbers are found by their last four digits or the whole
    number; these searches are counted in the audit, and more than 600 in an hour are refused.

    Agents search the leads of a campaign that they are logged in to: `campaign_id`, or else their first one. They see
    no fields and no history where people are to be identified first.
    """
    hides = masks = False
    if ctx.of_agent is not None:
        campaign_id = campaign_id or (await ctx.store.agents.get(ctx.of_agent, sees=ctx.sees)).campaign_id
        if campaign_id is None:
            raise AgentNotLoggedIn
        await check_works_in(campaign_id, ctx.of_agent, ctx)
        hides = campaign_id in await ctx.store.identities.campaigns()
        masks = campaign_id in await ctx.store.masked_numbers.campaigns()
    wanted = LeadSearch(
        text=q.strip(),
        in_fields=ctx.of_agent is None,
        campaign_id=campaign_id,
        list_id=list_id,
        state=state,
        owner=owner,
        done_reason=done_reason,
        newest_first=page.is_descending,
    )
    found = await ctx.service.leads.search(
        wanted,
        after=place_of(page),
        limit=page.limit,
        whole=reason is not None,
        sees=readable(ctx, reason),
        actor=ctx.actor,
    )
    leads = found.leads
    facts = {"leads": [lead.lead_id for lead in leads]}
    show = await ctx.service.exports.unmask("leads", reason=reason, facts=facts, actor=ctx.actor)
    waits = await ctx.service.wait_reasons.of_each(leads)
    shown = await asyncio.to_thread(leads_shown, leads, waits, show)
    if masks:
        shown = [one.with_masked_id() for one in shown]
    return LeadPage(items=[one.withheld() if hides else one for one in shown], next=cursor_of(page, found.next))


@router.post("/leads/find")
@refuses(NotFound, TooManySearches)
async def find_leads(
    body: NumberWanted, ctx: Annotated[Context, Needs("lead.read")], reason: Reason = None
) -> list[LeadShown]:
    """Find leads by phone number in all lists, including archived ones: the first 100 by id, with history.

    Numbers are masked, unless an administrator gives a reason. Searches without one are counted as in the search of
    leads.
    """
    found = await ctx.service.leads.of_number(
        body.number,
        country=body.country,
        company_id=body.company_id,
        whole=reason is not None,
        sees=readable(ctx, reason),
        actor=ctx.actor,
    )
    facts = {"leads": [lead.lead_id for lead in found]}
    show = await ctx.service.exports.unmask("leads", reason=reason, facts=facts, actor=ctx.actor)
    waits = await ctx.service.wait_reasons.of_each(found)
    return leads_shown(found, waits, show)


@router.get("/leads/{lead_id}")
@refuses(UnknownLead)
async def read_lead(lead_id: PathId, ctx: Annotated[Context, Needs("lead.read")], reason: Reason = None) -> LeadShown:
    """Read a lead with its phones and history, and why it is not being dialled.

    Numbers are masked, unless an administrator gives a reason.
    """
    lead = await ctx.store.leads.get(lead_id, sees=readable(ctx, reason))
    waits = await ctx.service.wait_reasons.of_one(lead)
    show = await ctx.service.exports.unmask(f"lead:{lead_id}", reason=reason, facts={}, actor=ctx.actor)
    return LeadShown.seen(lead, waits, show)


@router.get("/leads/{lead_id}/suppressions")
@refuses(UnknownLead)
async def lead_suppressions(lead_id: PathId, ctx: Annotated[Context, Needs("lead.read")]) -> list[LeadSuppressionShown]:
    """List what suppresses a lead's numbers or its person in its campaign, for its company, or for everyone."""
    lead = await ctx.store.leads.get(lead_id, sees=ctx.sees)
    listed = await ctx.store.lists.get(lead.list_id, sees=ctx.sees)
    found = await ctx.service.suppression.of_lead(lead, listed.company_id, listed.campaign_id)
    seen = await ctx.service.watching.look().suppressions([one for _, one in found])
    return [
        LeadSuppressionShown(**asdict(one), position=position) for (position, _), one in zip(found, seen, strict=True)
    ]


@router.patch("/leads/{lead_id}")
@refuses(UnknownLead, UnknownList, LeadNotFree, LeadNotChanged, NotSameCompany, NameTaken, InUse)
async def change_lead(
    lead_id: PathId, body: LeadChangeInput, ctx: Annotated[Context, Needs("lead.write")], if_match: IfMatch
) -> LeadShown:
    """Change what is sent of a lead. It is judged anew before its next call; a lead in a call is refused."""
    check_not_null(body.model_dump(exclude_unset=True), *LeadChangeInput.model_fields)
    there = await ctx.store.leads.get(lead_id, sees=ctx.sees)
    await _check_version(there, ctx.service, if_match)
    if body.list_id is not None:
        await ctx.store.lists.get(body.list_id, sees=ctx.sees)
    expected = if_match.expects(there)
    await ctx.service.leads.change(lead_id, body.inner(), actor=ctx.actor, expected=expected, sees=ctx.sees)
    lead = await ctx.store.leads.get(lead_id, sees=ctx.sees)
    return LeadShown.seen(lead, await ctx.service.wait_reasons.of_one(lead), MASKED)


@router.delete("/leads/{lead_id}", status_code=204)
@refuses(UnknownLead, LeadNotFree, InUse)
async def delete_lead(lead_id: PathId, ctx: Annotated[Context, Needs("lead.write")], if_match: IfMatch) -> None:
    """Delete a lead without calls and call-backs. Any other can be taken out of dialling, or its person erased."""
    there = await ctx.store.leads.get(lead_id, sees=ctx.sees)
    await _check_version(there, ctx.service, if_match)
    change, expected = LeadChange(delete=True), if_match.expects(there)
    await ctx.service.leads.change(lead_id, change, actor=ctx.actor, expected=expected, sees=ctx.sees)


async def _check_version(there: LeadRecord, service: Service, if_match: Precondition) -> None:
    """Raise `Changed` unless the lead is of a version that the request names, if it names one."""
    if if_match:  # why a lead waits is asked of the engine too
        if_match.check(LeadShown.seen(there, await service.wait_reasons.of_one(there), MASKED))


def place_of(page: PageRequest) -> SearchPlace | None:
    """The place in a search that a page's cursor names: 0 and an id among the exact ones, else the id twice."""
    return None if page.after is None else SearchPlace(is_exact=page.after[0] == 0, lead_id=page.after[1])


def cursor_of(page: PageRequest, place: SearchPlace | None) -> str | None:
    """The cursor that names a place in a search."""
    return None if place is None else write_cursor(page.sort, 0 if place.is_exact else place.lead_id, place.lead_id)


def leads_shown(leads: Sequence[LeadRecord], waits: Sequence[Waiting], show: Show) -> list[LeadShown]:
    """Show leads. Masking numbers in many fields of a thousand leads takes a few tenths of a second."""
    return [LeadShown.seen(lead, why, show) for lead, why in zip(leads, waits, strict=True)]
