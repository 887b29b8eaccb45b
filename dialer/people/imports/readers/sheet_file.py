"""Reads XLSX and ODS: a sheet's cells as the text that a person would have typed.

A small file can demand a huge table: two cells, one in the last corner, take half a terabyte. So a spreadsheet is
only opened in a process with limited memory (dialer/people/imports/reader_process.py). The library expands no entities.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - it is an exception

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dialer.core.file_fault import BadFile
from dialer.i18n.message import msg
from dialer.numbers.number_cell import NumberCell
from dialer.people.imports.readers.csv_file import RECORD_CHARACTERS_AT_MOST, Record
from dialer.people.imports.readers.limits import Limits, check_cells, too_many_rows
from dialer.people.imports.readers.sheet_errors import with_errors_shown

SHEETS_LOOKED_AT: Final = 20  # in search of the first with content
DIGITS_KEPT: Final = 10**15  # above this, a spreadsheet's numbers are not exact

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet's records; `names` are all sheets that can be chosen, `hidden` those that cannot."""

    name: str
    names: Sequence[str]
    hidden: Sequence[str]
    records: Iterator[Record]
    rows: int


def open_sheet(path: Path, name: str = "", *, limits: Limits | None = None) -> Sheet:
    """Open a sheet: the one of this name, or else the first visible one with content. Raises BadFile."""
    limits = limits or Limits()
    try:
        with _opened(path, limits.unpacked_bytes) as book:
            tables = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            names = [one.name for one in tables if one.visible == SheetVisibleEnum.Visible]
            if name and name not in names:
                there = names or msg("none")
                raise BadFile(msg("The file has no sheet {name!r}; it has {names}.", name=name, names=there))
            sheets = (book.get_sheet_by_name(one) for one in ([name] if name else names[:SHEETS_LOOKED_AT]))
            sheet = next((one for one in sheets if one.end is not None), None)
    except PasswordError:
        raise BadFile(msg("The spreadsheet is protected by a password. Save it without one.")) from None
    except CalamineError as error:
        raise _unreadable(error) from None
    if sheet is None and len(names) > SHEETS_LOOKED_AT and not name:
        raise BadFile(msg("The first {count} sheets are empty. Name the sheet to read.", count=SHEETS_LOOKED_AT))
    if sheet is None:
        raise BadFile(msg("The spreadsheet is empty."))
    hidden = [one.name for one in tables if one.name not in names]
    rows = (sheet.end or (0, 0))[0] + 1
    if rows > limits.rows + 1:  # with the header
        raise too_many_rows(limits.rows)
    check_cells(sheet.height * sheet.width)
    return Sheet(name=sheet.name, names=names, hidden=hidden, records=_records(sheet), rows=rows)


def _unreadable(error: Exception) -> BadFile:
    return BadFile(msg("The spreadsheet cannot be read ({why}). Save it again, or as CSV.", why=str(error)))


@contextmanager
def _opened(path: Path, limit: int) -> Iterator[CalamineWorkbook]:
    """The spreadsheet, with errors as texts. A sheet is read whole when it is requested."""
    try:
        copy = with_errors_shown(path, limit=limit)
    except (BadZipFile, NotImplementedError, RuntimeError, ZlibError, EOFError) as error:
        # A file that was not unpacked here is not passed on: its size would be unknown.
        raise _unreadable(error) from None
    try:
        with CalamineWorkbook.from_path(str(copy or path)) as book:
            yield book
    finally:
        if copy is not None:
            copy.unlink()


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    """Each row with its number in the sheet; rows without text are skipped."""
    for number, row in zip(count(1), sheet.iter_rows()):
        record = [as_typed(cell) for cell in row]
        if any(cell.strip() for cell in record):
            if sum(map(len, record)) > RECORD_CHARACTERS_AT_MOST:
                raise BadFile(
                    msg(
                        "Row {line:,} has more than {most:,} characters. Remove what is not data.",
                        line=number,
                        most=RECORD_CHARACTERS_AT_MOST,
                    )
                )
            yield number, record


def as_typed(cell: Cell) -> str:
    """The text of a cell as a person would type it: whole numbers with all digits, days such as 2026-01-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return NumberCell(int(cell)) if cell.is_integer() and abs(cell) < DIGITS_KEPT else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)
