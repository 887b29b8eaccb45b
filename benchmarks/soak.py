"""What the engine's memory comes to by the number of calls, at many times the rate of a call centre and without a lab.

    python -m benchmarks.soak [--calls 15000] [--agents 50] [--traced]

The engine with its SQLite, and simulated agents who dispose of most talks, against an Asterisk of paper
(tests/support/quick_asterisk.py) whose calls last a third of a second. With `--traced`, which is slow, the lines are
shown whose memory has grown most since the stretch before.
"""

import argparse
import asyncio
import gc
import os
import random
import tempfile
import time
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dialer.app.composition import Parts, build
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.errors import DialerError
from dialer.core.settings import read_settings
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.engine.engine import Engine
from dialer.messaging.bus import Topic
from tests.stories.calls.test_long_day import sizes
from tests.support.quick_asterisk import QuickAsterisk

STRETCHES = 8
SHOWN = 10
DISPOSED_SHARE = 0.7


def rss_mb() -> float:
    """Memory of this process that is in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def dispose(parts: Parts) -> None:
    """Say of most talks what came of them, at once."""
    chance = random.Random(1)
    async with parts.bus.subscribe(Topic.SCREEN) as screens, asyncio.TaskGroup() as group:
        async for message in screens:
            if message.body.get("state") == "wrap_up" and chance.random() < DISPOSED_SHARE:
                group.create_task(_dispose(parts, message.body))


async def _dispose(parts: Parts, screen: Mapping[str, Any]) -> None:
    call_id, agent_id = screen["attempt_id"], screen["agent_id"]
    try:
        await parts.service.agents.dispose(
            call_id, agent_id=agent_id, code="not_interested", note="", callback_at=None, actor="soak"
        )
    except DialerError:
        return  # too late: the wrap-up was over


async def soak(calls: int, agents: int, *, traced: bool) -> None:
    """Print a line after each stretch."""
    asterisk = QuickAsterisk()
    await asterisk.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(
            state_dir=Path(folder),
            ami_port=asterisk.port,
            ami_secret=asterisk.secret,
            profiles_dir=PROFILES,
            clock_kept=True,
        )
        async with build(settings) as parts, asyncio.TaskGroup() as group:
            numbers = [f"+4420{70_000_000 + number}" for number in range(2 * calls)]
            phones = [f"PJSIP/{1000 + number}" for number in range(agents)]
            wanted = Wanted(numbers=numbers, phones=phones, calls_per_second=100.0, seed=1, wrap_up_limit_ms=100)
            campaign = await set_up(parts.store, parts.service, wanted, trunk="carrier")
            await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor="soak")
            stop = asyncio.Event()
            engine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=clock.now)
            running = group.create_task(engine.run(stop, end_talks_after_s=0.0))
            disposing = group.create_task(dispose(parts))
            if traced:
                tracemalloc.start(8)
            await _watch(asterisk, engine, calls)
            stop.set()
            await running
            disposing.cancel()
    await asterisk.stop()


async def _watch(asterisk: QuickAsterisk, engine: Engine, calls: int) -> None:
    began, before = time.monotonic(), None
    for stretch in range(1, STRETCHES + 1):
        wanted = calls * stretch // STRETCHES
        while asterisk.calls < wanted:
            await asyncio.sleep(0.1)
            asterisk.received.clear()
        gc.collect()
        held = sum(sizes(engine.switchboard).values())
        took_s = time.monotonic() - began
        print(
            f"{asterisk.calls:7} calls {took_s:7.1f} s {rss_mb():7.1f} MB {len(gc.get_objects()):8} objects {held} held"
        )
        if tracemalloc.is_tracing():
            seen = tracemalloc.take_snapshot()
            if before is not None:
                for line in seen.compare_to(before, "lineno")[:SHOWN]:
                    print("        ", line)
            before = seen


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--calls", type=int, default=15_000)
    given.add_argument("--agents", type=int, default=50)
    given.add_argument("--traced", action="store_true")
    asked = given.parse_args()
    asyncio.run(soak(asked.calls, asked.agents, traced=asked.traced))
