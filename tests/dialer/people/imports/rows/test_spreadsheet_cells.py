"""Cells that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.rows.spreadsheet_cells import arm, column_names, csv_row, disarm, rejected_csv


@pytest.mark.parametrize(
    "cell", ["=1+1", "+393331234567", "-1", "@SUM(A1)", "\tx", "\r=x", "'=x", " =1", '"=1', "\xa0+1", "＝1"]
)
def test_a_dangerous_cell_is_disarmed(cell):
    assert disarm(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Rossi", "d'Angelo", "'quoted'", "06 1234"])
def test_a_harmless_cell_is_left_alone(cell):
    assert disarm(cell) == cell
    assert arm(cell) == cell


@given(st.text(alphabet="'=+-@\t\r\nab1 \"\xa0＝"))
def test_arming_gives_back_what_was_disarmed(cell):
    assert arm(disarm(cell)) == cell


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_a_row_is_read_back_as_it_was(cells):
    [row] = csv.reader(io.StringIO(csv_row(cells), newline=""), strict=True)
    assert [arm(cell) for cell in row] == cells


def test_rejected_rows_come_back_with_line_column_reason_and_remedy_first():
    rows = [
        Rejected(line=7, column="telefono", reason="no phone number", mend="write one", row=["Anna", ""]),
        Rejected(line=9, column="", reason="too long", mend="", row=["=x", "+39"]),
    ]
    assert "".join(rejected_csv(["nome", "telefono"], rows, str)) == (
        '"rejected line","rejected column","rejected value","rejected reason","what to do","nome","telefono"\r\n'
        '"7","telefono","","no phone number","write one","Anna",""\r\n'
        '"9","","","too long","","\'=x","\'+39"\r\n'
    )


def test_names_of_columns_are_one_line_each_and_told_apart():
    header = ["\ufefftelefono", "telefono ", "Data\r\nnascita", "'=x", "", "", "campo", "campo 2", "campo", "telefono"]
    names = ["telefono", "telefono 2", "Data nascita", "=x", "", "", "campo", "campo 2", "campo 3", "telefono 3"]
    assert column_names(header) == names
