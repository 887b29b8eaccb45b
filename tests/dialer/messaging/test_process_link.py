"""The link between two processes: each hears of the other what it wants, and neither waits for the other."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from dialer.messaging import process_link
from dialer.messaging.bus import TO_ENGINE, MemoryBus, Subscription, Topic
from dialer.messaging.process_link import carry
from dialer.messaging.request import ask
from tests.support.patience import PATIENCE_S

TO_API = frozenset(Topic) - TO_ENGINE


@dataclass(frozen=True)
class Pair:
    """Two buses as of two processes, and what carries between them."""

    engine: MemoryBus
    api: MemoryBus
    carrying: tuple["asyncio.Task[None]", "asyncio.Task[None]"]


@asynccontextmanager
async def linked(engine: MemoryBus | None = None) -> AsyncIterator[Pair]:
    engine, api = engine or MemoryBus(), MemoryBus()
    ours, theirs = socket.socketpair()
    async with asyncio.TaskGroup() as group:
        carrying = (
            group.create_task(carry(engine, ours, hears=TO_API)),
            group.create_task(carry(api, theirs, hears=TO_ENGINE)),
        )
        yield Pair(engine, api, carrying)
        carrying[0].cancel()


async def got(subscription: Subscription):
    async with asyncio.timeout(PATIENCE_S):
        return await subscription.get()


async def board_arrives(pair: Pair, at: float) -> None:
    async with pair.api.subscribe(Topic.BOARD) as news:
        while (await pair.api.latest(Topic.BOARD) or {}).get("at") != at:
            await got(news)


async def test_each_end_hears_the_topics_it_wants_in_order_and_nothing_comes_back() -> None:
    async with linked() as pair, pair.engine.subscribe(*Topic) as at_engine, pair.api.subscribe(*Topic) as at_api:
        pair.engine.publish(Topic.BOARD, {"at": 1.0})
        assert (await got(at_api)).body == {"at": 1.0}
        for n in range(100):
            pair.api.publish(Topic.COMMAND, {"n": n, "name": "علي 🌻\r\n"})
        assert (await got(at_engine)).topic == Topic.BOARD  # its own
        heard = [(await got(at_engine)).body for _ in range(100)]
        assert [(one["n"], one["name"]) for one in heard] == [(n, "علي 🌻\r\n") for n in range(100)]
        pair.engine.publish(Topic.SCREEN, {"agent_id": 1})
        heard_here = [(await got(at_api)).topic for _ in range(101)]
        assert heard_here == [*[Topic.COMMAND] * 100, Topic.SCREEN]
        assert (await got(at_engine)).topic == Topic.SCREEN
        assert at_engine.get_nowait() is None


async def test_a_question_is_answered_over_the_link() -> None:
    async with linked() as pair:

        async def answer() -> None:
            async with pair.engine.subscribe(Topic.ASK) as questions:
                pair.engine.publish(Topic.BOARD, {"at": 1.0})
                asked = (await got(questions)).body
                pair.engine.publish(Topic.ANSWER, {"number": asked["number"], "said": asked["kind"]})

        answering = asyncio.create_task(answer())
        await board_arrives(pair, 1.0)
        assert (await ask(pair.api, "why", campaign_id=1, within_s=60.0) or {})["said"] == "why"
        await answering


async def test_who_is_linked_later_finds_the_last_board_and_every_screen() -> None:
    engine = MemoryBus()
    for state in ("ready", "talking"):
        for agent_id in (3, 4):
            engine.publish(Topic.SCREEN, {"agent_id": agent_id, "state": state})
        engine.publish(Topic.BOARD, {"at": 5.0})
    async with linked(engine) as pair:
        await board_arrives(pair, 5.0)
        pair.engine.publish(Topic.BOARD, {"at": 6.0})
        await board_arrives(pair, 6.0)
        screens = [await pair.api.latest(Topic.SCREEN, agent_id=agent_id) for agent_id in (3, 4)]
        assert screens == [{"agent_id": agent_id, "state": "talking"} for agent_id in (3, 4)]


async def test_an_end_that_does_not_read_holds_nothing_up_and_costs_no_more_than_its_bound(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process_link, "BEHIND", 10)
    engine, api = MemoryBus(), MemoryBus()
    ours, theirs = socket.socketpair()
    carrying = asyncio.create_task(carry(engine, ours, hears=TO_API))
    long = "x" * 100_000
    for n in range(500):  # nobody reads yet, and publishing neither waits nor raises
        engine.publish(Topic.SCREEN, {"agent_id": n, "long": long})
        engine.publish(Topic.BOARD, {"at": float(n)})
        await asyncio.sleep(0)
    async with api.subscribe(*TO_API, behind=1000) as news:
        reading = asyncio.create_task(carry(api, theirs, hears=TO_ENGINE))
        heard = []
        while not heard or heard[-1].body.get("agent_id") != 499:
            heard.append(await got(news))
    assert (await api.latest(Topic.BOARD) or {}).get("at") in (None, 499.0)
    assert len(heard) < 100
    assert "messages were dropped" in caplog.text
    reading.cancel()
    await asyncio.wait([carrying, reading])


async def test_the_link_ends_when_the_other_process_does_and_the_bus_goes_on() -> None:
    engine = MemoryBus()
    ours, theirs = socket.socketpair()
    carrying = asyncio.create_task(carry(engine, ours, hears=TO_API))
    theirs.close()
    async with asyncio.timeout(PATIENCE_S):
        await carrying
    engine.publish(Topic.BOARD, {"at": 1.0})
    assert await engine.latest(Topic.BOARD) == {"at": 1.0}


@pytest.mark.parametrize("sent", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x03{]}", b"\x00\x00\x00\x02[]"])
async def test_what_is_no_message_ends_the_link_and_nothing_else(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    ours, theirs = socket.socketpair()
    carrying = asyncio.create_task(carry(MemoryBus(), ours, hears=TO_API))
    theirs.send(sent)
    async with asyncio.timeout(PATIENCE_S):
        await carrying
    assert "the link ends" in caplog.text
    theirs.close()
