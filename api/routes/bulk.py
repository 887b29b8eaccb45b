"""Changes of many things at once: one design for all. Each thing is changed as if it were asked for alone."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Response

from api.agent_access import check_team
from api.auth import Context, Needs
from api.keyed_requests import Keyed
from api.problem_kinds import refuses
from api.schemas.bulk import AgentsChange, BulkDone, CallbacksChange, CampaignsChange, LeadsChange
from api.schemas.wire import RequestBody
from dialer.bulk.model import BulkChange, Thing
from dialer.core.errors import BadReference, UnknownList

router = APIRouter(route_class=Keyed)

BY_JOB: Final[dict[int | str, dict[str, Any]]] = {202: {"model": BulkDone, "description": "A job changes them."}}


@router.post("/campaigns/bulk", tags=["campaigns"], responses=BY_JOB)
async def change_campaigns(
    body: CampaignsChange, response: Response, ctx: Annotated[Context, Needs("campaign.end")]
) -> BulkDone:
    """Start, pause, stop, close, reopen or archive many campaigns. What is refused for one does not keep the others."""
    if body.action == "start":
        ctx.also("campaign.start")
    return await _change("campaigns", body, response, ctx)


@router.post("/agents/bulk", tags=["agents"], responses=BY_JOB)
@refuses(BadReference)
async def change_agents(
    body: AgentsChange, response: Response, ctx: Annotated[Context, Needs("agent.write")]
) -> BulkDone:
    """Retire many agents, log them out, or move them to another team."""
    if body.action == "move":
        await check_team(body.team_id, ctx)
    return await _change("agents", body, response, ctx)


@router.post("/callbacks/bulk", tags=["callbacks"], responses=BY_JOB)
@refuses(BadReference)
async def change_callbacks(
    body: CallbacksChange, response: Response, ctx: Annotated[Context, Needs("callback.write")]
) -> BulkDone:
    """Give many call-backs to another agent or to anyone, or cancel them."""
    if body.agent_id is not None:
        await ctx.store.agents.check(body.agent_id, sees=ctx.sees)
    return await _change("callbacks", body, response, ctx)


@router.post("/leads/bulk", tags=["lists"], responses=BY_JOB)
@refuses(UnknownList)
async def change_leads(body: LeadsChange, response: Response, ctx: Annotated[Context, Needs("lead.write")]) -> BulkDone:
    """Change, suppress or delete many leads, named by ids or by a filter.

    Leads in a call are left as they are, and so are those that are done because the person said no or was erased.
    """
    if body.list_id is not None:
        await ctx.store.lists.get(body.list_id, sees=ctx.sees)
    return await _change("leads", body, response, ctx)


async def _change(thing: Thing, body: RequestBody, response: Response, ctx: Context) -> BulkDone:
    said = body.model_dump(mode="json")
    ids, which = said.pop("ids"), said.pop("filter", None)
    asked = BulkChange(thing=thing, change=said, ids=None if ids is None else tuple(ids), filter=which or {})
    done = await ctx.service.bulk.change(asked, actor=ctx.actor, sees=ctx.sees)
    if done.job_id is not None:
        response.status_code = HTTPStatus.ACCEPTED
    return BulkDone.of(done)
