"""Figures as CSV, streamed, safe to open in a spreadsheet."""

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse


def csv_response(filename: str, chunks: AsyncIterator[str]) -> StreamingResponse:
    """Stream CSV as a file for saving. `filename` holds nothing that would have to be quoted."""

    async def encoded() -> AsyncIterator[bytes]:
        yield b"\xef\xbb\xbf"  # spreadsheets take a file without it for the system's old code page
        async for chunk in chunks:
            yield chunk.encode()

    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingResponse(encoded(), media_type="text/csv; charset=utf-8", headers=headers)
