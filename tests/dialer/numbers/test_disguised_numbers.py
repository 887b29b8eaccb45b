"""Cells that look like another number than the person's: read as what they are, or refused."""

import pytest

from dialer.numbers.cell_words import is_nothing
from dialer.numbers.reader import BadNumber, numbers_meant, read_phones, to_e164
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.batch import BatchReader
from dialer.people.imports.rows.row import Rules

REFUSED = {
    "IT": [
        # A land line of Bergamo, Florence or Busto Arsizio whose 0 a spreadsheet took away is no mobile.
        *("351234567", "+39351234567", "39351234567", "347123456", "331623456", "+39 331 623456", "341234567"),
        *("33312345671", "333 1234567 12", "4312345678", "06 1234", "061234", "06123456782", "012345678901"),
        *("33312O4567", "333 12 O 4567", "33312345O7", "335123456O", "O6 50123456", "333123456l", "800 FLOWERS"),
        *("P.IVA 01234567890", "01234567890", "IT01234567890", "C.F. 01234567890", "partita iva: 01234567890"),
        *("fax 06 12345678", "Telefax: 0371 42011", "06 12345678 (fax)", "06 12345678 fax", "fax n. 02 50123456"),
        *("335 123456-7", "3902481234", "3906123456", "06 1234 dopo", "06 5012 abc", "RSSMRA80A01H501U"),
        *("0331 1234-54", "18:30", "dalle 9 alle 13", "9-13"),
        # Digits left out, a digit that may be lacking, one that may be too many.
        *("057456139?", "037530211_", "0574 5613**", "0574 56139...", "347…4567", "333**4567", "333 12345..."),
        *(
            "393 37757749",
            "0789 38855 1",
            "0574 561399 12",
            "cod. 803840",
            "84802/2024",
            "05018980721",
            "847675",
            "+883 130 4469324",
            "+8816 1234 5678",
        ),
        # What the cell itself says against its number.
        *("333 1234567 NON CHIAMARE", "non chiamare 06 50123456", "347 1234567 non vuole essere chiamato"),
        *("333 1234567 (sbagliato)", "06 50123456 numero errato", "347 1234567 disattivato", "347 1234567 non è lui"),
        *("347 1234567 RPO", "347 1234567 revocato consenso", "IT60X0542811101000000123456", "IT001E12345678"),
    ],
    "US": [
        *("212 911 1234", "(212) 976-1234", "1-800-FLOWERS", "212736500O", "fax 212 736 5000", "EIN 12-3456789"),
        *("310 2290", "119795518022", "212 736 5000 DO NOT CALL", "212 736 5000 wrong number", "DNC 212 736 5000"),
    ],
    "DE": [
        *("49421123456", "49441123456", "0160 1312345678", "017112345678", "Fax 030 901820"),
        *("0164 1234567", "030 123", "USt-IdNr. DE123456789", "0301234567890", "0421 12345O7", "0171 12 O 34567"),
        # Within a town people write its numbers alone; the digits would be other people's in another town.
        *("2271488", "43486283", "302271488", "41769790479", "0721828....", "69/319/72983", "133/8150/8159"),
        *("49824271", "0172 4988538067"),
        *("0171 1234567 nicht anrufen", "0171 1234567 falsche Nummer"),
    ],
    "GB": [
        *("07600 123456", "020 7946 001O", "fax 020 7946 0018", "07911 12345O6", "VAT no 123456789"),
        *("07911 123456 do not call", "07911 123456 disconnected", "AB123456C"),
    ],
    "FR": [
        *("fax 01 42 68 53 00", "01 42 68 53 OO", "SIRET 12345678900012", "SIREN 142685300"),
        *("télécopie 01 42 68 53 00", "06 12 34 56 78 ne pas appeler", "06 12 34 56 78 faux numéro"),
    ],
    "ES": [
        *("fax 91 123 45 67", "91 123 45 6O", "NIF 912345678"),
        *("contrato 633514821", "612 34 56 78 no llamar", "612 34 56 78 erróneo"),
    ],
}
READ = {
    "IT": [
        ("335123456", ["+39335123456"]),  # nine digits: a mobile of the nineties
        ("+39 360 123456", ["+39360123456"]),
        ("0612345678/2", ["+390612345678"]),
        ("06 12345678/8", ["+390612345678"]),
        ("06 12345678 - 2", ["+390612345678"]),
        ("06 1234567-54", ["+39061234567"]),
        ("0331 623456-54", ["+390331623456"]),
        ("0331 623456/57/58", ["+390331623456"]),
        ("06 12345678 / 79", ["+390612345678"]),
        ("06 12345678/79 - 333 1234567", ["+390612345678", "+393331234567"]),
        ("0039 06 12345678/2", ["+390612345678"]),
        ("+39 06 12345678/2", ["+390612345678"]),
        ("333 1234567/8", ["+393331234567"]),
        ("Tel. 02-48-12-34-56", ["+390248123456"]),
        ("02-48-12-34-56", ["+390248123456"]),
        ("333-123-45-67", ["+393331234567"]),
        ("0371/42011", ["+39037142011"]),
        ("06/5012-3456", ["+390650123456"]),
        ("333 1234567 18.30", ["+393331234567"]),
        ("333 1234567 18:30", ["+393331234567"]),
        ("06 123456 9-13", ["+3906123456"]),
        ("0371 42011 dalle 9 alle 13", ["+39037142011"]),
        ("0371 42011 ore 9-12", ["+39037142011"]),
        ("0371 42011 9-12", ["+39037142011"]),
        ("dopo le 18:30 3331234567", ["+393331234567"]),
        ("333 1234567 P.IVA 01234567890", ["+393331234567"]),
        ("P.IVA 01234567890 tel. 06 12345678", ["+390612345678"]),
        ("333 1234567 fax 06 12345678", ["+393331234567"]),
        ("fax 06 12345678 tel 06 12345679", ["+390612345679"]),
        ("tel/fax 06 12345678", ["+390612345678"]),
        ("tel. e fax 06 12345678", ["+390612345678"]),
        ("011 1962 1234", ["+3901119621234"]),  # eleven digits: the blocks of the newer operators begin with 1
        ("0422 1626123", ["+3904221626123"]),
        ("06 12345678 int. 12", ["+390612345678"]),
        ("393 1234567", ["+393931234567"]),
        ("+39 390 2481234", ["+393902481234"]),
        # Blanks, digits and dashes of other kinds, characters nobody sees, what a spreadsheet leaves.
        ("333\u2009123\u20094567", ["+393331234567"]),
        ("333 12\u200e34567", ["+393331234567"]),
        ("\u202a+39 333 1234567\u202c", ["+393331234567"]),
        ("３３３ １２３４５６７", ["+393331234567"]),
        ('="333.1234567"', ["+393331234567"]),
        ("’333 1234567’", ["+393331234567"]),
        ("3331234567,00", ["+393331234567"]),
        # Marks between numbers and within them.
        ("388 / 9107225 / 0721381660", ["+393889107225", "+390721381660"]),
        ("327/65 51 633 // 0765 279281", ["+393276551633", "+390765279281"]),
        ("(397) 4660044 + (368) 368 7506", ["+393974660044", "+393683687506"]),
        ("080/9315391 o 0383 / 79571", ["+390809315391", "+39038379571"]),
        # What has numbers of its own.
        ("0789 38855 1° tentativo", ["+39078938855"]),
        ("392 5806306 2° piano", ["+393925806306"]),
        ("1) 392 5806306", ["+393925806306"]),
        ("0971.23920 9-13 / 15-19", ["+39097123920"]),
        ("093/597937(1)", ["+39093597937"]),
        ("333 1234567 - POD IT001E71150293", ["+393331234567"]),
        ("340 3136634 IBAN IT60X8694766261717323028401", ["+393403136634"]),
        ("368 4653942, cod. cliente 686454", ["+393684653942"]),
        ("368 4653942 prot. 5464/2024", ["+393684653942"]),
        ("368 4653942, PDR 15989319056551", ["+393684653942"]),
        ("cap 10121 tel. 011 5621234", ["+390115621234"]),
        ("349 2341092 € 1.250,00", ["+393492341092"]),
        ("340 7604139 (fax 0976/87726)", ["+393407604139"]),
        ("333 1234567 non chiamare prima delle 18", ["+393331234567"]),
    ],
    "US": [
        ("2127365000/2", ["+12127365000"]),
        ("212-736-5000 9-5", ["+12127365000"]),
        ("212-736-5000 fax 212-736-5001", ["+12127365000"]),
        ("(212) 736-5000 x12", ["+12127365000"]),
        ("212-736-5000, SSN 123-45-6789", ["+12127365000"]),
        ("212-736-5000 9am-5pm", ["+12127365000"]),
        ("212 736 5000 $1,250.00", ["+12127365000"]),
    ],
    "DE": [
        ("030 901820/21", ["+4930901820"]),
        ("030/9018-20", ["+4930901820"]),
        ("030 123456/2", ["+4930123456"]),
        ("0171 1234567/8", ["+491711234567"]),
        ("0171 1234567-8", ["+491711234567"]),
        ("0421 12345 8-17 Uhr", ["+4942112345"]),
        ("4930901820", ["+4930901820"]),
        ("+49 421 123456", ["+49421123456"]),
        ("491622010875", ["+491622010875"]),
        ("4,91622010875E+11", ["+491622010875"]),
        ("1711234567", ["+491711234567"]),
        ("033203/23481 / 0152-97376498", ["+493320323481", "+4915297376498"]),
        ("0174-3977884; Kd.-Nr. 244664", ["+491743977884"]),
        ("0171 1234567 - 18:30 Uhr", ["+491711234567"]),
        ("Tel. 030 901820 Fax 030 901821", ["+4930901820"]),
        ("0176 12345678", ["+4917612345678"]),
    ],
    "GB": [
        ("020 7946 0018/9", ["+442079460018"]),
        ("ask for Mary 029/2095 4218", ["+442920954218"]),
        ("T 07795/468269 F 01302946009", ["+447795468269"]),
        ("07795 283.292 £1,250.00", ["+447795283292"]),
        ("07711 344870, NI AB123456C", ["+447711344870"]),
    ],
    "FR": [
        ("01 42 68 53 00/01", ["+33142685300"]),
        ("06/37/06/24/48", ["+33637062448"]),
        ("port. 06/56/13/12/86", ["+33656131286"]),
        ("fixe 03/84/42/13/71 port. 0672160666", ["+33384421371", "+33672160666"]),
        ("06 15 29 67 56 9h00-12h00", ["+33615296756"]),
        ("06 77 12 66 90 18h30", ["+33677126690"]),
        ("05/52/69/19/45 - SIREN 624477368", ["+33552691945"]),
    ],
    "ES": [
        ("91 123 45 67/68", ["+34911234567"]),
        # No number is lost behind another.
        ("965 80 77 33; 616-845-359", ["+34965807733", "+34616845359"]),
        ("+34 986 646963, 696752749", ["+34986646963", "+34696752749"]),
        ("600 80 09 29; NIF 45418658A", ["+34600800929"]),
        ("649-864-558 contrato 609270129", ["+34649864558"]),
        ("666 787032 9-14h", ["+34666787032"]),
    ],
}


