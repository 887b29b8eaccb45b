"""Numbers as people write them: 1.234,50 in Italy is 1,234.50 in England.

If a lone point or comma stands before three digits, as in 1.234, the list's country decides what it means
(Unicode CLDR, numbers/symbols/decimal).
"""

import re
from decimal import Decimal
from typing import Final

from dialer.i18n.message import msg
from dialer.people.imports.rows.cell_fault import BadCell

# Countries with a decimal point and a thousands comma; all others have it the other way round.
_POINT: Final = frozenset((
    "AU", "BD", "BW", "CA", "CH", "CN", "DO", "EG", "GB", "GH", "GT", "HK", "HN", "IE", "IL", "IN", "JM", "JP",
    "KE", "KR", "LI", "LK", "MT", "MX", "MY", "NG", "NI", "NP", "NZ", "PA", "PE", "PH", "PK", "PR", "SG", "SV",
    "TH", "TT", "TW", "TZ", "UG", "US", "ZW",
))  # fmt: skip
_MONEY: Final = re.compile(r"^(?:[€$£]|EUR|USD|GBP|CHF)\s*|\s*(?:[€$£]|EUR|USD|GBP|CHF)$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"([+-]?)(\d[\d.,]*)")
_SPACED: Final = re.compile(r"([+-]?)(\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+)((?:[.,]\d+)?)")
_GROUPS: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PRICE: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,2})?")  # means the same everywhere
_PLAIN: Final = re.compile(r"[+-]?\d{1,18}")
_THREE_DECIMALS: Final = re.compile(r"-?\d{1,3}\.\d{3}")
_POWERED: Final = re.compile(r"[+-]?\d(?:\.\d+)?[Ee][+-]?\d{1,2}")
_DIGITS_AT_MOST: Final = 40
_THREE: Final = 3


def read_whole(written: str, country: str, *, exact: bool = False) -> int:
    """A whole number, with or without separators or zero decimals. Raises BadCell. See `read_decimal`."""
    if _PLAIN.fullmatch(written):
        return int(written)
    try:
        whole, _, decimals = _with_point(written, country, exact=exact).partition(".")
    except BadCell:
        whole, decimals = "", "?"
    if decimals.strip("0") or not _PLAIN.fullmatch(whole):
        raise BadCell(msg("not a whole number"), msg("write digits only"))
    return int(whole)


def read_decimal(written: str, country: str, *, exact: bool = False) -> float:
    """A number as the country writes it, or in any other form that has only one meaning. Raises BadCell.

    `exact`: it is from a spreadsheet, whose numbers have a point before their decimals.
    """
    if _PRICE.fullmatch(written):
        return float(written.replace(",", "."))
    return float(_with_point(written, country, exact=exact))


def write_decimal(number: float) -> str:
    """A number in digits, with a point before its decimals, that every country's reader reads the same."""
    written = format(Decimal(repr(number)), "f")
    # 1.234 may be read as a thousand and more, 1.2340 may not.
    return f"{written}0" if _THREE_DECIMALS.fullmatch(written) else written


def _with_point(written: str, country: str, *, exact: bool) -> str:
    """The number with a decimal point and no thousands separators."""
    bare = _MONEY.sub("", written, count=1)
    if spaced := _SPACED.fullmatch(bare):
        return spaced[1] + re.sub(r"\D", "", spaced[2]) + spaced[3].replace(",", ".")
    if exact and _POWERED.fullmatch(bare):
        return format(Decimal(bare), "f")
    found = _NUMBER.fullmatch(bare)
    if found is None or sum(map(str.isdigit, bare)) > _DIGITS_AT_MOST:
        raise BadCell(msg("not a number"), msg("write it as in 1234.5"))
    sign, number = found.groups()
    place = max(number.rfind("."), number.rfind(","))
    if place < 0:
        return sign + number
    before, mark, after = number[:place], number[place], number[place + 1 :]
    if mark in before:  # the mark stands twice: it separates thousands
        if not _alike(number, mark):
            raise BadCell(msg("not a number"), msg("write it as in 1234.5"))
        return sign + number.replace(mark, "")
    if not before.isdigit() and not _alike(before, ".,".replace(mark, "")):
        raise BadCell(msg("not a number"), msg("write it as in 1234.5"))
    if before.isdigit() and _parts_thousands(before, mark, after, country, exact=exact):
        return sign + before + after
    return f"{sign}{re.sub('[.,]', '', before)}.{after or 0}"


def _alike(number: str, mark: str) -> bool:
    return _GROUPS.fullmatch(number) is not None and set(number) & {".", ","} == {mark}


def _parts_thousands(before: str, mark: str, after: str, country: str, *, exact: bool) -> bool:
    """Whether a lone mark separates thousands: only if three digits follow and the number has no leading 0."""
    if len(after) != _THREE or len(before) > _THREE or before.startswith("0"):
        return False
    if exact and mark == "." and not after.endswith("0"):
        return False  # no spreadsheet's number has a trailing 0 after its point
    return mark == ("," if country in _POINT else ".")
