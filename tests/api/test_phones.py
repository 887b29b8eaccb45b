"""What may be dialled: phones and trunks are PJSIP endpoints, unless their node allows more; a phone is one agent's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Connection, update

from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.storage.schema import AGENT
from tests.support.api_clients import Door, Estate, items_of, made

OTHER_PHONES = ["PJSIP/0088112345678@carrier", "Local/1001@from-internal", "System/reboot", "PJSIP/carrier/sip:1@x"]


@pytest.mark.parametrize("phone", OTHER_PHONES)
async def test_a_phone_is_an_endpoint_unless_a_node_allows_more(door: Door, estate: Estate, phone: str) -> None:
    admin = await door.admin()
    path = f"/api/v1/agents/{estate.agent_id}"
    for answer in (
        await admin.post("/api/v1/agents", json={"name": "x", "phone": phone}),
        await admin.put(path, json=FULL_AGENT | {"phone": phone}),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["where"] == "/phone"
        assert "PJSIP/ and the name of its endpoint" in answer.text
    assert (await door.parts.store.agents.get(estate.agent_id, sees=EVERYTHING)).phone == "PJSIP/1001"


async def test_agents_can_be_written_before_their_node(door: Door) -> None:
    admin = await door.admin()
    assert (await admin.delete("/api/v1/nodes/default")).status_code == 204
    await made(admin, "POST", "/api/v1/agents", {"name": "anna", "phone": "PJSIP/1001"})


FULL_AGENT = {"display_name": "Anna", "leg_kind": "standing", "language": "it", "country": ""}


async def test_a_node_allows_phones_by_pattern_and_a_log_in_looks_at_the_node_that_will_call(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    node = (await made(admin, "GET", "/api/v1/nodes"))[0]
    written = {name: value for name, value in node.items() if name not in ("id", "name", "retired_at")}
    patterns = {"dial_patterns": ["Local/{extension}@agents"]}
    await made(admin, "PUT", f"/api/v1/nodes/{node['name']}", written | patterns)
    path = f"/api/v1/agents/{estate.agent_id}"
    await made(admin, "PUT", path, FULL_AGENT | {"phone": "Local/1001@agents"})
    log_in = {"campaign_id": estate.campaign_id}
    await made(admin, "POST", f"{path}/log-in", log_in)
    await made(admin, "POST", f"{path}/log-out")
    await made(admin, "PUT", f"/api/v1/nodes/{node['name']}", written | {"dial_patterns": []})
    refused = await admin.post(f"{path}/log-in", json=log_in)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "phone-not-allowed")


@pytest.mark.parametrize("dial", ["Local/{number}@any", "System/{number}", "PJSIP/carrier/sip:{number}@host"])
async def test_a_trunk_is_an_endpoint_unless_the_node_allows_more(door: Door, estate: Estate, dial: str) -> None:
    admin = await door.admin()
    path = f"/api/v1/nodes/{estate.node_id}/trunks/other"
    refused = await admin.put(path, json={"dial": dial})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["where"] == "/dial"
    node = (await made(admin, "GET", "/api/v1/nodes"))[0]
    written = {name: value for name, value in node.items() if name not in ("id", "name", "retired_at")}
    await made(admin, "PUT", f"/api/v1/nodes/{node['name']}", written | {"dial_patterns": [dial]})
    await made(admin, "PUT", path, {"dial": dial})
    await made(admin, "PUT", path, {"dial": "PJSIP/0039{number}@carrier"})


async def test_two_agents_cannot_have_one_phone(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    taken = await admin.post("/api/v1/agents", json={"name": "bruno", "phone": "PJSIP/1001"})
    assert (taken.status_code, taken.json()["type"].rpartition("/")[2]) == (409, "phone-taken")
    assert "anna" in taken.json()["detail"]
    bruno = (await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"}))["id"]
    changed = await admin.put(f"/api/v1/agents/{bruno}", json=FULL_AGENT | {"phone": "PJSIP/1001"})
    assert changed.status_code == 409
    # Who has had one together since before may both be kept, but only one of them be logged in.
    await _give(door, bruno, "PJSIP/1001")
    await made(admin, "PUT", f"/api/v1/agents/{bruno}", FULL_AGENT | {"phone": "PJSIP/1001", "language": "en"})
    log_in = {"campaign_id": estate.campaign_id}
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", log_in)
    busy = await admin.post(f"/api/v1/agents/{bruno}/log-in", json=log_in)
    assert (busy.status_code, busy.json()["type"].rpartition("/")[2]) == (409, "phone-busy")
    assert "anna" in busy.json()["detail"]
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-out")
    await made(admin, "POST", f"/api/v1/agents/{bruno}/log-in", log_in)


async def _give(door: Door, agent_id: int, phone: str) -> None:
    """Write a phone as a version did that let two agents have the same."""

    def write(connection: Connection) -> None:
        connection.execute(update(AGENT).where(AGENT.c.id == agent_id).values(phone=phone))

    await door.parts.store.database.write(write)


async def test_the_audit_keeps_what_was_changed_of_an_agent(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await made(admin, "PUT", f"/api/v1/agents/{estate.agent_id}", FULL_AGENT | {"phone": "PJSIP/1009"})
    kept = (await items_of(admin, "/api/v1/audit?action=agent.update"))[0]["facts"]
    assert kept["changes"]["phone"] == {"from": "PJSIP/1001", "to": "PJSIP/1009"}
    assert kept["changes"]["display_name"] == {"from": "", "to": "Anna"}
    assert "language" not in kept["changes"]
    created = (await items_of(admin, "/api/v1/audit?action=agent.create"))[0]["facts"]
    assert (created["name"], created["phone"]) == ("anna", "PJSIP/1001")


@asynccontextmanager
async def asterisk_says(door: Door, estate: Estate, **states: str) -> AsyncIterator[None]:
    """An engine that is linked, and whose Asterisk has these endpoints; those that are not named it has not."""
    bus, now = door.parts.bus, door.parts.clock()
    bus.publish(Topic.BOARD, {"at": now, "engine_id": "one", "nodes": [{"id": estate.node_id, "state": "up"}]})

    async def tell() -> None:
        async with bus.subscribe(Topic.ASK) as questions:
            listening.set()
            async for question in questions:
                if question.body["kind"] == "endpoints":
                    told = {name: states.get(name, "missing") for name in question.body["endpoints"]}
                    bus.publish(Topic.ANSWER, {"number": question.body["number"], "endpoints": told})

    listening = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        telling = group.create_task(tell())
        await listening.wait()
        yield
        telling.cancel()


async def test_a_phone_that_asterisk_does_not_have_is_refused_at_log_in(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path, body = f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id}
    async with asterisk_says(door, estate, carrier="reached"):
        refused = await admin.post(path, json=body)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "unknown-phone")
    assert (await made(admin, "GET", f"/api/v1/agents/{estate.agent_id}"))["wish"] == "logged_out"
    async with asterisk_says(door, estate, **{"1001": "reached"}):
        assert (await made(admin, "POST", path, body))["phone_warning"] is None


async def test_a_phone_that_is_not_registered_is_warned_of(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path, body = f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id}
    async with asterisk_says(door, estate, **{"1001": "unreached"}):
        assert "not registered" in (await made(admin, "POST", path, body))["phone_warning"]
        admin.headers["accept-language"] = "it"
        assert "non è registrato" in (await made(admin, "POST", path, body))["phone_warning"]


async def test_who_logs_in_while_nobody_can_ask_is_told_so(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path, body = f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id}
    assert "could not be asked" in (await made(admin, "POST", path, body))["phone_warning"]


async def test_a_trunk_that_asterisk_does_not_have_stops_check_and_start(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    async with asterisk_says(door, estate, **{"1001": "reached"}):
        checked = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}/check")
        started = await admin.post(f"/api/v1/campaigns/{estate.campaign_id}/start")
    stops = [one["what"] for one in checked["findings"] if one["weight"] == "stops" and one["about"] == "trunk"]
    assert stops == ["Asterisk has no endpoint carrier, by which the trunk carrier is dialled"]
    assert (started.status_code, started.json()["type"].rpartition("/")[2]) == (409, "campaign-not-ready")
    assert stops[0] in started.text
