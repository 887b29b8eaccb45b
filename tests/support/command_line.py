"""A Pronto that runs in this process, engine and API, and its command line."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import httpx
import pytest

from api.cli.processes import listen, url_of
from api.server import Server
from dialer.app.composition import Parts, build
from dialer.core.enums import Role
from dialer.core.settings import Settings, read_settings
from dialer.engine.engine import Engine
from tests.support.api_clients import CONSENT, HOURS, LAW, key_of, made
from tests.support.patience import PATIENCE_S
from tests.support.processes import environment, pronto


@dataclass
class Desk:
    """A running Pronto with a campaign, a list and an agent, and its command line."""

    env: dict[str, str]
    client: httpx.AsyncClient
    list_id: int
    campaign_id: int
    parts: Parts

    async def says(self, *words: str, code: int = 0) -> str:
        """Run a command to its end, which must have this code; return everything it said."""
        ended, said = await pronto(self.env, *words)
        assert ended == code, (words, said)
        return said


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[tuple[Parts, str]]:
    """Engine and API over the same parts, and the API's address; the processes of `pronto run` have their own tests."""
    stop = asyncio.Event()
    with listen(settings) as listener:
        async with build(settings) as parts, asyncio.TaskGroup() as group:
            engine = Engine(store=parts.store, bus=parts.bus, settings=settings, clock=parts.clock)
            server = Server(parts)
            group.create_task(engine.run(stop))
            group.create_task(server.serve(sockets=[listener]))
            try:
                yield parts, url_of(listener)
            finally:
                server.should_exit = True
                stop.set()


@contextmanager
def machine(env: dict[str, str]) -> Iterator[None]:
    """Let this process be on a machine with these variables, its time zone among them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    env = environment(settings.state_dir, TZ="Asia/Tokyo")
    with machine(env):
        async with working(read_settings()) as (parts, url):
            token = await key_of(parts, Role.ADMIN, name="desk")
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_S) as client:
                node_id = (await made(client, "GET", "/api/v1/nodes"))[0]["id"]
                company_id = (await made(client, "POST", "/api/v1/companies", {"name": "Acme"}))["id"]
                campaign = {
                    "name": "Spring",
                    "mode": "predictive",
                    "company_id": company_id,
                    "node_id": node_id,
                    "hours": HOURS,
                    "law": LAW,
                }
                campaign_id = (await made(client, "POST", "/api/v1/campaigns", campaign))["id"]
                listed = {
                    "name": "March",
                    "company_id": company_id,
                    "campaign_id": campaign_id,
                    "consent": CONSENT,
                }
                list_id = (await made(client, "POST", "/api/v1/lists", listed))["id"]
                await made(client, "POST", "/api/v1/agents", {"name": "anna", "phone": "PJSIP/1001"})
                yield Desk(env | {"PRONTO_URL": url, "PRONTO_KEY": token}, client, list_id, campaign_id, parts)
