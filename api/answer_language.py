"""The language of the current request, in which messages become sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import BeforeValidator

from dialer.i18n.catalogue import ENGLISH, known_language, languages, with_words
from dialer.i18n.message import Message, to_plain

_LANGUAGE: Final[ContextVar[str]] = ContextVar("language", default=ENGLISH)


def language_of(headers: Mapping[str, str]) -> str:
    """The first language in a request's headers that Pronto has, else English."""
    tags = headers.get("accept-language", "").split(",")
    return next(filter(None, map(known_language, tags)), ENGLISH)


def set_answer_language(language: str) -> None:
    """Set the language of this request's answer."""
    _LANGUAGE.set(language)


@contextmanager
def answering_in(language: str) -> Iterator[None]:
    """Answer in another language as long as the context lasts."""
    before = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def answer_language() -> str:
    """The language of this request's answer."""
    return _LANGUAGE.get()


def chosen_language(language: str | None) -> str:
    """The named language if Pronto has it, else that of this request's answer."""
    return language if language in languages() else answer_language()


def in_answer_language(value: Any) -> Any:
    """A message as a sentence, or a JSON value with its messages replaced by sentences."""
    return with_words(to_plain(value) if isinstance(value, Message) else value, answer_language())


AnswerText = Annotated[str, BeforeValidator(in_answer_language)]
"""A text of an answer, given as a message."""


async def _answer_language() -> str:
    return _LANGUAGE.get()


AnswerLanguage = Annotated[str, Depends(_answer_language)]
"""The language, for a route that writes text itself."""
