"""Cells that hold more than text: dates, whole and decimal numbers, yes or no, one of some words."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final


class BadCell(ValueError):  # noqa: N818 - the name is the reason's kind
    """The cell does not hold what its column should; the message says why, `mend` how to put it right."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.mend = mend


class FieldKind(StrEnum):
    """What a list's own field holds."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


# Day 1 of a spreadsheet is 1900-01-01, and it holds 1900 for a leap year: right from March 1900 on.
_SPREADSHEET_DAY_0: Final = date(1899, 12, 30)
_SPREADSHEET_DAYS: Final = range(7306, 73_051)  # 1920 to 2099: other numbers are hardly meant as dates
_NUMBERED_DAY: Final = re.compile(r"(\d{4,5})(?:[.,](\d+))?")
_NAMED_DAY: Final = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z)?)?"
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH_FIRST: Final = frozenset({"US", "PH", "FM", "PW"})
_YES: Final = frozenset(("yes", "y", "true", "1", "si", "sì", "s", "vero", "x"))
_NO: Final = frozenset(("no", "n", "false", "0", "falso"))
_CENTURY: Final = 100
_THIS_CENTURY_UNTIL: Final = 69  # the two-digit years that POSIX gives to 2000


def read_instant(cell: str, country: str) -> datetime:
    """A day, perhaps with a time, in UTC: ISO 8601, day/month/year, or the number that a spreadsheet has for it.

    In the United States the month comes first. Raises BadCell.
    """
    written = cell.strip()
    if numbered := _NUMBERED_DAY.fullmatch(written):
        return _numbered(int(numbered[1]), float(f"0.{numbered[2] or 0}"))
    found = _NAMED_DAY.fullmatch(written)
    if found is None:
        raise BadCell("not a date", "write it as in 2026-01-31")
    first, second, third = (int(part) for part in found.group(1, 2, 3))
    if len(found[1]) > len("31"):
        year, month, day = first, second, third
    elif country in _MONTH_FIRST:
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    if year < _CENTURY:
        year += 2000 if year < _THIS_CENTURY_UNTIL else 1900
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise BadCell("there is no such day", "write it as in 2026-01-31") from None


def _numbered(day: int, part: float) -> datetime:
    if day not in _SPREADSHEET_DAYS:
        raise BadCell("a number stands where a date should", "write it as in 2026-01-31")
    found = _SPREADSHEET_DAY_0 + timedelta(days=day)
    return datetime(found.year, found.month, found.day, tzinfo=UTC) + timedelta(seconds=round(part * 86_400))


def read_typed(cell: str, kind: FieldKind, country: str, choices: Sequence[str] = ()) -> str | int | float | bool:
    """The value of a field: dates as ISO 8601, choices as they are spelt in `choices`. Raises BadCell."""
    written = cell.strip()
    match kind:
        case FieldKind.WHOLE:
            return _whole(written)
        case FieldKind.DECIMAL:
            return _decimal(written)
        case FieldKind.DATE:
            return read_instant(written, country).date().isoformat()
        case FieldKind.YES_NO:
            return _yes_no(written)
        case FieldKind.CHOICE:
            return _choice(written, choices)
        case _:
            return cell


def fits(value: object, kind: FieldKind, choices: Sequence[str] = ()) -> bool:
    """Whether a value that was read before is one that this kind of field holds; what is empty fits everywhere."""
    if value is None or value == "":
        return True
    match kind:
        case FieldKind.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldKind.DECIMAL:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case FieldKind.YES_NO:
            return isinstance(value, bool)
        case FieldKind.DATE:
            return isinstance(value, str) and _DAY.fullmatch(value) is not None
        case FieldKind.CHOICE:
            return value in choices
        case _:
            return isinstance(value, str)


def _whole(written: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}(?:[.,]0+)?", written):
        raise BadCell("not a whole number", "write digits only")
    return int(re.split("[.,]", written)[0])


def _decimal(written: str) -> float:
    """Both 1.234,5 and 1,234.5: the last separator parts the decimals."""
    if not re.fullmatch(r"[+-]?\d[\d.,]{0,20}", written):
        raise BadCell("not a number", "write it as in 1234.5")
    point = max(written.rfind("."), written.rfind(","))
    if point < 0 or re.fullmatch(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})+", written):
        return float(re.sub("[.,]", "", written))
    return float(re.sub("[.,]", "", written[:point]) + "." + written[point + 1 :])


def _yes_no(written: str) -> bool:
    plain = written.casefold()
    if plain not in _YES | _NO:
        raise BadCell("neither yes nor no", "write yes or no")
    return plain in _YES


def _choice(written: str, choices: Sequence[str]) -> str:
    known: Mapping[str, str] = {choice.casefold(): choice for choice in choices}
    if (found := known.get(written.casefold())) is None:
        raise BadCell("not one of the words of this field", f"write one of: {', '.join(choices)}")
    return found
