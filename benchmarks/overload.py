"""A predictive campaign on a machine that is too small for it: how many people find no agent, with overload control
and without, and what engine and Asterisk cost.

    python -m benchmarks.overload [--agents 60] [--cps 15] [--seconds 120] [--hogs 1] [--silent] [--only with|without]

Two Asterisks (the lab), with voice unless `--silent`, the engine in a process of its own, SQLite and Valkey, simulated
agents in this process; beside them so many processes that compute without end (`--hogs`), as whatever else a machine
may be busy with. Some 40 of 100 called people answer and talk for twelve seconds. Each run begins with the same
numbers; figures are of the time after the warm-up.
"""

import argparse
import asyncio
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import Popen
from typing import Any

from benchmarks.bridging import all_ready, cpu_s, resident_mb, start_engine
from dialer.app.composition import Parts, build
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.tally import quantiles
from dialer.core import clock
from dialer.core.enums import CampaignStatus, Outcome
from dialer.core.settings import Settings, read_settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.demo.simulated_agents import Crowd
from dialer.lab import REALISTIC, Lab, LabSettings
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Spread
from dialer.lab.services import down, valkey_up
from dialer.messaging.bus import Topic

WARM_UP_S = 40.0
WRAP_UP_S = 2.0
PEOPLE = replace(
    REALISTIC,
    shares={**REALISTIC.shares, Planned.PERSON: 40, Planned.MACHINE: 0},
    ring=Spread(kind="lognormal", mean=4, cv=0.5, low=1, high=20),
    talk=Spread(kind="lognormal", mean=12, cv=0.6, low=3, high=90),
)


@dataclass(slots=True)
class Usage:
    """What a process has used since this was made; memory in MB, as it is when read."""

    pid: int
    _cpu_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._cpu_s = cpu_s(self.pid)

    def shown(self, calls: int, seconds: float) -> dict[str, Any]:
        used_s = cpu_s(self.pid) - self._cpu_s
        return {
            "cores": round(used_s / seconds, 2),
            "ms_per_call": round(1000 * used_s / max(calls, 1), 2),
            "memory_mb": round(resident_mb(self.pid)),
            "files": len(list(Path(f"/proc/{self.pid}/fd").iterdir())),
        }


@dataclass(slots=True)
class Watched:
    """What the boards of a run have shown, five times a second."""

    behind_ms: list[float] = field(default_factory=list)
    talking: list[int] = field(default_factory=list)
    held_back: int = 0
    away: int = 0
    loads: list[float] = field(default_factory=list)

    async def watch(self, parts: Parts) -> None:
        async with parts.bus.subscribe(Topic.BOARD) as boards:
            async for message in boards:
                [node], [campaign] = message.body["nodes"], message.body["campaigns"]
                self.behind_ms.append(node["lag"]["behind_ms"])
                self.talking.append(campaign["calls"]["talking"])
                self.held_back += node["lag"]["starts_per_second"] is not None
                self.away += node["state"] != "up"
                self.loads.append(os.getloadavg()[0])

    def shown(self) -> dict[str, Any]:
        seen = max(len(self.behind_ms), 1)
        return {
            "behind_ms": quantiles(self.behind_ms),
            "held_back_share": round(self.held_back / seen, 3),
            "link_away_share": round(self.away / seen, 3),
            "talking_mean": round(statistics.fmean(self.talking or [0]), 1),
            "load_mean": round(statistics.fmean(self.loads or [0.0]), 1),
        }


def database_kb(settings: Settings) -> float:
    """How large the database is, with what its log holds."""
    with closing(sqlite3.connect(settings.state_dir / "pronto.db")) as database:
        [[pages]], [[size]] = (database.execute(f"PRAGMA {what}").fetchall() for what in ("page_count", "page_size"))
    return float(pages * size / 1024)


