"""Registers: export of a list's numbers, intake of the answer, and the state of a controller's answers."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth import Manager, Supervisor
from api.csv_export import CsvResponse
from api.dependencies import PathId, ServiceDep, StoreDep
from api.etags import Versioned
from api.import_query import NumbersWay
from api.routes.imports import BODY, kept_file
from api.schemas.registers import AnsweredShown, FactsWanted, RegisterStatusShown, ScrubFactsShown, ScrubShown
from api.schemas.suppressions import RejectedShown
from api.schemas.wire import Instant, Line
from dialer.registers.model import NumberForm, ResultForm

router = APIRouter(tags=["registers"], route_class=Versioned)


@router.post("/lists/{list_id}/scrubs", response_class=CsvResponse)
async def scrub_out(
    list_id: PathId,
    service: ServiceDep,
    caller: Manager,
    register: Annotated[Line, Query(max_length=20, description="RPO, NDNC, TPS, CTPS, or DNC-TX and its like.")],
    form: NumberForm = NumberForm.E164,
    only_after_days: Annotated[
        float | None, Query(ge=0, le=400, description="Leave out what was answered within these days.")
    ] = None,
) -> CsvResponse:
    """Return a list's numbers as a file for a register, and note them as asked.

    The header `Pronto-Scrub` names the asking. It counts only once the file has been read to its end.
    """
    scrub, chunks = await service.registers.send_out(
        list_id, register, form=form, only_after_days=only_after_days, actor=caller.actor
    )
    name = f"{scrub.register_name}-{scrub.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Pronto-Scrub": str(scrub.id)}
    return CsvResponse(chunks, headers=headers)


@router.post("/scrubs/{scrub_id}/result", openapi_extra=BODY)
async def scrub_in(
    scrub_id: PathId,
    request: Request,
    service: ServiceDep,
    caller: Manager,
    read: NumbersWay,
    form: Annotated[ResultForm, Query(description="What the file says: see the register's own description.")],
    receipt: Annotated[Line, Query(min_length=1, max_length=200, description="The register's own reference.")],
    version: Annotated[Line, Query(max_length=200, description="Of the register's data, where it tells.")] = "",
    answered_at: Annotated[Instant | None, Query(description="When the register answered; now without it.")] = None,
    none_listed: Annotated[bool, Query(description="The register has none of the numbers.")] = False,
) -> AnsweredShown:
    """Take a register's answer in, read as lists are. A file that is refused changes nothing, and can be sent again.

    It is refused if it is no table of numbers, holds a number that never went out, or holds none: that the register
    has none of them is said with `none_listed`.
    """
    async with kept_file(request, service, "") as (_, path):
        done = await service.registers.take_in(
            scrub_id,
            replace(read, path=str(path)),
            form=form,
            receipt=receipt,
            version=version,
            answered_at=answered_at.timestamp() if answered_at else None,
            actor=caller.actor,
            none_listed=none_listed,
        )
    return AnsweredShown(
        scrub=ScrubShown.of(done.scrub),
        rows=done.rows,
        answered=done.answered,
        rejected_rows=done.rejected_rows,
        rejected_more=done.rejected_rows - len(done.rejected),
        rejected=[RejectedShown.of(one) for one in done.rejected],
    )


@router.post("/scrubs/{scrub_id}/cancel")
async def cancel_answer(scrub_id: PathId, service: ServiceDep, caller: Manager) -> ScrubShown:
    """Stop the taking in of an answer and forget what was written of it; it can be sent again.

    The request that brought it in ends with 409. Its numbers have no answer then, also those that had one of before.
    """
    return ScrubShown.of(await service.registers.cancel(scrub_id, actor=caller.actor))


@router.get("/scrubs/{scrub_id}")
async def read_scrub(scrub_id: PathId, store: StoreDep, _caller: Supervisor) -> ScrubShown:
    """Read one asking."""
    return ScrubShown.of(await store.registers.get(scrub_id))


@router.get("/controllers/{controller_id}/scrubs")
async def list_scrubs(
    controller_id: PathId, store: StoreDep, _caller: Supervisor, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> list[ScrubShown]:
    """List a controller's askings, newest first."""
    return [ScrubShown.of(one) for one in await store.registers.list(controller_id, limit=limit)]


@router.get("/controllers/{controller_id}/registers")
async def register_status(controller_id: PathId, service: ServiceDep, _caller: Supervisor) -> list[RegisterStatusShown]:
    """Say how many answers a controller has of each register, and how many count no more."""
    return [RegisterStatusShown.of(one) for one in await service.registers.status(controller_id)]


@router.post("/controllers/{controller_id}/registers/check")
async def check_number(
    controller_id: PathId, body: FactsWanted, service: ServiceDep, _caller: Supervisor
) -> list[ScrubFactsShown]:
    """Say what each register last answered on a number, for this controller."""
    return [ScrubFactsShown.of(one) for one in await service.registers.facts(body.number, controller_id)]
