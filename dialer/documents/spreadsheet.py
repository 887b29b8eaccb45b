"""Tables as an XLSX file: written row by row, so that a long one needs no memory.

Every text is written as a text, whatever it begins with: no spreadsheet runs it as a formula, and no address becomes a
link.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from dialer.people.imports.rows.spreadsheet_cells import disarm

ROWS_AT_MOST: Final = 1_048_575  # of a sheet, below its heading
CHUNK_BYTES: Final = 1 << 16
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))  # in the name of a sheet

Cell = str | int | float | None
Rows = Iterable[Sequence[Cell]]


class Spreadsheet:
    """A file that is being written. A table that is too long for a sheet goes on in another."""

    def __init__(self, path: Path, *, most: int = ROWS_AT_MOST) -> None:
        from xlsxwriter import Workbook  # only where a spreadsheet is made

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = Workbook(str(path), {**options, "tmpdir": str(path.parent)})
        self._bold = self._book.add_format({"bold": True})
        self._sheet: Any = None
        self._most, self._row, self._parts = most, 0, 0
        self._title, self._header = "", list[Cell]()

    def begin(self, title: str, header: Sequence[Cell]) -> None:
        """Begin another table."""
        self._title, self._header, self._parts = title, list(header), 0
        self._next_sheet()

    def add(self, rows: Rows) -> None:
        """Add rows to the present table."""
        for row in rows:
            if self._row > self._most:
                self._next_sheet()
            self._write(row)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _next_sheet(self) -> None:
        self._parts += 1
        title = " ".join(self._title.translate(_FORBIDDEN).split())[:24]
        self._sheet = self._book.add_worksheet(title if self._parts == 1 else f"{title} {self._parts}")
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        self._write(self._header, self._bold)

    def _write(self, row: Sequence[Cell], form: Any = None) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, column, disarm(cell)[:32_767], form)
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell, form)
        self._row += 1


async def spreadsheet(
    title: str, header: Sequence[Cell], pages: AsyncIterator[Sequence[Sequence[Cell]]]
) -> AsyncIterator[bytes]:
    """One table as the bytes of a file, made from pages of rows."""
    with tempfile.TemporaryDirectory(prefix="pronto-sheet-") as folder:
        path = Path(folder) / "table.xlsx"
        made = await asyncio.to_thread(Spreadsheet, path)
        try:
            await asyncio.to_thread(made.begin, title, header)
            async for page in pages:
                await asyncio.to_thread(made.add, page)
        finally:
            await asyncio.to_thread(made.close)
        async for chunk in _read(path):
            yield chunk


async def spreadsheet_of(tables: Sequence[tuple[str, Sequence[Cell], Rows]]) -> AsyncIterator[bytes]:
    """Short tables as the bytes of a file, a sheet each."""

    def write(path: Path) -> None:
        made = Spreadsheet(path)
        for title, header, rows in tables:
            made.begin(title, header)
            made.add(rows)
        made.close()

    with tempfile.TemporaryDirectory(prefix="pronto-sheet-") as folder:
        path = Path(folder) / "tables.xlsx"
        await asyncio.to_thread(write, path)
        async for chunk in _read(path):
            yield chunk


async def _read(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk
