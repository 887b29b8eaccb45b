"""An uploaded file as a table, whatever kind of file it is: told by what is in it, not by its name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from dialer.leads.bad_file import BadFile
from dialer.leads.csv_file import SNIFFED_BYTES, Record, count_lines, encoding_of, how_written, read_records
from dialer.leads.sheet_file import open_sheet
from dialer.leads.zip_file import remove, spreadsheet_kind, unpack

_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1a")
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_NO_TABLES: Final = {
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls), or one with a password. Save it as XLSX or CSV, without a password",
    b"%PDF": "a PDF. Export the table as XLSX or CSV",
    b"\x1f\x8b": "a gzip file. Unpack it, or pack it as ZIP",
    b"Rar!": "a RAR file. Unpack it, or pack it as ZIP",
    b"7z\xbc\xaf": "a 7z file. Unpack it, or pack it as ZIP",
    b"{\\rtf": "a text document. Save the table as CSV",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its records, the header first, about how many rows follow it, and what the file turned out to be.

    `kind` is text, xlsx or ods. `inside` is the table's name in a ZIP file. Texts have an encoding and a separator;
    spreadsheets have a sheet, and the names of those that can be chosen.
    """

    kind: str
    records: Iterator[Record]
    rows: int
    inside: str = ""
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: Sequence[str] = ()

    @property
    def is_sheet(self) -> bool:
        """Whether it is a spreadsheet's, whose numbers are no texts."""
        return self.kind != "text"


@contextmanager
def open_tables(path: Path, *, sheet: str = "") -> Iterator[Sequence[Callable[[], TableFile]]]:
    """Find out what a file is; each of its tables is then opened by a call, as often as need be.

    Only a ZIP file has several. Raises BadFile, also when they are opened and while their records are read.
    """
    with path.open("rb") as file:
        beginning = file.read(SNIFFED_BYTES)
    if not beginning.startswith(_ZIP):
        yield [partial(_text, path, beginning)]
    elif kind := spreadsheet_kind(path):
        yield [partial(_sheet, path, kind, sheet)]
    else:
        unpacked = unpack(path)
        try:
            yield [partial(_within, one, name, sheet) for one, name in unpacked]
        finally:
            remove(unpacked)


def _within(path: Path, name: str, sheet: str) -> TableFile:
    with path.open("rb") as file:
        beginning = file.read(SNIFFED_BYTES)
    if not beginning.startswith(_ZIP):
        return _text(path, beginning, inside=name)
    if kind := spreadsheet_kind(path):
        return _sheet(path, kind, sheet, inside=name)
    raise BadFile("The ZIP file holds another ZIP file. Pack the table itself.")


def _sheet(path: Path, kind: str, sheet: str, *, inside: str = "") -> TableFile:
    found = open_sheet(path, sheet)
    return TableFile(
        kind=kind, records=found.records, rows=found.rows, inside=inside, sheet=found.name, sheets=found.names
    )


def _text(path: Path, beginning: bytes, *, inside: str = "") -> TableFile:
    for mark, what in _NO_TABLES.items():
        if beginning.startswith(mark):
            raise BadFile(f"The file is {what}.")
    if not encoding_of(path).startswith("utf-16") and len(beginning.translate(None, _CONTROLS)) < 0.9 * len(beginning):
        raise BadFile("The file is no text and no spreadsheet that is known. Save the table as XLSX, ODS or CSV.")
    written = how_written(path)
    return TableFile(
        kind="text",
        records=read_records(path, written),
        rows=max(count_lines(path) - 1 - written.before, 0),
        inside=inside,
        encoding=written.encoding.removesuffix("-sig"),
        separator=written.separator,
    )
