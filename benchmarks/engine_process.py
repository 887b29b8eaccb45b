"""One engine in a process of its own, as beside an API: settings from the environment, figures at its end.

Started by benchmarks that want to know what the engine alone costs. Ends on SIGTERM and prints one JSON object. With
`--uncontrolled` it dials as if nothing were ever behind.
"""

import asyncio
import json
import signal
import sys

from dialer.app.composition import build
from dialer.app.event_loop import run_loop
from dialer.cell.cell import Delays
from dialer.core import clock
from dialer.core.settings import read_settings
from dialer.engine.engine import Engine
from dialer.messaging.bus import TO_ENGINE
from pacing.overload import OverloadControl


async def _run() -> None:
    if "--uncontrolled" in sys.argv:
        setattr(OverloadControl, "_set_rate", lambda *_: None)  # noqa: B010 - it looks on, and lets everything start
        setattr(Delays, "join_most_s", 0.0)  # noqa: B010 - nor does the pacer know
    async with build(read_settings(), hears=TO_ENGINE) as parts:
        engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=clock.now)
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await engine.run(stop, end_talks_after_s=5.0)
        print(json.dumps(engine.figures()), flush=True)


if __name__ == "__main__":
    run_loop(_run())
