"""Phone numbers as people write them."""

import pytest

from dialer.numbers.reader import BadNumber, known_country, read_phones, to_e164


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("06 1234 5678", "IT", "+390612345678"),  # a land line keeps its zero
        ("333-123.45.67", "IT", "+393331234567"),
        ("0039 333 1234567", "IT", "+393331234567"),
        ("+39 02 1234567", "DE", "+39021234567"),
        ("'+393331234567", "IT", "+393331234567"),
        ("3331234567.0", "IT", "+393331234567"),  # a spreadsheet took it for a decimal
        ("3331234567,0", "IT", "+393331234567"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("3.93331234567E+11", "IT", "+393331234567"),  # with every digit there, nothing is lost
    ],
)
def test_it_becomes_e164(written, country, e164):
    assert to_e164(written, country) == e164


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("pippo", "not a phone number"),
        ("12345", "too short"),
        ("+39 333 1234567 1234567", "too long"),
        ("+999 1234567", "not a phone number"),
        ("333 1234567 ext 5", "extension"),
        ("3.93331E+11", "spreadsheet has rounded"),
        ("3,93331E+11", "spreadsheet has rounded"),
        ("+39 999 1234567", "no such phone number"),
        ("01/05/2024", "a date"),
        ("01.05.2024", "a date"),
        ("2024-05-01 00:00:00", "a date"),
    ],
)
def test_what_cannot_be_dialled_says_why_without_the_number(written, why):
    with pytest.raises(BadNumber, match=why) as caught:
        to_e164(written, "IT")
    assert written not in str(caught.value)


def test_countries_are_known_by_their_two_letters():
    assert known_country("IT")
    assert not known_country("it")
    assert not known_country("XX")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("333 1234567 / 06 12345678", [("+393331234567", ""), ("+390612345678", "")]),
        ("3331234567; 3471234567", [("+393331234567", ""), ("+393471234567", "")]),
        ("333 1234567\n347 1234567", [("+393331234567", ""), ("+393471234567", "")]),
        ("casa 06 12345678", [("+390612345678", "casa")]),
        ("06 12345678 (dopo le 18)", [("+390612345678", "dopo le 18")]),
        ("06 12345678 int. 12", [("+390612345678", "ext. 12")]),
        ("06/12345678", [("+390612345678", "")]),
        ("393331234567", [("+393331234567", "")]),
    ],
)
def test_a_cell_may_hold_several_numbers_and_words(written, found):
    assert list(read_phones(written, "IT")) == found


@pytest.mark.parametrize("written", ["333 1234567 / 06 999 12345 77 88 99", "333 1234567, 12345678901234", "n.d."])
def test_no_number_of_a_cell_is_lost_unseen(written):
    with pytest.raises(BadNumber):
        read_phones(written, "IT")
