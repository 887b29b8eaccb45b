"""Every route, every role: who may pass is written here once more, by hand."""

import re

import pytest

from api import pages, reference_page
from dialer.core.enums import Role
from tests.support.api_clients import Door, Estate

A, M, S, W = Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.WALLBOARD
SELF = "self"  # the agent whom the path names, besides supervisors
ANY = "any"  # whoever has a token
OPEN = "open"

TABLE: dict[str, object] = {
    "GET /": OPEN,
    "GET /board": OPEN,
    "GET /login": OPEN,
    "GET /pages/words": OPEN,
    "GET /pages/{name}": OPEN,
    "GET /docs": OPEN,
    "GET /openapi.json": OPEN,
    "GET /problems/{slug}": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": W,
    "POST /api/v1/session": OPEN,
    "DELETE /api/v1/session": OPEN,
    "GET /api/v1/me": ANY,
    "GET /api/v1/live": W,
    "GET /api/v1/board": W,
    "GET /api/v1/campaigns": W,
    "POST /api/v1/campaigns": M,
    "GET /api/v1/campaigns/{campaign_id}": S,
    "PUT /api/v1/campaigns/{campaign_id}": M,
    "PUT /api/v1/campaigns/{campaign_id}/fields": M,
    "PATCH /api/v1/campaigns/{campaign_id}/declared": M,
    "DELETE /api/v1/campaigns/{campaign_id}": M,
    "GET /api/v1/campaigns/{campaign_id}/figures": S,
    "GET /api/v1/campaigns/{campaign_id}/decisions": S,
    "GET /api/v1/campaigns/{campaign_id}/calibration": S,
    "GET /api/v1/campaigns/{campaign_id}/calibration.svg": S,
    "GET /api/v1/campaigns/{campaign_id}/check": S,
    "GET /api/v1/campaigns/{campaign_id}/fields": S,
    "POST /api/v1/campaigns/{campaign_id}/start": M,
    "POST /api/v1/campaigns/{campaign_id}/pause": S,
    "POST /api/v1/campaigns/{campaign_id}/stop": S,
    "POST /api/v1/campaigns/{campaign_id}/close": M,
    "POST /api/v1/campaigns/{campaign_id}/open": M,
    "POST /api/v1/campaigns/{campaign_id}/archive": M,
    "GET /api/v1/lists": S,
    "POST /api/v1/lists": M,
    "GET /api/v1/lists/{list_id}": S,
    "PATCH /api/v1/lists/{list_id}": M,
    "DELETE /api/v1/lists/{list_id}": M,
    "POST /api/v1/previews": M,
    "POST /api/v1/lists/{list_id}/archive": M,
    "GET /api/v1/campaigns/{campaign_id}/penetration": S,
    "POST /api/v1/lists/{list_id}/unarchive": M,
    "POST /api/v1/lists/{list_id}/import": M,
    "GET /api/v1/imports": S,
    "GET /api/v1/imports/{import_id}": S,
    "POST /api/v1/lists/{list_id}/preview": M,
    "POST /api/v1/imports/{import_id}/preview": M,
    "POST /api/v1/imports/{import_id}/start": M,
    "GET /api/v1/imports/{import_id}/rejected.csv": M,
    "POST /api/v1/imports/{import_id}/cancel": M,
    "GET /api/v1/lists/{list_id}/leads.csv": S,
    "POST /api/v1/lists/{list_id}/leads": M,
    "GET /api/v1/leads": S,
    "GET /api/v1/leads/{lead_id}": S,
    "POST /api/v1/leads/find": S,
    "GET /api/v1/agents": S,
    "POST /api/v1/agents": M,
    "GET /api/v1/agents/{agent_id}": SELF,
    "PUT /api/v1/agents/{agent_id}": M,
    "POST /api/v1/agents/{agent_id}/log-in": SELF,
    "POST /api/v1/agents/{agent_id}/ready": SELF,
    "POST /api/v1/agents/{agent_id}/pause": SELF,
    "POST /api/v1/agents/{agent_id}/log-out": SELF,
    "GET /api/v1/agents/{agent_id}/screen": SELF,
    "PUT /api/v1/agents/{agent_id}/plan": SELF,
    "POST /api/v1/agents/{agent_id}/stage": SELF,
    "POST /api/v1/agents/{agent_id}/dispose": SELF,
    "POST /api/v1/agents/{agent_id}/hang-up": SELF,
    "POST /api/v1/agents/{agent_id}/dial": SELF,
    "POST /api/v1/agents/{agent_id}/preview/dial": SELF,
    "POST /api/v1/agents/{agent_id}/preview/skip": SELF,
    "GET /api/v1/agents/{agent_id}/callbacks": SELF,
    "GET /api/v1/callbacks": S,
    "GET /api/v1/callbacks/{callback_id}": S,
    "PATCH /api/v1/callbacks/{callback_id}": S,
    "POST /api/v1/callbacks/{callback_id}/cancel": S,
    "POST /api/v1/leads/{lead_id}/next": M,
    "GET /api/v1/attempts": S,
    "GET /api/v1/attempts.csv": S,
    "GET /api/v1/attempts/{attempt_id}": S,
    "GET /api/v1/controllers": S,
    "POST /api/v1/controllers": A,
    "GET /api/v1/controllers/{controller_id}": S,
    "PUT /api/v1/controllers/{controller_id}": A,
    "GET /api/v1/caller-ids": S,
    "POST /api/v1/caller-ids": A,
    "GET /api/v1/caller-ids/{caller_id_id}": S,
    "DELETE /api/v1/caller-ids/{caller_id_id}": A,
    "DELETE /api/v1/nodes/{name}": A,
    "DELETE /api/v1/nodes/{node_id}/trunks/{name}": A,
    "DELETE /api/v1/agents/{agent_id}": M,
    "PUT /api/v1/caller-ids/{caller_id_id}": A,
    "GET /api/v1/nodes": S,
    "GET /api/v1/nodes/{name}": S,
    "PUT /api/v1/nodes/{name}": A,
    "GET /api/v1/trunks": S,
    "GET /api/v1/nodes/{node_id}/trunks/{name}": S,
    "PUT /api/v1/nodes/{node_id}/trunks/{name}": A,
    "POST /api/v1/trunks/{trunk_id}/{switch}": M,
    "GET /api/v1/tokens": A,
    "POST /api/v1/tokens": A,
    "DELETE /api/v1/tokens/{token_id}": A,
    "GET /api/v1/controllers/{controller_id}/suppressions": S,
    "POST /api/v1/controllers/{controller_id}/suppressions": S,
    "DELETE /api/v1/controllers/{controller_id}/suppressions/{number}": M,
    "GET /api/v1/suppressions": S,
    "POST /api/v1/suppressions": S,
    "POST /api/v1/suppressions/remove": M,
    "POST /api/v1/suppressions/check": S,
    "POST /api/v1/suppressions/import": M,
    "POST /api/v1/lists/{list_id}/scrubs": M,
    "POST /api/v1/scrubs/{scrub_id}/result": M,
    "POST /api/v1/scrubs/{scrub_id}/cancel": M,
    "GET /api/v1/scrubs/{scrub_id}": S,
    "GET /api/v1/controllers/{controller_id}/scrubs": S,
    "GET /api/v1/controllers/{controller_id}/registers": S,
    "POST /api/v1/controllers/{controller_id}/registers/check": S,
    "POST /api/v1/controllers/{controller_id}/persons/access": M,
    "POST /api/v1/controllers/{controller_id}/persons/erase": A,
    "POST /api/v1/attempts/{attempt_id}/recording-consent": ANY,
    "POST /api/v1/retention": A,
    "GET /api/v1/retention/runs": M,
    "POST /api/v1/campaigns/{campaign_id}/unmask": A,
    "POST /api/v1/pseudonyms/rotate": A,
    "GET /api/v1/campaigns/{campaign_id}/compliance-report": M,
    "GET /api/v1/audit": A,
    "POST /api/v1/audit/verify": A,
    "GET /api/v1/audit.jsonl": A,
}