@contextmanager
def hogs(count: int) -> Iterator[None]:
    """So many processes that compute without end."""
    running = [Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


@asynccontextmanager
async def call_centre(lab: Lab, folder: Path, wanted: Wanted) -> AsyncIterator[tuple[Parts, Settings, int]]:
    """A campaign that is set up, with agents who work; nothing dials yet."""
    ami = lab.dialer.ami
    settings = read_settings(
        state_dir=folder / "state",
        redis_url=await valkey_up(folder / "valkey", lab.root),
        ami_host=ami.host,
        ami_port=ami.port,
        ami_username=ami.username,
        profiles_dir=PROFILES,
        clock_kept=True,
    )
    try:
        async with build(settings) as parts:
            campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
            crowd = Crowd(parts.service, parts.bus, wrap_up_mean_s=WRAP_UP_S, seed=1, clock=clock.now)
            side = asyncio.create_task(crowd.run())
            try:
                yield parts, settings, campaign.id
            finally:
                side.cancel()
    finally:
        await down(folder / "valkey")


async def run(lab: Lab, folder: Path, asked: argparse.Namespace, *, controlled: bool) -> dict[str, Any]:
    """One campaign for so many seconds; what came of its calls."""
    wanted = Wanted(
        numbers=lab.numbers(None, int(asked.cps * (asked.seconds + WARM_UP_S + 20))),
        phones=[f"PJSIP/{phone}" for phone in lab.phones],
        calls_per_second=asked.cps,
        seed=1,
    )
    async with call_centre(lab, folder, wanted) as (parts, settings, campaign_id):
        engine = await start_engine(settings, lab.dialer.ami.secret, *(() if controlled else ("--uncontrolled",)))
        await all_ready(parts.bus, asked.agents)
        await parts.service.campaigns.set_status(campaign_id, CampaignStatus.RUNNING, actor="benchmark")
        with hogs(asked.hogs):
            await asyncio.sleep(WARM_UP_S)
            watched, began, before_kb = Watched(), clock.now(), database_kb(settings)
            watching = asyncio.create_task(watched.watch(parts))
            assert lab.dialer.pid is not None
            used = {"engine": Usage(engine.pid), "asterisk": Usage(lab.dialer.pid)}
            await asyncio.sleep(asked.seconds)
            ended = clock.now()
            attempts = await parts.store.attempts.list(
                campaign_id, limit=200_000, since=began, until=ended, sees=EVERYTHING
            )
            costs: dict[str, Any] = {name: one.shown(len(attempts), ended - began) for name, one in used.items()}
            costs["database_kb_per_call"] = round((database_kb(settings) - before_kb) / max(len(attempts), 1), 2)
            watching.cancel()
        engine.terminate()
        said, _ = await engine.communicate()
        attempts = await parts.store.attempts.list(
            campaign_id, limit=200_000, since=began, until=ended, sees=EVERYTHING
        )
    figures = json.loads(said)
    surprises = sum(figures["unexpected_events"].values())
    return came_of(attempts, ended - began) | watched.shown() | costs | {"unexpected_events": surprises}


def came_of(attempts: list[AttemptRecord], seconds: float) -> dict[str, Any]:
    """Who was served and who was not, and how long the joined had waited, in ms."""
    answered = [one for one in attempts if one.answered_at is not None]
    abandoned = sum(one.outcome is Outcome.ABANDONED for one in attempts)
    waits = [
        1000 * (one.agent_joined_at - one.answered_at)
        for one in answered
        if one.agent_joined_at is not None and one.answered_at is not None
    ]
    return {
        "calls_per_second": round(len(attempts) / seconds, 1),
        "answered": len(answered),
        "abandoned": abandoned,
        "abandoned_share": round(abandoned / max(abandoned + len(waits), 1), 4),
        "answer_to_agent_ms": quantiles(waits),
    }


async def measure(asked: argparse.Namespace, *, controlled: bool) -> dict[str, Any]:
    """One run on a lab of its own."""
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        lab = Lab(
            LabSettings(
                folder=Path(folder) / "lab",
                base_port=None,
                agents=asked.agents,
                scenario=PEOPLE,
                lines=5 * asked.agents + 60,
                voice=not asked.silent,
            )
        )
        await lab.up()
        try:
            return await run(lab, Path(folder), asked, controlled=controlled)
        finally:
            await lab.down()


def main() -> None:
    """Measure without overload control, then with it, and print one JSON object for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--agents", type=int, default=60)
    parser.add_argument("--cps", type=float, default=15.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--hogs", type=int, default=1)
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--only", choices=("with", "without"))
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {vars(asked)}", flush=True)
    for name, controlled in (("without", False), ("with", True)):
        if asked.only in (None, name):
            found = asyncio.run(measure(asked, controlled=controlled))
            print(json.dumps({"overload_control": name, **found}), flush=True)


if __name__ == "__main__":
    main()
