"""The set-up: how far it has come, what Asterisk has, test calls, and templates of campaigns."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Needs, Permit
from api.dependencies import BusDep, PathId, ServiceDep, StoreDep
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

WritesCampaigns = Annotated[Permit, Needs("campaign.write")]  # templates ship with Pronto: they are nobody's


@router.get("/setup")
async def read_setup(service: ServiceDep, permit: Annotated[Permit, Needs("node.write")]) -> SetupShown:
    """Read how far the set-up has come, step by step, with what is wrong and what to do about it.

    Asterisk is checked at that moment, over the engine's link.
    """
    return SetupShown.of(await service.setup.read(sees=permit.sees))


@router.get("/nodes/{node_id}/endpoints")
@refuses(NotFound, AsteriskUnanswered)
async def list_endpoints(
    node_id: PathId, store: StoreDep, bus: BusDep, permit: Annotated[Permit, Needs("node.read")]
) -> list[EndpointShown]:
    """List the PJSIP endpoints that this Asterisk has: trunks and phones."""
    await store.nodes.get(node_id)
    found = await known_endpoints(bus, await bus.latest(Topic.BOARD) or {}, node_id)
    if found is None:
        raise AsteriskUnanswered
    return [EndpointShown.of(one) for one in found]


@router.post("/nodes/{node_id}/test-call")
@refuses(NotFound, BadReference, PhoneNotAllowed, AsteriskUnanswered)
async def place_test_call(
    node_id: PathId,
    body: TestCallInput,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("trunk.write")],
) -> TestCallShown:
    """Ring a phone, then a number over a trunk, and join them for at most a minute.

    The answer comes when both are joined, or when one of them cannot be reached, and says why. It may take a minute.
    """
    ended = await service.trial_calls.place(
        node_id,
        trunk_id=body.trunk_id,
        phone=body.phone,
        number=body.number,
        caller_id_id=body.caller_id_id,
        sees=permit.sees,
        actor=permit.actor,
    )
    return TestCallShown.of(ended)


@router.get("/campaign-templates")
async def list_campaign_templates(_permit: WritesCampaigns) -> list[CampaignTemplateShown]:
    """List templates of campaigns. To create one, send a template's `settings` with a name, a controller and a node."""
    return [CampaignTemplateShown.of(one) for one in TEMPLATES]
