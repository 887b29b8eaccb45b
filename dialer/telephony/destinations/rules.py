"""Which numbers a trunk may call: decided by the longest prefix, from tables made once for each change.

Toll fraud (calls that somebody makes over a stolen or careless account to numbers that pay the called side) goes to
premium-rate, satellite and far-away numbers (CFCA, Fraud Loss Survey; GSMA FF.21; ITU-T E.156 on misused numbers). So a
trunk calls only where somebody has said that it may: by default its own country, and never premium-rate numbers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Generic, TypeVar

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

from dialer.numbers.geography import country_of
from dialer.numbers.kinds import BRITISH_RATES
from dialer.numbers.plans import NO_COUNTRIES
from dialer.telephony.destinations.model import Destinations, Refusal

T = TypeVar("T")
PREFIX: Final = r"^\+[1-9][0-9]{0,14}$"
PREFIXES_MOST: Final = 500
_LONGEST_CODE: Final = 3
# Plans of several countries, some of which cost as much as premium-rate numbers to the others.
_SHARED_PLANS: Final = frozenset((1, 7))
_AREA_DIGITS: Final = 3
_EXCHANGE: Final = len("+1201555")


class PrefixTable(Generic[T]):
    """Values by prefix; the longest one decides. A look-up takes one step for each length that prefixes have."""

    __slots__ = ("_by_prefix", "_lengths")

    def __init__(self, by_prefix: Mapping[str, T]) -> None:
        self._by_prefix = dict(by_prefix)
        self._lengths = tuple(sorted({len(prefix) for prefix in by_prefix}, reverse=True))

    def __bool__(self) -> bool:
        """Whether there is any prefix."""
        return bool(self._by_prefix)

    def find(self, number: str) -> T | None:
        """The value of the longest prefix of the number; None without any."""
        by_prefix = self._by_prefix
        for length in self._lengths:
            if (value := by_prefix.get(number[:length])) is not None:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Guard:
    """A trunk's destinations, ready to be asked for each call."""

    settings: Destinations
    country: str  # of the trunk; empty if unknown
    _allows: PrefixTable[bool]
    _prices: PrefixTable[float]

    def refusal(self, number: str) -> Refusal | None:
        """Why the number (E.164) may not be called; None if it may."""
        if not self._allows:
            return Refusal.NONE_SET
        allowed = self._allows.find(number)
        if not allowed:
            if _is_satellite(number):
                return Refusal.SATELLITE
            return Refusal.NOT_ALLOWED if allowed is None else Refusal.EXCEPTED
        if not self.settings.premium and is_premium(number):
            return Refusal.PREMIUM
        return None

    def price(self, number: str) -> float | None:
        """The price of a minute to the number, or to numbers that begin so; None if none is typed."""
        return self._prices.find(number)


def guard_of(settings: Destinations, country: str) -> Guard:
    """The guard of a trunk; `country` (ISO 3166) is that of the trunk."""
    allowed, refused = effective(settings, country)
    allows = dict.fromkeys(allowed, True) | dict.fromkeys(refused, False)
    return Guard(settings, country, PrefixTable(allows), PrefixTable(settings.prices))


def effective(settings: Destinations, country: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The prefixes that are allowed and refused: those set, or else those of the trunk's country."""
    if settings.allowed is not None:
        return settings.allowed, settings.refused
    allowed, refused = of_country(country)
    return allowed, (*refused, *settings.refused)


@cache
def of_country(country: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The prefixes of a country (ISO 3166), and within them those of others which share its calling code.

    Empty for an unknown country. In the plans of North America and of Russia, other countries' area codes are left out:
    a call to the Caribbean looks like one within the United States, and costs twenty times as much.
    """
    code = _codes().get(country)
    if code is None:
        return (), ()
    own = PhoneMetadata.metadata_for_region(country)
    leading = own.leading_digits if own is not None else None
    if code not in _SHARED_PLANS:
        return (f"+{code}",), ()
    areas = [f"{area:0{_AREA_DIGITS}}" for area in range(200, 1000)]
    if leading:  # a country named by its area codes alone
        begins = re.compile(leading)
        return tuple(f"+{code}{area}" for area in areas if begins.match(area)), ()
    others = [PhoneMetadata.metadata_for_region(one) for one in COUNTRY_CODE_TO_REGION_CODE[code] if one != country]
    begin = [re.compile(one.leading_digits) for one in others if one is not None and one.leading_digits]
    refused = (f"+{code}{area}" for area in areas if any(one.match(area) for one in begin))
    return (f"+{code}",), tuple(refused)


@cache
def _codes() -> dict[str, int]:
    return {region: code for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() for region in regions}


def is_whole_code(prefix: str) -> bool:
    """Whether a prefix names one calling code at least: `+8` and `+88` would allow satellite phones unseen."""
    digits = prefix[1:]
    return any(digits[:end].isdecimal() and _is_code(digits[:end]) for end in range(1, _LONGEST_CODE + 1))


def _is_code(digits: str) -> bool:
    return int(digits) in COUNTRY_CODE_TO_REGION_CODE


def country_of_prefix(prefix: str) -> str:
    """The country (ISO 3166) of numbers that begin so; empty if there is none, as for satellites."""
    if not prefix.startswith("+1"):
        return country_of(prefix)
    return country_of(prefix.ljust(_EXCHANGE, "2")[:_EXCHANGE] + "2222") if len(prefix) >= len("+1201") else "US"


def is_premium(number: str) -> bool:
    """Whether an E.164 number is at a premium rate, by libphonenumber's patterns of its country code."""
    if number.startswith(BRITISH_RATES):
        return False
    pattern, length = _premium(number[1:4])
    return pattern is not None and pattern.fullmatch(number, length) is not None


@cache
def _premium(digits: str) -> tuple[re.Pattern[str] | None, int]:
    """The pattern of premium-rate numbers of the calling code that these digits begin with, and the code's end."""
    code = next((digits[:end] for end in range(1, _LONGEST_CODE + 1) if digits[:end] and _is_code(digits[:end])), "")
    if not code:
        return None, 0
    patterns = [_premium_of(region, int(code)) for region in COUNTRY_CODE_TO_REGION_CODE[int(code)]]
    known = "|".join(f"(?:{one})" for one in dict.fromkeys(patterns) if one)
    return (re.compile(known, re.ASCII) if known else None), 1 + len(code)


def _premium_of(region: str, code: int) -> str:
    metadata = (
        PhoneMetadata.metadata_for_region(region)
        if region.isalpha()
        else PhoneMetadata.metadata_for_nongeo_region(code)
    )
    kind = metadata.premium_rate if metadata is not None else None
    return (kind.national_number_pattern or "") if kind is not None else ""


def _is_satellite(number: str) -> bool:
    return number[1:4].isdecimal() and int(number[1:4]) in NO_COUNTRIES


def wrong_prefixes(prefixes: Iterable[str]) -> list[str]:
    """Those that do not name a whole calling code, and so more countries than were meant."""
    return [one for one in prefixes if not is_whole_code(one)]
