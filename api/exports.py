"""Figures as CSV, streamed, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from starlette.responses import StreamingResponse

# A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV Injection"); the quote makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: object) -> str:
    """Write a cell so that no spreadsheet runs it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_response(filename: str, chunks: AsyncIterator[str]) -> StreamingResponse:
    """Stream CSV as a file for saving. `filename` holds nothing that would have to be quoted."""

    async def encoded() -> AsyncIterator[bytes]:
        yield b"\xef\xbb\xbf"  # spreadsheets take a file without it for the system's old code page
        async for chunk in chunks:
            yield chunk.encode()

    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingResponse(encoded(), media_type="text/csv; charset=utf-8", headers=headers)
