"""One lead in one request: checked, taken once, and next to be dialled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from dialer.core.enums import CampaignStatus, Role
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg, to_plain
from dialer.messaging.bus import Topic
from tests.support.api_clients import CONSENT, Door, Estate, items_of, made

ADA: dict[str, Any] = {
    "phones": ["333 1234567", {"number": "06 12345678", "label": "office"}],
    "external_id": "crm-7",
    "name": "Ada",
    "fields": {"score": 9},
}


def path(estate: Estate) -> str:
    return f"/api/v1/lists/{estate.list_id}/leads"


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    return answer.status_code, body["type"].rsplit("/", 1)[-1]


async def test_a_lead_that_is_sent_is_there_and_next(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(path(estate), json=ADA | {"agent_id": estate.agent_id})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["became"], said["dialled_next"], said["repeated"]) == ("added", True, False)
    lead_id = said["lead"]["lead_id"]
    assert answer.headers["location"] == f"/api/v1/leads/{lead_id}"
    [callback] = await items_of(admin, f"/api/v1/callbacks?campaign_id={estate.campaign_id}")
    assert (callback["lead_id"], callback["kind"], callback["agent_id"]) == (lead_id, "next", estate.agent_id)
    stored = await door.parts.store.leads.get(lead_id, sees=EVERYTHING)
    assert [(phone.number, phone.label) for phone in stored.phones] == [
        ("+393331234567", ""),
        ("+390612345678", "office"),
    ]


async def test_the_same_request_with_its_key_is_done_once(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    first = await admin.post(path(estate), json=ADA, headers={"Idempotency-Key": "form-1"})
    again = await admin.post(path(estate), json=ADA, headers={"Idempotency-Key": "form-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    other = await admin.post(path(estate), json=ADA | {"name": "Bob"}, headers={"Idempotency-Key": "form-1"})
    assert problem(other) == (422, "idempotency-key-used")
    assert len(await items_of(admin, f"/api/v1/leads?list_id={estate.list_id}")) == 1


async def test_without_a_key_a_lead_sent_twice_is_left_alone_the_second_time(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await made(admin, "POST", path(estate), ADA)
    again = await admin.post(path(estate), json=ADA)
    assert (again.status_code, again.json()["became"], again.json()["dialled_next"]) == (200, "known", False)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"phones": ["333 1234567", "12"]}, "/phones/1"),
        ({"phones": []}, "/phones"),
        ({"phones": [f"+39333123456{place}" for place in range(11)]}, "/phones"),
        ({"priority": 1000}, "/priority"),
        ({"priority": 10**20}, "/priority"),
        ({"zone": "Mars/Base"}, "/zone"),
        ({"consent": {"basis": "a feeling"}}, "/consent/basis"),
        ({"nmae": "Ada"}, "/nmae"),
        ({"fields": {"a\nb": 1}}, "/fields"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_place(
    door: Door, estate: Estate, change: dict[str, Any], where: str
) -> None:
    admin = await door.admin()
    answer = await admin.post(path(estate), json=ADA | change)
    assert problem(answer) == (422, "invalid")
    assert any(one["where"].startswith(where) for one in answer.json()["errors"]), answer.text
    assert "1234567" not in answer.json()["detail"]
    assert await items_of(admin, f"/api/v1/leads?list_id={estate.list_id}") == []


async def test_a_person_who_must_not_be_called_is_not_taken(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    stop = {"scope": "all", "numbers": ["+393331234567", "+390612345678"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    assert problem(await admin.post(path(estate), json=ADA)) == (409, "numbers-suppressed")


async def test_a_list_that_is_not_dialled_takes_leads_in_their_turn_alone(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"enabled": False})
    assert problem(await admin.post(path(estate), json=ADA)) == (409, "list-not-dialled")
    said = await made(admin, "POST", path(estate), ADA | {"dial": "in_turn"})
    assert (said["became"], said["dialled_next"]) == ("added", False)
    assert problem(await admin.post("/api/v1/lists/999/leads", json=ADA)) == (404, "unknown-list")
    assert problem(await admin.post(path(estate), json=ADA | {"agent_id": 999, "dial": "in_turn"}))[0] == 404


REASON = "a complaint of 3 May"


async def test_numbers_are_masked_unless_an_administrator_says_why_and_the_audit_has_it(
    door: Door, estate: Estate
) -> None:
    admin, boss = await door.admin(), await door.client(Role.SUPERVISOR)
    said = await made(admin, "POST", path(estate), ADA)
    assert [phone["number"] for phone in said["lead"]["phones"]] == ["+39********67", "+39********78"]
    lead_id, store = said["lead"]["lead_id"], door.parts.store
    await store.callbacks.expire(now=door.parts.clock() + 1e6)
    assert await store.leads.claim_one(lead_id, owner="engine", now=door.parts.clock(), lease_s=60.0)
    attempt = estate.attempt("a-1", lead_id, "+393331234567")
    assert await store.attempts.place([attempt], owner="engine", now=door.parts.clock())
    places = ("/api/v1/leads", f"/api/v1/leads/{lead_id}", "/api/v1/attempts", "/api/v1/attempts/a-1")
    for place in places:
        for client in (admin, boss):
            assert "1234567" not in (await client.get(place)).text, place
        assert (await boss.get(place, params={"reason": REASON})).status_code == 403
        assert (await admin.get(place, params={"reason": "x"})).status_code == 422
        assert "+393331234567" in (await admin.get(place, params={"reason": REASON})).text
    lines = await items_of(admin, "/api/v1/audit?action=number.unmask")
    assert [line["facts"]["reason"] for line in lines] == [REASON] * 4
    assert {line["subject"] for line in lines} == {"leads", f"lead:{lead_id}", "attempts", "attempt:a-1"}


async def test_a_lead_says_why_it_is_not_dialled_now_and_until_when(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    said = await made(admin, "POST", path(estate), ADA | {"dial": "in_turn"})
    where = f"/api/v1/leads/{said['lead']['lead_id']}"
    assert said["lead"]["waits"]["code"] == "campaign_stopped"
    store = door.parts.store
    await store.campaigns.set_status(estate.campaign_id, CampaignStatus.RUNNING, "test", door.parts.clock())
    assert (await made(admin, "GET", where))["waits"]["code"] == "rule"  # no register was asked of it
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"enabled": False})
    waits = (await made(admin, "GET", where))["waits"]
    assert (waits["code"], waits["text"]) == ("list_disabled", "Its list is disabled.")


async def test_a_persons_own_data_tells_of_promises_to_call_back(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await admin.post(path(estate), json=ADA, headers={"Idempotency-Key": "form-1"})
    asked = {"external_id": "crm-7"}
    where = f"/api/v1/companies/{estate.company_id}/persons/access"
    document = await made(admin, "POST", where, asked)
    sections = {one["key"]: one for one in document["sections"]}
    [callback] = sections["callbacks"]["entries"]
    assert callback["title"] == "You were to be called next"
    assert "Not called yet" in {fact["value"] for fact in callback["facts"]}
    assert "Sent by another system on" in str(sections["source"])
    assert "A call was put first in line" in str(sections["acts"])
    page = (await admin.post(f"{where}?form=html", json=asked)).text
    assert "Calls promised or booked" in page


async def at_work(door: Door, estate: Estate) -> httpx.AsyncClient:
    """The agent's own client, logged in."""
    anna = await door.client(Role.AGENT, estate.agent_id)
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id})
    await runs(door, estate, CampaignStatus.RUNNING)
    return anna


