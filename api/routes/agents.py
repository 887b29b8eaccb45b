"""Agents: who takes calls, their settings, and the phone in their browser."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.agent_access import agent_to_change, check_team, shown_agent
from api.auth import Context, Needs, not_allowed
from api.callers import SignedInUser
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.merge_patch import Patch, Patched
from api.paging import Search, cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.agents import AgentChange, AgentInput, AgentPage, AgentShown, PhoneAccountInput, PhoneAccountMade
from api.schemas.wire import Line
from api.schemas.workday import AgentDayPage, AgentDayShown
from dialer.core.errors import BadReference, InUse, NameTaken, PhoneTaken, UnknownAgent, UnknownCampaign
from dialer.core.request_errors import LeftOut
from dialer.provisioning.phones.service import NoBrowserPhones
from dialer.storage.pages import PageRequest
from dialer.telephony.nodes.ari_provisioner import AriRefused, AriSilent

router = APIRouter(prefix="/agents", tags=["agents"], route_class=Versioned)


@router.get("")
async def list_agents(
    ctx: Annotated[Context, Needs("agent.read")],
    page: Annotated[PageRequest, sorted_by("name", "id")],
    campaign_id: QueryId = None,
    team_id: QueryId = None,
    name: Annotated[Line | None, Query(max_length=200)] = None,
    q: Search = "",
    retired: Annotated[bool, Query(description="Include retired agents.")] = False,
) -> AgentPage:
    """List the agents, those of a campaign or of a team, or the one of this name.

    Where a law restricts monitoring of agents (`locked_by`), only the agent sees the agent's own latest request.
    """
    found = await ctx.store.agents.list(
        campaign_id=campaign_id, team_id=team_id, name=name, q=q, retired=retired, page=page, sees=ctx.sees
    )
    agents, more = cut_page(found, page)
    seen = await ctx.service.watching.look().agents(agents)
    return AgentPage(items=[AgentShown.seen(agent, rule) for agent, rule in seen], next=more)


@router.get("/days")
async def list_agent_days(
    ctx: Annotated[Context, Needs("agent.read")],
    page: Annotated[PageRequest, sorted_by("name", "id")],
    campaign_id: QueryId = None,
    team_id: QueryId = None,
) -> AgentDayPage:
    """List the talks of today of each agent, of a campaign or of a team, by the clocks of the agent's campaign.

    Where a law restricts monitoring of agents (`locked_by`) and there is no agreement, `talks` is null.
    """
    found = await ctx.store.agents.list(campaign_id=campaign_id, team_id=team_id, page=page, sees=ctx.sees)
    agents, more = cut_page(found, page)
    seen = await ctx.service.watching.look().agents(agents)
    talks = await ctx.service.workdays.talks([agent.id for agent, rule in seen if not rule])
    shown = [{"agent_id": one.id, "locked_by": rule, "talks": talks.get(one.id)} for one, rule in seen]
    return AgentDayPage(items=[AgentDayShown.model_validate(one) for one in shown], next=more)


@router.post("", status_code=201)
@located("/agents/{id}")
@refuses(NameTaken, PhoneTaken, BadReference)
async def create_agent(body: AgentInput, ctx: Annotated[Context, Needs("agent.write")]) -> AgentShown:
    """Create an agent, who starts logged out."""
    await check_team(body.team_id, ctx)
    return await shown_agent(await ctx.service.agents.create(**body.model_dump(), actor=ctx.actor), ctx)


@router.get("/{agent_id}")
@refuses(UnknownAgent)
async def read_agent(agent_id: PathId, ctx: Annotated[Context, Needs("agent.read", own_agent=True)]) -> AgentShown:
    """Read an agent; the agent's latest request is shown as in the list of agents."""
    return await shown_agent(await ctx.store.agents.get(agent_id, sees=ctx.sees), ctx)


@router.put("/{agent_id}")
@refuses(UnknownAgent, LeftOut, PhoneTaken, BadReference)
async def update_agent(
    agent_id: PathId, body: AgentChange, ctx: Annotated[Context, Needs("agent.write")], if_match: IfMatch
) -> AgentShown:
    """Replace an agent's settings, except the name. A field that has a value may not be omitted."""
    before = await agent_to_change(agent_id, body, ctx, if_match)
    await check_team(body.team_id, ctx)
    agent = await ctx.service.agents.update(agent_id, **body.model_dump(), actor=ctx.actor, expected=before)
    return await shown_agent(agent, ctx)


@router.patch("/{agent_id}")
@refuses(UnknownAgent, PhoneTaken, BadReference)
async def patch_agent(
    agent_id: PathId,
    patch: Annotated[Patch, Patched(AgentChange)],
    ctx: Annotated[Context, Needs("agent.write")],
    if_match: IfMatch,
) -> AgentShown:
    """Change what is sent of an agent's settings."""
    before = await ctx.store.agents.get(agent_id, sees=ctx.sees)
    shown = await shown_agent(before, ctx)
    if_match.check(shown)
    body: AgentChange = patch.on(shown)
    await check_team(body.team_id, ctx)
    agent = await ctx.service.agents.update(agent_id, **body.model_dump(), actor=ctx.actor, expected=before)
    return await shown_agent(agent, ctx)


@router.delete("/{agent_id}", status_code=204)
@refuses(UnknownAgent, InUse)
async def retire_agent(agent_id: PathId, ctx: Annotated[Context, Needs("agent.write")], if_match: IfMatch) -> None:
    """Retire an agent who is logged out, and revoke the agent's keys. Creating the name again restores it."""
    there = await ctx.store.agents.get(agent_id, sees=ctx.sees)
    if if_match:
        if_match.check(await shown_agent(there, ctx))
    expected = if_match.expects(there)
    await ctx.store.retiring.agent(agent_id, actor=ctx.actor, now=ctx.parts.clock(), expected=expected)


@router.post("/{agent_id}/phone-account", status_code=201)
@located("/agents/{agent_id}")
@refuses(UnknownAgent, UnknownCampaign, NoBrowserPhones, AriSilent, AriRefused)
async def make_phone_account(
    agent_id: PathId, body: PhoneAccountInput, ctx: Annotated[Context, Needs("agent.self")], user: SignedInUser
) -> PhoneAccountMade:
    """Make an account for the phone in the agent's own browser, in the place of an earlier one.

    Asterisk has it for some hours, at most until the session ends or the agent logs out; ask again before. Its password
    is in this answer and nowhere else.
    """
    if not ctx.is_agent(agent_id) or user.session_id is None:
        raise not_allowed("agent.self")
    if body.campaign_id is not None:
        await ctx.store.campaigns.get(body.campaign_id, sees=ctx.sees)
    made = await ctx.service.phones.make(
        agent_id, session_id=user.session_id, campaign_id=body.campaign_id, actor=ctx.actor
    )
    return PhoneAccountMade.of(made)
