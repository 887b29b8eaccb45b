"""One row, turned into a lead."""

import pytest

from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import BadRow, FieldType, Rules, read_row
from dialer.people.lists.rules.field_types import FieldKind

HEADER = read_header(["codice", "nome", "cognome", "telefono", "cellulare", "lingua", "fuso", "priorita", "comune"])
PLAIN = ["A1", "Anna", "Bianchi", "06 1234 5678", "333 1234567", "Italiano", "", "2", "Roma"]

ITALY = Rules(country="IT")


def row(**changes: str) -> list[str]:
    changed = list(PLAIN)
    for name, cell in changes.items():
        changed[HEADER.header.index(name)] = cell
    return changed


def test_a_whole_row():
    lead = read_row(PLAIN, HEADER, ITALY)
    assert lead.phones == (("+390612345678", "telefono"), ("+393331234567", "cellulare"))
    assert (lead.external_id, lead.name, lead.language, lead.priority) == ("A1", "Anna Bianchi", "it", 2)
    assert (lead.zone_key, dict(lead.fields)) == ("Europe/Rome", {"comune": "Roma"})


def test_a_short_row_has_empty_cells_at_its_end():
    lead = read_row(PLAIN[:4], HEADER, ITALY)
    assert (lead.language, lead.priority, dict(lead.fields)) == ("", 0, {})


def test_the_same_number_twice_is_one_phone():
    lead = read_row(row(telefono="333 1234567", cellulare="+39 3331234567"), HEADER, ITALY)
    assert lead.phones == (("+393331234567", "telefono"),)


def test_a_zone_of_its_own_joins_those_of_the_numbers():
    assert read_row(row(fuso="america/new_york"), HEADER, ITALY).zone_key == "America/New_York|Europe/Rome"


def test_a_disarmed_number_and_name_are_armed_again():
    lead = read_row(row(telefono="'+390612345678", nome="'=Anna"), HEADER, ITALY)
    assert lead.phones[0][0] == "+390612345678"
    assert lead.name == "=Anna Bianchi"


@pytest.mark.parametrize(
    "name", ["a\r\nAction: Hangup", 'quo"te, comma', "x" * 10_240, "🙂👩‍👩‍👧", "\u202eأحمد\u202c", "' OR 1=1"]
)
def test_any_name_is_kept_as_it_is(name):
    assert read_row(row(nome=name, cognome=""), HEADER, ITALY).name == name


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"telefono": "", "cellulare": " "}, "no phone number"),
        ({"telefono": "123"}, "telefono: the phone number is too short"),
        ({"priorita": "soon"}, "priority is not a whole number"),
        ({"priorita": "101"}, "priority is not between -100 and 100"),
        ({"fuso": "Europe/Atlantis"}, "no such time zone"),
        ({"lingua": "?"}, "language is not a tag"),
        ({"codice": "x" * 256}, "codice: longer than 255"),
        ({"comune": "a\0b"}, "NUL"),
    ],
)
def test_a_bad_row_says_why(changes, why):
    with pytest.raises(BadRow, match=why):
        read_row(row(**changes), HEADER, ITALY)


def test_a_row_of_the_wrong_width_says_so():
    with pytest.raises(BadRow, match="10 cells, but the header has 9"):
        read_row([*PLAIN, "x"], HEADER, ITALY)
    with pytest.raises(BadRow, match="quote is not closed"):
        read_row(['"A1;Anna'], HEADER, ITALY)


def test_cells_that_are_missing_or_empty_at_the_end_of_a_row_are_no_fault():
    header = read_header(["nome", "telefono", "note"])
    for cells in (["Ugo", "0650123457", ""], ["Ugo", "0650123457", " "], ["Ugo", "0650123457"]):
        lead = read_row(cells, header, ITALY)
        assert (lead.name, lead.phones, lead.notes) == ("Ugo", (("+390650123457", "telefono"),), "")
        [phones] = BatchReader(header, ITALY).read([(2, cells)]).phones
        assert phones == lead.phones
    assert read_row(["0650123457"], read_header(["telefono", "nome"]), ITALY).phones
    with pytest.raises(BadRow, match="telefono: no phone number"):
        read_row(["Ugo"], header, ITALY)
    for beyond in ("x", ""):  # a separator within a cell has shifted the row, whatever its last cell is
        with pytest.raises(BadRow, match="4 cells, but the header has 3"):
            read_row(["Ugo", "0650123457", "", beyond], header, ITALY)


def test_what_else_a_lead_has():
    columns = read_header(["tel", "note", "cap", "owner", "basis", "consent source", "consent date", "budget", "vip"])
    cells = ["06 12345678", "call late", "00100", "anna", "Consenso", "fair", "31/01/2026", "1.234,50", "sì"]
    kinds = {"budget": FieldType(kind=FieldKind.DECIMAL), "vip": FieldType(kind=FieldKind.YES_NO)}
    lead = read_row(cells, columns, Rules(country="IT", fields=kinds, consent={"company": "Acme", "source": "web"}))
    assert (lead.notes, lead.postcode, lead.owner) == ("call late", "00100", "anna")
    assert lead.consent == {
        "basis": "consent",
        "source": "fair",
        "obtained_at": "2026-01-31T00:00:00",
        "company": "Acme",
    }
    assert lead.fields == {"budget": 1234.5, "vip": True}


def test_a_list_may_ask_for_a_basis():
    with pytest.raises(BadRow, match="no legal basis"):
        read_row(PLAIN, HEADER, Rules(country="IT", needs_basis=True))
    kept = read_row(PLAIN, HEADER, Rules(country="IT", needs_basis=True, consent={"basis": "contract"})).consent
    assert kept == {"basis": "contract"}


def test_several_numbers_in_a_cell_and_words_around_them_are_kept():
    lead = read_row(row(telefono="casa 06 12345678 / 06 87654321", cellulare="333 1234567 int. 5"), HEADER, ITALY)
    assert lead.phones == (
        ("+390612345678", "telefono (casa)"),
        ("+390687654321", "telefono (casa)"),
        ("+393331234567", "cellulare (ext. 5)"),
    )


def test_a_wrong_second_number_is_left_out_and_stays_readable():
    lead = read_row(row(cellulare="06 12"), HEADER, ITALY)
    assert lead.phones == (("+390612345678", "telefono"),)
    assert dict(lead.fields) == {"cellulare": "06 12", "comune": "Roma"}


@pytest.mark.parametrize("changes", [{"telefono": "06 12"}, {"cellulare": "333 1234567 non chiamare"}])
def test_a_wrong_first_number_or_a_refusal_rejects_the_row(changes):
    with pytest.raises(BadRow):
        read_row(row(**changes), HEADER, ITALY)


def test_more_than_ten_numbers_are_too_many():
    many = " / ".join(f"06 123456{number}" for number in range(10, 21))
    with pytest.raises(BadRow, match="more than 10"):
        read_row(row(telefono=many, cellulare=""), HEADER, ITALY)
