"""Phone numbers as people write them, turned into E.164, with a reason when that cannot be done."""

import re
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_SCIENTIFIC: Final = re.compile(r"[\d.,]+[eE]\+?\d+")
_SPREADSHEET_DECIMAL: Final = re.compile(r"(\d{6,})[.,]0")


class BadNumber(ValueError):  # noqa: N818 - the name is the reason's kind
    """The text is no phone number that can be dialled; the message says why, without the number."""


def to_e164(text: str, country: str) -> str:
    """Turn a phone number into E.164, as in `+390612345678`.

    `country` (ISO 3166-1 alpha-2) is that of numbers written without a country code. Italian land lines keep their
    leading zero. Valid means: of a length and range that the numbering plan knows (the data of libphonenumber).
    Raises BadNumber.
    """
    written = text.strip().removeprefix("'").strip()
    if _SCIENTIFIC.fullmatch(written):
        raise BadNumber("a spreadsheet has rounded the phone number; format its column as text")
    if rounded := _SPREADSHEET_DECIMAL.fullmatch(written):
        written = rounded[1]
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        raise BadNumber("not a phone number") from None
    if number.extension:
        raise BadNumber("a phone number with an extension cannot be dialled")
    if not phonenumbers.is_valid_number(number):
        raise BadNumber(_why_invalid(number))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _why_invalid(number: phonenumbers.PhoneNumber) -> str:
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.TOO_SHORT:
            return "the phone number is too short"
        case phonenumbers.ValidationResult.TOO_LONG:
            return "the phone number is too long"
        case phonenumbers.ValidationResult.INVALID_COUNTRY_CODE:
            return "the phone number has no country code that exists"
        case _:
            return "no such phone number exists in its country's numbering plan"


def known_country(country: str) -> bool:
    """Whether `country` is one whose numbers can be read."""
    return country in phonenumbers.SUPPORTED_REGIONS
