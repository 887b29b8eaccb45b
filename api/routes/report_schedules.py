"""Scheduled reports: made, changed, stopped, sent at once; and their runs."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter

from api.auth import Needs, Permit
from api.dependencies import PathId, QueryId, ServiceDep, StoreDep
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

Reads = Annotated[Permit, Needs("schedule.read")]
Writes = Annotated[Permit, Needs("schedule.write")]


@router.get("")
async def list_report_schedules(
    store: StoreDep,
    permit: Reads,
    page: Annotated[PageRequest, sorted_by("id")],
    campaign_id: QueryId = None,
) -> ReportSchedulePage:
    """List the schedules by which results are sent, of a campaign or of all."""
    found = await store.report_schedules.list(campaign_id, page=page, sees=permit.sees)
    items, more = cut_page(found, page)
    return ReportSchedulePage(items=[ReportScheduleShown.of_schedule(one) for one in items], next=more)


@router.post("", status_code=201)
@located("/report-schedules/{id}")
@refuses(BadReference, MailOff)
async def create_report_schedule(
    body: ReportScheduleInput, store: StoreDep, service: ServiceDep, permit: Writes
) -> ReportScheduleShown:
    """Have a campaign's results sent. Figures by agent take somebody who may see all agents."""
    if body.campaign_id not in await store.campaigns.ids(sees=permit.sees):
        raise BadReference(campaign=body.campaign_id)
    _check_figures(body.figures, permit)
    return ReportScheduleShown.of_schedule(await service.report_schedules.create(body.model_dump(), actor=permit.actor))


@router.get("/{schedule_id}")
@refuses(NotFound)
async def read_report_schedule(schedule_id: PathId, store: StoreDep, permit: Reads) -> ReportScheduleShown:
    """Read a schedule."""
    return ReportScheduleShown.of_schedule(await store.report_schedules.get(schedule_id, sees=permit.sees))


@router.patch("/{schedule_id}")
@refuses(NotFound)
async def change_report_schedule(
    schedule_id: PathId,
    body: ReportScheduleChange,
    store: StoreDep,
    service: ServiceDep,
    permit: Writes,
    if_match: IfMatch,
) -> ReportScheduleShown:
    """Change a schedule, pause it, or let it go on."""
    before = await store.report_schedules.get(schedule_id, sees=permit.sees)
    if_match.check(ReportScheduleShown.of_schedule(before))
    said = body.model_dump(exclude_unset=True)
    check_not_null(said, *said)
    _check_figures(said.get("figures", ()), permit)
    expected = before if if_match else None
    return ReportScheduleShown.of_schedule(
        await service.report_schedules.change(before, said, actor=permit.actor, expected=expected)
    )


@router.delete("/{schedule_id}", status_code=204)
@refuses(NotFound)
async def delete_report_schedule(
    schedule_id: PathId, store: StoreDep, service: ServiceDep, permit: Writes, if_match: IfMatch
) -> None:
    """Stop a schedule for good. What was sent stays among the messages."""
    there = await store.report_schedules.get(schedule_id, sees=permit.sees)
    if_match.check(ReportScheduleShown.of_schedule(there))
    await service.report_schedules.remove(schedule_id, actor=permit.actor, expected=there if if_match else None)


@router.post("/{schedule_id}/send", status_code=202)
@refuses(NotFound, MailOff)
async def send_report(schedule_id: PathId, store: StoreDep, service: ServiceDep, permit: Writes) -> ReportRunShown:
    """Send a report now, besides those that are due."""
    schedule = await store.report_schedules.get(schedule_id, sees=permit.sees)
    return ReportRunShown.of_run(await service.report_schedules.send(schedule, actor=permit.actor), {})


@router.get("/{schedule_id}/runs")
@refuses(NotFound)
async def list_report_runs(
    schedule_id: PathId,
    store: StoreDep,
    permit: Reads,
    page: Annotated[PageRequest, sorted_by("-due_at")],
) -> ReportRunPage:
    """List the reports of a schedule, newest first, with what became of their messages."""
    found = await store.report_schedules.runs(schedule_id, page=page, sees=permit.sees)
    items, more = cut_page(found, page)
    states = await store.report_schedules.states(items)
    return ReportRunPage(items=[ReportRunShown.of_run(one, states) for one in items], next=more)


def _check_figures(figures: Collection[str], permit: Permit) -> None:
    """Raise `Invalid` if figures by agent are wanted by somebody who does not see all agents."""
    if "agent" in figures and permit.caller.sees("agent.read").teams is not None:
        raise Invalid([("figures", msg("figures by agent take a role that sees the agents of all teams"))])
