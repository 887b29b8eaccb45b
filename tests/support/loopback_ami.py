"""A loopback Asterisk for tests: real bytes over real sockets, with every misbehaviour that a network or a PBX has."""

import asyncio
import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from tests.support.asterisk_reading import LineReader
from tests.support.patience import PATIENCE_S


class Pulse:
    """Lets a test wait until something is true, without sleeping."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def changed(self) -> None:
        self._changed.set()

    async def until(self, check: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not check():
                self._changed.clear()
                await self._changed.wait()


@dataclass(frozen=True, slots=True)
class Received:
    """One action as Asterisk would have read it."""

    headers: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


def message(*pairs: tuple[str, str]) -> bytes:
    """One message as bytes."""
    return "".join([*(f"{name}: {value}\r\n" for name, value in pairs), "\r\n"]).encode()


def event(name: str, **headers: str) -> bytes:
    return message(("Event", name), ("Privilege", "call,all"), *headers.items())


def user_event(name: str, channel_id: str = "1.1", **fields: str) -> bytes:
    return event("UserEvent", Channel="PJSIP/a-1", Uniqueid=channel_id, UserEvent=name, **fields)


Reply = Callable[[Received], bytes | None]


class _Session(asyncio.Protocol):
    """One manager session on the server's side."""

    def __init__(self, server: "LoopbackAmi") -> None:
        self.server = server
        self.reader = LineReader()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is one by what it can do only
        self.server.sessions.append(self)
        self.server.connections += 1
        if self.server.banner:
            transport.write(self.server.banner)
        self.server.pulse.changed()

    def data_received(self, data: bytes) -> None:
        for headers, error in self.reader.feed(data):
            self.server.take(self, Received(tuple(headers)), error)

    def connection_lost(self, exc: Exception | None) -> None:
        if self in self.server.sessions:
            self.server.sessions.remove(self)
            self.server.ends.append(exc)
        self.server.pulse.changed()


class LoopbackAmi:
    """Answers like Asterisk by default; its attributes and methods make it misbehave."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.banner = b"Asterisk Call Manager/11.0.0\r\n"
        self.version = "22.10.1"
        self.secret = "right"
        self.uptime_s: int | None = 100
        self.challenge = "175392322"
        """What a log-in's key is made of, beside the secret."""
        self.boots = True
        """Whether FullyBooted follows the login."""
        self.stalled = False
        """Takes what comes and says nothing, like a half-open connection."""
        self.replies: dict[str, Reply] = {}
        """Own answers by action name; None is silence."""
        self.received: list[Received] = []
        self.sessions: list[_Session] = []
        self.ends: list[Exception | None] = []
        """How each session ended: None is in good order."""
        self.connections = 0
        self.pulse = Pulse()
        self.port = 0
        self._tls = tls
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Session(self), "127.0.0.1", self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """As when Asterisk is killed: nothing listens any more and every session breaks."""
        assert self._server is not None
        self._server.close()
        self.drop()
        await self.pulse.until(lambda: not self.sessions)

    def drop(self) -> None:
        """Break every session and go on listening."""
        for session in self.sessions:
            assert session.transport is not None
            session.transport.abort()

    def say(self, raw: bytes) -> None:
        """Say bytes to every session, as they are."""
        for session in self.sessions:
            assert session.transport is not None
            session.transport.write(raw)

    async def spell(self, raw: bytes) -> None:
        """Say bytes one at a time, each in a packet of its own as far as the network lets it."""
        for value in raw:
            self.say(bytes([value]))
            await asyncio.sleep(0)

    def actions(self, name: str) -> list[Received]:
        return [action for action in self.received if action["Action"] == name]

    async def until_received(self, name: str, count: int = 1) -> Received:
        await self.pulse.until(lambda: len(self.actions(name)) >= count)
        return self.actions(name)[count - 1]

    def take(self, session: _Session, action: Received, error: str | None) -> None:
        self.received.append(action)
        reply = None if self.stalled else self._reply(action, error)
        if reply and session.transport is not None:
            session.transport.write(reply)
        self.pulse.changed()

    def _reply(self, action: Received, error: str | None) -> bytes | None:
        name = action["Action"]
        if error:
            return self.failure(action, error)
        if name in self.replies:
            return self.replies[name](action)
        if name == "Challenge":
            return self.success(action, ("Challenge", self.challenge))
        if name == "Login":
            return self._login(action)
        if name == "CoreSettings":
            return self.success(action, ("AMIversion", "11.0.0"), ("AsteriskVersion", self.version))
        return self.success(action, ("Message", "Done"))

    def _login(self, action: Received) -> bytes:
        key = hashlib.md5(f"{self.challenge}{self.secret}".encode(), usedforsecurity=False).hexdigest()
        proven = action["Key"] == key if action["AuthType"] == "MD5" else action["Secret"] == self.secret
        if not proven:
            return self.failure(action, "Authentication failed")
        accepted = self.success(action, ("Message", "Authentication accepted"))
        return accepted + (self.booted() if self.boots else b"")

    def booted(self) -> bytes:
        uptime = {} if self.uptime_s is None else {"Uptime": str(self.uptime_s)}
        return event("FullyBooted", **uptime, Status="Fully Booted")

    @staticmethod
    def success(action: Received, *pairs: tuple[str, str]) -> bytes:
        return message(("Response", "Success"), ("ActionID", action["ActionID"]), *pairs)

    @staticmethod
    def failure(action: Received, text: str) -> bytes:
        return message(("Response", "Error"), ("ActionID", action["ActionID"]), ("Message", text))
