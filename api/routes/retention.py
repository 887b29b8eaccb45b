"""Retention: runs and their reports."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.keyed_requests import Keyed
from api.paging import cut_page, sorted_by
from api.schemas.retention import PartShown, RetentionInput, RetentionRunPage, RetentionShown, RunShown
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["persons"], route_class=Keyed)


@router.post("/retention")
async def run_retention(
    body: RetentionInput, ctx: Annotated[Context, Needs("retention.run", all_companies=True)]
) -> RetentionShown:
    """Delete or empty data older than its limit, or only count it. Pronto does this by itself once a day."""
    report = await ctx.service.retention.run(body.limits, dry=body.dry, actor=ctx.actor)
    parts = [PartShown.of(part) for part in report.parts]
    return RetentionShown(at=report.at, dry=report.dry, expired=report.expired, parts=parts)


@router.get("/retention/runs")
async def list_retention_runs(
    ctx: Annotated[Context, Needs("retention.read", all_companies=True)],
    page: Annotated[PageRequest, sorted_by("-id")],
) -> RetentionRunPage:
    """List the runs with their reports, newest first."""
    items, more = cut_page(await ctx.service.retention.runs(page), page)
    return RetentionRunPage(items=[RunShown.of(run) for run in items], next=more)
