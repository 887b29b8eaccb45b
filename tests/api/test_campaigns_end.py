"""Campaigns that end, over the API: closed, opened again, archived; what each lets be done and refuses."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from dialer.core.enums import CallbackState, LeadState, Outcome
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.support.api_clients import CONSENT, Door, Estate, items_of, made, written
from tests.support.stores import finished

ADA = "+390212345678"


async def close(admin: httpx.AsyncClient, estate: Estate, **said: object) -> httpx.Response:
    return await admin.post(f"/api/v1/campaigns/{estate.campaign_id}/close", json=said or None)


async def closed(door: Door, estate: Estate) -> httpx.AsyncClient:
    admin = await door.admin()
    answer = await close(admin, estate)
    assert answer.is_success, answer.text
    return admin


async def archived(door: Door, estate: Estate) -> httpx.AsyncClient:
    admin = await closed(door, estate)
    await made(admin, "POST", f"/api/v1/campaigns/{estate.campaign_id}/archive")
    return admin


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def placed(door: Door, estate: Estate) -> tuple[int, Any]:
    """A lead of the campaign that is being called."""
    store, now = door.parts.store, door.parts.clock()
    [lead_id] = await store.leads.add(
        estate.list_id, [NewLead(phones=((ADA, ""),), name="Ada", zone_key="Europe/Rome")]
    )
    claim = {"owner": "engine", "now": now, "lease_s": 60.0, "limit": 1, "zone_keys": ("Europe/Rome",)}
    assert await store.leads.claim(estate.campaign_id, **claim)
    attempt = estate.attempt("attempt-1", lead_id, ADA)
    assert await store.attempts.place([attempt], owner="engine", now=now)
    return lead_id, attempt


async def promised(door: Door, estate: Estate) -> int:
    """A lead that is to be called back in an hour."""
    lead_id, attempt = await placed(door, estate)
    store, now = door.parts.store, door.parts.clock()
    over = finished(attempt, outcome=Outcome.CONNECTED, step=LeadStep(state=LeadState.WRAPPING), ended_at=now)
    await store.attempts.note([], [over])
    await store.attempts.dispose(
        attempt.id,
        agent_id=None,
        code="call_back",
        note="",
        now=now,
        step=LeadStep(state=LeadState.BOOKED, due_at=now + 3600.0, next_phone=0),
        suppress=False,
        actor="anna",
        booking=NewCallback(agent_id=None, due_at=now + 3600.0, deadline_at=now + 7200.0, note="", asked=True),
    )
    return lead_id


async def test_a_closed_campaign_keeps_its_settings_and_gives_its_lists_away(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    before = await made(admin, "GET", path)
    async with door.parts.bus.subscribe(Topic.CAMPAIGN) as news:
        assert (await close(admin, estate)).json()["status"] == "closed"
        said = news.get_nowait()
        assert said is not None
        assert said.body["campaign_id"] == estate.campaign_id
    after = await made(admin, "GET", path)
    assert after == before | {"status": "closed"}
    assert (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["campaign_id"] is None
    assert estate.campaign_id in [one["id"] for one in await items_of(admin, "/api/v1/campaigns")]
    other = await made(admin, "POST", "/api/v1/campaigns", written(before, name="Autumn"))
    given = await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"campaign_id": other["id"]})
    assert given["campaign_id"] == other["id"]
    [line] = await items_of(admin, f"/api/v1/audit?subject=campaign:{estate.campaign_id}&action=campaign.close")
    assert line["facts"] == {"lists": [estate.list_id], "callbacks_cancelled": 0}


async def test_it_is_opened_again_stopped_and_without_lists(door: Door, estate: Estate) -> None:
    admin = await closed(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    assert (await made(admin, "POST", f"{path}/open"))["status"] == "stopped"
    assert (await made(admin, "GET", f"/api/v1/lists/{estate.list_id}"))["campaign_id"] is None
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"campaign_id": estate.campaign_id})
    assert (await made(admin, "POST", f"{path}/start"))["status"] == "running"
    audit = await items_of(admin, f"/api/v1/audit?subject=campaign:{estate.campaign_id}&action=campaign.open")
    assert len(audit) == 1


@pytest.mark.parametrize("verb", ["start", "pause"])
async def test_only_a_stopped_campaign_is_closed(door: Door, estate: Estate, verb: str) -> None:
    admin = await door.admin()
    await made(admin, "POST", f"/api/v1/campaigns/{estate.campaign_id}/{verb}")
    answer = await close(admin, estate)
    assert problem(answer) == (409, "campaign-not-stopped")
    assert "stop it first" in answer.json()["detail"]


async def test_none_with_agents_logged_in_is_closed_also_where_they_are_there_besides(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    before = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}")
    other = await made(admin, "POST", "/api/v1/campaigns", written(before, name="Autumn"))
    for first, also in ((estate.campaign_id, other["id"]), (other["id"], estate.campaign_id)):
        work = {"campaign_id": first, "also_campaign_ids": [also]}
        await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", work)
        answer = await close(admin, estate)
        assert problem(answer) == (409, "campaign-has-agents")
        assert "agents 1" in answer.json()["detail"]
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-out")
    assert (await close(admin, estate)).is_success


async def test_none_with_a_call_that_lives_or_is_wrapped_up_is_closed(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    _, attempt = await placed(door, estate)
    assert problem(await close(admin, estate)) == (409, "campaign-in-call")
    over = finished(attempt, outcome=Outcome.CONNECTED, step=LeadStep(state=LeadState.WRAPPING))
    await door.parts.store.attempts.note([], [over])
    answer = await close(admin, estate)
    assert problem(answer) == (409, "campaign-in-call")
    assert "wait until they have ended" in answer.json()["detail"]
    await door.parts.store.attempts.settle(attempt.id, step=LeadStep(state=LeadState.OPEN, due_at=0.0))
    assert (await close(admin, estate)).is_success


async def test_promised_call_backs_are_cancelled_only_if_the_request_says_so(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    lead_id = await promised(door, estate)
    answer = await close(admin, estate)
    assert problem(answer) == (409, "campaign-has-callbacks")
    assert "cancel_callbacks" in answer.json()["detail"]
    assert (await close(admin, estate, cancel_callbacks=True)).json()["status"] == "closed"
    [line] = await door.parts.store.callbacks.list(lead_id=lead_id, sees=EVERYTHING)
    assert line.callback.state is CallbackState.CANCELLED
    assert (await door.parts.store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.OPEN
    of_callback = f"subject=callback:{line.callback.id}&action=callback.cancel"
    [noted] = await items_of(admin, f"/api/v1/audit?{of_callback}")
    assert noted["facts"] == {"lead_id": lead_id, "reopen": True}


async def test_claimed_leads_are_free_at_once(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    store, now = door.parts.store, door.parts.clock()
    await store.leads.add(estate.list_id, [NewLead(phones=((ADA, ""),), name="Ada", zone_key="Europe/Rome")])
    claim = {"now": now, "lease_s": 600.0, "limit": 1, "zone_keys": ("Europe/Rome",)}
    [held] = await store.leads.claim(estate.campaign_id, owner="engine", **claim)
    assert (await close(admin, estate)).is_success
    late = estate.attempt("late", held.lead_id, ADA)
    assert not await store.attempts.place([late], owner="engine", now=now)
    assert await store.leads.claim(estate.campaign_id, owner="engine", **claim) == []
    before = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}")
    other = await made(admin, "POST", "/api/v1/campaigns", written(before, name="Autumn"))
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"campaign_id": other["id"]})
    assert [one.lead_id for one in await store.leads.claim(other["id"], owner="other", **claim)] == [held.lead_id]


async def test_to_a_closed_campaign_nothing_comes_until_it_is_opened(door: Door, estate: Estate) -> None:
    admin = await closed(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    refused = [
        await admin.post(f"{path}/start"),
        await admin.post(f"{path}/pause"),
        await admin.post(f"{path}/stop"),
        await admin.patch(f"/api/v1/lists/{estate.list_id}", json={"campaign_id": estate.campaign_id}),
        await admin.post(
            "/api/v1/lists",
            json={"name": "April", "company_id": estate.company_id, "campaign_id": estate.campaign_id}
            | {"consent": CONSENT},
        ),
        await admin.post(f"/api/v1/agents/{estate.agent_id}/log-in", json={"campaign_id": estate.campaign_id}),
    ]
    assert [problem(answer) for answer in refused] == [(409, "campaign-closed")] * len(refused)
    in_italian = await admin.post(f"{path}/start", headers={"accept-language": "it"})
    assert in_italian.json()["detail"].startswith("La campagna è chiusa: prima riaprirla.")
    assert (await close(admin, estate)).json()["status"] == "closed"  # asked again, after an answer that was lost
    assert (await made(admin, "PUT", path, written(await made(admin, "GET", path), ratio=1.5)))["ratio"] == 1.5


async def test_no_call_back_is_promised_in_a_closed_campaign_and_a_no_is_taken(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    _, attempt = await placed(door, estate)
    step = LeadStep(state=LeadState.OPEN, due_at=0.0)
    over = finished(attempt, outcome=Outcome.CONNECTED, step=step, agent_id=estate.agent_id)
    await door.parts.store.attempts.note([], [over])  # the wrap-up's time ran out, and nobody has said anything
    assert (await close(admin, estate)).is_success
    path = f"/api/v1/agents/{estate.agent_id}/dispose"
    at = door.parts.clock() + 3600.0
    promise = {"attempt_id": attempt.id, "code": "call_back", "callback_at": _written(at)}
    assert problem(await admin.post(path, json=promise)) == (409, "campaign-closed")
    await made(admin, "POST", path, {"attempt_id": attempt.id, "code": "do_not_call"})
    await made(admin, "POST", f"/api/v1/campaigns/{estate.campaign_id}/archive")
    late = await admin.post(path, json={"attempt_id": attempt.id, "code": "sale"})
    assert problem(late) == (409, "campaign-archived")


async def test_only_a_closed_campaign_is_archived_or_opened(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    for verb in ("archive", "open"):
        answer = await admin.post(f"/api/v1/campaigns/{estate.campaign_id}/{verb}")
        assert problem(answer) == (409, "campaign-not-closed")


async def test_an_archived_campaign_stands_in_no_list_unless_asked_and_is_read_by_its_id(
    door: Door, estate: Estate
) -> None:
    admin = await archived(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    assert await items_of(admin, "/api/v1/campaigns") == []
    [line] = await items_of(admin, "/api/v1/campaigns?archived=true")
    assert (line["id"], line["status"]) == (estate.campaign_id, "archived")
    assert [one["id"] for one in await items_of(admin, "/api/v1/campaigns?name=Spring")] == [estate.campaign_id]
    assert (await made(admin, "GET", path))["status"] == "archived"
    assert (await made(admin, "GET", f"{path}/figures"))["leads"] is not None
    audit = await items_of(admin, f"/api/v1/audit?subject=campaign:{estate.campaign_id}&action=campaign.archive")
    assert len(audit) == 1


async def test_every_change_of_an_archived_campaign_is_refused(door: Door, estate: Estate) -> None:
    admin = await archived(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    shown = await made(admin, "GET", path)
    refused = [
        *[await admin.post(f"{path}/{verb}") for verb in ("start", "pause", "stop", "close", "open", "archive")],
        await admin.put(path, json=written(shown, ratio=1.5)),
        await admin.put(f"{path}/fields", json={"field_types": {"age": {"kind": "whole"}}}),
        await admin.patch(f"{path}/declared", json={"topic": "gas"}),
        await admin.delete(path),
        await admin.patch(f"/api/v1/lists/{estate.list_id}", json={"campaign_id": estate.campaign_id}),
        await admin.post(f"/api/v1/agents/{estate.agent_id}/log-in", json={"campaign_id": estate.campaign_id}),
    ]
    assert [problem(answer) for answer in refused] == [(409, "campaign-archived")] * len(refused)
    assert await made(admin, "GET", path) == shown
    again = await admin.post("/api/v1/campaigns", json=written(shown))
    assert problem(again) == (409, "name-taken")  # reports and the audit know it by its name


async def test_what_an_archived_campaign_used_can_be_retired(door: Door, estate: Estate) -> None:
    admin = await archived(door, estate)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    caller_id = (await made(admin, "GET", path))["caller_id"]
    for address in (f"/caller-ids/{caller_id['id']}", f"/nodes/{estate.node_id}/trunks/carrier"):
        answer = await admin.delete(f"/api/v1{address}")
        assert answer.is_success, answer.text
    shown = await made(admin, "GET", path)
    assert (shown["caller_id"], shown["trunks"], shown["status"]) == (None, [], "archived")


async def test_a_version_that_was_read_is_the_one_that_ends(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    read = await admin.get(path)
    await made(admin, "PUT", path, written(read.json(), ratio=1.5))
    stale = {"If-Match": read.headers["etag"]}
    for verb in ("close", "open", "archive"):
        assert (await admin.post(f"{path}/{verb}", headers=stale)).status_code == 412
    fresh = {"If-Match": (await admin.get(path)).headers["etag"]}
    assert (await admin.post(f"{path}/close", headers=fresh)).is_success


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
