"""Trunks that Pronto writes into Asterisk: planned, applied by a job, proven, rolled back, compared, healed."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path

from api.auth import Context, Needs
from api.dependencies import PathId
from api.keyed_requests import Keyed
from api.problem_kinds import refuses
from api.schemas.provisioning import (
    CarrierTemplateShown,
    ProofStepShown,
    ProvisionedTrunkShown,
    ProvisioningShown,
    RetirementPlanShown,
    TrunkPlanShown,
    TrunkProofShown,
    TrunkSettingsInput,
    TrunkVersionShown,
)
from dialer.core.errors import NotFound
from dialer.provisioning.carriers import carrier_templates
from dialer.provisioning.doors import TROUBLE
from dialer.provisioning.errors import (
    ApplyUnderWay,
    NoDoor,
    NothingBefore,
    PasswordLost,
    TrunkNotWritten,
    TrunkOfFiles,
)
from dialer.provisioning.proof import has_failed
from dialer.telephony.nodes.inspection import AsteriskUnanswered

router = APIRouter(tags=["estate"], route_class=Keyed)

NAME: Final = r"^[A-Za-z0-9_.-]+$"
TrunkName = Annotated[str, Path(min_length=1, max_length=60, pattern=NAME)]
Changes = Annotated[Context, Needs("trunk.change")]
Reads = Annotated[Context, Needs("trunk.read")]


@router.get("/carrier-templates")
async def list_carrier_templates(_ctx: Reads) -> list[CarrierTemplateShown]:
    """List the templates of carriers with which a trunk begins."""
    return [CarrierTemplateShown.of(one) for one in carrier_templates().values()]


@router.get("/provisioned-trunks")
async def list_provisioned_trunks(ctx: Reads) -> list[ProvisionedTrunkShown]:
    """List the trunks that Pronto has written into Asterisk, and whether they were changed there by hand."""
    return [ProvisionedTrunkShown.of(one) for one in await ctx.store.trunk_versions.all_standing()]


@router.post("/nodes/{node_id}/trunks/{name}/plan")
@refuses(NotFound, NoDoor, TrunkOfFiles, PasswordLost, *TROUBLE)
async def plan_trunk(node_id: PathId, name: TrunkName, body: TrunkSettingsInput, ctx: Changes) -> TrunkPlanShown:
    """Say what an apply would write: as pjsip.conf, and what would change. Nothing is written.

    Each option and value is tried on the node's own Asterisk; one that it does not take is refused in words.
    """
    found = await ctx.service.provisioning.plan(node_id, name, body.inner(), password=body.password)
    return TrunkPlanShown.of(found)


@router.post("/nodes/{node_id}/trunks/{name}/apply", status_code=HTTPStatus.ACCEPTED)
@refuses(NotFound, NoDoor, TrunkOfFiles, PasswordLost, ApplyUnderWay, AsteriskUnanswered, *TROUBLE)
async def apply_trunk(node_id: PathId, name: TrunkName, body: TrunkSettingsInput, ctx: Changes) -> TrunkVersionShown:
    """Write a trunk into Asterisk, by a job: written, read back, asked by OPTIONS, registered.

    If it does not come up, what stood before is put back. `job_id` says how far it is; what came of it is the version's
    `outcome` (`GET …/provisioning`).
    """
    made = await ctx.service.provisioning.apply(node_id, name, body.inner(), password=body.password, actor=ctx.actor)
    return TrunkVersionShown.of(made)


@router.post("/nodes/{node_id}/trunks/{name}/verify")
@refuses(NotFound, AsteriskUnanswered)
async def verify_trunk(node_id: PathId, name: TrunkName, ctx: Changes) -> TrunkProofShown:
    """Ask a trunk by OPTIONS now, and say how its registration stands, whoever has written it."""
    steps = await ctx.service.provisioning.verify(node_id, name)
    return TrunkProofShown(is_up=not has_failed(steps), steps=[ProofStepShown.of(one) for one in steps])


@router.post("/nodes/{node_id}/trunks/{name}/roll-back", status_code=HTTPStatus.ACCEPTED)
@refuses(NotFound, NothingBefore, PasswordLost, ApplyUnderWay, AsteriskUnanswered)
async def roll_back_trunk(node_id: PathId, name: TrunkName, ctx: Changes) -> TrunkVersionShown:
    """Write the version that stood before the present one, by a job as an apply.

    A retired trunk comes back as it stood last; campaigns and groups that had it must be given it again.
    """
    return TrunkVersionShown.of(await ctx.service.provisioning.roll_back(node_id, name, actor=ctx.actor))


@router.post("/nodes/{node_id}/trunks/{name}/heal", status_code=HTTPStatus.ACCEPTED)
@refuses(NotFound, TrunkNotWritten, ApplyUnderWay, AsteriskUnanswered)
async def heal_trunk(node_id: PathId, name: TrunkName, ctx: Changes) -> TrunkVersionShown:
    """Write what stands once more, by a job, in the place of what was changed on the box by hand."""
    return TrunkVersionShown.of(await ctx.service.provisioning.heal(node_id, name, actor=ctx.actor))


@router.get("/nodes/{node_id}/trunks/{name}/retirement")
@refuses(NotFound)
async def plan_retirement(node_id: PathId, name: TrunkName, ctx: Changes) -> RetirementPlanShown:
    """Say what retiring a trunk would take away, and what is in its way now. Nothing is changed."""
    return RetirementPlanShown.of(await ctx.service.retirement.plan(node_id, name, sees=ctx.sees))


@router.get("/nodes/{node_id}/trunks/{name}/provisioning")
@refuses(NotFound)
async def read_provisioning(node_id: PathId, name: TrunkName, ctx: Changes) -> ProvisioningShown:
    """Read how a trunk stands: its versions, what is wanted, what Asterisk has, and what was changed by hand.

    Asterisk is compared at that moment.
    """
    return ProvisioningShown.of(await ctx.service.provisioning.state(node_id, name))
