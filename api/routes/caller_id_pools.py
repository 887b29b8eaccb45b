"""Pools of caller ids, their numbers, and test calls that showed them."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.merge_patch import Patch, Patched
from api.problem_kinds import refuses
from api.schemas.caller_id_pools import (
    AddedNumbersShown,
    AppearanceInput,
    CallerIdPoolChange,
    CallerIdPoolInput,
    CallerIdPoolShown,
    NumberTestShown,
    PoolNumberChange,
    PoolNumberShown,
    PoolNumbersInput,
)
from dialer.core.errors import BadReference, InUse, NameTaken, NotFound
from dialer.telephony.caller_ids.model import CallerIdPool, PoolNumber

router = APIRouter(tags=["estate"], route_class=Versioned)

Reads = Annotated[Context, Needs("caller_id.read")]
Writes = Annotated[Context, Needs("caller_id.write")]


@router.get("/caller-id-pools")
async def list_caller_id_pools(ctx: Reads, company_id: QueryId = None) -> list[CallerIdPoolShown]:
    """List the pools of caller ids, or those of a company."""
    pools = await ctx.store.caller_id_pools.list(company_id, sees=ctx.sees)
    return [await _pool_shown(ctx, one) for one in pools]


@router.post("/caller-id-pools", status_code=201)
@located("/caller-id-pools/{id}")
@refuses(NameTaken, BadReference)
async def create_caller_id_pool(body: CallerIdPoolInput, ctx: Writes) -> CallerIdPoolShown:
    """Create a pool without numbers. A campaign of the company uses it by its `caller_id_pool_id`."""
    await ctx.store.companies.check(body.company_id, sees=ctx.sees)
    change = CallerIdPoolChange(**body.model_dump(exclude={"company_id"}))
    wanted = change.inner(0, body.company_id)
    made = await ctx.store.caller_id_pools.create(wanted, actor=ctx.actor, now=ctx.parts.clock())
    return await _pool_shown(ctx, made)


@router.get("/caller-id-pools/{pool_id}")
@refuses(NotFound)
async def read_caller_id_pool(pool_id: PathId, ctx: Reads) -> CallerIdPoolShown:
    """Read a pool of caller ids."""
    return await _pool_shown(ctx, await ctx.store.caller_id_pools.get(pool_id, sees=ctx.sees))


@router.patch("/caller-id-pools/{pool_id}")
@refuses(NotFound, NameTaken)
async def patch_caller_id_pool(
    pool_id: PathId, patch: Annotated[Patch, Patched(CallerIdPoolChange)], ctx: Writes, if_match: IfMatch
) -> CallerIdPoolShown:
    """Change what is sent of a pool; engines heed it at once."""
    before = await ctx.store.caller_id_pools.get(pool_id, sees=ctx.sees)
    there = await _pool_shown(ctx, before)
    if_match.check(there)
    body: CallerIdPoolChange = patch.on(there)
    wanted = body.inner(pool_id, before.company_id)
    changed = await ctx.service.caller_ids.change_pool(wanted, actor=ctx.actor, expected=before)
    return await _pool_shown(ctx, changed)


@router.delete("/caller-id-pools/{pool_id}", status_code=204)
@refuses(NotFound, InUse)
async def delete_caller_id_pool(pool_id: PathId, ctx: Writes, if_match: IfMatch) -> None:
    """Delete a pool that no campaign uses. Its numbers stay caller ids."""
    there = await ctx.store.caller_id_pools.get(pool_id, sees=ctx.sees)
    if_match.check(await _pool_shown(ctx, there))
    expected = if_match.expects(there)
    await ctx.store.caller_id_pools.delete(pool_id, actor=ctx.actor, now=ctx.parts.clock(), expected=expected)


@router.get("/caller-id-pools/{pool_id}/numbers")
@refuses(NotFound)
async def list_pool_numbers(pool_id: PathId, ctx: Reads) -> list[PoolNumberShown]:
    """List a pool's numbers: how often each was shown and answered, and whether the law lets it be shown."""
    pool = await ctx.store.caller_id_pools.get(pool_id, sees=ctx.sees)
    figures = await ctx.service.caller_ids.figures(pool)
    laws = await ctx.service.caller_ids.refused_by_law(pool, sees=ctx.sees)
    return [PoolNumberShown.seen(one, figures.get(one.number), laws.get(one.number, ())) for one in pool.numbers]


