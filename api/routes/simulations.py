"""What a campaign would do at other paces: simulations, recorded and shown beside what then happened."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId
from api.keyed_requests import Keyed
from api.paging import CursorText, Limit, cut, read_cursor
from api.problem_kinds import refuses
from api.schemas.simulations import SimulationInput, SimulationPage, SimulationShown
from dialer.core.errors import CampaignArchived, UnknownCampaign, UnknownSimulation
from dialer.storage.campaign_status import refuse_archived

router = APIRouter(prefix="/campaigns/{campaign_id}/simulations", tags=["pacing"], route_class=Keyed)


@router.get("")
@refuses(UnknownCampaign)
async def list_simulations(
    campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")], cursor: CursorText = None, limit: Limit = 10
) -> SimulationPage:
    """List the simulations of a campaign, newest first, each beside what then happened."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    before = (read_cursor(cursor, int) or (None,))[0]
    found = await ctx.store.simulations.list(campaign_id, before=before, limit=limit + 1)
    page, more = cut(found, limit, lambda one: (one.id,))
    items = [SimulationShown.seen(await ctx.service.simulations.compared(one)) for one in page]
    return SimulationPage(items=items, next=more)


@router.post("", status_code=HTTPStatus.ACCEPTED)
@refuses(UnknownCampaign, CampaignArchived)
async def simulate_campaign(
    campaign_id: PathId, body: SimulationInput, ctx: Annotated[Context, Needs("campaign.write")]
) -> SimulationShown:
    """Play the campaign's past calls in the background: at the present pace, and at those that the law leaves.

    A campaign has one simulation at a time: while one has not ended, that one is the answer.
    """
    there = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    refuse_archived(there.status, there.name)
    asked = await ctx.service.simulations.begin(campaign_id, **body.model_dump(), actor=ctx.actor)
    return SimulationShown.seen(await ctx.service.simulations.compared(asked))


@router.get("/{simulation_id}")
@refuses(UnknownCampaign, UnknownSimulation)
async def read_simulation(
    campaign_id: PathId, simulation_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]
) -> SimulationShown:
    """Read a simulation: how far it is, what it foretells, and what happened."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    one = await ctx.store.simulations.get(campaign_id, simulation_id)
    return SimulationShown.seen(await ctx.service.simulations.compared(one))
