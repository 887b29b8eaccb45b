"""Who administers one company or one team finds the users, keys and boards' links of others nowhere."""

from typing import Any

import httpx
import pytest

from api.schemas.wire import iso
from dialer.access.model import MACHINE, Grant
from dialer.core.enums import Role
from tests.support.api_clients import Door, items_of, made
from tests.support.people import OURS, client_of, new_user

LATER = 86_400.0


async def companies(door: Door) -> tuple[int, int]:
    """Two companies."""
    admin = await door.admin()
    first, second = [await made(admin, "POST", "/api/v1/companies", {"name": name}) for name in ("Acme", "Zenith")]
    return first["id"], second["id"]


async def limited(door: Door, name: str, *grants: Grant) -> httpx.AsyncClient:
    """A client with a key that has these grants."""
    expires_at = door.parts.clock() + LATER
    _, secret = await door.parts.service.access.create_key(MACHINE, name=name, grants=grants, expires_at=expires_at)
    client = await client_of(door)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


async def shown(client: httpx.AsyncClient, path: str) -> list[str]:
    """The names that a list shows."""
    return [one["name"] for one in await items_of(client, path)]


async def test_a_key_restricted_to_keys_revokes_none_that_may_more(door: Door) -> None:
    admin, ids = await door.admin(), await things(door, None)
    body = {
        "name": "warden",
        "grants": [{"role": "admin"}],
        "scopes": ["key.read", "key.write"],
        "expires_at": iso(door.parts.clock() + LATER),
    }
    warden = await client_of(door)
    warden.headers["Authorization"] = f"Bearer {(await made(admin, 'POST', '/api/v1/keys', body))['secret']}"
    answer = await warden.delete(f"/api/v1/keys/{ids['keys']['id']}")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/grants-too-much")
    assert (await admin.delete(f"/api/v1/keys/{ids['keys']['id']}")).status_code == 204


async def things(door: Door, company_id: int | None) -> dict[str, dict[str, Any]]:
    """A user, a key and a board's link whose grants are for this company."""
    admin, name = await door.admin(), f"of-{company_id}"
    grants = [{"role": "supervisor", "company_id": company_id}]
    user = await made(admin, "POST", "/api/v1/users", {"name": name, "grants": grants})
    made_key, _ = await door.parts.service.access.create_key(
        MACHINE,
        name=name,
        grants=[Grant(role=Role.SUPERVISOR, company_id=company_id)],
        expires_at=door.parts.clock() + LATER,
    )
    body = {"name": name, "board": "floor", "company_id": company_id}
    token = (await made(admin, "POST", "/api/v1/board-tokens", body))["token"]
    return {"users": user, "keys": {"id": made_key.id}, "board-tokens": token}


async def test_lists_show_what_lies_within_the_callers_own(door: Door) -> None:
    acme, zenith = await companies(door)
    for one in (acme, zenith, None):
        await things(door, one)
    await door.parts.service.access.create_user(MACHINE, name="nobody-yet")
    client = await limited(door, "acme's", Grant(role=Role.ADMIN, company_id=acme))
    own = f"of-{acme}"
    assert await shown(client, "/api/v1/users") == [own]
    assert await shown(client, "/api/v1/keys") == [own, "acme's"]
    assert await shown(client, "/api/v1/board-tokens") == [own]
    everything = await shown(await door.admin(), "/api/v1/users")
    assert everything == ["nobody-yet", own, f"of-{zenith}", "of-none"]


@pytest.mark.parametrize("whose", ["zenith", "all"])
async def test_what_is_anothers_is_not_found_whatever_is_asked(door: Door, whose: str) -> None:
    acme, zenith = await companies(door)
    ids = {kind: one["id"] for kind, one in (await things(door, zenith if whose == "zenith" else None)).items()}
    client = await limited(door, "acme's", Grant(role=Role.ADMIN, company_id=acme))
    user, key, token = (f"/api/v1/{kind}/{ids[kind]}" for kind in ("users", "keys", "board-tokens"))
    agent = {"role": "agent"}
    asked: list[tuple[str, str, object]] = [
        ("GET", user, None),
        ("PATCH", user, {"display_name": "x"}),
        ("POST", f"{user}/disable", None),
        ("POST", f"{user}/enable", None),
        ("POST", f"{user}/link", None),
        ("DELETE", f"{user}/sessions", None),
        ("DELETE", f"{user}/totp", None),
        ("GET", f"{user}/grants", None),
        ("POST", f"{user}/grants", agent | {"company_id": acme}),
        ("DELETE", f"{user}/grants/1", None),
        ("GET", key, None),
        ("PATCH", key, {"name": "x"}),
        ("DELETE", key, None),
        ("GET", token, None),
        ("DELETE", token, None),
    ]
    answers = {
        (method, path): (await client.request(method, path, json=body)).status_code for method, path, body in asked
    }
    assert set(answers.values()) == {404}, answers
    admin = await door.admin()
    assert (await made(admin, "GET", user))["disabled_at"] is None
    assert (await made(admin, "GET", key))["revoked_at"] is None
    assert (await made(admin, "GET", token))["revoked_at"] is None


