"""What a file may ask of its reader is bounded by what is in it, and what is beyond is refused with words."""

import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from dialer.core.file_fault import BadFile
from dialer.i18n.catalogue import in_words
from dialer.people.imports.preview import preview
from dialer.people.imports.reader_process import Batch, Failed, Reading, Told, read_table
from dialer.people.imports.readers import csv_file, limits, sheet_file, zip_file
from dialer.people.imports.readers.limits import COLUMNS_AT_MOST, Limits
from dialer.people.imports.readers.number_file import NumberFile, NumberFileOptions
from dialer.people.imports.rows.row import Rules
from tests.support.spreadsheets import write_ods, write_xlsx

SHEET = "xl/worksheets/rId1.xml"
Parts = Mapping[str, bytes]


def reading(path: Path, most: Limits) -> Reading:
    return Reading(path=str(path), rules=Rules(country="IT"), said={}, limits=most)


def told(path: Path, **most: int) -> list[Told]:
    return list(read_table(reading(path, Limits(**most))))


def refused(path: Path, why: str, **most: int) -> None:
    """Check that nothing of the file is read, not even looked at, and that whoever asks for it is told why."""
    [failed] = told(path, **most)
    assert isinstance(failed, Failed)
    assert why in str(failed.reason)
    assert in_words(failed.reason, "it") != str(failed.reason)
    with pytest.raises(BadFile, match=why):
        preview(reading(path, Limits(**most)))
    with pytest.raises(BadFile, match=why):
        list(NumberFile(NumberFileOptions(path=str(path), country="IT", limits=Limits(**most))).batches())
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(f"{path.name}.")] == []


def rows_of(those: Iterable[Told]) -> int:
    return sum(one.rows for one in those if isinstance(one, Batch))


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


def zipped(tmp_path: Path, files: Parts) -> Path:
    path = tmp_path / "packed"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def xlsx_with(tmp_path: Path, sheet_data: bytes) -> Path:
    """A spreadsheet with a header, a row, and this behind them."""
    parts = parts_of(write_xlsx(tmp_path / "plain", {"A": [["phone"], ["0612345678"]]}))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", sheet_data + b"</sheetData>")
    return zipped(tmp_path, parts)


def people(count: int) -> bytes:
    return b"phone\n" + b"".join(b"06%08d\n" % number for number in range(count))


def test_a_text_with_more_rows_than_may_be_is_refused_before_any_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, people(200))
    refused(path, "more than 100 rows", rows=100)
    assert rows_of(told(path, rows=200)) == 200
    refused(written(tmp_path, people(0) + b"\n" * 1000), "more than 100 rows", rows=100)
    refused(written(tmp_path, people(0) + b"\r" * 1000), "more than 100 rows", rows=100)


def test_line_ends_inside_cells_are_no_rows(tmp_path: Path) -> None:
    rows = b"".join(b'06%08d,"a\nb\n""c"""\n' % number for number in range(100))
    path = written(tmp_path, b"phone,note\n" + rows)
    assert rows_of(told(path, rows=100)) == 100
    refused(path, "more than 50 rows", rows=50)


def test_rows_that_nobody_could_count_beforehand_are_counted_while_they_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, b'phone,note\n0612345678,"never closed\n' + people(200))
    *_, failed = told(path, rows=100)
    assert isinstance(failed, Failed)
    assert "more than 100 rows" in str(failed.reason)


def test_the_rows_of_all_tables_in_a_zip_count_together(tmp_path: Path) -> None:
    path = zipped(tmp_path, {f"{name}.csv": people(60) for name in "abc"})
    refused(path, "more than 150 rows", rows=150)
    assert rows_of(told(path, rows=190)) == 180


def test_a_zip_of_more_files_than_may_be_is_refused_before_they_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path, {f"{number}.bin": b"" for number in range(zip_file.FILES_AT_MOST + 1)} | {"a.csv": b"x"})
    refused(path, "more than 10,000 files")
    with monkeypatch.context() as patched:
        patched.setattr(zip_file, "_DIRECTORY_BYTES_AT_MOST", 1000)
        patched.setattr(zipfile, "ZipFile", None)  # nothing opens it
        refused_to_open(path)
    small = bytearray(zipped(tmp_path, {"a.csv": people(1)}).read_bytes())
    end = small.rfind(b"PK\x05\x06")
    far = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    refused_to_open(written(tmp_path, bytes(small[:end]) + far + b"PK\x06\x07" + bytes(16) + bytes(small[end:])))


def refused_to_open(path: Path) -> None:
    with pytest.raises(BadFile, match="more than 10,000 files"):
        zip_file.spreadsheet_kind(path)


def test_a_row_far_down_or_far_right_in_a_spreadsheet_is_counted_before_the_parse_of_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = b'<row r="3000"><c r="A3000" t="inlineStr"><is><t>0612345679</t></is></c></row>'
    refused(xlsx_with(tmp_path, far), "more than 2,000 rows", rows=2_000)
    assert rows_of(told(xlsx_with(tmp_path, far), rows=3_000)) == 2
    monkeypatch.setattr(limits, "CELLS_AT_MOST", 50_000)
    refused(xlsx_with(tmp_path, far.replace(b"A3000", b"Z3000")), "more than 50,000 cells, rows times columns")


