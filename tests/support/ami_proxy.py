"""A TCP proxy in front of an AMI port whose line can be cut, or slow: both ends stay connected."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Line:
    """The line between an engine and its Asterisk."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = asyncio.Event()
        self._whole.set()
        self._held = b""
        self.holding = asyncio.Event()
        self._let_go = asyncio.Event()
        self._deaf_after = b""
        self._hears = asyncio.Event()
        self._hears.set()
        self.connections = 0
        self.late_s = 0.0  # by how much whatever passes comes late
        self.heard = bytearray()  # what the engine has said so far
        self.port = 0

    def cut(self) -> None:
        """Nothing passes from now on; what is sent waits, as in a network that lost its way."""
        self._whole.clear()

    def mend(self) -> None:
        """Everything passes again, except what a side has torn its connection down on."""
        self._whole.set()

    def hold(self, words: bytes) -> None:
        """Keep back what the engine says from the next `words` on, until `let_go`: its actions are slow for so long."""
        self._held = words
        self.holding.clear()
        self._let_go.clear()

    def let_go(self) -> None:
        """Pass on what is held."""
        self._held = b""
        self._let_go.set()

    def deafen(self, words: bytes) -> None:
        """Let nothing from Asterisk reach the engine after its next `words`, until `undeafen`; it may still speak."""
        self._deaf_after = words

    def undeafen(self) -> None:
        """Let the engine hear again."""
        self._deaf_after = b""
        self._hears.set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await self._whole.wait()
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        both = (self._pump(reader, writer, there_writer, self.heard), self._pump(there_reader, there_writer, writer))
        await asyncio.gather(*both, return_exceptions=True)
        for end in (writer, there_writer):
            end.transport.abort()

    async def _pump(
        self,
        source: asyncio.StreamReader,
        source_end: asyncio.StreamWriter,
        sink: asyncio.StreamWriter,
        heard: bytearray | None = None,
    ) -> None:
        try:
            while data := await source.read(65536):
                await asyncio.sleep(self.late_s)
                await self._whole.wait()
                if _is_torn(source_end):
                    return  # the sender gave up on what it had sent, as a kernel does that sends a reset
                if heard is None:
                    await self._hears.wait()
                else:
                    heard += data
                    if self._deaf_after and self._deaf_after in data:
                        self._hears.clear()
                    if self._held and self._held in data:
                        self.holding.set()
                        await self._let_go.wait()
                sink.write(data)
                await sink.drain()
        finally:
            with contextlib.suppress(OSError):
                sink.transport.abort()


def _is_torn(end: asyncio.StreamWriter) -> bool:
    raw: socket.socket | None = end.get_extra_info("socket")
    if raw is None or raw.fileno() < 0 or end.transport.is_closing():
        return True
    return raw.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    """A whole line to `port`; connect to `line.port`."""
    line = Line(port)
    server = await asyncio.start_server(line.handle, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
