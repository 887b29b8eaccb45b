"""Finds numbers of payment cards in what people type: Pronto keeps none (PCI DSS), so such a text is refused.

A card number has 13 to 19 digits, in groups or not, and passes the Luhn check (ISO/IEC 7812-1, annex B). Not taken for
one: an international phone number (a plus, or 00, and at most 15 digits, ITU-T E.164), what begins with 0, which no
issuer has, an IBAN, and digits within a longer word. Where a text joins several groups of digits, such as two phone
numbers, a part of them counts only if it begins as the large issuers' cards do.
"""

import re
from typing import Final

from dialer.core.request_errors import CardNumber

_GAPS: Final = r"[ \u00a0\u2007\u2009\u202f.\-\u2010-\u2013]"
_DIGITS: Final = re.compile(rf"(?<![\w+])\+?\d(?:{_GAPS}?\d)*(?!\w)", re.ASCII)
_GAP: Final = re.compile(_GAPS)
_IBAN: Final = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,4})?\b", re.ASCII)
_ISSUER: Final = re.compile(r"4|5[0-9]|6[0-9]|2[2-7]|3[0-9]")
_LENGTHS: Final = range(13, 20)
_PHONE_DIGITS: Final = 15


def holds_card_number(text: str) -> bool:
    """Whether a text holds what is most likely the number of a payment card."""
    plain = _IBAN.sub(lambda found: "|" * len(found[0]), text)
    return any(_is_card(found[0]) for found in _DIGITS.finditer(plain))


def check_no_card(text: str, where: str) -> None:
    """Raise `CardNumber` with the place if a text holds a card number."""
    if holds_card_number(text):
        raise CardNumber(where)


def _is_card(written: str) -> bool:
    groups = [group for group in _GAP.split(written.lstrip("+")) if group]
    digits = "".join(groups)
    is_phone = written.startswith("+") and len(digits) <= _PHONE_DIGITS
    if is_phone or (digits.startswith("00") and len(digits) <= _PHONE_DIGITS + 2):
        return False
    if len(digits) in _LENGTHS and not digits.startswith("0") and _passes_luhn(digits):
        return True
    parts = ("".join(groups[first:last]) for first in range(len(groups)) for last in range(first + 1, len(groups) + 1))
    return any(
        len(part) in _LENGTHS and part != digits and _ISSUER.match(part) and _passes_luhn(part) for part in parts
    )


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
