"""Share, order, filter and archive of lists; leads dialled next; call-backs moved and cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from dialer.core.enums import CampaignStatus
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.lists import arrangement as service
from dialer.people.lists.ordering_worker import arrange
from tests.support.api_clients import Door, Estate, build_estate, items_of, made
from tests.support.stores import empty_url, postgres_server  # noqa: F401 - fixtures

ZONE = "Europe/Rome"


@pytest.fixture
def settings(settings: Settings, empty_url: str) -> Settings:  # noqa: F811 - the fixture
    """As for every test of the API, and once more on PostgreSQL: orders and filters are other statements there."""
    return settings if empty_url.startswith("sqlite") else settings.model_copy(update={"database_url": empty_url})


@pytest.fixture
async def estate(door: Door) -> Estate:
    return await build_estate(door)


async def fill(door: Door, estate: Estate, scores: list[int]) -> list[int]:
    leads = [
        NewLead(phones=((f"+39333000000{place}", ""),), zone_key=ZONE, fields={"Score": score})
        for place, score in enumerate(scores, start=1)
    ]
    return await door.parts.store.leads.add(estate.list_id, leads)


async def claimed(door: Door, estate: Estate) -> list[int]:
    leads = door.parts.store.leads
    found = await leads.claim(
        estate.campaign_id, owner="engine", now=door.parts.clock(), lease_s=60.0, limit=10, zone_keys=[ZONE]
    )
    await leads.release_all("engine")
    return [lead.lead_id for lead in found]


async def test_leads_are_dialled_in_the_order_and_by_the_filter_that_is_set(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    low, high, middle = await fill(door, estate, [1, 9, 5])
    path = f"/api/v1/lists/{estate.list_id}"
    shown = await made(admin, "PATCH", path, {"order_by": "score desc", "weight": 3})
    assert (shown["order_by"], shown["weight"], shown["task"]) == ("score desc", 3, "rank")
    job = await made(admin, "GET", f"/api/v1/jobs/{shown['job_id']}")
    assert (job["kind"], job["subject"]) == ("arrangement", f"list:{estate.list_id}")
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == [high, middle, low]
    await made(admin, "PATCH", path, {"filter": "score >= 5"})
    await door.parts.service.jobs.wait()
    figures = await made(admin, "GET", path)
    assert (figures["leads"]["held"], figures["leads"]["open"], figures["task"]) == (1, 2, "")
    assert figures["job_id"] is None
    assert await claimed(door, estate) == [high, middle]
    await made(admin, "PATCH", path, {"filter": ""})
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == [high, middle, low]


async def test_leads_of_another_list_that_an_import_has_changed_take_their_places_there(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    low, high = await fill(door, estate, [1, 9])
    await made(admin, "PATCH", f"/api/v1/lists/{estate.list_id}", {"order_by": "score desc", "filter": "score >= 5"})
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == [high]
    other = await made(admin, "POST", "/api/v1/lists", {"name": "other", "company_id": estate.company_id})
    path = f"/api/v1/lists/{other['id']}/import?then=update&scope=company"
    rows = "phone,Score\n+393330000001,20\n"
    answer = await admin.post(path, content=rows.encode(), headers={"content-type": "text/csv"})
    assert answer.status_code == 202, answer.text
    await door.parts.service.jobs.wait()
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == [low, high]


async def test_a_mistake_in_order_or_filter_is_refused_with_its_place(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await fill(door, estate, [1])
    path = f"/api/v1/lists/{estate.list_id}"
    for change, said in (
        ({"filter": "score >"}, "a field or a value is missing before the end, at character 8"),
        ({"filter": "skore > 1"}, "there is no field 'skore', at character 1"),
        ({"order_by": "skore desc"}, "there is no field 'skore'"),
    ):
        answer = await admin.patch(path, json=change)
        assert answer.status_code == 422
        assert said in answer.text


async def test_an_archived_list_is_not_dialled_and_comes_back_as_it_was(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    ids = await fill(door, estate, [1, 2, 3])
    store = door.parts.store
    lead = await store.leads.claim_one(ids[0], owner="engine", now=door.parts.clock(), lease_s=60.0)
    assert lead is not None
    assert await store.leads.retire(ids[0], owner="engine", reason="sold")
    path = f"/api/v1/lists/{estate.list_id}"
    shown = await made(admin, "POST", f"{path}/archive")
    assert shown["archived_counts"] == {"done": 1, "open": 2}
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == []
    assert (await store.leads.get(ids[1], sees=EVERYTHING)).state == "archived"
    await made(admin, "POST", f"{path}/unarchive")
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == ids[1:]
    done = await store.leads.get(ids[0], sees=EVERYTHING)
    assert (done.state, done.done_reason) == ("done", "sold")


async def test_a_list_with_a_promise_is_not_put_away(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    [lead_id] = await fill(door, estate, [1])
    taken = await made(admin, "POST", f"/api/v1/leads/{lead_id}/next", {})
    assert (taken["status"], taken["waits"]["code"]) == ("next", "campaign_stopped")  # nothing dials it yet
    answer = await admin.post(f"/api/v1/lists/{estate.list_id}/archive")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (409, "in-use")


async def test_a_lead_wanted_next_is_listed_moved_and_cancelled(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    [lead_id] = await fill(door, estate, [1])
    await made(admin, "POST", f"/api/v1/leads/{lead_id}/next", {"agent_id": estate.agent_id})
    assert (await admin.post(f"/api/v1/leads/{lead_id}/next", json={})).status_code == 409
    [row] = await items_of(admin, f"/api/v1/callbacks?campaign_id={estate.campaign_id}")
    assert (row["lead_id"], row["kind"], row["agent_name"], row["state"]) == (lead_id, "next", "anna", "waiting")
    assert await items_of(admin, f"/api/v1/agents/{estate.agent_id}/callbacks") == [row]
    later = datetime.fromtimestamp(door.parts.clock(), UTC).replace(microsecond=0) + timedelta(hours=2)
    path = f"/api/v1/callbacks/{row['id']}"
    moved = await made(admin, "PATCH", path, {"due_at": later.isoformat(), "agent_id": None})
    assert (datetime.fromisoformat(moved["due_at"]), moved["agent_id"]) == (later, None)
    past = await admin.patch(path, json={"due_at": (later - timedelta(days=1)).isoformat()})
    assert past.status_code == 422
    ended = await made(admin, "POST", f"{path}/cancel", {"reopen": True})
    assert ended["state"] == "cancelled"
    assert await claimed(door, estate) == [lead_id]
    assert (await admin.post(f"{path}/cancel", json={})).status_code == 409


async def test_the_word_of_a_person_belongs_to_a_promise_alone(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    [lead_id] = await fill(door, estate, [1])
    await made(admin, "POST", f"/api/v1/leads/{lead_id}/next", {})
    [row] = await items_of(admin, "/api/v1/callbacks")
    answer = await admin.patch(f"/api/v1/callbacks/{row['id']}", json={"asked": True})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "/asked"


async def test_penetration_counts_leads_and_foretells_when_the_list_is_dry(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    ids = await fill(door, estate, [1, 2, 3, 4])
    store, now = door.parts.store, door.parts.clock()
    path = f"/api/v1/campaigns/{estate.campaign_id}/penetration"
    await store.campaigns.set_status(estate.campaign_id, CampaignStatus.RUNNING, "test", now)
    assert (await made(admin, "GET", path))["dry_at"] is None
    await store.leads.claim_one(ids[0], owner="engine", now=now, lease_s=60.0)
    attempt = estate.attempt("a-1", ids[0], "+393330000001")
    assert await store.attempts.place([attempt], owner="engine", now=now)
    await store.leads.claim_one(ids[1], owner="engine", now=now, lease_s=60.0)
    assert await store.leads.retire(ids[1], owner="engine", reason="no_phone")
    told = await made(admin, "GET", path)
    [listed] = told["lists"]
    assert {name: listed[name] for name in ("name", "dialled", "contacted", "due", "done")} == {
        "name": "March",
        "dialled": 1,
        "contacted": 0,
        "due": 2,
        "done": {"no_phone": 1},
    }
    assert told["calls_per_hour"] == 60.0  # it began just now: one call counts as one a minute
    dry_in = datetime.fromisoformat(told["dry_at"]).timestamp() - door.parts.clock()
    assert abs(dry_in - 2 * 60.0) < 30.0
    await store.campaigns.set_status(estate.campaign_id, CampaignStatus.STOPPED, "test", now)
    told = await made(admin, "GET", path)
    assert (told["calls_per_hour"], told["dry_at"]) == (0.0, None)  # nothing is foretold of what does not dial


async def test_a_long_list_is_put_in_order_by_a_process_of_its_own(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HERE_AT_MOST", 2)
    here: list[int] = []
    monkeypatch.setattr(type(door.parts.store.arranging), "step", lambda *_, **__: here.append(1))
    admin = await door.admin()
    low, high, middle = await fill(door, estate, [1, 9, 5])
    path = f"/api/v1/lists/{estate.list_id}"
    await made(admin, "PATCH", path, {"order_by": "score desc", "filter": "score > 1"})
    await door.parts.service.jobs.wait()
    assert here == []  # not a chunk of it was done in this process
    assert await claimed(door, estate) == [high, middle]
    figures = await made(admin, "GET", path)
    assert (figures["task"], figures["task_done"], figures["leads"]["held"]) == ("", 3, 1)
    await made(admin, "POST", f"{path}/archive")
    await door.parts.service.jobs.wait()
    assert await claimed(door, estate) == []
    assert (await door.parts.store.leads.get(low, sees=EVERYTHING)).state == "archived"


async def test_what_a_stop_has_broken_off_is_gone_on_with(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HERE_AT_MOST", 2)
    low, high = await fill(door, estate, [1, 9])
    await door.parts.store.leads.add(estate.list_id, [NewLead(phones=(("+393330000099", ""),), fields={"Score": 5})])
    await door.parts.service.arranging.set(estate.list_id, order_by="score desc", actor="test")
    await door.parts.service.jobs.close()
    assert (await door.parts.store.lists.get(estate.list_id, sees=EVERYTHING)).task == "rank"
    await door.parts.service.jobs.recover()
    await door.parts.service.jobs.wait()
    assert (await door.parts.store.lists.get(estate.list_id, sees=EVERYTHING)).task == ""
    assert (await claimed(door, estate))[:2] == [high, low]


async def test_leads_that_come_in_during_a_ranking_are_ranked_too(door: Door, estate: Estate) -> None:
    store, now = door.parts.store, door.parts.clock()
    low, _ = await fill(door, estate, [1, 5])
    values = {"order_by": "score desc", "filter": "score > 1"}
    await store.arranging.begin(estate.list_id, values, task="rank", action="x", actor="test", now=now)
    [best, held] = await store.leads.add(
        estate.list_id,
        [NewLead(phones=((f"+39333000009{n}", ""),), zone_key=ZONE, fields={"Score": n}) for n in (9, 0)],
    )
    await arrange(store.arranging, estate.list_id, lambda _: None)
    assert (await claimed(door, estate))[0] == best
    assert {
        lead_id for lead_id in (low, held) if (await store.leads.get(lead_id, sees=EVERYTHING)).state == "held"
    } == {low, held}
