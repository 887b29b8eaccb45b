"""Calling windows with holidays, in several zones at once: whether they are open now, and when they next open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from dialer.compliance.holiday_calendar import is_eve, is_holiday
from dialer.compliance.hours import Hours, Window, clock_changes, zone_of
from dialer.core.time_units import MINUTE_S

Minutes = tuple[tuple[int, int], ...]
_SEARCH_DAYS: Final = 16  # holidays in a row, and a week on either side


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: it is a key of the caches below
class Timetable:
    """Windows of local time; `on_holidays` and `before_holidays` narrow a day's windows, None leaves them.

    `margin_s` is how long before a window's end the last call is dialled. Each question names the places whose
    holidays count: countries (IT) and regions (US-AL).
    """

    open: Hours
    on_holidays: Hours | None = None
    before_holidays: Hours | None = None
    margin_s: float = 0.0


@lru_cache(maxsize=8192)
def minutes_of(timetable: Timetable, places: tuple[str, ...], day: date) -> Minutes:
    """The spans of the day in which calls are allowed, in minutes of local time."""
    spans = _on(timetable.open, day)
    if timetable.on_holidays is not None and is_holiday(places, day):
        spans = _common(spans, _on(timetable.on_holidays, day))
    if timetable.before_holidays is not None and is_eve(places, day):
        spans = _common(spans, _on(timetable.before_holidays, day))
    return spans


def _on(windows: Sequence[Window], day: date) -> Minutes:
    return tuple(sorted((w.start_minute, w.end_minute) for w in windows if day.weekday() in w.days))


def _common(some: Minutes, others: Minutes) -> Minutes:
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return tuple(sorted((start, end) for start, end in pairs if start < end))


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return zone_of(name)


def is_open(timetable: Timetable, zones: tuple[str, ...], places: tuple[str, ...], now: float) -> bool:
    """Whether `now` is allowed in every one of `zones`. Raises `BadHours` for an unknown zone."""
    for name in zones:
        local = datetime.fromtimestamp(now, _zone(name))
        at_s = local.hour * 3600 + local.minute * 60 + local.second
        for start, end in minutes_of(timetable, places, local.date()):
            if start * 60 <= at_s < end * 60 - timetable.margin_s:
                break
        else:
            return False
    return bool(zones)


def next_opening(timetable: Timetable, zones: tuple[str, ...], places: tuple[str, ...], now: float) -> float | None:
    """When calls are next allowed in every zone, `now` if they are; None if that is more than two weeks away."""
    if is_open(timetable, zones, places, now):
        return now
    return _opening_from(timetable, zones, places, ceil(now / MINUTE_S))


@lru_cache(maxsize=1024)
def _opening_from(timetable: Timetable, zones: tuple[str, ...], places: tuple[str, ...], minute: int) -> float | None:
    """The search, cached per minute: windows begin and clocks change on whole minutes."""
    at = minute * MINUTE_S
    found = {at}
    for name in zones:
        zone = _zone(name)
        found.update(clock_changes(zone, at, days=_SEARCH_DAYS))
        found.update(_starts(timetable, zone, places, at))
    return next((start for start in sorted(found) if start >= at and is_open(timetable, zones, places, start)), None)


def _starts(timetable: Timetable, zone: ZoneInfo, places: tuple[str, ...], at: float) -> set[float]:
    today = datetime.fromtimestamp(at, zone).date()
    starts: set[float] = set()
    for offset in range(_SEARCH_DAYS):
        day = today + timedelta(days=offset)
        for start, _ in minutes_of(timetable, places, day):
            local = datetime(day.year, day.month, day.day, start // 60, start % 60)  # noqa: DTZ001 - given a zone below
            starts.update(local.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
    return starts
