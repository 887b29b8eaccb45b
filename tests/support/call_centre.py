"""A whole call centre for tests: a lab, a database, and Pronto in a process of its own that can be killed."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ami.actions import core_show_channels
from ami.parse import LiveChannel, live_channel
from dialer.app.composition import Parts, build
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.campaigns.model import CampaignConfig, draft_of
from dialer.core import clock
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import CampaignStatus, LeadState
from dialer.core.settings import Settings, read_settings
from dialer.core.visibility import EVERYTHING
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.engine.engine import Engine
from dialer.lab import Lab
from tests.support.lab import listening
from tests.support.patience import PATIENCE_S

ACTOR = "test"
SERVES_S = 300.0  # the API's imports wait for all that runs at a higher priority: here, for the other tests
STARTS_S = 120.0  # the engine's imports take what the other tests leave
ENDS_S = 120.0  # an engine that ends lets its calls ring to their limit first
CALLS_S = 120.0  # calls that must ring, talk and end one behind the other
TAKES_OVER_S = 60.0  # a dead engine's lease ends after fifteen seconds, and audits come as seldom
LINK_UP = re.compile(r"AMI link to \S+ is up")


@dataclass(slots=True)
class Centre:
    """The parts of one test: `parts` is the test's own door to the database; the engine is another process."""

    lab: Lab
    parts: Parts
    campaign: CampaignConfig
    environment: dict[str, str]
    log: Path
    engine: "subprocess.Popen[bytes] | None" = None
    engines: int = 0
    _ears: list[Any] = field(default_factory=list)

    def start_engine(self, command: Sequence[str] = ("-m", "api.cli", "run")) -> None:
        """Start `pronto run` as its own process."""
        with self.log.open("ab") as log:
            self.engine = subprocess.Popen([sys.executable, *command], env=self.environment, stdout=log, stderr=log)
        self.engines += 1

    async def run_engine(self) -> None:
        """Start `pronto run` as its own process, and wait until it has its link to Asterisk."""
        before = self._links()
        self.start_engine()

        async def linked() -> bool:
            return self._links() > before

        await until(linked, "the engine has its link", seconds=STARTS_S)

    def _links(self) -> int:
        """How often an engine of this centre has said that its link is up."""
        return len(LINK_UP.findall(self.log.read_text())) if self.log.exists() else 0

    def signal_engine(self, number: signal.Signals) -> None:
        assert self.engine is not None
        self.engine.send_signal(number)

    async def kill_engine(self) -> None:
        """kill -9."""
        self.signal_engine(signal.SIGKILL)
        await self.engine_ended()

    async def stop_engine(self) -> int:
        """SIGTERM: the engine finishes its calls; returns its exit code."""
        self.signal_engine(signal.SIGTERM)
        return await self.engine_ended()

    async def engine_ended(self) -> int:
        assert self.engine is not None
        code = await asyncio.to_thread(self.engine.wait, ENDS_S)
        self.engine = None
        return code

    async def run_campaign(self) -> None:
        await self.parts.service.campaigns.set_status(self.campaign.id, CampaignStatus.RUNNING, actor=ACTOR)

    async def change(self, **fields: Any) -> None:
        """Change the campaign's settings."""
        draft = replace(draft_of(await self.parts.store.campaigns.get(self.campaign.id, sees=EVERYTHING)), **fields)
        self.campaign = await self.parts.service.campaigns.update(self.campaign.id, draft, actor=ACTOR)

    async def attempts(self) -> list[AttemptRecord]:
        return await self.parts.store.attempts.list(self.campaign.id, limit=10_000, sees=EVERYTHING)

    async def leads(self) -> Counter[LeadState]:
        return Counter(await self.parts.store.leads.counts(self.campaign.id))

    async def channels(self) -> list[LiveChannel]:
        """Channels of ours that live at the dialer's Asterisk."""
        async with listening(self.lab.dialer.ami) as ear:
            items = (await ear.client.ask(core_show_channels())).require().items
        found = [channel for item in items if isinstance(channel := live_channel(item), LiveChannel)]
        return [c for c in found if campaign_of(c.channel_id) is not None or agent_of(c.channel_id) is not None]


