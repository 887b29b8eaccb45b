"""The hub: each message goes to the one channel it is for, whoever else listens, and is encoded once."""

import asyncio

import pytest

from api.live import hub
from api.live.stream import RING_S, Event, Stream
from api.problems import Problem
from dialer.jobs.model import Job, as_told
from dialer.messaging.bus import QUEUE_LIMIT, MemoryBus, Message, Topic
from tests.support.hubs import Listeners
from tests.support.patience import PATIENCE_S

BOARD = {"at": 1000.0, "engine": "up", "campaigns": [{"id": 3, "agent_rows": [{"id": 7, "state": "ready"}]}]}


def screen(agent_id: int, state: str) -> Message:
    return Message(Topic.SCREEN, {"agent_id": agent_id, "state": state})


async def cost_of_a_screen(agents: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int, int]:
    """Channels looked at, encodings, readers woken and events sent, of one agent's screen among so many agents."""
    there = Listeners(MemoryBus(), now=1000.0)
    readers = {n: await there.listen(f"agent:{n}", caller=n) for n in range(1, agents + 1)}
    for reader in readers.values():
        there.sent(reader)
        reader.news.clear()
    shown, show = [], Stream.show
    monkeypatch.setattr(Stream, "show", lambda self, *args, **more: shown.append(self) or show(self, *args, **more))
    before = Event.encodings
    there.hub.take(screen(7, "talking"))
    woken = [reader for reader in readers.values() if reader.news.is_set()]
    sent = [event for reader in woken for event in there.sent(reader) if event["op"] != "heartbeat"]
    assert woken == [readers[7]]
    await there.hub.end()
    monkeypatch.undo()
    return len(shown), Event.encodings - before, len(woken), len(sent)


async def test_an_agents_page_costs_the_same_with_10_as_with_300_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await cost_of_a_screen(10, monkeypatch) == await cost_of_a_screen(300, monkeypatch) == (1, 1, 1, 1)


async def test_a_change_of_the_board_is_encoded_once_for_a_thousand_readers() -> None:
    bus = MemoryBus()
    there = Listeners(bus, now=1000.0)
    bus.publish(Topic.BOARD, BOARD)
    readers = [await there.listen("board", caller=n // 50) for n in range(1000)]
    before = Event.encodings
    for reader in readers:
        there.sent(reader)
    assert Event.encodings == before + 2  # the snapshot, and a heartbeat
    there.hub.take(Message(Topic.BOARD, BOARD | {"at": 1001.0, "engine": "draining"}))
    for reader in readers:
        [(stream, events)] = reader.take(there.now)
        assert stream is not None
        assert b'"merge"' in stream.joined(events, "en", Event.frame)
    assert Event.encodings == before + 3
    there.hub.take(Message(Topic.BOARD, BOARD | {"at": 1002.0, "engine": "draining"}))
    assert [list(reader.take(there.now)) for reader in readers] == [[]] * 1000
    await there.hub.end()


async def test_a_channel_is_kept_for_a_minute_for_those_who_come_back_and_then_forgotten() -> None:
    there = Listeners(MemoryBus(), now=1000.0)
    first = await there.listen("board")
    [stream] = [stream for stream, _ in first.take(there.now) if stream is not None]
    there.hub.leave(1, first)
    there.now += RING_S - 1
    there.hub.beat()
    again = await there.listen("board")
    assert [one for one, _ in again.take(there.now) if one is not None] == [stream]
    there.hub.leave(1, again)
    there.now += RING_S + 1
    there.hub.beat()
    new = await there.listen("board")
    assert [one is stream for one, _ in new.take(there.now) if one is not None] == [False]
    await there.hub.end()


async def test_a_slow_reader_is_told_how_much_it_is_spared() -> None:
    there = Listeners(MemoryBus(), now=1000.0)
    slow = await there.listen("board")
    there.sent(slow)
    for n in range(50):
        there.hub.take(Message(Topic.BOARD, {"at": 1000.0 + n, "engine": f"{n}"}))
        there.now += 0.1
    skipped, latest = there.sent(slow)
    assert (skipped["op"], skipped["channel"], skipped["body"]) == ("skipped", "board", {"skipped": 49})
    assert (latest["op"], latest["body"]["engine"], latest["seq"]) == ("set", "49", 50)
    await there.hub.end()


def job(status: str) -> Job:
    nobody = {"owner": "", "lease_until": 0.0, "due_at": 0.0, "actor": "user:anna", "created_at": 0.0, "ended_at": None}
    of_it = {"kind": "import", "subject": "import:1", "arguments": {}, "result": None}
    return Job(id=5, status=status, message="", done=0, total=None, phase="", **nobody, **of_it)


async def test_what_came_too_fast_is_caught_up_with() -> None:
    bus = MemoryBus()
    there = Listeners(bus, now=1000.0)
    there.jobs[5] = job("running")
    reader = await there.listen("agent:7", "job:5")
    there.sent(reader)
    there.jobs[5] = job("done")
    bus.publish(Topic.JOB, as_told(there.jobs[5]))
    bus.publish(Topic.SCREEN, screen(7, "wrap_up").body)
    for n in range(QUEUE_LIMIT + 1):  # in one turn of the event loop, in which the hub hears nothing
        bus.publish(Topic.SCREEN, screen(8, f"{n}").body)
    shown: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE_S):
        while len(shown) < 2:
            await reader.news.wait()
            reader.news.clear()
            changed = [one for one in there.sent(reader) if one["op"] in ("set", "merge")]
            shown |= {one["channel"]: one["body"].get("state") or one["body"]["status"] for one in changed}
    assert shown == {"agent:7": "wrap_up", "job:5": "done"}
    await there.hub.end()


async def test_a_caller_has_so_many_readers() -> None:
    there = Listeners(MemoryBus(), now=1000.0)
    readers = [await there.listen() for _ in range(hub.STREAMS_PER_CALLER)]
    with pytest.raises(Problem):
        await there.listen()
    await there.listen(caller=2)
    there.hub.leave(1, readers[0])
    await there.listen()
    await there.hub.end()


class Client:
    """A connection that keeps what is written to it, and may be one that does not read."""

    def __init__(self) -> None:
        self.is_free = True
        self.written = b""

    def write_now(self, data: bytes) -> None:
        self.written += data


async def test_news_are_written_at_once_to_a_client_that_reads_and_left_to_the_readers_task_otherwise() -> None:
    there, client = Listeners(MemoryBus(), now=1000.0), Client()
    reader = await there.listen("board", wire=client)
    there.sent(reader)
    reader.news.clear()
    waiting = asyncio.create_task(reader.wait())
    await asyncio.sleep(0)
    there.hub.take(Message(Topic.BOARD, BOARD))
    there.hub.take(Message(Topic.BOARD, BOARD | {"engine": "draining"}))
    assert client.written.count(b"event: set") == 3
    assert client.written.count(b"event: merge") == 1
    assert f"id: {reader.position()}\n\n".encode() in client.written
    assert (reader.news.is_set(), there.sent(reader)) == (False, [])
    client.is_free = False
    there.hub.take(Message(Topic.BOARD, BOARD | {"engine": "up"}))
    client.is_free = True  # its task has begun: what comes now must not overtake it
    there.hub.take(Message(Topic.BOARD, BOARD | {"engine": "draining"}))
    await waiting
    assert [event["body"] for event in there.sent(reader)] == [{"engine": "up"}, {"engine": "draining"}]
    assert client.written.count(b"event: merge") == 1
    await there.hub.end()