CALLERS = [None, Role.AGENT, Role.WALLBOARD, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN]
ORDER = [W, S, M, A]


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
    for route, who in TABLE.items():
        if route == "GET /api/v1/live":
            continue  # a stream that passes does not end: test_live asks it
        method, template = route.split()
        # Ids that do not exist: whoever passes the check gets 404 or 422 and changes nothing.
        path = template.replace("{agent_id}", str(estate.agent_id)).replace("{switch}", "enable")
        path = re.sub(r"\{\w+\}", "999999", path)
        answer = await client.request(method, path)
        expected = expectation(role, who)
        got = {401: "who?", 403: "no"}.get(answer.status_code, "pass")
        if got == "no" and answer.json()["type"] == "/problems/wrong-origin":
            got = "pass"
        if got != expected:
            wrong.append((route, expected, answer.status_code, answer.text))
    assert wrong == []


def expectation(role: Role | None, who: object) -> str:
    if who == OPEN:
        return "pass"
    if role is None:
        return "who?"
    if who == ANY:
        return "pass"
    if role is Role.AGENT:
        return "pass" if who == SELF else "no"
    least = S if who == SELF else who
    assert isinstance(least, Role)
    return "pass" if ORDER.index(role) >= ORDER.index(least) else "no"


async def test_an_agent_cannot_act_for_another(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    other = (await admin.post("/api/v1/agents", json={"name": "bruno", "phone": "PJSIP/1002"})).json()["id"]
    anna = await door.client(Role.AGENT, estate.agent_id)
    answer = await anna.post(f"/api/v1/agents/{other}/pause", json={"reason": "lunch"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-allowed"


async def test_a_revoked_token_opens_nothing(door: Door) -> None:
    admin, wall = await door.admin(), await door.client(Role.WALLBOARD)
    assert (await wall.get("/api/v1/board")).status_code == 200
    token = next(one for one in (await admin.get("/api/v1/tokens")).json() if one["role"] == "wallboard")
    assert (await admin.delete(f"/api/v1/tokens/{token['id']}")).status_code == 204
    assert (await wall.get("/api/v1/board")).status_code == 401
    assert (await admin.delete(f"/api/v1/tokens/{token['id']}")).status_code == 404
