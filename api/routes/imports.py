"""Imports: upload of files, progress, and rejected rows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from api.answer_language import AnswerLanguage
from api.auth import Context, Needs
from api.csv_export import CsvResponse, csv_response
from api.dependencies import PathId, QueryId
from api.etags import Versioned
from api.import_query import NewList, Way
from api.locations import located
from api.paging import CursorText, Limit, cut, cut_page, read_cursor, sorted_by
from api.problem_kinds import OTHER_MEDIA_TYPE, refuses
from api.problems import Problem
from api.routes.lists import check_owner
from api.schemas.imports import (
    ImportInput,
    ImportPage,
    ImportShown,
    LookShown,
    PreviewShown,
    RejectedForShown,
    RejectedPage,
    RejectedRowsInput,
)
from api.schemas.suppressions import RejectedShown
from api.schemas.wire import Line
from dialer.core.errors import BadReference, NameTaken, UnknownCampaign, UnknownImport, UnknownList
from dialer.core.request_errors import (
    ImportEnded,
    ImportNotFinished,
    Invalid,
    NotWaiting,
    TooManyImports,
    TooManyPreviews,
    TooManyUnconfirmed,
    UploadElsewhere,
    UploadsFull,
)
from dialer.i18n.catalogue import Language, in_words
from dialer.i18n.message import msg
from dialer.people.imports.rows.spreadsheet_cells import rejected_heading, rejected_lines
from dialer.people.imports.store.imports import Import
from dialer.people.imports.upload_folder import remove
from dialer.services import Service
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["lists"], route_class=Versioned)

CHUNK_BYTES = 256 * 1024
ROWS_AT_ONCE = 1000
SHEET_TYPES = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/zip",
)
RAW_TYPES = ("text/csv", "text/plain", "application/octet-stream", "text/tab-separated-values", *SHEET_TYPES)
BINARY = {"schema": {"type": "string", "format": "binary"}}
TABLE = "Cognome;Telefono\r\nRossi;340 1234567\r\n"
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {**BINARY, "example": TABLE},
            **dict.fromkeys(SHEET_TYPES, BINARY),
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": BINARY["schema"]}, "required": ["file"]},
                "example": {"file": TABLE},
            },
        },
    }
}
Told = Annotated[
    Language | None,
    Query(description="Language of headings, reasons and remedies; by default that of Accept-Language."),
]
_NAME: TypeAdapter[str] = TypeAdapter(Line)
Filename = Annotated[Line, Query(max_length=200, description="File name, for a body that is not multipart.")]


@dataclass(frozen=True)
class Sent:
    """A file being uploaded."""

    name: str
    chunks: AsyncIterator[bytes]


@asynccontextmanager
async def sent_file(request: Request, filename: str) -> AsyncIterator[Sent]:
    """The file in a request: its body, or the part `file` of a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in RAW_TYPES:
        yield Sent(filename, request.stream())
        return
    if kind != "multipart/form-data":
        detail = msg("Send {types} or a form with the part `file`.", types=RAW_TYPES)
        raise Problem(OTHER_MEDIA_TYPE, detail)
    async with request.form(max_files=1, max_fields=10) as parts:
        file = parts.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid([("file", msg("the form has no file in a part of this name"))])
        yield Sent(_name_of(file), _chunks(file))


@asynccontextmanager
async def kept_file(request: Request, service: Service, filename: str, kind: str) -> AsyncIterator[tuple[str, Path]]:
    """An uploaded file for a job of this kind, kept on this machine while it is read; few are allowed at once."""
    service.jobs.check(kind)
    async with sent_file(request, filename) as sent:
        name, path = sent.name, await service.uploads.keep(sent.chunks)
    try:
        yield name, path
    finally:
        await asyncio.to_thread(remove, path)


def _name_of(file: UploadFile) -> str:
    try:
        return _NAME.validate_python((file.filename or "upload.csv")[:200])
    except ValidationError as wrong:
        places = [{**one, "loc": ("body", "file")} for one in wrong.errors()]
        raise RequestValidationError(places, body={"file": ""}) from None


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk


