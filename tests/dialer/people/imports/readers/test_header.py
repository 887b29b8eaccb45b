"""Where a table's header stands: below a title, in the row that is named, or nowhere."""

from pathlib import Path

import pytest

from dialer.core.file_fault import BadFile
from dialer.people.imports.preview import Preview, preview
from dialer.people.imports.preview_hints import HintKind
from dialer.people.imports.reader_process import Batch, Failed, Reading, read_table
from dialer.people.imports.rows.row import Rules
from tests.support.spreadsheets import write_xlsx

IT = Rules(country="IT")
TITLED = 'Elenco clienti, marzo 2026\n\nnome;telefono;note\nAda;0650123456;"two\nlines"\nUgo;0650123457;\n'


def of(path: Path, content: str, **more: object) -> Reading:
    path.write_text(content)
    return Reading(path=str(path), rules=IT, said=more.pop("said", {}), **more)


def numbers(reading: Reading) -> list[str]:
    return [number for told in read_table(reading) if isinstance(told, Batch) for [(number, _)] in told.phones]


def kinds(found: Preview) -> list[tuple[HintKind, str, int]]:
    return [(one.kind, one.column, one.rows) for one in found.hints]


def test_lines_of_title_above_the_header_are_passed_over(tmp_path):
    reading = of(tmp_path / "titled.csv", TITLED)
    found = preview(reading)
    assert (found.header_row, found.separator, found.problem) == (3, ";", "")
    assert [row.line for row in found.rows] == [4, 6]
    assert kinds(found) == [(HintKind.TITLE_LINES, "", 1)]
    assert numbers(reading) == ["+390650123456", "+390650123457"]


def test_so_they_are_in_a_spreadsheet(tmp_path):
    rows = [["Elenco clienti", "marzo"], [], ["nome", "cognome", "telefono", "note"], ["Ada", "Rossi", "0650123456"]]
    reading = Reading(path=str(write_xlsx(tmp_path / "titled", {"Uno": rows})), rules=IT, said={})
    found = preview(reading)
    assert (found.header_row, found.total, [row.line for row in found.rows]) == (3, 1, [4])
    assert numbers(reading) == ["+390650123456"]


@pytest.mark.parametrize(
    "content",
    [
        "nome;telefono\nfisso;telefono\nAda;0650123456\n",  # the first row names a phone
        "a;b;c\nAda;0650123456;telefono\n",  # below it is data
        "a;b;c\nAda;;telefono\n",  # no title is as wide as the table
        "telefono\nfisso\n0650123456\n",
    ],
)
def test_what_is_not_certain_is_left_alone(tmp_path, content):
    assert preview(of(tmp_path / "table.csv", content)).header_row == 1


def test_columns_that_a_person_names_tell_where_the_header_is(tmp_path):
    content = "Elenco clienti\nchi;linea\nAda;0650123456\n"
    found = preview(of(tmp_path / "table.csv", content, said={"linea": "phone"}))
    assert (found.header_row, found.problem, found.rows[0].line) == (2, "", 3)


def test_the_row_of_the_header_can_be_said(tmp_path):
    reading = of(tmp_path / "table.csv", "telefono\nchi;telefono\nAda;0650123456\n", header_row=2)
    assert [(one.name, one.meaning) for one in preview(reading).columns] == [("chi", "field"), ("telefono", "phone")]
    assert numbers(reading) == ["+390650123456"]
    with pytest.raises(BadFile, match="no row 9"):
        preview(of(tmp_path / "table.csv", "telefono\n0650123456\n", header_row=9))
    [failed] = read_table(of(tmp_path / "table.csv", "telefono\n0650123456\n", header_row=9))
    assert isinstance(failed, Failed)


def test_a_file_without_a_header_says_so_and_is_read_by_the_places_of_its_columns(tmp_path):
    content = "Ada;0650123456\nUgo;0650123457;x\n"
    found = preview(of(tmp_path / "table.csv", content))
    assert kinds(found) == [(HintKind.NO_HEADER, "2", 0)]
    assert found.problem
    reading = of(tmp_path / "table.csv", content, header_row=0, said={"1": "name", "2": "phone"})
    found = preview(reading)
    assert ([one.name for one in found.columns], found.hints, found.total) == (["1", "2", "3"], [], 2)
    assert [row.lead.name for row in found.rows if row.lead] == ["Ada", "Ugo"]
    assert numbers(reading) == ["+390650123456", "+390650123457"]


def test_a_spreadsheet_without_a_header_is_read_too(tmp_path):
    path = write_xlsx(tmp_path / "none", {"Uno": [["Ada", "0650123456"], ["Ugo", "0650123457"]]})
    reading = Reading(path=str(path), rules=IT, said={"2": "phone"}, header_row=0)
    assert (preview(reading).total, len(numbers(reading))) == (2, 2)
