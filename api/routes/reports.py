"""Reports for inspectors."""

from asyncio import to_thread
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.answer_language import Spoken
from api.auth import Manager
from api.csv_export import csv_response
from api.dependencies import PathId, ServiceDep
from api.schemas.reports import ReportForm
from api.schemas.wire import Instant
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.values import plain
from dialer.i18n.catalogue import Language

router = APIRouter(tags=["reports"])
REPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report, or the events that it is made of.",
        "content": {"application/json": {}, "text/html": {}, "text/csv": {}},
    }
}


@router.get("/campaigns/{campaign_id}/compliance-report", response_class=Response, responses=REPORT)
async def compliance_report(
    campaign_id: PathId,
    service: ServiceDep,
    caller: Manager,
    spoken: Spoken,
    form: ReportForm = ReportForm.JSON,
    until: Annotated[Instant | None, Query(description="Up to then; the same instant gives the same report.")] = None,
    language: Annotated[Language | None, Query(description="Of the page; otherwise that of Accept-Language.")] = None,
) -> Response:
    """Return the campaign's compliance report: nineteen points, from stored events only.

    Its SHA-256 is that of the canonical JSON of `report`: keys sorted, no spaces. The raw events are streamed.
    """
    made = await service.reports.compliance(campaign_id, until=until.timestamp() if until else None, actor=caller.actor)
    if form is ReportForm.EVENTS:
        return csv_response(f"campaign-{campaign_id}-events.csv", service.reports.events(made), mark=False)
    if form is ReportForm.HTML:
        return HTMLResponse(await to_thread(compliance_page, made.report, made.sha256, language=language or spoken))
    return JSONResponse({"report": await to_thread(plain, made.report), "sha256": made.sha256})
