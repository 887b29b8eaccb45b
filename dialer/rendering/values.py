"""Values of documents before translation: messages, instants, shares, and values with words.

Plain texts are user data, and stay the same in every language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any, Final, Self

from dialer.i18n.message import Message, msg

_INSTANTS: Final = re.compile(r"(.*_)?(at|until|since|from)")  # names of facts that are instants in epoch seconds
_OLDEST: Final = 1e8  # 1973: smaller values are not instants
_WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")


class Instant(str):
    """An instant: ISO 8601 text for programs, `at` in epoch seconds, shown to people in local time."""

    __slots__ = ("at",)
    at: float

    def __new__(cls, at: float, written: str = "") -> Self:
        """With the text as stored, else in UTC to the millisecond."""
        made = super().__new__(cls, written or datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"))
        made.at = at
        return made


class Share(float):
    """A fraction, shown to people as a percentage."""


class Id(int):
    """An identifying number, shown without thousands separators."""


class Weekday(int):
    """A day of the week, Monday 0."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A value for programs, with `words` for people: a message, another value, or several."""

    plain: Any
    words: Any


def worded(code: str, words: Mapping[str, Message]) -> Any:
    """A code with its name, or the code alone if it has none."""
    return Worded(code, words[code]) if code in words else code


def instant(at: float | None) -> Instant | None:
    """An instant, or None."""
    return None if at is None else Instant(at)


def as_written(value: Any, name: str = "") -> Any:
    """Stored facts with their instants recognised: numbers with an instant's name, and ISO 8601 texts."""
    match value:
        case Mapping():
            return {key: as_written(inner, str(key)) for key, inner in value.items()}
        case list() | tuple():
            return [as_written(inner, name) for inner in value]
        case str() if _WRITTEN.fullmatch(value):
            return Instant(datetime.fromisoformat(value).timestamp(), value)
        case bool():
            return value
        case int() | float() if value >= _OLDEST and _INSTANTS.fullmatch(name):
            return Instant(value)
        case int():
            return Id(value)
        case _:
            return value


def in_one(messages: Iterable[Any]) -> Any:
    """Several messages as one, separated by semicolons."""
    return reduce(lambda before, after: msg("{before}; {after}", before=before, after=after), messages)


def plain(value: Any) -> Any:
    """The JSON form: messages in English, instants in UTC, codes without words."""
    match value:
        case Worded():
            return plain(value.plain)
        case Message():
            return str(Message(value.id, {name: plain(one) for name, one in value.facts.items()}, value.context))
        case Mapping():
            return {str(plain(name)): plain(one) for name, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case _:
            return value
