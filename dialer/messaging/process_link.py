"""A link between two processes of one machine: messages published in one reach subscribers in the other.

It is a pair of connected sockets, one end in each process, without a name that others could open. A message is a frame:
four bytes of length, then topic and body as JSON.
"""

import asyncio
import logging
import socket
from collections.abc import Collection
from typing import Final

import orjson

from dialer.messaging.bus import MemoryBus, Message, Topic

log = logging.getLogger(__name__)

BEHIND: Final = 4096  # messages that the other process may be behind before the oldest are dropped
FRAME_BYTES: Final = 64_000_000  # a longer frame is invalid
_LENGTH_BYTES: Final = 4


async def carry(bus: MemoryBus, end: socket.socket, *, hears: Collection[Topic]) -> None:
    """Carry messages until the other process is gone: the topics it `hears` to it, all others from it.

    The other process first gets what `bus` keeps for later readers. If it does not read, nothing here is delayed: the
    newest board waits for it, and `BEHIND` other messages.
    """
    reader, writer = await asyncio.open_unix_connection(sock=end)
    topics = frozenset(hears)
    try:
        async with asyncio.TaskGroup() as both:
            sending = both.create_task(_send(bus, writer, topics))
            await _receive(bus, reader, frozenset(Topic) - topics)
            sending.cancel()
    except* (OSError, asyncio.IncompleteReadError):
        pass  # the other process has ended
    finally:
        writer.transport.abort()  # what it has not read, it will never read


async def _send(bus: MemoryBus, writer: asyncio.StreamWriter, topics: frozenset[Topic]) -> None:
    async with bus.subscribe(*topics, behind=BEHIND) as news:
        for message in bus.retained():
            if message.topic in topics:
                await _write(writer, message)
        dropped = 0
        async for message in news:
            await _write(writer, message)
            if news.dropped > dropped:
                log.warning("the other process reads too slowly: %d messages were dropped", news.dropped - dropped)
                dropped = news.dropped


async def _write(writer: asyncio.StreamWriter, message: Message) -> None:
    text = orjson.dumps([message.topic, message.body], default=str, option=orjson.OPT_NON_STR_KEYS)
    writer.write(len(text).to_bytes(_LENGTH_BYTES) + text)
    await writer.drain()


async def _receive(bus: MemoryBus, reader: asyncio.StreamReader, topics: frozenset[Topic]) -> None:
    """Publish the other process's messages here, until the link ends."""
    while True:
        length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES))
        try:
            if length > FRAME_BYTES:
                raise ValueError("too long")
            topic, body = orjson.loads(await reader.readexactly(length))
        except ValueError:
            log.error("%d bytes that are no message: the link ends", length)
            return
        if topic in topics:
            bus.publish(topic, body)
