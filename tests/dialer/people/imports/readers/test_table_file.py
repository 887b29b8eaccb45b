"""A file is known by what is in it, and read within bounds."""

import zipfile
from pathlib import Path

import pytest

from dialer.core.file_fault import BadFile
from dialer.people.imports.reader_process import BATCH_ROWS, Batch, Failed, Head, ReaderProcess, Reading
from dialer.people.imports.readers import zip_file
from dialer.people.imports.readers.table_file import TableFile, open_tables
from dialer.people.imports.rows.row import Rules
from dialer.storage.throttle import FEW_ROWS
from tests.support.spreadsheets import Day, write_ods, write_xlsx

TABLE = [
    ["nome", "telefono", "nato", "contratto", "importo"],
    ["Niccolò", 393331234567.0, Day(46000, "2025-12-09"), True, 12.5],
    [None, None, None, None, None],
    ["two\nlines", "06 1234 5678", None, False, "x"],
]
AS_TEXT = [
    (1, ["nome", "telefono", "nato", "contratto", "importo"]),
    (2, ["Niccolò", "393331234567", "2025-12-09", "true", "12.5"]),
    (4, ["two\nlines", "06 1234 5678", "", "false", "x"]),
]


def read(path: Path, *, sheet: str = "") -> tuple[TableFile, list[tuple[int, list[str]]]]:
    with open_tables(path, sheet=sheet) as file:
        [table] = [opener() for opener in file.openers]
        return table, list(table.records)


def written(tmp_path: Path, content: bytes, name: str = "upload") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def zipped(tmp_path: Path, files: dict[str, bytes]) -> Path:
    path = tmp_path / "packed"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def told(path: Path, sheet: str = "") -> list[object]:
    """What a reader process says of a file."""
    reader = ReaderProcess(Reading(path=str(path), rules=Rules(country="IT"), said={}, sheet=sheet))
    try:
        return list(reader)
    finally:
        reader.close()


def test_an_xlsx_is_read_as_a_person_would_have_typed_it(tmp_path):
    table, records = read(write_xlsx(tmp_path / "upload", {"Clienti": TABLE}))
    assert (table.kind, table.sheet, table.sheets, table.rows) == ("xlsx", "Clienti", ["Clienti"], 3)
    assert records == AS_TEXT


def test_an_ods_is_read_as_a_person_would_have_typed_it(tmp_path):
    table, records = read(write_ods(tmp_path / "upload", TABLE))
    assert (table.kind, table.sheet, table.rows) == ("ods", "Foglio1", 3)
    assert records == AS_TEXT


def test_a_cell_with_a_formulas_error_is_empty(tmp_path):
    assert read(write_xlsx(tmp_path / "upload", {"A": [["tel", "x"], ["#N/A", "y"]]}))[1][1] == (2, ["#N/A", "y"])


def test_the_first_sheet_that_is_shown_and_holds_something_is_read_or_the_one_that_was_said(tmp_path):
    sheets = {"Aiuto": [["secret"]], "Vuoto": [], "Uno": [["tel"], ["1"]], "Due": [["phone"], ["2"]]}
    path = write_xlsx(tmp_path / "upload", sheets, hidden=["Aiuto"])
    table, records = read(path)
    assert (table.sheet, table.sheets, records) == ("Uno", ["Vuoto", "Uno", "Due"], [(1, ["tel"]), (2, ["1"])])
    assert read(path, sheet="Due")[1] == [(1, ["phone"]), (2, ["2"])]
    for wrong in ("Tre", "Aiuto"):
        with pytest.raises(BadFile, match="it has Vuoto, Uno, Due"):
            read(path, sheet=wrong)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_of_every_encoding_and_separator_is_read(tmp_path, separator, encoding):
    rows = (("nome", "telefono", "città"), ('"Niccolò\r\n""D\'Orsi"""', "06 1234", f'"a{separator}b"'))
    content = "\r\n".join(separator.join(row) for row in rows)
    table, records = read(written(tmp_path, content.encode(encoding)))
    assert (table.kind, table.separator) == ("text", separator)
    assert records == [
        (1, ["nome", "telefono", "città"]),
        (2, ['Niccolò\r\n"D\'Orsi"', "06 1234", f"a{separator}b"]),
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_line_with_which_a_spreadsheet_says_its_separator_is_no_header(tmp_path, mark):
    table, records = read(written(tmp_path, mark + b"sep=;\r\nnome,x;telefono\r\na;1\r\n"))
    assert (table.rows, records) == (1, [(2, ["nome,x", "telefono"]), (3, ["a", "1"])])


@pytest.mark.parametrize("name", ["people.csv", "folder/people.tsv", "PEOPLE.TXT", "no suffix"])
def test_a_table_in_a_zip_is_read_whatever_lies_beside_it(tmp_path, name):
    aside = {"__MACOSX/._people.csv": b"x", ".DS_Store": b"x", "folder/": b""}
    path = zipped(tmp_path, {**aside, name: b"tel\n1\n"})
    table, records = read(path)
    assert (table.inside, records) == (name.rpartition("/")[2], [(1, ["tel"]), (2, ["1"])])
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_ods, lambda path, rows: write_xlsx(path, {"A": rows})], ids=["ods", "xlsx"])
def test_a_spreadsheet_in_a_zip_is_read(tmp_path, write):
    inner = write(tmp_path / "inner", TABLE)
    path = zipped(tmp_path, {"clienti.bin": inner.read_bytes()})
    assert read(path)[1] == AS_TEXT


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "is empty"),
        ({"a.pdf": b"x", "b.doc": b"y"}, "None of the 2 files"),
        ({f"{n}.csv": b"" for n in range(101)}, "101 tables; 100 is the most"),
    ],
)
def test_a_zip_without_a_table_or_with_too_many_is_refused_with_words(tmp_path, files, why):
    with pytest.raises(BadFile, match=why):
        read(zipped(tmp_path, files))


