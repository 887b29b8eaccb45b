"""The API on a free port, and listeners to its stream: server-sent events and WebSockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.live.hub import Hub
from api.server import Server
from tests.support.api_clients import Door
from tests.support.patience import PATIENCE_S

STREAM = "/api/v1/stream"


@dataclass
class Served:
    """Pronto's own server with the door's application."""

    url: str
    server: Server
    hub: Hub


@asynccontextmanager
async def serving(door: Door) -> AsyncIterator[Served]:
    """The door's application on a free port."""
    with socket.socket() as listener, patch("api.server.create_app", lambda _: door.app):
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = Server(door.parts)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", server, door.app.state.live)
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def served(door: Door) -> AsyncIterator[str]:
    """The address of the door's application on a free port."""
    async with serving(door) as there:
        yield there.url


class Listener:
    """An open stream of server-sent events, read event by event."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self.id = ""
        self._lines = lines

    async def event(self, *, beats: bool = False) -> dict[str, Any]:
        """The next event; heartbeats are passed over unless asked for. Raises StopAsyncIteration at the end."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                data = ""
                while line := await anext(self._lines):
                    field, _, value = line.partition(": ")
                    if field == "data":
                        data = value
                    if field == "id":
                        self.id = value
                if data and (beats or (found := orjson.loads(data))["op"] != "heartbeat"):
                    return orjson.loads(data) if beats else found

    async def next(self) -> tuple[str, str, Any]:
        """The next event's op, key and body."""
        event = await self.event()
        return event["op"], event.get("key", ""), event["body"]


@asynccontextmanager
async def listening(
    url: str, client: httpx.AsyncClient, *channels: str, params: dict[str, str] | None = None, **headers: str
) -> AsyncIterator[Listener]:
    """A listener of these channels with the client's token."""
    auth = {"Authorization": client.headers["authorization"], **headers}
    asked = {"channel": list(channels), **(params or {})}
    async with (
        httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, trust_env=False) as own,
        own.stream("GET", STREAM, params=asked, headers=auth) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == ": connected"
        assert (await anext(lines)).startswith("retry: ")
        assert await anext(lines) == ""
        yield Listener(lines)


class Socket:
    """An open WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def order(self, op: str, channel: str, **more: Any) -> None:
        await self.connection.send(orjson.dumps({"op": op, "channel": channel, **more}).decode())

    async def event(self, *, beats: bool = False) -> dict[str, Any]:
        """The next event; heartbeats are passed over unless asked for."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                event: dict[str, Any] = orjson.loads(await self.connection.recv())
                if beats or event["op"] != "heartbeat":
                    return event


@asynccontextmanager
async def opened(url: str, headers: dict[str, str], path: str = STREAM) -> AsyncIterator[Socket]:
    """A WebSocket of this machine, opened with these header fields."""
    address, here = url.replace("http://", "ws://") + path, {"host": "127.0.0.1", "port": httpx.URL(url).port}
    async with connect(address, additional_headers=headers, proxy=None, compression=None, **here) as connection:
        yield Socket(connection)


@asynccontextmanager
async def listeners(url: str, headers: dict[str, str], count: int) -> AsyncIterator[list[asyncio.Task[dict[str, Any]]]]:
    """So many readers of the board, half of them by WebSocket, that have its state; each task gives the last event."""
    begun = asyncio.Semaphore(0)
    forms = (_last_by_events, _last_by_socket)
    tasks = [asyncio.create_task(forms[n % 2](url, headers, begun)) for n in range(count)]
    try:
        async with asyncio.timeout(PATIENCE_S):
            for _ in range(count):
                await begun.acquire()
        yield tasks
    finally:
        for task in tasks:
            task.cancel()


async def _last_by_events(url: str, headers: dict[str, str], begun: asyncio.Semaphore) -> dict[str, Any]:
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)
    try:
        fields = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "127.0.0.1", **headers}.items())
        writer.write(f"GET {STREAM}?channel=board HTTP/1.1\r\n{fields}\r\n".encode())
        await reader.readuntil(b"event: snapshot")
        begun.release()
        rest = await reader.read()
        found: dict[str, Any] = orjson.loads(rest.rpartition(b"data: ")[2].partition(b"\n")[0])
        return found
    finally:
        writer.close()


async def _last_by_socket(url: str, headers: dict[str, str], begun: asyncio.Semaphore) -> dict[str, Any]:
    last: dict[str, Any] = {}
    async with opened(url, headers) as socket:
        await socket.order("subscribe", "board")
        try:
            while True:
                last = orjson.loads(await socket.connection.recv())
                if last["op"] == "snapshot":
                    begun.release()
        except ConnectionClosed:
            return last
