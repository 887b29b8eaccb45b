"""The time zones in which a number may be.

A number shows little, since mobile and ported numbers move. So every possible zone counts, and a call is within hours
only if it is so in all of them. dialer/numbers/person_zones.py adds the other signs of where a person is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number
from phonenumbers.tzdata import TIMEZONE_DATA

from dialer.numbers.area_codes import zones_of_code

SEPARATOR: Final = "|"
_QUARTER_S: Final = 900  # clocks change at quarters of an hour
_NORTH_AMERICA: Final = "1"
_AREA_CODE: Final = slice(0, len("+1201"))
_EXCHANGE: Final = len("+1201555")


def zone_key(numbers: Iterable[str]) -> str:
    """Every zone where the holder of these E.164 numbers may be, sorted, joined by "|"; empty if unknown."""
    return join_zones(zone for number in numbers for zone in _zones(number))


def zone_of_all(phones: Sequence[tuple[str, str]]) -> str:
    """The zone key of a lead's phones, (E.164 number, label); fast, since each part of a plan is looked up once."""
    if len(phones) == 1:
        return zone_of(phones[0][0])
    keys = {zone_of(number) for number, _ in phones}
    return keys.pop() if len(keys) == 1 else join_zones(zone for key in keys for zone in key.split(SEPARATOR) if zone)


def zone_of(number: str) -> str:
    """The zone key of one E.164 number."""
    if number.startswith("+1"):
        # Within one exchange of North America all lines are of one kind and place.
        return _of_exchange(number[:_EXCHANGE], len(number))
    return _zone_of_plan(number[1:4]) or zone_key((number,))


@lru_cache(maxsize=100_000)
def _of_exchange(exchange: str, length: int) -> str:
    return zone_key((exchange.ljust(length, "2"),))


def join_zones(zones: Iterable[str]) -> str:
    """The zones' key; names of the same clock count once, under the tz database's name."""
    links = _links()
    return SEPARATOR.join(sorted({links.get(zone, zone) for zone in zones}))


def names_no_place(number: str, key: str) -> bool:
    """Whether an E.164 number with this zone key may be in any of several zones of its country code."""
    return SEPARATOR in key and key == _all_zones(_country_code(number))


@cache
def _all_zones(code: str) -> str:
    return join_zones(TIMEZONE_DATA.get(code, ()))


def ahead_of_utc_s(country: str, now: float) -> float:
    """How far the clocks of a country (ISO 3166) may be ahead of UTC at an instant, in seconds; 0 if behind.

    A time written without its offset may be earlier than the same time in UTC by this.
    """
    return _ahead_of_utc_s(country, int(now // _QUARTER_S))


@lru_cache(maxsize=1024)
def _ahead_of_utc_s(country: str, quarter: int) -> float:
    code = str(phonenumbers.country_code_for_region(country))
    zones = set(TIMEZONE_DATA.get(code, ())) - {UNKNOWN_TIMEZONE}
    offsets = (datetime.fromtimestamp(quarter * _QUARTER_S, ZoneInfo(zone)).utcoffset() for zone in zones)
    return max((0.0, *(offset.total_seconds() for offset in offsets if offset)))


def known_zone(name: str) -> str | None:
    """The tz database's spelling of a zone's name, or None if it has no such zone."""
    return _names().get(name.strip().casefold())


def _zones(number: str) -> Iterable[str]:
    code = _country_code(number)
    if zone := _only_zones().get(code):
        return (zone,)
    zones = set(time_zones_for_number(phonenumbers.parse(number))) - {UNKNOWN_TIMEZONE}
    if code == _NORTH_AMERICA:
        # The library's zone for an exchange that it does not list is sometimes wrong, so the whole area code counts,
        # and in a divided state the whole state.
        zones |= _area_codes().get(number[_AREA_CODE], set())
        zones.update(zones_of_code(number[:_EXCHANGE], len(number)))
    return zones


def _country_code(number: str) -> str:
    """The country code of an E.164 number; no code is the beginning of another."""
    return _code_of(number[1:4])


@cache
def _code_of(digits: str) -> str:
    return next((digits[:end] for end in (1, 2, 3) if int(digits[:end]) in COUNTRY_CODE_TO_REGION_CODE), "")


@cache
def _zone_of_plan(digits: str) -> str | None:
    return _only_zones().get(_code_of(digits))


@cache
def _only_zones() -> dict[str, str]:
    """The zone of each country code with one zone only: most have one, and asking the library takes 50 times longer."""
    keys = ((str(code), join_zones(TIMEZONE_DATA.get(str(code), ()))) for code in COUNTRY_CODE_TO_REGION_CODE)
    return {code: key for code, key in keys if key and SEPARATOR not in key}


@cache
def _area_codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for prefix, zones in TIMEZONE_DATA.items():
        code = f"+{prefix}"[_AREA_CODE]
        if code.startswith("+1") and len(code) == len("+1201"):
            found.setdefault(code, set()).update(zones)
    return found


@cache
def _links() -> dict[str, str]:
    """Other names of zones: the lines `L <zone> <other name>` of the tz database's text form."""
    return {other: zone for kind, zone, other in _lines() if kind == "L"}


@cache
def _names() -> dict[str, str]:
    return {
        name.casefold(): name for kind, first, second in _lines() for name in ((first,) if kind == "Z" else (second,))
    }


@cache
def _lines() -> list[tuple[str, str, str]]:
    text = (resources.files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8")
    words = (line.split() for line in text.splitlines() if line.startswith(("L ", "Z ")))
    return [(word[0], word[1], word[2]) for word in words]