async def runs(door: Door, estate: Estate, status: CampaignStatus) -> None:
    await door.parts.store.campaigns.set_status(estate.campaign_id, status, "test", door.parts.clock())


async def test_an_agent_calls_a_number_by_hand_and_nobody_else_ever_does(door: Door, estate: Estate) -> None:
    admin, where = await door.admin(), f"/api/v1/agents/{estate.agent_id}/dial"
    anna = await door.client(Role.AGENT, estate.agent_id)
    asked = {"number": "333 1234567", "consent": CONSENT}
    assert problem(await anna.post(where, json=asked)) == (409, "agent-not-logged-in")
    anna = await at_work(door, estate)
    lead_id = (await made(anna, "POST", where, asked))["lead_id"]
    [callback] = await items_of(admin, "/api/v1/callbacks")
    assert (callback["kind"], callback["agent_id"], callback["lead_id"]) == ("manual", estate.agent_id, lead_id)
    [listed] = await items_of(admin, "/api/v1/lists?name=Spring: by hand")
    assert (listed["enabled"], listed["campaign_id"]) == (False, estate.campaign_id)
    assert problem(await anna.post(where, json=asked)) == (409, "lead-not-free")  # it is being called
    assert problem(await anna.post(where, json={}))[0] == 422
    assert problem(await anna.post(where, json={"number": "12"})) == (422, "invalid")
    refused = await anna.post(where, json={"number": "06 7654321"})
    assert problem(refused) == (422, "invalid")  # nothing says that this person may be called
    other = await made(admin, "POST", "/api/v1/agents", {"name": "bob", "phone": "PJSIP/1002"})
    assert (await anna.post(f"/api/v1/agents/{other['id']}/dial", json=asked)).status_code == 403


