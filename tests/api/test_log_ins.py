"""Log-ins: a good key is never refused, failures wait, and log and audit tell of both without filling up."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.support.api_clients import Door, key_of
from tests.support.people import new_user

FAILURES_ALLOWED = 10
OURS = {"origin": "http://127.0.0.1:8080"}


@asynccontextmanager
async def from_address(door: Door, address: str, token: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """A client that connects from this address."""
    transport = httpx.ASGITransport(app=door.app, client=(address, 50000))
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", headers=headers) as client:
        yield client


async def tried(door: Door, address: str, *, token: str = "x" * 43, times: int = 1) -> list[int]:
    """The answers to so many requests with this token."""
    async with from_address(door, address, token) as client:
        return [(await client.get("/api/v1/me")).status_code for _ in range(times)]


async def token_of(door: Door, name: str, role: Role = Role.SUPERVISOR) -> str:
    return await key_of(door.parts, role, name=name)


async def written(door: Door, action: str) -> list[dict[str, Any]]:
    """The audit's lines of this kind, oldest first, once all have been written."""
    await door.parts.service.log_ins.close()
    lines = await door.parts.store.audit.list(action=action, limit=1000)
    return [{"actor": one.actor, "subject": one.subject, **one.facts} for one in reversed(lines)]


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8:1:2::7"])
async def test_a_good_key_is_never_refused_whatever_failed_before_from_its_address(door: Door, address: str) -> None:
    good = await token_of(door, "desk")
    assert await tried(door, address, times=FAILURES_ALLOWED + 2) == [401] * FAILURES_ALLOWED + [429] * 2
    assert await tried(door, address, token=good) == [200]
    person = await new_user(door, Role.SUPERVISOR)
    async with from_address(door, address) as client:
        assert (await client.post("/api/v1/session", json=person.proof, headers=OURS)).status_code == 200
        assert (await client.get("/api/v1/me")).status_code == 200  # by the cookie
    assert await tried(door, address) == [429]


async def test_an_ipv6_network_is_one_client(door: Door) -> None:
    addresses = [f"2001:db8:1:2::{n:x}" for n in range(FAILURES_ALLOWED + 1)]
    assert [await tried(door, one) for one in addresses] == [[401]] * FAILURES_ALLOWED + [[429]]
    assert await tried(door, "2001:db8:1:3::1") == [401]
    assert await tried(door, "::ffff:198.51.100.7", times=FAILURES_ALLOWED) == [401] * FAILURES_ALLOWED
    assert await tried(door, "198.51.100.7") == [429]  # the same, as a port that takes both kinds sees it


async def test_good_log_ins_are_in_the_audit_keys_once_a_day_for_each_address(door: Door) -> None:
    good, person = await token_of(door, "desk"), await new_user(door, Role.SUPERVISOR)
    for address in ("198.51.100.7", "198.51.100.8", "198.51.100.7"):
        assert await tried(door, address, token=good, times=5) == [200] * 5
    async with from_address(door, "198.51.100.7") as client:
        for _ in range(2):
            assert (await client.post("/api/v1/session", json=person.proof, headers=OURS)).status_code == 200
            assert (await client.get("/api/v1/me")).status_code == 200
    [number] = [one.id for one in await door.parts.store.keys.list(sees=EVERYTHING) if one.name == "desk"]
    who = {"actor": "key:desk", "subject": f"key:{number}"}
    assert await written(door, "key.use") == [{**who, "client": "198.51.100.7"}, {**who, "client": "198.51.100.8"}]
    who = {"actor": "user:anna", "subject": f"user:{person.id}"}
    assert await written(door, "sign_in") == [{**who, "client": "198.51.100.7", "way": "password"}] * 2


async def test_who_is_signed_in_sees_the_own_sign_ins_and_nobody_else_s(door: Door) -> None:
    anna, other = await new_user(door, Role.AGENT), await new_user(door, Role.MANAGER, name="bruno")
    for person, address in ((anna, "198.51.100.7"), (other, "198.51.100.8"), (anna, "198.51.100.9")):
        async with from_address(door, address) as client:
            assert (await client.post("/api/v1/session", json=person.proof, headers=OURS)).status_code == 200
            await written(door, "sign_in")
            seen = (await client.get("/api/v1/me/sign-ins")).json()
    assert [(one["client"], one["way"]) for one in seen] == [("198.51.100.9", "password"), ("198.51.100.7", "password")]


async def test_refused_sign_ins_are_counted_in_the_audit_without_what_was_typed(door: Door) -> None:
    for n in range(4):
        async with from_address(door, f"198.51.100.{n}") as client:
            body = {"login": "anna", "password": "correct horse battery"}
            assert (await client.post("/api/v1/session", json=body, headers=OURS)).status_code == 401
    lines = await written(door, "sign_in.refused")
    assert sum(line["attempts"] for line in lines) == 4
    assert "horse" not in str(lines)
    assert "anna" not in str(lines)


async def test_a_stranger_cannot_fill_the_audit_and_each_refused_log_in_is_counted(door: Door) -> None:
    for n in range(60):
        await tried(door, f"198.51.100.{n}", times=3)
    await tried(door, "203.0.113.9", times=FAILURES_ALLOWED + 10)
    lines = await written(door, "key.refused")
    assert len(lines) <= 2
    assert sum(line["attempts"] for line in lines) == 60 * 3 + FAILURES_ALLOWED + 10
    assert all(len(line["clients"]) <= 20 for line in lines)
    assert sum(sum(line["clients"].values()) + line["others"] for line in lines) == 60 * 3 + FAILURES_ALLOWED + 10
    assert "203.0.113.9" in lines[-1]["clients"]  # whoever tries most is named


async def test_the_log_tells_both_with_the_address_and_without_the_secret(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    good, wrong = await token_of(door, "desk"), "w" * 43
    with caplog.at_level(logging.INFO):
        await tried(door, "198.51.100.7", token=good, times=2)
        await tried(door, "198.51.100.8", token=wrong, times=FAILURES_ALLOWED + 20)
    told = [(one.levelname, one.getMessage(), vars(one).get("client")) for one in caplog.records]
    assert told.count(("INFO", "a key is used", "198.51.100.7")) == 1
    refused = [one for one in told if one[2] == "198.51.100.8"]
    assert refused == [("WARNING", "a key is refused", "198.51.100.8")] * FAILURES_ALLOWED
    assert not any(secret in str(vars(one)) for one in caplog.records for secret in (good, wrong))


async def test_a_revoked_key_is_refused_as_any_wrong_one(door: Door) -> None:
    good = await token_of(door, "desk")
    [number] = [one.id for one in await door.parts.store.keys.list(sees=EVERYTHING) if one.name == "desk"]
    answer = await (await door.admin()).delete(f"/api/v1/keys/{number}")
    assert answer.status_code == 204
    assert await tried(door, "198.51.100.7", token=good) == [401]
    [line] = await written(door, "key.refused")
    assert line == {"actor": "unknown", "subject": "", "attempts": 1, "clients": {"198.51.100.7": 1}, "others": 0}
