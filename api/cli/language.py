"""The language of a command's output, and catalogues of its texts."""

from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from typing import Final

from dialer.i18n.catalogue import ENGLISH, in_words, known_language
from dialer.i18n.message import Message, message_of

OPTION: Final = "--language"
VARIABLE: Final = "PRONTO_LANGUAGE"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts, as in POSIX
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
_NAMED: ContextVar[bool] = ContextVar("named", default=False)


def speak(language: str, *, named: bool = False) -> None:
    """Set the language of all further output; `named` if the command's option names it."""
    _SPOKEN.set(language)
    _NAMED.set(named)


def named_language() -> str | None:
    """The language named by the command's option; None without it."""
    return spoken() if _NAMED.get() else None


def spoken() -> str:
    """The language of the command's output."""
    return _SPOKEN.get()


def sentence(message: Message | str | BaseException) -> str:
    """A message, or an error's message, in the command's language; a plain text is returned unchanged."""
    return in_words(message_of(message) if isinstance(message, BaseException) else message, spoken())


def wanted(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language of a command: its `--language`, else PRONTO_LANGUAGE, else the shell's locale.

    Unknown languages are ignored here; the checks of the option and the variable report them in English.
    """
    locale = next((environ[name] for name in _LOCALE if environ.get(name)), "")
    return known_language(option(words) or environ.get(VARIABLE) or locale) or ENGLISH


def option(words: Sequence[str]) -> str:
    """The value of a command's `--language`; empty without it."""
    for place, word in enumerate(words):
        if word == OPTION:
            return words[place + 1] if place + 1 < len(words) else ""
        if word.startswith(f"{OPTION}="):
            return word.partition("=")[2]
    return ""


class Catalogue:
    """Texts of commands by key: message ids, translated to the command's language."""

    def __init__(self, texts: Mapping[str, str | Message]) -> None:
        self.texts = texts

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of a key in the command's language, with its facts. Raises `KeyError`."""
        text = self.texts[key]
        marked = text if isinstance(text, Message) else Message(text)
        return in_words(replace(marked, facts=facts), spoken())

    def each(self, *keys: str) -> Iterator[str]:
        """Several texts without facts, for example the head of a table."""
        return map(self, keys)

    def __contains__(self, key: object) -> bool:
        return key in self.texts