async def test_a_call_by_hand_that_is_refused_leaves_no_list_behind(door: Door, estate: Estate) -> None:
    admin, where = await door.admin(), f"/api/v1/agents/{estate.agent_id}/dial"
    anna = await at_work(door, estate)
    before = [one["name"] for one in await items_of(admin, "/api/v1/lists")]
    await made(admin, "POST", path(estate), ADA)  # who is to be called next of all already
    stop = {"scope": "all", "numbers": ["+390699887766"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    for number, consent, refusal in (
        ("12", CONSENT, (422, "invalid")),
        ("06 7654321", {}, (422, "invalid")),  # nothing says that this person may be called
        ("06 99887766", CONSENT, (409, "numbers-suppressed")),
        (ADA["phones"][0], CONSENT, (409, "lead-not-free")),
    ):
        assert problem(await anna.post(where, json={"number": number, "consent": consent})) == refusal
        assert [one["name"] for one in await items_of(admin, "/api/v1/lists")] == before, number


async def test_a_call_by_hand_goes_into_a_list_of_its_own_campaign_whoever_has_its_name(
    door: Door, estate: Estate
) -> None:
    admin, where = await door.admin(), f"/api/v1/agents/{estate.agent_id}/dial"
    beta = (await made(admin, "POST", "/api/v1/companies", {"name": "Beta"}))["id"]
    await made(admin, "POST", "/api/v1/lists", {"name": "Spring: by hand", "company_id": beta})
    anna = await at_work(door, estate)
    lead_id = (await made(anna, "POST", where, {"number": "333 1234567", "consent": CONSENT}))["lead_id"]
    [listed] = await items_of(admin, "/api/v1/lists?name=Spring 2: by hand")
    assert (listed["enabled"], listed["campaign_id"]) == (False, estate.campaign_id)
    assert (await made(admin, "GET", f"/api/v1/leads/{lead_id}"))["list_id"] == listed["id"]
    again = (await made(anna, "POST", where, {"number": "333 7654321", "consent": CONSENT}))["lead_id"]
    assert (await made(admin, "GET", f"/api/v1/leads/{again}"))["list_id"] == listed["id"]


async def test_an_agent_calls_a_lead_of_the_campaign_by_hand(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await at_work(door, estate)
    where = f"/api/v1/agents/{estate.agent_id}/dial"
    lead_id = (await made(admin, "POST", path(estate), ADA | {"dial": "in_turn"}))["lead"]["lead_id"]
    assert (await made(anna, "POST", where, {"lead_id": lead_id}))["lead_id"] == lead_id
    assert problem(await anna.post(where, json={"lead_id": lead_id})) == (409, "lead-not-free")
    body = {"name": "Other", "company_id": estate.company_id}
    other = (await made(admin, "POST", "/api/v1/lists", body))["id"]
    sent = {"phones": ["06 7654321"], "dial": "in_turn", "consent": CONSENT}
    strange = (await made(admin, "POST", f"/api/v1/lists/{other}/leads", sent))["lead"]["lead_id"]
    assert problem(await anna.post(where, json={"lead_id": strange})) == (409, "list-not-dialled")


async def test_a_call_by_hand_in_a_paused_campaign_is_refused_and_books_nothing(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await at_work(door, estate)
    lead_id = (await made(admin, "POST", path(estate), ADA | {"dial": "in_turn"}))["lead"]["lead_id"]
    await runs(door, estate, CampaignStatus.PAUSED)
    for asked in ({"lead_id": lead_id}, {"number": "333 1234567", "consent": CONSENT}):
        refused = await anna.post(f"/api/v1/agents/{estate.agent_id}/dial", json=asked)
        assert problem(refused) == (409, "lead-not-dialled")
        assert "The campaign Spring is not running" in refused.json()["detail"]
    assert await items_of(admin, "/api/v1/callbacks") == []


@asynccontextmanager
async def an_engine_that_shows(door: Door, agent_id: int, *screens: dict[str, Any]) -> AsyncIterator[None]:
    """An engine that answers each call by hand with the next of these screens."""
    bus = door.parts.bus
    bus.publish(Topic.BOARD, {"at": door.parts.clock() + 60.0})

    async def show() -> None:
        for screen in screens:
            await news.get()
            bus.publish(Topic.SCREEN, {"agent_id": agent_id, **screen})

    async with bus.subscribe(Topic.CAMPAIGN) as news:
        task = asyncio.create_task(show())
        yield
        task.cancel()


async def test_a_call_by_hand_is_answered_with_what_came_of_it(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await at_work(door, estate)
    where = f"/api/v1/agents/{estate.agent_id}/dial"
    lead_ids = []
    for one in range(4):
        sent = {"phones": [f"333 123456{one}"], "dial": "in_turn", "consent": CONSENT}
        lead_ids.append((await made(admin, "POST", path(estate), sent))["lead"]["lead_id"])
    rings = {"state": "ringing", "attempt_id": "pc-1-a", "lead": {"lead_id": lead_ids[0]}}
    no_trunk = {"lead_id": lead_ids[1], "reason": "trunk", "text": to_plain(msg("No trunk is free."))}
    screens = (
        rings,
        {"state": "ready", "not_dialled": no_trunk},
        {"state": "ready", "refused": {"lead_id": lead_ids[2]}},
    )
    async with an_engine_that_shows(door, estate.agent_id, *screens):
        placed = await made(anna, "POST", where, {"lead_id": lead_ids[0]})
        assert placed == {"lead_id": lead_ids[0], "state": "ringing", "attempt_id": "pc-1-a", "why": None}
        kept = await made(anna, "POST", where, {"lead_id": lead_ids[1]})
        assert (kept["state"], kept["attempt_id"], kept["why"]) == ("waiting", None, "No trunk is free.")
        refused = await anna.post(where, json={"lead_id": lead_ids[2]})
        assert problem(refused) == (409, "lead-not-dialled")
    talking = {"state": "talking", "attempt_id": "pc-1-a", "lead": {"lead_id": lead_ids[0]}}
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, **talking})
    later = await made(anna, "POST", where, {"lead_id": lead_ids[3]})
    assert (later["state"], later["why"]) == ("waiting", None), "after the present call"


async def test_a_person_who_must_not_be_called_is_not_called_by_hand(door: Door, estate: Estate) -> None:
    admin, anna = await door.admin(), await at_work(door, estate)
    stop = {"scope": "all", "numbers": ["+393331234567"], "reason": "said no"}
    await made(admin, "POST", "/api/v1/suppressions", stop)
    asked = {"number": "333 1234567", "consent": CONSENT}
    answer = await anna.post(f"/api/v1/agents/{estate.agent_id}/dial", json=asked)
    assert problem(answer) == (409, "numbers-suppressed")


@pytest.mark.parametrize("written", ["31/12/2025", "31.12.25", "2025-12-31", "46022", "31 dicembre 2025"])
async def test_the_day_of_a_consent_is_read_as_people_write_it(door: Door, estate: Estate, written: str) -> None:
    admin = await door.admin()
    consent = {**CONSENT, "obtained_at": written}
    asked = {"name": "May", "company_id": estate.company_id, "consent": consent}
    listed = await made(admin, "POST", "/api/v1/lists", asked)
    assert listed["consent"]["obtained_at"] == "2025-12-31T00:00:00"
    sent = {"phones": ["333 1234567"], "dial": "in_turn", "consent": consent}
    await made(admin, "POST", f"/api/v1/lists/{listed['id']}/leads", sent)
    wrong = {**CONSENT, "obtained_at": "31/31/2025"}
    refused = await admin.post("/api/v1/lists", json={**asked, "name": "June", "consent": wrong})
    assert (refused.status_code, "consent.obtained_at: there is no such day" in refused.text) == (422, True)
    refused = await admin.post(f"/api/v1/lists/{listed['id']}/leads", json={**sent, "consent": wrong})
    assert (refused.status_code, "consent.obtained_at" in refused.text) == (422, True), refused.text
