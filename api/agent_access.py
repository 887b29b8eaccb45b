"""Which agents a caller may see, change and direct, and how much of them is shown."""

from typing import Annotated

from fastapi import Depends

from api.auth import Context, Needs, Permit
from api.dependencies import PathId
from api.etags import Precondition
from api.problem_kinds import refuses
from api.replaced_values import check_nothing_left_out
from api.schemas.agents import AgentShown
from api.schemas.wire import RequestBody
from dialer.core.enums import AgentWish
from dialer.core.errors import BadReference, UnknownAgent, WatchingLocked
from dialer.stores.everything import Store
from dialer.work.agents.model import Agent


async def agent_at_work(agent_id: int, store: Store, permit: Permit) -> Agent:
    """An agent whose work the caller may see or direct. Raises UnknownAgent.

    Agents belong to teams, what they are doing to the companies for whom they are logged in.
    """
    agent = await store.agents.get(agent_id, sees=permit.sees)
    if permit.sees.companies is not None and agent.wish is not AgentWish.LOGGED_OUT:
        works_for = {one for one in (agent.campaign_id, *agent.also_campaign_ids) if one is not None}
        if not works_for <= await store.campaigns.ids(sees=permit.sees):
            raise UnknownAgent(id=agent_id)
    return agent


async def check_team(team_id: int | None, ctx: Context) -> None:
    """Check that an agent may be put into this team, or into none. Raises BadReference."""
    if ctx.sees.teams is not None and team_id not in ctx.sees.teams:
        raise BadReference(team=team_id)
    if team_id is not None:
        await ctx.store.teams.check(team_id)


async def check_watched(agent_id: int, ctx: Context) -> None:
    """Check that the caller may watch the agent, unless it is the agent. Raises UnknownAgent, WatchingLocked."""
    if not ctx.is_agent(agent_id):
        agent = await agent_at_work(agent_id, ctx.store, ctx)
        if rule := await hiding_rule(agent, ctx):
            raise WatchingLocked(rule=rule)


@refuses(UnknownAgent, WatchingLocked)
async def _watcher(agent_id: PathId, ctx: Annotated[Context, Needs("agent.command", own_agent=True)]) -> Context:
    """A caller who may act for the agent: the agent, or others if no rule forbids monitoring."""
    await check_watched(agent_id, ctx)
    return ctx


Watcher = Annotated[Context, Depends(_watcher)]


async def agent_to_change(agent_id: int, body: RequestBody, ctx: Context, if_match: Precondition) -> Agent:
    """The agent, if If-Match names its version and the body omits nothing."""
    there = await ctx.store.agents.get(agent_id, sees=ctx.sees)
    shown = await shown_agent(there, ctx)
    if_match.check(shown)
    check_nothing_left_out(body, shown)
    return there


async def hiding_rule(agent: Agent, ctx: Context) -> str:
    """The rule that hides from the caller what the agent does; empty if there is none."""
    if ctx.is_agent(agent.id):
        return ""
    [(_, rule)] = await ctx.service.watching.look().agents([agent])
    return rule


async def shown_agent(agent: Agent, ctx: Context) -> AgentShown:
    """The agent as the caller may see it."""
    if ctx.is_agent(agent.id):
        return AgentShown.of(agent)
    return AgentShown.seen(agent, await hiding_rule(agent, ctx))
