"""Parts of the day: a person not reached in the morning may be at home in the evening."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialer.compliance.hours import BadHours, Hours, next_opening, zones_of

STARTS: Final = (time(0), time(12), time(17))  # morning, afternoon, evening
_DAYS: Final = 8  # a week ahead: contains each weekly hour at least once


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a person may be called, and when that was tried. `zones` are all zones where the person may be."""

    hours: Hours
    zones: tuple[ZoneInfo, ...]
    tried_at: Sequence[float]  # epoch seconds, including the attempt that just ended


def times_of(hours: Hours, zone_key: str, tried_at: Sequence[float], *, default: str) -> Times | None:
    """The times of a lead with this zone key; None for an unknown zone, which the call gate refuses anyway."""
    try:
        return Times(hours=hours, zones=zones_of(zone_key, default=default), tried_at=tried_at)
    except BadHours:
        return None


def another_part(times: Times, *, earliest: float) -> float:
    """The first instant from `earliest` on, within the hours, in the part of the day tried least so far.

    If the coming week has no calling hours, this is `earliest`, and the call gate decides then.
    """
    if not times.zones:
        return earliest
    zone = times.zones[0]
    tried = Counter(_part(at, zone) for at in times.tried_at)
    first: dict[int, float] = {}
    for part, begins_at in _parts(earliest, zone):
        opens_at = next_opening(times.hours, times.zones, max(begins_at, earliest))
        if part not in first and opens_at is not None and _part(opens_at, zone) == part:
            first[part] = opens_at
    if not first:
        return earliest
    return min(first.items(), key=lambda entry: (tried[entry[0]], entry[1]))[1]


def _part(at: float, zone: ZoneInfo) -> int:
    local = datetime.fromtimestamp(at, zone).time()
    return sum(local >= start for start in STARTS) - 1


def _parts(earliest: float, zone: ZoneInfo) -> Iterator[tuple[int, float]]:
    """The parts of the coming days with their beginnings, in order; the first may have begun already."""
    today = datetime.fromtimestamp(earliest, zone).date()
    for day in range(_DAYS):
        for part, start in enumerate(STARTS):
            ends = STARTS[part + 1] if part + 1 < len(STARTS) else None
            begins_at = datetime.combine(today + timedelta(days=day), start, zone).timestamp()
            if day or ends is None or datetime.fromtimestamp(earliest, zone).time() < ends:
                yield part, begins_at
