"""The terminal of commands that a test runs in its own process: wide, and in no language of the test before."""

from collections.abc import Iterator

import pytest

from api.cli.language import speak
from api.cli.output import errors, out


@pytest.fixture(autouse=True)
def no_language_is_left_behind() -> Iterator[None]:
    """A command that a test runs in this process must not decide in which language the next test is spoken to."""
    yield
    speak("en")


@pytest.fixture(autouse=True)
def wide_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands print is broken into lines by no terminal, of now or of when a console was imported."""
    monkeypatch.setenv("COLUMNS", "1000")
    for console in (out, errors):
        monkeypatch.setattr(console, "_width", 1000)
        monkeypatch.setattr(console, "_height", 100)  # rich passes a width over that comes alone
