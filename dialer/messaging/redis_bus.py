"""The bus between processes, over Redis 8 or Valkey. The server may be lost at any time; messages are then lost too."""

import asyncio
import logging
import random
import secrets
from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Self

import orjson
import redis.asyncio
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from dialer.messaging.boards import engine_of, fresh, one_board
from dialer.messaging.bus import Hub, Message, Subscription, Topic, latest_key, retained_key

log = logging.getLogger(__name__)

OUTBOX_LIMIT = 1024
STALE_S = 2.0  # a late command does more harm than a lost one
KEPT_S = 86_400
KEEP_AGAIN_S = 60.0  # how often the expiry is renewed on the server
IDLE_S = 1.0
# The first message goes at once, those right behind it together. A board does not wait: readers measure its age.
GATHER_S = 0.1
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 2.0
TROUBLES = (RedisError, OSError, TimeoutError, asyncio.IncompleteReadError)


class RedisBus:
    """Publishes at once to this process, and through a queue to the others.

    `failures` counts failed attempts to talk to the server, `lost` messages that the others never got.
    """

    def __init__(self, url: str, *, prefix: str = "pronto", hears: Collection[Topic] = tuple(Topic)) -> None:
        self.failures = 0
        self.lost = 0
        self._prefix = prefix
        self._hears = hears
        self._kept = f"{prefix}:latest"
        self._boards = f"{prefix}:boards"  # by engine
        self._origin = secrets.token_hex(8)
        self._hub = Hub()
        self._keep_again_at = 0.0
        self._outbox: deque[tuple[float, Message]] = deque()
        self._news = asyncio.Event()
        self._board = asyncio.Event()
        self._listening = asyncio.Event()
        self._down: set[str] = set()
        # redis-py's own retries hold a call for 4 to 5 s; both loops below retry by themselves.
        self._client = redis.asyncio.Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=1.0, socket_timeout=2.0, protocol=3
        )

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, *, prefix: str = "pronto", hears: Collection[Topic] = tuple(Topic)
    ) -> AsyncIterator[Self]:
        """Run the bus while the context lasts; from other processes it gets the topics in `hears`.

        A missing server is waited for in the background.
        """
        bus = cls(url, prefix=prefix, hears=hears)
        loops = [asyncio.create_task(bus._send()), asyncio.create_task(bus._listen())]
        for loop in loops:
            loop.add_done_callback(_say_if_it_died)
        try:
            yield bus
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await bus._client.aclose()

    def publish(self, topic: str, body: Mapping[str, Any]) -> None:
        """Deliver here, and queue for the other processes."""
        message = Message(str(topic), body)
        self._hub.deliver(message)
        if len(self._outbox) >= OUTBOX_LIMIT:
            self._outbox.popleft()
            self.lost += 1
        self._outbox.append((asyncio.get_running_loop().time(), message))
        self._news.set()
        if topic == Topic.BOARD:
            self._board.set()

    def subscribe(self, *topics: str) -> AbstractAsyncContextManager[Subscription]:
        """Receive what is published under `topics`, here or elsewhere, while the context lasts."""
        return self._hub.subscribe(*topics)

    async def latest(self, topic: str, *, agent_id: int | None = None) -> Mapping[str, Any] | None:
        """Return the last board or screen; this process's own if the server cannot be asked."""
        name = latest_key(topic, agent_id)
        try:
            if topic == Topic.BOARD:
                return one_board(await self._kept_boards()) or self._hub.latest(name)
            kept = await self._client.hget(self._kept, name)
        except TROUBLES as error:
            self._trouble("read", error)
            return self._hub.latest(name)
        return orjson.loads(kept) if kept else self._hub.latest(name)

    async def _kept_boards(self) -> list[Mapping[str, Any]]:
        return [orjson.loads(kept) for kept in (await self._client.hgetall(self._boards)).values()]

    async def ready(self) -> None:
        """Wait until messages of other processes can arrive."""
        await self._listening.wait()

    async def ping(self) -> None:
        """Ask the server for a sign of life. Raises `RedisError` or `OSError`."""
        await self._client.ping()

    async def _send(self) -> None:
        wait = FIRST_WAIT_S
        while True:
            await self._news.wait()
            self._news.clear()
            self._board.clear()
            batch = self._fresh()
            if not batch:
                continue
            try:
                await self._send_batch(batch)
            except TROUBLES as error:
                self.lost += len(batch)
                self._trouble("send", error)
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, hides nothing
                wait = min(wait * 2, LONGEST_WAIT_S)
            else:
                self._well("send")
                wait = FIRST_WAIT_S
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._board.wait(), GATHER_S)

    def _fresh(self) -> list[Message]:
        """Empty the outbox, leaving out messages too old to be sent."""
        oldest = asyncio.get_running_loop().time() - STALE_S
        batch = [message for queued_at, message in self._outbox if queued_at >= oldest]
        self.lost += len(self._outbox) - len(batch)
        self._outbox.clear()
        return batch

    async def _send_batch(self, batch: list[Message]) -> None:
        """Publish once per topic, with the bodies of its messages in order, and write all kept messages at once."""
        by_topic: dict[str, list[bytes]] = {}
        kept: dict[str, dict[str, bytes]] = {}
        for message in batch:
            body = orjson.dumps(message.body, default=str, option=orjson.OPT_NON_STR_KEYS)
            by_topic.setdefault(message.topic, []).append(body)
            if message.topic == Topic.BOARD:
                kept.setdefault(self._boards, {})[engine_of(message.body)] = body
            elif name := retained_key(message):
                kept.setdefault(self._kept, {})[name] = body
        async with self._client.pipeline(transaction=False) as pipe:
            for topic, bodies in by_topic.items():
                pipe.publish(self._channel(topic), self._origin.encode() + b" [" + b",".join(bodies) + b"]")
            for key, bodies_by_name in kept.items():
                pipe.hset(key, mapping=bodies_by_name)  # type: ignore[arg-type]
            now = asyncio.get_running_loop().time()
            if again := bool(kept) and now >= self._keep_again_at:
                for key in (self._kept, self._boards):
                    pipe.expire(key, KEPT_S)
                self._keep_again_at = now + KEEP_AGAIN_S
            await pipe.execute()
        if again:
            await self._forget_old_boards()

    async def _forget_old_boards(self) -> None:
        """Remove boards of engines that are gone: every start of an engine leaves one."""
        boards = await self._kept_boards()
        gone = {engine_of(board) for board in boards} - {engine_of(board) for board in fresh(boards)}
        if gone:
            await self._client.hdel(self._boards, *gone)

    def _channel(self, topic: str) -> str:
        return f"{self._prefix}:{topic}"

    async def _listen(self) -> None:
        wait = FIRST_WAIT_S
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await pubsub.subscribe(*map(self._channel, self._hears))
                    self._well("listen")
                    wait = FIRST_WAIT_S
                    await self._receive_all(pubsub)
            except TROUBLES as error:
                self._listening.clear()
                self._trouble("listen", error)
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, hides nothing
                wait = min(wait * 2, LONGEST_WAIT_S)

    async def _receive_all(self, pubsub: PubSub) -> None:
        """Deliver until the link fails. A ping without an answer reveals a link that is dead on the other side."""
        asked = False
        while True:
            raw = await pubsub.get_message(timeout=IDLE_S)
            if raw is not None:
                asked = False
                self._receive(raw)
            elif asked:
                raise TimeoutError("no answer to a ping")
            else:
                asked = True
                await pubsub.ping()

    def _receive(self, raw: Mapping[str, Any]) -> None:
        if raw["type"] == "subscribe":
            self._listening.set()
        if raw["type"] != "message":
            return
        origin, _, bodies = raw["data"].partition(b" ")
        if origin == self._origin.encode():
            return
        topic = raw["channel"].decode().removeprefix(f"{self._prefix}:")
        for body in _mappings(bodies):
            if body is None:
                self.failures += 1
            else:
                self._hub.deliver(Message(topic, body))

    def _trouble(self, what: str, error: BaseException) -> None:
        self.failures += 1
        if what not in self._down:
            self._down.add(what)
            log.warning(
                "Redis is out of reach (%s: %s); messages between processes are lost until it is back", what, error
            )

    def _well(self, what: str) -> None:
        if what in self._down:
            self._down.discard(what)
            log.warning("Redis is back (%s)", what)


def _mappings(bodies: bytes) -> list[Mapping[str, Any] | None]:
    """The messages of a publication; None for each invalid one, since another program may send anything."""
    try:
        found = orjson.loads(bodies)
    except orjson.JSONDecodeError:
        return [None]
    return [one if isinstance(one, dict) else None for one in (found if isinstance(found, list) else [None])]


def _say_if_it_died(loop: asyncio.Task[None]) -> None:
    if not loop.cancelled() and (error := loop.exception()) is not None:
        log.critical("A loop of the bus ended; messages between processes stop", exc_info=error)
