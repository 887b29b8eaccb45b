"""Catalogues of messages in the languages that are there: a folder of `locale` each. English needs none.

A further language is one more file, `locale/<language>/LC_MESSAGES/pronto.po`, and nothing else.
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
    """Every language that Pronto speaks, English first."""
    return ENGLISH, *sorted(path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[languages()]
"""The tag of a language that Pronto speaks."""


def known_language(tag: str) -> str | None:
    """Our language that a tag such as `it-IT;q=0.9` or `it_IT.UTF-8` names, None if we do not speak it."""
    name = re.split(r"[-_.;]", tag.strip().lower(), maxsplit=1)[0]
    return name if name in languages() else None


def in_words(message: Message | str, language: str) -> str:
    """The sentence in a language; a text that came from outside stays as it is."""
    if isinstance(message, str):
        return message
    return said(message, *_speech(language))


def with_words(value: Any, language: str) -> Any:
    """What JSON holds, with sentences in the places of its messages."""
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
    """The texts of a .po file by context and id, those without a translation left out, and its rule of plurals."""
    from babel.messages.pofile import read_po  # 30 ms that who speaks English need not wait for

    with path.open("rb") as file:
        catalogue: Any = read_po(file)
    texts = {(one.context or "", one.id): str(one.string) for one in catalogue if one.id and one.string}
    return texts, c2py(catalogue.plural_expr)
