"""Spreadsheets written by hand, so that what reads them is not what wrote them."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_XML_TYPE = '<Default Extension="xml" ContentType="application/xml"/>'
_FORMATS = '<xf numFmtId="0"/><xf numFmtId="14"/>'  # 14: a day
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass(frozen=True)
class Day:
    """A cell formatted as a day, by the spreadsheet's number for it and as ISO 8601."""

    number: float
    iso: str


Cell = str | float | bool | Day | None
Rows = Sequence[Sequence[Cell]]


def write_xlsx(path: Path, sheets: Mapping[str, Rows], *, hidden: Sequence[str] = (), doctype: str = "") -> Path:
    """The text of all cells in the sheet itself; `doctype` goes before it, for attacks."""
    ids = {name: f"rId{place}" for place, name in enumerate(sheets, start=1)}
    state = {name: ' state="hidden"' if name in hidden else "" for name in sheets}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{one[3:]}" r:id="{one}"{state[name]}/>' for name, one in ids.items()
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{_XML_TYPE}</Types>',
        "_rels/.rels": _related([("r", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _related(
            [("styles", "styles", "styles.xml"), *((one, "worksheet", f"worksheets/{one}.xml") for one in ids.values())]
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2">{_FORMATS}</cellXfs></styleSheet>',
    }
    for name, one in ids.items():
        rows = "".join(_xlsx_row(number, row) for number, row in enumerate(sheets[name], start=1))
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        files[f"xl/worksheets/{one}.xml"] = doctype + sheet
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, _HEAD + text)
    return path


def _related(parts: Sequence[tuple[str, str, str]]) -> str:
    those = (f'<Relationship Id="{one}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for one, kind, target in parts)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(those)}</Relationships>'


def _xlsx_row(number: int, row: Sequence[Cell]) -> str:
    cells = (_xlsx_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(row))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _xlsx_cell(at: str, cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
        case str() if cell.startswith("#"):
            return f'<c r="{at}" t="e"><v>{cell}</v></c>'
        case str():
            return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        case Day(number=day):
            return f'<c r="{at}" s="1"><v>{day}</v></c>'
        case _:
            return f'<c r="{at}"><v>{cell:G}</v></c>' if cell != int(cell) else f'<c r="{at}"><v>{int(cell)}</v></c>'


def write_ods(path: Path, rows: Rows) -> Path:
    """One sheet, followed by the million empty rows that LibreOffice writes."""
    table = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    content = (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Foglio1">{table}{rest}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", f'{_HEAD}<manifest xmlns="{_ODF}:manifest:1.0"/>')
        packed.writestr("content.xml", _HEAD + content)
    return path


def _ods_cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case bool():
            kind, value, shown = "boolean", f'office:boolean-value="{str(cell).lower()}"', str(cell).upper()
        case str():
            kind, value, shown = "string", "", cell
        case Day(iso=iso):
            kind, value, shown = "date", f'office:date-value="{iso}"', iso
        case _:
            kind, value, shown = "float", f'office:value="{cell!r}"', f"{cell:.2E}"
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell office:value-type="{kind}" {value}>{text}</table:table-cell>'
