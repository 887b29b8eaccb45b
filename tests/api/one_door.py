"""One application with its estate for all tests of a module: for modules whose tests are refused, or only read.

Such a module imports both fixtures and says `pytestmark = ONE_LOOP`: what is made once must live in one event loop.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from tests.support.api_clients import Door, Estate, build_estate, open_door

ONE_LOOP: Final = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(empty_state: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    state = tmp_path_factory.mktemp("one_door") / "state"
    shutil.copytree(empty_state, state)
    async with open_door(Settings(state_dir=state, profiles_dir=PROFILES, clock_kept=True)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def estate(door: Door) -> Estate:
    return await build_estate(door)
