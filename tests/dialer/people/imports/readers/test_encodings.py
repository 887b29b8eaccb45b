"""How a file's letters are written, and whether they were read wrongly before."""

import codecs
from pathlib import Path

import pytest

from dialer.people.imports.preview import preview
from dialer.people.imports.reader_process import Reading
from dialer.people.imports.readers.csv_file import encoding_of
from dialer.people.imports.readers.encoding_damage import is_garbled
from dialer.people.imports.rows.row import Rules

TEXT = "nome;telefono\r\nGiosuè;0650123456\r\nZoë;0650123457\r\n"


def looked_at(path: Path, content: bytes):  # type: ignore[no-untyped-def]
    path.write_bytes(content)
    return preview(Reading(path=str(path), rules=Rules(country="IT"), said={}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("rows", [TEXT, "tel\n0650123456\n"])
def test_a_list_is_read_in_whichever_encoding_it_is_written(tmp_path: Path, encoding: str, rows: str) -> None:
    found = looked_at(tmp_path / "x", rows.encode(encoding))
    assert (found.problem, found.rejected, found.hints) == ("", 0, [])
    assert found.rows[0].lead is not None
    assert found.rows[0].lead.name in ("Giosuè", "")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32"),
        (TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("utf-32-be"), "utf-32-be"),
        ("tel".encode("utf-16-le"), "utf-16-le"),
        (b"tel", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_utf_32_is_told_with_and_without_its_mark(tmp_path: Path, content: bytes, encoding: str) -> None:
    (tmp_path / "x").write_bytes(content)
    assert encoding_of(tmp_path / "x") == encoding


@pytest.mark.parametrize("name", ["Giosuè", "Niccolò", "D’Orsi", "Müller", "10 €", "à"])
def test_letters_read_in_the_wrong_encoding_are_seen(name: str) -> None:
    garbled = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in name.encode())
    assert (is_garbled(garbled), is_garbled(name)) == (True, False)


@pytest.mark.parametrize("name", ["", "São João", "ÂNGELA", "Château", "Ås", "«CAFÉ»", "pâté €5"])
def test_letters_that_are_right_are_not(name: str) -> None:
    assert not is_garbled(name)


@pytest.mark.parametrize("content", [TEXT.encode() + b"\xff;0650123458\r\n", TEXT.encode().decode("cp1252").encode()])
def test_a_preview_says_that_letters_are_garbled(tmp_path: Path, content: bytes) -> None:
    found = looked_at(tmp_path / "x", content)
    assert [(one.kind, one.rows, one.others) for one in found.hints] == [("garbled", 2, "GiosuÃ¨")]
