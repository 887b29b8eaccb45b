"""Lists and their leads."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import Manager, Supervisor
from api.csv_export import CsvResponse, Excel, Fields, Reason, check_unmasks, csv_response
from api.dependencies import PathId, QueryId, ServiceDep, StoreDep
from api.etags import IfMatch, Versioned
from api.schemas.fields import written
from api.schemas.lists import ListAsked, ListChange, ListFigures, ListShown, PenetrationShown
from api.schemas.wire import Line
from dialer.core.enums import Role
from dialer.stores import Store

router = APIRouter(tags=["lists"], route_class=Versioned)


@router.get("/lists")
async def list_lists(
    store: StoreDep,
    _caller: Supervisor,
    campaign_id: QueryId = None,
    name: Annotated[Line | None, Query(max_length=200)] = None,
) -> list[ListShown]:
    """List every list, those of a campaign, or the one of this name."""
    if name is not None:
        one = await store.lists.by_name(name)
        return [ListShown.of(one)] if one else []
    return [ListShown.of(one) for one in await store.lists.list(campaign_id=campaign_id)]


@router.post("/lists", status_code=201)
async def create_list(body: ListAsked, store: StoreDep, service: ServiceDep, caller: Manager) -> ListFigures:
    """Write a new, empty list."""
    return await _figures((await service.lists.create(**body.inner(), actor=caller.actor)).id, store)


@router.get("/lists/{list_id}")
async def read_list(list_id: PathId, store: StoreDep, _caller: Supervisor) -> ListFigures:
    """Read a list with its leads counted by state."""
    return await _figures(list_id, store)


@router.patch("/lists/{list_id}")
async def change_list(
    list_id: PathId, body: ListChange, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> ListFigures:
    """Give a list to a campaign or take it back (`campaign_id` null), enable it or not, set share, order and filter.

    A filter that an administrator writes compares phone numbers whole, any other compares them masked.
    """
    if if_match:
        if_match.check(await _figures(list_id, store))
    if "campaign_id" in body.model_fields_set:
        await service.lists.assign(list_id, body.campaign_id, actor=caller.actor)
    if body.enabled is not None:
        await service.lists.set_enabled(list_id, enabled=body.enabled, actor=caller.actor)
    if body.field_types is not None:
        types = written(body.field_types)
        await service.lists.type_fields(list_id, types, actor=caller.actor)
    if body.model_fields_set & {"weight", "order_by", "filter"}:
        await service.arranging.set(
            list_id,
            weight=body.weight,
            order_by=body.order_by,
            filter_=body.filter,
            sees_numbers=caller.may(Role.ADMIN),
            actor=caller.actor,
        )
    return await _figures(list_id, store)


@router.delete("/lists/{list_id}", status_code=204)
async def delete_list(
    list_id: PathId, store: StoreDep, service: ServiceDep, caller: Manager, if_match: IfMatch
) -> None:
    """Delete a list that holds nobody, with what is kept of its imports. One with leads can be archived."""
    if if_match:
        if_match.check(await _figures(list_id, store))
    await service.lists.delete(list_id, actor=caller.actor)


@router.get("/lists/{list_id}/leads.csv", response_class=CsvResponse)
async def export_leads(
    list_id: PathId,
    service: ServiceDep,
    caller: Supervisor,
    fields: Fields = "",
    excel: Excel = False,
    reason: Reason = None,
) -> CsvResponse:
    """Export a list's leads as CSV, in the order they came in, archived or not.

    `fields` without anything: all columns that an import takes, the list's own fields, and how far each lead is. The
    list's own are `fields.NAME`, all of them `fields.*`. Numbers are masked, unless an administrator gives a reason.
    Cells that a spreadsheet would run as a formula begin with an apostrophe; an import takes it away again.
    """
    check_unmasks(caller, reason)
    chunks = await service.exports.leads(list_id, fields=fields, reason=reason, actor=caller.actor)
    return csv_response(f"leads-{list_id}.csv", chunks, mark=excel)


@router.post("/lists/{list_id}/archive", status_code=202)
async def archive_list(list_id: PathId, service: ServiceDep, caller: Manager) -> ListShown:
    """Put a list away: not dialled any more, and still there to be counted, exported and taken out again."""
    return ListShown.of(await service.arranging.archive(list_id, actor=caller.actor))


@router.post("/lists/{list_id}/unarchive", status_code=202)
async def unarchive_list(list_id: PathId, service: ServiceDep, caller: Manager) -> ListShown:
    """Take a list out again: its leads are what they were."""
    return ListShown.of(await service.arranging.unarchive(list_id, actor=caller.actor))


@router.get("/campaigns/{campaign_id}/penetration")
async def campaign_penetration(campaign_id: PathId, service: ServiceDep, _caller: Supervisor) -> PenetrationShown:
    """Count how far into its lists a campaign has come, and, if it runs, foretell when they run dry."""
    return PenetrationShown.of(await service.foretelling.penetration(campaign_id))


async def _figures(list_id: int, store: Store) -> ListFigures:
    one, counts = await store.lists.get(list_id), await store.lists.counts(list_id)
    leads = {state.value: count for state, count in counts.items()}
    return ListFigures(**asdict(one), types=dict(one.types), leads=leads)