async def test_what_is_the_callers_own_can_be_changed_and_not_given_beyond_it(door: Door) -> None:
    acme, zenith = await companies(door)
    client = await limited(door, "acme's", Grant(role=Role.ADMIN, company_id=acme))
    own = {"role": "manager", "company_id": acme}
    user = await made(client, "POST", "/api/v1/users", {"name": "anna", "grants": [own]})
    path = f"/api/v1/users/{user['id']}"
    await made(client, "PATCH", path, {"display_name": "Anna"})
    await made(client, "POST", f"{path}/grants", {"role": "agent", "company_id": acme})
    for beyond in ({"role": "manager"}, {"role": "agent"}, {"role": "agent", "company_id": zenith}):
        answer = await client.post(f"{path}/grants", json=beyond)
        assert answer.json()["type"] == "/problems/grants-too-much", beyond
        answer = await client.post("/api/v1/users", json={"name": "bruno", "grants": [beyond]})
        assert answer.json()["type"] == "/problems/grants-too-much", beyond
    nowhere = await client.post("/api/v1/users", json={"name": "bruno"})
    assert nowhere.status_code == 422
    for where in ({}, {"company_id": zenith}):
        answer = await client.post("/api/v1/board-tokens", json={"name": "hall", "board": "floor"} | where)
        assert answer.json()["type"] == "/problems/grants-too-much", where


async def test_an_agent_of_another_team_is_nobody_to_act_for(door: Door) -> None:
    """A user or key that acts for an agent logs the agent in, and hears the calls."""
    admin = await door.admin()
    north, south = [await made(admin, "POST", "/api/v1/teams", {"name": name}) for name in ("north", "south")]
    body = {"name": "anna", "phone": "PJSIP/1001", "team_id": south["id"]}
    agent = await made(admin, "POST", "/api/v1/agents", body)
    client = await limited(door, "north's", Grant(role=Role.ADMIN, team_id=north["id"]))
    grants = [{"role": "agent", "team_id": north["id"]}]
    asked = {"name": "anna", "agent_id": agent["id"], "grants": grants}
    answer = await client.post("/api/v1/users", json=asked)
    assert answer.json()["type"] == "/problems/bad-reference"
    user = await made(client, "POST", "/api/v1/users", asked | {"agent_id": None})
    answer = await client.patch(f"/api/v1/users/{user['id']}", json={"agent_id": agent["id"]})
    assert answer.json()["type"] == "/problems/bad-reference"


async def test_a_key_reaches_what_both_it_and_its_owner_reach(door: Door) -> None:
    """The owner may lose a role after the key was made: the key keeps its grants and loses their effect."""
    acme, zenith = await companies(door)
    admin = await door.admin()
    for one in (acme, zenith):
        await things(door, one)
    person = await new_user(door, Role.ADMIN)
    browser = await client_of(door)
    answer = await browser.post("/api/v1/session", json=person.proof, headers=OURS)
    assert answer.status_code == 200
    everywhere, own = await grants_of(browser), {"role": "admin", "company_id": acme}
    expires_at = (await items_of(admin, "/api/v1/keys"))[0]["expires_at"]
    body = {"name": "annas", "grants": [{"role": "admin"}], "expires_at": expires_at}
    answer = await browser.post("/api/v1/keys", json=body, headers=OURS)
    assert answer.status_code == 201, answer.text
    client = await client_of(door)
    client.headers["Authorization"] = f"Bearer {answer.json()['secret']}"
    assert f"of-{zenith}" in await shown(client, "/api/v1/users")

    await door.parts.service.access.create_user(MACHINE, name="other", grants=[Grant(role=Role.ADMIN)])
    await made(admin, "POST", f"/api/v1/users/{person.id}/grants", own)
    await admin.delete(f"/api/v1/users/{person.id}/grants/{everywhere[0]}")
    assert await shown(client, "/api/v1/users") == ["anna", f"of-{acme}"]
    again = await client.post("/api/v1/users", json={"name": "bruno", "grants": [{"role": "manager"}]})
    assert again.json()["type"] == "/problems/grants-too-much"

    held = {"role": "wallboard", "company_id": acme}
    await made(admin, "POST", f"/api/v1/users/{person.id}/grants", held)
    [_, admin_grant] = [one["id"] for one in await made(admin, "GET", f"/api/v1/users/{person.id}/grants")][::-1]
    await admin.delete(f"/api/v1/users/{person.id}/grants/{admin_grant}")
    assert (await client.get("/api/v1/users")).status_code == 403
    assert (await client.get("/api/v1/board")).status_code == 200


async def grants_of(browser: httpx.AsyncClient) -> list[int]:
    """The ids of the signed-in user's grants."""
    return [one["id"] for one in (await browser.get("/api/v1/me")).json()["grants"]]
