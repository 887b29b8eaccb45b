"""The check before the start, `pronto check campaign`, of campaigns with long lists.

    python -m benchmarks.preflight [--leads 100000,10000000] [--databases sqlite,postgres] [--rounds N] [--keep DIR]

Prints JSON. The lists are those of `benchmarks.claims`, under Italy's rules: every question of the check is asked, also
how many numbers wait for a register, which only a campaign is asked that lacks its answer. `check_s` is the whole check
with its leads, `start_s` the part that each start waits for. Baseline, of the same run: `every_lead_s` reads what every
lead says of its basis, as the check once did, and this was its smaller half. `ratio` is of the check to it. Beside the
check an event loop of this process wakes every 5 ms: `lag_ms` is how late. `assign_ms` is how long it takes to give a
list, half of the leads, to the campaign; `judged_s` how long its rules are then asked of them, in the background. With
--keep and --postgres as in `benchmarks.claims`, whose files and databases are used: the campaign's law is written into
them.
"""

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.claims import spread
from benchmarks.filled import Figures, asked, database_url, measured, warm
from benchmarks.lists import watched
from benchmarks.long_lists import KEY, NOW, Places, read_places
from dialer.app.event_loop import run_loop
from dialer.campaigns.model import draft_of
from dialer.compliance.settings import LawSettings
from dialer.core.settings import read_settings
from dialer.messaging.bus import MemoryBus
from dialer.services import Service
from dialer.stores import Store

LAW = LawSettings(profile="IT", agent_country="IT")


async def measure(url: str, rounds: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        return await measure_in(Path(folder), url, rounds)


async def measure_in(folder: Path, url: str, rounds: int) -> Figures:
    """With a folder for Pronto's state."""
    async with Store.open(url, migrate=True, key=KEY) as store:
        places = await read_places(store)
        config = await store.campaigns.get(places.campaign_id)
        await store.campaigns.update(config.id, replace(draft_of(config), law=LAW), actor="bench", now=NOW)
        service = Service(store=store, bus=MemoryBus(), settings=read_settings(state_dir=folder), clock=lambda: NOW)
        lags: list[float] = []
        async with watched(lags):
            checks = await timed(rounds, lambda: service.campaigns.check(config.id, each_lead=True))
        starts = await timed(rounds, lambda: service.campaigns.check(config.id))
        every = await timed(1, lambda: store.law.proofs(places.list_ids, now=NOW))
        found = await service.campaigns.check(config.id, each_lead=True)
        given, judged = await handed_over(service, places, rounds)
    return {
        "check_s": spread(checks),
        "start_s": spread(starts),
        "every_lead_s": spread(every),
        "assign_ms": spread(given),
        "judged_s": spread(judged),
        "lag_ms": spread(lags),
        "says": [one.what.en for one in found.findings if one.about in ("register", "basis")],
    }


async def handed_over(service: Service, places: Places, rounds: int) -> tuple[list[float], list[float]]:
    """How long it takes to give the longest list to the campaign, in ms, and then until its rules are asked, in s."""
    given, judged = list[float](), list[float]()
    for _ in range(rounds):
        await service.lists.assign(places.list_ids[0], None, actor="bench")
        given += await timed(1, lambda: service.lists.assign(places.list_ids[0], places.campaign_id, actor="bench"))
        judged += await timed(1, service.judging.wait)
    return [took * 1000 for took in given], judged


async def timed(rounds: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return took


async def run(options: argparse.Namespace) -> Figures:
    found: Figures = {"machine": f"{platform.machine()}, {os.cpu_count()} CPUs", "load": os.getloadavg()}

    async def on_postgres(server: str, name: str) -> Figures:
        url = database_url(server, name)
        await warm(url)
        return await measure(url, options.rounds)

    return found | await measured(
        options,
        lambda path: measure(f"sqlite:///{path}", options.rounds),
        on_postgres,
        lambda figures: figures["check_s"]["p50"],
    )


def main() -> None:
    print(json.dumps(run_loop(run(asked(__doc__, rounds=5))), indent=2))


if __name__ == "__main__":
    main()
