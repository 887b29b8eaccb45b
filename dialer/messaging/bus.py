"""Messages between engine and API: requests to the engine, and the contents of the board and the agents' screens.

The database is the truth. A lost message costs time, never a wish: the engine reads wishes once a second anyway, and
also the dispositions of calls whose wrap-up goes on (dialer/engine/recovery/missed_dispositions.py).
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from dialer.messaging.boards import engine_of, fresh, one_board

QUEUE_LIMIT = 256  # messages a subscriber may be behind before the oldest are dropped


class Topic(StrEnum):
    """What a message is about."""

    CAMPAIGN = "campaign"  # to the engine: {campaign_id}
    AGENT = "agent"  # to the engine: {agent_id, wish, campaign_id, pause_reason, at, number: wants a reply}
    # To the engine: {attempt_id, agent_id, code, is_undone, met: 1 a machine or -1 none, met_at}
    DISPOSED = "disposed"
    # To the engine: {kind: hang_up | hold | resume | dial_preview | stage | hard_call …, agent_id, what it is about}
    COMMAND = "command"
    SUPPRESSED = "suppressed"  # to the engine: {attempt_ids, at}, calls to be called off
    ASK = "ask"  # to the engine: {number, kind, campaign_id, …}
    ANSWER = "answer"  # from the engine that knows: {number of the question, …}
    BOARD = "board"  # from each engine: its whole board; subscribers get those of all engines as one
    IMPORT = "import"  # from the loader of a list: {import_id, status, and while it runs rows, total, rejected …}
    SCRUB = "scrub"  # from the loader of a register's answer: {scrub_id, status, and while it runs phase, done, total}
    NUMBERS = "numbers"  # from the loader of suppressed numbers: {scope, source, status, rows, added, total}
    JOB = "job"  # from whoever runs jobs: how a job is now, by its `id`, after each change of its state or progress
    TEAM_MESSAGE = "team_message"  # from the API: {agent_id, at}; that agent's team messages have changed
    SCREEN = "screen"  # from the engine: {agent_id, … what that agent's page shows}
    IDENTIFIED = "identified"  # from an API to all: {attempt_id, is_identified}, so that the page shows the person
    SEATED = "seated"  # from an API to all: {agent_id, campaign_ids}, in which the agent works from now on


TO_ENGINE = frozenset({Topic.CAMPAIGN, Topic.AGENT, Topic.DISPOSED, Topic.COMMAND, Topic.SUPPRESSED, Topic.ASK})
"""The topics an engine listens to; an API listens to all others. Neither needs its own messages."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its body must not be changed."""

    topic: str
    body: Mapping[str, Any]


class Subscription:
    """A subscriber's own queue, to iterate over. Only the newest board waits; of other topics the oldest go."""

    def __init__(self, topics: tuple[str, ...], behind: int = QUEUE_LIMIT) -> None:
        self.topics = frozenset(topics)
        self.dropped = 0
        self._behind = behind
        self._waiting: deque[Message] = deque()
        self._news = asyncio.Event()

    def put(self, message: Message) -> None:
        """Add a message, at once and without waiting."""
        if message.topic == Topic.BOARD:
            for older in [waiting for waiting in self._waiting if waiting.topic == Topic.BOARD]:
                self._waiting.remove(older)
        elif len(self._waiting) >= self._behind:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append(message)
        self._news.set()

    def get_nowait(self) -> Message | None:
        """Take the next message, or None when none waits."""
        return self._waiting.popleft() if self._waiting else None

    async def get(self) -> Message:
        """Take the next message, waiting for it."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()

    def __aiter__(self) -> AsyncIterator[Message]:
        return self

    async def __anext__(self) -> Message:
        return await self.get()


class Bus(Protocol):
    """The interface of `MemoryBus` here and `RedisBus` in dialer.messaging.redis_bus."""

    def publish(self, topic: str, body: Mapping[str, Any]) -> None:
        """Send a message. Never waits, never raises."""

    def subscribe(self, *topics: str) -> AbstractAsyncContextManager[Subscription]:
        """Receive what is published under `topics` while the context lasts."""

    async def latest(self, topic: str, *, agent_id: int | None = None) -> Mapping[str, Any] | None:
        """Return the last board, or the last screen of an agent; None when there was none yet."""


def retained_key(message: Message) -> str | None:
    """The name under which a message is kept for later readers, or None.

    The latest board of each engine is kept too, separately.
    """
    return latest_key(message.topic, message.body.get("agent_id")) if message.topic == Topic.SCREEN else None


def latest_key(topic: str, agent_id: int | None) -> str:
    """The name of the last message of a topic, per agent where each has one."""
    return str(topic) if agent_id is None else f"{topic}:{agent_id}"


class Hub:
    """Delivery inside this process."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._latest: dict[str, Mapping[str, Any]] = {}
        self._boards: dict[str, Mapping[str, Any]] = {}

    def deliver(self, message: Message) -> None:
        """Put a message into the queues of its topic's subscribers; a board is combined with other engines'."""
        if message.topic == Topic.BOARD:
            self._boards[engine_of(message.body)] = message.body
            self._boards = {engine_of(board): board for board in fresh(self._boards.values())}
            message = Message(message.topic, one_board(self._boards.values()) or message.body)
            self._latest[message.topic] = message.body
        elif name := retained_key(message):
            self._latest[name] = message.body
        for subscription in self._subscriptions:
            if message.topic in subscription.topics:
                subscription.put(message)

    def latest(self, name: str) -> Mapping[str, Any] | None:
        """Return what was last kept under `name`."""
        return self._latest.get(name)

    def retained(self) -> list[Message]:
        """Return everything kept for later readers: the last board, and the last screen of each agent."""
        return [Message(name.partition(":")[0], body) for name, body in self._latest.items()]

    @asynccontextmanager
    async def subscribe(self, *topics: str, behind: int = QUEUE_LIMIT) -> AsyncIterator[Subscription]:
        """Receive what is delivered under `topics` while the context lasts, `behind` of them waiting at most."""
        subscription = Subscription(topics, behind)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)


class MemoryBus:
    """The bus of a single process; `dialer.messaging.process_link` carries it to a second one."""

    def __init__(self) -> None:
        self._hub = Hub()

    def publish(self, topic: str, body: Mapping[str, Any]) -> None:
        """Put the message into every subscriber's queue before returning."""
        self._hub.deliver(Message(str(topic), body))

    def subscribe(self, *topics: str, behind: int = QUEUE_LIMIT) -> AbstractAsyncContextManager[Subscription]:
        """Receive what is published under `topics` while the context lasts, `behind` of them waiting at most."""
        return self._hub.subscribe(*topics, behind=behind)

    async def latest(self, topic: str, *, agent_id: int | None = None) -> Mapping[str, Any] | None:
        """Return the last board, or the last screen of an agent."""
        return self._hub.latest(latest_key(topic, agent_id))

    def retained(self) -> list[Message]:
        """Return everything kept for later readers."""
        return self._hub.retained()