@pytest.mark.parametrize(("country", "cell"), [(land, cell) for land, cells in REFUSED.items() for cell in cells])
def test_what_may_be_no_phone_or_another_is_refused(country, cell):
    with pytest.raises(BadNumber) as bad:
        read_phones(cell, country)
    assert bad.value.mend
    assert not any(letter.isdigit() for letter in str(bad.value))
    with pytest.raises(BadNumber):
        to_e164(cell, country)


@pytest.mark.parametrize(("country", "cell", "numbers"), [(land, *row) for land, rows in READ.items() for row in rows])
def test_a_number_is_read_without_what_stands_beside_it(country, cell, numbers):
    assert [number for number, _ in read_phones(cell, country)] == numbers


def test_what_stands_beside_a_number_is_kept_as_it_was_written():
    [(_, said)] = read_phones("0371 42011 ore 9-12", "IT")
    assert said == "ore 9-12"
    assert read_phones("06 12345678/79", "IT") == (("+390612345678", "/79"),)
    assert read_phones("333 1234567 P.IVA 01234567890", "IT") == (("+393331234567", "P.IVA 01234567890"),)


@pytest.mark.parametrize(
    "cell",
    [
        *("", " ", "-", "--", "/", "//", "0", "00000", "x", "X", "xxx", "?", "???", ".", "…", "n.d.", "N/D", "nd"),
        *("n.a.", "N/A", "na", "nessuno", "Nessuna", "non ha", "NON HA", "non disponibile", "none", "null", "nil"),
        *("no", "keine", "k.A.", "aucun", "ninguno", "non pervenuto", "sconosciuto", "unknown", "-/-", "_", "*"),
        *("+39", "0039", "ignoto", "tbc", "da verificare", "senza tel.", "no tel", "nessun recapito", "kein Telefon"),
        *("sin teléfono", "pas de téléphone", "sem telefone", "FALSO", "privo di telefono", "non ha il cellulare"),
    ],
)
def test_words_for_nothing_are_an_empty_cell(cell):
    assert is_nothing(cell)


