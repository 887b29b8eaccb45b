"""Suppressions: looked up, written, loaded from files."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth import Manager, Supervisor
from api.dependencies import PathId, PathText, ServiceDep, StoreDep
from api.import_query import NumbersWay
from api.routes.imports import BODY, Filename, kept_file
from api.schemas.suppressions import (
    FileShown,
    RejectedShown,
    Scope,
    ScopedSuppressionsAsked,
    SuppressionLifted,
    SuppressionsAdded,
    SuppressionsAsked,
    SuppressionShown,
    SuppressionWanted,
)
from api.schemas.wire import Country, Line
from dialer.core.errors import NotFound
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.services import Service
from dialer.suppression.store.lookup import of_controller

router = APIRouter(tags=["suppressions"])


@router.get("/controllers/{controller_id}/suppressions")
async def list_controller_suppressions(
    controller_id: PathId,
    store: StoreDep,
    service: ServiceDep,
    _caller: Supervisor,
    after: Annotated[Line, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[SuppressionShown]:
    """List the controller's suppressions by digest, from behind `after` on. A digest tells nobody's number."""
    found = await store.suppressions.list(of_controller(controller_id), after=after, limit=limit)
    return [SuppressionShown.of(one) for one in await service.watching.look().suppressions(found)]


@router.post("/controllers/{controller_id}/suppressions")
async def suppress(
    controller_id: PathId, body: SuppressionsAsked, service: ServiceDep, caller: Supervisor
) -> SuppressionsAdded:
    """Suppress numbers and people. After this answer no call to them is sent.

    It waits, 5.5 s at most, for the calls that ring.
    """
    return await _suppress(of_controller(controller_id), body, service, caller.actor)


@router.delete("/controllers/{controller_id}/suppressions/{number}", status_code=204)
async def unsuppress(controller_id: PathId, number: PathText, service: ServiceDep, caller: Manager) -> None:
    """Let a number be called again."""
    if not await service.suppression.remove(of_controller(controller_id), number, actor=caller.actor):
        raise NotFound(controller=controller_id)


@router.get("/suppressions")
async def list_suppressions(
    store: StoreDep,
    service: ServiceDep,
    _caller: Supervisor,
    scope: Annotated[Scope, Query()] = "all",
    after: Annotated[Line, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[SuppressionShown]:
    """List the suppressions of one scope by digest, from behind `after` on."""
    found = await store.suppressions.list(scope, after=after, limit=limit)
    return [SuppressionShown.of(one) for one in await service.watching.look().suppressions(found)]


@router.post("/suppressions")
async def suppress_in_scope(
    body: ScopedSuppressionsAsked, service: ServiceDep, caller: Supervisor
) -> SuppressionsAdded:
    """Suppress numbers and people for everyone, a controller or a campaign, at once.

    After this answer no call to them is sent: it waits, 5.5 s at most, for the calls that ring.
    """
    return await _suppress(body.scope, body, service, caller.actor)


@router.post("/suppressions/remove", status_code=204)
async def lift_suppression(body: SuppressionLifted, service: ServiceDep, caller: Manager) -> None:
    """Let a number or a person be called again within a scope, each by itself."""
    desk = service.suppression
    if (body.number is None) == (body.external_id is None):
        raise Invalid([("number", msg("name a number or an external id, one of them"))])
    if body.number is not None:
        removed = await desk.remove(body.scope, body.number, country=body.country, actor=caller.actor)
    else:
        removed = await desk.remove_person(body.scope, body.external_id or "", actor=caller.actor)
    if not removed:
        raise NotFound(scope=body.scope)


@router.post("/suppressions/check")
async def check_suppressions(
    body: SuppressionWanted, service: ServiceDep, _caller: Supervisor
) -> list[SuppressionShown]:
    """Say what keeps a number or a person from being called, by whatever controller or campaign unless one is named.

    Nothing does when the answer is empty.
    """
    found = await service.suppression.of(
        number=body.number,
        external_id=body.external_id,
        country=body.country,
        controller_id=body.controller_id,
        campaign_id=body.campaign_id,
    )
    return [SuppressionShown.of(one) for one in await service.watching.look().suppressions(found)]


@router.post("/suppressions/import", openapi_extra=BODY)
async def import_suppressions(
    request: Request,
    service: ServiceDep,
    caller: Manager,
    read: NumbersWay,
    scope: Annotated[Scope, Query()],
    country: Annotated[Country, Query(description="Of numbers written without one.")] = "IT",
    reason: Annotated[Line, Query(max_length=500)] = "",
    source: Annotated[Line, Query(max_length=200, description="Where it comes from; else the file's name.")] = "",
    filename: Filename = "file",
) -> FileShown:
    """Suppress every number of a file that is read as lists are: CSV, XLSX, ODS or ZIP, with a header or without one.

    Where no column is called a phone, the only one that holds numbers is it. `rejected` are the rows of which not every
    number was taken, the first 10,000: they are lost unless they are mended and sent again.
    """
    async with kept_file(request, service, filename) as (name, path):
        asked = replace(read, path=str(path), country=country)
        done = await service.suppression.load(scope, asked, reason=reason, source=source or name, actor=caller.actor)
    return FileShown(
        rows=done.rows,
        added=done.added,
        known=done.known,
        called_off=done.live,
        rejected_rows=done.rejected_rows,
        rejected_more=done.rejected_rows - len(done.rejected),
        header=done.header,
        rejected=[RejectedShown.of(one) for one in done.rejected],
    )


async def _suppress(scope: str, body: SuppressionsAsked, service: Service, actor: str) -> SuppressionsAdded:
    done = await service.suppression.add(
        scope,
        body.numbers,
        external_ids=body.external_ids,
        country=body.country,
        reason=body.reason,
        actor=actor,
    )
    return SuppressionsAdded(
        added=done.added,
        called_off=len(done.ringing),
        others=done.others,
        people=done.people,
        withdrawn=done.withdrawn,
        shared=done.shared,
    )
