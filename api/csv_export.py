"""Exports: streams CSV that is safe to open in a spreadsheet, or lets a report be made in the background."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Header, Query
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.auth import Permit
from api.schemas.jobs import JobShown
from api.schemas.wire import Line
from dialer.core.visibility import Visibility
from dialer.documents.report_files import ReportFiles

Fields = Annotated[Line, Query(max_length=20_000, description="Columns in order, separated by commas.")]
Excel = Annotated[bool, Query(description="Begin with a byte order mark, so that Excel reads the file as UTF-8.")]
Reason = Annotated[
    Line | None,
    Query(max_length=500, description="Reason for unmasked numbers, for administrators only; recorded in the audit."),
]


Prefer = Annotated[
    Line | None,
    Header(
        max_length=200,
        description="`respond-async` (RFC 7240): make it in the background. The answer is 202 with the job's address.",
    ),
]


LATER: Final[dict[int | str, dict[str, Any]]] = {  # `responses` of a route that takes `Prefer`
    HTTPStatus.ACCEPTED.value: {
        "description": "It is made in the background, by this job.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/JobShown"}}},
    }
}


class CsvResponse(StreamingResponse):
    """A table as CSV, streamed."""

    media_type = "text/csv"


def readable(permit: Permit, reason: str | None) -> Visibility:
    """What is shown to the caller: with a reason numbers are whole, which takes a permission of its own.

    Raises a 403 problem without it.
    """
    return permit.sees if reason is None else permit.also("number.unmask")


def csv_response(filename: str, chunks: AsyncIterator[str], *, mark: bool = True) -> CsvResponse:
    """Stream CSV as a file to be saved. `filename` must need no quoting."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return CsvResponse(_encoded(chunks, mark=mark), headers=headers)


async def _encoded(chunks: AsyncIterator[str], *, mark: bool) -> AsyncIterator[bytes]:
    if mark:
        yield b"\xef\xbb\xbf"  # without a BOM spreadsheets assume the system's legacy code page
    async for chunk in chunks:
        yield chunk.encode()


def is_async(prefer: str | None) -> bool:
    """Whether the caller prefers to fetch the report later."""
    return "respond-async" in (one.strip().lower() for one in (prefer or "").split(","))


async def csv_report(
    reports: ReportFiles,
    subject: str,
    filename: str,
    chunks: AsyncIterator[str],
    *,
    prefer: str | None,
    actor: str,
    mark: bool = True,
) -> Response:
    """Stream CSV as a job, or let it be made in the background. Raises `TooManyReports`."""
    encoded = _encoded(chunks, mark=mark)
    if is_async(prefer):
        return await report_later(reports, subject, filename, "text/csv", encoded, actor=actor)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return CsvResponse(reports.stream(subject, encoded, actor=actor), headers=headers)


async def report_later(
    reports: ReportFiles, subject: str, filename: str, media_type: str, chunks: AsyncIterator[bytes], *, actor: str
) -> Response:
    """Let a report be made in the background; the answer has its job's address. Raises `TooManyReports`."""
    job = await reports.start(subject, chunks, filename=filename, media_type=media_type, actor=actor)
    headers = {"Location": f"/api/v1/jobs/{job.id}", "Preference-Applied": "respond-async"}
    return JSONResponse(JobShown.of(job).model_dump(mode="json"), HTTPStatus.ACCEPTED, headers=headers)
