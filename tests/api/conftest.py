"""Fixtures of the API's tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from api.cli.language import speak
from dialer.app.composition import build
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from tests.support.api_clients import Door, Estate, build_estate, open_door
from tests.support.command_line import desk
from tests.support.documented_answers import UNDOCUMENTED
from tests.support.recorded_acts import UNRECORDED, watched
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


@pytest.fixture(scope="session", autouse=True)
def writes_are_watched() -> Iterator[None]:
    with watched():
        yield


@pytest.fixture(autouse=True)
def every_act_is_recorded() -> Iterator[None]:
    """No request changes anything without a line in the audit, in the same transaction."""
    yield
    found = sorted(set(UNRECORDED))
    UNRECORDED.clear()
    assert found == []


@pytest.fixture
def in_italian() -> None:
    """Let what commands say be in Italian."""
    speak("it")


@dataclass(frozen=True)
class Template:
    """A state folder to copy, with the keys that its database has, and its estate if it has one."""

    folder: Path
    secrets: Mapping[str, str] = MappingProxyType({})
    estate: Estate | None = None

    def copy(self, folder: Path) -> Settings:
        """The settings of a copy in this folder."""
        shutil.copytree(self.folder, folder)
        return Settings(state_dir=folder, profiles_dir=PROFILES, clock_kept=True)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, empty_state: Path) -> Template:
    """With an estate, built once: building it takes longer than most tests."""
    settings = Template(empty_state).copy(tmp_path_factory.mktemp("furnished") / "state")

    async def make() -> Template:
        async with open_door(settings) as door:
            return Template(settings.state_dir, estate=await build_estate(door), secrets=door.secrets)

    return asyncio.run(make())


@pytest.fixture
def template(request: pytest.FixtureRequest, empty_state: Path) -> Template:
    """What the installation of a test begins as."""
    return request.getfixturevalue("furnished") if "furnished" in request.fixturenames else Template(empty_state)


@pytest.fixture
def settings(tmp_path: Path, template: Template) -> Settings:
    return template.copy(tmp_path / "state")


@pytest.fixture
async def door(settings: Settings, template: Template) -> AsyncIterator[Door]:
    async with open_door(settings, template.secrets) as opened:
        yield opened


@pytest.fixture
def estate(furnished: Template) -> Estate:
    """The estate in the test's database; a module whose installation is no copy builds one of its own."""
    assert furnished.estate is not None
    return furnished.estate


@pytest.fixture
async def talks(door: Door, estate: Estate) -> Estate:
    """Anna talks to Ada (a1), and has talked to Bob (b1)."""
    await talk_and_talked(door, estate)
    return estate
