"""The engine's own doing: what it does for cells that no cell can see to."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

from dialer.core.settings import Settings
from dialer.engine.engine import Engine
from dialer.storage.digests import Digests
from tests.support.cells import NOW
from tests.support.patience import PATIENCE_S
from tests.support.recording_link import Link


def test_channels_without_an_owner_are_left_alone_while_their_node_may_be_another_engine_s():
    """They may be that one's calls. The next audit names again what is ours to end."""
    engine = an_engine()
    link, keeper = Link(), SimpleNamespace(holds=False)
    engine._effect_runner.links[1] = link  # type: ignore[assignment]
    engine._keepers[1] = keeper  # type: ignore[assignment]
    for holds in (False, True):
        keeper.holds = holds
        engine.switchboard._strays.append((1, f"held-{holds}"))
        engine._perform()
    assert [dict(action.headers)["Channel"] for action in link.sent] == ["held-True"]


async def test_who_stops_the_engine_while_it_stands_still_waits_no_longer_than_for_one_that_turns():
    async with asyncio.timeout(PATIENCE_S):
        await an_engine()._until(lambda: False, 0.01)


def an_engine() -> Engine:
    settings = Settings(state_dir=Path("/nowhere"), clock_kept=True)
    store = SimpleNamespace(digests=Digests())
    return Engine(store=store, bus=None, settings=settings, clock=lambda: NOW)  # type: ignore[arg-type]
