"""How commands speak: errors, and what they share."""

import typer
from rich.console import Console
from rich.markup import escape

from dialer.settings import Settings, SettingsError, read_settings

errors = Console(stderr=True)
out = Console(markup=False)  # what is printed holds names that people chose


def fail(text: str, *, code: int = 1) -> typer.Exit:
    """Print what is wrong and return the exit to raise."""
    errors.print(f"[red]{escape(text)}[/red]", soft_wrap=True)
    return typer.Exit(code)


def settings_or_fail() -> Settings:
    """Read the settings; end with a line for each wrong variable."""
    try:
        return read_settings()
    except SettingsError as error:
        raise fail(str(error), code=2) from None
