"""Trunks, agents, nodes, companies and caller ids used no more: gone from every list, and back by name."""

from typing import Any

import httpx

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt
from dialer.core.enums import AttemptState, LeadState, Outcome, Role
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.support.api_clients import Door, Estate, change, deleted, items_of, made


async def refused(client: httpx.AsyncClient, path: str, *said: str, method: str = "DELETE", body: Any = None) -> None:
    answer = await client.request(method, path, json=body)
    assert answer.status_code in (404, 409, 422), answer.text
    assert [words for words in said if words not in answer.text] == [], answer.text


async def names(client: httpx.AsyncClient, path: str, **asked: bool) -> list[str]:
    found = (await client.get(f"/api/v1/{path}", params=asked)).json()
    return [one["name"] for one in (found if isinstance(found, list) else found["items"])]


async def test_a_trunk_is_retired_once_no_campaign_dials_over_it(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/nodes/{estate.node_id}/trunks/carrier"
    campaign = f"/api/v1/campaigns/{estate.campaign_id}"
    before = (await made(admin, "GET", "/api/v1/trunks"))[0]
    await made(admin, "POST", f"{campaign}/start")
    await refused(admin, path, "in-use", "Spring")
    await made(admin, "POST", f"{campaign}/stop")
    assert (await admin.delete(path, headers={"if-match": '"x"'})).status_code == 412
    assert (await deleted(admin, path)).status_code == 204
    assert (await names(admin, "trunks"), await names(admin, "trunks", retired=True)) == ([], ["carrier"])
    assert (await made(admin, "GET", campaign))["trunks"] == []
    await refused(admin, path, "not-found")
    await refused(admin, f"/api/v1/trunks/{estate.trunk_id}/enable", "not-found", method="POST")
    back = await made(admin, "PUT", path, {"dial": "PJSIP/{number}@carrier"})
    assert (back["id"], back["retired_at"]) == (before["id"], None)


async def test_a_trunk_with_a_call_that_lives_is_not_retired(door: Door, estate: Estate) -> None:
    store, now = door.parts.store, door.parts.clock()
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=(("+390212345670", ""),))])
    await store.leads.claim(estate.campaign_id, owner="e", now=now, lease_s=60.0, limit=1, zone_keys=[""])
    await store.attempts.place([estate.attempt("a-1", lead_id, "+390212345670")], owner="e", now=now)
    await refused(await door.admin(), f"/api/v1/nodes/{estate.node_id}/trunks/carrier", "in-use", "a call is live")
    await refused(await door.admin(), "/api/v1/nodes/default", "in-use", "a call is live")


async def test_an_agent_who_has_logged_out_during_a_call_is_not_retired_before_its_disposition(
    door: Door, estate: Estate
) -> None:
    admin, store, now = await door.admin(), door.parts.store, door.parts.clock()
    anna, path = await door.client(Role.AGENT, estate.agent_id), f"/api/v1/agents/{estate.agent_id}"
    await made(anna, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=(("+390212345670", ""),))])
    await store.leads.claim(estate.campaign_id, owner="e", now=now, lease_s=60.0, limit=1, zone_keys=[""])
    await store.attempts.place([estate.attempt("a-1", lead_id, "+390212345670")], owner="e", now=now)
    talking = AttemptProgress(
        id="a-1", state=AttemptState.TALKING, answered_at=now, agent_joined_at=now, agent_id=estate.agent_id
    )
    await store.attempts.note([talking], [])
    await made(anna, "POST", f"{path}/log-out")
    await refused(admin, path, "in-use", "a call is live")
    ended = FinishedAttempt(
        id="a-1",
        lead_id=lead_id,
        outcome=Outcome.CONNECTED,
        ended_at=now,
        agent_id=estate.agent_id,
        step=LeadStep(state=LeadState.WRAPPING),
    )
    await store.attempts.note([], [ended])
    await refused(admin, path, "in-use", "the wrap-up goes on")
    await made(anna, "POST", f"{path}/dispose", {"attempt_id": "a-1", "code": "not_interested"})
    assert (await deleted(admin, path)).status_code == 204


