"""Spreadsheet cells with an error, or with a formula that was never calculated.

The library that reads spreadsheets returns both as empty. So a file with such cells is read from a copy in which they
are texts: the error's name, or `#FORMULA!`. Only the bytes of these cells are changed; nothing is parsed as XML.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from dialer.i18n.message import msg
from dialer.people.imports.readers.zip_file import open_measured, too_large
from dialer.people.imports.rows.cell_fault import BadCell

UNCALCULATED: Final = "#FORMULA!"
# Excel's errors in English and Italian, and those of LibreOffice.
_ERRORS: Final = frozenset((
    "#N/A", "#N/D", "#REF!", "#RIF!", "#VALUE!", "#VALORE!", "#DIV/0!", "#NAME?", "#NOME?", "#NULL!", "#NULLO!",
    "#NUM!", "#SPILL!", "#ESPANSIONE!", "#CALC!", "#CALCOLO!", "#FIELD!", "#CAMPO!", "#GETTING_DATA",
    "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", UNCALCULATED,
))  # fmt: skip
_OTHER: Final = re.compile(r"#{3,}|Err:\d{3}")  # a date too wide for its column; LibreOffice
MARKS: Final = ("#", "Err:")  # every error begins with one of them

_XLSX_ERROR: Final = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt=)(["'])e\2""")
_XLSX_FORMULA: Final = re.compile(
    rb"<((?:\w+:)?)c\b([^<>]*+)>(\s*+<(?:\w+:)?f\b[^<>]*+(?:(?<=/)>|>[^<]*+</(?:\w+:)?f>))\s*+"
    rb"(<(?:\w+:)?v\s*+/>|<(?:\w+:)?v>\s*+</(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)
_TYPE: Final = re.compile(rb"""\st=["']\w*["']""")
_ODS_CELL: Final = re.compile(rb"<table:table-cell\b([^<>]*+)>")
_ODS_ERROR: Final = b'calcext:value-type="error"'
_REPEATED: Final = re.compile(rb"""\stable:number-columns-repeated=["']\d+["']""")
_BLOCK_BYTES: Final = 1 << 20
_ROW_BYTES_AT_MOST: Final = 1 << 22


def check_value(cell: str) -> None:
    """Raise BadCell for a cell with an error instead of a value."""
    if not cell.startswith(MARKS):
        return
    if cell == UNCALCULATED:
        mend = msg("open the file in a spreadsheet program, let it calculate, and save it again")
        raise BadCell(msg("the file holds a formula here and not its value"), mend)
    if cell.strip().upper() in _ERRORS or _OTHER.fullmatch(cell.strip()):
        raise BadCell(msg("this cell has a spreadsheet error"), msg("correct the formula, or write the value itself"))


def is_error(cell: str) -> bool:
    """Whether a cell holds an error instead of a value."""
    try:
        check_value(cell)
    except BadCell:
        return True
    return False


def with_errors_shown(path: Path, *, limit: int) -> Path | None:
    """A copy beside the XLSX or ODS file with errors as texts; None if there are no errors.

    Raises BadZipFile, and BadFile if the file unpacks to more than `limit` bytes, whatever size it states.
    """
    with zipfile.ZipFile(path) as packed:
        names = [one.filename for one in packed.infolist() if one.filename == "content.xml" or _is_sheet(one.filename)]
        if not _has_some(packed, names, limit):
            return None
        with (
            NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy,
        ):
            for one in packed.infolist():
                with packed.open(one) as source, copy.open(one.filename, "w", force_zip64=True) as target:
                    for block in _blocks(source):
                        target.write(with_errors_as_texts(block) if one.filename in names else block)
    return Path(file.name)


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _has_some(packed: zipfile.ZipFile, names: Sequence[str], limit: int) -> bool:
    """Whether any of these parts has an error; the whole file is unpacked once and measured."""
    found, left = False, limit
    for one in packed.infolist():
        is_sheet = one.filename in names
        with open_measured(packed, one, left) as source:
            for block in _blocks(source):
                left -= len(block)
                if left < 0:
                    raise too_large(limit)
                found = found or (is_sheet and with_errors_as_texts(block) is not block)
    return found


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    """The bytes in blocks that end with a row, unless a row is too long."""
    rest = b""
    while block := source.read(_BLOCK_BYTES):
        rest += block
        end = rest.rfind(b"row>") + len(b"row>")
        if end >= len(b"row>") or len(rest) > _ROW_BYTES_AT_MOST:
            end = end if end >= len(b"row>") else len(rest)
            yield rest[:end]
            rest = rest[end:]
    yield rest


def with_errors_as_texts(block: bytes) -> bytes:
    """The block with errors as texts; the same object if it has none."""
    shown = block
    if b't="e"' in block or b"t='e'" in block:
        shown = _XLSX_ERROR.sub(rb'\1"str"', shown)
    if b"f>" in block or b"f " in block:
        shown = _XLSX_FORMULA.sub(_calculated_not, shown)
    if _ODS_ERROR in block or b"table:formula=" in block:
        shown = _ODS_CELL.sub(_ods_cell, shown)
    return block if shown == block else shown


def _calculated_not(found: re.Match[bytes]) -> bytes:
    prefix, said, formula, value = found.groups()
    if value is not None and b't="str"' in said:
        return found[0]  # the formula returns an empty text
    said = _TYPE.sub(b"", said)
    text = UNCALCULATED.encode()
    return b'<%bc%b t="str">%b<%bv>%b</%bv></%bc>' % (prefix, said, formula, prefix, text, prefix, prefix)


def _ods_cell(found: re.Match[bytes]) -> bytes:
    said = found[1]
    as_text = b'<table:table-cell office:value-type="string"%b>' % b"".join(_REPEATED.findall(said))
    if _ODS_ERROR in said and not said.endswith(b"/"):
        return as_text
    if b"table:formula=" in said and b"office:value-type=" not in said and said.endswith(b"/"):
        return b"%b<text:p>%b</text:p></table:table-cell>" % (as_text, UNCALCULATED.encode())
    return found[0]
