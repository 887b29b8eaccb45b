"""From an engine's start to its first call: nothing is waited for that need not be, and one thing not after another."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from dialer.app.composition import Parts, build
from dialer.core import clock
from dialer.core.enums import CampaignStatus
from dialer.core.settings import read_settings
from dialer.demo.fixtures import Wanted, set_up
from dialer.demo.law import PROFILES
from dialer.engine.engine import Engine
from tests.support.loopback_ami import Received, Reply
from tests.support.patience import PATIENCE_S
from tests.support.quick_asterisk import QuickAsterisk

AGENTS, SECRET = 4, "right"
TRANSACTIONS = 40  # some thirty, and chance
EACH_SECOND = 10  # what an engine asks besides as time goes by: on a busy machine it may take some seconds


@dataclass
class Together:
    """Keeps answers back until so many different questions have been asked that are to be asked side by side."""

    questions: int
    kept: dict[object, Callable[[], None]] = field(default_factory=dict)

    def hold(self, asterisk: QuickAsterisk, name: str) -> None:
        reply: Reply = asterisk.replies[name]
        asterisk.replies[name] = partial(self._keep, asterisk, reply)

    def _keep(self, asterisk: QuickAsterisk, reply: Reply, action: Received) -> bytes | None:
        answer = reply(action)
        assert answer is not None
        if len(self.kept) == self.questions:
            return answer
        self.kept[asterisk.port, action["Endpoint"]] = partial(asterisk.say, answer)
        if len(self.kept) == self.questions:
            for say in self.kept.values():
                asyncio.get_running_loop().call_soon(say)
        return None


async def test_the_audits_of_two_nodes_go_side_by_side(tmp_path: Path) -> None:
    async with nodes(2) as (first, second), centre(tmp_path, first) as parts:
        await parts.store.nodes.upsert(
            "second", host="127.0.0.1", port=second.port, username="pronto", secret_env="PRONTO_AMI_SECRET"
        )
        together = Together(2)
        for asterisk in (first, second):
            together.hold(asterisk, "CoreShowChannels")
        async with running(parts):
            await first.until_received("Originate")


async def test_an_audit_asks_for_all_trunks_at_once(tmp_path: Path) -> None:
    async with nodes(1) as (asterisk,), centre(tmp_path, asterisk) as parts:
        [node] = await parts.store.nodes.list()
        for name in ("second", "third"):
            await parts.store.trunks.upsert(
                node.id, name, dial=f"PJSIP/{{number}}@{name}", max_channels=1, country="IT"
            )
        Together(3).hold(asterisk, "PJSIPShowEndpoint")
        async with running(parts):
            await asterisk.until_received("Originate")


async def test_an_engine_asks_its_database_little_before_its_first_call(tmp_path: Path) -> None:
    async with nodes(1) as (asterisk,), centre(tmp_path, asterisk) as parts:
        asked: list[str] = []
        for name in ("read", "write", "take"):
            setattr(parts.store.database, name, partial(noted, asked, getattr(parts.store.database, name)))
        began = time.monotonic()
        async with running(parts):
            await asterisk.until_received("Originate")
            count, took_s = len(asked), time.monotonic() - began
    assert 0 < count <= TRANSACTIONS + EACH_SECOND * took_s // 1.0, asked


async def noted(asked: list[str], run: Callable[..., Any], work: Callable[..., Any], *facts: Any, **more: Any) -> Any:
    asked.append(getattr(work, "__qualname__", str(work)))
    return await run(work, *facts, **more)


@asynccontextmanager
async def nodes(count: int) -> AsyncIterator[list[QuickAsterisk]]:
    """Asterisks on which the phones of the agents are up, as an engine that was killed has left them."""
    async with AsyncExitStack() as opened:
        made = [QuickAsterisk() for _ in range(count)]
        for asterisk in made:
            for agent_id in range(1, AGENTS + 1):
                asterisk.put_leg(f"pl-{agent_id}-{agent_id:032x}")  # as older versions name them
            await asterisk.start()
            opened.push_async_callback(asterisk.stop)
        yield made


@asynccontextmanager
async def centre(folder: Path, asterisk: QuickAsterisk) -> AsyncIterator[Parts]:
    """A campaign that runs on this Asterisk, with agents who are logged in."""
    settings = read_settings(
        state_dir=folder / "state",
        ami_port=asterisk.port,
        ami_secret=SECRET,
        profiles_dir=PROFILES,
        clock_kept=True,
    )
    async with build(settings) as parts:
        numbers = [f"+44207946{number:04}" for number in range(100)]
        phones = [f"PJSIP/{1000 + number}" for number in range(AGENTS)]
        wanted = Wanted(numbers=numbers, phones=phones, calls_per_second=20.0, seed=1)
        campaign = await set_up(parts.store, parts.service, wanted, trunk="carrier")
        await parts.service.campaigns.set_status(campaign.id, CampaignStatus.RUNNING, actor="test")
        yield parts


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """An engine on these parts."""
    stop = asyncio.Event()
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        engine = Engine(store=parts.store, bus=parts.bus, settings=parts.settings, clock=clock.now)
        group.create_task(engine.run(stop, end_talks_after_s=0.0))
        try:
            yield
        finally:
            stop.set()
