"""Team messages of supervisors; and a pause or the end of work that a supervisor orders with one."""

from typing import Annotated

from fastapi import APIRouter

from api.agent_access import agent_at_work
from api.auth import Context, Needs, not_allowed
from api.dependencies import PathId, QueryId
from api.keyed_requests import Keyed
from api.locations import located
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.agents import AgentAfter
from api.schemas.team_messages import (
    OrderInput,
    TeamMessageInput,
    TeamMessagePage,
    TeamMessagesConfirmed,
    TeamMessageShown,
    TeamMessagesRead,
    TeamMessagesWritten,
)
from dialer.core.errors import BadReference, UnknownAgent
from dialer.core.request_errors import AgentNotLoggedIn, TooManyTeamMessages
from dialer.services import Service
from dialer.storage.pages import PageRequest
from dialer.work.agents.model import Agent

router = APIRouter(tags=["team messages"], route_class=Keyed)

Own = Annotated[Context, Needs("agent.self", own_agent=True)]


@router.post("/team-messages", status_code=201)
@located("/team-messages")
@refuses(UnknownAgent, BadReference, TooManyTeamMessages)
async def write_team_message(
    body: TeamMessageInput, ctx: Annotated[Context, Needs("team_message.write")]
) -> TeamMessagesWritten:
    """Write to an agent, or to each agent of a team: shown on the agent's page, which confirms that it was read.

    Who is logged out finds it at the next log-in within twelve hours. An agent with twenty unread ones gets no more.
    """
    sender = await ctx.service.team_messages.sender(ctx.caller)
    if body.agent_id is not None:
        await ctx.store.agents.get(body.agent_id, sees=ctx.sees)
        await ctx.service.team_messages.write_to_agent(body.agent_id, text=body.text, sender=sender, actor=ctx.actor)
        return TeamMessagesWritten(agents=1)
    team_id = body.team_id or 0
    if ctx.sees.teams is not None and team_id not in ctx.sees.teams:
        raise BadReference(team=team_id)
    await ctx.store.teams.check(team_id)
    count = await ctx.service.team_messages.write_to_team(
        team_id, text=body.text, sender=sender, actor=ctx.actor, sees=ctx.sees
    )
    return TeamMessagesWritten(agents=count)


@router.get("/team-messages")
async def list_team_messages(
    ctx: Annotated[Context, Needs("team_message.read")],
    page: Annotated[PageRequest, sorted_by("-id")],
    agent_id: QueryId = None,
    team_id: QueryId = None,
) -> TeamMessagePage:
    """List what supervisors wrote to agents, newest first, and when it was read."""
    found = await ctx.store.team_messages.list(agent_id=agent_id, team_id=team_id, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    return TeamMessagePage(items=[TeamMessageShown.of_team_message(one) for one in items], next=more)


@router.get("/agents/{agent_id}/team-messages")
@refuses(UnknownAgent)
async def agent_team_messages(agent_id: PathId, ctx: Own) -> list[TeamMessageShown]:
    """List the agent's own unread team messages of the last twelve hours, the oldest first. For the agent only."""
    await _check_own(agent_id, ctx)
    return [TeamMessageShown.of_team_message(one) for one in await ctx.service.team_messages.unread(agent_id)]


@router.post("/agents/{agent_id}/team-messages/read")
@refuses(UnknownAgent)
async def read_team_messages(agent_id: PathId, body: TeamMessagesRead, ctx: Own) -> TeamMessagesConfirmed:
    """Confirm that the agent has read team messages. For the agent only."""
    await _check_own(agent_id, ctx)
    return TeamMessagesConfirmed(ids=await ctx.service.team_messages.mark_read(agent_id, body.ids))


@router.post("/agents/{agent_id}/force-pause")
@refuses(UnknownAgent, AgentNotLoggedIn)
async def force_pause(agent_id: PathId, body: OrderInput, ctx: Annotated[Context, Needs("agent.force")]) -> AgentAfter:
    """Pause an agent after the current call and say why.

    The agent is told who did it, and ends the pause like any other. Also where a law restricts monitoring of agents
    (`locked_by`): then the answer does not say what the agent does.
    """
    await agent_at_work(agent_id, ctx.store, ctx)
    sender = await ctx.service.team_messages.sender(ctx.caller)
    wished = await ctx.service.team_messages.force_pause(agent_id, text=body.text, sender=sender, actor=ctx.actor)
    return AgentAfter.after(wished, await _rule(wished.agent, ctx.service))


@router.post("/agents/{agent_id}/force-log-out")
@refuses(UnknownAgent, AgentNotLoggedIn)
async def force_log_out(
    agent_id: PathId, body: OrderInput, ctx: Annotated[Context, Needs("agent.force")]
) -> AgentAfter:
    """Log an agent out after the current call and say why.

    The agent is told who did it. Also where a law restricts monitoring of agents (`locked_by`): then the answer does
    not say what the agent does.
    """
    await agent_at_work(agent_id, ctx.store, ctx)
    sender = await ctx.service.team_messages.sender(ctx.caller)
    wished = await ctx.service.team_messages.force_log_out(agent_id, text=body.text, sender=sender, actor=ctx.actor)
    await ctx.service.phones.sweep(agent_id)
    return AgentAfter.after(wished, await _rule(wished.agent, ctx.service))


async def _check_own(agent_id: int, ctx: Context) -> None:
    if not ctx.is_agent(agent_id):
        raise not_allowed("agent.self")
    await ctx.store.agents.get(agent_id, sees=ctx.sees)


async def _rule(agent: Agent, service: Service) -> str:
    [(_, rule)] = await service.watching.look().agents([agent])
    return rule
