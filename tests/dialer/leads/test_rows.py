"""One row, turned into a lead."""

import pytest

from dialer.leads.columns import read_header
from dialer.leads.rows import BadRow, read_row

HEADER = read_header(["codice", "nome", "cognome", "telefono", "cellulare", "lingua", "fuso", "priorita", "comune"])
PLAIN = ["A1", "Anna", "Bianchi", "06 1234 5678", "333 1234567", "Italiano", "", "2", "Roma"]


def row(**changes: str) -> list[str]:
    changed = list(PLAIN)
    for name, cell in changes.items():
        changed[HEADER.header.index(name)] = cell
    return changed


def test_a_whole_row():
    lead = read_row(PLAIN, HEADER, "IT")
    assert lead.phones == (("+390612345678", "telefono"), ("+393331234567", "cellulare"))
    assert (lead.external_id, lead.name, lead.language, lead.priority) == ("A1", "Anna Bianchi", "it", 2)
    assert (lead.zone_key, dict(lead.fields)) == ("Europe/Rome", {"comune": "Roma"})


def test_a_short_row_has_empty_cells_at_its_end():
    lead = read_row(PLAIN[:4], HEADER, "IT")
    assert (lead.language, lead.priority, dict(lead.fields)) == ("", 0, {})


def test_the_same_number_twice_is_one_phone():
    lead = read_row(row(telefono="333 1234567", cellulare="+39 3331234567"), HEADER, "IT")
    assert lead.phones == (("+393331234567", "telefono"),)


def test_a_zone_of_its_own_goes_before_the_numbers():
    assert read_row(row(fuso="america/new_york"), HEADER, "IT").zone_key == "America/New_York"


def test_a_disarmed_number_and_name_are_armed_again():
    lead = read_row(row(telefono="'+390612345678", nome="'=Anna"), HEADER, "IT")
    assert lead.phones[0][0] == "+390612345678"
    assert lead.name == "=Anna Bianchi"


@pytest.mark.parametrize(
    "name", ["a\r\nAction: Hangup", 'quo"te, comma', "x" * 10_240, "🙂👩‍👩‍👧", "\u202eأحمد\u202c", "' OR 1=1"]
)
def test_any_name_is_kept_as_it_is(name):
    assert read_row(row(nome=name, cognome=""), HEADER, "IT").name == name


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"telefono": "", "cellulare": " "}, "no phone number"),
        ({"cellulare": "123"}, "cellulare: the phone number is too short"),
        ({"priorita": "soon"}, "priority is not a whole number"),
        ({"priorita": "101"}, "priority is not between -100 and 100"),
        ({"fuso": "Europe/Atlantis"}, "no such time zone"),
        ({"lingua": "?"}, "language is not a tag"),
        ({"codice": "x" * 256}, "external id is longer than 255"),
        ({"comune": "a\0b"}, "NUL"),
    ],
)
def test_a_bad_row_says_why(changes, why):
    with pytest.raises(BadRow, match=why):
        read_row(row(**changes), HEADER, "IT")


def test_a_row_of_the_wrong_width_says_so():
    with pytest.raises(BadRow, match="10 cells, but the header has 9"):
        read_row([*PLAIN, "x"], HEADER, "IT")
    with pytest.raises(BadRow, match="quote is not closed"):
        read_row(['"A1;Anna'], HEADER, "IT")
