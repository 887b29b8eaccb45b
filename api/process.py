"""The API in a process of its own: beside an engine, which starts it and ends it (api/keeper.py), or alone.

`python -m api.process LISTENER [LINK]`: the numbers of the listening socket and of the link to the engine that the
process inherits; without a link, Redis carries the messages. It imports while the engine does, and opens the database
when a line on its standard input says that it may. A line on its standard output says that it serves; then it gives
back there each further line of its standard input, and ends when that does, as when the engine's process is gone.
SIGTERM and SIGINT, which reach all processes of a service or terminal, are the engine's business: it starts with them
blocked.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from prometheus_client import ProcessCollector

from api.cli.loop import run_loop
from api.keeper import HELD
from api.lifetime import begin, end, signals
from api.server import Server, recover
from dialer import logs
from dialer.build import build
from dialer.live.bus import TO_ENGINE, MemoryBus, Topic
from dialer.live.link import carry
from dialer.settings import Settings, read_settings
from dialer.store.database import TROUBLE

log = logging.getLogger(__name__)

GAP_S = 0.003  # between two writes to SQLite: whoever waits for its turn asks every two milliseconds


async def serve(settings: Settings, listener: socket.socket, link: socket.socket | None) -> None:
    """Serve until the engine's process wants no more of it."""
    loop = asyncio.get_running_loop()
    for number in HELD:
        loop.add_signal_handler(number, int)  # not ignored: the processes of imports would inherit that
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)
    ProcessCollector(namespace="pronto_engine", pid=os.getppid)
    async with build(settings, hears=frozenset(Topic) - TO_ENGINE, prepared=True) as parts:
        parts.store.database.gap_s = GAP_S
        server = Server(parts)
        await recover(parts)
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[listener]), name="api")
            lasts = [group.create_task(_answer(), name="input")]
            if link is not None and isinstance(parts.bus, MemoryBus):
                lasts.append(group.create_task(carry(parts.bus, link, hears=TO_ENGINE), name="link to the engine"))
            print(flush=True)  # noqa: T201 - tells the engine's process that there is an API now
            await asyncio.wait(lasts, return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            for one in lasts:
                one.cancel()


async def run_api(settings: Settings, listener: socket.socket, listens: Callable[[Path | None], None]) -> None:
    """Serve alone, until SIGTERM or SIGINT. `listens` is told where the first admin token was written, if it was."""
    async with build(settings, hears=frozenset(Topic) - TO_ENGINE) as parts, asyncio.TaskGroup() as group:
        stop = asyncio.Event()
        await begin(parts, "api")
        server = Server(parts)
        with signals(stop):
            await recover(parts)
            written = await parts.service.access.admin_token_file()
            serving = group.create_task(server.serve(sockets=[listener]), name="api")
            listens(written)
            await stop.wait()
            server.should_exit = True
            await serving
            await end(parts, "api")


async def _answer() -> None:
    """Give the engine's process back what it says, until it says no more: so it sees that this loop turns."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while said := await reader.read(1024):
        with suppress(BrokenPipeError):  # it is gone, and so its end of the input is
            os.write(sys.stdout.fileno(), said)


def main() -> None:
    """Serve with the sockets whose numbers are on the command line."""
    settings = read_settings()
    logs.set_up(level=settings.log_level, form=settings.log_format)
    listener, *link = (socket.socket(fileno=int(one)) for one in sys.argv[1:])
    if not os.read(sys.stdin.fileno(), 1):
        return  # the engine's process has ended at its start
    try:
        run_loop(serve(settings, listener, link[0] if link else None))
    except* TROUBLE as errors:
        log.error("the API ends: %s", "; ".join(type(one).__name__ for one in errors.exceptions))
        sys.exit(1)


if __name__ == "__main__":
    main()