@router.post("/lists/{list_id}/import", status_code=202, openapi_extra=BODY)
@located("/imports/{id}")
@refuses(UnknownList, TooManyImports, UploadsFull, OTHER_MEDIA_TYPE)
async def import_list(
    list_id: PathId,
    request: Request,
    ctx: Annotated[Context, Needs("list.import")],
    options: Way,
    filename: Filename = "upload.csv",
) -> ImportShown:
    """Import a file into a list: CSV, XLSX, ODS, or a ZIP file of these. Column names give the meaning.

    The answer comes when the upload is complete. Imports run one at a time: read the import for its place in the queue
    and its progress.
    """
    await ctx.store.lists.get(list_id, sees=ctx.sees)
    async with sent_file(request, filename) as sent:
        begun = await ctx.service.uploads.start(list_id, sent.name, sent.chunks, options=options, actor=ctx.actor)
    return ImportShown.of(begun)


@router.post("/lists/{list_id}/preview", status_code=201, openapi_extra=BODY)
@located("/imports/{upload[id]}")
@refuses(UnknownList, TooManyUnconfirmed, TooManyPreviews, UploadsFull, OTHER_MEDIA_TYPE)
async def preview_list(
    list_id: PathId,
    request: Request,
    ctx: Annotated[Context, Needs("list.import")],
    options: Way,
    filename: Filename = "upload.csv",
) -> PreviewShown:
    """Upload a file and preview its first 20 rows and the meaning of each column.

    Nothing is imported yet. Correct the columns with `/imports/{id}/preview`, then start with `/imports/{id}/start`. An
    import not started within a day is discarded with its file.
    """
    await ctx.store.lists.get(list_id, sees=ctx.sees)
    async with sent_file(request, filename) as sent:
        waiting, found = await ctx.service.uploads.preview(
            list_id, sent.name, sent.chunks, options=options, actor=ctx.actor
        )
    return PreviewShown(upload=ImportShown.of(waiting), **found)


@router.post("/previews", openapi_extra=BODY)
@refuses(UnknownList, UnknownCampaign, BadReference, NameTaken, TooManyPreviews, UploadsFull, OTHER_MEDIA_TYPE)
async def preview_once(
    request: Request,
    ctx: Annotated[Context, Needs("list.import")],
    options: Way,
    new_list: NewList,
    list_id: QueryId = None,
) -> LookShown:
    """Preview a file for an existing or a new list. Nothing is stored."""
    if (list_id is None) == (new_list is None):
        raise Invalid([("list_id", msg("name a list_id or a new_list, and not both"))])
    async with sent_file(request, "") as sent:
        if new_list is None:
            wanted = await ctx.store.lists.get(list_id or 0, sees=ctx.sees)
        else:
            await check_owner(new_list, ctx)
            wanted = await ctx.service.lists.draft(**new_list.inner())
        return LookShown(**await ctx.service.uploads.look_once(wanted, sent.chunks, options, actor=ctx.actor))


@router.post("/imports/{import_id}/preview")
@refuses(UnknownImport, NotWaiting, UploadElsewhere, TooManyPreviews)
async def preview_again(
    import_id: PathId, body: ImportInput, ctx: Annotated[Context, Needs("list.import")]
) -> PreviewShown:
    """Preview an uploaded file again with other column meanings or another sheet."""
    await ctx.store.imports.get(import_id, sees=ctx.sees)
    waiting, found = await ctx.service.uploads.preview_again(import_id, body.inner(), actor=ctx.actor)
    return PreviewShown(upload=ImportShown.of(waiting), **found)


@router.post("/imports/{import_id}/start", status_code=202)
@located("/imports/{id}")
@refuses(UnknownImport, NotWaiting, UploadElsewhere, TooManyImports)
async def start_import(
    import_id: PathId, body: ImportInput, ctx: Annotated[Context, Needs("list.import")]
) -> ImportShown:
    """Start the import of an uploaded file with these options."""
    await ctx.store.imports.get(import_id, sees=ctx.sees)
    return ImportShown.of(await ctx.service.uploads.confirm(import_id, body.inner(), actor=ctx.actor))


@router.get("/imports")
async def list_imports(
    ctx: Annotated[Context, Needs("list.read")], page: Annotated[PageRequest, sorted_by("-id")], list_id: QueryId = None
) -> ImportPage:
    """List imports, newest first."""
    items, more = cut_page(await ctx.store.imports.list(list_id=list_id, page=page, sees=ctx.sees), page)
    return ImportPage(items=[ImportShown.of(one) for one in await ctx.service.uploads.shown(items)], next=more)


