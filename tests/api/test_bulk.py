"""Many things changed at once: each as if it were asked for alone, and what is refused is told row by row."""

from typing import Any

import httpx
import pytest

from dialer.audit.store import AuditLine
from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from tests.support.api_clients import CONSENT, Door, Estate, items_of, made
from tests.support.call_centre import until

LEADS = "/api/v1/leads/bulk"


async def added(door: Door, estate: Estate, count: int, **facts: Any) -> list[int]:
    news = [NewLead(phones=((f"+3906111{one:05}", ""),), consent=CONSENT, **facts) for one in range(count)]
    return await door.parts.store.leads.add(estate.list_id, news)


async def call(door: Door, estate: Estate, lead_id: int) -> None:
    """A call of this lead lives."""
    await door.parts.store.leads.claim_one(lead_id, owner="e", now=door.parts.clock(), lease_s=60.0)
    attempt = estate.attempt("pc-1-" + "a" * 32, lead_id, "+390611100000")
    assert await door.parts.store.attempts.place([attempt], owner="e", now=door.parts.clock())


async def states(door: Door, ids: list[int]) -> list[LeadState]:
    return [(await door.parts.store.leads.get(one, sees=EVERYTHING)).state for one in ids]


async def lines(door: Door, action: str) -> list[AuditLine]:
    return [one for one in await door.parts.store.audit.onwards() if one.action == action]


async def test_leads_are_taken_out_of_dialling_and_put_back(door: Door, estate: Estate) -> None:
    admin, ids = await door.admin(), await added(door, estate, 3)
    done = await made(admin, "POST", LEADS, {"ids": [*ids, 999], "state": "done", "priority": 5, "owner": "anna"})
    assert (done["changed"], done["refused"], done["job_id"]) == (3, 1, None)
    assert done["refusals"][0]["id"] == 999
    assert await states(door, ids) == [LeadState.DONE] * 3
    lead = await made(admin, "GET", f"/api/v1/leads/{ids[0]}")
    assert (lead["done_reason"], lead["priority"]) == ("by_hand", 5)
    assert "by hand" in lead["waits"]["text"]
    again = await made(admin, "POST", LEADS, {"filter": {"list_id": estate.list_id, "state": "done"}, "state": "open"})
    assert again["changed"] == 3
    assert await states(door, ids) == [LeadState.OPEN] * 3
    [first, _] = await lines(door, "lead.change")
    assert first.facts == {
        "changed": ["owner", "priority"], "owner": "anna", "priority": 5, "state": "done", "leads": ids,
    }  # fmt: skip


async def test_what_is_refused_for_one_lead_does_not_keep_the_others(door: Door, estate: Estate) -> None:
    admin, ids = await door.admin(), await added(door, estate, 3)
    await call(door, estate, ids[0])
    stop = {"ids": [ids[1]], "action": "suppress", "reason": "a letter"}
    assert (await made(admin, "POST", LEADS, stop))["changed"] == 1
    assert (await made(admin, "GET", f"/api/v1/leads/{ids[1]}"))["done_reason"] == "suppressed"
    done = await made(admin, "POST", LEADS, {"ids": ids, "state": "open"})
    assert (done["changed"], [one["id"] for one in done["refusals"]]) == (1, ids[:2])
    gone = await made(admin, "POST", LEADS, {"ids": ids, "action": "delete"})
    assert [one["id"] for one in gone["refusals"]] == [ids[0]]
    assert [one["lead_id"] for one in await items_of(admin, f"/api/v1/leads?list_id={estate.list_id}")] == [ids[0]]
    italian = await admin.post(LEADS, json={"ids": ids[:1], "state": "done"}, headers={"accept-language": "it"})
    assert italian.json()["refusals"][0]["detail"].startswith("Il contatto")


async def test_leads_move_to_another_list_of_their_company(door: Door, estate: Estate) -> None:
    admin, ids = await door.admin(), await added(door, estate, 2)
    listed = {"name": "May", "company_id": estate.company_id}
    may = (await made(admin, "POST", "/api/v1/lists", listed))["id"]
    other = (await made(admin, "POST", "/api/v1/companies", {"name": "Zenith"}))["id"]
    theirs = (await made(admin, "POST", "/api/v1/lists", {"name": "June", "company_id": other}))["id"]
    refused = await made(admin, "POST", LEADS, {"ids": ids, "list_id": theirs})
    assert (refused["changed"], refused["refused"]) == (0, 2)
    assert "another company" in refused["refusals"][0]["detail"]
    assert (await made(admin, "POST", LEADS, {"ids": ids, "list_id": may}))["changed"] == 2
    assert [one["list_id"] for one in await items_of(admin, f"/api/v1/leads?list_id={may}")] == [may, may]


