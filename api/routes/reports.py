"""Reports for inspectors."""

from asyncio import to_thread
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.answer_language import AnswerLanguage
from api.auth import Context, Needs
from api.csv_export import LATER, Prefer, csv_report, is_async, report_later
from api.dependencies import PathId
from api.problem_kinds import refuses
from api.schemas.reports import ReportForm
from api.schemas.rulings import RuleCountShown, RulingsShown
from api.schemas.wire import Instant
from dialer.audit.actions import RULING
from dialer.compliance.ruling import Answer
from dialer.compliance.ruling_counts import count_rulings
from dialer.core.errors import UnknownCampaign
from dialer.core.request_errors import TooManyReports
from dialer.core.time_units import DAY_S
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.service import ComplianceReport
from dialer.i18n.catalogue import Language
from dialer.rendering.values import plain

router = APIRouter(tags=["reports"])
WEEK_S: Final = 7 * DAY_S
RULINGS_COUNTED: Final = 20_000
FILES = {ReportForm.JSON: "report.json", ReportForm.HTML: "report.html", ReportForm.EVENTS: "events.csv"}
MEDIA_TYPES = {ReportForm.JSON: "application/json", ReportForm.HTML: "text/html", ReportForm.EVENTS: "text/csv"}
REPORT: dict[int | str, dict[str, Any]] = {
    **LATER,
    200: {
        "description": "The report, or the events that it is made of.",
        "content": {"application/json": {}, "text/html": {}, "text/csv": {}},
    },
}


@router.get("/campaigns/{campaign_id}/rulings")
@refuses(UnknownCampaign)
async def list_rulings(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("report.read")],
    since: Annotated[Instant | None, Query(description="By default the last seven days.")] = None,
    until: Annotated[Instant | None, Query(description="Before this time; by default now.")] = None,
) -> RulingsShown:
    """Count what the rules refused, put off, held back or warned of for a campaign, by rule.

    Calls that every rule allowed are not counted here: the report has them.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    end = until.timestamp() if until else ctx.parts.clock()
    begin = since.timestamp() if since else end - WEEK_S
    lines = await ctx.store.audit.list(
        subject=f"campaign:{campaign_id}", action=RULING, since=begin, until=end, limit=RULINGS_COUNTED + 1
    )
    rules = ctx.service.rule_files.rules()
    counts = count_rulings((one.at, one.facts) for one in lines[:RULINGS_COUNTED])
    return RulingsShown(
        since=begin,
        until=end,
        is_whole=len(lines) <= RULINGS_COUNTED,
        rules=[RuleCountShown.of_count(one, rules.get(one.rule_id)) for one in counts if one.answer != Answer.ALLOW],
    )


@router.get("/campaigns/{campaign_id}/compliance-report", response_class=Response, responses=REPORT)
@refuses(UnknownCampaign, TooManyReports)
async def compliance_report(
    campaign_id: PathId,
    ctx: Annotated[Context, Needs("report.read")],
    spoken: AnswerLanguage,
    form: ReportForm = ReportForm.JSON,
    until: Annotated[
        Instant | None, Query(description="Events up to this time; the same time gives the same report.")
    ] = None,
    language: Annotated[
        Language | None, Query(description="Language of the page; by default that of Accept-Language.")
    ] = None,
    prefer: Prefer = None,
) -> Response:
    """Read the campaign's compliance report: nineteen points, from stored events only.

    Its SHA-256 is that of the canonical JSON of `report` (keys sorted, no spaces). Raw events are streamed.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    subject, actor, reports = f"campaign:{campaign_id}", ctx.actor, ctx.service.report_files
    at = until.timestamp() if until else None

    async def page(made: ComplianceReport) -> Response:
        if form is ReportForm.HTML:
            return HTMLResponse(await to_thread(compliance_page, made.report, made.sha256, language=language or spoken))
        return JSONResponse({"report": await to_thread(plain, made.report), "sha256": made.sha256})

    async def made_later() -> AsyncIterator[bytes]:
        made = await ctx.service.reports.compliance(campaign_id, until=at, actor=actor)
        if form is ReportForm.EVENTS:
            async for chunk in ctx.service.reports.events(made):
                yield chunk.encode()
        else:
            yield bytes((await page(made)).body)

    if is_async(prefer):
        name = f"campaign-{campaign_id}-{FILES[form]}"
        return await report_later(reports, subject, name, MEDIA_TYPES[form], made_later(), actor=actor)
    async with reports.attend(subject, actor=actor):
        made = await ctx.service.reports.compliance(campaign_id, until=at, actor=actor)
        if form is not ReportForm.EVENTS:
            return await page(made)
    name, events = f"campaign-{campaign_id}-{FILES[form]}", ctx.service.reports.events(made)
    return await csv_report(reports, subject, name, events, prefer=None, actor=actor, mark=False)
