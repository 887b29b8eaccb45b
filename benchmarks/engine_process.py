"""One engine in a process of its own, as beside an API: settings from the environment, figures at its end.

Started by benchmarks that want to know what the engine alone costs. Ends on SIGTERM and prints one JSON object.
"""

import asyncio
import json
import signal

from api.cli.loop import run_loop
from dialer import clock
from dialer.build import build
from dialer.engine.engine import Engine
from dialer.live.bus import TO_ENGINE
from dialer.settings import read_settings


async def _run() -> None:
    async with build(read_settings(), hears=TO_ENGINE) as parts:
        engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=clock.now)
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await engine.run(stop, end_talks_after_s=5.0)
        print(json.dumps(engine.figures()), flush=True)


if __name__ == "__main__":
    run_loop(_run())
