"""In which language a command speaks, and catalogues of what is said in either."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from string import Formatter
from typing import Any, Final

from dialer.words import Language

OPTION: Final = "--language"
VARIABLE: Final = "PRONTO_LANGUAGE"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts, as in POSIX
_SPOKEN: ContextVar[Language] = ContextVar("spoken", default=Language.EN)


_NAMED: ContextVar[bool] = ContextVar("named", default=False)


def speak(language: Language, *, named: bool = False) -> None:
    """Let everything that is said from now on be in this language; `named` if the command itself names it."""
    _SPOKEN.set(language)
    _NAMED.set(named)


def named_language() -> Language | None:
    """The language that the command names by its option; None where it names none."""
    return spoken() if _NAMED.get() else None


def spoken() -> Language:
    """The language of this command."""
    return _SPOKEN.get()


def wanted(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language a command is to speak: its `--language`, else PRONTO_LANGUAGE, else the shell's locale.

    What is neither en nor it is left to those who check the option and the variable: they say so in English.
    """
    locale = next((environ[name] for name in _LOCALE if environ.get(name)), "")
    said = option(words) or environ.get(VARIABLE) or locale
    return Language.IT if said.lower().startswith("it") else Language.EN


def option(words: Sequence[str]) -> str:
    """What a command's `--language` says; empty without one."""
    for place, word in enumerate(words):
        if word == OPTION:
            return words[place + 1] if place + 1 < len(words) else ""
        if word.startswith(f"{OPTION}="):
            return word.partition("=")[2]
    return ""


class _Facts(Formatter):
    """Puts facts into a text: {name!q} quotes as a shell needs it, {count:lead|leads} is the word for that many."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion != "q":
            return super().convert_field(value, conversion)
        return shlex.quote(str(value))

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, several, many = format_spec.partition("|")
        if not several:
            return super().format_field(value, format_spec)
        return one if str(value) == "1" else many


_FACTS: Final = _Facts()


class Catalogue:
    """Texts by a key, each in English and Italian with the same places for facts."""

    def __init__(self, texts: Mapping[str, tuple[str, str]]) -> None:
        self.texts = texts

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of this key in the language that is spoken, with its facts. Raises `KeyError`."""
        english, italian = self.texts[key]
        return _FACTS.vformat(italian if spoken() is Language.IT else english, (), facts)

    def each(self, *keys: str) -> Iterator[str]:
        """Several texts without facts, as for the head of a table."""
        return map(self, keys)

    def __contains__(self, key: object) -> bool:
        return key in self.texts
