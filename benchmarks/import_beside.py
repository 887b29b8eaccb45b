"""A list is imported while an engine dials: is the engine held up?

    python -m benchmarks.import_beside [--rows N] [--databases sqlite,postgres] [--agents 20]

Prints JSON. Everything is real: two Asterisks (the lab), the shipped engine in a process of its own, simulated
agents, the rules asked before every call, and the shipped import, into the same SQLite file or PostgreSQL. For half a
minute the engine dials alone, then beside the import. Told for each: how late the engine's own loop woke that wanted to
every 5 ms, and how long its claims, the placing of its attempts and its notes of what became of them took, in ms.
"""

import argparse
import asyncio
import csv
import json
import os
import platform
import signal
import tempfile
import time
from asyncio.subprocess import Process
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from benchmarks.bridging import LOADS, PLANS, VOICE, WARM_UP_S, all_ready, start_engine
from benchmarks.lists import HEADER, made_rows
from dialer.app.composition import build
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.settings import read_settings
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.demo.simulated_agents import Crowd
from dialer.imports.importer import import_file
from dialer.lab import Lab, LabSettings
from dialer.lab.services import down, postgres_up, valkey_up

ALONE_S = 30.0
IMPORT_AT_MOST_S = 300.0


async def dial_beside(lab: Lab, folder: Path, database_url: str, redis_url: str, rows: int, agents: int) -> Any:
    """Dial alone, then beside the import of a file with so many rows."""
    ami, cps = lab.dialer.ami, LOADS[agents]
    settings = read_settings(
        state_dir=folder / f"state-{database_url.partition(':')[0]}",
        database_url=database_url,
        redis_url=redis_url,
        ami_host=ami.host,
        ami_port=ami.port,
        ami_username=ami.username,
        profiles_dir=PROFILES,
        clock_kept=True,
    )
    wanted = Wanted(
        numbers=lab.numbers(None, int(cps * (WARM_UP_S + ALONE_S + IMPORT_AT_MOST_S))),
        phones=[f"PJSIP/{phone}" for phone in lab.phones],
        calls_per_second=cps,
        seed=1,
        mode="progressive",
    )
    async with AsyncExitStack() as stack, build(settings) as parts:
        campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
        crowd = Crowd(parts.service, parts.bus, wrap_up_mean_s=0.15, seed=1, clock=clock.now)
        side = asyncio.create_task(crowd.run())
        engine = await start_engine(settings, ami.secret)
        stack.callback(_kill, engine)
        await all_ready(parts.bus, agents)
        await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor="benchmark")
        await asyncio.sleep(WARM_UP_S)
        engine.send_signal(signal.SIGUSR1)
        await asyncio.sleep(ALONE_S)
        into = await parts.store.lists.create(name="Import", controller_id=campaign.controller.id, now=clock.now())
        engine.send_signal(signal.SIGUSR1)
        began = time.perf_counter()
        done = await import_file(
            parts.store, settings.database_url, list_id=into.id, path=folder / "people.csv", filename="people.csv"
        )
        took = time.perf_counter() - began
        engine.send_signal(signal.SIGUSR1)
        engine.terminate()
        said, _ = await engine.communicate()
        side.cancel()
        totals = await parts.store.attempts.totals(campaign.id, 0.0)
    _, alone, beside, *_ = json.loads(said)["stretches"]
    imported = {"status": done.status, "rows": done.rows, "rows_per_s": round(rows / took)}
    return {"calls": totals.placed, "alone": alone, "beside": beside, "import": imported}


def _kill(engine: Process) -> None:
    if engine.returncode is None:
        engine.kill()


async def run(rows: int, databases: str, agents: int) -> dict[str, Any]:
    found: dict[str, Any] = {"machine": f"{platform.machine()}, {os.cpu_count()} CPUs", "agents": agents}
    found["load_before"] = os.getloadavg()[0]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pronto-bench-")))
        folder.chmod(0o755)  # noqa: ASYNC240 - PostgreSQL runs as another user
        with (folder / "people.csv").open("w", newline="") as file:
            csv.writer(file).writerows([HEADER, *made_rows(rows)])
        for database in databases.split(","):
            lines, voice = 6 * agents + 200, VOICE[agents]
            lab = Lab(
                LabSettings(
                    folder=folder / f"lab-{database}",
                    base_port=None,
                    agents=agents,
                    plans=PLANS,
                    lines=lines,
                    voice=voice,
                )
            )
            await lab.up()
            stack.push_async_callback(lab.down)
            redis_url = await valkey_up(folder / f"valkey-{database}", lab.root)
            stack.push_async_callback(down, folder / f"valkey-{database}")
            url = ""
            if database == "postgres":
                url = await postgres_up(folder / "server", lab.root)
                stack.push_async_callback(down, folder / "server")
            found[database] = await dial_beside(
                lab, folder, url or f"sqlite:///{folder}/pronto.db", redis_url, rows, agents
            )
            await lab.down()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--agents", type=int, default=20, choices=sorted(LOADS))
    options = parser.parse_args()
    print(json.dumps(asyncio.run(run(options.rows, options.databases, options.agents)), indent=2))


if __name__ == "__main__":
    main()
