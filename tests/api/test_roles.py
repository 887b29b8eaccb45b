"""Every route, every role: who may pass is written once more by hand, in tests/support/who_may.py."""

import re

import pytest

from api import pages, reference_page
from dialer.core.enums import Role
from tests.support.api_clients import Door, Estate
from tests.support.who_may import OPEN, TABLE, may

CALLERS = [None, *Role]


async def test_the_table_names_every_route(door: Door) -> None:
    app = door.app
    documented = {f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods}
    undocumented = {
        f"GET {getattr(route, 'path', '')}"
        for router in (pages.router, reference_page.router)
        for route in router.routes
    }
    assert set(TABLE) == documented | undocumented | {"GET /openapi.json"}


@pytest.mark.parametrize("role", CALLERS, ids=str)
async def test_each_role_passes_exactly_where_the_table_says(door: Door, estate: Estate, role: Role | None) -> None:
    client = await door.client(role, estate.agent_id if role is Role.AGENT else None)
    wrong = []
    for route in TABLE:
        if route == "GET /api/v1/stream":
            continue  # a stream that passes does not end: tests/api/live ask it
        method, template = route.split()
        # Ids that do not exist: whoever passes the check gets 404 or 422 and changes nothing.
        path = template.replace("{agent_id}", str(estate.agent_id)).replace("{switch}", "enable")
        path = re.sub(r"\{\w+\}", "999999", path)
        answer = await client.request(method, path)
        expected = expectation(role, route)
        got = {401: "who?", 403: "no"}.get(answer.status_code, "pass")
        if got == "no" and answer.json()["type"] == "/problems/wrong-origin":
            got = "pass"
        if got != expected:
            wrong.append((route, expected, answer.status_code, answer.text))
    assert wrong == []


def expectation(role: Role | None, operation: str) -> str:
    if role is None:
        return "pass" if TABLE[operation] == OPEN else "who?"
    return "pass" if may(role, operation) else "no"


async def test_an_agent_cannot_act_for_another(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    other = (await admin.post("/api/v1/agents", json={"name": "bruno", "phone": "PJSIP/1002"})).json()["id"]
    anna = await door.client(Role.AGENT, estate.agent_id)
    answer = await anna.post(f"/api/v1/agents/{other}/pause", json={"reason": "lunch"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-allowed"


async def test_a_revoked_key_opens_nothing(door: Door) -> None:
    admin, wall = await door.admin(), await door.client(Role.WALLBOARD)
    assert (await wall.get("/api/v1/board")).status_code == 200
    keys = (await admin.get("/api/v1/keys")).json()["items"]
    key = next(one for one in keys if one["grants"][0]["role"] == "wallboard")
    assert (await admin.delete(f"/api/v1/keys/{key['id']}")).status_code == 204
    assert (await wall.get("/api/v1/board")).status_code == 401
    assert (await admin.delete(f"/api/v1/keys/{key['id']}")).status_code == 404
