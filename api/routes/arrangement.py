"""Order and filter of a list: which fields they may use, and what they would do."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter

from api.auth import Needs, Permit
from api.dependencies import PathId, ServiceDep, StoreDep
from api.keyed_requests import Keyed
from api.problem_kinds import refuses
from api.schemas.arrangement import ArrangementInput, ArrangementPreview, ConditionsShown, ListFieldShown
from dialer.core.errors import UnknownList
from dialer.people.lists.rules.conditions import read_conditions, write_filter

router = APIRouter(tags=["lists"], route_class=Keyed)


@router.get("/lists/{list_id}/fields")
@refuses(UnknownList)
async def list_fields(
    list_id: PathId, store: StoreDep, service: ServiceDep, permit: Annotated[Permit, Needs("list.write")]
) -> list[ListFieldShown]:
    """List the fields that the list's order and filter may use, from its types and its newest leads."""
    await store.lists.get(list_id, sees=permit.sees)
    return [ListFieldShown.of(one) for one in await service.arranging.fields(list_id)]


@router.post("/lists/{list_id}/arrangement/preview")
@refuses(UnknownList)
async def preview_arrangement(
    list_id: PathId,
    body: ArrangementInput,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("list.write")],
) -> ArrangementPreview:
    """Count whom a filter would let through, and show who would be dialled first. Nothing is changed.

    For counts while typing: of a long list an evenly spread sample is read.
    """
    there = await store.lists.get(list_id, sees=permit.sees)
    filter_ = body.filter if body.conditions is None else write_filter(body.conditions.inner())
    sees_numbers = permit.caller.sees("number.unmask").reaches(there.controller_id)
    wanted, foreseen = await service.arranging.foresee(
        list_id, filter_=filter_, order_by=body.order_by, sees_numbers=sees_numbers
    )
    return ArrangementPreview(
        filter=wanted.filter,
        conditions=ConditionsShown.written(read_conditions(wanted.filter)),
        order_by=wanted.order_by,
        **asdict(foreseen),
    )
