"""One engine in a process of its own, as beside an API: settings from the environment, figures at its end.

Started by benchmarks that want to know what the engine alone costs. Ends on SIGTERM and prints one JSON object. In it
are `stretches`: from one SIGUSR1 to the next, how late the engine's loop woke that wanted to every 20 ms, and how long
its claims and its placings took, in ms. With `--uncontrolled` it dials as if nothing
were ever behind.
"""

import asyncio
import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from dialer.app.composition import build
from dialer.app.event_loop import run_loop
from dialer.cell.cell import Delays
from dialer.core import clock
from dialer.core.settings import read_settings
from dialer.engine.engine import Engine
from dialer.messaging.bus import TO_ENGINE
from dialer.stores import Store
from pacing.overload import OverloadControl

LAG_EVERY_S = 0.02  # to look every 5 ms was a tenth of all that the engine itself took at 5 calls a second


class Stopwatch:
    """Times by name, in stretches."""

    def __init__(self) -> None:
        self._stretches: list[defaultdict[str, list[float]]] = [defaultdict(list)]

    def next_stretch(self) -> None:
        self._stretches.append(defaultdict(list))

    def timed(self, name: str, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """The same, with its time noted."""

        async def run(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return await work(*args, **kwargs)
            finally:
                self._stretches[-1][name].append((time.perf_counter() - began) * 1000)

        return run

    async def watch_loop(self) -> None:
        """Note how late this loop wakes, with all that the engine does in it."""
        while True:
            due = time.perf_counter() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            self._stretches[-1]["lag"].append((time.perf_counter() - due) * 1000)

    def figures(self) -> list[dict[str, Any]]:
        return [{name: spread(took) for name, took in stretch.items()} for stretch in self._stretches]


def spread(took: list[float]) -> dict[str, float]:
    """How many, and p50, p99 and max."""
    took.sort()
    at = {"p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)], "max": took[-1]}
    return {"times": len(took), **{name: round(value, 2) for name, value in at.items()}}


def _time(store: Store, watch: Stopwatch) -> None:
    for subject, name in ((store.leads, "claim"), (store.attempts, "place"), (store.attempts, "note")):
        setattr(subject, name, watch.timed(name, getattr(subject, name)))


async def _run() -> None:
    watch = Stopwatch()
    if "--uncontrolled" in sys.argv:
        setattr(OverloadControl, "_set_rate", lambda *_: None)  # noqa: B010 - it looks on, and lets everything start
        setattr(Delays, "join_most_s", 0.0)  # noqa: B010 - nor does the pacer know
    async with build(read_settings(), hears=TO_ENGINE) as parts:
        _time(parts.store, watch)
        engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=clock.now)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        loop.add_signal_handler(signal.SIGUSR1, watch.next_stretch)
        watching = asyncio.create_task(watch.watch_loop())
        await engine.run(stop, end_talks_after_s=5.0)
        watching.cancel()
        print(json.dumps(engine.figures() | {"stretches": watch.figures()}), flush=True)


if __name__ == "__main__":
    run_loop(_run())
