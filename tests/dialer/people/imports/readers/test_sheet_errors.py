"""Cells that hold an error instead of a value, or a formula that nobody calculated."""

import time
import zipfile
from pathlib import Path

import pytest

from dialer.people.imports.preview import preview
from dialer.people.imports.reader_process import Reading
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.readers.sheet_errors import with_errors_as_texts
from dialer.people.imports.readers.sheet_file import open_sheet
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import BadRow, Rules, read_row
from tests.support.spreadsheets import Rows, write_ods, write_xlsx

XLSX, ODS = "xl/worksheets/rId1.xml", "content.xml"
TABLE: Rows = [
    ["tel", "town"],
    ["0650123456", "Roma"],
    ["AAA", "Bari"],
    ["BBB", "Pisa"],
    ["CCC", "Lodi"],
    ["DDD", "Asti"],
]


def with_cells(path: Path, name: str, cells: dict[str, str]) -> Path:
    """The spreadsheet, the cells that hold these texts replaced."""
    with zipfile.ZipFile(path) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    for text, cell in cells.items():
        begin, end = (b'<c r="A', b"</c>") if name == XLSX else (b"<table:table-cell", b"</table:table-cell>")
        at = files[name].index(b">" + text.encode() + b"<")
        start, stop = files[name].rindex(begin, 0, at), files[name].index(end, at) + len(end)
        files[name] = files[name][:start] + cell.encode() + files[name][stop:]
    with zipfile.ZipFile(path, "w") as packed:
        for one, content in files.items():
            packed.writestr(one, content)
    return path


def first_cells(path: Path) -> list[str]:
    return [row[0] for _, row in open_sheet(path).records][1:]


def test_excels_errors_and_formulas_without_a_value_are_seen(tmp_path: Path) -> None:
    cells = {
        "AAA": '<c r="A3" t="e"><f>VLOOKUP(B3,X!A:B,2)</f><v>#N/A</v></c>',
        "BBB": '<c r="A4"><f>"06"&amp;B4</f></c>',
        "CCC": '<c r="A5" s="1"><f>C5</f><v></v></c>',
        "DDD": '<c r="A6" t="str"><f>""</f><v></v></c>',  # its value is an empty text
    }
    path = with_cells(write_xlsx(tmp_path / "x.xlsx", {"A": TABLE}), XLSX, cells)
    assert first_cells(path) == ["0650123456", "#N/A", "#FORMULA!", "#FORMULA!", ""]
    assert [one.name for one in tmp_path.iterdir()] == ["x.xlsx"]  # no copy is left


def test_libreoffices_too(tmp_path: Path) -> None:
    def wrong(kind: str, value: str, shown: str) -> str:
        said = f'table:formula="of:=1" office:value-type="{kind}" {value} calcext:value-type="error"'
        return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"

    cells = {
        "AAA": wrong("string", 'office:string-value=""', "#N/D"),
        "BBB": wrong("float", 'office:value="0"', "#DIV/0!"),
        "CCC": '<table:table-cell table:formula="of:=[.B5]"/>',
        "DDD": wrong("string", "", "Err:502"),
    }
    path = with_cells(write_ods(tmp_path / "x.ods", TABLE), ODS, cells)
    assert first_cells(path) == ["0650123456", "#N/D", "#DIV/0!", "#FORMULA!", "Err:502"]


@pytest.mark.parametrize(
    "row", [["#N/A", "Roma"], ["0650123456", "#RIF!"], ["0650123456", "#FORMULA!"], ["Err:502", ""]]
)
def test_a_row_with_an_error_is_rejected_with_the_column(row: list[str]) -> None:
    columns = read_header(["tel", "town"])
    wrong = "tel" if row[0] != "0650123456" else "town"
    with pytest.raises(BadRow) as bad:
        read_row(row, columns, Rules(country="IT"))
    assert (bad.value.column, bool(bad.value.mend)) == (wrong, True)
    batch = BatchReader(columns, Rules(country="IT")).read([(1, ["0650123457", "Bari #3"]), (2, row)])
    assert [(one.line, one.column) for one in batch.rejected] == [(2, wrong)]
    assert len(batch.leads) == 1


def test_an_error_in_a_column_that_is_passed_over_or_kept_as_it_is_rejects_nothing() -> None:
    row = ["0650123456", "#N/A"]
    passed_over = read_row(row, read_header(["tel", "town"], {"town": "ignore"}), Rules(country="IT"))
    assert passed_over.fields == {}
    assert read_row(row, read_header(["tel", "town"]), Rules(country="IT", keep_unfit=True)).fields == {"town": "#N/A"}
    assert read_row(["0650123456", "#1 in town"], read_header(["tel", "x"]), Rules(country="IT")).fields


def test_a_preview_says_which_sheet_is_read_and_which_are_not(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"Lists": [["x"]], "Leads": TABLE[:2], "Old": TABLE[:2]}
    path = write_xlsx(tmp_path / "x.xlsx", sheets, hidden=["Lists"])
    found = preview(Reading(path=str(path), rules=Rules(country="IT"), said={}))
    assert [(one.kind, one.column, one.others) for one in found.hints] == [
        ("sheets", "Leads", "Old"),
        ("hidden_sheets", "", "Lists"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"<c " * 300_000 + b'<f t="e"',
        b"<c><f></f>" + b" " * 900_000 + b"<f ",
        b"<table:table-cell " * 50_000 + b'calcext:value-type="error"',
        b"<table:table-cell" + b' calcext:value-type="error" table:formula=' * 20_000,
    ],
)
def test_a_file_that_is_made_to_be_slow_is_not(content: bytes) -> None:
    began = time.process_time()
    assert with_errors_as_texts(content) is content
    assert time.process_time() - began < 5.0  # half a second is what the slowest takes