@pytest.mark.parametrize("cell", ["12", "pippo", "06 1234", "3331234567", "chiamare", "no 3331234567"])
def test_other_words_are_not(cell):
    assert not is_nothing(cell)


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("333 1234567 NON CHIAMARE", ["+393331234567"]),
        ("333 1234567 numero errato", ["+393331234567"]),
        ("+883 130 4469324", []),
        ("333 3333333", ["+393333333333"]),
    ],
)
def test_whoever_the_cell_speaks_against_can_be_suppressed(cell, numbers):
    if numbers:
        assert list(numbers_meant(cell, "IT")) == numbers
    else:
        with pytest.raises(BadNumber):
            numbers_meant(cell, "IT")


def loaded(country: str, *cells: str) -> list[str] | str:
    """The numbers of a list's row with these cells as its phones, or why it is refused."""
    columns = read_header([f"telefono {place}" for place, _ in enumerate(cells)])
    batch = BatchReader(columns, Rules(country=country)).read([(2, list(cells))])
    return [number for number, _ in batch.phones[0]] if batch.phones else str(batch.rejected[0].reason)


FILLED = {
    "IT": ("3333333333", "333 0000000", "+39 0000000000", "0123456789", "0999999999", "333 3333333", "02 00000000"),
    "US": ("(555) 555-5555", "212 222 2222", "123-456-7890", "999-999-9999"),
    "GB": ("07777777777", "01234567890", "020 0000 0000"),
    "FR": ("06 66 66 66 66", "0123456789", "0600000000"),
    "ES": ("666666666", "600000000", "987654321"),
    "DE": ("0177 7777777", "0123456789", "030 00000000"),
}


