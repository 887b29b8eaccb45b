"""How commands speak: errors, and what they share."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from api.cli.language import said
from api.cli.texts.common import COMMON
from dialer.i18n.labels import label, label_of_result
from dialer.i18n.message import pmark

if TYPE_CHECKING:
    from dialer.core.settings import Settings

errors = Console(stderr=True)
out = Console(markup=False)  # what is printed holds names that people chose


def fail(text: str, *, code: int = 1) -> typer.Exit:
    """Print what is wrong and return the exit to raise."""
    errors.print(f"[red]{escape(text)}[/red]", soft_wrap=True)
    return typer.Exit(code)


def called(kind: str, code: str) -> str:
    """What a code of this kind is called in the language that is spoken."""
    return said(label(kind, code))


def result_called(result: str) -> str:
    """What a lead's last result, or the reason it is done, is called."""
    return said(label_of_result(result))


def marked(figure: str) -> str:
    """A figure with the decimal mark of the language that is spoken."""
    return figure.replace(".", said(pmark("before decimals", ".")))


def local(instant: str, zone: str) -> str:
    """An instant of the API as the clocks of a campaign's time zone show it, with that zone."""
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


def instant_of(text: str, zone: str) -> str:
    """An instant that a person wrote, for the API: local time of a campaign's zone, unless it names its offset.

    Raises `ValueError`.
    """
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))).isoformat()


def those(names: Iterable[str]) -> str:
    """The names there are, as a sentence."""
    found = ", ".join(names)
    return COMMON("there_are", names=found) if found else COMMON("none_yet")


def pairs(texts: list[str] | None) -> dict[str, str]:
    """NAME=VALUE, as often as it was given. Ends the command where one is no pair."""
    found = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise fail(COMMON("no_pair", text=text))
        found[name.strip()] = value.strip()
    return found


def settings_or_fail() -> "Settings":
    """Read the settings; end with a line for each wrong variable."""
    from dialer.core.settings import SettingsError, read_settings

    try:
        return read_settings()
    except SettingsError as error:
        raise fail(said(error), code=2) from None
