"""Calling hours: windows of local time that must hold in every time zone where the person may be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import floor
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialer.core.time_units import DAY_S
from dialer.i18n.message import msg

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
_DAY_MINUTES = 1440
_SEARCH_DAYS = 9  # a week and a day on either side: each weekly window begins at least once


class BadHours(ValueError):  # noqa: N818 - reads as what it is in a message
    """Invalid calling hours, and how to fix them."""


class UnknownZone(BadHours):
    """A time zone that the time zone database does not know."""

    def __init__(self, name: str) -> None:
        super().__init__(msg("The time zone {zone!r} is not known: use a name as in Europe/Rome.", zone=name))
        self.name = name


@dataclass(frozen=True, slots=True)
class Window:
    """A span of local time on some days of the week (0 is Monday); `end` is the first minute outside, 24:00 is 1440."""

    days: frozenset[int]
    start_minute: int
    end_minute: int


Hours = tuple[Window, ...]
ALWAYS: Hours = (Window(frozenset(range(7)), 0, 1440),)


def read_hours(rows: Sequence[Mapping[str, Any]]) -> Hours:
    """Read `[{"days": ["mon", "tue"], "from": "09:00", "to": "20:00"}]`. Without rows no hour is allowed.

    Raises `BadHours` that names the row and says how to fix it.
    """
    return tuple(_window(index, row) for index, row in enumerate(rows, start=1))


def _window(index: int, row: Mapping[str, Any]) -> Window:
    days = row.get("days", [])
    if not isinstance(days, list | tuple):
        raise BadHours(
            msg("Row {row} of the calling hours has the days {days!r}: write a list of names.", row=index, days=days)
        )
    unknown = [day for day in days if day not in DAY_NAMES]
    if unknown:
        raise BadHours(
            msg(
                "Row {row} of the calling hours does not know the day {day!r}: use {those}.",
                row=index,
                day=unknown[0],
                those=DAY_NAMES,
            )
        )
    if not days:
        raise BadHours(msg("Row {row} of the calling hours names no day: use {those}.", row=index, those=DAY_NAMES))
    start, end = _minute(index, row.get("from")), _minute(index, row.get("to"))
    if start >= end:
        raise BadHours(
            msg("Row {row} of the calling hours ends before it begins: for a night, write two rows.", row=index)
        )
    return Window(frozenset(DAY_NAMES.index(day) for day in days), start, end)


def _minute(index: int, text: Any) -> int:
    found = _TIME.fullmatch(str(text))
    minute = int(found[1]) * 60 + int(found[2]) if found else _DAY_MINUTES + 1
    if minute > _DAY_MINUTES:
        raise BadHours(
            msg(
                "Row {row} of the calling hours has the time {time!r}: write it as 09:00, at most 24:00.",
                row=index,
                time=text,
            )
        )
    return minute


def zones_of(zone_key: str, *, default: str) -> tuple[ZoneInfo, ...]:
    """The zones of a lead's `zone_key` ("Europe/Rome", "America/Denver|America/Phoenix"); the default for an empty one.

    Raises `UnknownZone` for one that the time zone database does not know.
    """
    return tuple(zone_of(name) for name in (zone_key or default).split("|"))


def zone_of(name: str) -> ZoneInfo:
    """One zone by its name. Raises `UnknownZone` if the time zone database does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder, or far too long
        raise UnknownZone(name) from error


def is_open(hours: Hours, zones: Sequence[ZoneInfo], now: float) -> bool:
    """Whether `now` lies in a window in every one of `zones`: nobody who might be asleep is called."""
    return bool(zones) and all(_is_open_in(hours, zone, now) for zone in zones)


def _is_open_in(hours: Hours, zone: ZoneInfo, now: float) -> bool:
    local = datetime.fromtimestamp(now, zone)
    minute = local.hour * 60 + local.minute
    return any(local.weekday() in w.days and w.start_minute <= minute < w.end_minute for w in hours)


def next_opening(hours: Hours, zones: Sequence[ZoneInfo], now: float) -> float | None:
    """The first instant from `now` on that lies in a window in every zone; None if the coming week has none."""
    if is_open(hours, zones, now):
        return now
    found = {at for zone in zones for at in (*_starts(hours, zone, now), *clock_changes(zone, now)) if at > now}
    return next((at for at in sorted(found) if is_open(hours, zones, at)), None)


def _starts(hours: Hours, zone: ZoneInfo, now: float) -> Iterator[float]:
    """Starts of windows; two for an hour that the clock shows twice."""
    today = datetime.combine(datetime.fromtimestamp(now, zone).date(), time.min)
    for offset in range(_SEARCH_DAYS):
        midnight = today + timedelta(days=offset)
        for window in hours:
            if midnight.weekday() in window.days:
                local = midnight + timedelta(minutes=window.start_minute)
                yield local.replace(tzinfo=zone, fold=0).timestamp()
                yield local.replace(tzinfo=zone, fold=1).timestamp()


def next_closing(hours: Hours, zones: Sequence[ZoneInfo], now: float) -> float | None:
    """The first instant after `now` outside all windows of at least one zone; None if it is more than a day away."""
    found = {at for zone in zones for at in (*_ends(hours, zone, now), *clock_changes(zone, now, days=1)) if at > now}
    return next((at for at in sorted(found) if not is_open(hours, zones, at)), None)


def _ends(hours: Hours, zone: ZoneInfo, now: float) -> Iterator[float]:
    """Ends of today's and tomorrow's windows; two for an hour that the clock shows twice."""
    today = datetime.combine(datetime.fromtimestamp(now, zone).date(), time.min)
    for midnight in (today, today + timedelta(days=1)):
        for window in hours:
            if midnight.weekday() in window.days:
                local = midnight + timedelta(minutes=window.end_minute)
                yield local.replace(tzinfo=zone, fold=0).timestamp()
                yield local.replace(tzinfo=zone, fold=1).timestamp()


def clock_changes(zone: ZoneInfo, now: float, *, days: int = _SEARCH_DAYS) -> Iterator[float]:
    """When the zone's clock changes: the change may skip a window's start or repeat its end."""
    for day in range(days):
        before, after = now + day * DAY_S, now + (day + 1) * DAY_S
        offset = _offset(zone, before)
        if offset == _offset(zone, after):
            continue
        while after - before > 0.5:
            between = (before + after) / 2
            before, after = (between, after) if _offset(zone, between) == offset else (before, between)
        yield float(floor(after))  # changes happen on whole seconds


def _offset(zone: ZoneInfo, at: float) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).utcoffset()
