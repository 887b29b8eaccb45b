"""The bus over Valkey when the server goes away, comes back, or stands still."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dialer.lab import services
from dialer.lab.build import cached_root
from dialer.lab.ports import free_port
from dialer.lab.settings import default_cache
from dialer.messaging.bus import Message, Topic
from dialer.messaging.redis_bus import RedisBus
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.lab


async def crossing(near: RedisBus, far: RedisBus) -> Message:
    """Publish until a message arrives, as an operator would ask again."""
    async with far.subscribe(Topic.AGENT) as news, asyncio.timeout(PATIENCE_S):
        while True:
            near.publish(Topic.AGENT, {"agent_id": 1})
            try:
                async with asyncio.timeout(0.2):
                    return await news.get()
            except TimeoutError:
                continue


async def test_the_bus_survives_a_restart_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    port, root = free_port(), cached_root(default_cache())
    # The same server again: same port, same password.
    monkeypatch.setattr(services, "free_port", lambda: port)
    monkeypatch.setattr(services.secrets, "token_urlsafe", lambda _: "restarted")
    url = await services.valkey_up(tmp_path / "one", root)
    async with RedisBus.open(url) as near, RedisBus.open(url) as far:
        await near.ready()
        await far.ready()
        await crossing(near, far)
        await services.down(tmp_path / "one", hard=True)
        near.publish(Topic.BOARD, {"at": 1.0})
        async with asyncio.timeout(PATIENCE_S):
            while not near.lost:
                await near.latest(Topic.BOARD)
        await services.valkey_up(tmp_path / "two", root)
        try:
            await crossing(near, far)
        finally:
            await services.down(tmp_path / "two")
    said = [record.getMessage() for record in caplog.records if record.name == "dialer.messaging.redis_bus"]
    assert any("out of reach (send" in line for line in said)
    assert any("is back (send)" in line for line in said)


async def test_two_prontos_on_one_server_do_not_hear_each_other(valkey: str) -> None:
    async with RedisBus.open(valkey, prefix="one") as one, RedisBus.open(valkey, prefix="two") as two:
        await one.ready()
        await two.ready()
        async with RedisBus.open(valkey, prefix="one") as same:
            await same.ready()
            async with two.subscribe(Topic.AGENT) as stranger, same.subscribe(Topic.AGENT) as friend:
                one.publish(Topic.AGENT, {"agent_id": 1})
                async with asyncio.timeout(PATIENCE_S):
                    await friend.get()
                assert stranger.get_nowait() is None
        assert await two.latest(Topic.BOARD) is None


async def test_a_message_that_is_no_json_is_passed_over(
    redis_bus: Callable[[], Awaitable[RedisBus]], valkey: str
) -> None:
    import redis.asyncio

    bus = await redis_bus()
    client = redis.asyncio.Redis.from_url(valkey)
    async with bus.subscribe(Topic.AGENT) as news:
        await client.publish("pronto:agent", b"other [{")
        await client.publish("pronto:agent", b'other [{"agent_id": 2}]')
        async with asyncio.timeout(PATIENCE_S):
            assert (await news.get()).body == {"agent_id": 2}
    await client.aclose()
    assert bus.failures == 1
