"""Days by the clocks of a time zone, and an hour of the day at which something is done."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from dialer.i18n.message import msg

_WRITTEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d) +([A-Za-z][A-Za-z0-9_+/-]*)")


@cache
def time_zones() -> frozenset[str]:
    """The names of the time zone database. To read them takes 10 ms, as long as a request may take."""
    return frozenset(available_timezones())


def day_of(now: float, zone: ZoneInfo) -> date:
    """The current day in the zone."""
    return datetime.fromtimestamp(now, UTC).astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> float:
    """When the day begins in the zone, epoch seconds."""
    return datetime.combine(day, time(), zone).timestamp()


@dataclass(frozen=True, slots=True)
class Daily:
    """An hour of the day, in a time zone."""

    at: time
    zone: ZoneInfo

    def last(self, now: float) -> str:
        """The day, as 2026-11-25, on which the hour came last, at `now` (epoch seconds) or before."""
        there = datetime.fromtimestamp(now, UTC).astimezone(self.zone)
        day = there.date()
        due = datetime.combine(day, self.at, self.zone)
        return (day if due.astimezone(UTC) <= there.astimezone(UTC) else day - timedelta(days=1)).isoformat()


def read_daily(text: str) -> Daily | None:
    """Read `03:30 Europe/Rome`; None for `off`. Raises `ValueError` that says how to write it."""
    if text.strip().casefold() == "off":
        return None
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        what = msg(
            '"{text}" is not a time of day: write it with a time zone, as in 03:30 Europe/Rome, or off', text=text
        )
        raise ValueError(what)
    if found[3] not in time_zones():
        raise ValueError(msg("there is no time zone {zone}: write one as in 03:30 Europe/Rome", zone=found[3]))
    return Daily(time(int(found[1]), int(found[2])), ZoneInfo(found[3]))