async def until(
    holds: Callable[[], Awaitable[Any]],
    what: str,
    *,
    seconds: float = PATIENCE_S,
    instead: Callable[[], Awaitable[Any]] | None = None,
) -> Any:
    """Look until `holds` gives something true, and return it; fail with `what`, and what is `instead`, in the end."""
    give_up_at = clock.now() + seconds
    while not (found := await holds()):
        if clock.now() >= give_up_at:
            raise AssertionError(f"not within {seconds:g} s: {what}; instead: {instead and await instead()}")
        await asyncio.sleep(0.05)  # the other side is another process: there is nothing to wait on but the look
    return found


def said(log: Path, words: str) -> Callable[[], Awaitable[bool]]:
    """Whether a log has these words by now."""

    async def look() -> bool:
        return words in await asyncio.to_thread(log.read_text)

    return look


@asynccontextmanager
async def engine_beside(parts: Parts, *, now: Callable[[], float] = clock.now) -> AsyncIterator[Engine]:
    """The engine in this process, on the test's own parts, so that the test hears its board; `now` is its clock."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=now)
        running = group.create_task(engine.run(stop, end_talks_after_s=0.0))
        try:
            yield engine
        finally:
            stop.set()
            await running


@asynccontextmanager
async def call_centre(
    lab: Lab,
    folder: Path,
    *,
    numbers: list[str],
    agents: int = 5,
    calls_per_second: float = 20.0,
    ami_port: int | None = None,
    database_url: str = "",
    profiles: Path = PROFILES,
    **campaign: Any,
) -> AsyncIterator[Centre]:
    """A campaign over `numbers` with agents logged in, not yet running, and no engine yet."""
    ami = lab.dialer.ami
    variables = {
        "PRONTO_STATE_DIR": str(folder / "state"),
        "PRONTO_PORT": "0",
        "PRONTO_AMI_PORT": str(ami_port or ami.port),
        "PRONTO_AMI_USERNAME": ami.username,
        "PRONTO_AMI_SECRET": ami.secret,
        "PRONTO_PROFILES_DIR": str(profiles),
        "PRONTO_CLOCK_KEPT": "yes",
    } | ({"PRONTO_DATABASE_URL": database_url} if database_url else {})
    settings = settings_for(lab, folder, ami_port=ami_port, database_url=database_url, profiles=profiles)
    wanted = Wanted(
        numbers=numbers,
        phones=[f"PJSIP/{phone}" for phone in lab.phones[:agents]],
        calls_per_second=calls_per_second,
        seed=1,
    )
    async with build(settings) as parts:
        made = await set_up(parts.store, parts.service, wanted, trunk=lab.trunk)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PRONTO_")} | variables
        centre = Centre(lab, parts, made, environment, folder / "engine.log")
        if campaign:
            await centre.change(**campaign)
        try:
            yield centre
        finally:
            if centre.engine is not None:
                centre.engine.kill()
                centre.engine.wait()
            if "PYTEST_CURRENT_TEST" in os.environ:
                print(centre.log.read_text() if centre.log.exists() else "")  # noqa: T201 - pytest shows it on failure


def settings_for(
    lab: Lab, folder: Path, *, ami_port: int | None = None, database_url: str = "", profiles: Path = PROFILES
) -> Settings:
    ami = lab.dialer.ami
    return read_settings(
        state_dir=folder / "state",
        port=0,
        ami_host=ami.host,
        ami_port=ami_port or ami.port,
        ami_username=ami.username,
        ami_secret=ami.secret,
        profiles_dir=profiles,
        sounds_dir=lab.folder / "sounds/pronto",
        clock_kept=True,
        database_url=database_url,
    )
