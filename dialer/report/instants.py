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


def shown(value: Any, zone: ZoneInfo) -> Any:
    """The same, with each instant that is written in it as the clocks of `zone` showed it, and that zone's name."""
    match value:
        case Mapping():
            return {key: shown(inner, zone) for key, inner in value.items()}
        case list() | tuple():
            return [shown(inner, zone) for inner in value]
        case str() if _WRITTEN.fullmatch(value):
            local = datetime.fromisoformat(value).astimezone(zone)
            moment = f"{local:%Y-%m-%d %H:%M:%S}" + (f".{local.microsecond // 1000:03d}" if local.microsecond else "")
            return f"{moment} {local:%Z} ({zone.key})"
        case _:
            return value
