"""A PUT that leaves something out resets nothing: it is refused, and names what is missing."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.support.api_clients import HOURS, Door, Estate, made, written


async def refused(client: httpx.AsyncClient, path: str, body: object, **headers: str) -> dict[str, str]:
    """By place, what is said of it."""
    answer = await client.put(path, json=body, headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/left-out"), answer.text
    return {one["where"]: one["what"] for one in problem["errors"]}


async def test_a_campaign_written_with_three_fields_keeps_mode_hours_trunks_and_caller_id(
    door: Door, estate: Estate
) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    before = await made(admin, "GET", path)
    body = {"name": "Spring", "company_id": estate.company_id, "node_id": estate.node_id}
    found = await refused(admin, path, body)
    assert set(found) == {"/mode", "/hours", "/trunk_ids", "/caller_id_id"}
    said = "is left out but has a value: send it as it is, or send {} to reset it"
    assert (found["/mode"], found["/caller_id_id"]) == (said.format('"progressive"'), said.format("null"))
    found = await refused(admin, path, body, **{"accept-language": "it"})
    assert found["/hours"] == "manca ma ha un valore: inviarlo com'è, o inviare [] per azzerarlo"
    assert await made(admin, "GET", path) == before
    cleared = body | {"mode": "preview", "hours": [], "trunk_ids": [], "caller_id_id": None}
    changed = await made(admin, "PUT", path, cleared)
    assert (changed["mode"], changed["hours"], changed["trunks"], changed["caller_id"]) == ("preview", [], [], None)


async def test_what_lies_inside_a_campaign_is_not_lost_either(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    whole = written(await made(admin, "GET", path))
    disposition = {"code": "sale", "label": "Sold", "is_success": True}
    rule = {"on": "busy", "then": "retry", "wait_s": 60.0, "growth": 2.0}
    law = {"profile": "XX-DEMO", "sector": "gas", "amd_audit": {"at": "2026-01-01T00:00:00Z", "sample": 9, "people": 1}}
    law["amd_audit"]["by"] = "Ada"  # type: ignore[index]
    whole = written(
        await made(admin, "PUT", path, whole | {"dispositions": [disposition], "rules": [rule], "law": law})
    )
    assert set(await refused(admin, path, whole | {"law": {"profile": "XX-DEMO"}})) == {"/law/sector", "/law/amd_audit"}
    audit = {name: value for name, value in law["amd_audit"].items() if name != "by"}  # type: ignore[attr-defined]
    assert set(await refused(admin, path, whole | {"law": law | {"amd_audit": audit}})) == {"/law/amd_audit/by"}
    short = [{"on": "no_answer", "then": "retry"}, {"on": "busy", "then": "retry", "wait_s": 60.0}]
    found = await refused(admin, path, whole | {"rules": short})
    assert set(found) == {"/rules/0/wait_s", "/rules/1/growth"}
    short = [{"code": "later", "label": "Later"}, {"code": "sale"}]
    found = await refused(admin, path, whole | {"dispositions": short})
    assert set(found) == {"/dispositions/1/is_success"}
    kept = {name: value for name, value in whole.items() if name not in ("law", "rules", "dispositions")}
    assert written(await made(admin, "PUT", path, kept)) == whole


async def test_a_campaign_with_dispositions_of_its_own_is_taken_back_as_it_is_shown(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    whole = written(await made(admin, "GET", path), rules=None, dispositions=[{"code": "later", "label": "Later"}])
    shown = await made(admin, "PUT", path, whole)
    assert written(await made(admin, "PUT", path, written(shown))) == written(shown)
    assert [one["on"] for one in shown["rules"] if one["on"].startswith("disposition:")] == []


async def test_a_text_stands_for_its_hash(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    whole = written(await made(admin, "GET", path))
    law = {"profile": "XX-DEMO", "script_text": "Good day."}
    first = (await made(admin, "PUT", path, whole | {"law": law}))["law"]["script_sha256"]
    second = (await made(admin, "PUT", path, whole | {"law": law | {"script_text": "Hello."}}))["law"]["script_sha256"]
    assert first != second
    assert set(await refused(admin, path, whole | {"law": {"profile": "XX-DEMO"}})) == {"/law/script_sha256"}


@pytest.mark.parametrize(
    ("path", "whole", "kept", "lost"),
    [
        (
            "/nodes/{node_id}/trunks/carrier",
            {"dial": "PJSIP/{number}@carrier", "max_channels": 7, "enabled": False, "country": "IT"},
            ("dial",),
            {"/max_channels", "/enabled", "/country"},
        ),
        (
            "/nodes/north",
            {"host": "192.0.2.7", "tls": True, "port": 5039, "max_channels": 30},
            ("host",),
            {"/tls", "/port", "/max_channels"},
        ),
        (
            "/caller-ids/1",
            {"label": "main", "declared_in": ["ROC"], "tested_at": "2026-01-01T00:00:00Z", "test_reached": "agent"},
            ("label",),
            {"/declared_in", "/tested_at", "/test_reached"},
        ),
        ("/companies/1", {"privacy": {"email": "a@b.it", "recipients": ["Bank"]}}, (), {"/privacy/recipients"}),
        (
            "/agents/{agent_id}",
            {"phone": "PJSIP/1001", "display_name": "Anna", "language": "en", "leg_kind": "ring", "country": "IT"},
            ("phone",),
            {"/display_name", "/language", "/leg_kind", "/country"},
        ),
    ],
)
async def test_nothing_that_is_put_loses_what_is_left_out(
    door: Door, estate: Estate, path: str, whole: dict[str, Any], kept: tuple[str, ...], lost: set[str]
) -> None:
    admin = await door.admin()
    path = "/api/v1" + path.format(node_id=estate.node_id, agent_id=estate.agent_id)
    if "carrier" in path:  # it is there, with limits of its own
        await made(admin, "PUT", path, whole | {"number_format": "e164", "calls_per_second": 5.0})
    shown = await made(admin, "PUT", path, whole)
    part = {name: whole[name] for name in kept} or {"privacy": {"email": "a@b.it"}}
    assert set(await refused(admin, path, part)) == lost
    assert await made(admin, "GET", path) == shown
    assert await made(admin, "PUT", path, whole) == shown


async def test_a_planned_break_is_not_forgotten_with_the_end_of_the_shift(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/agents/{estate.agent_id}/plan"
    at = door.parts.clock() + 3600.0
    await made(admin, "PUT", path, {"break_at": _iso(at)})
    assert set(await refused(admin, path, {"shift_ends_at": _iso(at)})) == {"/break_at"}
    assert (await made(admin, "PUT", path, {"shift_ends_at": None, "break_at": None}))["break_at"] is None


async def test_a_new_campaign_is_progressive(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    body = {"name": "New", "company_id": estate.company_id, "node_id": estate.node_id, "hours": HOURS}
    assert (await made(admin, "POST", "/api/v1/campaigns", body))["mode"] == "progressive"


async def test_a_campaign_that_is_not_stopped_keeps_its_company(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    other = (await made(admin, "POST", "/api/v1/companies", {"name": "Other"}))["id"]
    whole = written(await made(admin, "GET", path), company_id=other, caller_id_id=None)
    for verb in ("start", "pause"):
        await made(admin, "POST", f"{path}/{verb}")
        answer = await admin.put(path, json=whole)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/company-fixed")
    await made(admin, "POST", f"{path}/stop")
    assert (await made(admin, "PUT", path, whole))["company"]["name"] == "Other"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
