"""Groups of trunks: order, weight and limits of each trunk, and failover by cause."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.merge_patch import Patch, Patched
from api.problem_kinds import refuses
from api.replaced_values import check_nothing_left_out
from api.schemas.trunk_groups import TrunkGroupChange, TrunkGroupInput, TrunkGroupShown
from dialer.core.errors import BadReference, InUse, NameTaken, NotFound
from dialer.core.request_errors import LeftOut
from dialer.messaging.bus import Topic
from dialer.telephony.trunks.model import TrunkGroup
from dialer.telephony.trunks.service import accept_group

router = APIRouter(tags=["estate"], route_class=Versioned)

Writes = Annotated[Context, Needs("trunk.write")]


@router.get("/trunk-groups")
async def list_trunk_groups(
    ctx: Annotated[Context, Needs("trunk.read")], node_id: QueryId = None
) -> list[TrunkGroupShown]:
    """List the groups of trunks, or those of a node."""
    return [TrunkGroupShown.of(one) for one in await ctx.store.trunk_groups.list(node_id)]


@router.post("/trunk-groups", status_code=201)
@located("/trunk-groups/{id}")
@refuses(NameTaken, BadReference)
async def create_trunk_group(body: TrunkGroupInput, ctx: Writes) -> TrunkGroupShown:
    """Create a group of trunks of one node. A campaign uses it by its `trunk_group_id`."""
    group = body.inner(0, body.node_id)
    await accept_group(ctx.store, group)
    return TrunkGroupShown.of(await ctx.store.trunk_groups.create(group, actor=ctx.actor, now=ctx.parts.clock()))


@router.get("/trunk-groups/{group_id}")
@refuses(NotFound)
async def read_trunk_group(group_id: PathId, ctx: Annotated[Context, Needs("trunk.read")]) -> TrunkGroupShown:
    """Read a group of trunks."""
    return TrunkGroupShown.of(await ctx.store.trunk_groups.get(group_id))


@router.put("/trunk-groups/{group_id}")
@refuses(NotFound, NameTaken, BadReference, LeftOut)
async def change_trunk_group(
    group_id: PathId, body: TrunkGroupChange, ctx: Writes, if_match: IfMatch
) -> TrunkGroupShown:
    """Replace a group; the engine applies it within a second. A field that has a value may not be omitted."""
    before = await ctx.store.trunk_groups.get(group_id)
    if_match.check(TrunkGroupShown.of(before))
    check_nothing_left_out(body, TrunkGroupShown.of(before))
    return await _write(before, body, ctx)


@router.patch("/trunk-groups/{group_id}")
@refuses(NotFound, NameTaken, BadReference)
async def patch_trunk_group(
    group_id: PathId, patch: Annotated[Patch, Patched(TrunkGroupChange)], ctx: Writes, if_match: IfMatch
) -> TrunkGroupShown:
    """Change what is sent of a group; members are replaced as a whole."""
    before = await ctx.store.trunk_groups.get(group_id)
    if_match.check(TrunkGroupShown.of(before))
    body: TrunkGroupChange = patch.on(TrunkGroupShown.of(before))
    return await _write(before, body, ctx)


@router.delete("/trunk-groups/{group_id}", status_code=204)
@refuses(NotFound, InUse)
async def delete_trunk_group(group_id: PathId, ctx: Writes, if_match: IfMatch) -> None:
    """Delete a group that no campaign uses. Its trunks stay."""
    there = await ctx.store.trunk_groups.get(group_id)
    if_match.check(TrunkGroupShown.of(there))
    expected = if_match.expects(there)
    await ctx.store.trunk_groups.delete(group_id, actor=ctx.actor, now=ctx.parts.clock(), expected=expected)


async def _write(before: TrunkGroup, body: TrunkGroupChange, ctx: Context) -> TrunkGroupShown:
    group = body.inner(before.id, before.node_id)
    await accept_group(ctx.store, group)
    changed = await ctx.store.trunk_groups.change(group, actor=ctx.actor, now=ctx.parts.clock(), expected=before)
    for campaign_id in await ctx.store.trunk_groups.campaigns_of(before.id):
        ctx.parts.bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})
    return TrunkGroupShown.of(changed)