@router.get("/imports/{import_id}")
@refuses(UnknownImport)
async def read_import(import_id: PathId, ctx: Annotated[Context, Needs("list.read")]) -> ImportShown:
    """Read an import: its place in the queue, its progress or its result."""
    [one] = await ctx.service.uploads.shown([await ctx.store.imports.get(import_id, sees=ctx.sees)])
    return ImportShown.of(one)


@router.post("/imports/{import_id}/cancel")
@refuses(UnknownImport, ImportEnded)
async def cancel_import(import_id: PathId, ctx: Annotated[Context, Needs("list.import")]) -> ImportShown:
    """Cancel an import that runs, is queued or waits to be confirmed. Rows already loaded stay."""
    await ctx.store.imports.get(import_id, sees=ctx.sees)
    return ImportShown.of(await ctx.service.uploads.cancel(import_id, actor=ctx.actor))


@router.get("/imports/{import_id}/rejected")
@refuses(UnknownImport, ImportNotFinished)
async def list_rejected_rows(
    import_id: PathId, ctx: Annotated[Context, Needs("list.import")], cursor: CursorText = None, limit: Limit = 100
) -> RejectedPage:
    """List the rejected rows by line, to be corrected in place; without those that were loaded again.

    They contain unmasked numbers: access needs the right to import, and is recorded in the audit.
    """
    one = await _ended(import_id, ctx)
    (after,) = read_cursor(cursor, int) or (0,)
    found, more = cut(
        await ctx.store.imports.rejected(import_id, after=after, limit=limit + 1), limit, lambda row: (row.line,)
    )
    if found:
        facts = {"rejected": len(found), "from_line": found[0].line}
        await ctx.service.exports.note(f"import:{import_id}", facts, actor=ctx.actor)
    reasons = await ctx.store.imports.reasons(import_id)
    return RejectedPage(
        items=[RejectedShown.of(row) for row in found],
        next=more,
        header=list(one.header),
        reasons=[RejectedForShown.of(reason) for reason in reasons],
    )


@router.post("/imports/{import_id}/rejected/load", status_code=202)
@located("/imports/{id}")
@refuses(UnknownImport, ImportNotFinished, TooManyImports, UploadsFull)
async def load_rejected_rows(
    import_id: PathId, body: RejectedRowsInput, ctx: Annotated[Context, Needs("list.import")]
) -> ImportShown:
    """Load corrected rows into the same list, read as their file was. A further import does it.

    A row that is rejected once more is one of the new import's. If that import fails or is cancelled, all are back
    among those of the first.
    """
    await ctx.store.imports.get(import_id, sees=ctx.sees)
    rows = {row.line: row.cells for row in body.rows}
    return ImportShown.of(await ctx.service.uploads.load_again(import_id, rows, actor=ctx.actor))


async def _ended(import_id: int, ctx: Context) -> Import:
    """An import that has ended. Raises UnknownImport, ImportNotFinished."""
    one = await ctx.store.imports.get(import_id, sees=ctx.sees)
    if one.ended_at is None:
        raise ImportNotFinished(id=import_id)
    return one


@router.get("/imports/{import_id}/rejected.csv", response_class=CsvResponse)
@refuses(UnknownImport, ImportNotFinished)
async def rejected_rows(
    import_id: PathId,
    ctx: Annotated[Context, Needs("list.import", confirmed=True)],
    spoken: AnswerLanguage,
    language: Told = None,
) -> CsvResponse:
    """Export the rejected rows as CSV with line, column, reason and remedy, to be corrected and imported again.

    They contain unmasked numbers: access needs the right to import, and is recorded in the audit.
    """
    one = await _ended(import_id, ctx)
    await ctx.service.exports.note(f"import:{import_id}", {"rejected": one.rejected}, actor=ctx.actor)

    say = partial(in_words, language=language or spoken)

    async def chunks() -> AsyncIterator[str]:
        rows = await ctx.store.imports.rejected(import_id, limit=ROWS_AT_ONCE)
        yield rejected_heading(one.header, rows, say)
        while rows:
            yield "".join(rejected_lines(one.header, rows, say))
            rows = await ctx.store.imports.rejected(import_id, after=rows[-1].line, limit=ROWS_AT_ONCE)

    return csv_response(f"rejected-{import_id}.csv", chunks())
