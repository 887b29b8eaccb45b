"""What a message of a payload says in English and in Italian."""

from typing import Any

from dialer.i18n.catalogue import in_words
from dialer.i18n.message import from_plain


def in_english(text: Any) -> str:
    return in_words(from_plain(text), "en")


def in_italian(text: Any) -> str:
    return in_words(from_plain(text), "it")


def both(text: Any) -> dict[str, str]:
    return {"en": in_english(text), "it": in_italian(text)}
