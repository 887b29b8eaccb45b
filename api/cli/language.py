"""In which language a command speaks, and catalogues of what is said in it."""

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
    """Let everything that is said from now on be in this language; `named` if the command itself names it."""
    _SPOKEN.set(language)
    _NAMED.set(named)


def named_language() -> str | None:
    """The language that the command names by its option; None where it names none."""
    return spoken() if _NAMED.get() else None


def spoken() -> str:
    """The language of this command."""
    return _SPOKEN.get()


def said(message: Message | str | BaseException) -> str:
    """A message, or that of an error, in the language of this command; a text that came from outside as it is."""
    return in_words(message_of(message) if isinstance(message, BaseException) else message, spoken())


def wanted(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language a command is to speak: its `--language`, else PRONTO_LANGUAGE, else the shell's locale.

    What Pronto does not speak is left to those who check the option and the variable: they say so in English.
    """
    locale = next((environ[name] for name in _LOCALE if environ.get(name)), "")
    return known_language(option(words) or environ.get(VARIABLE) or locale) or ENGLISH


def option(words: Sequence[str]) -> str:
    """What a command's `--language` says; empty without one."""
    for place, word in enumerate(words):
        if word == OPTION:
            return words[place + 1] if place + 1 < len(words) else ""
        if word.startswith(f"{OPTION}="):
            return word.partition("=")[2]
    return ""


class Catalogue:
    """Texts of commands by a key: ids of messages, said in the language of the command."""

    def __init__(self, texts: Mapping[str, str | Message]) -> None:
        self.texts = texts

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of this key in the language that is spoken, with its facts. Raises `KeyError`."""
        text = self.texts[key]
        marked = text if isinstance(text, Message) else Message(text)
        return in_words(replace(marked, facts=facts), spoken())

    def each(self, *keys: str) -> Iterator[str]:
        """Several texts without facts, as for the head of a table."""
        return map(self, keys)

    def __contains__(self, key: object) -> bool:
        return key in self.texts
