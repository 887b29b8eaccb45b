"""Phone numbers as people write them, turned into E.164, with a reason when that cannot be done."""

import re
from collections.abc import Sequence
from typing import Final

import phonenumbers
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
)

from dialer.leads.fast_numbers import fast_judge
from dialer.leads.number_cell import NumberCell

_SCIENTIFIC: Final = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d{1,2})|\d+[eE]\+?\d+")
_SPREADSHEET_DECIMAL: Final = re.compile(r"(\d{6,})[.,]0")
_STILL_A_NUMBER: Final = re.compile(r"\d(?:[ ./-]?\d){4,}")
_EMPTIED: Final = re.compile(r"^[\s,;/|()\[\]:.\-–]+|[\s,;/|()\[\]:.\-–]+$")
_DATE: Final = re.compile(
    r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d(?: .*)?|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}(?:[ T].*)?"
)
LOST_ZERO: Final = "perhaps a spreadsheet has taken its leading 0 away: format the column as text, and write the 0"
NOTE_CHARACTERS_AT_MOST: Final = 60
TEXT_CHARACTERS_AT_MOST: Final = 250  # the library's own limit


class BadNumber(ValueError):  # noqa: N818 - the name is the reason's kind
    """The text is no phone number that can be dialled; the message says why, without the number."""

    def __init__(self, reason: str, mend: str = "write the whole number, with + and the country code") -> None:
        super().__init__(reason)
        self.mend = mend


def to_e164(text: str, country: str) -> str:
    """Turn a phone number into E.164, as in `+390612345678`.

    `country` (ISO 3166-1 alpha-2) is that of numbers written without a country code. Italian land lines keep their
    leading zero. Valid means: of a length and range that the numbering plan knows (the data of libphonenumber).
    Raises BadNumber.
    """
    if fast := fast_judge(country)(text):
        return fast
    written = _unspreadsheeted(text)
    number = _parsed(written, country)
    if number.extension:
        raise BadNumber("a phone number with an extension cannot be dialled", "leave the extension out")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def read_phones(text: str, country: str) -> Sequence[tuple[str, str]]:
    """The numbers in a cell, in order, each with what else the cell says of it: an extension, or the text around.

    A cell may hold several numbers, and words. A number in it that cannot be read fails the whole cell, so that
    nothing is lost unseen. Raises BadNumber.
    """
    if fast := fast_judge(country)(text):
        return ((fast, ""),)
    # The library takes what stands behind a semicolon for an extension; in a cell it is the next number.
    written = _unspreadsheeted(text).replace(";", " / ")
    try:
        number = _parsed(written, country)
    except BadNumber as bad:
        if found := _found_within(written, country):
            return found
        raise bad from None
    said = f"ext. {number.extension}" if number.extension else _words(written)
    return ((phonenumbers.format_number(number, PhoneNumberFormat.E164), said),)


def _unspreadsheeted(text: str) -> str:
    """Take away what a spreadsheet has added; refuse what it has spoilt."""
    written = text.strip().lstrip("'").strip()
    if scientific := _SCIENTIFIC.fullmatch(written):
        # Whole only when every digit is there: 3.93331234567E+11 is, 3.93E+11 may have been anything.
        if len(scientific[2] or "") != int(scientific[3] or -1):
            raise BadNumber("a spreadsheet has rounded the phone number", "format its column as text, then paste again")
        return scientific[1] + scientific[2]
    if rounded := _SPREADSHEET_DECIMAL.fullmatch(written):
        return rounded[1]
    if _DATE.fullmatch(written):
        raise BadNumber("a date stands where the phone number should", "write the phone number instead of the date")
    return written


def _parsed(written: str, country: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        raise BadNumber("not a phone number") from None
    if not phonenumbers.is_valid_number(number):
        reason, mend = _why_invalid(number)
        raise BadNumber(reason, LOST_ZERO if _lacks_zero(written, country) else mend)
    return number


def _lacks_zero(written: str, country: str) -> bool:
    """Whether this would be a number with a zero before it: spreadsheets take leading zeros away."""
    if not written.isdecimal():
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"0{written}", country))
    except NumberParseException:
        return False


def with_zero(cell: str, country: str) -> str | None:
    """The land line whose leading 0 a spreadsheet has taken away, with it; None where that is not certain.

    Only Italian land lines begin with a 0 that belongs to them, and mobiles with a 3; a number cell cannot hold the 0
    that a text keeps. `cell` is no valid number as it is.
    """
    if country != "IT" or not isinstance(cell, NumberCell) or cell.startswith("3"):
        return None
    number = phonenumbers.parse(f"0{cell}", country)
    land = phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if land else None


def _found_within(written: str, country: str) -> Sequence[tuple[str, str]]:
    """The numbers among other text, or nothing when a stretch of digits is left that may be one too."""
    if len(written) > TEXT_CHARACTERS_AT_MOST:
        return ()
    found: dict[str, str] = {}
    left, end = [], 0
    for match in PhoneNumberMatcher(written, country, leniency=Leniency.VALID):
        left.append(written[end : match.start])
        end = match.end
        extension = f"ext. {match.number.extension}" if match.number.extension else ""
        found.setdefault(phonenumbers.format_number(match.number, PhoneNumberFormat.E164), extension)
    left.append(written[end:])
    if any(_STILL_A_NUMBER.search(part) for part in left):
        return ()
    said = " ".join(filter(None, (_EMPTIED.sub("", part) for part in left)))[:NOTE_CHARACTERS_AT_MOST]
    return tuple((number, " ".join(filter(None, (extension, said)))) for number, extension in found.items())


def _words(written: str) -> str:
    """What stands before the number, as in "home 06 1234"."""
    begin = re.search(r"[+\d(]", written)
    return _EMPTIED.sub("", written[: begin.start()])[:NOTE_CHARACTERS_AT_MOST] if begin else ""


def _why_invalid(number: PhoneNumber) -> tuple[str, str]:
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.TOO_SHORT:
            return "the phone number is too short", "add the digits that are missing"
        case phonenumbers.ValidationResult.TOO_LONG:
            return "the phone number is too long", "take the digits away that are too many, or write one number a cell"
        case phonenumbers.ValidationResult.INVALID_COUNTRY_CODE:
            return "the phone number has no country code that exists", "correct the digits behind the +"
        case _:
            return (
                "no such phone number exists in its country's numbering plan",
                "correct the digits, or write + and the country code of another country",
            )


def known_country(country: str) -> bool:
    """Whether `country` is one whose numbers can be read."""
    return country in phonenumbers.SUPPORTED_REGIONS
