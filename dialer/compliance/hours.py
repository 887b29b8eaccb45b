"""Calling hours: windows of local time, kept in every time zone the person may be in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SEARCH_DAYS = 9  # a week and a day on either side: each weekly window begins at least once


class BadHours(ValueError):  # noqa: N818 - reads as what it is in a message
    """Calling hours that cannot be kept."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of local time on some days of the week (0 is Monday); `end` is the first minute outside, 24:00 is 1440."""

    days: frozenset[int]
    start_minute: int
    end_minute: int


Hours = tuple[Window, ...]
ALWAYS: Hours = (Window(frozenset(range(7)), 0, 1440),)


def read_hours(rows: Sequence[Mapping[str, Any]]) -> Hours:
    """Read `[{"days": ["mon", "tue"], "from": "09:00", "to": "20:00"}]`. No rows: no hour is allowed.

    Raises `BadHours` that says which row is wrong and how to mend it.
    """
    return tuple(_window(index, row) for index, row in enumerate(rows, start=1))


def _window(index: int, row: Mapping[str, Any]) -> Window:
    days = row.get("days", [])
    unknown = [day for day in days if day not in DAY_NAMES]
    if unknown or not days:
        what = f"does not know the day {unknown[0]!r}" if unknown else "names no day"
        raise BadHours(f"Row {index} of the calling hours {what}: use {', '.join(DAY_NAMES)}.")
    start, end = _minute(index, row.get("from")), _minute(index, row.get("to"))
    if start >= end:
        raise BadHours(f"Row {index} of the calling hours ends before it begins: for a night, write two rows.")
    return Window(frozenset(DAY_NAMES.index(day) for day in days), start, end)


def _minute(index: int, text: Any) -> int:
    hour, _, minute = str(text).partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(minute) < 60 and int(hour) * 60 + int(minute) <= 1440):
        raise BadHours(f"Row {index} of the calling hours has the time {text!r}: write it as 09:00, at most 24:00.")
    return int(hour) * 60 + int(minute)


def zones_of(zone_key: str, *, default: str) -> tuple[ZoneInfo, ...]:
    """The zones of a lead's `zone_key` ("Europe/Rome", "America/Denver|America/Phoenix"); the default for an empty one.

    Raises `BadHours` for a zone that the time zone database does not know.
    """
    try:
        return tuple(ZoneInfo(name) for name in (zone_key or default).split("|"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadHours(f"The time zone {zone_key or default!r} is not known: use a name as in Europe/Rome.") from error


def is_open(hours: Hours, zones: Sequence[ZoneInfo], now: float) -> bool:
    """Whether `now` lies in a window in every one of `zones`: who might be asleep is not called."""
    return bool(zones) and all(_is_open_in(hours, zone, now) for zone in zones)


def _is_open_in(hours: Hours, zone: ZoneInfo, now: float) -> bool:
    local = datetime.fromtimestamp(now, zone)
    minute = local.hour * 60 + local.minute
    return any(local.weekday() in w.days and w.start_minute <= minute < w.end_minute for w in hours)


def next_opening(hours: Hours, zones: Sequence[ZoneInfo], now: float) -> float | None:
    """The first instant from `now` on that lies in a window in every zone; None if the coming week has none."""
    if is_open(hours, zones, now):
        return now
    starts = sorted(start for zone in zones for start in _starts(hours, zone, now) if start > now)
    return next((start for start in starts if is_open(hours, zones, start)), None)


def _starts(hours: Hours, zone: ZoneInfo, now: float) -> list[float]:
    first = datetime.fromtimestamp(now, zone).date()
    found = []
    for offset in range(-1, _SEARCH_DAYS):
        day = first + timedelta(days=offset)
        for window in hours:
            if day.weekday() in window.days:
                midnight = datetime.combine(day, time.min)
                local = midnight + timedelta(minutes=window.start_minute)
                # Through UTC and back: a local time that a change to summer time leaves out becomes the first after it.
                found.append(local.replace(tzinfo=zone).astimezone(UTC).timestamp())
    return found
