"""The 0 that a spreadsheet takes from Italian land lines."""

import pytest

from dialer.people.imports.preview import preview
from dialer.people.imports.preview_hints import HintKind
from dialer.people.imports.reader_process import Batch, Reading, read_table
from dialer.people.imports.rows.row import Rules
from tests.support.spreadsheets import write_xlsx

SHEET = [
    ["nome", "telefono"],
    ["Ada", 250123457.0],  # 02 of Milan
    ["Ugo", "650123456"],  # a text keeps its 0
    ["Lia", 3331234567.0],
    ["Ivo", 37142011.0],  # 0371 of Lodi, or a mobile that lacks a digit
    ["Eva", 12.0],
]


@pytest.fixture
def path(tmp_path):
    return str(write_xlsx(tmp_path / "upload", {"Uno": SHEET}))


def read(path, country="IT", *, zero_back):
    reading = Reading(path=path, rules=Rules(country=country, zero_back=zero_back), said={})
    batches = [told for told in read_table(reading) if isinstance(told, Batch)]
    return [number for batch in batches for [(number, _)] in batch.phones]


def test_it_is_put_back_where_that_is_asked_for_and_certain(path):
    assert read(path, zero_back=False) == ["+393331234567"]
    assert read(path, zero_back=True) == ["+390250123457", "+393331234567"]
    assert "+390250123457" not in read(path, "DE", zero_back=True)


def test_a_preview_says_how_many_rows_that_would_save(path):
    found = preview(Reading(path=path, rules=Rules(country="IT"), said={}))
    assert [(one.kind, one.rows) for one in found.hints] == [(HintKind.LOST_ZERO, 1)]
    assert found.rejected == 4
    found = preview(Reading(path=path, rules=Rules(country="IT", zero_back=True), said={}))
    assert (found.hints, found.rejected) == ([], 3)
