"""Nodes over the API: whose secret is sent where, and that no call is left behind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.core.settings import Settings
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from tests.support.api_clients import Door, Estate, made, open_door

NUMBER = "+390212345678"


@pytest.mark.parametrize("name", ["PRONTO_DATABASE_URL", "PRONTO_KEY", "PRONTO_AMI_SECRETS"])
async def test_a_node_names_an_ami_secret_and_no_other_variable(door: Door, name: str) -> None:
    refused = await (await door.admin()).put("/api/v1/nodes/far", json={"host": "127.0.0.1", "secret_env": name})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/secret_env")
    assert "PRONTO_AMI_SECRET_MILAN" in refused.text


async def test_plain_ami_goes_to_this_machine_alone(door: Door) -> None:
    admin = await door.admin()
    refused = await admin.put("/api/v1/nodes/far", json={"host": "192.0.2.7"})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/host")
    assert "PRONTO_AMI_PLAIN_HOSTS" in refused.text
    italian = await admin.put("/api/v1/nodes/far", json={"host": "192.0.2.7"}, headers={"Accept-Language": "it"})
    assert "AMI in chiaro" in italian.text
    await made(admin, "PUT", "/api/v1/nodes/far", {"host": "192.0.2.7", "tls": True})


@pytest.fixture
async def private_network(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(Settings(state_dir=tmp_path, ami_plain_hosts="pbx.lan, 192.0.2.7")) as door:  # type: ignore[arg-type]
        yield door


async def test_a_setting_names_the_hosts_of_a_private_network(private_network: Door) -> None:
    admin = await private_network.admin()
    await made(admin, "PUT", "/api/v1/nodes/far", {"host": "192.0.2.7"})
    assert (await admin.put("/api/v1/nodes/far", json={"host": "192.0.2.8"})).status_code == 422


async def test_an_address_is_not_changed_while_calls_live_there(door: Door, estate: Estate) -> None:
    admin, store, now = await door.admin(), door.parts.store, door.parts.clock()
    (lead_id,) = await store.leads.add(estate.list_id, [NewLead(phones=((NUMBER, ""),))])
    await store.leads.claim(estate.campaign_id, owner="engine", now=now, lease_s=60.0, limit=1, zone_keys=[""])
    await store.attempts.place([estate.attempt("attempt-1", lead_id, NUMBER)], owner="engine", now=now)
    board = {"at": now, "engine_id": "one", "nodes": [{"id": estate.node_id, "state": "up"}]}
    door.parts.bus.publish(Topic.BOARD, board)
    refused = await admin.put("/api/v1/nodes/default", json={"host": "127.0.0.2"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "node-in-call")
    await made(
        admin, "PUT", "/api/v1/nodes/default", {"host": "127.0.0.1", "max_channels": 7}
    )  # limits are another thing
    door.parts.bus.publish(Topic.BOARD, board | {"nodes": [{"id": estate.node_id, "state": "down"}]})
    await made(
        admin, "PUT", "/api/v1/nodes/default", {"host": "127.0.0.2", "max_channels": 7}
    )  # it may be down for a wrong address
