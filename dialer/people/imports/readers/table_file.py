"""An uploaded file as a table; its kind is recognized by content, not by name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

from dialer.core.file_fault import BadFile
from dialer.i18n.message import msg
from dialer.people.imports.readers.csv_file import (
    HEADER_WITHIN,
    SNIFFED_BYTES,
    Record,
    beginning_of,
    count_lines,
    count_outside_quotes,
    encoding_of,
    first_records,
    how_written,
    read_records,
)
from dialer.people.imports.readers.header import LOOKED_AT, from_header, has_digits_of_data, header_line
from dialer.people.imports.readers.limits import Limits, too_many_rows
from dialer.people.imports.readers.sheet_file import open_sheet
from dialer.people.imports.readers.zip_file import check_unpacked, remove, spreadsheet_kind, unpack

_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1a")
LINES_A_ROW: Final = 4  # cells contain line ends; more lines for each permitted row are implausible
SURE_OF_ROWS: Final = 3  # of fewer it cannot be told whether their last cells are empty by chance
SURE_SHARE: Final = 0.9
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_NO_TABLES: Final = {
    b"\xd0\xcf\x11\xe0": msg(
        "The file is an old Excel file (.xls), or one with a password. Save it as XLSX or CSV, without a password."
    ),
    b"%PDF": msg("The file is a PDF. Export the table as XLSX or CSV."),
    b"\x1f\x8b": msg("The file is a gzip file. Unpack it, or pack it as ZIP."),
    b"Rar!": msg("The file is a RAR file. Unpack it, or pack it as ZIP."),
    b"7z\xbc\xaf": msg("The file is a 7z file. Unpack it, or pack it as ZIP."),
    b"{\\rtf": msg("The file is a text document. Save the table as CSV."),
}
_MARKUP: Final = re.compile(r"\ufeff?\s*<(!--|(!doctype|\?xml|html|head|body|table)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its records, the header first, about how many rows follow, and the file's format.

    `kind` is text, xlsx or ods. `inside` is the table's name in a ZIP file. Texts have an encoding and a separator;
    spreadsheets have a sheet, and the names of those that can be chosen. `header_row` is the line of its header.
    """

    kind: str
    records: Iterator[Record]
    rows: int
    header_row: int
    passed_over: int = 0  # lines with content before the header
    data_above: bool = False  # whether one of them has a cell that may be a number: digits, and no letter
    inside: str = ""
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: Sequence[str] = ()
    hidden: Sequence[str] = ()  # sheets that cannot be chosen

    @property
    def is_sheet(self) -> bool:
        """Whether it is from a spreadsheet, whose numbers are not texts."""
        return self.kind != "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A person's choices on reading the file. `header_row` is the line of its header, 0 if it has none."""

    sheet: str = ""
    header_row: int | None = None
    said: Mapping[str, str] = field(default_factory=dict)  # meanings of columns, by their names
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A recognized file: each opener opens one of its tables, and may be repeated. Only a ZIP file has several.

    `others` are the names of the files in a ZIP file that are no tables.
    """

    openers: Sequence[Callable[[], TableFile]]
    others: Sequence[str] = ()


@contextmanager
def open_tables(path: Path, way: Way | None = None, *, sheet: str = "") -> Iterator[OpenFile]:
    """Recognize a file. Raises BadFile, also when tables are opened and their records read."""
    way = way or Way(sheet=sheet)
    with path.open("rb") as file:
        beginning = file.read(SNIFFED_BYTES)
    if not beginning.startswith(_ZIP):
        yield OpenFile(openers=[partial(_text, path, beginning, way)])
    elif kind := spreadsheet_kind(path):
        yield OpenFile(openers=[partial(_sheet, path, kind, way)])
    else:
        unpacked, others = unpack(path, limit=way.limits.unpacked_bytes)
        try:
            check_unpacked([one for one, _ in unpacked], limit=way.limits.unpacked_bytes)
            yield OpenFile(openers=[partial(_within, one, name, way) for one, name in unpacked], others=others)
        finally:
            remove(unpacked)


def _within(path: Path, name: str, way: Way) -> TableFile:
    with path.open("rb") as file:
        beginning = file.read(SNIFFED_BYTES)
    if not beginning.startswith(_ZIP):
        return _text(path, beginning, way, inside=name)
    if kind := spreadsheet_kind(path):
        return _sheet(path, kind, way, inside=name)
    raise BadFile(msg("The ZIP file holds another ZIP file. Pack the table itself."))


def _sheet(path: Path, kind: str, way: Way, *, inside: str = "") -> TableFile:
    found = open_sheet(path, way.sheet, limits=way.limits)
    first = list(islice(found.records, LOOKED_AT))
    line = header_line(first, way.said, way.header_row)
    return TableFile(
        kind=kind,
        records=_to_width(from_header(chain(first, found.records), line)),  # a sheet's cells are never shifted
        rows=max(found.rows - line, 0),
        header_row=line,
        passed_over=_passed_over(first, line),
        data_above=_data_above(first, line),
        inside=inside,
        sheet=found.name,
        sheets=found.names,
        hidden=found.hidden,
    )


def _text(path: Path, beginning: bytes, way: Way, *, inside: str = "") -> TableFile:
    for mark, reason in _NO_TABLES.items():
        if beginning.startswith(mark):
            raise BadFile(reason)
    if not encoding_of(path).startswith(("utf-16", "utf-32")) and len(beginning.translate(None, _CONTROLS)) < 0.9 * len(
        beginning
    ):
        raise BadFile(msg("The file is no text and no spreadsheet that is known. Save the table as XLSX, ODS or CSV."))
    written = how_written(path, way.header_row)
    text = beginning_of(path, written.encoding)
    if _MARKUP.match(text):
        raise BadFile(
            msg("The file is a web page or XML. Open it in a spreadsheet, and save the table as XLSX or CSV.")
        )
    lines = count_lines(path)
    rows = lines if lines <= way.limits.rows else min(count_outside_quotes(path), lines)
    if rows > way.limits.rows + HEADER_WITHIN or lines > LINES_A_ROW * way.limits.rows:
        raise too_many_rows(way.limits.rows)
    first = first_records(text, written)
    line = header_line(first, way.said, way.header_row)
    written = replace(written, before=max(written.before, line - 1))
    records = from_header(read_records(path, written, most=way.limits.rows), line)
    return TableFile(
        kind="text",
        records=_to_width(records) if _ends_in_separators(first, line) else records,
        rows=max(min(rows, way.limits.rows) - max(line, written.before), 0),
        header_row=line,
        passed_over=_passed_over(first, line),
        data_above=_data_above(first, line),
        inside=inside,
        encoding=written.encoding.removesuffix("-sig"),
        separator=written.separator,
    )


def _ends_in_separators(first: Sequence[Record], header_row: int) -> bool:
    """Whether nearly all rows have empty cells beyond the header, as of a program that ends each line by a separator.

    Where only some have them, a separator within a cell has shifted the row: such a row is rejected.
    """
    widths = [len(cells) for line, cells in first if line == header_row]
    rows = [cells for line, cells in first if line > header_row and any(map(str.strip, cells))]
    if not widths or len(rows) < SURE_OF_ROWS:
        return False
    return sum(_is_empty_beyond(cells, widths[0]) for cells in rows) >= SURE_SHARE * len(rows)


def _is_empty_beyond(cells: Sequence[str], width: int) -> bool:
    """Whether a record is wider than the header, with nothing in the cells beyond it."""
    return len(cells) > width and not any(map(str.strip, cells[width:]))


def _to_width(records: Iterator[Record]) -> Iterator[Record]:
    """The records without empty cells beyond the header."""
    header = next(records, None)
    if header is None:
        return
    width = len(header[1])
    yield header
    for line, cells in records:
        yield line, cells[:width] if _is_empty_beyond(cells, width) else cells


def _data_above(first: Sequence[Record], header_row: int) -> bool:
    above = (cell for line, cells in first if line < header_row for cell in cells)
    return any(has_digits_of_data(cell) and not any(map(str.isalpha, cell)) for cell in above)


def _passed_over(first: Sequence[Record], header_row: int) -> int:
    return sum(line < header_row for line, _ in first)
