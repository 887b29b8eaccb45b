"""Leg lost → talk again, on the real Asterisk: Pronto, with its database, beside a bare client in the same run.

    python -m benchmarks.rejoining [--agents 20] [--losses 200] [--per-second 5]

Every agent talks with a person for as long as it lasts. One agent's leg after the other is hung up, as when the page of
a phone in the browser is loaded again, and the phone answers at once. What is timed: from the hang-up that is asked for
to the event that says both are in one bridge again. The bare client does nothing but call the phone at the dialplan's
`ProntoLegLost`, and send `Bridge` when the leg is free. Nobody may be hung up: that is counted too.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.bridging import all_ready, start_engine
from dialer.app.composition import build
from dialer.cell.tally import quantiles
from dialer.core.enums import CampaignStatus
from dialer.core.settings import read_settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.lab import Lab, LabSettings, Plan
from dialer.lab.scenario import Outcome
from dialer.lab.services import down, valkey_up

TALKS = Plan(outcome=Outcome.PERSON, ring_s=0.5, talk_s=3600.0)
REJOIN_S = 12
PATIENCE_S = 120.0
ACTOR = "benchmark"


@dataclass(slots=True)
class Witness:
    """One AMI connection: who is in a bridge with whom, when a leg was hung up, and how long it took to be joined."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    times: list[float] = field(default_factory=list)  # ms
    talks: dict[str, str] = field(default_factory=dict)  # leg by call
    hung_up: int = 0  # people, which none should be
    joins: bool = False  # it is the bare client, and joins what was lost
    _alone: dict[str, str] = field(default_factory=dict)
    _lost: dict[str, float] = field(default_factory=dict)
    _phones: dict[str, str] = field(default_factory=dict)  # by call
    _for: dict[str, str] = field(default_factory=dict)  # call by leg
    _legs: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, action: str, **headers: str) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.writer.write(f"Action: {action}\r\n{lines}\r\n".encode())

    async def read(self) -> None:
        await self.reader.readline()
        while True:
            block = (await self.reader.readuntil(b"\r\n\r\n")).decode(errors="replace")
            if block.startswith("Event: "):
                self._take(dict(line.split(": ", 1) for line in block.splitlines() if ": " in line))
                self._changed.set()

    def _take(self, event: dict[str, str]) -> None:
        channel_id = event.get("Uniqueid", "")
        match event["Event"], event.get("UserEvent", ""):
            case "BridgeEnter", _ if event["BridgeTechnology"] != "holding_bridge":
                self._enter(event["BridgeUniqueid"], channel_id, int(event["BridgeNumChannels"]))
            case "Hangup", _ if channel_id in self._phones or channel_id in self.talks:
                self.hung_up += 1
            case "UserEvent", "ProntoAnswered" if self.joins:
                self.ring(channel_id)
            case "UserEvent", "ProntoLegLost" if self.joins:
                self.ring(channel_id)
            case "UserEvent", "ProntoAgentLeg" if self.joins and channel_id in self._for:
                call_id = self._for.pop(channel_id)
                self.send("Setvar", Channel=call_id, Variable="PRONTO_REJOIN_MS", Value=str(REJOIN_S * 1000))
                self.send("Bridge", Channel1=call_id, Channel2=channel_id, Tone="no")

    def _enter(self, bridge_id: str, channel_id: str, members: int) -> None:
        if members == 1:
            self._alone[bridge_id] = channel_id
            return
        pair = (self._alone.pop(bridge_id, ""), channel_id)
        call_id, leg_id = pair if pair[0].startswith(("pc-", "call-")) else pair[::-1]
        self.talks[call_id] = leg_id
        if (lost_at := self._lost.pop(call_id, None)) is not None:
            self.times.append((time.monotonic() - lost_at) * 1000)

    def call(self, call_id: str, channel: str, phone: str) -> None:
        """The bare client's person, to be joined to this phone."""
        self._phones[call_id] = phone
        variables = "PRONTO_WAIT_MS=60000"
        self._originate(call_id, channel, "pronto-customer", Variable=variables)

    def ring(self, call_id: str) -> None:
        self._legs += 1
        leg_id = f"leg-{self._legs}"
        self._for[leg_id] = call_id
        self._originate(leg_id, self._phones[call_id], "pronto-agent")

    def _originate(self, channel_id: str, channel: str, context: str, **more: str) -> None:
        where = {"Channel": channel, "Context": context, "Exten": "s", "Priority": "1", "Timeout": "20000"}
        self.send("Originate", **where, Async="true", ChannelId=channel_id, **more)

    async def until(self, agents: int) -> None:
        """Every agent is in talk, and nothing is lost."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.talks) < agents or self._lost:
                self._changed.clear()
                await self._changed.wait()

    async def lose(self, losses: int, per_second: float) -> dict[str, Any]:
        """Hang one leg up after the other, each once it is joined again; returns the times."""
        calls = list(self.talks)
        begun = time.monotonic()
        for number in range(losses):
            await asyncio.sleep(max(0.0, begun + number / per_second - time.monotonic()))
            call_id = calls[number % len(calls)]
            if call_id in self._lost:
                continue  # still on its way
            self._lost[call_id] = time.monotonic()
            self.send("Hangup", Channel=self.talks[call_id])
        await self.until(len(calls))
        return {"losses": len(self.times), "people_hung_up": self.hung_up, **(quantiles(self.times) or {})}


async def witness(lab: Lab) -> tuple[Witness, asyncio.Task[None]]:
    """A connection of its own, logged in."""
    ami = lab.dialer.ami
    seen = Witness(*await asyncio.open_connection(ami.host, ami.port))
    seen.send("Login", Username=ami.username, Secret=ami.secret)
    return seen, asyncio.create_task(seen.read())


async def pronto(lab: Lab, folder: Path, losses: int, per_second: float) -> dict[str, Any]:
    """Pronto as shipped: the engine in a process of its own; Valkey and SQLite."""
    ami, agents = lab.dialer.ami, len(lab.phones)
    redis_url = await valkey_up(folder / "valkey", lab.root)
    facts = {"ami_host": ami.host, "ami_port": ami.port, "ami_username": ami.username}
    settings = read_settings(
        state_dir=folder / "state", redis_url=redis_url, profiles_dir=PROFILES, clock_kept=True, **facts
    )
    phones = [f"PJSIP/{phone}" for phone in lab.phones]
    wanted = Wanted(numbers=lab.numbers(None, agents), phones=phones, calls_per_second=20.0, seed=1, mode="progressive")
    try:
        async with build(settings) as parts:
            campaign = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
            for agent in await parts.store.agents.list(sees=EVERYTHING):
                written = {name: getattr(agent, name) for name in ("phone", "display_name", "leg_kind", "language")}
                await parts.service.agents.update(agent.id, **written, rejoin_s=REJOIN_S, actor=ACTOR)
            seen, reading = await witness(lab)
            engine = await start_engine(settings, ami.secret)
            await all_ready(parts.bus, agents)
            await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor=ACTOR)
            await seen.until(agents)
            found = await seen.lose(losses, per_second)
            engine.terminate()
            said, _ = await engine.communicate()
            reading.cancel()
    finally:
        await down(folder / "valkey")
    return found | {"unexpected_events": sum(json.loads(said)["unexpected_events"].values())}


async def bare(lab: Lab, losses: int, per_second: float) -> dict[str, Any]:
    """The bare client on the same lab."""
    seen, reading = await witness(lab)
    seen.joins = True
    numbers = lab.numbers(None, len(lab.phones))
    for number, (called, phone) in enumerate(zip(numbers, lab.phones, strict=True)):
        seen.call(f"call-{number}", f"PJSIP/{called}@{lab.trunk}", f"PJSIP/{phone}")
        await asyncio.sleep(0.05)
    await seen.until(len(lab.phones))
    found = await seen.lose(losses, per_second)
    reading.cancel()
    return found


async def measure(agents: int, losses: int, per_second: float) -> dict[str, Any]:
    """Pronto, then the bare client, on one lab."""
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        lab = Lab(LabSettings(folder=Path(folder) / "lab", base_port=None, agents=agents, plans=(TALKS,), lines=100))
        await lab.up()
        try:
            ours = await pronto(lab, Path(folder), losses, per_second)
            await lab.dialer.stop()  # the agents' legs of Pronto are still up
            await lab.dialer.start()
            theirs = await bare(lab, losses, per_second)
        finally:
            await lab.down()
    return {"agents": agents, "losses_per_second": per_second, "pronto": ours, "bare": theirs}


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--losses", type=int, default=200)
    parser.add_argument("--per-second", type=float, default=5.0)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    print(json.dumps(asyncio.run(measure(asked.agents, asked.losses, asked.per_second))))


if __name__ == "__main__":
    main()
