"""Fixtures of the API's tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.cli.language import speak
from dialer.app.composition import build
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from tests.support.api_clients import Door, Estate, build_estate, open_door
from tests.support.command_line import desk
from tests.support.documented_answers import UNDOCUMENTED
from tests.support.simulations import pronto
from tests.support.talks import talk_and_talked
from tests.support.terminal import no_language_is_left_behind, wide_paper  # noqa: F401 - fixtures

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
def every_answer_is_documented() -> Iterator[None]:
    """No operation answers what its document does not say."""
    yield
    found = UNDOCUMENTED.copy()
    UNDOCUMENTED.clear()
    assert found == []


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


@pytest.fixture
async def talks(door: Door, estate: Estate) -> Estate:
    """Anna talks to Ada (a1), and has talked to Bob (b1)."""
    await talk_and_talked(door, estate)
    return estate
