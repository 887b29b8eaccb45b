"""When a report is due, and over which days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialer.campaigns.report_schedules.model import Rhythm
from dialer.core.local_time import day_of

DAYS_OF: Final = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


def next_due(rhythm: Rhythm, weekday: int, at: str, time_zone: str, *, after: float) -> float:
    """The first instant after another at which a report of this rhythm is due.

    A time that a change of clocks leaves out comes as much later.
    """
    zone, hour = ZoneInfo(time_zone), time.fromisoformat(at)
    day = day_of(after, zone)
    while True:
        due = datetime.combine(day, hour, zone).astimezone(UTC).timestamp()
        if due > after and (rhythm is Rhythm.DAILY or day.weekday() == weekday):
            return due
        day += timedelta(days=1)


def last_due(rhythm: Rhythm, weekday: int, at: str, time_zone: str, *, first: float, now: float) -> float:
    """The last instant up to now at which it was due: of several that were missed, one is sent."""
    due = first
    while (following := next_due(rhythm, weekday, at, time_zone, after=due)) <= now:
        due = following
    return due


def days_before(rhythm: Rhythm, due_at: float, time_zone: str) -> tuple[date, date]:
    """The days that a report covers, by the campaign's clocks: those before the one on which it is due."""
    last = day_of(due_at, ZoneInfo(time_zone)) - timedelta(days=1)
    return last - timedelta(days=DAYS_OF[rhythm] - 1), last
