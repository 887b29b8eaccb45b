"""Masks phone numbers for people who may not see them whole, both alone and within other texts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, Leniency, PhoneNumberMatcher

DIGITS_SHOWN: Final = 2  # the last ones
DIGITS_AT_LEAST: Final = 7  # of anything that can be a number
_DIGIT: Final = re.compile(r"\d")
# The library skips a number that follows a word directly, and takes a day for a number: this does neither.
_BESIDE: Final = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)|[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Show:
    """How phone numbers are shown: masked, or whole if there is a reason.

    `countries` (ISO 3166) are those of numbers within texts that have no country code, besides those of the text.
    """

    whole: bool = False
    countries: tuple[str, ...] = ()

    def number(self, number: str) -> str:
        """Return a number (E.164) as shown."""
        return number if self.whole else mask_phone(number)

    def text(self, text: str, countries: Sequence[str]) -> str:
        """Return a text with its numbers as shown."""
        return text if self.whole else mask_numbers(text, self._all(countries))

    def value(self, value: Any, countries: Sequence[str]) -> Any:
        """Return a field's value, any JSON, with its numbers as shown."""
        if self.whole or isinstance(value, bool):
            return value
        match value:
            case str():
                return mask_numbers(value, self._all(countries))
            case int() | float():
                written = f"{value:.0f}" if value == value // 1 else str(value)
                masked = mask_numbers(written, self._all(countries))
                return value if masked == written else masked
            case dict():
                return {name: self.value(inner, countries) for name, inner in value.items()}
            case list() | tuple():
                return [self.value(inner, countries) for inner in value]
            case _:
                return value

    def _all(self, countries: Sequence[str]) -> Sequence[str]:
        return tuple(dict.fromkeys((*countries, *self.countries))) if self.countries else countries


MASKED: Final = Show()
WHOLE: Final = Show(whole=True)


def mask_phone(number: str, *, more: int = 0) -> str:
    """Keep the country code, `more` digits after it, and the last ones of an E.164 number: `+39********67`."""
    plus, digits = number[:1] == "+", number.lstrip("+")
    kept = more + code_digits(digits) if plus else 0
    hidden = max(len(digits) - kept - DIGITS_SHOWN, 0)
    return ("+" if plus else "") + digits[:kept] + "*" * hidden + digits[kept + hidden :]


def code_digits(digits: str) -> int:
    """How many of an E.164 number's digits are its country code; 0 if it is no country's."""
    return next((n for n in (1, 2, 3) if int(digits[:n] or 0) in COUNTRY_CODE_TO_REGION_CODE), 0)


def countries_of(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return the countries (ISO 3166) of numbers in E.164, each once; for a shared code the main one."""
    found = (_country(number.lstrip("+")) for number in numbers)
    return tuple(dict.fromkeys(country for country in found if country))


def _country(digits: str) -> str:
    codes = (digits[:length] for length in (1, 2, 3))
    regions = (COUNTRY_CODE_TO_REGION_CODE.get(int(code)) for code in codes if code.isdecimal())
    return next((found[0] for found in regions if found), "")


def mask_numbers(text: str, countries: Sequence[str]) -> str:
    """Return a text in which each phone number shows only its country code, if it has one, and its last digits.

    The list reader decides by each country's numbering plan what is a number: other digits stay.
    """
    if len(_DIGIT.findall(text)) < DIGITS_AT_LEAST:
        return text
    for country in countries or (None,):
        plain = _BESIDE.sub(lambda found: "|" * len(found[0]), text)
        for match in PhoneNumberMatcher(plain, country, leniency=Leniency.VALID):
            coded = len(str(match.number.country_code)) if match.raw_string[:1] in "+＋" else 0
            text = text[: match.start] + _masked(match.raw_string, coded) + text[match.end :]
    return text


def _masked(raw: str, shown_before: int) -> str:
    digits = len(_DIGIT.findall(raw))
    places = iter(range(digits))
    return _DIGIT.sub(lambda found: found[0] if _is_shown(next(places), digits, shown_before) else "*", raw)


def _is_shown(place: int, digits: int, shown_before: int) -> bool:
    return place < shown_before or place >= digits - DIGITS_SHOWN
