"""Where a trunk may call, how much in an hour, and why a call is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

NO_PRICES: Final[Mapping[str, float]] = MappingProxyType({})


class Refusal(StrEnum):
    """Why a number may not be called over a trunk."""

    NONE_SET = "none_set"  # the trunk has no destinations
    NOT_ALLOWED = "not_allowed"
    EXCEPTED = "excepted"  # a longer prefix is refused
    PREMIUM = "premium"
    SATELLITE = "satellite"


DESTINATION: Final = "destination:"
TRUNK_FULL: Final = "trunk_full"
"""Reasons for which a lead waits: a refusal after DESTINATION, or the caps of all its trunks."""


def destination_reason(why: Refusal) -> str:
    """The reason of a lead that waits since no trunk may call its number."""
    return f"{DESTINATION}{why.value}"


class HourCap(StrEnum):
    """What may be limited within an hour."""

    CALLS = "calls"
    MINUTES = "minutes"
    SPEND = "spend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """A trunk's destinations and caps. Prefixes are E.164 with the plus; the longest that fits a number decides."""

    trunk_id: int
    allowed: tuple[str, ...] | None = None  # None: the country of the trunk
    refused: tuple[str, ...] = ()  # exceptions within those allowed
    premium: bool = False  # whether premium-rate numbers may be called too
    calls_per_hour: int | None = None  # None: no cap
    minutes_per_hour: int | None = None
    spend_per_hour: float | None = None
    currency: str = "EUR"  # ISO 4217, of the spend and the prices
    prices: Mapping[str, float] = field(default_factory=dict)  # per minute, by prefix

    @property
    def caps(self) -> dict[HourCap, float]:
        """The caps that are set."""
        named = {
            HourCap.CALLS: self.calls_per_hour,
            HourCap.MINUTES: self.minutes_per_hour,
            HourCap.SPEND: self.spend_per_hour,
        }
        return {kind: float(most) for kind, most in named.items() if most is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastUse:
    """Calls of one trunk that began in one minute, ended in one minute and share the first characters of a number."""

    trunk_id: int
    began_at: float  # start of the minute, epoch seconds
    ended_at: float | None  # None: they live
    prefix: str
    calls: int
    answered_s: float  # from answer to end, of all together


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A refused destination was tried, or a cap is reached. Instants are epoch seconds."""

    trunk_id: int
    trunk: str  # its name
    at: float
    what: Refusal | HourCap
    prefix: str = ""  # the first characters of the number that was tried
    calls: int = 1  # how many were refused for it since the last alarm of the kind
    used: float = 0.0
    most: float = 0.0  # the cap
    campaign: str = ""  # the name of the campaign that tried it; empty for a test call
