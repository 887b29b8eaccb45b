"""A loopback Asterisk and clients of it."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TypeVar

import pytest

from ami.address import AmiAddress, Timings
from ami.client import AmiClient
from ami.events import AmiEvent, LinkUp
from tests.support.loopback_ami import LoopbackAmi, Pulse
from tests.support.patience import PATIENCE_S

QUICK = Timings(retry_first_s=0.01, retry_most_s=0.04, refused_s=0.02)
_E = TypeVar("_E")


class ManualClock:
    """Epoch seconds that stand until a test moves them."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Caller:
    """A client that runs, and all that it has delivered."""

    def __init__(self, server: LoopbackAmi, timings: Timings, address: AmiAddress | None) -> None:
        self.seen: list[AmiEvent] = []
        self.pulse = Pulse()
        self.clock = ManualClock()
        address = address or AmiAddress(host="127.0.0.1", port=server.port, username="pronto", secret="right")
        self.client = AmiClient(address, self.take, clock=self.clock, rng=random.Random(7), timings=timings)
        self.task = asyncio.get_running_loop().create_task(self.client.run())

    def take(self, event: AmiEvent) -> None:
        self.seen.append(event)
        self.pulse.changed()

    def of(self, kind: type[_E]) -> list[_E]:
        return [event for event in self.seen if isinstance(event, kind)]

    async def until(self, kind: type[_E], count: int = 1) -> _E:
        await self.pulse.until(lambda: len(self.of(kind)) >= count)
        return self.of(kind)[count - 1]

    async def pulse_until_trouble(self) -> None:
        """Wait until the client says what is wrong."""
        async with asyncio.timeout(PATIENCE_S):
            while self.client.trouble is None:  # noqa: ASYNC110 - a client raises no event for what never came up
                await asyncio.sleep(0)

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


class Lab:
    """Makes callers and ends them."""

    def __init__(self, server: LoopbackAmi) -> None:
        self.server = server
        self._opened = AsyncExitStack()

    def start(
        self, *, server: LoopbackAmi | None = None, timings: Timings = QUICK, address: AmiAddress | None = None
    ) -> Caller:
        """A client that begins to connect."""
        caller = Caller(server or self.server, timings, address)
        self._opened.push_async_callback(caller.stop)
        return caller

    async def up(self, *, server: LoopbackAmi | None = None, timings: Timings = QUICK) -> Caller:
        """A client whose link is up."""
        caller = self.start(server=server, timings=timings)
        await caller.until(LinkUp)
        return caller

    async def close(self) -> None:
        await self._opened.aclose()


@asynccontextmanager
async def a_server() -> AsyncIterator[LoopbackAmi]:
    server = LoopbackAmi()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackAmi]:
    async with a_server() as server:
        yield server


@pytest.fixture
async def lab(server: LoopbackAmi) -> AsyncIterator[Lab]:
    lab = Lab(server)
    yield lab
    await lab.close()
