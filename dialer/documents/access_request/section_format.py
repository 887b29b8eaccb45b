"""Sections of the document before translation, and their translation into cleaned text.

A section has a key that programs may rely on, a title, paragraphs, items, and entries with facts.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final

from dialer.i18n.message import Message, msg, pmark
from dialer.people.imports.rows.spreadsheet_cells import disarm
from dialer.rendering.render import Speech
from dialer.rendering.values import Instant, in_one

Fact = tuple[str, Any, Any]
"""A key for programs, a label, and the value."""
Entry = dict[str, Any]
Section = dict[str, Any]

REASON: Final = pmark("access", "Reason")
BY: Final = pmark("access", "By")
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")  # a spreadsheet reads it as a number, not a formula
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # control, direction and private characters


def entry(title: Any, facts: Iterable[Fact]) -> Entry:
    """A title with its facts."""
    return {"title": title, "facts": list(facts)}


def section(
    key: str,
    title: Message,
    *,
    paragraphs: Sequence[Any] = (),
    items: Sequence[Any] = (),
    entries: Sequence[Entry] = (),
) -> Section:
    """A section: paragraphs, then a list of items, then entries. An empty one says that nothing is kept."""
    if not paragraphs and not items and not entries:
        paragraphs = [msg("Nothing is kept.")]
    return {"key": key, "title": title, "paragraphs": paragraphs, "items": items, "entries": entries}


def in_language(speech: Speech, part: Section) -> dict[str, Any]:
    """A section as JSON values, without empty facts."""
    return {
        "key": part["key"],
        "title": speech.text(part["title"]),
        "paragraphs": [clean(speech.text(one)) for one in part["paragraphs"]],
        "items": [clean(speech.text(one)) for one in part["items"]],
        "entries": [
            {"title": clean(speech.text(one["title"])), "facts": list(_facts(speech, one["facts"]))}
            for one in part["entries"]
        ],
    }


def _facts(speech: Speech, facts: Iterable[Fact]) -> Iterable[dict[str, str]]:
    for key, label, value in facts:
        if (said := speech.text(value)).strip():
            yield {"key": key, "label": clean(speech.text(label)), "value": clean(said)}


def clean(text: str) -> str:
    """The text without invisible characters, and safe from being read as a formula by a spreadsheet."""
    shown = "".join(" " if one in "\t\r\n" else one for one in text if one in "\t\r\n" or not _is_hidden(one)).strip()
    return shown if _NUMBER.fullmatch(shown) else disarm(shown)


def _is_hidden(one: str) -> bool:
    return unicodedata.category(one) in _UNSEEN


def moment(at: float | None) -> Instant | None:
    """An instant to the second, or None."""
    return Instant(int(at)) if at else None


def stated(text: str) -> Any:
    """An instant from a row's ISO 8601 text; a local date or time without a UTC offset; other text unchanged."""
    try:
        then = datetime.fromisoformat(text)
    except ValueError:
        return text
    if then.tzinfo is not None:
        return moment(then.timestamp())
    return then if then.time() != time.min else then.date()


def own_value(value: Any) -> Any:
    """A value of an entry's own field; numbers are not reformatted."""
    match value:
        case bool() | None:
            return value
        case float():
            return f"{value:.15g}"
        case Mapping() if value:
            return in_one(msg("{name}: {value}", name=name, value=own_value(one)) for name, one in value.items())
        case list() | tuple() if value:
            return in_one(map(own_value, value))
        case Mapping() | list() | tuple():
            return ""
        case _:
            return str(value)


def term(terms: Mapping[str, Message], word: str) -> Message | str:
    """The meaning of a code for the person; an unknown code is shown without underscores."""
    return terms[word] if word in terms else word.replace("_", " ")
