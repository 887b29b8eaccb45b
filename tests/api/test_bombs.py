"""Small things that ask for much: endless and gigantic bodies, deep JSON, frames without end, clients that do not read.

Files that unpack to too much: test_limits.py of the imports' readers. Heads, slow bodies and many connections:
test_connections.py. What is here goes over real sockets, save JSON, which every operation is sent.
"""

import asyncio
import contextlib
import struct
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

import pytest
from fastapi import Response

from api import connections, csv_export
from api.live.web_socket import MESSAGE_BYTES
from dialer.core.enums import Role
from dialer.documents.report_files import ReportFiles
from dialer.messaging.bus import Topic
from tests.api.test_connections import ASK, CHUNK, Client, Served, served, until
from tests.support.api_clients import Door, Estate
from tests.support.patience import PATIENCE_S

GIGABYTE = 1_000_000_000
PAIRS_OF_BUFFERS = 20_000_000  # bytes that the buffers of both sides of a connection hold
CONT, TEXT, PING = 0, 1, 9


@pytest.fixture
def memory() -> Iterator[None]:
    """Python's memory is counted."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


async def key(door: Door, role: Role = Role.ADMIN) -> str:
    return f"Host: localhost\r\nAuthorization: {(await door.client(role)).headers['authorization']}\r\n"


@pytest.mark.parametrize("path", ["/api/v1/campaigns", "/api/v1/lists/1/import", "/api/v1/session", "/nowhere"])
async def test_a_gigabyte_that_is_announced_is_refused_before_any_of_it_is_sent(door: Door, path: str) -> None:
    async with served(door) as there:
        for who in ("Host: localhost\r\n", await key(door)):
            client = await there.connect()
            head = f"POST {path} HTTP/1.1\r\n{who}Content-Type: text/csv\r\nContent-Length: {GIGABYTE}\r\n\r\n"
            await client.send(head.encode())
            await client.refusal(413, "too-large")


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data; boundary=x"])
async def test_a_gigabyte_in_chunks_is_refused_at_its_limit_and_leaves_nothing(
    door: Door, estate: Estate, kind: str
) -> None:
    limit = 30_000_000
    async with served(door, upload_limit_bytes=limit) as there:
        for path, most in ((f"/api/v1/lists/{estate.list_id}/import", limit), ("/api/v1/campaigns", 1_000_000)):
            client = await there.connect()
            head = (
                f"POST {path} HTTP/1.1\r\n{await key(door)}Content-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
            await client.send(head.encode() + b"%x\r\n%b\r\n" % (len(form), form))
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            assert await endless(client) < most + PAIRS_OF_BUFFERS
            _, peak = tracemalloc.get_traced_memory()
            assert peak - before < 12_000_000
            await until(lambda: not there.server.server_state.connections)
    assert [*door.parts.settings.state_dir.glob("uploads/*")] == []


async def endless(client: Client) -> int:
    """Send chunks of a body for as long as they are taken; how many bytes were."""
    sent = 0
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE_S):
            while sent < GIGABYTE:
                await client.send(b"10000\r\n" + CHUNK + b"\r\n")
                sent += len(CHUNK)
    return sent


def nested(depth: int) -> Iterator[bytes]:
    yield b"[" * depth + b"]" * depth
    yield b'{"a":' * depth + b"1" + b"}" * depth
    yield b"[" * depth


@pytest.mark.parametrize("depth", [900, 150_000])
async def test_json_however_deep_is_a_mistake_of_the_request(door: Door, estate: Estate, depth: int) -> None:
    admin = await door.admin()
    for method, path, fields in operations(door, estate):
        for deep in nested(depth):
            for body in (deep, *(b'{"%b": %b}' % (name.encode(), deep) for name in fields)):
                answer = await admin.request(method, path, content=body, headers={"content-type": kind_of(method)})
                assert answer.status_code < 500, (method, path, body[:40], answer.text)


def kind_of(method: str) -> str:
    return "application/merge-patch+json" if method == "patch" else "application/json"


def operations(door: Door, estate: Estate) -> Iterator[tuple[str, str, list[str]]]:
    """Operations that take JSON: method, path of what is there if it can be, and fields of the body."""
    document = door.app.openapi()
    for path, methods in document["paths"].items():
        there = path.format_map(Known(vars_of(estate)))
        for method, operation in methods.items():
            for shape in operation.get("requestBody", {}).get("content", {}).values():
                name = shape.get("schema", {}).get("$ref", "").rpartition("/")[2]
                fields = document["components"]["schemas"].get(name, {}).get("properties", {})
                yield method, there, [one for one in fields if "$ref" not in fields[one]][:3]


def vars_of(estate: Estate) -> dict[str, Any]:
    return {name: getattr(estate, name) for name in estate.__dataclass_fields__}


class Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "1"


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, compressed: bool = False, size: int = 0) -> bytes:
    """A client's frame; with `size` it announces another length than it has."""
    first = opcode | (0x80 if fin else 0) | (0x40 if compressed else 0)
    length = size or len(payload)
    if length < 126:
        head = struct.pack("!BB", first, 0x80 | length)
    elif length < 65_536:
        head = struct.pack("!BBH", first, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, length)
    return head + bytes(4) + payload  # masked with zeros


