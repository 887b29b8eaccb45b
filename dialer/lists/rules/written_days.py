"""Days as people write them: ISO 8601, day/month/year, a month's name in Italian or English, a spreadsheet's number."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from dialer.i18n.message import msg
from dialer.imports.rows.cell_fault import BadCell

# A spreadsheet's day 1 is 1900-01-01, and it takes 1900 for a leap year: correct from March 1900 on.
_SPREADSHEET_DAY_0: Final = date(1899, 12, 30)
_SPREADSHEET_DAYS: Final = range(7306, 73_051)  # 1920 to 2099: other numbers are hardly meant as dates
_NUMBERED_DAY: Final = re.compile(r"(\d{4,5})(?:[.,](\d+))?")
_TIME: Final = r"(?:(?:,? +|T)(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?(Z|[+-]\d\d:?\d\d)?)?"
_NAMED_DAY: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})" + _TIME, re.IGNORECASE)
_MONTH: Final = r"([^\W\d]{3,10})\.?"
_OTHER: Final = r"(?:[^\W\d]{3,9}\.?,? +)?"  # the day of the week
_DAY_FIRST: Final = re.compile(
    rf"{_OTHER}(\d{{1,2}})(?:°|º|st|nd|rd|th)?[ /-]+(?:of )?{_MONTH},?[ /-]+(\d{{2,4}})" + _TIME, re.IGNORECASE
)
_MONTH_NAMED_FIRST: Final = re.compile(
    rf"{_OTHER}{_MONTH} +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}})" + _TIME, re.IGNORECASE
)
_MONTH_FIRST: Final = frozenset({"US", "PH", "FM", "PW"})
_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "gennaio gen january jan", "febbraio feb february", "marzo mar march", "aprile apr april",
            "maggio mag may", "giugno giu june jun", "luglio lug july jul", "agosto ago august aug",
            "settembre set sett september sep sept", "ottobre ott october oct", "novembre nov november",
            "dicembre dic december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CENTURY: Final = 100
_THIS_CENTURY_UNTIL: Final = 69  # the two-digit years that POSIX gives to 2000
_NOON: Final = 12
_MEND: Final = msg("write it as in 2026-01-31")


def read_instant(cell: str, country: str) -> datetime:
    """A day, optionally with a time: in UTC, or without zone if the text gives no offset. Raises BadCell.

    In the United States the month comes first.
    """
    read = _read(cell.strip(), country)
    return read if read.tzinfo is None else read.astimezone(UTC)


def read_day(cell: str, country: str) -> date:
    """A day; a time after it is ignored. Raises BadCell."""
    return _read(cell.strip(), country).date()


def _read(written: str, country: str) -> datetime:
    if numbered := _NUMBERED_DAY.fullmatch(written):
        return _numbered(int(numbered[1]), float(f"0.{numbered[2] or 0}"))
    if found := _NAMED_DAY.fullmatch(written):
        first, second, third = (int(part) for part in found.group(1, 2, 3))
        if len(found[1]) > len("31"):
            return _instant(first, second, third, found)
        if country in _MONTH_FIRST:
            return _instant(_year(third), first, second, found)
        return _instant(_year(third), second, first, found)
    if found := _DAY_FIRST.fullmatch(written):
        return _instant(_year(int(found[3])), _month(found[2]), int(found[1]), found)
    if found := _MONTH_NAMED_FIRST.fullmatch(written):
        return _instant(int(found[3]), _month(found[1]), int(found[2]), found)
    raise BadCell(msg("not a date"), _MEND)


def _month(name: str) -> int:
    if (month := _MONTHS.get(name.casefold())) is None:
        raise BadCell(msg("not a date"), _MEND)
    return month


def _year(year: int) -> int:
    return year if year >= _CENTURY else year + (2000 if year < _THIS_CENTURY_UNTIL else 1900)


def _instant(year: int, month: int, day: int, found: re.Match[str]) -> datetime:
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    half, zone = found[7], found[8]
    if half:
        hour = hour % _NOON + (_NOON if half.casefold() == "p" else 0)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone) if zone else None)
    except ValueError:
        raise BadCell(msg("there is no such day"), _MEND) from None


def _zone(written: str) -> timezone:
    """The zone of Z, +01:00 or +0100. Raises ValueError."""
    if written in "Zz":
        return UTC
    ahead = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(-ahead if written[0] == "-" else ahead)


def _numbered(day: int, part: float) -> datetime:
    if day not in _SPREADSHEET_DAYS:
        raise BadCell(msg("there is a number in place of a date"), _MEND)
    found = _SPREADSHEET_DAY_0 + timedelta(days=day)
    return datetime.combine(found, time()) + timedelta(seconds=round(part * 86_400))
