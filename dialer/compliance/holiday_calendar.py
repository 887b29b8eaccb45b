"""Public holidays of countries (IT) and their regions (US-AL), from the `holidays` library."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=1024)
def knows_holidays_of(place: str) -> bool:
    """Whether the library has data for the place."""
    import holidays  # most commands need no rules' holidays, and can do without the time that it takes

    country, _, region = place.partition("-")
    regions = holidays.list_supported_countries(include_aliases=False).get(country)
    return regions is not None and (not region or region in regions)


@lru_cache(maxsize=1024)
def _holidays(place: str, year: int) -> frozenset[date]:
    if not knows_holidays_of(place):
        return frozenset()
    import holidays

    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


@lru_cache(maxsize=8192)
def is_holiday(places: tuple[str, ...], day: date) -> bool:
    """Whether the day is a holiday in any of the places. Places without data are ignored."""
    return any(day in _holidays(place, day.year) for place in places)


def is_eve(places: tuple[str, ...], day: date) -> bool:
    """Whether the next day is a holiday."""
    return is_holiday(places, day + _DAY)
