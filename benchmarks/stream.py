"""A thousand readers of one board beside a campaign: event from Asterisk → reader, and what they do to bridging.

    python -m benchmarks.stream [--readers 1000] [--runs 5] [--seconds 30] [--cps 10]

Runs with and without readers in turns, each on a lab of its own: engine, API and readers in processes of their own,
Valkey and SQLite. What is timed: from the instant at which the engine heard of an agent's new state (`since`) to the
arrival of that state at a reader, for one reader in ten; and answered → bridged, as benchmarks.bridging times it.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

from api.live.hub import STREAMS_PER_CALLER
from benchmarks.bridging import api_with_client, bridged_beside, measured_by, nothing
from dialer.access.model import MACHINE, Grant
from dialer.app.composition import Parts
from dialer.app.event_loop import run_loop
from dialer.cell.tally import quantiles
from dialer.core import clock
from dialer.core.enums import Role
from dialer.core.settings import Settings

AGENTS = 40
TIMED = 10  # one reader in so many is timed: to time all would be most of the load
SINCE = re.compile(rb'"since":([0-9.]+)')


class Listener(asyncio.Protocol):
    """Reads the board until the server ends; keeps how old each agent's new state was at its arrival, in ms.

    It does as little as it can for each piece that arrives: readers are on other machines, and these are on this one.
    """

    def __init__(self, token: str, times: list[float] | None) -> None:
        self.begun, self.lost = asyncio.Event(), asyncio.Event()
        self._times, self._newest = times, clock.now()
        self._ask = (
            f"GET /api/v1/stream?channel=board HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.WriteTransport", transport).write(self._ask.encode())

    def data_received(self, data: bytes) -> None:
        if not self.begun.is_set():
            assert b" 200 " in data[:20], data
            self.begun.set()
        if self._times is not None:
            now = clock.now()
            fresh = {at for since in SINCE.findall(data) if (at := float(since)) > self._newest}
            self._times.extend((now - at) * 1000 for at in fresh)
            self._newest = max(fresh, default=self._newest)

    def connection_lost(self, _: Exception | None) -> None:
        self.lost.set()


async def read_all(port: int, readers: int, tokens: list[str]) -> None:
    """All readers, in this process; when standard input ends, print the times' quantiles, and read to the API's end."""
    times: list[float] = []
    loop = asyncio.get_running_loop()
    ended = loop.run_in_executor(None, sys.stdin.read)
    listeners = []
    for n in range(readers):
        make = partial(Listener, tokens[n // STREAMS_PER_CALLER], None if n % TIMED else times)
        listeners.append((await loop.create_connection(make, "127.0.0.1", port))[1])
    for listener in listeners:
        await listener.begun.wait()
    times.clear()  # of the while in which all came at once
    await ended
    failed = sum(listener.lost.is_set() for listener in listeners)
    print(
        json.dumps({"event_to_reader_ms": quantiles(times or [0.0]), "timed": len(times), "lost": failed}), flush=True
    )
    for listener in listeners:
        await listener.lost.wait()
    os._exit(0)


@asynccontextmanager
async def with_readers(
    readers: int, told: dict[str, Any], settings: Settings, parts: Parts, _others: set[int]
) -> AsyncIterator[None]:
    """The API, and its readers; `told` gets what they measured."""
    names = [f"wall {n}" for n in range(-(-readers // STREAMS_PER_CALLER))]
    create = partial(parts.service.access.create_key, MACHINE, grants=[Grant(role=Role.WALLBOARD)])
    ends_at = parts.clock() + 86_400.0
    tokens = [(await create(name=name, expires_at=ends_at))[1] for name in names]
    options = ("--readers", str(readers), "--tokens", *tokens)
    async with api_with_client(settings, "benchmarks.stream", "--read", *options) as (api, client):
        yield
        told |= await measured_by(client)
        began = clock.now()
        api.terminate()
        await api.wait()
        told["api_ended_s"] = round(clock.now() - began, 2)
        await client.wait()


async def measure(readers: int, cps: float, seconds: float) -> dict[str, Any]:
    """One run on a lab of its own."""
    told: dict[str, Any] = {}
    beside = partial(with_readers, readers, told) if readers else nothing
    row = await bridged_beside(beside, agents=AGENTS, cps=cps, seconds=seconds)
    return {"readers": readers, **told, "bridged_ms": row}


def main() -> None:
    """Measure in turns; print each run, then the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--cps", type=float, default=10.0)
    parser.add_argument("--read", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--tokens", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        run_loop(read_all(asked.read, asked.readers, asked.tokens))
        return
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    found: dict[int, list[dict[str, Any]]] = {0: [], asked.readers: []}
    for _ in range(asked.runs):
        for readers, rows in found.items():
            rows.append(asyncio.run(measure(readers, asked.cps, asked.seconds)))
            print(json.dumps(rows[-1]), flush=True)
    bridged = {n: statistics.median(row["bridged_ms"]["p99"] for row in rows) for n, rows in found.items()}
    reached = statistics.median(row["event_to_reader_ms"]["p99"] for row in found[asked.readers])
    ratio = round(bridged[asked.readers] / bridged[0], 2)
    print(json.dumps({"event_to_reader_p99_ms": reached, "bridged_p99_ms": bridged, "ratio": ratio}))


if __name__ == "__main__":
    main()
