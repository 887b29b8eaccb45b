"""Reading tables as people make them."""

from pathlib import Path

import pytest

from dialer.people.imports.readers.csv_file import encoding_of, read_records, separator_of


def read(tmp_path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return list(read_records(path))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(tmp_path, separator):
    table = f'name{separator}"a, b; c"{separator}phone\nx{separator}y{separator}z\n'
    assert read(tmp_path, table.encode()) == [(1, ["name", "a, b; c", "phone"]), (2, ["x", "y", "z"])]


def test_a_header_of_one_column_needs_no_separator():
    assert separator_of("phone\n333") == ","


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_the_encoding_is_found(tmp_path, encoding, name):
    path = tmp_path / "table.csv"
    path.write_bytes("nome;telefono\nNiccolò €;333\n".encode(encoding))
    assert encoding_of(path) == name
    assert list(read_records(path)) == [(1, ["nome", "telefono"]), (2, ["Niccolò €", "333"])]


def test_bytes_that_windows_1252_does_not_know_are_shown_not_lost(tmp_path):
    assert read(tmp_path, b"n;p\n\xe0\x81;1\n")[1] == (2, ["à\\x81", "1"])


def test_lines_are_those_of_the_file_with_line_ends_in_quotes_and_blank_lines(tmp_path):
    table = 'name,phone\r\n"a\r\nb",1\r\n\r\n  \r\nc,2\n'
    assert read(tmp_path, table.encode()) == [(1, ["name", "phone"]), (2, ["a\r\nb", "1"]), (6, ["c", "2"])]


def test_quotes_commas_emoji_and_right_to_left_text_are_text(tmp_path):
    table = 'name,phone\n"say ""hi"", \u202eأحمد 🙂",1\n'
    assert read(tmp_path, table.encode())[1] == (2, ['say "hi", \u202eأحمد 🙂', "1"])


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path):
    table = 'name,phone\na,1\n"b,2\nc,3\nd,4\n'
    assert read(tmp_path, table.encode()) == [
        (1, ["name", "phone"]),
        (2, ["a", "1"]),
        (3, ['"b,2']),
        (4, ["c", "3"]),
        (5, ["d", "4"]),
    ]


def test_a_quote_closed_by_a_later_rows_quote_costs_one_line(tmp_path):
    table = 'name,phone\n"b,2\nc,3\n"d",4\n'
    assert read(tmp_path, table.encode())[1:] == [(2, ['"b,2']), (3, ["c", "3"]), (4, ["d", "4"])]


def test_text_after_a_closing_quote_comes_as_one_cell(tmp_path):
    assert read(tmp_path, b'name,phone\n"b" x,2\nc,3\n')[1:] == [(2, ['"b" x,2']), (3, ["c", "3"])]


def test_an_empty_file_has_no_records(tmp_path):
    assert read(tmp_path, b"") == []
    assert read(tmp_path, b"\xef\xbb\xbf\r\n") == []
