"""How the API's memory grows over the calls of an hour while boards and pages read it: a leak, or caches that fill?

    python -m benchmarks.api_memory [--minutes 60] [--agents 30] [--readers 5]

A real lab and `pronto run` with its API process; so many readers keep a stream of the board open and ask for the pages
of a manager every two seconds. Caches fill in the first half and then stay; a leak grows with the calls. Ends with 1 if
the memory has grown by more than 2 MB over the last half.
"""

import argparse
import asyncio
import os
import platform
import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import httpx

from benchmarks.bridging import resident_mb
from benchmarks.kills_agents import api_address, api_client
from dialer.core import clock
from dialer.lab import REALISTIC
from dialer.lab.scenario import Spread
from tests.support.call_centre import STARTS_S, Centre, call_centre, until
from tests.support.lab import running_lab

EVERY_S: Final = 60.0
ASKS_EVERY_S: Final = 2.0
GROWS_AT_MOST_MB: Final = 2.0
CALLS_PER_SECOND: Final = 8.0
PAGES: Final = (
    "board",
    "campaigns",
    "campaigns/1",
    "lists",
    "lists/1",
    "agents",
    "attempts?limit=50",
    "leads?limit=50",
)
PEOPLE: Final = replace(REALISTIC, talk=Spread(kind="lognormal", mean=4, cv=0.5, low=1, high=20))


@dataclass(slots=True)
class Samples:
    """Of each minute: so many calls so far, and the resident memory of the API in MB."""

    rows: list[tuple[int, float]] = field(default_factory=list)

    def growth(self) -> tuple[float, float]:
        """Over the last half: MB in all, and kB a call, by the line of least squares."""
        half = self.rows[len(self.rows) // 2 :]
        calls, memory = [float(calls) for calls, _ in half], [mb for _, mb in half]
        mean_calls, mean_mb = sum(calls) / len(calls), sum(memory) / len(memory)
        spread = sum((one - mean_calls) ** 2 for one in calls) or 1.0
        slope = sum((one - mean_calls) * (mb - mean_mb) for one, mb in half) / spread
        return slope * (calls[-1] - calls[0]), 1024 * slope


async def measure(minutes: float, agents: int, readers: int) -> Samples:
    """Run a campaign for so long, and look at the API each minute."""
    samples = Samples()
    calls = int(60 * minutes * CALLS_PER_SECOND)
    with tempfile.TemporaryDirectory(prefix="pronto-memory-") as made:
        async with (
            running_lab(agents=agents, scenario=PEOPLE, lines=400, voice=False) as lab,
            call_centre(
                lab,
                Path(made),
                numbers=lab.numbers(None, calls),
                agents=agents,
                calls_per_second=CALLS_PER_SECOND,
                wrap_up_limit_ms=1000,
            ) as centre,
        ):
            await centre.run_engine()
            await centre.run_campaign()
            await until(lambda: asyncio.to_thread(api_address, centre), "the API listens", seconds=STARTS_S)
            reading = [asyncio.create_task(read(centre)) for _ in range(readers)]
            end = clock.now() + 60 * minutes
            while clock.now() < end:
                await asyncio.sleep(EVERY_S)
                samples.rows.append((_calls(centre), resident_mb(_api(centre))))
                print(f"{samples.rows[-1][0]:>8} calls {samples.rows[-1][1]:>8.1f} MB", flush=True)
            for one in reading:
                one.cancel()
            await asyncio.gather(*reading, return_exceptions=True)
            await centre.stop_engine()
    return samples


async def read(centre: Centre) -> None:
    """One who has a board and the pages of a manager open."""
    async with api_client(centre, f"{api_address(centre)}/api/v1/") as api, asyncio.TaskGroup() as group:
        group.create_task(_listen(api))
        group.create_task(_ask(api))


async def _listen(api: httpx.AsyncClient) -> None:
    while True:
        with suppress(httpx.HTTPError):
            async with api.stream("GET", "stream?channel=board") as stream:
                async for _ in stream.raise_for_status().aiter_bytes():
                    pass
        await asyncio.sleep(ASKS_EVERY_S)


async def _ask(api: httpx.AsyncClient) -> None:
    while True:
        for page in PAGES:
            with suppress(httpx.TimeoutException):
                (await api.get(page)).raise_for_status()
        await asyncio.sleep(ASKS_EVERY_S)


def _api(centre: Centre) -> int:
    """The process of the API, the engine's only child that serves; 0 before it has begun."""
    assert centre.engine is not None
    parent = centre.engine.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max((int(one) for one in children), key=resident_mb, default=0)


def _calls(centre: Centre) -> int:
    file = centre.parts.settings.state_dir / "pronto.db"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM attempt").fetchone()[0])


def main() -> None:
    """Measure, and say whether it is flat."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--agents", type=int, default=30)
    parser.add_argument("--readers", type=int, default=5)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}", flush=True)
    grown, a_call = asyncio.run(measure(asked.minutes, asked.agents, asked.readers)).growth()
    print(f"over the last half: {grown:+.1f} MB, {a_call:+.2f} kB a call")
    sys.exit(1 if grown > GROWS_AT_MOST_MB else 0)


if __name__ == "__main__":
    main()
