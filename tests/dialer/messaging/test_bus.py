"""The bus: the same promises whether it stays in the process or crosses to another."""

import asyncio

import pytest

from dialer.messaging import redis_bus
from dialer.messaging.bus import QUEUE_LIMIT, MemoryBus, Subscription, Topic
from dialer.messaging.redis_bus import RedisBus
from dialer.messaging.request import ask
from tests.dialer.messaging.conftest import Ends
from tests.support.patience import PATIENCE_S


async def got(subscription: Subscription):
    async with asyncio.timeout(PATIENCE_S):
        return await subscription.get()


async def test_a_message_arrives_under_its_topic_alone(ends: Ends) -> None:
    async with ends.far.subscribe(Topic.AGENT) as agents, ends.far.subscribe(Topic.CAMPAIGN) as campaigns:
        ends.near.publish(Topic.AGENT, {"agent_id": 1, "name": "علي 🌻\r\n"})
        ends.near.publish(Topic.CAMPAIGN, {"campaign_id": 7})
        assert (await got(agents)).body == {"agent_id": 1, "name": "علي 🌻\r\n"}
        assert (await got(campaigns)).body == {"campaign_id": 7}
        assert agents.get_nowait() is None


async def test_messages_keep_their_order(ends: Ends) -> None:
    async with ends.far.subscribe(Topic.COMMAND) as news:
        for n in range(100):
            ends.near.publish(Topic.COMMAND, {"n": n})
        assert [(await got(news)).body["n"] for _ in range(100)] == list(range(100))


async def test_the_publisher_hears_itself_once(ends: Ends) -> None:
    async with ends.near.subscribe(Topic.AGENT, Topic.CAMPAIGN) as news, ends.far.subscribe(Topic.CAMPAIGN) as far:
        ends.near.publish(Topic.AGENT, {"agent_id": 1})
        ends.near.publish(Topic.CAMPAIGN, {"campaign_id": 1})
        await got(far)  # whatever could come back has crossed by now
        assert [(await got(news)).topic for _ in range(2)] == ["agent", "campaign"]
        assert news.get_nowait() is None


async def test_those_who_come_later_find_the_last_board_and_screen(ends: Ends) -> None:
    assert await ends.far.latest(Topic.BOARD) is None
    async with ends.far.subscribe(Topic.BOARD, Topic.SCREEN) as news:
        ends.near.publish(Topic.BOARD, {"at": 1.0})
        ends.near.publish(Topic.SCREEN, {"agent_id": 3, "state": "ready"})
        ends.near.publish(Topic.SCREEN, {"agent_id": 4, "state": "talking"})
        for _ in range(3):
            await got(news)
    assert await ends.far.latest(Topic.BOARD) == {"at": 1.0}
    assert await ends.far.latest(Topic.SCREEN, agent_id=3) == {"agent_id": 3, "state": "ready"}
    assert await ends.far.latest(Topic.SCREEN, agent_id=5) is None


async def test_a_board_takes_those_along_that_are_gathered_before_it(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_bus, "GATHER_S", 1e9)
    async with ends.far.subscribe(Topic.AGENT, Topic.BOARD) as news:
        ends.near.publish(Topic.AGENT, {"agent_id": 1})
        assert (await got(news)).topic == "agent"
        ends.near.publish(Topic.AGENT, {"agent_id": 2})
        ends.near.publish(Topic.BOARD, {"at": 1.0})
        assert sorted([(await got(news)).topic for _ in range(2)]) == ["agent", "board"]


async def test_a_slow_subscriber_waits_for_one_board_only_and_loses_the_oldest_of_others() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.BOARD, Topic.AGENT) as slow:
        for n in range(QUEUE_LIMIT + 10):
            bus.publish(Topic.BOARD, {"at": n})
        assert (await got(slow)).body == {"at": QUEUE_LIMIT + 9}
        assert slow.get_nowait() is None
        for n in range(QUEUE_LIMIT + 10):
            bus.publish(Topic.AGENT, {"n": n})
        assert slow.dropped == 10
        assert (await got(slow)).body == {"n": 10}


async def test_who_has_left_gets_nothing_more() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.AGENT) as news:
        pass
    bus.publish(Topic.AGENT, {})
    assert news.get_nowait() is None


async def test_without_a_server_publishing_neither_waits_nor_raises_and_this_process_still_hears(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with RedisBus.open("redis://127.0.0.1:1/0") as bus, bus.subscribe(Topic.BOARD, Topic.AGENT) as news:
        bus.publish(Topic.AGENT, {"agent_id": 1})
        assert (await got(news)).body == {"agent_id": 1}
        async with asyncio.timeout(PATIENCE_S):
            while not bus.lost:
                await bus.latest(Topic.BOARD)
        bus.publish(Topic.BOARD, {"at": 5.0})
        assert await bus.latest(Topic.BOARD) == {"at": 5.0}
        assert bus.failures >= 2
    down = [record for record in caplog.records if "out of reach (send" in record.getMessage()]
    assert len(down) == 1


async def test_a_question_finds_the_one_who_can_answer(ends: Ends) -> None:
    async with ends.far.subscribe(Topic.ASK) as questions:

        async def reply() -> None:
            async for question in questions:
                ends.far.publish(Topic.ANSWER, {"number": "of another question"})
                ends.far.publish(Topic.ANSWER, {"number": question.body["number"], "limit": question.body["limit"]})

        task = asyncio.create_task(reply())
        said = await ask(ends.near, "decisions", campaign_id=1, limit=3)
        task.cancel()
    assert said is not None
    assert said["limit"] == 3


async def test_a_question_that_nobody_answers_ends_in_time(ends: Ends) -> None:
    assert await ask(ends.near, "decisions", campaign_id=1, within_s=0.05) is None


@pytest.mark.parametrize("said", [b"[1, null, []]", b"7", b"nonsense", b"", b'{"campaign_id": 1}'])
async def test_what_no_pronto_says_is_counted_and_stops_nothing(said: bytes) -> None:
    bus = RedisBus("redis://127.0.0.1:1")
    async with bus.subscribe(Topic.CAMPAIGN) as news:
        for data in (b"\xff " + said, b'abc [{"campaign_id": 7}]'):
            bus._receive({"type": "message", "channel": b"pronto:campaign", "data": data})
        heard = await got(news)
    assert heard.body == {"campaign_id": 7}
    assert bus.failures > 0
    await bus._client.aclose()
