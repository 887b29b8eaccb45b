"""Imports: upload of files, progress, and rejected rows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from api.answer_language import Spoken
from api.auth import Manager, Supervisor
from api.csv_export import CsvResponse, csv_response
from api.dependencies import PathId, QueryId, ServiceDep, StoreDep
from api.etags import Versioned
from api.import_query import NewList, Way
from api.problems import Problem
from api.schemas.imports import ImportAsked, ImportShown, LookShown, PreviewShown
from api.schemas.wire import Line
from dialer.core.request_errors import ImportNotFinished, Invalid
from dialer.i18n.catalogue import Language, in_words
from dialer.i18n.message import msg
from dialer.imports.rows.spreadsheet_cells import rejected_heading, rejected_lines
from dialer.imports.store.imports import Import
from dialer.imports.upload_folder import remove
from dialer.services import Service

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
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            **dict.fromkeys(("text/csv", *SHEET_TYPES), BINARY),
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": BINARY["schema"]}, "required": ["file"]}
            },
        },
    }
}
Told = Annotated[
    Language | None,
    Query(description="Of the headings, reasons and remedies; otherwise that of Accept-Language."),
]
_NAME: TypeAdapter[str] = TypeAdapter(Line)
Filename = Annotated[Line, Query(max_length=200, description="Name of a file sent as it is.")]


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
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
    async with request.form(max_files=1, max_fields=10) as parts:
        file = parts.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid([("file", msg("the form has no file in a part of this name"))])
        yield Sent(_name_of(file), _chunks(file))


@asynccontextmanager
async def kept_file(request: Request, service: Service, filename: str) -> AsyncIterator[tuple[str, Path]]:
    """An uploaded file of numbers, kept on this machine's disk while it is read; few are allowed at once."""
    service.uploads.number_files.check()
    async with sent_file(request, filename) as sent:
        name, path = sent.name, await service.uploads.keep(sent.chunks)
    try:
        async with service.uploads.number_files.turn():
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


def _begun(begun: Import, response: Response) -> ImportShown:
    response.headers["Location"] = f"/api/v1/imports/{begun.id}"
    return ImportShown.of(begun)


@router.post("/lists/{list_id}/import", status_code=202, openapi_extra=BODY)
async def import_list(
    list_id: PathId,
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: Manager,
    options: Way,
    filename: Filename = "upload.csv",
) -> ImportShown:
    """Load a file into a list: CSV, XLSX, ODS, or a ZIP file of such tables; names tell what columns mean.

    The answer comes when the file has arrived. One import is loaded at a time: ask for it to see its place in the
    queue, and then how far its rows are.
    """
    async with sent_file(request, filename) as sent:
        begun = await service.uploads.start(list_id, sent.name, sent.chunks, options=options, actor=caller.actor)
    return _begun(begun, response)


@router.post("/lists/{list_id}/preview", status_code=201, openapi_extra=BODY)
async def preview_list(
    list_id: PathId,
    request: Request,
    service: ServiceDep,
    caller: Manager,
    options: Way,
    filename: Filename = "upload.csv",
) -> PreviewShown:
    """Take a file in and say what its first 20 rows would become, and what each column was taken for.

    Nothing is loaded. Correct the columns with `/imports/{id}/preview`, then start it with `/imports/{id}/start`. An
    import that nobody starts within a day is dropped with its file.
    """
    async with sent_file(request, filename) as sent:
        waiting, found = await service.uploads.preview(
            list_id, sent.name, sent.chunks, options=options, actor=caller.actor
        )
    return PreviewShown(upload=ImportShown.of(waiting), **found)


@router.post("/previews", openapi_extra=BODY)
async def preview_once(
    request: Request,
    service: ServiceDep,
    _caller: Manager,
    options: Way,
    new_list: NewList,
    list_id: QueryId = None,
) -> LookShown:
    """Say what a file would become in a list that is there, or that is to be made. Nothing is kept of it."""
    if (list_id is None) == (new_list is None):
        raise Invalid([("list_id", msg("name a list_id or a new_list, and not both"))])
    async with sent_file(request, "") as sent:
        made = None if new_list is None else await service.lists.draft(**new_list.inner())
        wanted = made or await service.lists.get(list_id or 0)
        return LookShown(**await service.uploads.look_once(wanted, sent.chunks, options))


@router.post("/imports/{import_id}/preview")
async def preview_again(import_id: PathId, body: ImportAsked, service: ServiceDep, _caller: Manager) -> PreviewShown:
    """Say what the rows of a file that waits would become with other meanings of its columns, or another sheet."""
    waiting, found = await service.uploads.preview_again(import_id, body.inner())
    return PreviewShown(upload=ImportShown.of(waiting), **found)


@router.post("/imports/{import_id}/start", status_code=202)
async def start_import(
    import_id: PathId, body: ImportAsked, response: Response, service: ServiceDep, caller: Manager
) -> ImportShown:
    """Load a file that was looked at, in the way that is said here."""
    return _begun(await service.uploads.confirm(import_id, body.inner(), actor=caller.actor), response)


@router.get("/imports")
async def list_imports(
    store: StoreDep,
    service: ServiceDep,
    _caller: Supervisor,
    list_id: QueryId = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[ImportShown]:
    """List imports, newest first."""
    found = await store.imports.list(list_id=list_id, limit=limit)
    return [ImportShown.of(one) for one in await service.uploads.shown(found)]


@router.get("/imports/{import_id}")
async def read_import(import_id: PathId, store: StoreDep, service: ServiceDep, _caller: Supervisor) -> ImportShown:
    """Say which place in the queue an import has, how far it is, or how it ended."""
    [one] = await service.uploads.shown([await store.imports.get(import_id)])
    return ImportShown.of(one)


@router.post("/imports/{import_id}/cancel")
async def cancel_import(import_id: PathId, service: ServiceDep, caller: Manager) -> ImportShown:
    """End an import, take one out of the queue, or drop one that nobody confirmed. What it has loaded stays."""
    return ImportShown.of(await service.uploads.cancel(import_id, actor=caller.actor))


@router.get("/imports/{import_id}/rejected.csv", response_class=CsvResponse)
async def rejected_rows(
    import_id: PathId, store: StoreDep, service: ServiceDep, caller: Manager, spoken: Spoken, language: Told = None
) -> CsvResponse:
    """Return the rows that were not loaded as CSV, line, column, reason and remedy first: mend it, upload it again.

    They hold whole numbers: they are for those who load lists, and the audit says who took them.
    """
    one = await store.imports.get(import_id)
    if one.ended_at is None:
        raise ImportNotFinished(id=import_id)
    await service.exports.note(f"import:{import_id}", {"rejected": one.rejected}, actor=caller.actor)

    say = partial(in_words, language=language or spoken)

    async def chunks() -> AsyncIterator[str]:
        rows = await store.imports.rejected(import_id, limit=ROWS_AT_ONCE)
        yield rejected_heading(one.header, rows, say)
        while rows:
            yield "".join(rejected_lines(one.header, rows, say))
            rows = await store.imports.rejected(import_id, after=rows[-1].line, limit=ROWS_AT_ONCE)

    return csv_response(f"rejected-{import_id}.csv", chunks())
