"""Filling lists from files: upload, progress, and the rows that were not loaded."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile

from api.auth import Manager, Supervisor
from api.deps import PathId, ServiceDep, StoreDep
from api.exports import csv_response
from api.problems import Problem
from api.schemas.lists import ImportShown
from dialer.leads.cells import rejected_csv
from dialer.service.errors import ImportNotFinished, Invalid
from dialer.store.imports import Import

router = APIRouter(tags=["lists"])

CHUNK_BYTES = 256 * 1024
ROWS_AT_ONCE = 1000
RAW_TYPES = ("text/csv", "text/plain", "application/octet-stream", "text/tab-separated-values")
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
        },
    }
}


@router.post("/lists/{list_id}/import", status_code=202, openapi_extra=BODY)
async def import_list(
    list_id: PathId,
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: Manager,
    filename: Annotated[str, Query(max_length=200, description="Name of a file sent as it is.")] = "upload.csv",
) -> ImportShown:
    """Load a CSV file into a list: as the body itself, or as the part `file` of a form.

    The answer comes when the file has arrived; ask for the import to see how far its rows are.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        begun = await _from_form(list_id, request, service, caller)
    elif kind in RAW_TYPES:
        begun = await service.uploads.start(list_id, filename, request.stream(), actor=caller.actor)
    else:
        detail = f"Send {', '.join(RAW_TYPES)} or a form with the part `file`."
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
    response.headers["Location"] = f"/api/v1/imports/{begun.id}"
    return ImportShown.of(begun)


async def _from_form(list_id: int, request: Request, service: ServiceDep, caller: Manager) -> Import:
    async with request.form(max_files=1, max_fields=10) as parts:
        file = parts.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid([("file", "the form has no file in a part of this name")])
        name = (file.filename or "upload.csv")[:200]
        return await service.uploads.start(list_id, name, _chunks(file), actor=caller.actor)


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk


@router.get("/imports")
async def list_imports(
    store: StoreDep,
    _caller: Supervisor,
    list_id: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[ImportShown]:
    """List imports, newest first."""
    return [ImportShown.of(one) for one in await store.imports.list(list_id=list_id, limit=limit)]


@router.get("/imports/{import_id}")
async def read_import(import_id: PathId, store: StoreDep, _caller: Supervisor) -> ImportShown:
    """Say how far an import is, or how it ended."""
    return ImportShown.of(await store.imports.get(import_id))


@router.post("/imports/{import_id}/cancel")
async def cancel_import(import_id: PathId, service: ServiceDep, caller: Manager) -> ImportShown:
    """End an import. What it has loaded stays."""
    return ImportShown.of(await service.uploads.cancel(import_id, actor=caller.actor))


@router.get("/imports/{import_id}/rejected.csv", response_class=StreamingResponse)
async def rejected_rows(import_id: PathId, store: StoreDep, _caller: Supervisor) -> StreamingResponse:
    """Return the rows that were not loaded as CSV, line, column, reason and remedy first: mend it, upload it again."""
    one = await store.imports.get(import_id)
    if one.status == "running":
        raise ImportNotFinished(id=import_id)

    async def chunks() -> AsyncIterator[str]:
        yield "".join(rejected_csv(one.header, ()))
        after = 0
        while rows := await store.imports.rejected(import_id, after=after, limit=ROWS_AT_ONCE):
            # The heading comes once, before the first page.
            _, *lines = rejected_csv(one.header, rows)
            yield "".join(lines)
            after = rows[-1].line

    return csv_response(f"rejected-{import_id}.csv", chunks())
