"""Suppressions over the API: scopes, questions, and the engine's being told of calls that live."""

import asyncio
from pathlib import Path

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.api.test_leads import problem
from tests.support.api_clients import Door, Estate, items_of, made

NUMBER, OTHER = "+390212345678", "+393331234567"
BASE = "/api/v1/suppressions"
NOTHING = dict.fromkeys(("added", "others", "people", "withdrawn", "shared", "called_off"), 0)


async def check(door: Door, number: str, **where: int) -> list[str]:
    supervisor = await door.client(Role.SUPERVISOR)
    found = await made(supervisor, "POST", f"{BASE}/check", {"number": number, **where})
    return [one["scope"] for one in found]


async def test_each_scope_answers_for_itself(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    mine = {"company_id": estate.company_id, "campaign_id": estate.campaign_id}
    for scope in (f"campaign:{estate.campaign_id}", f"company:{estate.company_id}", "all"):
        body = {"scope": scope, "numbers": [NUMBER], "reason": "asked"}
        assert await made(admin, "POST", BASE, body) == NOTHING | {"added": 1}
        assert await made(admin, "POST", BASE, body) == NOTHING
    assert len(await check(door, NUMBER, **mine)) == 3
    assert await check(door, NUMBER, company_id=4711) == ["all"]
    assert sorted(await check(door, NUMBER)) == sorted(  # nobody says for whom: whatever keeps anybody from calling
        ["all", f"company:{estate.company_id}", f"campaign:{estate.campaign_id}"]
    )
    lifted = await admin.post(f"{BASE}/remove", json={"scope": "all", "number": NUMBER})
    assert lifted.status_code == 204
    assert len(await check(door, NUMBER)) == 2
    again = await admin.post(f"{BASE}/remove", json={"scope": "all", "number": NUMBER})
    assert again.status_code == 404


async def test_a_no_by_hand_binds_whoever_alone_has_the_number(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    other = "+393331234599"
    ada = NewLead(phones=((NUMBER, ""), (OTHER, "")), external_id="C-1", name="Ada")
    again = NewLead(phones=((other, ""),), external_id="C-1", name="Ada")
    elsewhere = await store.lists.create(name="elsewhere", company_id=estate.company_id, now=9e9)
    [lead_id] = await store.leads.add(estate.list_id, [ada])
    [again_id] = await store.leads.add(elsewhere.id, [again])
    scope = f"company:{estate.company_id}"
    done = await made(admin, "POST", BASE, {"scope": scope, "numbers": [NUMBER], "reason": "asked"})
    assert done == {"added": 1, "others": 1, "people": 1, "withdrawn": 2, "shared": 0, "called_off": 0}
    assert await check(door, OTHER, company_id=estate.company_id) == [scope]
    for one in (lead_id, again_id):
        lead = await store.leads.get(one, sees=EVERYTHING)
        assert (lead.state, lead.done_reason) == (LeadState.DONE, "suppressed")
    sent = {"phones": [other], "external_id": "C-1"}
    refused = await admin.post(f"/api/v1/lists/{estate.list_id}/leads", json=sent)
    assert problem(refused) == (409, "person-suppressed"), refused.text


async def test_of_several_who_have_a_number_the_one_who_says_no_is_named(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    ada = NewLead(phones=((NUMBER, ""), (OTHER, "")), external_id="C-1", name="Ada")
    bruno = NewLead(phones=((NUMBER, ""), ("+393331234599", "")), external_id="C-2", name="Bruno")
    lead_ids = await store.leads.add(estate.list_id, [ada, bruno])
    scope = f"company:{estate.company_id}"
    body = {"scope": scope, "numbers": [NUMBER], "reason": "asked"}
    assert await made(admin, "POST", BASE, body) == NOTHING | {"added": 1, "shared": 1}
    assert await check(door, OTHER) == []
    named = {"scope": scope, "external_ids": ["C-1"], "reason": "it was Ada"}
    assert await made(admin, "POST", BASE, named) == NOTHING | {"people": 1, "withdrawn": 1, "others": 1}
    states = [(await store.leads.get(one, sees=EVERYTHING)).state for one in lead_ids]
    assert states == [LeadState.DONE, LeadState.OPEN]
    asked = await admin.post(f"{BASE}/check", json={"external_id": "C-1", "company_id": estate.company_id})
    assert [(one["of_what"], one["reason"]) for one in asked.json()] == [("person", "it was Ada")]
    lifted = await admin.post(f"{BASE}/remove", json={"scope": scope, "external_id": "C-1"})
    assert lifted.status_code == 204
    assert (await admin.post(f"{BASE}/remove", json={"scope": scope, "external_id": "C-1"})).status_code == 404


async def test_who_is_meant_has_to_be_said(door: Door, estate: Estate) -> None:
    admin, scope = await door.admin(), f"company:{estate.company_id}"
    asked = [
        (BASE, {"scope": scope, "reason": "asked"}),
        (BASE, {"scope": "all", "external_ids": ["C-1"], "reason": "asked"}),
        (f"{BASE}/remove", {"scope": scope}),
        (f"{BASE}/remove", {"scope": scope, "number": NUMBER, "external_id": "C-1"}),
        (f"{BASE}/check", {}),
    ]
    for path, body in asked:
        answer = await admin.post(path, json=body)
        assert answer.status_code == 422, (path, body, answer.text)


async def test_a_scope_or_number_that_is_none_is_refused(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    real = "+393331234567"
    for scope, number in [("company:4711", real), ("nobody", real), ("all", "33312345"), ("all", "x")]:
        answer = await admin.post(BASE, json={"scope": scope, "numbers": [number]})
        assert answer.status_code == 422, (scope, number, answer.text)
        assert "33312345" not in answer.text


async def test_a_number_without_a_country_is_of_the_one_that_is_named_or_that_the_lists_have(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    scope = f"company:{estate.company_id}"
    assert (await made(admin, "POST", BASE, {"scope": scope, "numbers": ["333 1234567", "02/12345678"]}))["added"] == 2
    assert await check(door, "+393331234567", company_id=estate.company_id) == [scope]
    assert await check(door, "333 123.4567", company_id=estate.company_id) == [scope]
    american = {"scope": "all", "numbers": ["(212) 736-5000"], "country": "US"}
    assert (await made(admin, "POST", BASE, american))["added"] == 1
    assert await check(door, "+12127365000") == ["all"]
    lifted = await admin.post(f"{BASE}/remove", json={"scope": "all", "number": "2127365000", "country": "US"})
    assert lifted.status_code == 204
    other = {"name": "May", "company_id": estate.company_id, "country": "US"}
    await made(admin, "POST", "/api/v1/lists", other)
    for wrong in ({"numbers": ["333 1234568"]}, {"numbers": ["333 1234568"], "country": "ZZ"}):
        refused = await admin.post(BASE, json={"scope": scope, **wrong})
        assert (refused.status_code, "country" in refused.json()["detail"]) == (422, True), refused.text
    campaign = {"scope": f"campaign:{estate.campaign_id}", "numbers": ["333 1234568"]}
    assert (await made(admin, "POST", BASE, campaign))["added"] == 1


async def test_no_answer_and_no_audit_line_tells_the_number(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/companies/{estate.company_id}/suppressions"
    await made(admin, "POST", path, {"numbers": [NUMBER], "reason": "asked"})
    listed = await admin.get(path)
    assert [one["reason"] for one in listed.json()["items"]] == ["asked"]
    assert (await admin.delete(f"{path}/{NUMBER}")).status_code == 204
    assert await items_of(admin, path) == []
    said = listed.text + (await admin.get("/api/v1/audit")).text
    assert "212345678" not in said


async def test_the_engine_is_told_which_calls_to_call_off(door: Door, estate: Estate) -> None:
    admin, store = await door.admin(), door.parts.store
    await store.leads.add(estate.list_id, [NewLead(phones=((NUMBER, ""),), name="Ada")])
    zones = list(await store.leads.zone_keys(estate.campaign_id))
    [lead] = await store.leads.claim(estate.campaign_id, owner="e", now=9e9, lease_s=60.0, limit=1, zone_keys=zones)
    attempt = estate.attempt("ringing", lead.lead_id, NUMBER)
    assert await store.attempts.place([attempt], owner="e", now=9e9) == {"ringing"}
    async with door.parts.bus.subscribe(Topic.SUPPRESSED) as told:
        body = {"scope": "all", "numbers": [NUMBER], "reason": "asked"}
        answer = asyncio.create_task(made(admin, "POST", BASE, body))
        assert list((await told.get()).body["attempt_ids"]) == ["ringing"]
        step = LeadStep(state=LeadState.DONE)
        ended = {"id": "ringing", "lead_id": lead.lead_id, "outcome": Outcome.CANCELLED, "ended_at": 9e9, "step": step}
        await store.attempts.note([], [FinishedAttempt(**ended)])
        assert await answer == NOTHING | {"added": 1, "called_off": 1, "withdrawn": 1}


async def test_engines_are_told_of_each_request_and_of_files_only_where_somebody_rings(
    door: Door, estate: Estate, tmp_path: Path
) -> None:
    """An agent may look at whom a request names; a file has a thousand batches."""
    assert estate.list_id
    admin, file = await door.admin(), tmp_path / "no.csv"
    file.write_text("+390212345671\n+390212345672\n")
    async with door.parts.bus.subscribe(Topic.SUPPRESSED) as told:
        asked = NumberFileOptions(path=str(file), country="IT")
        loaded = await door.parts.service.suppression.load("all", asked, reason="r", source="no.csv", actor="test")
        assert (loaded.added, told.get_nowait()) == (2, None)
        await made(admin, "POST", BASE, {"scope": "all", "numbers": [NUMBER], "reason": "asked"})
        message = told.get_nowait()
    assert message is not None
    assert message.body["attempt_ids"] == []
