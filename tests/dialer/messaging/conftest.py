"""One pair of buses for every test: two ends in one process, or two ends over a real Valkey."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from dialer.messaging.bus import Bus, MemoryBus
from dialer.messaging.redis_bus import RedisBus


@dataclass(frozen=True)
class Ends:
    """What is published at `near` arrives at `far`. In one process both are the same bus."""

    near: Bus
    far: Bus


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.lab)])
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of a Valkey, or None for the bus of a single process."""
    return request.getfixturevalue("valkey") if request.param == "redis" else None


@pytest.fixture
async def ends(server: str | None) -> AsyncIterator[Ends]:
    if server is None:
        bus = MemoryBus()
        yield Ends(near=bus, far=bus)
        return
    async with RedisBus.open(server) as near, RedisBus.open(server) as far:
        await near.ready()
        await far.ready()
        yield Ends(near=near, far=far)


@pytest.fixture
async def redis_bus(valkey: str) -> AsyncIterator[Callable[[], Awaitable[RedisBus]]]:
    """Opens buses over the test's Valkey."""
    async with AsyncExitStack() as opened:

        async def open_one() -> RedisBus:
            bus = await opened.enter_async_context(RedisBus.open(valkey))
            await bus.ready()
            return bus

        yield open_one