@router.post("/caller-id-pools/{pool_id}/numbers")
@refuses(NotFound)
async def add_pool_numbers(pool_id: PathId, body: PoolNumbersInput, ctx: Writes) -> AddedNumbersShown:
    """Add numbers to a pool, as many as are pasted. Each that is none is named with the reason, and left out."""
    pool = await ctx.store.caller_id_pools.get(pool_id, sees=ctx.sees)
    added = await ctx.service.caller_ids.add(pool, body.numbers, body.facts(), actor=ctx.actor)
    return AddedNumbersShown.seen(added)


@router.get("/caller-id-pools/{pool_id}/numbers/{number_id}")
@refuses(NotFound)
async def read_pool_number(pool_id: PathId, number_id: PathId, ctx: Reads) -> PoolNumberShown:
    """Read a number of a pool."""
    return await _number_shown(ctx, await _number(ctx, pool_id, number_id))


@router.patch("/caller-id-pools/{pool_id}/numbers/{number_id}")
@refuses(NotFound)
async def patch_pool_number(
    pool_id: PathId,
    number_id: PathId,
    patch: Annotated[Patch, Patched(PoolNumberChange)],
    ctx: Writes,
    if_match: IfMatch,
) -> PoolNumberShown:
    """Change what is sent of a number's areas, caps and rest; engines heed it at once."""
    before = await _number(ctx, pool_id, number_id)
    there = await _number_shown(ctx, before)
    if_match.check(there)
    body: PoolNumberChange = patch.on(there)
    wanted = body.inner(before)
    changed = await ctx.service.caller_ids.change_number(wanted, before, actor=ctx.actor, expected=before)
    return await _number_shown(ctx, changed)


@router.delete("/caller-id-pools/{pool_id}/numbers/{number_id}", status_code=204)
@refuses(NotFound)
async def remove_pool_number(pool_id: PathId, number_id: PathId, ctx: Writes, if_match: IfMatch) -> None:
    """Take a number out of its pool. It stays a caller id of the company."""
    there = await _number(ctx, pool_id, number_id)
    if_match.check(await _number_shown(ctx, there))
    expected = if_match.expects(there)
    await ctx.service.caller_ids.remove_number(there, actor=ctx.actor, expected=expected)


@router.get("/caller-ids/{caller_id_id}/tests")
@refuses(NotFound)
async def list_number_tests(caller_id_id: PathId, ctx: Reads) -> list[NumberTestShown]:
    """List the last test calls that showed a caller id, the newest first."""
    await ctx.store.caller_ids.get(caller_id_id, sees=ctx.sees)
    return [NumberTestShown.of(one) for one in await ctx.store.number_tests.list(caller_id_id, sees=ctx.sees)]


@router.post("/caller-ids/{caller_id_id}/tests/{test_id}/appearance")
@refuses(NotFound)
async def say_appearance(caller_id_id: PathId, test_id: PathId, body: AppearanceInput, ctx: Writes) -> NumberTestShown:
    """Keep how the number showed on the phone that a test call rang: as it was sent, marked as spam, not at all."""
    await ctx.store.caller_ids.get(caller_id_id, sees=ctx.sees)
    said = await ctx.service.caller_ids.say_appearance(
        caller_id_id, test_id, body.appearance, body.note, actor=ctx.actor, sees=ctx.sees
    )
    return NumberTestShown.of(said)


async def _number(ctx: Context, pool_id: int, number_id: int) -> PoolNumber:
    pool = await ctx.store.caller_id_pools.get(pool_id, sees=ctx.sees)
    found = next((one for one in pool.numbers if one.id == number_id), None)
    if found is None:
        raise NotFound(id=number_id)
    return found


async def _number_shown(ctx: Context, one: PoolNumber) -> PoolNumberShown:
    pool = await ctx.store.caller_id_pools.get(one.pool_id, sees=ctx.sees)
    figures = await ctx.service.caller_ids.figures(pool)
    laws = await ctx.service.caller_ids.refused_by_law(pool, sees=ctx.sees)
    return PoolNumberShown.seen(one, figures.get(one.number), laws.get(one.number, ()))


async def _pool_shown(ctx: Context, pool: CallerIdPool) -> CallerIdPoolShown:
    campaigns = await ctx.store.caller_id_pools.campaigns_of(pool.id, sees=ctx.sees)
    figures = await ctx.service.caller_ids.figures(pool)
    return CallerIdPoolShown.seen(pool, campaigns, figures, ctx.parts.clock())
