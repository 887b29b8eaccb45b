"""Durations as laws state them: ISO 8601 (P15D, PT72H, P24M), and working days (P10WD)."""

import calendar
import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from dialer.core.time_units import DAY_S, HOUR_S
from dialer.i18n.message import msg

_PATTERN = r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:(\d+)WD)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
_ISO = re.compile(_PATTERN, re.ASCII)
_MONTH_S = 30.436875 * DAY_S
_FIRST: Final = datetime(MINYEAR, 1, 1, tzinfo=UTC).timestamp()
_LAST: Final = datetime(MAXYEAR, 12, 31, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; months have no fixed length, and working days skip Saturday and Sunday."""

    text: str
    months: int
    working_days: int
    seconds: float

    def after(self, at: float) -> float:
        """The instant this long after `at` (epoch seconds; months and working days by the UTC calendar).

        Instants beyond year 9999 are cut to the calendar's last one.
        """
        return self._shift(at, 1)

    def before(self, at: float) -> float:
        """The instant this long before `at`."""
        return self._shift(at, -1)

    @property
    def about_s(self) -> float:
        """Roughly how many seconds, to compare two durations."""
        return self.months * _MONTH_S + self.working_days * DAY_S * 7 / 5 + self.seconds

    def _shift(self, at: float, sign: int) -> float:
        if not self.months and not self.working_days:
            return at + sign * self.seconds
        about = at + sign * self.about_s
        if not _FIRST + 2 * _MONTH_S < about < _LAST - 2 * _MONTH_S:
            return _FIRST if sign < 0 else _LAST
        then = datetime.fromtimestamp(at, UTC)
        if self.months:
            year, month = divmod(then.year * 12 + then.month - 1 + sign * self.months, 12)
            then = then.replace(year=year, month=month + 1, day=min(then.day, calendar.monthrange(year, month + 1)[1]))
        left = self.working_days
        while left:
            then += timedelta(days=sign)
            left -= then.weekday() < 5
        return then.timestamp() + sign * self.seconds

    def __str__(self) -> str:
        return self.text


def read_duration(text: Any) -> Duration:
    """Read P15D, PT72H, P24M, P1DT12H or P10WD. Raises `ValueError` that explains the form."""
    found = _ISO.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(
            msg(
                "{what}: {mend}",
                what=msg("{text!r} is no duration", text=text),
                mend=msg("Write it as P15D, PT72H, P24M or P10WD (working days)"),
            )
        )
    years, months, days, working, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    length = days * DAY_S + hours * HOUR_S + minutes * 60.0 + seconds
    return Duration(text, years * 12 + months, working, length)


def start_of(day: date, zone: ZoneInfo) -> float:
    """The start of a date in a zone, epoch seconds."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


DurationField = Annotated[
    Duration,
    PlainValidator(lambda value: value if isinstance(value, Duration) else read_duration(value)),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_PATTERN}$"}),
]
