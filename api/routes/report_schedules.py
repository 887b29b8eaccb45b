"""Scheduled reports: made, changed, stopped, sent at once; and their runs."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter

from api.auth import Context, Needs
from api.dependencies import PathId, QueryId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.replaced_values import check_not_null
from api.schemas.report_schedules import (
    ReportRunPage,
    ReportRunShown,
    ReportScheduleChange,
    ReportScheduleInput,
    ReportSchedulePage,
    ReportScheduleShown,
)
from dialer.core.errors import BadReference, NotFound
from dialer.core.request_errors import Invalid, MailOff
from dialer.i18n.message import msg
from dialer.storage.pages import PageRequest

router = APIRouter(prefix="/report-schedules", tags=["results"], route_class=Versioned)

Reads = Annotated[Context, Needs("schedule.read")]
Writes = Annotated[Context, Needs("schedule.write")]


@router.get("")
async def list_report_schedules(
    ctx: Reads, page: Annotated[PageRequest, sorted_by("id")], campaign_id: QueryId = None
) -> ReportSchedulePage:
    """List the schedules by which results are sent, of a campaign or of all."""
    found = await ctx.store.report_schedules.list(campaign_id, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    return ReportSchedulePage(items=[ReportScheduleShown.of_schedule(one) for one in items], next=more)


@router.post("", status_code=201)
@located("/report-schedules/{id}")
@refuses(BadReference, MailOff)
async def create_report_schedule(body: ReportScheduleInput, ctx: Writes) -> ReportScheduleShown:
    """Have a campaign's results sent. Figures by agent take somebody who may see all agents."""
    if body.campaign_id not in await ctx.store.campaigns.ids(sees=ctx.sees):
        raise BadReference(campaign=body.campaign_id)
    _check_figures(body.figures, ctx)
    return ReportScheduleShown.of_schedule(
        await ctx.service.report_schedules.create(body.model_dump(), actor=ctx.actor)
    )


@router.get("/{schedule_id}")
@refuses(NotFound)
async def read_report_schedule(schedule_id: PathId, ctx: Reads) -> ReportScheduleShown:
    """Read a schedule."""
    return ReportScheduleShown.of_schedule(await ctx.store.report_schedules.get(schedule_id, sees=ctx.sees))


@router.patch("/{schedule_id}")
@refuses(NotFound)
async def change_report_schedule(
    schedule_id: PathId, body: ReportScheduleChange, ctx: Writes, if_match: IfMatch
) -> ReportScheduleShown:
    """Change a schedule, pause it, or let it go on."""
    before = await ctx.store.report_schedules.get(schedule_id, sees=ctx.sees)
    if_match.check(ReportScheduleShown.of_schedule(before))
    said = body.model_dump(exclude_unset=True)
    check_not_null(said, *said)
    _check_figures(said.get("figures", ()), ctx)
    expected = before if if_match else None
    return ReportScheduleShown.of_schedule(
        await ctx.service.report_schedules.change(before, said, actor=ctx.actor, expected=expected)
    )


@router.delete("/{schedule_id}", status_code=204)
@refuses(NotFound)
async def delete_report_schedule(schedule_id: PathId, ctx: Writes, if_match: IfMatch) -> None:
    """Stop a schedule for good. What was sent stays among the messages."""
    there = await ctx.store.report_schedules.get(schedule_id, sees=ctx.sees)
    if_match.check(ReportScheduleShown.of_schedule(there))
    await ctx.service.report_schedules.remove(schedule_id, actor=ctx.actor, expected=there if if_match else None)


@router.post("/{schedule_id}/send", status_code=202)
@refuses(NotFound, MailOff)
async def send_report(schedule_id: PathId, ctx: Writes) -> ReportRunShown:
    """Send a report now, besides those that are due."""
    schedule = await ctx.store.report_schedules.get(schedule_id, sees=ctx.sees)
    return ReportRunShown.of_run(await ctx.service.report_schedules.send(schedule, actor=ctx.actor), {})


@router.get("/{schedule_id}/runs")
@refuses(NotFound)
async def list_report_runs(
    schedule_id: PathId, ctx: Reads, page: Annotated[PageRequest, sorted_by("-due_at")]
) -> ReportRunPage:
    """List the reports of a schedule, newest first, with what became of their messages."""
    found = await ctx.store.report_schedules.runs(schedule_id, page=page, sees=ctx.sees)
    items, more = cut_page(found, page)
    states = await ctx.store.report_schedules.states(items)
    return ReportRunPage(items=[ReportRunShown.of_run(one, states) for one in items], next=more)


def _check_figures(figures: Collection[str], ctx: Context) -> None:
    """Raise `Invalid` if figures by agent are wanted by somebody who does not see all agents."""
    if "agent" in figures and ctx.caller.sees("agent.read").teams is not None:
        raise Invalid([("figures", msg("figures by agent take a role that sees the agents of all teams"))])