@contextlib.asynccontextmanager
async def socket_of(door: Door, there: Served, offers: str = "") -> AsyncIterator[Client]:
    """An open WebSocket, byte by byte."""
    client = await there.connect()
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    upgrade += f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offers}"
    await client.send(f"GET /api/v1/stream HTTP/1.1\r\n{await key(door, Role.WALLBOARD)}{upgrade}\r\n".encode())
    head = await client.reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head
    assert b"permessage-deflate" not in head.lower()
    yield client


async def closed_with(client: Client) -> int:
    """The code with which the server closes."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            first, length = await client.reader.readexactly(2)
            size = length if length < 126 else int.from_bytes(await client.reader.readexactly(2))
            payload = await client.reader.readexactly(size)
            if first & 0x0F == 8:
                return int.from_bytes(payload[:2])


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([frame(TEXT, size=GIGABYTE)], 1009),  # its head is enough
        ([frame(TEXT, b"x" * (MESSAGE_BYTES + 1))], 1009),
        ([frame(TEXT, b"x" * 1000, fin=False), *[frame(CONT, b"x" * 1000, fin=False)] * 5], 1009),
        ([frame(TEXT, fin=False), *[frame(CONT, fin=False)] * 1000], 1009),
        ([frame(TEXT, b"\xaa\x56\x2a\x2d\x4a\x2d\x4e\x2d\x01\x00" * 10, compressed=True)], 1002),
        ([frame(PING, b"x" * 200)], 1002),
    ],
    ids=["a gigabyte", "a large frame", "fragments", "empty fragments", "compressed", "a large ping"],
)
async def test_a_frame_that_is_too_much_closes_the_socket(door: Door, sent: list[bytes], code: int) -> None:
    async with served(door) as there, socket_of(door, there, "Sec-WebSocket-Extensions: permessage-deflate\r\n") as one:
        one.writer.write(b"".join(sent))
        assert await closed_with(one) == code
        assert await one.ended()
        await until(lambda: not there.server.server_state.connections)


def big_board(n: int) -> dict[str, Any]:
    campaigns = [{"id": one, "name": f"{n} " + "x" * 2000, "agent_rows": []} for one in range(1, 201)]
    return {"at": float(n), "engine": "up", "campaigns": campaigns}


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("by_socket", [False, True])
async def test_a_reader_of_a_stream_that_does_not_read_costs_little_and_is_cut_off(
    door: Door, by_socket: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "UNREAD_S", 4.0)
    door.parts.bus.publish(Topic.BOARD, big_board(0))
    async with served(door) as there, contextlib.AsyncExitStack() as stack:
        if by_socket:
            client = await stack.enter_async_context(socket_of(door, there))
            await client.send(frame(TEXT, b'{"op": "subscribe", "channel": "board"}'))
        else:
            client = await there.connect()
            ask = f"GET /api/v1/stream?channel=board HTTP/1.1\r\n{await key(door, Role.WALLBOARD)}\r\n"
            await client.send(ask.encode())
        await client.reader.readexactly(1000)
        client.writer.transport.pause_reading()
        before, _ = tracemalloc.get_traced_memory()
        published = 0
        async with asyncio.timeout(PATIENCE_S):
            while there.server.server_state.connections:
                published += 1
                door.parts.bus.publish(Topic.BOARD, big_board(published))
                await asyncio.sleep(0.01)  # the server's turn
        _, peak = tracemalloc.get_traced_memory()
        assert published > 20  # with 400 KB each
        assert peak - before < 25_000_000  # the ring, and what is on its way to each side


async def test_a_download_that_nobody_reads_is_cut_off_and_its_job_ends(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "UNREAD_S", 0.5)
    made = 0

    async def rows() -> AsyncIterator[str]:
        nonlocal made
        while True:
            made += 1
            await asyncio.sleep(0)  # as one that reads them from a database
            yield "x" * 100_000

    def csv_report(reports: ReportFiles, subject: str, filename: str, _: object, **more: Any) -> Awaitable[Response]:
        return csv_export.csv_report(reports, subject, filename, rows(), **more)

    monkeypatch.setattr("api.routes.attempts.csv_report", csv_report)
    async with served(door) as there:
        client = await there.connect()
        await client.send(f"GET /api/v1/attempts.csv HTTP/1.1\r\n{await key(door)}\r\n".encode())
        await client.reader.readexactly(1000)
        client.writer.transport.pause_reading()
        await until(lambda: not there.server.server_state.connections)
        await until(lambda: not there.server.server_state.tasks)
        assert made < PAIRS_OF_BUFFERS / 100_000


async def test_idle_connections_end_by_themselves(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 6.0)
    async with served(door) as there:
        there.server.config.timeout_keep_alive = 0.3  # type: ignore[assignment]
        silent = [await there.connect() for _ in range(150)]
        kept = [await there.connect() for _ in range(150)]
        for client in kept:
            await client.send(ASK + b"\r\n")
        assert {(await client.answer())[0] for client in kept} == {200}
        assert [await client.ended() for client in (*silent, *kept)] == [True] * 300
        await until(lambda: not there.server.server_state.connections)