def test_a_zip_in_a_zip_is_refused(tmp_path):
    inner = zipped(tmp_path, {"a.csv": b"tel"}).read_bytes()
    with pytest.raises(BadFile, match="another ZIP"):
        read(zipped(tmp_path, {"inner.zip": inner}))


def test_a_zip_with_a_password_is_refused_with_words(tmp_path):
    content = bytearray(zipped(tmp_path, {"a.csv": b"tel\n1"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    with pytest.raises(BadFile, match="password"):
        read(written(tmp_path, bytes(content)))


def test_a_zip_is_unpacked_within_its_limit_and_leaves_nothing(tmp_path):
    path = zipped(tmp_path, {f"{name}.csv": b"0" * 2_500_000 for name in "ab"})  # either alone would be let through
    assert path.stat().st_size < 10_000
    with pytest.raises(BadFile, match="larger than"):
        zip_file.unpack(path, limit=4_000_000)
    assert list(tmp_path.iterdir()) == [path]


def test_a_small_file_that_asks_for_half_a_terabyte_fails_with_words(tmp_path):
    path = write_xlsx(tmp_path / "upload", {"A": [["tel"], ["1"]]})
    content = {one: zipfile.ZipFile(path).read(one) for one in zipfile.ZipFile(path).namelist()}
    sheet = content["xl/worksheets/rId1.xml"]
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content["xl/worksheets/rId1.xml"] = sheet.replace(b"</sheetData>", far)
    [failed] = told(zipped(tmp_path, content))
    assert isinstance(failed, Failed)
    assert "memory" in str(failed.reason)


def test_entities_that_grow_are_not_expanded(tmp_path):
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}]>'
    path = write_xlsx(tmp_path / "upload", {"A": [["tel"], ["BOMB"]]}, doctype=doctype)
    content = {one: zipfile.ZipFile(path).read(one) for one in zipfile.ZipFile(path).namelist()}
    content["xl/worksheets/rId1.xml"] = content["xl/worksheets/rId1.xml"].replace(b"BOMB", b"&j;")
    with pytest.raises(BadFile, match="cannot be read"):
        read(zipped(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 and then nothing", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"\x7fELF" + bytes(range(32)) * 20, "no text"),
    ],
)
def test_what_is_no_table_is_named(tmp_path, content, why):
    with pytest.raises(BadFile, match=why):
        read(written(tmp_path, content))


def test_a_reader_tells_a_spreadsheets_leads(tmp_path):
    head, batch = told(write_xlsx(tmp_path / "upload", {"A": TABLE}))
    assert isinstance(head, Head)
    assert isinstance(batch, Batch)
    assert (head.total, [lead[1] for lead in batch.leads]) == (3, ["Niccolò", "two\nlines"])
    assert [phones[0][0] for phones in batch.phones] == ["+393331234567", "+390612345678"]


def test_batches_are_small_until_nobody_is_known_to_dial(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("phone\n" + "".join(f"06{number:08}\n" for number in range(120_000)))
    reader = ReaderProcess(Reading(path=str(path), rules=Rules(country="IT"), said={}))
    try:
        batches = []
        for told in reader:
            reader.beside(dialling=False)
            batches += [told.rows] if isinstance(told, Batch) else []
    finally:
        reader.close()
    assert sum(batches) == 120_000
    assert (batches[-2], set(batches[:-1]) <= {FEW_ROWS, BATCH_ROWS}) == (BATCH_ROWS, True)  # the last has what is left


def test_batches_are_small_while_somebody_dials(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("phone\n" + "".join(f"06{number:08}\n" for number in range(2 * BATCH_ROWS)))
    reader = ReaderProcess(Reading(path=str(path), rules=Rules(country="IT"), said={}))
    try:
        assert {told.rows for told in reader if isinstance(told, Batch)} == {FEW_ROWS}
    finally:
        reader.close()


def test_cells_beyond_the_header_are_dropped_only_where_nearly_all_rows_have_them(tmp_path):
    ends = "".join(f"Ugo,06 5012345{n},\n" for n in range(9))
    _, records = read(written(tmp_path, f"nome,telefono\n{ends}".encode()))
    assert {len(cells) for _, cells in records} == {2}
    whole = "".join(f"Ugo,06 5012345{n}\n" for n in range(9))
    # A comma within the name has moved the number of somebody else into its column, and left the last cell empty.
    _, records = read(written(tmp_path, f"nome,telefono,altro\n{whole}Rossi, Ugo,06 50123456,\n".encode()))
    assert records[-1] == (11, ["Rossi", " Ugo", "06 50123456", ""])


def test_of_few_rows_none_is_cut(tmp_path):
    _, records = read(written(tmp_path, b"nome,telefono\nUgo,06 50123456,\n"))
    assert records[-1] == (2, ["Ugo", "06 50123456", ""])


@pytest.mark.parametrize("write", [write_ods, lambda path, rows: write_xlsx(path, {"A": rows})], ids=["ods", "xlsx"])
def test_empty_cells_of_a_sheet_beyond_the_header_are_dropped(tmp_path, write):
    rows = [["tel", "nome", None], ["1", "Ugo", " "]]
    assert read(write(tmp_path / "upload", rows))[1][-1][1][:2] == ["1", "Ugo"]
