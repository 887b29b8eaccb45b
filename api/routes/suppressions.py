"""Suppressions: looked up, written, loaded from files."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.auth import Context, Needs
from api.dependencies import PathId, PathText
from api.import_query import NumbersWay
from api.keyed_requests import Keyed
from api.paging import cut, sorted_by
from api.problem_kinds import OTHER_MEDIA_TYPE, refuses
from api.routes.imports import BODY, Filename, kept_file
from api.schemas.suppressions import (
    FileShown,
    Scope,
    ScopedSuppressionsInput,
    SuppressionLifted,
    SuppressionPage,
    SuppressionsAdded,
    SuppressionShown,
    SuppressionsInput,
    SuppressionWanted,
)
from api.schemas.wire import Country, Line
from dialer.core.errors import BadReference, NotFound
from dialer.core.request_errors import Invalid, SuppressingBrokeOff, TooManyNumberFiles, UploadsFull
from dialer.i18n.message import msg
from dialer.jobs.kinds import SUPPRESSION_FILE
from dialer.people.suppression.store.lookup import EVERYONE, of_company
from dialer.services import Service
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["suppressions"], route_class=Keyed)


@router.get("/companies/{company_id}/suppressions")
@refuses(NotFound)
async def list_company_suppressions(
    company_id: PathId,
    ctx: Annotated[Context, Needs("suppression.read")],
    page: Annotated[PageRequest, sorted_by("digest", id_type=str)],
) -> SuppressionPage:
    """List the company's suppressions in the order of digests, which reveal no number."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    return await _page(of_company(company_id), page, ctx)


@router.post("/companies/{company_id}/suppressions")
@refuses(NotFound)
async def suppress(
    company_id: PathId, body: SuppressionsInput, ctx: Annotated[Context, Needs("suppression.add")]
) -> SuppressionsAdded:
    """Suppress numbers and people. No call to them is started after this answer.

    The answer waits up to 5.5 s for ringing calls to end.
    """
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    return await _suppress(of_company(company_id), body, ctx.service, ctx.actor)


@router.delete("/companies/{company_id}/suppressions/{number}", status_code=204)
@refuses(NotFound)
async def unsuppress(
    company_id: PathId, number: PathText, ctx: Annotated[Context, Needs("suppression.remove")]
) -> None:
    """Lift the suppression of a number."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    if not await ctx.service.suppression.remove(of_company(company_id), number, actor=ctx.actor):
        raise NotFound(company=company_id)


@router.get("/suppressions")
async def list_suppressions(
    ctx: Annotated[Context, Needs("suppression.read")],
    page: Annotated[PageRequest, sorted_by("digest", id_type=str)],
    scope: Annotated[Scope, Query()] = "all",
) -> SuppressionPage:
    """List the suppressions of one scope in the order of digests, which reveal no number."""
    return await _page(scope, page, ctx)


@router.post("/suppressions")
@refuses(BadReference)
async def suppress_in_scope(
    body: ScopedSuppressionsInput, ctx: Annotated[Context, Needs("suppression.add")]
) -> SuppressionsAdded:
    """Suppress numbers and people for everyone, a company or a campaign.

    No call to them is started after this answer, which waits up to 5.5 s for ringing calls to end.
    """
    await _check_scope(body.scope, ctx)
    return await _suppress(body.scope, body, ctx.service, ctx.actor)


@router.post("/suppressions/remove", status_code=204)
@refuses(NotFound)
async def lift_suppression(body: SuppressionLifted, ctx: Annotated[Context, Needs("suppression.remove")]) -> None:
    """Lift the suppression of a number or a person within a scope."""
    if (body.number is None) == (body.external_id is None):
        raise Invalid([("number", msg("name a number or an external id, one of them"))])
    desk = ctx.service.suppression
    if ctx.sees.companies is not None:  # a campaign that was deleted leaves suppressions, which may be lifted
        try:
            await _check_scope(body.scope, ctx)
        except BadReference:
            raise NotFound(scope=body.scope) from None
    if body.number is not None:
        removed = await desk.remove(body.scope, body.number, country=body.country, reason=body.reason, actor=ctx.actor)
    else:
        removed = await desk.remove_person(body.scope, body.external_id or "", reason=body.reason, actor=ctx.actor)
    if not removed:
        raise NotFound(scope=body.scope)


@router.post("/suppressions/check")
async def check_suppressions(
    body: SuppressionWanted, ctx: Annotated[Context, Needs("suppression.read")]
) -> list[SuppressionShown]:
    """List what suppresses a number or a person, for all companies and campaigns or one of them.

    An empty answer means that it may be called.
    """
    found = await ctx.service.suppression.of(
        number=body.number,
        external_id=body.external_id,
        country=body.country,
        company_id=body.company_id,
        campaign_id=body.campaign_id,
        sees=ctx.sees,
    )
    return [SuppressionShown.of(one) for one in await ctx.service.watching.look().suppressions(found)]


@router.post("/suppressions/import", openapi_extra=BODY)
@refuses(BadReference, TooManyNumberFiles, UploadsFull, SuppressingBrokeOff, OTHER_MEDIA_TYPE)
async def import_suppressions(
    request: Request,
    ctx: Annotated[Context, Needs("suppression.import")],
    read: NumbersWay,
    scope: Annotated[Scope, Query()],
    country: Annotated[
        Country,
        Query(description="Country (ISO 3166) of numbers without a country code; by default that of the lists."),
    ] = "",
    reason: Annotated[Line, Query(max_length=500)] = "",
    source: Annotated[
        Line, Query(max_length=200, description="Source of the numbers; by default the file's name.")
    ] = "",
    filename: Filename = "file",
) -> FileShown:
    """Suppress every number of a file: CSV, XLSX, ODS or ZIP, with or without a header.

    If no column is named as a phone, the only column with numbers is used. `rejected` has the first 10,000 rows with a
    number that could not be read: these are not suppressed until they are corrected and sent again.
    """
    await _check_scope(scope, ctx)
    async with kept_file(request, ctx.service, filename, SUPPRESSION_FILE) as (name, path):
        asked = replace(read, path=str(path), country=country)
        done = await ctx.service.suppression.load(scope, asked, reason=reason, source=source or name, actor=ctx.actor)
    return FileShown.merged(done, called_off=done.live, rejected_more=done.rejected_rows - len(done.rejected))


async def _page(scope: str, page: PageRequest, ctx: Context) -> SuppressionPage:
    after = "" if page.after is None else page.after[0]
    found = await ctx.store.suppressions.list(
        scope, after=after, limit=page.limit + 1, is_descending=page.is_descending, sees=ctx.sees
    )
    items, more = cut(found, page.limit, lambda one: (page.sort, one.digest, one.digest))
    seen = await ctx.service.watching.look().suppressions(items)
    return SuppressionPage(items=[SuppressionShown.of(one) for one in seen], next=more)


async def _check_scope(scope: str, ctx: Context) -> None:
    """Check that the caller may change a scope: everyone's takes a role for all companies. Raises BadReference."""
    if scope == EVERYONE:
        ctx.check_all_companies()
    await ctx.store.suppressions.check_scope(scope, sees=ctx.sees)


async def _suppress(scope: str, body: SuppressionsInput, service: Service, actor: str) -> SuppressionsAdded:
    done = await service.suppression.add(
        scope,
        body.numbers,
        external_ids=body.external_ids,
        country=body.country,
        reason=body.reason,
        actor=actor,
    )
    return SuppressionsAdded.merged(done, called_off=len(done.ringing))
