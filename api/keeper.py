"""The engine's side of the API's process: it is started, started again when it dies, and ended last."""

import asyncio
import logging
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from dialer.live.bus import TO_ENGINE, Bus, MemoryBus, Topic
from dialer.live.link import carry

log = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 0.5  # before an API that has died is started again; doubled each time
LONGEST_WAIT_S: Final = 30.0
STEADY_S: Final = 60.0  # one that has lived for so long begins with the first wait again
END_S: Final = 5.0


async def keep_api(bus: Bus, listener: socket.socket, serves: asyncio.Event, ends: asyncio.Event) -> None:
    """Keep an API running on `listener` until `ends` is set, and then let it finish what it answers.

    `serves` is set when the first one answers. Whatever becomes of it, the engine is not held up: dialer/live/link.py.
    """
    why: int | str | None
    loop, wait = asyncio.get_running_loop(), FIRST_WAIT_S
    ended = asyncio.create_task(ends.wait())
    while not ended.done():
        began = loop.time()
        try:
            why = await _live(bus, listener, serves, ended)
        except OSError as error:
            why = error.strerror
        if not ended.done():
            wait = FIRST_WAIT_S if loop.time() - began > STEADY_S else min(2 * wait, LONGEST_WAIT_S)
            log.error("the API has ended (%s) and is started again in %g s; calls go on", why, wait)
            await asyncio.wait([ended], timeout=wait)


async def _live(bus: Bus, listener: socket.socket, serves: asyncio.Event, ended: "asyncio.Task[bool]") -> int | None:
    """Run one process of the API until it ends, by itself or because it is to; return its code."""
    async with _process(bus, listener) as process:
        exited = asyncio.create_task(_follow(process, serves))
        await asyncio.wait([exited, ended], return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            await _end(process)
    return process.returncode


@asynccontextmanager
async def _process(bus: Bus, listener: socket.socket) -> AsyncIterator[Process]:
    """A process of the API, linked to this one if no Redis carries the messages. It does not outlive the context."""
    ours, theirs = socket.socketpair()
    passed = [listener.fileno(), *([theirs.fileno()] if isinstance(bus, MemoryBus) else [])]
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api.process", *map(str, passed)), stdin=PIPE, stdout=PIPE, pass_fds=passed
        )
    link = asyncio.create_task(_link(bus, ours), name="link to the API")
    try:
        yield process
    finally:
        link.cancel()
        await asyncio.wait([link])
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _link(bus: Bus, end: socket.socket) -> None:
    with end:
        if isinstance(bus, MemoryBus):
            await carry(bus, end, hears=frozenset(Topic) - TO_ENGINE)


async def _follow(process: Process, serves: asyncio.Event) -> None:
    assert process.stdout is not None
    async for _ in process.stdout:
        serves.set()
    await process.wait()


async def _end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_S)
    except TimeoutError:
        log.error("the API does not end within %g s, and is killed", END_S)
