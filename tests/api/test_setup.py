"""How far the set-up has come, as the API tells it from what there is; templates of campaigns, and test calls."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from dialer.core.enums import CampaignStatus, Role
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, build_estate, made, open_door
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
    assert done == {"administrator", "caller_id", "campaign"}  # whether trunk and phones work nobody can ask
    assert states(told)["list"] == "wrong"  # there is one, with nobody in it
    lead = {"phones": [{"number": "+390612345679"}]}
    await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", lead)
    told = await steps(admin)
    assert states(told)["list"] == "done"
    check = next(step for step in told["steps"] if step["id"] == "check")
    assert "there are no agents" not in str(check)
    assert any("no engine shows anything" in fact["what"] for fact in check["facts"])


async def test_an_agent_in_the_browser_is_ready_before_asterisk_has_the_phone(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, store = await door.admin(), door.parts.store
    before = (await store.agents.list(sees=EVERYTHING))[0]
    assert (await admin.delete(f"/api/v1/agents/{before.id}")).is_success
    anna = {"name": "anna", "display_name": "Anna Rossi", "phone": "PJSIP/anna", "leg_kind": "browser"}
    await made(admin, "POST", "/api/v1/agents", anna)
    told = await steps(admin)
    [fact] = next(step for step in told["steps"] if step["id"] == "agents")["facts"]
    assert (fact["weight"], states(told)["agents"]) == ("stops", "wrong")
    assert "Pronto cannot make phones in this Asterisk" in fact["what"]
    node = (await store.nodes.list())[0]
    await store.nodes.upsert(
        node.name, host=node.host, ari_url="http://127.0.0.1:8088", ari_secret_env="PRONTO_ARI_SECRET_EAST"
    )
    [fact] = next(step for step in (await steps(admin))["steps"] if step["id"] == "agents")["facts"]
    assert (fact["weight"], "the password" in fact["mend"]) == ("stops", True)  # the address alone is not enough
    monkeypatch.setenv("PRONTO_ARI_SECRET_EAST", "a secret")
    told = await steps(admin)
    [fact] = next(step for step in told["steps"] if step["id"] == "agents")["facts"]
    assert (fact["weight"], states(told)["agents"]) == ("ok", "done")
    assert fact["what"] == "Anna Rossi takes calls in the browser, ready once signed in."
    check = next(step for step in told["steps"] if step["id"] == "check")
    assert "pronto-anna" not in str(check)


async def test_the_setup_says_when_the_hours_let_the_first_person_be_called(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    shut = [{"days": ["mon"], "from": "03:00", "to": "03:05"}]
    changed = await admin.patch(f"/api/v1/campaigns/{estate.campaign_id}", json={"hours": shut, "time_zone": "Etc/UTC"})
    assert changed.status_code == 200, changed.text
    opens = datetime.fromisoformat((await steps(admin))["opens_at"])
    assert (opens.isoweekday(), opens.strftime("%H")) == (1, "03")


async def test_hours_that_the_law_never_allows_are_told_before_there_is_a_list(settings: Settings) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": PROFILES})) as door:
        admin, estate = await door.admin(), await build_estate(door, profile="IT")
        sundays = [{"days": ["sun"], "from": "09:00", "to": "20:00"}]
        own = {"company_id": estate.company_id, "node_id": estate.node_id, "trunk_ids": [estate.trunk_id]}
        law = {"profile": "auto", "sector": "telecoms", "topic": "fibre", "agent_country": "IT"}
        new = own | {"name": "Sundays", "mode": "progressive", "hours": sundays, "law": law}
        await made(admin, "POST", "/api/v1/campaigns", new)
        told = await steps(admin)
        assert (told["list_id"], told["opens_at"], told["never_opens"]) == (0, None, True)


async def test_the_check_tells_which_rule_objects_and_what_it_saw(settings: Settings) -> None:
    async with open_door(settings.model_copy(update={"profiles_dir": PROFILES})) as door:
        admin, estate = await door.admin(), await build_estate(door, profile="IT")
        await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", {"phones": [{"number": "+390612345679"}]})
        told = await steps(admin)
        facts = next(step for step in told["steps"] if step["id"] == "check")["facts"]
        objected = {fact["rule"]: fact["facts"] for fact in facts if fact["rule"]}
        assert objected["IT-RPO"] == "register RPO, never checked, an answer counts for 15 days"
        assert all(objected.values()), objected


async def test_a_campaign_that_runs_has_not_called_anybody_yet(door: Door, estate: Estate) -> None:
    parts = door.parts
    await parts.store.campaigns.set_status(estate.campaign_id, CampaignStatus.RUNNING, "test", parts.clock())
    assert states(await steps(await door.admin()))["start"] == "open"


async def test_a_template_with_a_name_a_company_and_a_node_is_a_campaign(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.get("/api/v1/campaign-templates", headers={"accept-language": "it"})
    assert [one["id"] for one in answer.json()] == ["it-appointments", "it-sales", "it-preview", "gb-sales"]
    own = {"company_id": estate.company_id, "node_id": estate.node_id, "trunk_ids": [estate.trunk_id]}
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


@pytest.mark.parametrize("of", ["all", "company"])
async def test_a_test_call_to_a_suppressed_number_is_refused(door: Door, estate: Estate, of: str) -> None:
    scope = "all" if of == "all" else f"company:{estate.company_id}"
    store = door.parts.store
    await store.suppressions.add(scope, ["+390612345678"], reason="asked", actor="admin:eva", now=door.parts.clock())
    asked = {"trunk_id": estate.trunk_id, "phone": "PJSIP/1001", "number": "+390612345678"}
    answer = await (await door.admin()).post(f"/api/v1/nodes/{estate.node_id}/test-call", json=asked)
    assert answer.status_code == 422
    assert "suppressed" in answer.json()["errors"][0]["what"]


async def test_national_numbers_are_read_by_the_country_of_company_and_trunk(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    company = await made(admin, "POST", "/api/v1/companies", {"name": "Aurora", "privacy": {"country": "IT"}})
    shown = await made(admin, "POST", "/api/v1/caller-ids", {"company_id": company["id"], "number": "06 1234 5678"})
    assert shown["number"] == "+390612345678"
    unknown = {"company_id": estate.company_id, "number": "06 1234 5678"}  # a company of no country
    assert (await admin.post("/api/v1/caller-ids", json=unknown)).status_code == 422
    asked = {"trunk_id": estate.trunk_id, "phone": "PJSIP/1001", "number": "06 1234 5678"}
    answer = await admin.post(f"/api/v1/nodes/{estate.node_id}/test-call", json=asked)
    assert answer.json()["type"] == "/problems/asterisk-unanswered"  # the number was read


async def test_without_a_link_nothing_is_called_and_asterisk_cannot_be_asked(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    asked = {"trunk_id": estate.trunk_id, "phone": "PJSIP/1001", "number": "+390612345678"}
    for answer in (
        await admin.post(f"/api/v1/nodes/{estate.node_id}/test-call", json=asked),
        await admin.get(f"/api/v1/nodes/{estate.node_id}/endpoints"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/asterisk-unanswered")
    assert not [one for one in await door.parts.store.audit.onwards() if one.action == "node.test_call"]