async def test_very_many_leads_are_changed_by_a_job(door: Door, estate: Estate) -> None:
    admin, ids = await door.admin(), await added(door, estate, 250)
    await call(door, estate, ids[0])
    answer = await admin.post(LEADS, json={"filter": {"list_id": estate.list_id}, "state": "done"})
    assert answer.status_code == 202
    path = f"/api/v1/jobs/{answer.json()['job_id']}"

    async def ended() -> dict[str, Any] | None:
        job: dict[str, Any] = await made(admin, "GET", path)
        return job if job["status"] in ("done", "failed") else None

    job = await until(ended, "the job ends")
    assert (job["status"], job["done"], job["bulk"]["changed"], job["bulk"]["refused"]) == ("done", 250, 249, 1)
    assert [one["id"] for one in job["bulk"]["refusals"]] == [ids[0]]
    assert set(await states(door, ids[1:])) == {LeadState.DONE}


@pytest.mark.parametrize(
    "body",
    [
        {"state": "done"},
        {"ids": [1], "filter": {"list_id": 1}, "state": "done"},
        {"ids": [1]},
        {"ids": [1], "action": "delete", "priority": 3},
        {"filter": {"state": "open"}, "state": "done"},
        {"ids": [], "state": "done"},
        {"ids": [1], "state": "calling"},
    ],
)
async def test_a_change_that_does_not_say_what_of_which_is_refused(
    door: Door, estate: Estate, body: dict[str, Any]
) -> None:
    answer = await (await door.admin()).post(LEADS, json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid"), estate


async def test_many_campaigns_agents_and_call_backs_are_changed_alike(door: Door, estate: Estate) -> None:
    admin, [lead_id] = await door.admin(), await added(door, estate, 1)
    team = (await made(admin, "POST", "/api/v1/teams", {"name": "north"}))["id"]
    other = await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    agents = [estate.agent_id, other["id"]]
    moved = await made(admin, "POST", "/api/v1/agents/bulk", {"ids": agents, "action": "move", "team_id": team})
    assert moved["changed"] == 2
    assert [one["team_id"] for one in await items_of(admin, "/api/v1/agents")] == [team, team]
    path = f"/api/v1/agents/{estate.agent_id}"
    await made(admin, "POST", f"{path}/log-in", {"campaign_id": estate.campaign_id})
    retired = await made(admin, "POST", "/api/v1/agents/bulk", {"ids": agents, "action": "retire"})
    assert (retired["changed"], retired["refusals"][0]["id"]) == (1, estate.agent_id), "one is logged in"

    await made(admin, "POST", f"/api/v1/leads/{lead_id}/next", {})
    [callback] = await items_of(admin, "/api/v1/callbacks")
    given = {"ids": [callback["id"]], "action": "give", "agent_id": estate.agent_id}
    assert (await made(admin, "POST", "/api/v1/callbacks/bulk", given))["changed"] == 1
    assert (await items_of(admin, "/api/v1/callbacks"))[0]["agent_id"] == estate.agent_id
    ended = {"ids": [callback["id"], callback["id"] + 1], "action": "cancel", "reopen": True}
    assert (await made(admin, "POST", "/api/v1/callbacks/bulk", ended))["refused"] == 1
    assert await items_of(admin, "/api/v1/callbacks") == []

    await made(admin, "POST", f"{path}/log-out")
    closed = await made(admin, "POST", "/api/v1/campaigns/bulk", {"ids": [estate.campaign_id, 99], "action": "close"})
    assert (closed["changed"], closed["refusals"][0]["id"]) == (1, 99)
    assert (await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}"))["status"] == "closed"


async def changed(admin: httpx.AsyncClient, lead_id: int, body: dict[str, Any], **headers: str) -> httpx.Response:
    return await admin.patch(f"/api/v1/leads/{lead_id}", json=body, headers=headers)


async def test_a_lead_is_changed_and_deleted(door: Door, estate: Estate) -> None:
    admin, [lead_id] = await door.admin(), await added(door, estate, 1, name="Ada", fields={"score": 9, "city": "Rome"})
    path = f"/api/v1/leads/{lead_id}"
    read = await admin.get(path)
    lead = (await changed(admin, lead_id, {"name": "Ada Rossi", "fields": {"city": "Turin", "score": None}})).json()
    assert (lead["name"], lead["fields"]) == ("Ada Rossi", {"city": "Turin"})
    late = await changed(admin, lead_id, {"priority": 1}, **{"if-match": read.headers["etag"]})
    assert (late.status_code, late.json()["present"]["name"]) == (412, "Ada Rossi")
    assert (await changed(admin, lead_id, {"name": None})).status_code == 422
    types = {"field_types": {"score": {"kind": "whole"}}}
    await made(admin, "PUT", f"/api/v1/campaigns/{estate.campaign_id}/fields", types)
    assert (await changed(admin, lead_id, {"fields": {"score": "many"}})).json()["type"] == "/problems/lead-not-changed"
    await made(admin, "POST", f"{path}/next", {})
    assert (await admin.delete(path)).status_code == 409, "a call-back tells of it"
    [other] = await added(door, estate, 1)
    assert (await admin.delete(f"/api/v1/leads/{other}")).status_code == 204
    assert (await admin.get(f"/api/v1/leads/{other}")).status_code == 404
    assert [one.subject for one in await lines(door, "lead.delete")] == [f"lead:{other}"]
