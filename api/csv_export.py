"""Streams CSV that is safe to open in a spreadsheet."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Query
from starlette.responses import StreamingResponse

from api.auth import Caller, not_allowed
from api.schemas.wire import Line
from dialer.core.enums import Role

Fields = Annotated[Line, Query(max_length=20_000, description="Columns in their order, with commas between.")]
Excel = Annotated[bool, Query(description="Begin with a byte order mark: Excel then reads the file as UTF-8.")]
Reason = Annotated[
    Line | None,
    Query(max_length=500, description="Why numbers are shown whole; for administrators. The audit keeps it."),
]


class CsvResponse(StreamingResponse):
    """A table as CSV, streamed."""

    media_type = "text/csv"


def check_unmasks(caller: Caller, reason: str | None) -> None:
    """Allow only administrators to see whole numbers. Raises a 403 problem."""
    if reason is not None and not caller.may(Role.ADMIN):
        raise not_allowed(Role.ADMIN)


def csv_response(filename: str, chunks: AsyncIterator[str], *, mark: bool = True) -> CsvResponse:
    """Stream CSV as a file to be saved. `filename` must need no quoting."""

    async def encoded() -> AsyncIterator[bytes]:
        if mark:
            yield b"\xef\xbb\xbf"  # without a BOM spreadsheets assume the system's legacy code page
        async for chunk in chunks:
            yield chunk.encode()

    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return CsvResponse(encoded(), headers=headers)
