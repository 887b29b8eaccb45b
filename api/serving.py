"""Serves the API in a separate process: next to an engine (api/beside_engine.py), or alone."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from prometheus_client import ProcessCollector

from api.server import Server
from dialer.access.first_start import prepare_access
from dialer.app.api_keeper import HELD
from dialer.app.composition import build
from dialer.app.lifetime import begin, end, signals
from dialer.core.settings import Settings
from dialer.jobs.worker_process import warm_up
from dialer.messaging.bus import TO_ENGINE, MemoryBus, Topic
from dialer.messaging.process_link import carry

GAP_S = 0.003  # between two writes to SQLite: waiting writers retry every two milliseconds


async def serve(settings: Settings, listener: socket.socket, link: socket.socket | None) -> None:
    """Serve until the engine ends this process."""
    loop = asyncio.get_running_loop()
    for number in HELD:
        loop.add_signal_handler(number, int)  # a handler, since import processes would inherit an ignored signal
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)
    ProcessCollector(namespace="pronto_engine", pid=os.getppid)
    async with build(settings, hears=frozenset(Topic) - TO_ENGINE, prepared=True) as parts:
        parts.store.database.gap_s = GAP_S
        server = Server(parts)
        await parts.service.jobs.recover()
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[listener]), name="api")
            group.create_task(asyncio.to_thread(warm_up), name="worker processes")
            sweeping = group.create_task(parts.service.phones.sweep_for_ever(), name="phone accounts")
            lasts = [group.create_task(_answer(), name="input")]
            if link is not None and isinstance(parts.bus, MemoryBus):
                lasts.append(group.create_task(carry(parts.bus, link, hears=TO_ENGINE), name="link to the engine"))
            print(flush=True)  # noqa: T201 - tells the engine that the API serves now
            await asyncio.wait(lasts, return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            for one in (*lasts, sweeping):
                one.cancel()


async def run_api(settings: Settings, listener: socket.socket, listens: Callable[[Path | None], None]) -> None:
    """Serve alone until SIGTERM or SIGINT. `listens` gets the file of the first administrator's link."""
    async with build(settings, hears=frozenset(Topic) - TO_ENGINE) as parts, asyncio.TaskGroup() as group:
        stop = asyncio.Event()
        await begin(parts, "api")
        server = Server(parts)
        with signals(stop):
            await parts.service.jobs.recover()
            written = await prepare_access(parts.store, parts.settings, parts.clock)
            serving = group.create_task(server.serve(sockets=[listener]), name="api")
            listens(written)
            group.create_task(asyncio.to_thread(warm_up), name="worker processes")
            sweeping = group.create_task(parts.service.phones.sweep_for_ever(), name="phone accounts")
            await stop.wait()
            sweeping.cancel()
            server.should_exit = True
            await serving
            await end(parts, "api")


async def _answer() -> None:
    """Echo the engine's messages until they end, to show that this event loop is running."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while said := await reader.read(1024):
        with suppress(BrokenPipeError):  # the engine is gone, and the input ends too
            os.write(sys.stdout.fileno(), said)
