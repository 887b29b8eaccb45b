"""Fixtures of the API's tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.cli.language import speak
from api.cli.output import errors, out
from dialer.app.composition import build
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from tests.support.api_clients import Door, Estate, build_estate, open_door
from tests.support.command_line import desk
from tests.support.simulations import pronto

__all__ = ["desk", "pronto"]


@pytest.fixture(scope="session")
def empty_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with an empty database, made once: migrating takes longer than most tests."""
    folder = tmp_path_factory.mktemp("empty") / "state"

    async def make() -> None:
        async with build(Settings(state_dir=folder)):
            pass

    asyncio.run(make())
    return folder


@pytest.fixture(autouse=True)
def no_language_is_left_behind() -> Iterator[None]:
    """A command that a test runs in this process must not decide in which language the next test is spoken to."""
    yield
    speak("en")


@pytest.fixture(autouse=True)
def wide_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands print is broken into lines by no terminal, of now or of when a console was imported."""
    monkeypatch.setenv("COLUMNS", "400")
    for console in (out, errors):
        monkeypatch.setattr(console, "_width", 400)
        monkeypatch.setattr(console, "_height", 100)  # rich passes a width over that comes alone


@pytest.fixture
def in_italian() -> None:
    """Let what commands say be in Italian."""
    speak("it")


@pytest.fixture
def settings(tmp_path: Path, empty_state: Path) -> Settings:
    shutil.copytree(empty_state, tmp_path / "state")
    return Settings(state_dir=tmp_path / "state", profiles_dir=PROFILES, clock_kept=True)


@pytest.fixture
async def door(settings: Settings) -> AsyncIterator[Door]:
    async with open_door(settings) as opened:
        yield opened


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)
