"""Days as people write them: ISO 8601, day/month/year, a month's name in six languages, a spreadsheet's number."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from dialer.i18n.message import msg
from dialer.people.imports.rows.cell_fault import BadCell

# A spreadsheet's day 1 is 1900-01-01, and it takes 1900 for a leap year: correct from March 1900 on.
_SPREADSHEET_DAY_0: Final = date(1899, 12, 30)
_SPREADSHEET_DAYS: Final = range(7306, 73_051)  # 1920 to 2099: other numbers are hardly meant as dates
_NUMBERED_DAY: Final = re.compile(r"(\d{4,5})(?:[.,](\d+))?")
_TIME: Final = r"(?:(?:,? +|T)(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?(Z|[+-]\d\d:?\d\d)?)?"
_BASIC_DAY: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)" + _TIME, re.IGNORECASE)  # ISO 8601's basic format
_NAMED_DAY: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})" + _TIME, re.IGNORECASE)
_MONTH: Final = r"([^\W\d]{3,10})\.?"
_OTHER: Final = r"(?:[^\W\d]{3,10}\.?,? +)?"  # the day of the week
_DAY_FIRST: Final = re.compile(
    rf"{_OTHER}(\d{{1,2}})(?:°|º|st|nd|rd|th|er|\.)?[ /-]+(?:(?:of|di|de) )?{_MONTH},?(?: del?)?[ /-]+(\d{{2,4}})"
    + _TIME,
    re.IGNORECASE,
)
_MONTH_NAMED_FIRST: Final = re.compile(
    rf"{_OTHER}{_MONTH} +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}})" + _TIME, re.IGNORECASE
)
_MONTH_FIRST: Final = frozenset({"US", "PH", "FM", "PW"})
_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "gennaio gen january jan januar janner janvier janv enero ene janeiro",
            "febbraio feb february februar feber fevrier fevr fev febrero fevereiro",
            "marzo mar march marz maerz mars marco",
            "aprile apr april avril avr abril abr",
            "maggio mag may mai mayo maio",
            "giugno giu june jun juni juin junio junho",
            "luglio lug july jul juli juillet juil julio julho",
            "agosto ago august aug aout",
            "settembre set sett september sep sept septembre septiembre setiembre setembro",
            "ottobre ott october oct oktober okt octobre octubre outubro out",
            "novembre nov november noviembre novembro",
            "dicembre dic december dec dezember dez decembre diciembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTHS_DAYS: Final = range(1, 13)  # numbers that may be a month or a day
_LATER_DAYS: Final = range(13, 32)
_CENTURY: Final = 100
_THIS_CENTURY_UNTIL: Final = 69  # the two-digit years that POSIX gives to 2000
_NOON: Final = 12
_MEND: Final = msg("write it as in 2026-01-31")


def read_instant(cell: str, country: str, *, month_first: bool | None = None) -> datetime:
    """A day, optionally with a time: in UTC, or without zone if the text gives no offset. Raises BadCell.

    `month_first` says in which order its column has day and month; None: that of the country.
    """
    read = _read(cell.strip(), is_month_first(country) if month_first is None else month_first)
    return read if read.tzinfo is None else read.astimezone(UTC)


def read_day(cell: str, country: str, *, month_first: bool | None = None) -> date:
    """A day; a time after it is ignored. `month_first` as in `read_instant`. Raises BadCell."""
    return _read(cell.strip(), is_month_first(country) if month_first is None else month_first).date()


def is_month_first(country: str) -> bool:
    """Whether people of the country write the month before the day."""
    return country in _MONTH_FIRST


def order_of(cell: str) -> bool | None:
    """Whether the month certainly comes first in this day, or second; None if this is open."""
    found = _NAMED_DAY.fullmatch(cell.strip())
    if found is None or len(found[1]) > len("31"):
        return None
    first, second = int(found[1]), int(found[2])
    if first in _MONTHS_DAYS and second in _LATER_DAYS:
        return True
    return False if first in _LATER_DAYS and second in _MONTHS_DAYS else None


def _read(written: str, month_first: bool) -> datetime:
    if numbered := _NUMBERED_DAY.fullmatch(written):
        return _numbered(int(numbered[1]), float(f"0.{numbered[2] or 0}"))
    if found := _BASIC_DAY.fullmatch(written):
        return _instant(int(found[1]), int(found[2]), int(found[3]), found)
    if found := _NAMED_DAY.fullmatch(written):
        first, second, third = (int(part) for part in found.group(1, 2, 3))
        if len(found[1]) > len("31"):
            return _instant(first, second, third, found)
        if month_first:
            return _instant(_year(third), first, second, found)
        return _instant(_year(third), second, first, found)
    if found := _DAY_FIRST.fullmatch(written):
        return _instant(_year(int(found[3])), _month(found[2]), int(found[1]), found)
    if found := _MONTH_NAMED_FIRST.fullmatch(written):
        return _instant(int(found[3]), _month(found[1]), int(found[2]), found)
    raise BadCell(msg("not a date"), _MEND)


def _month(name: str) -> int:
    letters = unicodedata.normalize("NFKD", name.casefold())
    if (month := _MONTHS.get("".join(filter(str.isalpha, letters)))) is None:
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
