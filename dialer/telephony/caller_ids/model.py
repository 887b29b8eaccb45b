"""Pools of the numbers that campaigns show, independent of any database."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialer.access.companies.model import CallerId
from dialer.core.enums import Outcome

NUMBERS_MOST: Final = 500  # in a pool: each is asked about when a call is started


class PoolWait(StrEnum):
    """Why no number of a pool may be shown just now."""

    EMPTY = "caller_ids_none"  # none is switched on, or none for the country that is called
    FULL = "caller_ids_full"  # all are over a cap, or rest
    REST = "caller_ids_rest"  # all that are switched on rest


class RestCause(StrEnum):
    """Why a number rests."""

    BY_HAND = "by_hand"
    WARNED = "warned"  # it is answered less than it was, and less than others


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolNumber:
    """A caller id within a pool."""

    id: int
    pool_id: int
    caller_id: CallerId
    areas: tuple[str, ...] = ()  # beginnings of the numbers called that it is meant for, E.164; empty: all
    calls_per_hour: int | None = None  # within any 60 minutes; None: no cap
    calls_per_day: int | None = None  # within any 24 hours
    enabled: bool = True
    rests_until: float | None = None  # epoch seconds
    rests_because: RestCause | None = None

    @property
    def number(self) -> str:
        """The number that is shown, E.164."""
        return self.caller_id.number


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIdPool:
    """Numbers of one company that its campaigns show in turn."""

    id: int
    company_id: int
    name: str
    keeps_number: bool = True  # a person who was called before is shown the same number again
    rest_hours: int = 0  # how long a number rests that is answered less than others; 0: only a warning
    numbers: tuple[PoolNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastShows:
    """How often a number was shown in calls that were placed within the same step of time."""

    number: str
    at: float  # the step's beginning, epoch seconds
    length_s: float  # of the step
    calls: int
    last_at: float  # when the last of these calls was placed


@dataclass(frozen=True, slots=True)
class HourCount:
    """A number's calls of one hour, and how many of them were answered by a person."""

    at: int  # the hour's beginning, epoch seconds
    calls: int
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A number is answered less than before, and less than the pool's others in the same hours. Shares are of 1."""

    number: str
    since: float  # the beginning of the hours that were looked at
    calls: int
    share: float
    share_before: float
    calls_before: int
    share_of_others: float | None  # None: no other number was shown often enough in the same hours
    calls_of_others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFigures:
    """What became of a number's calls."""

    number: str
    days: Sequence[HourCount] = ()  # by day of 24 hours up to now, oldest first
    last_hour: int = 0  # calls
    last_day: int = 0
    fall: Fall | None = None


class Appearance(StrEnum):
    """How the number showed on the phone that was called, as somebody who looked at it says."""

    AS_SENT = "as_sent"
    OTHER = "other"  # another number
    HIDDEN = "hidden"
    MARKED = "marked"  # as spam or suspected fraud


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTest:
    """A test call that showed a number, and what came of it."""

    id: int
    caller_id_id: int
    placed_at: float
    actor: str  # who placed it
    node: str
    trunk: str
    called: str  # masked
    stage: str  # how far it came, as in dialer.setup.trial_calls
    outcome: Outcome | None = None
    cause: int | None = None  # Q.850
    sip: int | None = None
    appearance: Appearance | None = None  # None: nobody has said
    note: str = ""
    seen_by: str = ""
    seen_at: float | None = None
