"""What a long load does to the small writes of an engine beside it, on SQLite.

    python -m benchmarks.small_writes [--rows N] [--loads import,answer,suppress] [--stopped]

Prints JSON. No Asterisk: the database is opened as an engine opens it, with a campaign that runs, and every 20 to 50 ms
one of an engine's writes is made: 200 leads claimed, an attempt placed, its answer noted, its end noted. That alone at
first, then beside each load in its process: an import of N rows; a register's answer on all of their numbers, half of
which its file names; a file that suppresses a tenth of them. Told of each: how long the writes took, in ms, and how
long the load took, in s. `--stopped`: no campaign runs and nothing else is written.
"""

import argparse
import asyncio
import csv
import json
import os
import platform
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.lists import HEADER, made_rows
from benchmarks.store import NOW, Bench, finish, place, prepare, progress
from dialer.app.composition import Parts, build
from dialer.core.enums import CampaignStatus
from dialer.core.settings import read_settings
from dialer.numbers.reader import to_e164
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.registers.model import NumberForm, ResultForm
from tests.support.importer import import_file

ALONE_S = 15.0
LEADS = 100_000  # of the campaign that runs
APART_S = (0.02, 0.05)
DIALLED = 10  # leads of each claim of 200: so that one write in thirty is a claim
LOADS = ("import", "answer", "suppress")
Took = dict[str, list[float]]


@asynccontextmanager
async def dialling(bench: Bench) -> AsyncIterator[Took]:
    """An engine's writes meanwhile, one after the other, and how long each took in ms."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    chance = random.Random(7)

    async def timed(name: str, work: Awaitable[Any]) -> Any:
        began = time.perf_counter()
        done = await work
        for kind in (name, "all"):
            took[kind].append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(chance.uniform(*APART_S))
        return done

    async def write() -> None:
        while True:
            for lead in (await timed("claim", bench.claim()))[:DIALLED]:
                for part in (place, progress, finish):
                    await timed(part.__name__, part(bench, [lead]))

    writing = asyncio.create_task(write())
    try:
        yield took
    finally:
        writing.cancel()


@dataclass
class Loads:
    """The loads, each into what those before it have left."""

    parts: Parts
    bench: Bench
    folder: Path
    rows: int
    list_id: int = 0
    scrub_id: int = 0

    async def make_ready(self, load: str) -> None:
        """Write the file that is to be loaded, and whatever it refers to."""
        store, bench = self.parts.store, self.bench
        match load:
            case "import":
                self._write("import.csv", [HEADER, *made_rows(self.rows)])
                into = await store.lists.create(name="Import", company_id=bench.company_id, now=NOW)
                self.list_id = into.id
            case "answer":
                scrub, chunks = await self.parts.service.registers.send_out(
                    self.list_id, "RPO", form=NumberForm.E164, only_after_days=None, actor="bench"
                )
                numbers = b"".join([chunk async for chunk in chunks]).decode().split()
                random.Random(7).shuffle(numbers)
                self.scrub_id = scrub.id
                self._write("answer.csv", [[number] for number in numbers[::2]])
            case "suppress":
                self._write(
                    "suppress.csv", [[to_e164(row[3], "IT")] for row in islice(made_rows(self.rows), 0, None, 10)]
                )
        await bench.settle()

    def _write(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        with (self.folder / name).open("w", newline="") as file:
            csv.writer(file).writerows(rows)

    async def load(self, load: str) -> None:
        """Load it, to the end."""
        service, file = self.parts.service, self.folder / f"{load}.csv"
        asked = NumberFileOptions(path=str(file), country="IT")
        match load:
            case "import":
                url, into = self.bench.url, self.list_id
                await import_file(self.parts.store, url, list_id=into, path=file, filename=file.name)
            case "answer":
                said: dict[str, Any] = {"receipt": "R", "version": "7", "answered_at": None, "actor": "bench"}
                await service.registers.take_in(self.scrub_id, asked, form=ResultForm.LISTED, **said)
            case "suppress":
                scope = f"company:{self.bench.company_id}"
                await service.suppression.load(scope, asked, reason="bench", source="bench", actor="bench")


async def run(rows: int, loads: Sequence[str], *, stopped: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"machine": f"{platform.machine()}, {os.cpu_count()} CPUs", "rows": rows}
    found["load_before"] = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as name:
        folder = Path(name)
        settings = read_settings(state_dir=folder / "state")
        async with build(settings) as parts:
            bench = await prepare(parts.store, settings.database_url, LEADS)
            todo = Loads(parts, bench, folder, rows)
            if not stopped:
                await parts.store.campaigns.set_status(
                    bench.campaign_id, CampaignStatus.RUNNING, actor="bench", now=NOW
                )
                async with dialling(bench) as took:
                    await asyncio.sleep(ALONE_S)
                found["alone"] = {kind: spread(ms) for kind, ms in took.items()}
            for load in loads:
                await todo.make_ready(load)
                began = time.perf_counter()
                if stopped:
                    await todo.load(load)
                    found[load] = {"load_s": round(time.perf_counter() - began, 1)}
                    continue
                async with dialling(bench) as took:
                    await todo.load(load)
                took_s = {"load_s": round(time.perf_counter() - began, 1)}
                found[load] = took_s | {kind: spread(ms) for kind, ms in took.items()}
    return found


def spread(took: list[float]) -> dict[str, float]:
    """How many, and p50, p99 and max."""
    took.sort()
    at = {"p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)], "max": took[-1]}
    return {"times": len(took), **{name: round(value, 2) for name, value in at.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--loads", default=",".join(LOADS))
    parser.add_argument("--stopped", action="store_true")
    options = parser.parse_args()
    print(json.dumps(asyncio.run(run(options.rows, options.loads.split(","), stopped=options.stopped)), indent=2))


if __name__ == "__main__":
    main()
