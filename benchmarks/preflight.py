"""The check before the start, `pronto check campaign`, of campaigns with long lists.

    python -m benchmarks.preflight [--leads 100000,10000000] [--databases sqlite,postgres] [--rounds N] [--keep DIR]

Prints JSON. The lists are those of `benchmarks.claims`, under Italy's rules: every question of the check is asked, also
how many numbers wait for a register, which only a campaign is asked that lacks its answer. `check_s` is the whole check
with its leads, `start_s` the part that each start waits for. Baseline, of the same run: `every_lead_s` reads what every
lead says of its basis, as the check once did, and this was its smaller half. `ratio` is of the check to it. Beside the
check an event loop of this process wakes every 5 ms: `lag_ms` is how late. With --keep and --postgres as in
`benchmarks.claims`, whose files and databases are used, and the campaign's law written into them.
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
from typing import Any

from api.cli.loop import run_loop
from benchmarks.claims import database_url, filled_database, filled_file, server_of, spread, warm
from benchmarks.lists import watched
from benchmarks.long_lists import KEY, NOW, read_places
from dialer.campaigns import draft_of
from dialer.compliance.settings import LawSettings
from dialer.live.bus import MemoryBus
from dialer.service.service import Service
from dialer.settings import read_settings
from dialer.store import Store

LAW = LawSettings(profile="IT", agent_country="IT")


async def measure(url: str, folder: Path, rounds: int) -> dict[str, Any]:
    async with Store.open(url, key=KEY) as store:
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
    return {
        "check_s": spread(checks),
        "start_s": spread(starts),
        "every_lead_s": spread(every),
        "lag_ms": spread(lags),
        "says": [one.what.en for one in found.findings if one.about in ("register", "basis")],
    }


async def timed(rounds: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return took


async def run(options: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {"machine": f"{platform.machine()}, {os.cpu_count()} CPUs", "load": os.getloadavg()}
    sizes = [int(size) for size in options.leads.split(",")]
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        temporary = Path(name)
        temporary.chmod(0o755)  # noqa: ASYNC240 - PostgreSQL runs as another user
        if "sqlite" in options.databases:
            found["sqlite"] = {}
            for leads in sizes:
                path = await filled_file(Path(options.keep) if options.keep else temporary, leads)
                found["sqlite"][leads] = await measure(f"sqlite:///{path}", temporary, options.rounds)
        if "postgres" in options.databases:
            found["postgres"] = {}
            async with server_of(options.postgres, temporary) as server:
                for leads in sizes:
                    url = database_url(server, await filled_database(server, leads))
                    await warm(url)
                    found["postgres"][leads] = await measure(url, temporary, options.rounds)
    for one in ("sqlite", "postgres"):
        for figures in found.get(one, {}).values():
            figures["ratio"] = round(figures["check_s"]["p50"] / found[one][sizes[0]]["check_s"]["p50"], 2)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", default="100000,1000000,10000000")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep")
    parser.add_argument("--postgres")
    print(json.dumps(run_loop(run(parser.parse_args())), indent=2))


if __name__ == "__main__":
    main()
