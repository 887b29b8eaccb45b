"""Answered → bridged, on the real Asterisk: Pronto, with its database, beside a bare client in the same run.

    python -m benchmarks.bridging [--seconds 60] [--only 20|150]

Two Asterisks (the lab), Pronto with its API, simulated agents and SQLite in this process, and then a bare asyncio
client that knows nothing but Originate and Bridge, on the same lab. Every called person answers after a second and
talks for about two. What is timed: from the event that says answered to the event that says both are in one bridge.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.bare_client import BareClient
from dialer import clock
from dialer.build import build
from dialer.cell.tally import quantile
from dialer.demo.crowd import Crowd
from dialer.demo.made import Wanted, set_up
from dialer.engine.engine import Engine
from dialer.lab import Lab, LabSettings, Plan
from dialer.lab.scenario import Outcome
from dialer.live.bus import Topic
from dialer.settings import read_settings
from dialer.words import CampaignStatus

PERSON = Plan(outcome=Outcome.PERSON, ring_s=1.0, greeting_s=0.5, talk_s=2.0)
PLANS = tuple(replace(PERSON, ring_s=0.6 + 0.01 * i, talk_s=1.6 + 0.01 * i) for i in range(80))
LOADS = {20: 5.0, 150: 40.0}  # agents, calls per second
# Hundreds of voice streams fill two cores by themselves, and would be all that is measured.
VOICE = {20: True, 150: False}
WARM_UP_S = 8.0


@dataclass(slots=True)
class Result:
    """Times in ms, CPU of the process in ms for each call."""

    times: list[float]
    calls: int
    cpu_ms_per_call: float
    more: dict[str, Any]

    def row(self) -> dict[str, Any]:
        ordered = sorted(self.times)
        shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
        return {
            "calls": self.calls,
            **{name: round(quantile(ordered, share), 2) for name, share in shares.items()},
            "max": round(ordered[-1], 2),
            "cpu_ms_per_call": round(self.cpu_ms_per_call, 2),
            **self.more,
        }


async def pronto(lab: Lab, folder: Path, agents: int, cps: float, seconds: float) -> Result:
    """Pronto as shipped: engine, API's parts, SQLite, simulated agents, all in this process."""
    ami = lab.dialer.ami
    settings = read_settings(
        state_dir=folder, port=0, ami_host=ami.host, ami_port=ami.port, ami_username=ami.username, ami_secret=ami.secret
    )
    wanted = Wanted(
        numbers=lab.numbers(None, int(cps * (seconds + WARM_UP_S + 20))),
        phones=[f"PJSIP/{phone}" for phone in lab.phones],
        calls_per_second=cps,
        seed=1,
        mode="progressive",
    )
    async with build(settings) as parts:
        campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
        engine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=clock.now)
        crowd = Crowd(parts.service, parts.bus, wrap_up_mean_s=0.15, seed=1, clock=clock.now)
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            side = group.create_task(crowd.run())
            running = group.create_task(engine.run(stop, end_talks_after_s=5.0))
            await _all_ready(parts.bus, agents)
            await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor="benchmark")
            await asyncio.sleep(WARM_UP_S)
            began, cpu = clock.now(), time.process_time()
            await asyncio.sleep(seconds)
            cpu, ended = time.process_time() - cpu, clock.now()
            stop.set()
            await running
            side.cancel()
        attempts = await parts.store.attempts.list(campaign.id, limit=100_000, since=began, until=ended)
        times = [
            (attempt.agent_joined_at - attempt.answered_at) * 1000
            for attempt in attempts
            if attempt.agent_joined_at is not None and attempt.answered_at is not None
        ]
        more = {
            "calls_per_second": round(len(attempts) / seconds, 1),
            "news_to_originate_ms": engine.figures()["news_to_originate_ms"],
            "unexpected_events": sum(engine.figures()["unexpected_events"].values()),
        }
        return Result(times, len(attempts), 1000 * cpu / max(1, len(attempts)), more)


async def _all_ready(bus: Any, agents: int) -> None:
    async with asyncio.timeout(60), bus.subscribe(Topic.BOARD) as boards:
        async for message in boards:
            if any(c["agents"].get("ready") == agents for c in message.body["campaigns"]):
                return


async def bare(lab: Lab, agents: int, cps: float, seconds: float) -> Result:
    """The bare client on the same lab."""
    ami = lab.dialer.ami
    client = await BareClient.connect(ami.host, ami.port, ami.username, ami.secret)
    await client.ring_agents([f"PJSIP/{phone}" for phone in lab.phones])
    numbers = lab.numbers(None, int(cps * (seconds + WARM_UP_S + 5)))
    await client.dial([f"PJSIP/{n}@{lab.trunk}" for n in numbers[: int(cps * WARM_UP_S)]], cps)
    client.times.clear()
    cpu = time.process_time()
    calls = numbers[int(cps * WARM_UP_S) :][: int(cps * seconds)]
    await client.dial([f"PJSIP/{n}@{lab.trunk}" for n in calls], cps)
    cpu = time.process_time() - cpu
    await client.close()
    return Result(list(client.times), len(calls), 1000 * cpu / len(calls), {"calls_per_second": cps})


async def measure(agents: int, cps: float, seconds: float) -> dict[str, Any]:
    """One load: Pronto, then the bare client, on one lab."""
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        lab = Lab(
            LabSettings(
                folder=Path(folder) / "lab",
                base_port=None,
                agents=agents,
                plans=PLANS,
                lines=6 * agents + 200,
                voice=VOICE[agents],
            )
        )
        await lab.up()
        try:
            ours = (await pronto(lab, Path(folder) / "state", agents, cps, seconds)).row()
            await lab.dialer.stop()  # the agents' legs of Pronto are still up
            await lab.dialer.start()
            theirs = (await bare(lab, agents, cps, seconds)).row()
        finally:
            await lab.down()
    return {
        "agents": agents,
        "cps": cps,
        "pronto": ours,
        "bare": theirs,
        "p99_ratio": round(ours["p99"] / theirs["p99"], 2),
    }


def main() -> None:
    """Measure every load and print one JSON object for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", type=int, choices=sorted(LOADS))
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    for agents, cps in LOADS.items():
        if asked.only in (None, agents):
            print(json.dumps(asyncio.run(measure(agents, cps, asked.seconds))))


if __name__ == "__main__":
    main()
