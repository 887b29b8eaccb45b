"""National numbering plans beyond libphonenumber's data: numbers valid there that nobody has.

The data includes every length that was ever in use, and mailboxes and pagers; so a digit too many or too few, or a
leading 0 removed by a spreadsheet, gives another valid number, which may be somebody else's.

Sources:

- Italy: Piano di numerazione nazionale (AGCOM, delibera 8/15/CIR and its changes). Mobile numbers have ten digits; nine
  only in the oldest codes, 330, 333, 335 to 339, 360 and 368. Those of eleven and twelve are mailboxes. A land line's
  0 belongs to it. Ten digits are the usual most; the newer operators' blocks, which begin with 1 after a district's
  code of three or four digits, have eleven. 43 is for machines.
- North America: the NANP's central office codes (INC, Central Office Code Assignment Guidelines). N11 is a service,
  976 a charged announcement. All have ten digits; the seven of Canada's 310 are dialled within Canada only.
- Germany: Bundesnetzagentur, Nummernplan Ortsnetzrufnummern: eleven digits at most without the 0. Nummernplan
  öffentliche zellulare Mobilfunkdienste: 015 has eleven, the others ten, except for 0176 and 01609.
- Great Britain, France, Spain: of one length by their plans (Ofcom; ARCEP, décision 2018-0881; Real Decreto 2296/2004),
  as in the library.
"""

import re
from collections.abc import Mapping
from typing import Final

from phonenumbers import PhoneNumberType

# By calling code and length: patterns of national numbers that nobody has.
UNASSIGNED: Final[Mapping[int, Mapping[int, str]]] = {
    39: {
        6: r"(?:0(?!669)|8)\d+",  # 803 and 848 are services
        7: r"0(?!669)\d+",
        9: r"3(?!3[035-9]|60|68)\d+",
        10: r"43\d+",
        11: r"3\d+|0(?!(?:[13-57-9][0159]|[13-57-9][2-46-8]\d)1)\d+",
        12: r"[03]\d+",
    },
    1: {7: r"\d+", 10: r"(?!8(?:00|33|44|55|66|77|88))\d{3}(?:[2-9]11|976)\d{4}"},
    49: {
        **dict.fromkeys((4, 5, 12, 13, 14, 15), r"[2-9]\d+"),
        11: r"1(?:60[0-8]|6[23]\d|7[0-57-9]\d)\d+",
    },
}
_TAX_DIGITS: Final = 11
NO_PHONES: Final = (PhoneNumberType.VOICEMAIL, PhoneNumberType.PAGER)
# Satellites and networks without a country: they cost as much as premium-rate numbers.
NO_COUNTRIES: Final = frozenset((870, 878, 881, 882, 883, 979))
# In these countries people write local numbers without area code: digits that begin so may lack it, or its 0.
LOCAL_WITHOUT_ZERO: Final = {43: re.compile(r"[2-9]|1(?!\d{10})"), 49: re.compile(r"[2-9]")}
# Countries where a short number after a dash is dialled together with the number before it.
DIRECT_DIAL: Final = (43, 49)
_UNASSIGNED: Final = {
    (code, length): re.compile(pattern, re.ASCII).fullmatch
    for code, patterns in UNASSIGNED.items()
    for length, pattern in patterns.items()
}


def is_unassigned(code: int, national: str) -> bool:
    """Whether a number that the library accepts is unassigned in its country's plan; `national` has an Italian 0."""
    matches = _UNASSIGNED.get((code, len(national)))
    return matches is not None and matches(national) is not None


def is_tax_number(text: str) -> bool:
    """Whether eleven digits with a leading 0 are an Italian tax number: valid office and check digit."""
    if len(text) != _TAX_DIGITS or text[0] != "0" or not (text.isascii() and text.isdecimal()):
        return False
    office = int(text[7:10])
    if not 0 < office <= 100 and office not in (120, 121, 888, 999):
        return False
    total = sum(map(int, text[::2])) + sum(sum(divmod(2 * int(digit), 10)) for digit in text[1::2])
    return total % 10 == 0


def is_placeholder(number: str) -> bool:
    """Whether a number (its digits, or E.164) is invented to fill a cell, such as 333 3333333 or 0123456789."""
    if number[-1:] == number[-4:-3] == number[-7:-6]:
        return bool(number) and number.endswith(number[-1] * 7)
    return "123456789" in number or "987654321" in number