async def test_an_agent_is_retired_with_the_tokens_and_comes_back_under_the_name(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/agents/{estate.agent_id}"
    anna = await door.client(Role.AGENT, estate.agent_id)
    await made(admin, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    await refused(admin, path, "in-use", "logged in")
    await made(admin, "POST", f"{path}/log-out")
    assert (await deleted(admin, path)).status_code == 204
    assert (await names(admin, "agents"), await names(admin, "agents", retired=True)) == ([], ["anna"])
    assert (await anna.get(path)).status_code == 401
    await refused(admin, f"{path}/log-in", "unknown-agent", method="POST", body={"campaign_id": estate.campaign_id})
    await made(admin, "POST", "/api/v1/agents", {"name": "bob", "phone": "PJSIP/1001"})  # the phone is free again
    back = await made(admin, "POST", "/api/v1/agents", {"name": "anna", "phone": "PJSIP/1002"})
    assert (back["id"], back["phone"], back["retired_at"]) == (estate.agent_id, "PJSIP/1002", None)
    assert (await anna.get(path)).status_code == 401


async def test_a_node_is_retired_with_its_trunks_and_nothing_is_put_on_it(door: Door, estate: Estate) -> None:
    admin, campaign = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    await made(admin, "POST", f"{campaign}/start")
    await refused(admin, "/api/v1/nodes/default", "in-use", "Spring")
    await made(admin, "POST", f"{campaign}/stop")
    agent = f"/api/v1/agents/{estate.agent_id}"
    await made(admin, "POST", f"{agent}/log-in", {"campaign_id": estate.campaign_id})
    await refused(admin, "/api/v1/nodes/default", "in-use", "anna")
    await made(admin, "POST", f"{agent}/log-out")
    assert (await deleted(admin, "/api/v1/nodes/default")).status_code == 204
    assert (await names(admin, "nodes"), await names(admin, "trunks")) == ([], [])
    trunk = f"/api/v1/nodes/{estate.node_id}/trunks/new"
    await refused(admin, trunk, "bad-reference", method="PUT", body={"dial": "PJSIP/{number}@new"})
    body = {"name": "New", "company_id": estate.company_id, "node_id": estate.node_id}
    await refused(admin, "/api/v1/campaigns", "is retired: name another", method="POST", body=body)
    await refused(admin, f"{campaign}/start", "trunk", method="POST")
    back = await made(admin, "PUT", "/api/v1/nodes/default", {"host": "127.0.0.1"})
    assert back["id"] == estate.node_id


async def test_a_company_is_retired_once_its_campaigns_have_ended_and_takes_nothing_new(
    door: Door, estate: Estate
) -> None:
    admin, campaign = await door.admin(), f"/api/v1/campaigns/{estate.campaign_id}"
    path = f"/api/v1/companies/{estate.company_id}"
    told = {"privacy": {"email": "privacy@acme.example"}}
    before = await made(admin, "PUT", path, told)
    await refused(admin, path, "in-use", "Spring")
    await made(admin, "POST", f"{campaign}/close")
    assert (await admin.delete(path, headers={"if-match": '"x"'})).status_code == 412
    assert (await deleted(admin, path)).status_code == 204
    await refused(admin, path, "not-found")
    assert (await names(admin, "companies"), await names(admin, "companies", retired=True)) == ([], ["Acme"])
    assert (await made(admin, "GET", path))["retired_at"] is not None
    of = {"company_id": estate.company_id}
    new: dict[str, dict[str, Any]] = {
        "campaigns": {"name": "New", "node_id": estate.node_id},
        "lists": {"name": "New", "country": "IT"},
        "caller-ids": {"number": "+390212345699"},
        "caller-id-pools": {"name": "New"},
        "scripts": {"name": "New", "kind": "sales_script"},
    }
    for kind, body in new.items():
        await refused(admin, f"/api/v1/{kind}", "Acme is retired", method="POST", body=of | body)
    await refused(admin, f"{campaign}/open", "Acme is retired", method="POST")
    await made(admin, "POST", f"{path}/suppressions", {"numbers": ["+390655512377"]})  # people may say no as before
    assert await items_of(admin, f"{path}/suppressions") != []
    await refused(admin, "/api/v1/companies", "name-taken", method="POST", body={"name": "ACME"})
    back = await made(admin, "POST", "/api/v1/companies", {"name": "Acme"})
    assert back == before
    await made(admin, "POST", f"{campaign}/open")
    lines = await items_of(admin, "/api/v1/audit?limit=1000")
    of_it = {line["action"] for line in lines if line["subject"] == f"company:{estate.company_id}"}
    assert of_it >= {"company.bring_back", "company.retire"}


async def test_a_company_that_comes_back_is_told_about_as_is_said_with_it(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{estate.company_id}"
    await made(admin, "PUT", path, {"privacy": {"email": "privacy@acme.example"}})
    await made(admin, "POST", f"/api/v1/campaigns/{estate.campaign_id}/close")
    assert (await deleted(admin, path)).status_code == 204
    back = await made(admin, "POST", "/api/v1/companies", {"name": "Acme", "privacy": {"country": "IT"}})
    assert (back["id"], back["privacy"]["email"], back["privacy"]["country"]) == (estate.company_id, "", "IT")


async def test_a_caller_id_is_deleted_once_no_campaign_shows_it(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await refused(admin, "/api/v1/caller-ids/1", "in-use", "Spring")
    await change(admin, estate.campaign_id, caller_id_id=None)
    assert (await deleted(admin, "/api/v1/caller-ids/1")).status_code == 204
    assert await items_of(admin, "/api/v1/caller-ids") == []
    await refused(admin, "/api/v1/caller-ids/1", "not-found")
