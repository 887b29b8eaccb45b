"""The country of a number, and in the United States the states that it hints at."""

from functools import cache, lru_cache
from typing import Final

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

UNKNOWN: Final = ""
STATES: Final = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO",
    "Connecticut": "CT", "Delaware": "DE", "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID",
    "Illinois": "IL", "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA",
    "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS",
    "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ",
    "New Mexico": "NM", "New York": "NY", "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK",
    "Oregon": "OR", "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD",
    "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA", "Washington": "WA",
    "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY", "Washington D.C.": "DC", "Puerto Rico": "PR",
    "Washington State": "WA", "District of Columbia": "DC", "Washington, D.C.": "DC", "Washington DC": "DC",
    "Virgin Islands": "VI", "U.S. Virgin Islands": "VI", "US Virgin Islands": "VI", "Guam": "GU",
    "American Samoa": "AS", "Northern Mariana Islands": "MP",
}  # fmt: skip
_CODES: Final = frozenset(STATES.values())
_BY_NAME: Final = {name.casefold(): code for name, code in STATES.items()}


def country_of(number: str) -> str:
    """The country (ISO 3166) of an E.164 number; empty if unknown.

    If countries share a code, as in North America, the number itself decides if it can, or else the code's main
    country.
    """
    if number.startswith("+1"):
        return _north_american(number[:8], len(number))
    return _main_country(number[1:4])


@cache
def _main_country(digits: str) -> str:
    for end in (1, 2, 3):
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:end])) if digits[:end].isdecimal() else None
        if regions:
            return regions[0] if regions[0].isalpha() else UNKNOWN
    return UNKNOWN


@lru_cache(maxsize=100_000)
def _north_american(exchange: str, length: int) -> str:
    return phonenumbers.region_code_for_number(phonenumbers.parse(exchange.ljust(length, "2"))) or UNKNOWN


def hinted_states(number: str) -> tuple[str, ...]:
    """The states (two letters) that a number of the United States hints at; none if it hints at none."""
    return _states_of_exchange(number[:8], len(number)) if number.startswith("+1") else ()


@lru_cache(maxsize=100_000)
def _states_of_exchange(exchange: str, length: int) -> tuple[str, ...]:
    place = described(exchange, length)
    state = STATES.get(place, place)
    return (state,) if state in _CODES else ()


def described(exchange: str, length: int) -> str:
    """The state or province of a North American exchange (`+1` and six digits) in the library's words.

    Its name, or the two letters that follow a town; empty if unknown. `length` is that of the whole number.
    """
    from phonenumbers import geocoder  # takes half a second to load, and most lists have no American number

    told: str = geocoder.description_for_number(phonenumbers.parse(exchange.ljust(length, "2")), "en")
    return told if told in STATES else told.rpartition(", ")[2]


def state_of(text: object) -> str | None:
    """The state in an address, by its two letters or its English name."""
    written = str(text or "").strip()
    if written.upper() in _CODES:
        return written.upper()
    return _BY_NAME.get(written.casefold())
