"""What Pronto refuses, in the language of whoever asked: it is raised in English, and said again in Italian here."""

import re
from typing import Any, Final

from dialer.core.enums import Language
from dialer.core.errors import DialerError
from dialer.i18n.catalogue import in_words
from dialer.i18n.labels import label
from dialer.i18n.message import Message, message_of
from dialer.turned import LONGEST
from dialer.wrong_words import WRONG

_SENTENCES: Final = frozenset({"why", "mend", "what"})  # facts that are sentences themselves
_PARTS: Final = 2  # how often a text may be parted: each part is tried by itself
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")


def of_error(error: DialerError, language: str) -> str:
    """What an error says, with its facts or its places."""
    if language != Language.IT or hasattr(error, "findings"):
        return in_words(message_of(error), language)
    if places := getattr(error, "errors", ()):
        return "; ".join(f"{one['where']}: {of_what(one['what'], language)}" for one in places)
    again = type(error).__new__(type(error))
    DialerError.__init__(again, **{name: _fact(name, value) for name, value in error.facts.items()})
    return in_words(message_of(again), language)


def of_what(english: Message | str, language: str) -> str:
    """What is wrong with a value, a row or a file, and how to mend it; what is not in our catalogues, as it came."""
    if isinstance(english, Message):
        return in_words(english, language)
    return english if language != Language.IT or len(english) > LONGEST else _in_italian(english)


def _in_italian(english: str, *, parts: int = _PARTS) -> str:
    if (wrong := WRONG(english, _of_fact)) is not None:
        return wrong
    for mark in ("; ", ": ") if parts else ():  # a reason and its cure; a table of a ZIP file and what is wrong with it
        before, found, behind = english.partition(mark)
        if not found:
            continue
        said = mark.join(_in_italian(one, parts=parts - 1) for one in (before, behind))
        if said != english:
            return said
    return english


def _of_fact(name: str, said: str) -> str:
    if name in _SENTENCES:
        return _in_italian(said, parts=1)
    return said.replace(",", ".") if _GROUPED.fullmatch(said) else said


def _fact(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return in_words(label("lead", value), Language.IT) if name == "state" else of_what(value, Language.IT)
