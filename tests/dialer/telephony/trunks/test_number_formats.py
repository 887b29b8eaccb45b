"""Numbers as carriers want them."""

import pytest

from dialer.telephony.trunks.number_formats import written_number

MILAN, LONDON, MOBILE = "+390212345678", "+442079460000", "+393331234567"


@pytest.mark.parametrize(
    ("number_format", "numbers"),
    [
        ("e164", [MILAN, LONDON, MOBILE]),
        ("plain", ["390212345678", "442079460000", "393331234567"]),
        ("00", ["00390212345678", "00442079460000", "00393331234567"]),
        ("it", ["0212345678", "00442079460000", "3331234567"]),
        ("gb", ["00390212345678", "02079460000", "00393331234567"]),
    ],
)
def test_a_number_is_written_as_the_carrier_wants_it(number_format: str, numbers: list[str]) -> None:
    assert [written_number(one, number_format) for one in (MILAN, LONDON, MOBILE)] == numbers
