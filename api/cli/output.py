"""Output shared by the commands: errors, names and instants."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from api.cli.language import sentence
from api.cli.texts.common import COMMON
from dialer.i18n.labels import label, label_of_result
from dialer.i18n.message import pmark

if TYPE_CHECKING:
    from dialer.core.settings import Settings

errors = Console(stderr=True)
out = Console(markup=False)  # the output contains names that users chose


def fail(text: str, *, code: int = 1) -> typer.Exit:
    """Print what is wrong and return the exit to raise."""
    errors.print(f"[red]{escape(text)}[/red]", soft_wrap=True)
    return typer.Exit(code)


def called(kind: str, code: str) -> str:
    """The label of a code in the command's language."""
    return sentence(label(kind, code))


def result_called(result: str) -> str:
    """The label of a lead's last result, or of the reason it is done."""
    return sentence(label_of_result(result))


def marked(figure: str) -> str:
    """A figure with the decimal mark of the command's language."""
    return figure.replace(".", sentence(pmark("before decimals", ".")))


def local(instant: str, zone: str) -> str:
    """An instant from the API in a campaign's local time, with the zone."""
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


def instant_of(text: str, zone: str) -> str:
    """A user's instant for the API: local time in a campaign's zone, unless it has an offset.

    Raises `ValueError`.
    """
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))).isoformat()


def those(names: Iterable[str]) -> str:
    """The existing names, as a sentence."""
    found = ", ".join(names)
    return COMMON("there_are", names=found) if found else COMMON("none_yet")


def pairs(texts: list[str] | None) -> dict[str, str]:
    """The given NAME=VALUE pairs. Ends the command if one is not a pair."""
    found = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise fail(COMMON("no_pair", text=text))
        found[name.strip()] = value.strip()
    return found


def settings_or_fail() -> "Settings":
    """Read the settings; end the command with a line for each invalid variable."""
    from dialer.core.settings import SettingsError, read_settings

    try:
        return read_settings()
    except SettingsError as error:
        raise fail(sentence(error), code=2) from None
