"""Instants as messages: local time with the zone's abbreviation and the language's names of days and months."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dialer.i18n.message import Message, msg, pmark

_WEEKDAYS: Final = (
    pmark("weekday", "Mon"),
    pmark("weekday", "Tue"),
    pmark("weekday", "Wed"),
    pmark("weekday", "Thu"),
    pmark("weekday", "Fri"),
    pmark("weekday", "Sat"),
    pmark("weekday", "Sun"),
)
_MONTHS: Final = (
    pmark("month", "Jan"),
    pmark("month", "Feb"),
    pmark("month", "Mar"),
    pmark("month", "Apr"),
    pmark("month", "May"),
    pmark("month", "Jun"),
    pmark("month", "Jul"),
    pmark("month", "Aug"),
    pmark("month", "Sep"),
    pmark("month", "Oct"),
    pmark("month", "Nov"),
    pmark("month", "Dec"),
)


def instant(at: float, zone: ZoneInfo) -> Message:
    """Epoch seconds in words, as in `Mon 30 Nov at 09:00 CET`."""
    local = datetime.fromtimestamp(at, zone)
    weekday, month, time = _WEEKDAYS[local.weekday()], _MONTHS[local.month - 1], format(local, "%H:%M %Z")
    return msg("{weekday} {day} {month} at {time}", weekday=weekday, day=local.day, month=month, time=time)
