"""Card numbers in what people type are found; phone numbers, IBANs and other numbers are not taken for them."""

import pytest

from dialer.core.card_numbers import check_no_card, holds_card_number
from dialer.core.request_errors import CardNumber

VISA, AMEX, MAESTRO = "4111111111111111", "378282246310005", "6759649826438453"


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        AMEX,
        MAESTRO,
        "paga con 4111 1111 1111 1111.",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "carta:4111111111111111,scad 12/27",
        "4111 1111 1111 1111 12 27",
        "4111 1111 1111 1111 123",
        "+4111111111111111",  # 16 digits: no phone number is so long
        "6011000990139424",
        "4222222222222",  # 13 digits
        "6304 0000 0000 0000 000",  # 19 digits
    ],
)
def test_a_card_number_is_found(text):
    assert holds_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+393331234567",
        "+39 333 1234567",
        "richiamare al +378282246310005",  # E.164 has 15 digits at most
        "0039 333 123 4567 890",
        "333 1234567 oppure 320 7654321",
        "4111111111111112",  # fails the check
        "IT60 X054 2811 1010 0000 0123 456",
        "IT60X0542811101000000123456",
        "ordine A4111111111111111",
        "01234567890128",
        "12345678901234567890123",
        "2026-11-29 10:15:00",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert not holds_card_number(text)


def test_the_refusal_names_the_place_and_not_the_number():
    with pytest.raises(CardNumber) as refused:
        check_no_card(f"la carta è {VISA}", "note")
    assert [one["where"] for one in refused.value.errors] == ["note"]
    assert "4111" not in str(refused.value)
