"""What the console asks of the API beside a campaign: how soon it answers, and what that does to bridging.

    python -m benchmarks.console_requests [--rate 40] [--runs 5] [--seconds 30] [--cps 10]

Runs with and without requests in turns, each on a lab of its own: engine, API and client in processes of their own,
Valkey and SQLite. The requests are those of the pages that managers and admins look at, one after another, sent at
their instants whether or not the one before has been answered. Promised: bridge p99 at most 1.5 times that without.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import httpx

from benchmarks.bridging import api_with_client, bridged_beside, measured_by, nothing
from dialer.access.model import MACHINE, Grant
from dialer.app.composition import Parts
from dialer.app.event_loop import run_loop
from dialer.cell.tally import quantiles
from dialer.core import clock
from dialer.core.enums import Role
from dialer.core.settings import Settings

AGENTS: Final = 40
PATHS: Final = (
    "/me",
    "/board",
    "/campaigns",
    "/campaigns/1",
    "/campaigns/1/week",
    "/campaigns/1/results",
    "/lists",
    "/lists/1",
    "/leads?list_id=1&limit=50",
    "/leads/1",
    "/attempts?limit=50",
    "/callbacks?limit=50",
    "/agents",
    "/nodes",
    "/trunks",
    "/trunk-groups",
    "/destinations",
    "/audit?limit=50",
)


async def ask_all(port: int, rate: float, token: str) -> None:
    """Send requests until standard input ends; print how long they took."""
    loop = asyncio.get_running_loop()
    ended = loop.run_in_executor(None, sys.stdin.read)
    times: dict[str, list[float]] = {path: [] for path in PATHS}
    wrong: list[str] = []
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
    headers = {"authorization": f"Bearer {token}"}
    base = f"http://127.0.0.1:{port}/api/v1"

    async def ask(path: str) -> None:
        begun = clock.now()
        answer = await client.get(base + path)
        times[path].append((clock.now() - begun) * 1000.0)
        if not answer.is_success:
            wrong.append(f"{path} {answer.status_code} {answer.text[:200]}")

    async with httpx.AsyncClient(headers=headers, limits=limits, timeout=60.0) as client, asyncio.TaskGroup() as sent:
        begun, number = clock.now(), 0
        while not ended.done():
            sent.create_task(ask(PATHS[number % len(PATHS)]))
            number += 1
            await asyncio.sleep(max(begun + number / rate - clock.now(), 0.0))
    everything = [one for taken in times.values() for one in taken]
    slowest = max(times, key=lambda path: statistics.median(times[path] or [0.0]))
    told = {
        "requests": len(everything),
        "answer_ms": quantiles(everything),
        "slowest": {slowest: quantiles(times[slowest])},
        "wrong": sorted(set(wrong)),
    }
    print(json.dumps(told), flush=True)
    os._exit(0)


@asynccontextmanager
async def with_requests(
    rate: float, told: dict[str, Any], settings: Settings, parts: Parts, _others: set[int]
) -> AsyncIterator[None]:
    """The API, and who asks it; `told` gets what was measured."""
    admin = [Grant(role=Role.ADMIN)]
    _, token = await parts.service.access.create_key(
        MACHINE, name="bench", grants=admin, expires_at=parts.clock() + 86_400.0
    )
    options = ("--rate", str(rate), "--token", token)
    async with api_with_client(settings, "benchmarks.console_requests", "--ask", *options) as (_, client):
        yield
        told |= await measured_by(client)
        await client.wait()


async def measure(rate: float, cps: float, seconds: float) -> dict[str, Any]:
    """One run on a lab of its own."""
    told: dict[str, Any] = {}
    beside = partial(with_requests, rate, told) if rate else nothing
    row = await bridged_beside(beside, agents=AGENTS, cps=cps, seconds=seconds)
    return {"rate": rate, **told, "bridged_ms": row}


def main() -> None:
    """Measure in turns; print each run, then the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rate", type=float, default=40.0)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--cps", type=float, default=10.0)
    parser.add_argument("--ask", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--token", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ask:
        run_loop(ask_all(asked.ask, asked.rate, asked.token))
        return
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    found: dict[float, list[dict[str, Any]]] = {0.0: [], asked.rate: []}
    for _ in range(asked.runs):
        for rate, rows in found.items():
            rows.append(asyncio.run(measure(rate, asked.cps, asked.seconds)))
            print(json.dumps(rows[-1]), flush=True)
    bridged = {rate: statistics.median(row["bridged_ms"]["p99"] for row in rows) for rate, rows in found.items()}
    answered = statistics.median(row["answer_ms"]["p99"] for row in found[asked.rate])
    ratio = round(bridged[asked.rate] / bridged[0.0], 2)
    print(json.dumps({"answer_p99_ms": answered, "bridged_p99_ms": bridged, "ratio": ratio}))


if __name__ == "__main__":
    main()
