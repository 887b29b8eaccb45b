"""The language of whoever sent the request that is being answered: sentences are made of messages in it."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import BeforeValidator

from dialer.i18n.catalogue import ENGLISH, known_language, with_words
from dialer.i18n.message import Message, to_plain

_LANGUAGE: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def language_of(headers: Mapping[str, str]) -> str:
    """The first of our languages that the headers of a request name; English where they name none."""
    tags = headers.get("accept-language", "").split(",")
    return next(filter(None, map(known_language, tags)), ENGLISH)


def answer_in(language: str) -> None:
    """Let this request be answered in the language."""
    _LANGUAGE.set(language)


def answered_in() -> str:
    """The language in which this request is answered."""
    return _LANGUAGE.get()


def worded(value: Any) -> Any:
    """A message, or what holds some as JSON does, with sentences in their places."""
    return with_words(to_plain(value) if isinstance(value, Message) else value, answered_in())


Said = Annotated[str, BeforeValidator(worded)]
"""A text of an answer that comes as a message."""


async def _spoken() -> str:
    return _LANGUAGE.get()


Spoken = Annotated[str, Depends(_spoken)]
"""The language, for a route that says something itself."""
