"""Message catalogues, one folder of `locale` for each language. English needs none.

A new language is one new file, `locale/<language>/LC_MESSAGES/pronto.po`, and nothing else.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from dialer.i18n.message import Message, Plural, Translate, english_plural, from_plain, is_plain, said

ENGLISH: Final = "en"
LOCALE: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "pronto"


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Every language that Pronto has, English first."""
    return ENGLISH, *sorted(path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[languages()]
"""The tag of a language that Pronto has."""


def known_language(tag: str) -> str | None:
    """The language named by a tag such as `it-IT;q=0.9` or `it_IT.UTF-8`; None if Pronto does not have it."""
    name = re.split(r"[-_.;]", tag.strip().lower(), maxsplit=1)[0]
    return name if name in languages() else None


def in_words(message: Message | str, language: str) -> str:
    """The message in a language; a plain text is returned unchanged."""
    if isinstance(message, str):
        return message
    return said(message, *_speech(language))


def is_said(message: Message, text: str) -> bool:
    """Whether the text is the message in some language, in capitals or not."""
    return text.casefold() in {in_words(message, language).casefold() for language in languages()}


def with_words(value: Any, language: str) -> Any:
    """A JSON value with its messages replaced by sentences."""
    if is_plain(value):
        return in_words(from_plain(value), language)
    if isinstance(value, Mapping):
        return {name: with_words(one, language) for name, one in value.items()}
    return [with_words(one, language) for one in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=16)
def _speech(language: str) -> tuple[Translate, Plural]:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language == ENGLISH or not path.is_file():
        return (lambda _context, english: english), english_plural
    texts, plural = read_catalogue(path)
    return (lambda context, english: texts.get((context, english), english)), plural


def read_catalogue(path: Path) -> tuple[Mapping[tuple[str, str], str], Plural]:
    """The translated texts of a .po file by context and id, and its plural rule."""
    from babel.messages.pofile import read_po  # the import takes 30 ms, which English does not need

    with path.open("rb") as file:
        catalogue: Any = read_po(file)
    texts = {(one.context or "", one.id): str(one.string) for one in catalogue if one.id and one.string}
    return texts, c2py(catalogue.plural_expr)
