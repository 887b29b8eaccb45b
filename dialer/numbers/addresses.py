"""The states and time zones in which an address may lie, by its state and its postcode.

Only countries where a profile counts hours by the person's own clock need this: the United States and Spain. All
others have one clock, or their law goes by one.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from dialer.numbers.geography import state_of

# The zones of standard time of which each state has a part, by 49 CFR 71, under the names of the tz database; in
# Arizona the Navajo Nation keeps summer time, and Alaska's westernmost islands keep Hawaii's zone with summer time.
_STATES_BY_ZONE: Final = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC TN VA VT WV",
    "America/Chicago": "AL AR FL IA IL IN KS KY LA MI MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "AZ CO ID KS MT ND NE NM NV OR SD TX UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA ID NV OR WA",
    "America/Anchorage": "AK",
    "America/Adak": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
# The states of the first three digits of a ZIP code, as assigned by the Postal Service (its labeling list L002).
# Offices abroad (AA, AE, AP) have no place. Where a few codes lie in a neighbouring state, both are named.
_STATES_BY_ZIP: Final = """
005 NY; 006-007 PR; 008 VI; 009 PR; 010-027 MA; 028-029 RI; 030-038 NH; 039-049 ME; 050-054 VT; 055 MA; 056-059 VT;
060-062 CT; 063 CT NY; 064-069 CT; 070-089 NJ; 100-149 NY; 150-196 PA; 197-199 DE; 200 DC; 201 VA; 202-204 DC;
205 DC MD VA; 206-219 MD; 220-246 VA; 247-268 WV; 270-289 NC; 290-299 SC; 300-319 GA; 320-339 FL; 341-349 FL;
350-369 AL; 370-385 TN; 386-397 MS; 398-399 GA; 400-427 KY; 430-459 OH; 460-479 IN; 480-499 MI; 500-528 IA;
530-549 WI; 550-567 MN; 569 DC; 570-577 SD; 580-588 ND; 590-599 MT; 600-629 IL; 630-658 MO; 660-679 KS; 680-693 NE;
700-714 LA; 716-725 AR; 726 AR MO; 727-729 AR; 730-732 OK; 733 TX; 734-738 OK; 739 OK TX; 740-749 OK; 750-799 TX;
800-816 CO; 820-831 WY; 832-833 ID; 834 ID WY; 835-838 ID; 840-847 UT; 850-865 AZ; 870-884 NM; 885 TX; 888 DC;
889-898 NV; 900-961 CA; 967 AS HI; 968 HI; 969 GU MP; 970-979 OR; 980-994 WA; 995-999 AK
"""
_ZIP_LENGTHS: Final = (3, 4, 5, 8, 9)  # spreadsheets remove leading zeros
_AMERICAN: Final = "+1"
_SPANISH: Final = "+34"
_CANARIES: Final = ("35", "38")  # Las Palmas, Santa Cruz de Tenerife
_STATE_FIELDS: Final = ("state", "stato", "provincia_stato")
_NOWHERE: Final[frozenset[str]] = frozenset()


_ZONES_OF_STATES: Final = {
    state: frozenset(zone for zone, theirs in _STATES_BY_ZONE.items() if state in theirs.split())
    for state in " ".join(_STATES_BY_ZONE.values()).split()
}


def _read_zips() -> dict[str, tuple[str, ...]]:
    found = {}
    for first, last, states in re.findall(r"(\d{3})(?:-(\d{3}))? ([A-Z ]+)", _STATES_BY_ZIP):
        for prefix in range(int(first), int(last or first) + 1):
            found[f"{prefix:03}"] = tuple(states.split())
    return found


_BY_ZIP: Final = _read_zips()


def is_state_field(name: str) -> bool:
    """Whether one of a lead's own fields contains its state, by its name."""
    return name.strip().casefold() in _STATE_FIELDS


def state_of_person(phones: Iterable[tuple[str, str]], fields: Mapping[str, Any]) -> str | None:
    """The state in the address of a person with an American phone, (E.164 number, label)."""
    for number, _ in phones:
        if number.startswith(_AMERICAN):
            return state_in(fields)
    return None


def state_in(fields: Mapping[str, Any]) -> str | None:
    """The state in the address, whatever form its column's name has: State in most files."""
    by_name = {name.strip().casefold(): value for name, value in fields.items()}
    return next((found for name in _STATE_FIELDS if (found := state_of(by_name.get(name)))), None)


@lru_cache(maxsize=100_000)
def states_of_postcode(postcode: str) -> tuple[str, ...]:
    """The states of an American ZIP code, with or without its last four digits; none if it is not one."""
    digits = postcode.strip().replace("-", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) not in _ZIP_LENGTHS:
        return ()
    return _BY_ZIP.get(digits.zfill(9 if len(digits) > 5 else 5)[:3], ())


def tells_address(number: str) -> bool:
    """Whether the address of a person with this number is read."""
    return number.startswith((_AMERICAN, _SPANISH))


def zones_of_address(phones: Iterable[tuple[str, str]], state: str | None, postcode: str) -> frozenset[str]:
    """Every time zone where the address may lie; none if nothing shows one.

    The person's phones, (E.164 number, label), decide its country, and so how its parts are read.
    """
    zones = _NOWHERE
    if state or postcode:
        for number, _ in phones:
            if number.startswith(_AMERICAN):
                zones |= _in_america(state, postcode)
            elif number.startswith(_SPANISH):
                zones |= _in_spain(postcode.strip())
    return zones


@lru_cache(maxsize=100_000)
def _in_america(state: str | None, postcode: str) -> frozenset[str]:
    states = {*states_of_postcode(postcode), *((state,) if state else ())}
    return frozenset(zone for one in states for zone in zones_of_state(one))


def zones_of_state(state: str) -> frozenset[str]:
    """Every time zone of which a state (two letters) has a part; none if there is no such state."""
    return _ZONES_OF_STATES.get(state, _NOWHERE)


@lru_cache(maxsize=4096)
def _in_spain(postcode: str) -> frozenset[str]:
    if not re.fullmatch(r"\d{5}", postcode, re.ASCII):
        return _NOWHERE
    return frozenset(("Atlantic/Canary" if postcode.startswith(_CANARIES) else "Europe/Madrid",))
