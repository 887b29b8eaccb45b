"""A node that is written anew while the engine runs is gone by at once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.core import clock
from dialer.core.settings import Settings
from dialer.engine.engine import Engine
from dialer.messaging.bus import MemoryBus, Topic
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url
from tests.support.loopback_ami import LoopbackAmi
from tests.support.patience import PATIENCE_S
from tests.support.spoken import in_english, in_italian

SECRETS = {"PRONTO_AMI_SECRET": "right", "PRONTO_AMI_SECRET_TWO": "second", "PRONTO_DATABASE_URL": "a password"}


@pytest.fixture
async def servers() -> AsyncIterator[list[LoopbackAmi]]:
    made = [LoopbackAmi(), LoopbackAmi()]
    for server in made:
        await server.start()
    yield made
    for server in made:
        await server.stop()


@pytest.fixture
async def store(tmp_path: Path, servers: list[LoopbackAmi]) -> AsyncIterator[Store]:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        await opened.nodes.upsert("one", host="127.0.0.1", port=servers[0].port)
        yield opened


@pytest.fixture
async def engine(store: Store, tmp_path: Path) -> AsyncIterator[Engine]:
    settings = Settings(state_dir=tmp_path, clock_kept=True)
    machine = Engine(store=store, bus=MemoryBus(), settings=settings, clock=clock.now, environ=SECRETS)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(machine.run(stop))
        yield machine
        stop.set()


async def test_a_new_address_and_secret_are_taken_up(engine: Engine, store: Store, servers: list[LoopbackAmi]):
    first, second = servers
    await first.until_received("CoreShowChannels")
    second.secret = "second"
    await store.nodes.upsert("one", host="localhost", port=second.port, secret_env="PRONTO_AMI_SECRET_TWO")
    await second.until_received("CoreShowChannels")
    await first.until_received("Logoff")
    await first.pulse.until(lambda: not first.sessions)


async def test_limits_are_taken_up_without_a_new_link(engine: Engine, store: Store, servers: list[LoopbackAmi]):
    first = servers[0]
    await first.until_received("CoreShowChannels")
    await store.nodes.upsert("one", host="127.0.0.1", port=first.port, max_channels=3, calls_per_second=0.5)
    async with asyncio.timeout(PATIENCE_S):
        while engine.switchboard.nodes[1].lines.node.max_channels != 3:
            engine._poll_now.set()
            await asyncio.sleep(0)
    assert first.connections == 1
    assert engine.switchboard.nodes[1].lines.node.starts.rate == 0.5


async def test_a_node_that_is_retired_is_left_and_taken_up_again_when_it_is_back(
    engine: Engine, store: Store, servers: list[LoopbackAmi]
):
    first = servers[0]
    await first.until_received("CoreShowChannels")
    async with engine._bus.subscribe(Topic.BOARD) as boards:
        await store.retiring.node("one", actor="test", now=1.0)
        await first.until_received("Logoff")
        async with asyncio.timeout(PATIENCE_S):
            async for board in boards:
                if not board.body["nodes"]:
                    break
        await store.nodes.upsert("one", host="127.0.0.1", port=first.port)
        async with asyncio.timeout(PATIENCE_S):
            async for board in boards:
                if [node["state"] for node in board.body["nodes"]] == ["up"]:
                    break
    assert first.connections == 2


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"secret_env": "PRONTO_DATABASE_URL"}, "PRONTO_DATABASE_URL holds no AMI secret"),
        ({"host": "192.0.2.7"}, "Plain AMI to 192.0.2.7 can be read on the way"),
    ],
)
async def test_a_node_that_may_not_be_linked_to_is_left_and_the_board_says_why(
    engine: Engine, store: Store, servers: list[LoopbackAmi], written: dict[str, str], says: str
):
    first = servers[0]
    await first.until_received("CoreShowChannels")
    async with engine._bus.subscribe(Topic.BOARD) as boards:
        await store.nodes.upsert("one", **{"host": "127.0.0.1", "port": first.port, **written})  # type: ignore[arg-type]
        await first.until_received("Logoff")
        async with asyncio.timeout(PATIENCE_S):
            async for board in boards:
                if (node := board.body["nodes"][0])["trouble"] and says in in_english(node["trouble"]):
                    break
    assert node["state"] == "down"
    assert says not in in_italian(node["trouble"])
    keeper = engine._keepers[1]
    assert keeper.client is not None
    assert keeper.client.address is None  # so that nothing is tried
    assert not any("password" in value for action in first.received for _, value in action.headers)
