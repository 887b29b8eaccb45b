"""Order and filter of a list: which fields they may use, and what they would do."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId
from api.keyed_requests import Keyed
from api.problem_kinds import refuses
from api.schemas.arrangement import ArrangementInput, ArrangementPreview, ConditionsShown, ListFieldShown
from dialer.core.errors import UnknownList
from dialer.people.lists.rules.conditions import read_conditions, write_filter

router = APIRouter(tags=["lists"], route_class=Keyed)


@router.get("/lists/{list_id}/fields")
@refuses(UnknownList)
async def list_fields(list_id: PathId, ctx: Annotated[Context, Needs("list.write")]) -> list[ListFieldShown]:
    """List the fields that the list's order and filter may use, from its types and its newest leads."""
    await ctx.store.lists.get(list_id, sees=ctx.sees)
    return [ListFieldShown.of(one) for one in await ctx.service.arranging.fields(list_id)]


@router.post("/lists/{list_id}/arrangement/preview")
@refuses(UnknownList)
async def preview_arrangement(
    list_id: PathId, body: ArrangementInput, ctx: Annotated[Context, Needs("list.write")]
) -> ArrangementPreview:
    """Count whom a filter would let through, and show who would be dialled first. Nothing is changed.

    For counts while typing: of a long list an evenly spread sample is read.
    """
    there = await ctx.store.lists.get(list_id, sees=ctx.sees)
    filter_ = body.filter if body.conditions is None else write_filter(body.conditions.inner())
    sees_numbers = ctx.caller.sees("number.unmask").reaches(there.company_id)
    wanted, foreseen = await ctx.service.arranging.foresee(
        list_id, filter_=filter_, order_by=body.order_by, sees_numbers=sees_numbers
    )
    return ArrangementPreview(
        filter=wanted.filter,
        conditions=ConditionsShown.written(read_conditions(wanted.filter)),
        order_by=wanted.order_by,
        **asdict(foreseen),
    )
