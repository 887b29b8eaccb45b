"""What an agent's page needs besides the agent: campaigns to work for, and leads to be called by hand."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.routes.campaigns import check_works_in
from api.routes.leads import cursor_of, leads_shown, place_of
from api.schemas.leads import LeadPage
from api.schemas.wire import Line
from api.schemas.workplace import AgentCampaign, AgentCampaignPage
from dialer.core.enums import OPEN
from dialer.core.errors import TooManySearches, UnknownAgent, UnknownCampaign
from dialer.numbers.masking import MASKED
from dialer.people.leads.model import LeadSearch
from dialer.storage.pages import PageRequest

router = APIRouter(prefix="/agents", tags=["agents"])

_TEXT: Final = "A part of the name, the external id, or the last four digits of a number; two letters at least."
SHORTEST: Final = 2  # letters of a search: with fewer a list could be read from end to end


@router.get("/{agent_id}/campaigns")
@refuses(UnknownAgent)
async def agent_campaigns(
    agent_id: PathId,
    ctx: Annotated[Context, Needs("agent.command", own_agent=True)],
    page: Annotated[PageRequest, sorted_by("name", "id")],
    q: Search = "",
) -> AgentCampaignPage:
    """List the open campaigns, for which an agent may log in, with what the agent's page needs of them."""
    await ctx.store.agents.get(agent_id, sees=ctx.sees)
    found = await ctx.store.campaigns.list(OPEN, q=q, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    shown = [AgentCampaign.seen(one, ctx.service.dispositions.must_say(one)) for one in items]
    return AgentCampaignPage(items=shown, next=more)


@router.get("/{agent_id}/leads")
@refuses(UnknownAgent, UnknownCampaign, TooManySearches)
async def agent_leads(
    agent_id: PathId,
    ctx: Annotated[Context, Needs("agent.command", own_agent=True)],
    page: Annotated[PageRequest, sorted_by("id")],
    q: Annotated[Line, Query(max_length=200, description=_TEXT)] = "",
    campaign_id: QueryId = None,
) -> LeadPage:
    """Search the leads of a campaign for one that this agent calls by hand, by default of that of the log-in.

    Numbers are masked, and searches by number are counted, as in the search of leads. Agents search the campaigns that
    they are logged in to, and see no fields and no history where people are to be identified first.
    """
    agent = await ctx.store.agents.get(agent_id, sees=ctx.sees)
    if len(q.strip()) < SHORTEST:
        return LeadPage(items=[], next=None)
    campaign = await ctx.store.campaigns.get(campaign_id or agent.campaign_id or 0, sees=ctx.sees)
    if ctx.is_agent(agent_id):
        await check_works_in(campaign.id, agent_id, ctx)
    wanted = LeadSearch(text=q.strip(), campaign_id=campaign.id, newest_first=page.is_descending)
    found = await ctx.service.leads.search(
        wanted, after=place_of(page), limit=page.limit, whole=False, sees=ctx.sees, actor=ctx.actor
    )
    waits = await ctx.service.wait_reasons.of_each(found.leads)
    shown = await asyncio.to_thread(leads_shown, found.leads, waits, MASKED)
    hides = ctx.is_agent(agent_id) and campaign.identify_first
    if ctx.is_agent(agent_id) and campaign.mask_numbers:
        shown = [one.with_masked_id() for one in shown]
    items = [one.withheld() if hides else one for one in shown]
    return LeadPage(items=items, next=cursor_of(page, found.next))
