"""A browser, and an application to look at, for all tests of pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from dialer.core.settings import Settings
from tests.support.pages import Served, serving, started_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for a module alone: while it is open its own event loop runs, and no asynchronous test could."""
    with started_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with serving(Settings(state_dir=folder, allowed_hosts=["127.0.0.1"])) as running:
        yield running
