"""Exports of tables in the form that the caller wants: CSV, JSON Lines or a spreadsheet."""

from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

import orjson
from fastapi import Query
from starlette.responses import Response, StreamingResponse

from api.csv_export import LATER, is_async, report_later
from dialer.documents.report_files import ReportFiles
from dialer.documents.spreadsheet import MEDIA_TYPE, Cell, spreadsheet
from dialer.people.imports.rows.spreadsheet_cells import csv_row

T = TypeVar("T")


class FileForm(StrEnum):
    """The form of a file: CSV, JSON Lines (one object a line), or XLSX."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


Form = Annotated[FileForm, Query(description="CSV, JSON (an object, or one a line of a long table), or XLSX.")]
MEDIA_TYPES: Final = {FileForm.CSV: "text/csv", FileForm.JSON: "application/jsonl", FileForm.XLSX: MEDIA_TYPE}
FILES: Final[dict[int | str, dict[str, Any]]] = {
    **LATER,
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string"}},
            MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
        },
    },
}


def table_bytes(
    form: FileForm,
    title: str,
    header: Sequence[str],
    pages: AsyncIterator[Sequence[T]],
    *,
    cells: Callable[[T], Sequence[Cell]],
    plain: Callable[[T], dict[str, Any]],
) -> AsyncIterator[bytes]:
    """A table in this form, a page at a time: its rows as cells, or as objects of JSON."""
    match form:
        case FileForm.XLSX:
            return spreadsheet(title, header, _each(pages, lambda page: [cells(one) for one in page]))
        case FileForm.JSON:
            return _each(pages, lambda page: b"".join(orjson.dumps(plain(one)) + b"\n" for one in page))
    return _csv(header, pages, cells)


async def _each(pages: AsyncIterator[Sequence[T]], made: Callable[[Sequence[T]], Any]) -> AsyncIterator[Any]:
    async for page in pages:
        yield made(page)


async def _csv(
    header: Sequence[str], pages: AsyncIterator[Sequence[T]], cells: Callable[[T], Sequence[Cell]]
) -> AsyncIterator[bytes]:
    yield csv_row(header).encode()
    async for page in pages:
        yield "".join(csv_row(["" if cell is None else cell for cell in cells(one)]) for one in page).encode()


async def file_response(
    reports: ReportFiles,
    subject: str,
    name: str,
    form: FileForm,
    chunks: AsyncIterator[bytes],
    *,
    prefer: str | None,
    actor: str,
) -> Response:
    """Send the file while it is made, or let it be made in the background. Raises `TooManyReports`."""
    filename, media_type = f"{name}.{'jsonl' if form is FileForm.JSON else form.value}", MEDIA_TYPES[form]
    if is_async(prefer):
        return await report_later(reports, subject, filename, media_type, chunks, actor=actor)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingResponse(reports.stream(subject, chunks, actor=actor), headers=headers, media_type=media_type)
