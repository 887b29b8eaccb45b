"""What a stranger without a token may send, how slowly, and how much of it at a time. Real sockets, a real server."""

import asyncio
import contextlib
import dataclasses
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api import connections
from api.server import Server
from dialer.core.enums import Role
from tests.support.api_clients import Door, Estate
from tests.support.patience import PATIENCE_S

CHUNK = b"a" * 65_536
ASK = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@dataclasses.dataclass
class Client:
    """A bare connection: what is sent is what arrives."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer with a length."""
        async with asyncio.timeout(PATIENCE_S):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            status, *fields = head.strip().split("\r\n")
            headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in fields)}
            body = await self.reader.readexactly(int(headers["content-length"]))
        return int(status.split()[1]), headers, body

    async def refusal(self, status: int, slug: str) -> dict[str, Any]:
        """The problem that the connection ends with."""
        got, headers, body = await self.answer()
        problem: dict[str, Any] = json.loads(body)
        assert (got, problem["type"]) == (status, f"/problems/{slug}"), body
        assert (headers["content-type"], headers["connection"]) == ("application/problem+json", "close")
        assert await self.ended()
        return problem

    async def ended(self) -> bool:
        """Whether the server ends the connection without another word."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                return await self.reader.read() == b""
            except ConnectionResetError:
                return True


@dataclasses.dataclass
class Served:
    """A door on a real port of this machine."""

    port: int
    server: Server
    clients: list[Client] = dataclasses.field(default_factory=list)

    async def connect(self, from_: str = "127.0.0.1") -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(from_, 0))
        self.clients.append(Client(reader, writer))
        return self.clients[-1]


@asynccontextmanager
async def served(door: Door, **settings: Any) -> AsyncIterator[Served]:
    parts = dataclasses.replace(door.parts, settings=door.parts.settings.model_copy(update=settings))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = Server(parts)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        served = Served(listener.getsockname()[1], server)
        try:
            yield served
        finally:
            for client in served.clients:
                client.writer.transport.abort()
            server.should_exit = True
            await task


async def test_an_endless_header_is_refused_at_its_limit_and_read_no_further(door: Door) -> None:
    async with served(door) as there:
        client = await there.connect()
        await client.send(ASK + b"X: ")
        sent = 0
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE_S):
                while sent < 100_000_000:
                    await client.send(CHUNK)
                    sent += len(CHUNK)
        assert sent < 20_000_000  # what buffers of both sides hold


async def test_the_refusal_of_a_long_header_arrives(door: Door) -> None:
    async with served(door) as there:
        client = await there.connect()
        await client.send(ASK + b"Accept-Language: it\r\nX: " + CHUNK + b"\r\n")
        problem = await client.refusal(431, "head-too-large")
        assert problem["title"] == "L'intestazione della richiesta è troppo grande"
        assert "65.536 byte" in problem["detail"]


async def test_a_header_may_not_have_too_many_fields(door: Door) -> None:
    async with served(door) as there:
        client = await there.connect()
        await client.send(ASK + b"".join(b"X-%d: 1\r\n" % n for n in range(connections.HEAD_FIELDS)) + b"\r\n")
        await client.refusal(431, "head-too-large")


async def test_a_long_trailer_of_a_body_in_chunks_is_refused(door: Door) -> None:
    async with served(door) as there:
        client = await there.connect()
        await client.send(b"POST /api/v1/lists HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        await client.send(b"1\r\na\r\n0\r\nX: ")
        for _ in range(4):
            await client.send(CHUNK)
        assert (await client.answer())[0] in (401, 431)
        assert await client.ended()


async def test_what_is_no_http_is_told_so(door: Door) -> None:
    async with served(door) as there:
        client = await there.connect()
        await client.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        await client.refusal(400, "not-http")


async def test_a_header_that_does_not_come_to_its_end_is_given_up(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 2.0)
    async with served(door) as there:
        slow = await there.connect()
        await slow.send(ASK)
        await slow.refusal(408, "request-timeout")
        again = await there.connect()
        await again.send(ASK + b"\r\n")
        assert (await again.answer())[0] == 200
        await again.send(b"\r\n" + ASK)
        await again.refusal(408, "request-timeout")
        assert await (await there.connect()).ended()  # it has asked for nothing, so nothing is answered


async def test_a_body_that_stops_is_given_up_and_leaves_nothing(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "BODY_S", 0.2)
    token = (await door.client(Role.ADMIN)).headers["authorization"]
    async with served(door) as there:
        client = await there.connect()
        await client.send(upload(estate, token, 100_000_000) + b"name,phone\n")
        await client.refusal(408, "request-timeout")
    assert list(door.parts.settings.uploads_dir.iterdir()) == []
    assert loud(caplog) == ["request-timeout: 1 refused, the last from 127.0.0.1"]


async def test_a_body_that_comes_slowly_but_steadily_is_taken(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_S", 1.0)  # a loaded machine stands still for some tenths of it
    monkeypatch.setattr(connections, "BODY_BYTES", 1)
    token = (await door.client(Role.ADMIN)).headers["authorization"]
    body = json.dumps({"name": "Acme"}).encode()
    async with served(door) as there:
        client = await there.connect()
        head = f"POST /api/v1/companies HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
        await client.send(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        for one in body:
            await client.send(bytes([one]))
            await asyncio.sleep(0.15)  # the slowness that is tested
        assert (await client.answer())[0] == 201


async def test_a_body_that_comes_steadily_but_is_never_whole_is_given_up(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BODY_S", 0.5)
    monkeypatch.setattr(connections, "BODY_BYTES", 1)
    monkeypatch.setattr(connections, "WHOLE_S", 1.0)
    token = (await door.client(Role.ADMIN)).headers["authorization"]
    async with served(door, upload_limit_bytes=1000) as there:
        client = await there.connect()

        async def trickle() -> None:
            with contextlib.suppress(ConnectionError):
                for _ in range(1000):
                    await client.send(b"a")
                    await asyncio.sleep(0.005)  # the slowness that is tested

        await client.send(upload(estate, token, 1000))
        trickling = asyncio.create_task(trickle())
        problem = await client.refusal(408, "request-timeout")
        trickling.cancel()
    assert "must be whole within" in problem["detail"]
    assert list(door.parts.settings.uploads_dir.iterdir()) == []


def test_the_longest_upload_has_more_than_an_hour() -> None:
    assert 3600 < connections.time_for_body(200_000_000) < 5400


async def test_a_client_that_goes_away_in_mid_body_is_no_fault(
    door: Door, estate: Estate, caplog: pytest.LogCaptureFixture
) -> None:
    token = (await door.client(Role.ADMIN)).headers["authorization"]
    async with served(door) as there:
        client = await there.connect()
        await client.send(upload(estate, token, 1_000_000) + CHUNK)
        folder = door.parts.settings.uploads_dir
        await until(lambda: any(folder.glob("upload-*")))
        client.writer.transport.abort()
        await until(lambda: not any(folder.glob("upload-*")))
    assert loud(caplog) == []


async def test_connections_in_all_are_limited_and_one_that_ends_makes_room(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(door, connection_limit=10) as there:
        held = [await there.connect() for _ in range(10)]
        for one in held:
            await one.send(ASK)
        await (await there.connect()).refusal(503, "too-many-connections")
        await (await there.connect()).refusal(503, "too-many-connections")
        held[0].writer.transport.abort()
        while True:
            client = await there.connect()
            await client.send(ASK + b"\r\n")
            if (await client.answer())[0] == 200:
                break
    assert loud(caplog) == ["too-many-connections: 1 refused, the last from 127.0.0.1"]


async def test_this_machine_may_have_any_number_of_connections(door: Door) -> None:
    async with served(door, connection_limit_per_client=2) as there:
        for _ in range(5):
            client = await there.connect("127.0.0.2")
            await client.send(ASK + b"\r\n")
            assert (await client.answer())[0] == 200


async def test_requests_behind_a_trusted_proxy_are_counted_by_the_client_it_names(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    token = (await door.client(Role.WALLBOARD)).headers["authorization"]
    listen = f"GET /api/v1/stream?channel=board HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
    async with served(door, connection_limit_per_client=2, trusted_proxies=("127.0.0.1/32",)) as there:
        for _ in range(2):
            stream = await there.connect()
            await stream.send(f"{listen}X-Forwarded-For: 192.0.2.7\r\n\r\n".encode())
            await stream.reader.readuntil(b": connected")
        third, other = await there.connect(), await there.connect()
        await third.send(ASK + b"X-Forwarded-For: 192.0.2.7\r\n\r\n")
        status, headers, body = await third.answer()
        assert (status, headers["retry-after"]) == (429, "5"), body
        await other.send(ASK + b"X-Forwarded-For: 192.0.2.8\r\n\r\n")
        assert (await other.answer())[0] == 200
    assert loud(caplog) == ["too-many-of-client: 1 refused, the last from 192.0.2.7"]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)  # a folder is looked at: there is nothing to wait on


def upload(estate: Estate, token: str, length: int) -> bytes:
    head = f"POST /api/v1/lists/{estate.list_id}/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
    return f"{head}Content-Type: text/csv\r\nContent-Length: {length}\r\n\r\n".encode()


def loud(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_stream_ends_with_its_connection_though_a_further_request_was_sent_behind_it(door: Door) -> None:
    token = (await door.client(Role.WALLBOARD)).headers["authorization"]
    async with served(door) as there:
        client = await there.connect()
        await client.send(
            f"GET /api/v1/stream?channel=board HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n\r\n".encode()
        )
        await client.reader.readuntil(b": connected")
        await client.send(ASK + b"\r\n")
        await until(lambda: any(one.pipeline for one in there.server.server_state.connections))
        client.writer.transport.abort()
        await until(lambda: not there.server.server_state.tasks)


async def test_a_client_that_does_not_take_the_rest_of_its_last_answer_is_given_up(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "UNREAD_S", 0.2)
    async with served(door) as there:
        client = await there.connect()
        await client.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        await until(lambda: len(there.server.server_state.connections) == 1)
        [connection] = there.server.server_state.connections
        assert isinstance(connection, connections.GuardedProtocol)
        client.writer.transport.pause_reading()
        while not connection.transport.get_write_buffer_size():  # the kernel holds some megabytes
            connection.transport.write(CHUNK)
            await asyncio.sleep(0)
        await client.send(b"Connection: close\r\n\r\n")
        await until(lambda: not there.server.server_state.connections)
