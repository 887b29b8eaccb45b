"""Pools of caller ids, their numbers, and test calls that showed them."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Needs, Permit
from api.dependencies import PartsDep, PathId, QueryId
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
from dialer.app.composition import Parts
from dialer.core.errors import BadReference, InUse, NameTaken, NotFound
from dialer.telephony.caller_ids.model import CallerIdPool, PoolNumber

router = APIRouter(tags=["estate"], route_class=Versioned)

Reads = Annotated[Permit, Needs("caller_id.read")]
Writes = Annotated[Permit, Needs("caller_id.write")]


@router.get("/caller-id-pools")
async def list_caller_id_pools(
    parts: PartsDep, permit: Reads, controller_id: QueryId = None
) -> list[CallerIdPoolShown]:
    """List the pools of caller ids, or those of a controller."""
    pools = await parts.store.caller_id_pools.list(controller_id, sees=permit.sees)
    return [await _pool_shown(parts, permit, one) for one in pools]


@router.post("/caller-id-pools", status_code=201)
@located("/caller-id-pools/{id}")
@refuses(NameTaken, BadReference)
async def create_caller_id_pool(body: CallerIdPoolInput, parts: PartsDep, permit: Writes) -> CallerIdPoolShown:
    """Create a pool without numbers. A campaign of the controller uses it by its `caller_id_pool_id`."""
    await parts.store.controllers.check(body.controller_id, sees=permit.sees)
    change = CallerIdPoolChange(**body.model_dump(exclude={"controller_id"}))
    wanted = change.inner(0, body.controller_id)
    made = await parts.store.caller_id_pools.create(wanted, actor=permit.actor, now=parts.clock())
    return await _pool_shown(parts, permit, made)


@router.get("/caller-id-pools/{pool_id}")
@refuses(NotFound)
async def read_caller_id_pool(pool_id: PathId, parts: PartsDep, permit: Reads) -> CallerIdPoolShown:
    """Read a pool of caller ids."""
    return await _pool_shown(parts, permit, await parts.store.caller_id_pools.get(pool_id, sees=permit.sees))


@router.patch("/caller-id-pools/{pool_id}")
@refuses(NotFound, NameTaken)
async def patch_caller_id_pool(
    pool_id: PathId,
    patch: Annotated[Patch, Patched(CallerIdPoolChange)],
    parts: PartsDep,
    permit: Writes,
    if_match: IfMatch,
) -> CallerIdPoolShown:
    """Change what is sent of a pool; engines heed it at once."""
    before = await parts.store.caller_id_pools.get(pool_id, sees=permit.sees)
    there = await _pool_shown(parts, permit, before)
    if_match.check(there)
    body: CallerIdPoolChange = patch.on(there)
    wanted = body.inner(pool_id, before.controller_id)
    changed = await parts.service.caller_ids.change_pool(wanted, actor=permit.actor, expected=before)
    return await _pool_shown(parts, permit, changed)


@router.delete("/caller-id-pools/{pool_id}", status_code=204)
@refuses(NotFound, InUse)
async def delete_caller_id_pool(pool_id: PathId, parts: PartsDep, permit: Writes, if_match: IfMatch) -> None:
    """Delete a pool that no campaign uses. Its numbers stay caller ids."""
    there = await parts.store.caller_id_pools.get(pool_id, sees=permit.sees)
    if_match.check(await _pool_shown(parts, permit, there))
    expected = if_match.expects(there)
    await parts.store.caller_id_pools.delete(pool_id, actor=permit.actor, now=parts.clock(), expected=expected)


@router.get("/caller-id-pools/{pool_id}/numbers")
@refuses(NotFound)
async def list_pool_numbers(pool_id: PathId, parts: PartsDep, permit: Reads) -> list[PoolNumberShown]:
    """List a pool's numbers: how often each was shown and answered, and whether the law lets it be shown."""
    pool = await parts.store.caller_id_pools.get(pool_id, sees=permit.sees)
    figures = await parts.service.caller_ids.figures(pool)
    laws = await parts.service.caller_ids.refused_by_law(pool, sees=permit.sees)
    return [PoolNumberShown.seen(one, figures.get(one.number), laws.get(one.number, ())) for one in pool.numbers]


