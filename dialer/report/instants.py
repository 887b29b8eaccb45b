"""Instants as reports write them: in UTC for programs, in the campaign's time zone for people."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

_NAMES: Final = re.compile(r"(.*_)?(at|until|since|from)")  # of facts that hold instants, in epoch seconds
_OLDEST: Final = 1e8  # 1973: what is smaller is no instant of ours
_WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")


def utc(at: float) -> str:
    """An instant in UTC, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def told(value: Any, name: str = "") -> Any:
    """The same, with each number that its name says to be an instant written as one, however deep."""
    match value:
        case Mapping():
            return {key: told(inner, str(key)) for key, inner in value.items()}
        case list() | tuple():
            return [told(inner, name) for inner in value]
        case bool():
            return value
        case int() | float() if value >= _OLDEST and _NAMES.fullmatch(name):
            return utc(value)
        case _:
            return value


def shown(text: str, zone: ZoneInfo, *, day: str = "%Y-%m-%d", mark: str = ".") -> str:
    """The same, or, if it is an instant, as the clocks of `zone` showed it, and that zone's name."""
    if not _WRITTEN.fullmatch(text):
        return text
    local = datetime.fromisoformat(text).astimezone(zone)
    moment = f"{local:{day} %H:%M:%S}"
    return f"{moment}{mark}{local.microsecond // 1000:03d} {local:%Z}" if local.microsecond else f"{moment} {local:%Z}"
