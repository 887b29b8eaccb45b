"""Registers: export of a list's numbers, intake of the answer, and the state of a company's answers."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth import Context, Needs
from api.csv_export import CsvResponse
from api.dependencies import PathId
from api.etags import Versioned
from api.import_query import NumbersWay
from api.paging import cut_page, sorted_by
from api.problem_kinds import OTHER_MEDIA_TYPE, refuses
from api.routes.imports import BODY, kept_file
from api.schemas.registers import (
    AnsweredShown,
    FactsWanted,
    RegisterStatusShown,
    ScrubFactsShown,
    ScrubPage,
    ScrubShown,
)
from api.schemas.suppressions import RejectedShown
from api.schemas.wire import Instant, Line
from dialer.core.errors import AnswerCancelled, NotFound, ScrubNotOpen, UnknownList, UnknownScrub
from dialer.core.request_errors import AnswerNotRead, AnswerNotWritten, TooManyNumberFiles, UploadsFull
from dialer.jobs.kinds import REGISTER_ANSWER
from dialer.people.registers.model import NumberForm, ResultForm
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["registers"], route_class=Versioned)


@router.post("/lists/{list_id}/scrubs", response_class=CsvResponse)
@refuses(UnknownList)
async def scrub_out(
    list_id: PathId,
    ctx: Annotated[Context, Needs("register.write", confirmed=True)],
    register: Annotated[
        Line, Query(max_length=20, description="RPO, NDNC, TPS, CTPS, or a state list such as DNC-TX.")
    ],
    form: NumberForm = NumberForm.E164,
    only_after_days: Annotated[
        float | None, Query(ge=0, le=400, description="Omit numbers answered within this many days.")
    ] = None,
) -> CsvResponse:
    """Export a list's numbers as a file for a register, and record the request.

    The header `Pronto-Scrub` has the id of the scrub. It counts only once the file has been downloaded completely.
    """
    await ctx.store.lists.get(list_id, sees=ctx.sees)
    scrub, chunks = await ctx.service.registers.send_out(
        list_id, register, form=form, only_after_days=only_after_days, actor=ctx.actor
    )
    name = f"{scrub.register_name}-{scrub.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Pronto-Scrub": str(scrub.id)}
    return CsvResponse(chunks, headers=headers)


@router.post("/scrubs/{scrub_id}/result", openapi_extra=BODY)
@refuses(
    UnknownScrub,
    ScrubNotOpen,
    AnswerCancelled,
    TooManyNumberFiles,
    UploadsFull,
    AnswerNotRead,
    AnswerNotWritten,
    OTHER_MEDIA_TYPE,
)
async def scrub_in(
    scrub_id: PathId,
    request: Request,
    ctx: Annotated[Context, Needs("register.write")],
    read: NumbersWay,
    form: Annotated[ResultForm, Query(description="What the rows of the file mean; see the register's description.")],
    receipt: Annotated[
        Line, Query(min_length=1, max_length=200, description="The register's own reference of its answer.")
    ],
    version: Annotated[Line, Query(max_length=200, description="Version of the register's data, if stated.")] = "",
    answered_at: Annotated[
        Instant | None,
        Query(description="Time of the register's answer, from which its age counts; by default that of the request."),
    ] = None,
    none_listed: Annotated[bool, Query(description="The register lists none of the numbers.")] = False,
) -> AnsweredShown:
    """Load a register's answer. A file that is refused changes nothing and can be sent again.

    Refused if it is no table of numbers, or contains no number or one that was not sent. If the register lists none of
    the numbers, set `none_listed`.
    """
    await ctx.store.registers.get(scrub_id, sees=ctx.sees)
    async with kept_file(request, ctx.service, "", REGISTER_ANSWER) as (_, path):
        done = await ctx.service.registers.take_in(
            scrub_id,
            replace(read, path=str(path)),
            form=form,
            receipt=receipt,
            version=version,
            answered_at=answered_at.timestamp() if answered_at else None,
            actor=ctx.actor,
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
@refuses(UnknownScrub, ScrubNotOpen)
async def cancel_answer(scrub_id: PathId, ctx: Annotated[Context, Needs("register.write")]) -> ScrubShown:
    """Stop loading an answer and discard what was loaded. It can be sent again.

    The request that loads it ends with 409. Its numbers then have no answer, including those that had an earlier one.
    """
    await ctx.store.registers.get(scrub_id, sees=ctx.sees)
    return ScrubShown.of(await ctx.service.registers.cancel(scrub_id, actor=ctx.actor))


@router.get("/scrubs/{scrub_id}")
@refuses(UnknownScrub)
async def read_scrub(scrub_id: PathId, ctx: Annotated[Context, Needs("register.read")]) -> ScrubShown:
    """Read a scrub."""
    return ScrubShown.of(await ctx.store.registers.get(scrub_id, sees=ctx.sees))


@router.get("/companies/{company_id}/scrubs")
@refuses(NotFound)
async def list_scrubs(
    company_id: PathId,
    ctx: Annotated[Context, Needs("register.read")],
    page: Annotated[PageRequest, sorted_by("-id")],
) -> ScrubPage:
    """List a company's scrubs, newest first."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    items, more = cut_page(await ctx.store.registers.list(company_id, page, sees=ctx.sees), page)
    return ScrubPage(items=[ScrubShown.of(one) for one in items], next=more)


@router.get("/companies/{company_id}/registers")
@refuses(NotFound)
async def register_status(
    company_id: PathId, ctx: Annotated[Context, Needs("register.read")]
) -> list[RegisterStatusShown]:
    """Count a company's answers by register, and how many are no longer valid."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    return [RegisterStatusShown.of(one) for one in await ctx.service.registers.status(company_id)]


@router.post("/companies/{company_id}/registers/check")
@refuses(NotFound)
async def check_number(
    company_id: PathId, body: FactsWanted, ctx: Annotated[Context, Needs("register.read")]
) -> list[ScrubFactsShown]:
    """Read each register's last answer on a number, for this company."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    return [ScrubFactsShown.of(one) for one in await ctx.service.registers.facts(body.number, company_id)]
