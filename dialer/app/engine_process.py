"""The engine's process: only what an engine needs, so that calls go on soon after a fault."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dialer.access.first_start import prepare_access
from dialer.app.api_keeper import Api, keep_api
from dialer.app.composition import Parts, build
from dialer.app.lifetime import begin, end, signals
from dialer.audit.actions import ENGINE
from dialer.core import clock
from dialer.core.settings import Settings
from dialer.engine.engine import Engine
from dialer.messaging.bus import TO_ENGINE

log = logging.getLogger(__name__)

LOOK_S: Final = 60.0  # between looks at whether the day's retention is due
Listens = Callable[
    [Path | None], None
]  # called once the API answers, with the file of the first administrator's link, or None


async def run_engine(settings: Settings, api: Api | None = None, listens: Listens = lambda _: None) -> None:
    """Run until SIGTERM or SIGINT; then the engine finishes its calls, and the `api` ends after it.

    A second signal ends everything at once.
    """
    async with build(settings, hears=TO_ENGINE) as parts, asyncio.TaskGroup() as group:
        stop, serves, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        await begin(parts, ENGINE)
        machine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=clock.now)
        with signals(stop):
            beside: list[asyncio.Task[None]] = []
            if api is not None:
                group.create_task(keep_api(parts.bus, api, serves, ended), name="api")
                beside.append(group.create_task(_tell(parts, serves, listens), name="address"))
            await machine.run(stop)
            ended.set()
            for one in beside:
                one.cancel()
            await end(parts, ENGINE)


async def _tell(parts: Parts, serves: asyncio.Event, listens: Listens) -> None:
    """See that somebody can sign in, and report when the API answers."""
    written = await prepare_access(parts.store, parts.settings, parts.clock)
    await serves.wait()
    listens(written)