@pytest.mark.parametrize(("country", "cell"), [(land, cell) for land, cells in FILLED.items() for cell in cells])
def test_digits_that_only_fill_the_cell_are_nobodys_phone(country, cell):
    assert isinstance(loaded(country, cell), str)


@pytest.mark.parametrize("beside", ["chiedere di Marco", "fax 06 50123456", "P.IVA 01234567890", "idem", "vedi note"])
def test_a_cell_without_any_phone_beside_a_good_number_loses_no_row(beside):
    assert loaded("IT", beside, "333 1234567") == ["+393331234567"]
    assert loaded("IT", "333 1234567", beside) == ["+393331234567"]
    assert isinstance(loaded("IT", beside), str)


@pytest.mark.parametrize("beside", ["06 5012", "12/03/2024", "33312O4567", "3,93E+11"])
def test_what_may_be_a_phone_is_left_out_behind_a_good_number_and_fails_the_row_alone(beside):
    assert loaded("IT", "333 1234567", beside) == ["+393331234567"]
    assert isinstance(loaded("IT", beside, "333 1234567"), str)


def test_what_is_said_against_the_person_fails_the_row():
    assert isinstance(loaded("IT", "333 1234567", "non chiamare"), str)


@pytest.mark.parametrize(
    "beside",
    ["no consenso", "NO PRIVACY", "privacy: NO", "diffida", "non vuole più chiamate", "si è cancellato", "NO TLMK",
     "consenso negato", "senza consenso", "no consent", "keine Einwilligung", "pas de consentement",
     "sin consentimiento"],
)  # fmt: skip
def test_who_refused_is_not_called_however_it_is_noted_beside_the_number(beside):
    for cell in (f"3331234567 {beside}", f"{beside} 3331234567", f"333 1234567 ({beside})"):
        with pytest.raises(BadNumber) as bad:
            read_phones(cell, "IT")
        assert bad.value.may_be == ("+393331234567",)


@pytest.mark.parametrize("cell", ["06 50123456 solo fax", "solo fax 06 50123456", "0650123456 (deceduto)"])
def test_a_number_where_nobody_answers_is_refused(cell):
    with pytest.raises(BadNumber):
        read_phones(cell, "IT")


@pytest.mark.parametrize(
    ("cell", "may_be"),
    [
        # The second was stored as a Belgian number.
        ("3712713779+3293117837", ["+393712713779", "+393293117837", "+3293117837"]),
        ("+393712713779+393293117837", ["+393712713779", "+393293117837"]),
        ("39 31 220803", ["+393931220803", "+39031220803"]),
        ("39-31-220803", ["+393931220803", "+39031220803"]),
    ],
)
def test_what_has_two_readings_is_refused_and_both_are_suppressed(cell, may_be):
    with pytest.raises(BadNumber) as bad:
        read_phones(cell, "IT")
    assert set(bad.value.may_be) == set(may_be)


def test_a_mobile_in_groups_has_one_reading():
    assert read_phones("393 122 0803", "IT") == (("+393931220803", ""),)
