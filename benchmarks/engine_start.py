"""From the start of `pronto run` to its next call: seconds and CPU, with a campaign that runs and agents who wait.

    python -m benchmarks.engine_start [--rounds 5]

Asterisk is one of paper (tests/support/quick_asterisk.py), so that nothing of it counts; the phones of the agents are
up, as after the end of an engine that was killed. CPU is that of the engine's process until its first call. To compare
two checkouts, run this in turns in both.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from pathlib import Path

from dialer.app.composition import build
from dialer.core.channel_ids import new_leg_id
from dialer.core.enums import CampaignStatus
from dialer.core.settings import read_settings
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from tests.support.quick_asterisk import QuickAsterisk

AGENTS, LEADS = 20, 2000
TICKS_S = os.sysconf("SC_CLK_TCK")


async def measure(asterisk: QuickAsterisk, environment: dict[str, str]) -> dict[str, float]:
    """Start, wait for a call and for the API, and kill."""
    asterisk.first_call_at, asterisk.channels = None, {}
    for agent_id in range(1, AGENTS + 1):
        asterisk.put_leg(new_leg_id(agent_id))
    linked = asterisk.connections
    found: dict[str, float] = {}
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "run"), env=environment, stderr=PIPE, start_new_session=True
    )
    assert process.stderr is not None
    try:
        await asterisk.pulse.until(lambda: asterisk.connections > linked)
        found["link_s"] = time.monotonic() - began
        await asterisk.pulse.until(lambda: asterisk.first_call_at)
        found["call_s"] = (asterisk.first_call_at or 0.0) - began
        found["call_cpu_s"] = _cpu_s(process.pid)
        await process.stderr.readuntil(b"listens")
        found["api_s"] = time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    await asterisk.pulse.until(lambda: not asterisk.sessions)
    return found


def _cpu_s(pid: int) -> float:
    """CPU of the process, without the one that it has started."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_S


async def run(rounds: int) -> None:
    """Print each round, and the medians."""
    asterisk = QuickAsterisk()
    await asterisk.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        variables = {
            "PRONTO_STATE_DIR": str(folder / "state"),
            "PRONTO_PORT": "0",
            "PRONTO_AMI_PORT": str(asterisk.port),
            "PRONTO_AMI_SECRET": asterisk.secret,
            "PRONTO_PROFILES_DIR": str(PROFILES),
            "PRONTO_CLOCK_KEPT": "yes",
        }
        settings = read_settings(
            state_dir=folder / "state", ami_port=asterisk.port, profiles_dir=PROFILES, clock_kept=True
        )
        async with build(settings) as parts:
            numbers = [f"+44207946{number:04}" for number in range(LEADS)]
            phones = [f"PJSIP/{1000 + number}" for number in range(AGENTS)]
            wanted = Wanted(numbers=numbers, phones=phones, calls_per_second=2.0, seed=1)
            campaign = await set_up(parts.store, parts.service, wanted, trunk="carrier")
            await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor="bench")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PRONTO_")}
        found = [await measure(asterisk, kept | variables) for _ in range(rounds)]
    for one in found:
        print(json.dumps({name: round(value, 2) for name, value in one.items()}))
    print("median", json.dumps({name: round(statistics.median(one[name] for one in found), 2) for name in found[0]}))
    await asterisk.stop()


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rounds", type=int, default=5)
    asyncio.run(run(given.parse_args().rounds))