def test_rows_that_an_ods_repeats_count_each(tmp_path: Path) -> None:
    parts = parts_of(write_ods(tmp_path / "plain", [["phone"], ["0612345678"]]))
    cell = b'<table:table-row><table:table-cell office:value-type="string" ><text:p>0612345678'
    assert cell in parts["content.xml"]
    again = cell.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="5000">')
    parts["content.xml"] = parts["content.xml"].replace(cell, again)
    path = zipped(tmp_path, parts)
    refused(path, "more than 4,000 rows", rows=4_000)
    assert rows_of(told(path, rows=5_000)) == 5_000


def test_cells_of_all_tables_in_a_zip_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = b'<row r="3000"><c r="J3000" t="inlineStr"><is><t>x</t></is></c></row>'  # ten columns
    one = xlsx_with(tmp_path, far).read_bytes()
    monkeypatch.setattr(limits, "CELLS_AT_MOST", 50_000)
    refused(zipped(tmp_path, {f"{name}.xlsx": one for name in "ab"}), "cells, rows times columns")
    assert rows_of(told(zipped(tmp_path, {"a.xlsx": one}))) == 2


def test_more_columns_than_may_be_are_refused(tmp_path: Path) -> None:
    header = ",".join(["phone", *map(str, range(COLUMNS_AT_MOST))])
    refused(written(tmp_path, f"{header}\n0612345678\n".encode()), "1,001 columns; 1,000 is the most")


@pytest.mark.parametrize("lies", [False, True], ids=["says its size", "says that it is small"])
def test_what_unpacks_to_too_much_is_refused_whatever_it_says_of_itself(tmp_path: Path, lies: bool) -> None:
    path = xlsx_with(tmp_path, b" " * 100_000)
    if lies:
        with zipfile.ZipFile(path) as packed:
            [info] = [one for one in packed.infolist() if one.filename == SHEET]
        true = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
        content = path.read_bytes()
        assert content.count(true) == 2  # beside the part, and in the directory
        path.write_bytes(content.replace(true, struct.pack("<LLL", info.CRC, info.compress_size, 100)))
    refused(path, "larger than", unpacked_bytes=50_000)
    inside = path.read_bytes()
    refused(zipped(tmp_path, {"a.xlsx": inside, "b.csv": people(3)}), "larger than", unpacked_bytes=50_000)


def test_spreadsheets_in_a_zip_unpack_within_one_limit(tmp_path: Path) -> None:
    one = xlsx_with(tmp_path, b" " * 30_000).read_bytes()
    refused(zipped(tmp_path, {f"{name}.xlsx": one for name in "abc"}), "larger than", unpacked_bytes=80_000)


def test_a_spreadsheet_that_cannot_be_unpacked_here_is_not_handed_on(tmp_path: Path) -> None:
    content = xlsx_with(tmp_path, b"").read_bytes()
    path = written(
        tmp_path, content.replace(struct.pack("<HH", 0, 8), struct.pack("<HH", 0, 93))
    )  # packed as Zstandard
    refused(path, "cannot be read")


def test_a_line_without_end_is_refused_and_not_held_in_memory(tmp_path: Path) -> None:
    path = written(tmp_path, b'phone\n0612345678\n"' + b"a" * (csv_file.RECORD_CHARACTERS_AT_MOST + 1))
    refused(path, "Line 3 is longer than 1,048,576 characters")


def test_quotes_of_which_hardly_one_is_closed_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line closes a cell and opens the next one: without a bound every record would go on to the end."""
    monkeypatch.setattr(csv_file, "AGAIN_CHARACTERS", 1 << 22)
    *_, failed = told(written(tmp_path, b"phone,a\n" + b'b""","\n' * 400_000))
    assert isinstance(failed, Failed)
    assert "Too many quotes are not closed, as in line" in str(failed.reason)
    assert in_words(failed.reason, "it").startswith("Troppe virgolette")


def test_stray_quotes_on_every_line_are_no_reason_to_refuse_a_file(tmp_path: Path) -> None:
    lines = b"".join(b'"Bar %d,06%08d\n' % (number, number) for number in range(20_000))
    assert rows_of(told(written(tmp_path, b"name,phone\n" + lines))) > 10_000


def test_a_spreadsheets_row_without_end_is_refused(tmp_path: Path) -> None:
    long = b"x" * 600_000
    cells = b"".join(b'<c r="%s3" t="inlineStr"><is><t>%s</t></is></c>' % (column, long) for column in (b"A", b"B"))
    *_, failed = told(xlsx_with(tmp_path, b'<row r="3">' + cells + b"</row>"))
    assert isinstance(failed, Failed)
    assert "Row 3 has more than 1,048,576 characters" in str(failed.reason)
    assert in_words(failed.reason, "it") != str(failed.reason)


def test_only_the_first_sheets_are_looked_at_for_something(tmp_path: Path) -> None:
    sheets = {f"S{number}": [] for number in range(sheet_file.SHEETS_LOOKED_AT)} | {"Last": [["phone"], ["06 1234567"]]}
    path = write_xlsx(tmp_path / "upload", sheets)
    [failed] = told(path)
    assert isinstance(failed, Failed)
    assert "Name the sheet to read" in str(failed.reason)
    named = Reading(path=str(path), rules=Rules(country="IT"), said={}, sheet="Last")
    assert rows_of(read_table(named)) == 1
