"""Idempotency-Key: a write sent again with its key is done once, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from api.app import MODULES
from api.keyed_requests import OWN_KEYS, READS, SESSIONS, SHOWN_ONCE, Keyed
from dialer.access.companies.model import Company
from dialer.access.companies.store import Companies
from dialer.app.composition import build
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.demo.law import PROFILES
from dialer.requests.store import KEPT_S
from dialer.storage.schema import KEYED_REQUEST
from tests.support.api_clients import Door, application, items_of, made

KEY = {"Idempotency-Key": "order-1"}


@pytest.fixture
def url(databases: Callable[[], str]) -> str:
    return databases()


@pytest.fixture
async def door(url: str, tmp_path: Path) -> AsyncIterator[Door]:
    settings = Settings(state_dir=tmp_path / "state", database_url=url, profiles_dir=PROFILES)
    async with build(settings) as parts:
        app = application(parts)
        opened = Door(parts=parts, app=app, transport=httpx.ASGITransport(app=app))
        yield opened
        for client in opened.clients.values():
            await client.aclose()


async def test_a_write_sent_again_gets_the_first_answer_and_is_not_done_again(door: Door) -> None:
    admin = await door.admin()
    first = await admin.post("/api/v1/companies", json={"name": "Acme"}, headers=KEY)
    again = await admin.post("/api/v1/companies", content=b'{ "name" : "Acme" }', headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await items_of(admin, "/api/v1/companies")) == 1


async def test_another_body_or_query_with_the_key_is_refused(door: Door) -> None:
    admin = await door.admin()
    await admin.post("/api/v1/companies", json={"name": "Acme"}, headers=KEY)
    other = await admin.post("/api/v1/companies", json={"name": "Beta"}, headers=KEY)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-used")


async def test_a_key_belongs_to_its_caller_and_address(door: Door) -> None:
    admin, manager = await door.admin(), await door.client(Role.MANAGER)
    asked = {"name": "anna", "phone": "PJSIP/1001"}
    one = await admin.post("/api/v1/agents", json=asked, headers=KEY)
    two = await manager.post("/api/v1/agents", json=asked | {"name": "bruno", "phone": "PJSIP/1002"}, headers=KEY)
    three = await admin.post("/api/v1/companies", json={"name": "Acme"}, headers=KEY)
    assert [one.status_code, two.status_code, three.status_code] == [201, 201, 201]


async def test_a_refused_request_may_come_again_with_its_key(door: Door) -> None:
    admin = await door.admin()
    path = "/api/v1/lists"
    asked = {"name": "March", "company_id": 1}
    assert (await admin.post(path, json=asked, headers=KEY)).status_code == 422  # there is no company
    await made(admin, "POST", "/api/v1/companies", {"name": "Acme"})
    assert (await admin.post(path, json=asked, headers=KEY)).status_code == 201


async def test_an_unfinished_request_is_not_begun_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await door.admin()
    begun, go_on = asyncio.Event(), asyncio.Event()
    create = Companies.create

    async def slowly(*args: Any) -> Company:
        begun.set()
        await go_on.wait()
        return await create(*args)

    monkeypatch.setattr(Companies, "create", slowly)
    first = asyncio.create_task(admin.post("/api/v1/companies", json={"name": "Acme"}, headers=KEY))
    await begun.wait()
    second = await admin.post("/api/v1/companies", json={"name": "Acme"}, headers=KEY)
    assert (second.status_code, second.json()["type"]) == (409, "/problems/idempotency-key-in-use")
    go_on.set()
    assert (await first).status_code == 201


async def test_a_secret_is_not_kept(door: Door) -> None:
    admin = await door.admin()
    ends = datetime.fromtimestamp(door.parts.clock() + 3600.0, UTC).isoformat()
    asked = {"name": "board", "grants": [{"role": "wallboard"}], "expires_at": ends}
    assert "secret" in (await admin.post("/api/v1/keys", json=asked, headers=KEY)).text
    again = await admin.post("/api/v1/keys", json=asked, headers=KEY)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/done-before")
    rows = await door.parts.store.database.read(lambda c: c.execute(KEYED_REQUEST.select()).mappings().all())
    assert [row["answer"] for row in rows] == [None]


async def test_a_deletion_without_an_answer_is_repeated_too(door: Door) -> None:
    admin = await door.admin()
    agent = await made(admin, "POST", "/api/v1/agents", {"name": "anna", "phone": "PJSIP/1001"})
    for _ in range(2):
        gone = await admin.delete(f"/api/v1/agents/{agent['id']}", headers=KEY)
        assert (gone.status_code, gone.content) == (204, b"")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
async def test_a_key_that_is_none_is_refused(door: Door, key: str) -> None:
    admin = await door.admin()
    answer = await admin.post("/api/v1/companies", json={"name": "Acme"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["errors"][0]["in"]) == (422, "header")


async def test_keys_are_forgotten_after_a_day(door: Door) -> None:
    admin = await door.admin()
    await admin.post("/api/v1/companies", json={"name": "Acme"}, headers=KEY)
    await door.parts.store.requests.forget_old(now=door.parts.clock() + KEPT_S + 1)
    assert await door.parts.store.database.read(lambda c: c.execute(KEYED_REQUEST.select()).all()) == []


def _routes() -> list[APIRoute]:
    return [route for module in MODULES for route in module.router.routes if isinstance(route, APIRoute)]


def test_what_takes_no_key_is_there() -> None:
    assert {*OWN_KEYS, *READS, *SESSIONS, *SHOWN_ONCE} <= {route.name for route in _routes()}
    writes = [one for one in _routes() if (one.methods or set()) - {"GET", "HEAD"}]
    assert [one.name for one in writes if not isinstance(one, Keyed)] == []


def test_every_answer_with_a_secret_is_shown_once() -> None:
    routes = [route for route in _routes() if isinstance(route, Keyed) and route.takes_key]
    secrets = {"secret", "token", "url", "link", "codes", "number", "password"}
    holding = {one.name for one in routes if secrets & set(getattr(one.response_model, "model_fields", ()))}
    assert holding
    numbered = {"create_caller_id", "change_caller_id", "patch_caller_id", "save_script", "publish_script"}
    numbered |= {"try_number", "apply_trunk", "heal_trunk", "roll_back_trunk"}
    assert holding - numbered <= SHOWN_ONCE
