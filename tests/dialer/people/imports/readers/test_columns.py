"""What the columns of a table mean."""

import pytest

from dialer.i18n.catalogue import in_words, languages
from dialer.people.imports.readers.columns import ADDED, BadMapping, Meaning, NoPhoneColumn, read_header


def test_italian_and_english_names_mean_the_same():
    italian = read_header(["Codice", "Nome", "Cognome", "Telefono", "Cellulare 1", "Lingua", "Fuso orario", "Priorità"])
    english = read_header(["ID", "First name", "Last Name", "phone", "MOBILE_2", "language", "time-zone", "priority"])
    for columns in (italian, english):
        assert columns.at(Meaning.EXTERNAL_ID) == 0
        assert columns.name == (1, 2)
        assert columns.phones == (3, 4)
        assert [columns.at(one) for one in (Meaning.LANGUAGE, Meaning.ZONE, Meaning.PRIORITY)] == [5, 6, 7]
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
    for language in languages():
        columns = read_header([*(in_words(name, language) for name in ADDED), "telefono"])
        assert (columns.ignored, columns.phones) == ((0, 1, 2, 3, 4), (5,))


def test_a_header_without_a_phone_says_so():
    with pytest.raises(NoPhoneColumn, match="names no phone column"):
        read_header(["name", "town"])


def test_what_is_said_goes_before_what_the_names_tell():
    columns = read_header(["telefono", "comune", "nome", "x"], {"comune": "name", "telefono": "ignore", "x": "phone"})
    assert (columns.phones, columns.name, columns.ignored, columns.fields) == ((3,), (1, 2), (0,), ())
    assert columns.at(Meaning.FIRST_NAME) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"town": "field"}, "no column 'town'"),
        ({"nome": "shoe size"}, "cannot be 'shoe size'"),
        ({"nome": "name", "tel": "name"}, "two columns"),
    ],
)
def test_what_cannot_be_meant_is_refused(said, why):
    with pytest.raises(BadMapping, match=why):
        read_header(["nome", "tel"], said)


def test_consent_and_the_rest_of_a_lead_are_known_in_both_languages():
    italian = read_header(["tel", "note", "CAP", "proprietario", "base giuridica", "fonte consenso", "data consenso"])
    english = read_header(["phone", "notes", "ZIP code", "owner", "legal basis", "consent source", "consent date"])
    assert italian.meanings == english.meanings
    assert Meaning.FIELD not in italian.meanings


@pytest.mark.parametrize(
    "name",
    [
        *(
            "cellulare",
            "Cell.",
            "TEL. FISSO",
            "Tel/Cell",
            "telefono\nfisso",
            "N° telefono",
            "Nº di telefono",
            "recapito 1",
        ),
        *(
            "Recapiti telefonici",
            "numero di cellulare",
            "num. tel.",
            "Telefono abitazione",
            "tel_ufficio",
            "Altro telefono 2",
        ),
        *("Telefono mobile", "contatto telefonico", "Telefono e cellulare", "Numero fisso", "cellulare referente "),
        *(
            "mobile no.",
            "Phone No",
            "Landline",
            "Home phone",
            "phone (mobile)",
            "Work telephone number",
            "Cell Phone #1",
        ),
        *("daytime tel", "Alternative contact number", "Contact phone", "MSISDN", "Telephone numbers"),
    ],
)
def test_phones_are_known_by_what_people_call_them(name):
    assert read_header([name]).phones == (0,)


@pytest.mark.parametrize(
    "name", ["telefax", "fax", "numero civico", "numero cliente", "cella", "mobilia", "homepage", "telaio"]
)
def test_what_is_no_phone_is_not_taken_for_one(name):
    assert read_header(["tel", name]).phones == (0,)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        *(("Cognome e Nome", "name"), ("RAGIONE SOCIALE ", "name"), ("Azienda", "name"), ("Company name", "name")),
        *(("surname", "last_name"), ("Forename", "first_name"), ("zip", "postcode"), ("C.A.P.", "postcode")),
        *(
            ("Provincia", "field"),
            ("Priorità", "priority"),
            ("Rif.", "external_id"),
            ("Data del consenso", "consent_at"),
        ),
    ],
)
def test_other_columns_are_known_too(name, meaning):
    assert read_header([name, "tel"]).meanings[0] == meaning


def test_a_company_names_a_row_only_where_no_person_does():
    columns = read_header(["ditta", "cognome", "tel"])
    assert (columns.name, columns.fields) == ((1,), (0,))
    assert read_header(["ditta", "company", "tel"], {"ditta": "field"}).name == (1,)
