"""A reader: a connection's positions in the channels that it follows, and when it is to end."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from api.live.stream import Event, Form, Stream
from dialer.storage.database import TROUBLE

if TYPE_CHECKING:
    from api.live.hub import Hub

log = logging.getLogger(__name__)

RECHECK_S = 15.0  # how long one whose key or grants were revoked may continue to listen
LIFE_S: Final = 600.0  # a connection is ended after this, which bounds what it may keep in memory anywhere on the way
LIFE_SHARE: Final = 0.9  # or from this share of it on, so that those who came together do not come back together
CHANNELS: Final = 20  # of one connection
WIRE: Final = "wire"  # name of the `Wire` in the state of an ASGI scope
COME_BACK: Final = frozenset({"recycled", "restart"})


class Wire(Protocol):
    """A connection to which whole events can be written without waiting."""

    @property
    def is_free(self) -> bool:
        """Whether it takes more now: it is open, and the client reads."""

    def write_now(self, data: bytes) -> None:
        """Write events, in the form of the connection."""


class Reader:
    """What one connection has been sent. It queues no events, so it needs no memory however slow it is.

    `mono` is the event loop's clock, `form` how events go over the wire, and `wire` the connection itself, where the
    server gives it: then news are written at once, and the reader's task wakes only for what takes longer. `agent_id`
    is the agent who reads, if it is one.
    """

    def __init__(
        self,
        hub: "Hub",
        language: str,
        check: Callable[[], Awaitable[str]],
        *,
        mono: Callable[[], float],
        form: Form = Event.frame,
        wire: Wire | None = None,
        agent_id: int | None = None,
    ) -> None:
        self.language, self.agent_id = language, agent_id
        self.news = asyncio.Event()
        self.ended = ""  # why, if so
        self.is_gone = False  # the client has disconnected
        self._hub, self._check = hub, check  # why to end now, or an empty text
        self._mono, self._form, self._wire = mono, form, wire
        self._waits = False
        self._places: dict[str, tuple[Stream, int | None]] = {}  # by channel; None: nothing was sent yet
        self._resumed: set[str] = set()
        self._own: deque[Event] = deque()  # to this reader alone
        self._beat: Event | None = None
        self._check_at = mono() + RECHECK_S
        self._end_at = mono() + LIFE_S * random.uniform(LIFE_SHARE, 1.0)  # noqa: S311 - spreads reconnects, hides nothing

    def follow(self, stream: Stream, seq: int | None = None) -> None:
        """Follow a stream from its present state, or from what was read of it before."""
        stream.readers.add(self)
        self._places[stream.channel] = stream, seq
        if seq is not None:
            self._resumed.add(stream.channel)
        self.news.set()

    def unfollow(self, channel: str) -> Stream | None:
        """Follow a channel no more."""
        stream, _ = self._places.pop(channel, (None, None))
        if stream is not None:
            stream.readers.discard(self)
        return stream

    def streams(self) -> list[Stream]:
        """The streams that it follows, which it leaves."""
        return [stream for channel in list(self._places) if (stream := self.unfollow(channel)) is not None]

    def follows(self, channel: str) -> bool:
        """Whether it follows this channel."""
        return channel in self._places

    @property
    def is_full(self) -> bool:
        """Whether it follows as many channels as one connection may."""
        return len(self._places) >= CHANNELS

    def tell(self, event: Event) -> None:
        """Send an event to this reader alone."""
        self._own.append(event)
        self.news.set()

    def end(self, why: str) -> None:
        """Send a last event, which says whether to come back."""
        self.ended = self.ended or why
        self.news.set()

    def drop(self) -> None:
        """The client has gone: nothing is sent any more."""
        self.is_gone = True
        self.news.set()

    def wake(self) -> None:
        """There is news: write it at once if the connection takes it, otherwise let the reader's task send it."""
        if self._wire is not None and self._waits and not self._has_business() and self._wire.is_free:
            if data := self.encoded(self._hub.clock()):
                self._wire.write_now(data)
        else:
            self.news.set()

    def _has_business(self) -> bool:
        """Whether its task has more to do than to send news, or has begun to."""
        return bool(self.news.is_set() or self.ended or self._mono() >= min(self._check_at, self._end_at))

    async def wait(self) -> None:
        """Wait for news; ends itself when its time or its session is over."""
        self._waits = True
        await self.news.wait()
        self._waits = False
        self.news.clear()
        if self.is_gone or self.ended:
            return
        if self._mono() >= self._check_at:
            try:
                if why := await self._check():
                    self.end(why)
            except TROUBLE as error:
                log.warning("a stream's session could not be checked: %s", type(error).__name__)
            self._check_at = self._mono() + RECHECK_S
        if self._mono() >= self._end_at:
            self.end("recycled")

    def take(self, now: float) -> Iterator[tuple[Stream | None, list[Event]]]:
        """What is to be sent now, by stream; None for events of the connection itself."""
        if self._own:
            yield None, [self._own.popleft() for _ in range(len(self._own))]
        for channel, (stream, seq) in list(self._places.items()):
            if seq is None:
                events, skipped = [stream.snapshot(now=now)], 0
            else:
                patient = channel in self._resumed
                events, skipped = stream.since(seq, now=now, patient=patient)
            self._resumed.discard(channel)
            self._places[channel] = stream, stream.seq
            if skipped:
                head = {"epoch": stream.epoch, "channel": channel, "key": ""}
                yield None, [Event("skipped", {"skipped": skipped}, at=now, seq=stream.seq, **head)]
            if events:
                yield stream, events
        if self._beat is not self._hub.heartbeat:
            self._beat = self._hub.heartbeat
            yield None, [self._beat]
        if self.ended:
            come_back = self.ended in COME_BACK
            yield None, [Event("end", {"reason": self.ended, "come_back": come_back}, at=now)]

    def encoded(self, now: float) -> bytes:
        """What is to be sent now, for the wire; of server-sent events the last has the position to come back with."""
        parts, moved = [], False
        for stream, events in self.take(now):
            if stream is not None:
                parts.append(stream.joined(events, self.language, self._form))
                moved = True
            else:
                parts.extend(self._form(event, self.language) for event in events)
        if moved and self._form is Event.frame:
            parts.append(f"id: {self.position()}\n\n".encode())  # an id alone is remembered, and is no event
        return b"".join(parts)

    def position(self) -> str:
        """What was sent, as a text that `positions` reads."""
        return ",".join(f"{stream.epoch}.{seq}" for stream, seq in self._places.values())


def positions(text: str) -> Mapping[str, int]:
    """Sequence numbers by epoch, from the id of the last event that was received; empty if it is none of ours."""
    return dict(_read(text.split(",")[:CHANNELS]))


def _read(places: Iterable[str]) -> Iterator[tuple[str, int]]:
    for place in places:
        epoch, _, seq = place.partition(".")
        if seq.isdecimal() and len(seq) < 16:
            yield epoch, int(seq)