@router.post("/caller-id-pools/{pool_id}/numbers")
@refuses(NotFound)
async def add_pool_numbers(
    pool_id: PathId, body: PoolNumbersInput, parts: PartsDep, permit: Writes
) -> AddedNumbersShown:
    """Add numbers to a pool, as many as are pasted. Each that is none is named with the reason, and left out."""
    pool = await parts.store.caller_id_pools.get(pool_id, sees=permit.sees)
    added = await parts.service.caller_ids.add(pool, body.numbers, body.facts(), actor=permit.actor)
    return AddedNumbersShown.seen(added)


@router.get("/caller-id-pools/{pool_id}/numbers/{number_id}")
@refuses(NotFound)
async def read_pool_number(pool_id: PathId, number_id: PathId, parts: PartsDep, permit: Reads) -> PoolNumberShown:
    """Read a number of a pool."""
    return await _number_shown(parts, permit, await _number(parts, permit, pool_id, number_id))


@router.patch("/caller-id-pools/{pool_id}/numbers/{number_id}")
@refuses(NotFound)
async def patch_pool_number(
    pool_id: PathId,
    number_id: PathId,
    patch: Annotated[Patch, Patched(PoolNumberChange)],
    parts: PartsDep,
    permit: Writes,
    if_match: IfMatch,
) -> PoolNumberShown:
    """Change what is sent of a number's areas, caps and rest; engines heed it at once."""
    before = await _number(parts, permit, pool_id, number_id)
    there = await _number_shown(parts, permit, before)
    if_match.check(there)
    body: PoolNumberChange = patch.on(there)
    wanted = body.inner(before)
    changed = await parts.service.caller_ids.change_number(wanted, before, actor=permit.actor, expected=before)
    return await _number_shown(parts, permit, changed)


@router.delete("/caller-id-pools/{pool_id}/numbers/{number_id}", status_code=204)
@refuses(NotFound)
async def remove_pool_number(
    pool_id: PathId, number_id: PathId, parts: PartsDep, permit: Writes, if_match: IfMatch
) -> None:
    """Take a number out of its pool. It stays a caller id of the controller."""
    there = await _number(parts, permit, pool_id, number_id)
    if_match.check(await _number_shown(parts, permit, there))
    expected = if_match.expects(there)
    await parts.service.caller_ids.remove_number(there, actor=permit.actor, expected=expected)


@router.get("/caller-ids/{caller_id_id}/tests")
@refuses(NotFound)
async def list_number_tests(caller_id_id: PathId, parts: PartsDep, permit: Reads) -> list[NumberTestShown]:
    """List the last test calls that showed a caller id, the newest first."""
    await parts.store.caller_ids.get(caller_id_id, sees=permit.sees)
    return [NumberTestShown.of(one) for one in await parts.store.number_tests.list(caller_id_id, sees=permit.sees)]


@router.post("/caller-ids/{caller_id_id}/tests/{test_id}/appearance")
@refuses(NotFound)
async def say_appearance(
    caller_id_id: PathId, test_id: PathId, body: AppearanceInput, parts: PartsDep, permit: Writes
) -> NumberTestShown:
    """Keep how the number showed on the phone that a test call rang: as it was sent, marked as spam, not at all."""
    await parts.store.caller_ids.get(caller_id_id, sees=permit.sees)
    said = await parts.service.caller_ids.say_appearance(
        caller_id_id, test_id, body.appearance, body.note, actor=permit.actor, sees=permit.sees
    )
    return NumberTestShown.of(said)


async def _number(parts: Parts, permit: Permit, pool_id: int, number_id: int) -> PoolNumber:
    pool = await parts.store.caller_id_pools.get(pool_id, sees=permit.sees)
    found = next((one for one in pool.numbers if one.id == number_id), None)
    if found is None:
        raise NotFound(id=number_id)
    return found


async def _number_shown(parts: Parts, permit: Permit, one: PoolNumber) -> PoolNumberShown:
    pool = await parts.store.caller_id_pools.get(one.pool_id, sees=permit.sees)
    figures = await parts.service.caller_ids.figures(pool)
    laws = await parts.service.caller_ids.refused_by_law(pool, sees=permit.sees)
    return PoolNumberShown.seen(one, figures.get(one.number), laws.get(one.number, ()))


async def _pool_shown(parts: Parts, permit: Permit, pool: CallerIdPool) -> CallerIdPoolShown:
    campaigns = await parts.store.caller_id_pools.campaigns_of(pool.id, sees=permit.sees)
    figures = await parts.service.caller_ids.figures(pool)
    return CallerIdPoolShown.seen(pool, campaigns, figures, parts.clock())
