"""Limits on calls to a person or number within a time span, over all campaigns of the company."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dialer.core.time_units import DAY_S


class Per(StrEnum):
    """What the calls are counted by: number or lead."""

    LEAD = "lead"
    NUMBER = "number"  # it may stand in several lists and belong to several leads


class Span(StrEnum):
    """The time span. It ends at the present instant, so that midnight does not allow a second call."""

    DAY = "day"
    WEEK = "week"
    DAYS_30 = "30_days"

    @property
    def seconds(self) -> float:
        """Its length."""
        return {Span.DAY: 1, Span.WEEK: 7, Span.DAYS_30: 30}[self] * DAY_S


LONGEST_S: Final = Span.DAYS_30.seconds
LEAD_AT_MOST: Final = 20  # a claim reads so many past attempts of each lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A limit on the number of attempts."""

    per: Per
    span: Span
    at_most: int

    @property
    def reason(self) -> str:
        """The lead's wait reason, such as `cap:number:day:2`."""
        return f"cap:{self.per}:{self.span}:{self.at_most}"


def read_caps(rows: Iterable[Mapping[str, Any]]) -> tuple[Cap, ...]:
    """Caps from their stored form."""
    return tuple(Cap(per=Per(row["per"]), span=Span(row["span"]), at_most=row["at_most"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Full:
    """A cap is reached; from `until` (epoch seconds) on it has room again."""

    until: float
    reason: str


def reached(caps: Iterable[Cap], per: Per, placed_at: Sequence[float], *, now: float) -> Full | None:
    """The cap that keeps a lead or number from being called for longest, or None.

    `placed_at` are the instants of its attempts, newest first, at least LONGEST_S back (for a lead its last
    LEAD_AT_MOST). Attempts with the outcome "not placed" must be left out.
    """
    full: Full | None = None
    for cap in caps:
        if cap.per is not per or len(placed_at) < cap.at_most:
            continue
        until = placed_at[cap.at_most - 1] + cap.span.seconds
        if until > now and (full is None or until > full.until):
            full = Full(until, cap.reason)
    return full
