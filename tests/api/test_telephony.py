"""Checks of nodes, their journal, their phones, and groups of trunks over the API."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import pytest

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, deleted, made

FINDING: Final = {"ok": False, "what": "AMD is not loaded.", "where": "modules.conf", "mend": "load = app_amd.so"}
FINE: Final = {"ok": True, "what": "The trunk carrier can be reached.", "where": "pjsip.conf", "mend": ""}
LINE: Final = {
    "at": 1000.0,
    "way": "sent",
    "what": {"id": "Hang up {channel}.", "facts": {"channel": "pc-1-a"}, "context": ""},
    "answer": {"id": "done", "facts": {}, "context": ""},
    "ok": True,
    "took_ms": 1.5,
    "raw": "Action: Hangup",
}


@asynccontextmanager
async def an_engine(door: Door, node_id: int, **answers: Mapping[str, Any]) -> AsyncIterator[None]:
    """An engine that holds the node and answers questions of these kinds."""
    bus = door.parts.bus
    node = {"id": node_id, "name": "default", "state": "up", "version": "22", "trouble": None}
    bus.publish(Topic.BOARD, {"at": door.parts.clock() + 60.0, "engine_id": "one", "nodes": [node]})

    async def answer() -> None:
        async for message in questions:
            if (said := answers.get(message.body["kind"])) is not None:
                bus.publish(Topic.ANSWER, {"number": message.body["number"], **said})

    async with bus.subscribe(Topic.ASK) as questions:
        task = asyncio.create_task(answer())
        try:
            yield
        finally:
            task.cancel()


async def ended(admin: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """The check, once its job has ended."""
    async with asyncio.timeout(20.0):
        while True:
            shown: dict[str, Any] = await made(admin, "GET", path)
            if shown["status"] in ("done", "failed"):
                return shown
            await asyncio.sleep(0.05)


async def test_a_check_is_a_job_whose_findings_are_kept_with_what_is_wrong_first(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/nodes/{estate.node_id}/check"
    before = await made(admin, "GET", path)
    assert (before["status"], before["findings"], before["job_id"]) == ("never", [], None)
    async with an_engine(door, estate.node_id, asterisk_check={"findings": [FINE, FINDING]}):
        begun = await admin.post(path)
        assert begun.status_code == 202
        found = await ended(admin, path)
    assert (found["status"], [one["ok"] for one in found["findings"]]) == ("done", [False, True])
    assert found["findings"][0]["mend"] == "load = app_amd.so"
    job = await made(admin, "GET", f"/api/v1/jobs/{found['job_id']}")
    assert (job["kind"], job["subject"], job["status"]) == ("asterisk check", f"node:{estate.node_id}", "done")
    [line] = [one for one in await door.parts.store.audit.onwards() if one.action == "node.check"]
    assert line.subject == f"node:{estate.node_id}"


async def test_without_an_engine_the_check_says_what_mends_it(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/nodes/{estate.node_id}/check"
    assert (await admin.post(path)).status_code == 202
    [finding] = (await ended(admin, path))["findings"]
    assert (finding["ok"], finding["mend"]) == (False, "Start Pronto's engine; it takes a few seconds.")


async def test_what_was_said_is_read_from_the_engine_and_by_admins_alone(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/nodes/{estate.node_id}/journal"
    assert (await admin.get(path)).status_code == 409  # no engine holds the node
    async with an_engine(door, estate.node_id, ami_journal={"lines": [LINE]}):
        [line] = await made(admin, "GET", path)
        assert (line["what"], line["answer"], line["took_ms"]) == ("Hang up pc-1-a.", "done", 1.5)
        italian = await admin.get(path, headers={"Accept-Language": "it"})
        assert italian.json()[0]["what"] == "Chiudere pc-1-a."
        manager = await door.client(Role.MANAGER)
        assert (await manager.get(path)).status_code == 403
    assert (await admin.get("/api/v1/nodes/99/journal")).status_code == 404


async def test_phones_are_shown_with_who_sits_there(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/nodes/{estate.node_id}/phones"
    assert (await admin.get(path)).status_code == 409
    await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1099", "display_name": "Bruno B."})
    known = [
        {"name": "1001", "is_reached": True, "use": "phone"},
        {"name": "1002", "is_reached": False, "use": "phone"},
        {"name": "carrier", "is_reached": True, "use": "trunk"},
    ]
    async with an_engine(door, estate.node_id, asterisk_endpoints={"endpoints": known}):
        phones = await made(admin, "GET", path)
        shown = {one["endpoint"]: (one["state"], one["agent_id"] is not None) for one in phones}
        assert shown == {"1001": ("registered", True), "1099": ("missing", True), "1002": ("unreached", False)}
        assert next(one for one in phones if one["endpoint"] == "1099")["agent_name"] == "Bruno B."


def a_group(estate: Estate, **changes: Any) -> dict[str, Any]:
    return {"node_id": estate.node_id, "name": "both", "members": [{"trunk_id": estate.trunk_id}]} | changes


async def test_a_group_is_written_used_changed_and_deleted(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    spare = await made(admin, "PUT", f"/api/v1/nodes/{estate.node_id}/trunks/spare", {"dial": "PJSIP/{number}@spare"})
    members = [
        {"trunk_id": spare["id"], "order": 2, "max_channels": 5},
        {"trunk_id": estate.trunk_id, "order": 1, "weight": 3, "number_format": "plain"},
    ]
    group = await made(admin, "POST", "/api/v1/trunk-groups", a_group(estate, members=members))
    assert [one["trunk_id"] for one in group["members"]] == [estate.trunk_id, spare["id"]]  # by their order
    assert "sip:5xx" in group["failover_on"]
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    campaign = await made(admin, "PATCH", path, {"trunk_ids": [], "trunk_group_id": group["id"]})
    assert [one["name"] for one in campaign["trunks"]] == ["carrier", "spare"]
    config = await door.parts.store.campaigns.get(estate.campaign_id, sees=EVERYTHING)
    assert config.trunk_group is not None
    assert (config.trunk_group.members[0].weight, config.trunk_group.members[1].max_channels) == (3, 5)
    of_group = f"/api/v1/trunk-groups/{group['id']}"
    assert (await admin.delete(of_group)).status_code == 409  # a campaign uses it
    changed = await made(admin, "PATCH", of_group, {"failover_on": ["sip:503", "sip:503"]})
    assert changed["failover_on"] == ["sip:503"]
    stale = await admin.patch(of_group, json={"name": "x"}, headers={"If-Match": '"old"'})
    assert (stale.status_code, stale.json()["present"]["name"]) == (412, "both")
    campaign = await made(admin, "PATCH", path, {"trunk_ids": [estate.trunk_id], "trunk_group_id": None})
    assert [one["name"] for one in campaign["trunks"]] == ["carrier"]
    assert (await deleted(admin, of_group)).status_code == 204
    assert await made(admin, "GET", "/api/v1/trunk-groups") == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"failover_on": ["sip:486"]}, "/failover_on/0"),
        ({"failover_on": ["4xx"]}, "/failover_on/0"),
        ({"members": [{"trunk_id": 99}]}, "/members"),
        ({"members": [{"trunk_id": 1}, {"trunk_id": 1}]}, "/members"),
        ({"members": [{"trunk_id": 1, "weight": 0}]}, "/members/0/weight"),
    ],
)
async def test_a_wrong_group_is_refused_at_its_place(
    door: Door, estate: Estate, changes: dict[str, Any], where: str
) -> None:
    refused = await (await door.admin()).post("/api/v1/trunk-groups", json=a_group(estate, **changes))
    assert refused.status_code == 422, refused.text
    assert where in str(refused.json()["errors"])


async def test_a_campaign_has_a_group_or_trunks_of_its_own(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    group = await made(admin, "POST", "/api/v1/trunk-groups", a_group(estate))
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    both = await admin.patch(path, json={"trunk_group_id": group["id"]})
    assert (both.status_code, both.json()["errors"][0]["where"]) == (422, "/trunk_ids")
    gone = await admin.patch(path, json={"trunk_ids": [], "trunk_group_id": 99})
    assert (gone.status_code, gone.json()["errors"][0]["where"]) == (422, "/trunk_group_id")


async def test_a_retired_trunk_leaves_its_groups(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    group = await made(admin, "POST", "/api/v1/trunk-groups", a_group(estate))
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    await made(admin, "PATCH", path, {"trunk_ids": [], "trunk_group_id": group["id"]})
    assert (await deleted(admin, f"/api/v1/nodes/{estate.node_id}/trunks/carrier")).status_code == 204
    assert (await made(admin, "GET", f"/api/v1/trunk-groups/{group['id']}"))["members"] == []
    assert (await made(admin, "GET", path))["trunks"] == []
