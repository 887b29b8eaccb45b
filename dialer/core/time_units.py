"""Seconds in a minute, an hour and a day of 24 hours. A calendar's day is as long as its time zone makes it."""

from typing import Final

MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0
DAY_S: Final = 86_400.0
