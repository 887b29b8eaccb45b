"""The language of the current request, in which messages become sentences."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import BeforeValidator

from dialer.i18n.catalogue import ENGLISH, known_language, with_words
from dialer.i18n.message import Message, to_plain

_LANGUAGE: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def language_of(headers: Mapping[str, str]) -> str:
    """The first language in a request's headers that Pronto has, else English."""
    tags = headers.get("accept-language", "").split(",")
    return next(filter(None, map(known_language, tags)), ENGLISH)


def answer_in(language: str) -> None:
    """Set the language of this request's answer."""
    _LANGUAGE.set(language)


def answered_in() -> str:
    """The language of this request's answer."""
    return _LANGUAGE.get()


def worded(value: Any) -> Any:
    """A message as a sentence, or a JSON value with its messages replaced by sentences."""
    return with_words(to_plain(value) if isinstance(value, Message) else value, answered_in())


Said = Annotated[str, BeforeValidator(worded)]
"""A text of an answer, given as a message."""


async def _spoken() -> str:
    return _LANGUAGE.get()


Spoken = Annotated[str, Depends(_spoken)]
"""The language, for a route that writes text itself."""
