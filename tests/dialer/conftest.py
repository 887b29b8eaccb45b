"""What tests of several features start for themselves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.lab import services
from dialer.lab.build import get_root
from dialer.lab.settings import default_cache


@pytest.fixture
async def valkey(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a Valkey of this test's own."""
    folder = tmp_path / "valkey"
    root = await get_root(default_cache(), own_asterisk=False)  # fetched, if this is the first test to need it
    url = await services.valkey_up(folder, root)
    yield url
    await services.down(folder)
