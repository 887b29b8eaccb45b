"""Files of numbers: which columns hold them, and what becomes of rows that cannot be read."""

from pathlib import Path

import pytest

from dialer.core.file_fault import BadFile
from dialer.people.imports.readers.number_file import NoNumbers, NumberFile, NumberFileOptions
from tests.support.spreadsheets import write_xlsx


def read(path: Path, text: str, **asked) -> tuple[list[str], list[tuple[int, str]]]:
    """The numbers of a file, and line and column of the rows that were not read."""
    path.write_text(text)
    numbers, rejected = [], []
    for batch in NumberFile(NumberFileOptions(path=str(path), country="IT", **asked)).batches():
        numbers += [number for row in batch.read for number in row.numbers] + batch.others
        rejected += [(one.line, one.column) for one in batch.rejected]
    return numbers, rejected


@pytest.mark.parametrize(
    ("text", "numbers", "rejected"),
    [
        ("0212345678\n333 1234567\n", ["+390212345678", "+393331234567"], []),
        ("Ada;0212345678\nBob;333 1234567\n", ["+390212345678", "+393331234567"], []),
        ("chi;linea\nAda;0212345678\n", ["+390212345678"], []),
        ("titolo\n\nnome;telefono\nAda;0212345678\n", ["+390212345678"], []),
        ("telefono;codice;nota\n0212345678;#N/A;#RIF!\n", ["+390212345678"], []),
        ("telefono;cellulare\n0212345678;12\n", ["+390212345678"], [(2, "cellulare")]),
        ("telefono\n#N/A\n", [], [(2, "telefono")]),
        ("telefono\n", [], []),
        ("#N/A\n0212345678\n", ["+390212345678"], [(1, "1")]),
        ("#N/D\n", [], [(1, "1")]),
        ("Ada;#RIF!\nBob;0212345678\n", ["+390212345678"], [(1, "2")]),
        ("telefono;#N/A\n0212345678;12\n", ["+390212345678"], []),
        ("612345\n0212345678\n", ["+390212345678"], [(1, "1")]),
        ("06 12\n0212345678\n", ["+390212345678"], [(1, "1")]),
        ("12\n0212345678\n", ["+390212345678"], [(1, "1")]),
        ("3,93E+11\n0212345678\n", ["+390212345678"], [(1, "1")]),
        ("Ada;'06 12\nBob;0212345678\n", ["+390212345678"], [(1, "2")]),
        ("telefono;2025\n0212345678;12\n", ["+390212345678"], []),
        ("linea;1\n0212345678;12\n", ["+390212345678"], []),
        ("Elenco del 24/11/2026\ntelefono\n0212345678\n", ["+390212345678"], []),
    ],
)
def test_numbers_are_found_with_a_header_and_without_one(tmp_path, text, numbers, rejected):
    assert read(tmp_path / "numbers.csv", text) == (numbers, rejected)


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("", NoNumbers, "empty"),
        ("nessuno\n", NoNumbers, "no row"),
        ("chi;dove\nAda;Roma\n", BadFile, "No column holds"),
        ("0212345678;3331234567\n", BadFile, "Several columns hold numbers: 1, 2"),
        ("0212345678\n0212345679\ntelefono\n0212345670\n", BadFile, "seems to be in line 3"),
        ("<html><table><tr><td>0212345678\n", BadFile, "web page"),
        ("<?xml version='1.0'?>\n<a>0212345678</a>\n", BadFile, "web page or XML"),
    ],
)
def test_what_is_no_file_of_numbers_says_why(tmp_path, text, kind, why):
    with pytest.raises(kind, match=why):
        read(tmp_path / "numbers.csv", text)


def test_a_spreadsheet_of_several_sheets_is_read_only_where_one_is_named(tmp_path):
    path = write_xlsx(tmp_path / "numbers.xlsx", {"first": [["0212345678"]], "second": [["0212345679"]]})
    with pytest.raises(BadFile, match=r"several sheets \(first, second\)"):
        list(NumberFile(NumberFileOptions(path=str(path), country="IT")).batches())
    [batch] = NumberFile(NumberFileOptions(path=str(path), country="IT", sheet="second")).batches()
    assert [row.numbers for row in batch.read] == [["+390212345679"]]


def test_a_register_writes_numbers_with_or_without_their_country(tmp_path):
    text = "+390212345678\n390212345679\n0212345670\n+442079460000\n"
    found = read(tmp_path / "numbers.csv", text, calling_code="+39")
    assert found == (["+390212345678", "+390212345679", "+390212345670"], [(4, "1")])
    asked = NumberFileOptions(path=str(tmp_path / "german.csv"), country="DE", calling_code="+49")
    (tmp_path / "german.csv").write_text("49421123456\n421123457\n0421123458\n")
    [batch] = NumberFile(asked).batches()
    assert [row.numbers for row in batch.read] == [["+49421123456"], ["+49421123457"], ["+49421123458"]]
