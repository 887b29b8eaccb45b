"""What the columns of a table mean."""

import pytest

from dialer.leads.columns import NoPhoneColumn, read_header


def test_italian_and_english_names_mean_the_same():
    italian = read_header(["Codice", "Nome", "Cognome", "Telefono", "Cellulare 1", "Lingua", "Fuso orario", "Priorità"])
    english = read_header(["ID", "First name", "Last Name", "phone", "MOBILE_2", "language", "time-zone", "priority"])
    for columns in (italian, english):
        assert columns.external_id == 0
        assert columns.name == (1, 2)
        assert columns.phones == (3, 4)
        assert (columns.language, columns.zone, columns.priority) == (5, 6, 7)
        assert columns.fields == ()


def test_unknown_columns_and_second_ones_go_into_the_fields():
    columns = read_header(["phone", "town", "name", "customer", "", "lingua", "language"])
    assert columns.fields == (1, 3, 6)
    assert columns.ignored == (4,)
    assert columns.name == (2,)


def test_ten_phones_at_most():
    columns = read_header([f"phone{number}" for number in range(12)])
    assert columns.phones == tuple(range(10))
    assert columns.fields == (10, 11)


def test_the_columns_that_a_file_of_rejected_rows_adds_are_passed_over():
    columns = read_header(["rejected line", "rejected reason", "telefono"])
    assert (columns.ignored, columns.phones) == ((0, 1), (2,))


def test_a_header_without_a_phone_says_so():
    with pytest.raises(NoPhoneColumn, match="names no phone column"):
        read_header(["name", "town"])
