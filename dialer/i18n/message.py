"""Messages before translation: a message id and its parameters.

The id is the English sentence with {places}, as in gettext; the catalogues of `dialer/i18n/locale` have the other
languages. Errors, reasons and facts carry messages; only `dialer.i18n.catalogue` turns them into sentences.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Final

import orjson

Translate = Callable[[str, str], str]
"""Translates context and id to the sentence with {places} in one language."""
Plural = Callable[[int], int]
"""Maps a number to its plural form, counted from 0."""


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with {places}, its facts, and a context if the English text has two meanings.

    A fact may be a message, or an error raised with one, and is then translated too. Several facts are joined with
    commas. Places may be `{name!q}`, quoted for a shell; `{what!c}`, with a capital; `{what!p}`, without a full stop;
    `{count:row|rows}`, the plural word; or have a number format of `str.format`, with the language's separators.
    """

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    context: str = ""

    def __str__(self) -> str:
        return said(self, lambda _context, english: english, english_plural)

    def __hash__(self) -> int:
        return hash((self.id, self.context))  # its facts may be lists


def msg(id: str, /, **facts: Any) -> Message:  # noqa: A002 - what gettext calls it
    """A message. Its id must be a literal, so that the extraction finds it."""
    return Message(id, facts)


def mark(id: str) -> str:  # noqa: A002
    """Mark an id in a table for extraction; the message is made elsewhere."""
    return id


def pmark(context: str, id: str) -> Message:  # noqa: A002
    """A message with a context; both must be literals."""
    return Message(id, context=context)


def joined(separator: str, messages: Iterable[Message | str]) -> Message:
    """Several messages as one, with a separator in between."""
    facts = {f"part{place}": one for place, one in enumerate(messages)}
    return Message(separator.join(f"{{{name}}}" for name in facts), facts)


def english_plural(number: int) -> int:
    """The English plural form of a number: 0 for one, 1 for others."""
    return int(number != 1)


def said(message: Message, translate: Translate, plural: Plural) -> str:
    """The sentence in the language of `translate` and `plural`."""
    text = translate(message.context, message.id)
    if not message.facts and "{" not in text:
        return text
    facts = {name: _told(value, translate, plural) for name, value in message.facts.items()}
    marks = {ord(mark.id): translate(mark.context, mark.id) for mark in _NUMBER_MARKS}
    return Places(plural, marks).vformat(text, (), facts)


_NUMBER_MARKS: Final = (pmark("between thousands", ","), pmark("before decimals", "."))


class Places(Formatter):
    """Fills the {places} of a text; `plural` chooses the form of a word, `marks` are the separators in numbers."""

    def __init__(self, plural: Plural, marks: Mapping[int, str]) -> None:
        self._plural, self._marks = plural, marks

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """`!q` quotes for a shell, `!c` capitalises the first letter, `!p` removes the full stop."""
        match conversion:
            case "q":
                return shlex.quote(str(value))
            case "p":
                return f"{value}".rstrip(".")
            case "c":
                return f"{value}"[:1].upper() + f"{value}"[1:]
            case _:
                return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> Any:
        """`{count:row|rows}` becomes the word for that number."""
        if "|" not in format_spec:
            text: str = super().format_field(value, format_spec)
            return text.translate(self._marks) if format_spec and isinstance(value, int | float) else text
        forms = format_spec.split("|")
        digits = str(value).replace(",", "").replace(".", "")
        number = int(digits) if digits.isdigit() else 2
        return forms[min(self._plural(number), len(forms) - 1)]


_SEQUENCES: Final = (list, tuple)


def message_of(error: BaseException) -> "Message | str":
    """The message an error was raised with, or its text."""
    return error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)


def _told(value: Any, translate: Translate, plural: Plural) -> Any:
    if isinstance(value, BaseException):
        value = message_of(value)
    if isinstance(value, Message):
        return said(value, translate, plural)
    if isinstance(value, _SEQUENCES):
        return ", ".join(str(_told(one, translate, plural)) for one in value)
    return value


def to_plain(message: Message | str) -> Any:
    """A message as a JSON value, including messages in its facts; a text is returned unchanged."""
    return orjson.loads(orjson.dumps(message))


def from_plain(value: Any) -> Any:
    """The inverse of `to_plain`; other values are returned unchanged."""
    if is_plain(value):
        return Message(value["id"], {name: from_plain(one) for name, one in value["facts"].items()}, value["context"])
    return [from_plain(one) for one in value] if isinstance(value, list) else value


def is_plain(value: Any) -> bool:
    """Whether this is the JSON form of a message."""
    return isinstance(value, dict) and value.keys() == _KEYS and isinstance(value["facts"], dict)


_KEYS: Final = frozenset({"id", "facts", "context"})


def to_json(message: Message | str) -> str:
    """A message as one text to be stored; a text is returned unchanged."""
    return message if isinstance(message, str) else orjson.dumps(message).decode()


def from_json(text: str) -> Message | str:
    """The inverse of `to_json`; other texts are returned unchanged."""
    if not text.startswith("{"):
        return text
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return from_plain(value) if is_plain(value) else text
