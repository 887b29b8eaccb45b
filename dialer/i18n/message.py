"""What Pronto has to say, before it is said in any language: a message id and its parameters.

The id is the English sentence with {places}, as gettext has it; the catalogues of `dialer/i18n/locale` hold it in
other languages. Errors, reasons and facts carry messages; sentences are made of them in `dialer.i18n.catalogue` alone.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Final

import orjson

Translate = Callable[[str, str], str]
"""From context and id to the sentence with {places} in one language."""
Plural = Callable[[int], int]
"""From a number to the form of a word that goes with it, counted from 0."""


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence with {places}, what stands in them, and a context where one English word means two things.

    What stands in a place may be a message itself, or an error that was raised with one: it is said in the same
    language. Several are joined with commas. Places may say `{name!q}`, quoted as a shell needs it; `{what!c}`, which
    begins a sentence, or `{what!p}`, which is part of one; `{count:row|rows}`, the word for that many; and what
    `str.format` knows of numbers, whose decimals and thousands are marked as the language does.
    """

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    context: str = ""

    def __str__(self) -> str:
        return said(self, lambda _context, english: english, english_plural)

    def __hash__(self) -> int:
        return hash((self.id, self.context))  # its facts may be lists


def msg(id: str, /, **facts: Any) -> Message:  # noqa: A002 - what gettext calls it
    """A message; its id is found by the extraction, so that it must stand here literally."""
    return Message(id, facts)


def mark(id: str) -> str:  # noqa: A002
    """Let the extraction find an id that stands in a table, and is made a message of elsewhere."""
    return id


def pmark(context: str, id: str) -> Message:  # noqa: A002
    """The same for an id with a context."""
    return Message(id, context=context)


def joined(separator: str, messages: Iterable[Message | str]) -> Message:
    """Several messages as one, with a separator between."""
    facts = {f"part{place}": one for place, one in enumerate(messages)}
    return Message(separator.join(f"{{{name}}}" for name in facts), facts)


def english_plural(number: int) -> int:
    """The form of an English word that goes with a number: 0 for one, 1 for many."""
    return int(number != 1)


def said(message: Message, translate: Translate, plural: Plural) -> str:
    """The sentence in the language that `translate` and `plural` speak."""
    text = translate(message.context, message.id)
    if not message.facts and "{" not in text:
        return text
    facts = {name: _told(value, translate, plural) for name, value in message.facts.items()}
    marks = {ord(mark.id): translate(mark.context, mark.id) for mark in _NUMBER_MARKS}
    return Places(plural, marks).vformat(text, (), facts)


_NUMBER_MARKS: Final = (pmark("between thousands", ","), pmark("before decimals", "."))


class Places(Formatter):
    """Fills the {places} of a text; `plural` chooses among the forms of a word, `marks` are those within numbers."""

    def __init__(self, plural: Plural, marks: Mapping[int, str]) -> None:
        self._plural, self._marks = plural, marks

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """`!q` quotes as a shell needs it, `!c` makes the first letter a capital, `!p` takes the full stop away."""
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
        """`{count:row|rows}` is the word for that many."""
        if "|" not in format_spec:
            text: str = super().format_field(value, format_spec)
            return text.translate(self._marks) if format_spec and isinstance(value, int | float) else text
        forms = format_spec.split("|")
        digits = str(value).replace(",", "").replace(".", "")
        number = int(digits) if digits.isdigit() else 2
        return forms[min(self._plural(number), len(forms) - 1)]


_SEQUENCES: Final = (list, tuple)


def message_of(error: BaseException) -> "Message | str":
    """What an error says: the message that it was raised with, or its text as it came."""
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
    """A message as JSON can hold it, those in its facts too; a text stays what it is."""
    return orjson.loads(orjson.dumps(message))


def from_plain(value: Any) -> Any:
    """The message that `to_plain` made this of; what is none of its making stays what it is."""
    if is_plain(value):
        return Message(value["id"], {name: from_plain(one) for name, one in value["facts"].items()}, value["context"])
    return [from_plain(one) for one in value] if isinstance(value, list) else value


def is_plain(value: Any) -> bool:
    """Whether this is a message as JSON holds it."""
    return isinstance(value, dict) and value.keys() == _KEYS and isinstance(value["facts"], dict)


_KEYS: Final = frozenset({"id", "facts", "context"})


def to_json(message: Message | str) -> str:
    """A message in one text that can be kept; a text stays what it is."""
    return message if isinstance(message, str) else orjson.dumps(message).decode()


def from_json(text: str) -> Message | str:
    """The message that `to_json` made this of; a text that is none stays what it is."""
    if not text.startswith("{"):
        return text
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return from_plain(value) if is_plain(value) else text
