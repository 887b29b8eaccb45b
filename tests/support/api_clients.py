"""The API over a real store in a temporary folder, and clients of every role."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute

from api.app import create_app
from dialer.access.model import MACHINE, Grant
from dialer.app.composition import Parts, build
from dialer.campaigns.attempts.model import NewAttempt
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.demo.law import scrub
from tests.support.documented_answers import DocumentedAnswers
from tests.support.patience import PATIENCE_S
from tests.support.recorded_acts import RecordedActs

LAW = {"profile": "XX-DEMO"}
CONSENT = {
    "basis": "consent",
    "source": "a form",
    "obtained_at": "2026-01-01T00:00:00Z",
    "text_version": "1",
    "company": "Acme",
}
_worked_out: list[BaseRoute] = []
HOURS = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"}]


@dataclass
class Door:
    """An application, its parts, and clients that are closed with it."""

    parts: Parts
    app: FastAPI
    transport: httpx.ASGITransport
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """The keys in the database that these clients use, by the client's name."""

    async def client(self, role: Role | None, agent_id: int | None = None) -> httpx.AsyncClient:
        """A client with a key of this role; without one for None."""
        name = f"{role}:{agent_id}"
        if name not in self.clients:
            headers = {}
            if role is not None:
                if name not in self.secrets:
                    self.secrets[name] = await key_of(self.parts, role, name=name, agent_id=agent_id)
                headers = {"Authorization": f"Bearer {self.secrets[name]}"}
            self.clients[name] = httpx.AsyncClient(
                transport=self.transport, base_url="http://127.0.0.1:8080", headers=headers
            )
        return self.clients[name]

    async def admin(self) -> httpx.AsyncClient:
        return await self.client(Role.ADMIN)


async def key_of(parts: Parts, role: Role, *, name: str = "test", agent_id: int | None = None) -> str:
    """The secret of a new key with this role."""
    _, secret = await parts.service.access.create_key(
        MACHINE,
        name=name,
        grants=[Grant(role=role)],
        agent_id=agent_id,
        expires_at=parts.clock() + 86_400.0,
    )
    return secret


def application(parts: Parts) -> FastAPI:
    """The application over these parts, with the routes of the first one: they know no parts, and FastAPI works them
    out anew in each application, which takes longer than most tests."""
    app = create_app(parts, registry=CollectorRegistry())
    app.router.routes[:] = _worked_out or app.router.routes
    _worked_out[:] = app.router.routes
    app.add_middleware(DocumentedAnswers)
    app.add_middleware(RecordedActs)
    return app


@asynccontextmanager
async def open_door(settings: Settings, secrets: Mapping[str, str] = MappingProxyType({})) -> AsyncIterator[Door]:
    """An application with these settings, whose database knows these keys of clients."""
    async with build(settings) as parts:
        app = application(parts)
        door = Door(parts=parts, app=app, transport=httpx.ASGITransport(app=app), secrets=dict(secrets))
        try:
            yield door
        finally:
            for client in door.clients.values():
                await client.aclose()


@dataclass(frozen=True, kw_only=True)
class Estate:
    """Ids of what a campaign needs."""

    company_id: int
    node_id: int
    trunk_id: int
    campaign_id: int
    list_id: int
    agent_id: int

    def attempt(self, attempt_id: str, lead_id: int, number: str, **more: Any) -> NewAttempt:
        """An attempt of this campaign at a lead, as an engine would place it."""
        return NewAttempt(
            id=attempt_id,
            campaign_id=self.campaign_id,
            company_id=self.company_id,
            list_id=self.list_id,
            lead_id=lead_id,
            node_id=self.node_id,
            trunk_id=self.trunk_id,
            number=number,
            **more,
        )


async def build_estate(door: Door, *, profile: str = "XX-DEMO") -> Estate:
    """A campaign that could dial, with a list and an agent."""
    admin = await door.admin()
    node_id = (await made(admin, "GET", "/api/v1/nodes"))[0]["id"]
    company_id = (await made(admin, "POST", "/api/v1/companies", {"name": "Acme"}))["id"]
    trunk = {"dial": "PJSIP/{number}@carrier", "country": "IT"}
    trunk_id = (await made(admin, "PUT", f"/api/v1/nodes/{node_id}/trunks/carrier", trunk))["id"]
    number = {"company_id": company_id, "number": "+390612345678"}
    caller_id = (await made(admin, "POST", "/api/v1/caller-ids", number))["id"]
    campaign = {
        "name": "Spring",
        "mode": "predictive",
        "company_id": company_id,
        "node_id": node_id,
        "trunk_ids": [trunk_id],
        "hours": HOURS,
        "caller_id_id": caller_id,
        "law": {"profile": profile},
    }
    campaign_id = (await made(admin, "POST", "/api/v1/campaigns", campaign))["id"]
    leads = {"name": "March", "company_id": company_id, "campaign_id": campaign_id, "consent": CONSENT}
    list_id = (await made(admin, "POST", "/api/v1/lists", leads))["id"]
    await scrub(door.parts.store, list_id, door.parts.clock())
    agent_id = (await made(admin, "POST", "/api/v1/agents", {"name": "anna", "phone": "PJSIP/1001"}))["id"]
    return Estate(
        company_id=company_id,
        node_id=node_id,
        trunk_id=trunk_id,
        campaign_id=campaign_id,
        list_id=list_id,
        agent_id=agent_id,
    )


async def deleted(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """The answer to the deletion of what is read just before, at that version."""
    read = await client.get(path)
    return await client.delete(path, headers={"if-match": read.headers["etag"]})


async def made(client: httpx.AsyncClient, method: str, path: str, body: object = None) -> Any:
    """The JSON of an answer that must be a good one."""
    answer = await client.request(method, path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def items_of(client: httpx.AsyncClient, path: str) -> Any:
    """The items of a page."""
    return (await made(client, "GET", path))["items"]


def written(campaign: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A campaign as it is shown, as a PUT takes all of it, with these changes."""
    not_sent = ("id", "status", "created_at", "company", "caller_id", "trunks")
    whole = {name: value for name, value in campaign.items() if name not in not_sent}
    whole |= {"company_id": campaign["company"]["id"], "trunk_ids": [one["id"] for one in campaign["trunks"]]}
    whole["caller_id_id"] = campaign["caller_id"] and campaign["caller_id"]["id"]
    return whole | changes


async def change(client: httpx.AsyncClient, campaign_id: int, **changes: Any) -> Any:
    """Write a campaign anew with these changes; everything else stays as it is."""
    path = f"/api/v1/campaigns/{campaign_id}"
    return await made(client, "PUT", path, written(await made(client, "GET", path), **changes))


async def shown_as(client: httpx.AsyncClient, campaign_id: int, code: str) -> None:
    """Wait until the board gives this code as a campaign's reason: the engine reads what was written in its time."""

    async def shows() -> bool:
        board = await made(client, "GET", "/api/v1/board")
        return (campaign_id, code) in [(one["id"], one["why"]["code"]) for one in board.get("campaigns", ())]

    async with asyncio.timeout(PATIENCE_S):
        while not await shows():  # noqa: ASYNC110 - another process has no event of ours
            await asyncio.sleep(0.05)
