"""Jobs: what Pronto does in the background or for a request, how far it is, and the reports that were made."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from api.auth import Context, Needs, Permit
from api.dependencies import PathId
from api.paging import cut_page, sorted_by
from api.problem_kinds import refuses
from api.schemas.jobs import JobPage, JobShown
from api.schemas.wire import Line
from dialer.core.errors import UnknownJob
from dialer.core.request_errors import ReportNotThere
from dialer.documents.spreadsheet import MEDIA_TYPE
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["jobs"])
REPORT_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            media_type: {}
            for media_type in ("text/csv", "text/html", "application/json", "application/jsonl", MEDIA_TYPE)
        }
    }
}
Read = Annotated[Context, Needs("list.read")]


@router.get("/jobs")
async def list_jobs(
    ctx: Read,
    page: Annotated[PageRequest, sorted_by("-id")],
    kind: Annotated[Line, Query(max_length=40, description="Of this kind only, such as `import`.")] = "",
) -> JobPage:
    """List jobs, newest first: those that are queued or run, and those that ended within a week.

    Who may see only some companies' lists sees the own jobs alone.
    """
    items, more = cut_page(await ctx.store.jobs.list(kind=kind, actor=whose(ctx), page=page), page)
    return JobPage(items=[JobShown.of(one) for one in items], next=more)


@router.get("/jobs/{job_id}")
@refuses(UnknownJob)
async def read_job(job_id: PathId, ctx: Read) -> JobShown:
    """Say how far a job is, or how it ended."""
    return JobShown.of(await ctx.store.jobs.get(job_id, actor=whose(ctx)))


@router.get("/jobs/{job_id}/file", response_class=FileResponse, responses=REPORT_FILE)
@refuses(UnknownJob, ReportNotThere)
async def read_report_file(job_id: PathId, ctx: Read) -> FileResponse:
    """Return a report that was made in the background, to whoever has asked for it; the audit says who took it."""
    job = await ctx.store.jobs.get(job_id, actor=whose(ctx))
    path, about = ctx.service.report_files.file_of(job, actor=ctx.actor), job.arguments
    await ctx.service.exports.note(job.subject, {"job": job.id, "file": about["filename"]}, actor=ctx.actor)
    return FileResponse(path, media_type=about["media_type"], filename=about["filename"])


def whose(permit: Permit) -> str:
    """Whose jobs the caller sees: empty for everybody's."""
    return "" if permit.sees.companies is None else permit.actor
