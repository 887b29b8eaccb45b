"""What documents are made of before they are in any language: messages, instants, shares, and values with words.

Texts that are no messages came from outside, and stand as they are in every language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any, Final, Self

from dialer.i18n.message import Message, msg

_INSTANTS: Final = re.compile(r"(.*_)?(at|until|since|from)")  # names of facts that hold instants, in epoch seconds
_OLDEST: Final = 1e8  # 1973: what is smaller is no instant of ours
_WRITTEN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")


class Instant(str):
    """Epoch seconds (`at`): for programs the text itself, ISO 8601, for people as the clocks of a place showed it."""

    __slots__ = ("at",)
    at: float

    def __new__(cls, at: float, written: str = "") -> Self:
        """With the text that it was kept as, else in UTC to the millisecond."""
        made = super().__new__(cls, written or datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"))
        made.at = at
        return made


class Share(float):
    """A part of one, which people read as a percentage."""


class Id(int):
    """A number that counts nothing: people read it without marks between thousands."""


class Weekday(int):
    """A day of the week, Monday 0."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A value that programs read as it is, and people in `words`: a message, any other value, or several."""

    plain: Any
    words: Any


class ByLanguage(dict[str, str]):
    """A text that people wrote in several languages; the one of no language ("") is for all others."""


def worded(code: str, words: Mapping[str, Message]) -> Any:
    """A code with its name; the code alone where it has none."""
    return Worded(code, words[code]) if code in words else code


def instant(at: float | None) -> Instant | None:
    """An instant; None where there is none."""
    return None if at is None else Instant(at)


def as_written(value: Any, name: str = "") -> Any:
    """Facts as they were kept, with their instants: numbers that their name says to be one, and texts in ISO 8601."""
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
    """Several messages as one, semicolons between them."""
    return reduce(lambda before, after: msg("{before}; {after}", before=before, after=after), messages)


def plain(value: Any) -> Any:
    """The same as JSON holds it: messages in English, instants in UTC, codes without their words."""
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
