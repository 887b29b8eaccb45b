"""How far the set-up has come, as the API tells it from what there is; templates of campaigns, and test calls."""

from typing import Any

import httpx
import pytest

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, made
from tests.support.people import new_user

BOARD = {"at": 0.0, "nodes": [{"id": 1, "name": "default", "state": "up", "version": "22", "trouble": None}]}


async def steps(client: httpx.AsyncClient, **headers: str) -> dict[str, Any]:
    answer = await client.get("/api/v1/setup", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def states(told: dict[str, Any]) -> dict[str, str]:
    return {step["id"]: step["state"] for step in told["steps"]}


async def test_with_an_empty_database_everything_is_to_do_and_says_how(door: Door) -> None:
    told = await steps(await door.admin())
    assert states(told) == {
        "administrator": "open",
        "asterisk": "wrong",  # no engine runs
        "trunk": "open",
        "caller_id": "open",
        "agents": "open",
        "campaign": "open",
        "list": "open",
        "check": "open",
        "start": "open",
    }
    assert (told["current"], told["campaign_id"], told["is_finished"]) == ("administrator", 0, False)
    assert all(fact["mend"] for step in told["steps"] for fact in step["facts"])
    italian = await steps(await door.admin(), **{"accept-language": "it"})
    [trunk] = next(step for step in italian["steps"] if step["id"] == "trunk")["facts"]
    assert trunk["what"] == "Non c’è ancora un trunk: nessuna chiamata potrebbe uscire."


async def test_an_engine_that_is_gone_is_not_waited_for(door: Door) -> None:
    door.parts.bus.publish(Topic.BOARD, BOARD)  # its last, long ago: Asterisk was up
    told = await steps(await door.admin())
    [asterisk] = next(step for step in told["steps"] if step["id"] == "asterisk")["facts"]
    assert asterisk["what"] == "No engine shows this Asterisk."


async def test_each_step_is_done_when_what_it_makes_is_there(door: Door, estate: Estate) -> None:
    await new_user(door, Role.ADMIN)
    admin = await door.admin()
    told = await steps(admin)
    assert (told["campaign_id"], told["list_id"]) == (estate.campaign_id, estate.list_id)
    done = {name for name, state in states(told).items() if state == "done"}
    assert done == {"administrator", "trunk", "caller_id", "agents", "campaign"}
    assert states(told)["list"] == "wrong"  # there is one, with nobody in it
    lead = {"phones": [{"number": "+390612345679"}]}
    await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", lead)
    told = await steps(admin)
    assert states(told)["list"] == "done"
    check = next(step for step in told["steps"] if step["id"] == "check")
    assert "there are no agents" not in str(check)
    assert any("no engine shows anything" in fact["what"] for fact in check["facts"])


async def test_a_template_with_a_name_a_company_and_a_node_is_a_campaign(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.get("/api/v1/campaign-templates", headers={"accept-language": "it"})
    assert [one["id"] for one in answer.json()] == ["it-appointments", "it-sales", "it-preview", "gb-sales"]
    own = {"controller_id": estate.controller_id, "node_id": estate.node_id, "trunk_ids": [estate.trunk_id]}
    for template in answer.json():
        asked = template["settings"] | own | {"name": template["title"]}
        campaign = await made(admin, "POST", "/api/v1/campaigns", asked)
        assert campaign["mode"] == template["mode"]
        assert campaign["law"]["profile"] == "auto"
        labels = {one["code"]: one["label"] for one in campaign["dispositions"]}
        assert labels.get("appointment", "Appuntamento fissato") == "Appuntamento fissato"


@pytest.mark.parametrize(
    ("changed", "status", "place"),
    [
        ({"phone": "Local/1001@elsewhere"}, 409, "phone-not-allowed"),
        ({"phone": "PJSIP/1001\r\nAction: Hangup"}, 422, "phone"),
        ({"number": "12"}, 422, "number"),
        ({"number": "+390612345678\r\nVariable: X=1"}, 422, "number"),
        ({"trunk_id": 99}, 404, "not-found"),
    ],
)
async def test_a_test_call_keeps_to_what_the_node_may_dial(
    door: Door, estate: Estate, changed: dict[str, Any], status: int, place: str
) -> None:
    door.parts.bus.publish("board", BOARD)
    asked = {"trunk_id": estate.trunk_id, "phone": "PJSIP/1001", "number": "+390612345678"} | changed
    answer = await (await door.admin()).post(f"/api/v1/nodes/{estate.node_id}/test-call", json=asked)
    assert answer.status_code == status, answer.text
    assert place in answer.text


async def test_without_a_link_nothing_is_called_and_asterisk_cannot_be_asked(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    asked = {"trunk_id": estate.trunk_id, "phone": "PJSIP/1001", "number": "+390612345678"}
    for answer in (
        await admin.post(f"/api/v1/nodes/{estate.node_id}/test-call", json=asked),
        await admin.get(f"/api/v1/nodes/{estate.node_id}/endpoints"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/asterisk-unanswered")
    assert not [one for one in await door.parts.store.audit.onwards() if one.action == "node.test_call"]
