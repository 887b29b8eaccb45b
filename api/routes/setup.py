"""The set-up: how far it has come, what Asterisk has, test calls, and templates of campaigns."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import BusDep, PathId
from api.etags import Versioned
from api.problem_kinds import refuses
from api.schemas.setup import (
    CampaignTemplateShown,
    EndpointShown,
    SetupShown,
    TestCallInput,
    TestCallShown,
)
from dialer.campaigns.templates import TEMPLATES
from dialer.core.errors import BadReference, NotFound
from dialer.core.request_errors import PhoneNotAllowed
from dialer.messaging.bus import Topic
from dialer.telephony.nodes.inspection import AsteriskUnanswered, known_endpoints

router = APIRouter(tags=["setup"], route_class=Versioned)

WritesCampaigns = Annotated[Context, Needs("campaign.write")]  # templates ship with Pronto: they are nobody's


@router.get("/setup")
async def read_setup(ctx: Annotated[Context, Needs("node.write")]) -> SetupShown:
    """Read how far the set-up has come, step by step, with what is wrong and what to do about it.

    Asterisk is checked at that moment, over the engine's link.
    """
    return SetupShown.of(await ctx.service.setup.read(sees=ctx.sees))


@router.get("/nodes/{node_id}/endpoints")
@refuses(NotFound, AsteriskUnanswered)
async def list_endpoints(
    node_id: PathId, bus: BusDep, ctx: Annotated[Context, Needs("node.read")]
) -> list[EndpointShown]:
    """List the PJSIP endpoints that this Asterisk has: trunks and phones."""
    await ctx.store.nodes.get(node_id)
    found = await known_endpoints(bus, await bus.latest(Topic.BOARD) or {}, node_id)
    if found is None:
        raise AsteriskUnanswered
    return [EndpointShown.of(one) for one in found]


@router.post("/nodes/{node_id}/test-call")
@refuses(NotFound, BadReference, PhoneNotAllowed, AsteriskUnanswered)
async def place_test_call(
    node_id: PathId, body: TestCallInput, ctx: Annotated[Context, Needs("trunk.write")]
) -> TestCallShown:
    """Ring a phone, then a number over a trunk, and join them for at most a minute.

    The answer comes when both are joined, or when one of them cannot be reached, and says why. It may take a minute.
    """
    ended = await ctx.service.trial_calls.place(
        node_id,
        trunk_id=body.trunk_id,
        phone=body.phone,
        number=body.number,
        caller_id_id=body.caller_id_id,
        sees=ctx.sees,
        actor=ctx.actor,
    )
    return TestCallShown.of(ended)


@router.get("/campaign-templates")
async def list_campaign_templates(_ctx: WritesCampaigns) -> list[CampaignTemplateShown]:
    """List templates of campaigns. To create one, send a template's `settings` with a name, a company and a node."""
    return [CampaignTemplateShown.of(one) for one in TEMPLATES]
