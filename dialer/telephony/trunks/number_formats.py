"""Forms in which carriers want the called number. Pure."""

from enum import StrEnum
from typing import Final


class NumberFormat(StrEnum):
    """How a number in E.164 is written for a carrier; the last three are as people dial them by hand."""

    E164 = "e164"  # +390212345678
    PLAIN = "plain"  # 390212345678
    INTERNATIONAL = "00"  # 00390212345678
    ITALY = "it"  # 0212345678, 00442079460000
    BRITAIN = "gb"  # 02079460000, 00390212345678


ABROAD: Final = "00"
# Country code, and what a national number has in its place: Italian ones keep the 0 that they have.
_AT_HOME: Final = {NumberFormat.ITALY: ("39", ""), NumberFormat.BRITAIN: ("44", "0")}


def written_number(number: str, number_format: str) -> str:
    """A number in E.164 as the carrier wants it; as it is if the format is not known."""
    digits = number.removeprefix("+")
    match number_format:
        case NumberFormat.PLAIN:
            return digits
        case NumberFormat.INTERNATIONAL:
            return ABROAD + digits
        case NumberFormat.ITALY | NumberFormat.BRITAIN as home:
            code, instead = _AT_HOME[NumberFormat(home)]
            return instead + digits.removeprefix(code) if digits.startswith(code) else ABROAD + digits
    return number
