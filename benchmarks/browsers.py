"""Three agents at the page in real browsers beside fifty simulated ones: what they do to bridging and the engine's CPU.

    python -m benchmarks.browsers [--browsers 3] [--agents 50] [--cps 10] [--seconds 60]

As benchmarks.bridging, with the API in a process of its own and so many browsers, whose agents sign in, register their
phones and take calls by keyboard. Beside it the bare client on the same lab.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bridging import PLANS, bare, pronto, start_api
from dialer.app.composition import Parts
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.browser_agent import create_browser_agent
from dialer.lab import Lab, LabSettings
from dialer.lab.ports import free_port


@asynccontextmanager
async def with_browsers(
    count: int, told: dict[str, Any], secret: str, settings: Settings, parts: Parts, others: set[int]
) -> AsyncIterator[None]:
    """The API, and agents in browsers who are ready; `told` gets what came of them."""
    port = free_port()
    api = await start_api(settings, port, secret)
    names = [f"browser{number}" for number in range(count)]
    agents = [await create_browser_agent(parts.store, parts.service, name=name, seed=1) for name in names]
    others.update(agent.agent_id for agent in agents)
    ready = [asyncio.Event() for _ in agents]
    try:
        async with asyncio.TaskGroup() as group:
            working = [
                group.create_task(agent.run(f"http://127.0.0.1:{port}", began=lambda _: None, ready=one.set))
                for agent, one in zip(agents, ready, strict=True)
            ]
            for one in ready:
                await one.wait()
            yield
            for task in working:
                task.cancel()
        attempts = await parts.store.attempts.list(limit=100_000, sees=EVERYTHING)
        told["browsers"] = [agent.report(attempts) for agent in agents]
    finally:
        with suppress(ProcessLookupError):
            api.terminate()
        await api.wait()


async def measure(browsers: int, agents: int, cps: float, seconds: float) -> dict[str, Any]:
    """Pronto with browsers, then the bare client, on one lab."""
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        plans = LabSettings(
            folder=Path(folder) / "lab", base_port=None, agents=agents, plans=PLANS, lines=6 * agents + 200, voice=False
        )
        lab = Lab(plans)
        await lab.up()
        try:
            beside = partial(with_browsers, browsers, told, lab.ari.secret)
            ours = (await pronto(lab, Path(folder), agents, cps, seconds, beside=beside)).row()
            await lab.dialer.stop()  # the agents' legs of Pronto are still up
            await lab.dialer.start()
            theirs = (await bare(lab, agents, cps, seconds)).row()
        finally:
            await lab.down()
    ratios = {
        "p99_ratio": round(ours["p99"] / theirs["p99"], 2),
        "cpu_ratio": round(ours["cpu_ms_per_call"] / theirs["cpu_ms_per_call"], 2),
    }
    return {"pronto": ours, "bare": theirs, **ratios, **told}


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--browsers", type=int, default=3)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--cps", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    print(json.dumps(asyncio.run(measure(asked.browsers, asked.agents, asked.cps, asked.seconds))))


if __name__ == "__main__":
    main()
