"""Where trunks may call, and how much in an hour."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId
from api.etags import IfMatch, Versioned
from api.merge_patch import Patch, Patched
from api.problem_kinds import refuses
from api.replaced_values import check_nothing_left_out
from api.schemas.destinations import DestinationsInput, DestinationsShown, NumberTriedShown, NumberTryInput
from dialer.app.composition import Parts
from dialer.core.errors import NotFound
from dialer.core.request_errors import LeftOut
from dialer.messaging.bus import Topic
from dialer.telephony.destinations.model import Destinations

router = APIRouter(tags=["estate"], route_class=Versioned)

Reads = Annotated[Context, Needs("trunk.read")]
Writes = Annotated[Context, Needs("trunk.write")]


@router.get("/destinations")
async def list_destinations(ctx: Reads) -> list[DestinationsShown]:
    """List where each trunk in use may call, with what it has used within the last hour."""
    known = {one.trunk_id: one for one in await ctx.store.destinations.list()}
    board = await ctx.parts.bus.latest(Topic.BOARD) or {}
    guards = {one["id"]: one.get("guard") for one in board.get("trunks", ())}
    return [
        DestinationsShown.of_trunk(trunk, known.get(trunk.id, Destinations(trunk_id=trunk.id)), guards.get(trunk.id))
        for trunk in await ctx.store.trunks.list()
    ]


@router.get("/trunks/{trunk_id}/destinations")
@refuses(NotFound)
async def read_destinations(trunk_id: PathId, ctx: Reads) -> DestinationsShown:
    """Read where a trunk may call."""
    return await _shown(ctx.parts, await ctx.store.destinations.get(trunk_id))


@router.put("/trunks/{trunk_id}/destinations")
@refuses(NotFound, LeftOut)
async def write_destinations(
    trunk_id: PathId, body: DestinationsInput, ctx: Writes, if_match: IfMatch
) -> DestinationsShown:
    """Replace where a trunk may call, and its caps. A field that has a value may not be omitted: it would be reset."""
    before = await ctx.store.destinations.get(trunk_id)
    there = await _shown(ctx.parts, before)
    if_match.check(there)
    check_nothing_left_out(body, there)
    return await _replace(body.inner(trunk_id), ctx, before)


@router.patch("/trunks/{trunk_id}/destinations")
@refuses(NotFound)
async def patch_destinations(
    trunk_id: PathId, patch: Annotated[Patch, Patched(DestinationsInput)], ctx: Writes, if_match: IfMatch
) -> DestinationsShown:
    """Change what is sent of where a trunk may call, and of its caps."""
    before = await ctx.store.destinations.get(trunk_id)
    there = await _shown(ctx.parts, before)
    if_match.check(there)
    body: DestinationsInput = patch.on(there)
    return await _replace(body.inner(trunk_id), ctx, before)


@router.post("/trunks/{trunk_id}/destinations/try")
@refuses(NotFound)
async def try_number(trunk_id: PathId, body: NumberTryInput, ctx: Reads) -> NumberTriedShown:
    """Say whether the trunk may call a number, and why not. Nobody is called."""
    trunk = await ctx.store.trunks.get(trunk_id)
    return NumberTriedShown.of_tried(await ctx.service.destinations.attempt(trunk, body.number))


async def _replace(wanted: Destinations, ctx: Context, before: Destinations) -> DestinationsShown:
    return await _shown(ctx.parts, await ctx.service.destinations.replace(wanted, actor=ctx.actor, expected=before))


async def _shown(parts: Parts, one: Destinations) -> DestinationsShown:
    trunk = await parts.store.trunks.get(one.trunk_id)
    board = await parts.bus.latest(Topic.BOARD) or {}
    guard = next((row.get("guard") for row in board.get("trunks", ()) if row["id"] == trunk.id), None)
    return DestinationsShown.of_trunk(trunk, one, guard)
