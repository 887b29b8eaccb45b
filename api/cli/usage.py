"""What is wrong with the words of a command, and how it is written: Typer says both in English, pydantic helps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.exceptions import TyperException

from api.cli.speech import spoken
from api.cli.texts.usage import LINE, USAGE
from dialer.shortly import shortly
from dialer.words import Language


@contextmanager
def said_plainly() -> Iterator[None]:
    """Let what Typer refuses in here be said shortly, and in Italian where Italian is spoken."""
    try:
        yield
    except TyperException as refused:
        _turn(refused)
        raise


def _turn(refused: Any) -> None:
    said = shortly(refused.format_message())
    if spoken() is Language.IT:
        said = usage_in_italian(said)
    refused.format_message = lambda: said  # it is put together only when it is shown


def usage_in_italian(english: str) -> str:
    """What is wrong with the words of a command, said shortly; what no catalogue has stays as it came."""
    from api.cli.refusals import of_what

    return USAGE(english, _of_fact) or of_what(english)


def _of_fact(name: str, said: str) -> str:
    return usage_in_italian(said) if name == "why" else said


def turn_usage(command: Any) -> None:
    """Let a command show in Italian how it is written."""
    english = command.get_usage

    def usage(context: Any) -> str:
        line = str(english(context))
        for word, italian in LINE.items():
            line = line.replace(word, italian, 1)
        return line

    command.get_usage = usage
