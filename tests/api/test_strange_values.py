"""Values that no client means to send: control and half characters, numbers that are none, unknown parameters."""

from typing import Any

import pytest

from tests.api.one_door import ONE_LOOP, door, estate
from tests.api.test_problems import problem
from tests.support.api_clients import Door, Estate, made

__all__ = ["door", "estate"]

pytestmark = ONE_LOOP
HALF = "\\ud800"  # in JSON: a lone surrogate, which UTF-8 cannot write


@pytest.mark.parametrize("bad", ["\\u0000", "\\u0001", "\\u001b", "\\u007f", "\\u0085", "\\u202e", "\\n", HALF])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "companies", '{"name": "A%s"}'),
        ("POST", "agents", '{"name": "a", "phone": "PJSIP/1", "display_name": "%s"}'),
        ("POST", "lists/{list_id}/leads", '{"phones": ["+393331234567"], "fields": {"%s": "x"}}'),
        ("POST", "lists/{list_id}/leads", '{"phones": ["%s"]}'),
        ("POST", "leads/find", '{"number": "%s"}'),
        ("POST", "session", '{"login": "%s", "password": "x"}'),
        ("POST", "retention", '{"limits": {"%s": 1}, "dry": true}'),
        ("PUT", "campaigns/{campaign_id}/fields", '{"field_types": {"a%s": {"kind": "text"}}}'),
    ],
)
async def test_a_name_with_a_control_character_is_refused(
    door: Door, estate: Estate, method: str, path: str, body: str, bad: str
) -> None:
    admin = await door.admin()
    place = path.format(list_id=estate.list_id, campaign_id=estate.campaign_id)
    headers = {"content-type": "application/json", "origin": "http://127.0.0.1:8080"}
    answer = await admin.request(method, f"/api/v1/{place}", content=(body % bad).encode(), headers=headers)
    problem(answer, 422, "invalid")


async def test_a_note_may_have_lines_and_tabs_and_no_other_control_characters(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/lists/{estate.list_id}/leads"
    await made(admin, "POST", path, {"phones": ["+393331234567"], "notes": "one\r\n\ttwo"})
    for bad in ("\0", "\x0b", "\x1b", "\x85", "\u202e"):
        answer = await admin.post(path, json={"phones": ["+393331234568"], "notes": f"one{bad}"})
        found = problem(answer, 422, "invalid")
        assert "tabs and new lines" in found["detail"]


@pytest.mark.parametrize("bad", ["%00", "%01", "%C2%85", "%E2%80%AE"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "attempts?disposition={}"),
        ("GET", "attempts/{}"),
        ("GET", "campaigns?name={}"),
        ("GET", "leads?q={}"),
        ("GET", "audit?subject={}"),
        ("GET", "suppressions?cursor={}"),
        ("DELETE", "companies/1/suppressions/{}"),
        ("POST", "lists/1/preview?filename={}"),
        ("POST", "lists/1/preview?map={}%3Dname"),
        ("POST", "lists/1/scrubs?register={}"),
    ],
)
async def test_a_parameter_with_a_control_character_is_refused(
    door: Door, estate: Estate, method: str, path: str, bad: str
) -> None:
    admin = await door.admin()
    answer = await admin.request(
        method, f"/api/v1/{path.format(f'a{bad}')}", content=b"", headers={"content-type": "text/csv"}
    )
    problem(answer, 422, "invalid")


async def test_a_file_whose_name_has_a_control_character_is_refused(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x01.csv"\r\n\r\nphone\r\n\r\n--x--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await admin.post(f"/api/v1/lists/{estate.list_id}/import", content=head, headers=headers)
    found = problem(answer, 422, "invalid")
    assert found["errors"][0]["where"] == "/file"


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("lists", {"name": "a", "company_id": 1, "needs_basis": "yes"}, "/needs_basis"),
        ("lists", {"name": "a", "company_id": 1, "needs_basis": 1}, "/needs_basis"),
        ("lists", {"name": "a", "company_id": "1"}, "/company_id"),
        ("lists", {"name": "a", "company_id": True}, "/company_id"),
        ("retention", {"dry": "true"}, "/dry"),
        ("retention", {"limits": {"leads": "5"}, "dry": True}, "/limits/leads"),
        ("campaigns", {"name": "a", "company_id": 1, "node_id": 1, "law": {"artificial_voice": "no"}}, ""),
        ("campaigns", {"name": "a", "company_id": 1, "node_id": 1, "rules": [{"next_phone": "on"}]}, ""),
    ],
)
async def test_json_says_numbers_and_booleans_as_such(
    door: Door, estate: Estate, path: str, body: dict[str, Any], where: str
) -> None:
    found = problem(await (await door.admin()).post(f"/api/v1/{path}", json=body), 422, "invalid")
    assert where in [one["where"] for one in found["errors"]] if where else found["errors"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 400, "9" * 5000])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("retention", '{"limits": {"leads": %s}, "dry": true}'),
        ("lists/1/leads", '{"phones": ["+393331234567"], "fields": {"a": %s}}'),
        ("lists/1/leads", '{"phones": ["+393331234567"], "priority": %s}'),
        ("lists/1/leads", '{"phones": ["+393331234567"], "expires_s": %s}'),
    ],
)
async def test_a_number_that_is_none_is_refused(door: Door, estate: Estate, path: str, body: str, number: str) -> None:
    admin = await door.admin()
    headers = {"content-type": "application/json"}
    answer = await admin.post(f"/api/v1/{path}", content=(body % number).encode(), headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["NaN", "inf", "1e400", "9" * 400])
@pytest.mark.parametrize("path", ["campaigns/1/figures?hours={}", "agents?campaign_id={}", "callbacks?agent_id={}"])
async def test_a_number_in_a_query_that_is_none_is_refused(door: Door, path: str, number: str) -> None:
    problem(await (await door.admin()).get(f"/api/v1/{path.format(number)}"), 422, "invalid")


@pytest.mark.parametrize("when", [0, 1_800_000_000, "1800000000", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
async def test_an_instant_is_written_and_of_our_age(door: Door, estate: Estate, when: object) -> None:
    admin = await door.admin()
    answer = await admin.put(f"/api/v1/agents/{estate.agent_id}/plan", json={"shift_ends_at": when})
    assert problem(answer, 422, "invalid")["errors"][0]["where"] == "/shift_ends_at"


async def test_an_unknown_query_parameter_is_named_with_those_that_are_known(door: Door) -> None:
    admin = await door.admin()
    found = problem(await admin.get("/api/v1/trunks?nodeid=1&color=red"), 422, "invalid")
    assert [(one["where"], one["in"]) for one in found["errors"]] == [("/nodeid", "query"), ("/color", "query")]
    assert "known are node_id" in found["detail"]
    found = problem(await admin.get("/api/v1/me?x=1", headers={"accept-language": "it"}), 422, "invalid")
    assert "qui non si accetta alcun parametro" in found["detail"]


async def test_every_operation_refuses_a_query_parameter_that_it_does_not_know(door: Door) -> None:
    admin = await door.admin()
    for path, methods in door.app.openapi()["paths"].items():
        for method in methods:
            if path == "/api/v1/session":
                continue  # it asks for the page's origin as well
            place = path.replace("{", "").replace("}", "")
            answer = await admin.request(method, place, params={"no_such_parameter": "1"}, json={})
            assert "no_such_parameter" in problem(answer, 422, "invalid")["detail"], (method, path)
