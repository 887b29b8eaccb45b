"""One channel: its present parts, and its last changes, which any number of readers share.

A reader is no more than a position here. So a reader that is slow, or away for a while, costs nothing, and every event
is encoded once per language, not once per reader.
"""

import secrets
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import orjson
from websockets.frames import Frame, Opcode

from dialer.i18n.catalogue import with_words

VERSION: Final = 1
RING_S: Final = 60.0  # how long a reader may be away and still get just what it missed
RING_BYTES: Final = 4_000_000  # of a channel's last events, in all languages
RING_EVENTS: Final = 10_000
REPLAYED: Final = 100  # changes that are replayed even where the parts are fewer
SLOW_S: Final = 2.0  # a reader further behind gets only the latest of each key

Body = Mapping[str, Any]


class Event:
    """A message to readers: of a channel (`snapshot`, `set`, `merge`, `gone`), or of the connection."""

    __slots__ = ("_frames", "_head", "_messages", "_packets", "_size", "at", "body", "op", "seq")
    encodings = 0  # of all events, for tests and figures

    def __init__(self, op: str, body: Body | None, *, at: float, seq: int = 0, **head: Any) -> None:
        self.op, self.body, self.at, self.seq = op, body, at, seq
        self._size = 0  # bytes of what was encoded so far
        self._head = {"v": VERSION, **head} | ({"seq": seq} if "epoch" in head else {}) | {"at": at, "op": op}
        self._frames: dict[str, bytes] = {}
        self._messages: dict[str, str] = {}
        self._packets: dict[str, bytes] = {}

    def message(self, language: str) -> str:
        """The envelope as JSON, its messages in this language."""
        text = self._messages.get(language)
        if text is None:
            Event.encodings += 1
            envelope = {**self._head, "body": with_words(self.body, language)}
            text = orjson.dumps(envelope, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
            self._messages[language] = text
            self._size += len(text)
        return text

    def frame(self, language: str) -> bytes:
        """The envelope as a server-sent event without id, ready for the wire."""
        frame = self._frames.get(language)
        if frame is None:
            frame = f"event: {self.op}\ndata: {self.message(language)}\n\n".encode()
            self._frames[language] = frame
            self._size += len(frame)
        return frame

    def packet(self, language: str) -> bytes:
        """The envelope as a WebSocket's text message, ready for the wire (RFC 6455 section 5.2)."""
        packet = self._packets.get(language)
        if packet is None:
            packet = Frame(Opcode.TEXT, self.message(language).encode()).serialize(mask=False)
            self._packets[language] = packet
            self._size += len(packet)
        return packet

    @property
    def size(self) -> int:
        """Bytes that it takes, about: what was encoded, or its body where nobody has read it."""
        return self._size or len(orjson.dumps(self.body, default=str, option=orjson.OPT_NON_STR_KEYS))


Form = Callable[[Event, str], bytes]
"""How an event goes over the wire, in a language: `Event.frame` or `Event.packet`."""


def changes(before: Mapping[str, Body], after: Mapping[str, Body]) -> Iterator[tuple[str, str, Body | None]]:
    """What leads from one state to another: (op, key, body). `merge` has the changed fields of a part alone."""
    for key in before:
        if key not in after:
            yield "gone", key, None
    for key, body in after.items():
        was = before.get(key)
        if was is None or was.keys() - body.keys():
            yield "set", key, body
        elif changed := {name: one for name, one in body.items() if name not in was or was[name] != one}:
            yield "merge", key, changed


class Stream:
    """One channel as its readers see it. Instants are epoch seconds, passed in."""

    def __init__(self, channel: str) -> None:
        self.channel, self.epoch, self.seq = channel, secrets.token_hex(6), 0
        self.readers: set[Any] = set()  # whom changes wake
        self.parts: dict[str, Body] = {}
        self._changed: dict[str, int] = {}  # the number of each part's last change
        self._gone: dict[str, int] = {}
        self._forgotten = 0  # a reader that has not seen this change cannot be told which parts are gone
        self._ring: deque[Event] = deque()
        self._fresh: list[Event] = []  # the newest of the ring, whose sizes are not final yet
        self._sizes: deque[int] = deque()  # of the others
        self._bytes = 0
        self._whole: dict[str, Event] = {}  # a part as `set`, for readers that are behind
        self._snapshot: Event | None = None
        self._joined: dict[tuple[int, str, Form], bytes] = {}

    def show(self, parts: Mapping[str, Body], *, now: float) -> bool:
        """Replace all parts; readers get what changed. Returns whether anything did."""
        found = list(changes(self.parts, parts))
        if found:
            self._weigh()
        for op, key, body in found:
            self.seq += 1
            self._fresh.append(self._event(op, body, self.seq, now, key))
            self._whole.pop(key, None)
            if op == "gone":
                self._changed.pop(key)
                self._gone[key] = self.seq
            else:
                self._changed[key] = self.seq
                self._gone.pop(key, None)
        self.parts = dict(parts)
        if found:
            self._ring.extend(self._fresh)
            self._snapshot = None
            self._joined.clear()
            self.trim(now=now)
        return bool(found)

    def trim(self, *, now: float) -> None:
        """Drop changes that are old, or more than the ring may hold."""
        while len(self._ring) > len(self._fresh) and (
            self._ring[0].at < now - RING_S or self._bytes > RING_BYTES or len(self._ring) > RING_EVENTS
        ):
            self._ring.popleft()
            self._bytes -= self._sizes.popleft()
        first = self.seq - len(self._ring)
        for key in [key for key, seq in self._gone.items() if seq <= first]:
            self._forgotten = max(self._forgotten, self._gone.pop(key))

    def _weigh(self) -> None:
        """Add the sizes of the last changes: by the next ones, their readers have had them encoded."""
        sizes = [event.size for event in self._fresh]
        self._sizes.extend(sizes)
        self._bytes += sum(sizes)
        self._fresh.clear()

    def snapshot(self, *, now: float) -> Event:
        """All parts, as of the last change."""
        if self._snapshot is None:
            self._snapshot = self._event("snapshot", self.parts, self.seq, now)
        return self._snapshot

    def since(self, seq: int, *, now: float, patient: bool = False) -> tuple[list[Event], int]:
        """The events that bring a reader from `seq` to the present, and how many changes it is spared.

        A reader that is slow gets the latest of each key alone; a `patient` one, which comes back, all that it missed,
        or a snapshot where that is shorter.
        """
        behind = self.seq - seq
        if behind == 0:
            return [], 0
        if 0 < behind <= len(self._ring) and (not patient or behind <= len(self.parts) + REPLAYED):
            missed = list(islice(reversed(self._ring), behind))[::-1]
            if patient or missed[0].at >= now - SLOW_S:
                return missed, 0
        if patient or behind < 0 or seq < self._forgotten:
            return [self.snapshot(now=now)], 0 if patient else behind - 1
        latest = sorted([*self._changed.items(), *self._gone.items()], key=lambda one: one[1])
        events = [self._latest(key, at, now) for key, at in latest if at > seq]
        return events, behind - len(events)

    def joined(self, events: list[Event], language: str, form: Form) -> bytes:
        """These events for the wire, in this form; joined once for all readers that want the same."""
        if not events or len(events) > len(self._ring) or self._ring[-len(events)] is not events[0]:
            return b"".join(form(event, language) for event in events)
        name = events[0].seq, language, form
        if name not in self._joined:
            self._joined[name] = b"".join(form(event, language) for event in events)
        return self._joined[name]

    def _latest(self, key: str, seq: int, now: float) -> Event:
        if key not in self.parts:
            return self._event("gone", None, seq, now, key)
        if key not in self._whole:
            self._whole[key] = self._event("set", self.parts[key], seq, now, key)
        return self._whole[key]

    def _event(self, op: str, body: Body | None, seq: int, now: float, key: str = "") -> Event:
        return Event(op, body, at=now, seq=seq, epoch=self.epoch, channel=self.channel, key=key)
