"""Answered → bridged, on the real Asterisk: Pronto, with its database, beside a bare client in the same run.

    python -m benchmarks.bridging [--seconds 60] [--only 20|150]

Two Asterisks (the lab), Pronto's engine in a process of its own, simulated agents in this one, SQLite and Valkey; and
then a bare asyncio client that knows nothing but Originate and Bridge, on the same lab. Every called person answers
after a second and talks for about two. What is timed: from the event that says answered to the event that says both
are in one bridge. What CPU is counted: all that the engine's process uses, for each call.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from benchmarks.bare_client import BareClient
from dialer.app.composition import Parts, build
from dialer.cell.tally import quantile
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.settings import Settings, read_settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.demo.simulated_agents import Crowd
from dialer.lab import Lab, LabSettings, Plan
from dialer.lab.ports import free_port
from dialer.lab.scenario import Outcome
from dialer.lab.services import down, valkey_up
from dialer.messaging.bus import Topic

PERSON = Plan(outcome=Outcome.PERSON, ring_s=1.0, greeting_s=0.5, talk_s=2.0)
PLANS = tuple(replace(PERSON, ring_s=0.6 + 0.01 * i, talk_s=1.6 + 0.01 * i) for i in range(80))
LOADS = {20: 5.0, 150: 40.0}  # agents, calls per second
# Hundreds of voice streams fill two cores by themselves, and would be all that is measured.
VOICE = {20: True, 40: False, 150: False}
WARM_UP_S = 8.0
API = "import sys; from api.cli.main import app; app(sys.argv[1:])"


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


# Gets the settings, the parts, and a set for the ids of agents who are not simulated.
Beside = Callable[[Settings, Parts, set[int]], AbstractAsyncContextManager[object]]


def nothing(_settings: Settings, _parts: Parts, _others: set[int]) -> AbstractAsyncContextManager[object]:
    """What runs beside the engine where nothing else is wanted."""
    return nullcontext()


async def pronto(
    lab: Lab, folder: Path, agents: int, cps: float, seconds: float, *, beside: Beside = nothing
) -> Result:
    """Pronto as shipped: the engine in a process of its own, whose CPU is what is counted; Valkey and SQLite.

    The simulated agents are in this process, with the API's parts: they are what a call centre's people would do.
    `beside` runs from the first ready agents to the end.
    """
    ami, ari = lab.dialer.ami, lab.ari
    redis_url = await valkey_up(folder / "valkey", lab.root)
    settings = read_settings(
        state_dir=folder / "state",
        redis_url=redis_url,
        ami_host=ami.host,
        ami_port=ami.port,
        ami_username=ami.username,
        ari_url=ari.url,
        ari_username=ari.username,
        ari_secret=SecretStr(ari.secret),
        profiles_dir=PROFILES,
        clock_kept=True,
    )
    wanted = Wanted(
        numbers=lab.numbers(None, int(cps * (seconds + WARM_UP_S + 20))),
        phones=[f"PJSIP/{phone}" for phone in lab.phones],
        calls_per_second=cps,
        seed=1,
        mode="progressive",
    )
    try:
        async with build(settings) as parts:
            campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
            others: set[int] = set()
            crowd = Crowd(parts.service, parts.bus, wrap_up_mean_s=0.15, seed=1, clock=clock.now, others=others)
            side = asyncio.create_task(crowd.run())
            engine = await start_engine(settings, ami.secret)
            await all_ready(parts.bus, agents)
            async with beside(settings, parts, others):
                await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor="benchmark")
                await asyncio.sleep(WARM_UP_S)
                began, cpu = clock.now(), cpu_s(engine.pid)
                await asyncio.sleep(seconds)
                cpu, ended = cpu_s(engine.pid) - cpu, clock.now()
            engine.terminate()
            said, _ = await engine.communicate()
            side.cancel()
            attempts = await parts.store.attempts.list(
                campaign.id, limit=100_000, since=began, until=ended, sees=EVERYTHING
            )
    finally:
        await down(folder / "valkey")
    figures = json.loads(said)
    times = [
        (attempt.agent_joined_at - attempt.answered_at) * 1000
        for attempt in attempts
        if attempt.agent_joined_at is not None and attempt.answered_at is not None
    ]
    more = {
        "calls_per_second": round(len(attempts) / seconds, 1),
        "news_to_originate_ms": figures["news_to_originate_ms"],
        "unexpected_events": sum(figures["unexpected_events"].values()),
    }
    return Result(times, len(attempts), 1000 * cpu / max(1, len(attempts)), more)


def _environ(settings: Settings, **more: str) -> dict[str, str]:
    """What a process of this Pronto is told."""
    told = {
        "PRONTO_STATE_DIR": str(settings.state_dir),
        "PRONTO_REDIS_URL": str(settings.redis_url),
        "PRONTO_PROFILES_DIR": str(settings.profiles_dir),
        "PRONTO_CLOCK_KEPT": "yes",
        "PRONTO_DATABASE_URL": settings.database_url,
    }
    return {**os.environ, **told, **more}


async def start_engine(settings: Settings, secret: str, *options: str) -> asyncio.subprocess.Process:
    """The engine in a process of its own; `options` as benchmarks.engine_process has them."""
    command = (sys.executable, "-m", "benchmarks.engine_process", *options)
    return await asyncio.create_subprocess_exec(
        *command, env=_environ(settings, PRONTO_AMI_SECRET=secret), stdout=asyncio.subprocess.PIPE
    )


async def bridged_beside(beside: Beside, *, agents: int, cps: float, seconds: float) -> dict[str, Any]:
    """Answered → bridged in ms, in a run on a lab of its own without voice, with something beside it."""
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        lab = Lab(
            LabSettings(folder=Path(folder) / "lab", base_port=None, agents=agents, plans=PLANS, lines=400, voice=False)
        )
        await lab.up()
        try:
            return (await pronto(lab, Path(folder), agents, cps, seconds, beside=beside)).row()
        finally:
            await lab.down()


async def start_api(settings: Settings, port: int, secret: str = "") -> asyncio.subprocess.Process:
    """The API in a process of its own, once it answers; `secret` is that of Asterisk's web server."""
    env = _environ(settings, PRONTO_ARI_SECRET=secret, PRONTO_PORT=str(port))
    quiet = asyncio.subprocess.DEVNULL
    api = await asyncio.create_subprocess_exec(sys.executable, "-c", API, "api", env=env, stdout=quiet)
    async with asyncio.timeout(120):
        while True:
            if await _answers(port):
                return api
            await asyncio.sleep(0.1)  # a process that starts: there is nothing to wait on


@asynccontextmanager
async def api_with_client(
    settings: Settings, module: str, flag: str, *options: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, asyncio.subprocess.Process]]:
    """The API and a client of it in processes of their own; the client is a benchmark's module, told the API's port."""
    port = free_port()
    api = await start_api(settings, port)
    command = (sys.executable, "-m", module, flag, str(port), *options)
    pipe = asyncio.subprocess.PIPE
    client = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    try:
        yield api, client
    finally:
        for one in (client, api):
            if one.returncode is None:
                one.terminate()
                await one.wait()


async def measured_by(client: asyncio.subprocess.Process) -> dict[str, Any]:
    """What a client has measured: it says so when its standard input ends."""
    assert client.stdin is not None
    assert client.stdout is not None
    client.stdin.close()
    found: dict[str, Any] = json.loads(await client.stdout.readline())
    return found


async def _answers(port: int) -> bool:
    """Whether the API answers: its socket takes connections while it still starts."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return (await reader.read()).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def cpu_s(pid: int) -> float:
    """CPU seconds a process has used, all its threads, kernel time included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """MB of memory that a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def all_ready(bus: Any, agents: int) -> None:
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
            ours = (await pronto(lab, Path(folder), agents, cps, seconds)).row()
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
