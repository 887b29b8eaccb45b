"""Phone numbers as people write them."""

import pytest

from dialer.leads.numbers import BadNumber, known_country, to_e164


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
