"""People above leads over the API: the interaction of a call, its draft, notes, permissions and the history."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from api.schemas.wire import iso
from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import AgentWish, LeadState, Outcome, Role, Withdrawn
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.preview_offer import Offer
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.schema import ATTEMPT, METADATA
from tests.support.api_clients import CONSENT, Door, Estate, change, items_of, made, written
from tests.support.talks import ADA, ADA_HOME, BOB, LEADS, VISA, anna_of, opened, talk_and_talked


async def test_a_call_has_one_interaction_with_its_person(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    first, again = await opened(anna), await opened(anna)
    assert again == first
    assert (first["attempt_id"], first["agent_id"], first["channel"]) == ("a1", talks.agent_id, "phone")
    assert (first["mood"], first["finished_at"], first["draft"]["note"]) == (None, None, "")
    person = first["person"]
    assert (person["name"], person["language"], person["kind"]) == ("Ada Rossi", "it", "consumer")
    assert {(one["kind"], one["value"]) for one in person["points"]} == {
        ("phone", ADA),
        ("phone", ADA_HOME),
        ("external_id", "A-1"),
    }
    bob = (await opened(anna, "b1"))["person"]
    assert ("email", "bob@example.org") in {(one["kind"], one["value"]) for one in bob["points"]}


async def test_times_that_are_about_to_be_promised_are_asked_about(door: Door, talks: Estate) -> None:
    anna, admin = await anna_of(door, talks), await door.admin()
    interaction_id = (await opened(anna))["id"]
    path = f"/api/v1/interactions/{interaction_id}/callback-times"
    soon, late = iso(door.parts.clock() + 3600.0), iso(door.parts.clock() + 400 * 86_400.0)
    found = (await anna.get(path, params={"at": [soon, soon]})).json()["items"]
    assert [one["at"] for one in found] == [soon, soon]
    assert {*found[0]} == {"at", "is_open", "is_open_if_asked", "opens_at"}
    refused = await anna.get(path, params={"at": [late]})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/at")
    assert (await anna.get(path)).status_code == 422
    other = (await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"}))["id"]
    bruno = await door.client(Role.AGENT, other)
    assert (await bruno.get(path, params={"at": [soon]})).status_code == 404


async def test_others_see_the_person_with_masked_numbers(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    person_id = (await opened(anna))["person"]["id"]
    supervisor, admin = await door.client(Role.SUPERVISOR), await door.admin()
    seen = await made(supervisor, "GET", f"/api/v1/persons/{person_id}")
    assert "+39********11" in [one["value"] for one in seen["points"]]
    assert ADA[3:] not in str(seen)
    whole = await made(admin, "GET", f"/api/v1/persons/{person_id}?reason=complaint 42")
    assert ADA in [one["value"] for one in whole["points"]]
    refused = await supervisor.get(f"/api/v1/persons/{person_id}?reason=complaint 42")
    assert refused.status_code == 403


async def test_an_agent_sees_only_people_of_own_calls(door: Door, talks: Estate) -> None:
    anna, admin = await anna_of(door, talks), await door.admin()
    one = await opened(anna)
    other = (await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"}))["id"]
    bruno = await door.client(Role.AGENT, other)
    for method, path in (
        ("PUT", "/api/v1/attempts/a1/interaction"),
        ("GET", f"/api/v1/interactions/{one['id']}"),
        ("GET", f"/api/v1/persons/{one['person_id']}"),
        ("GET", f"/api/v1/persons/{one['person_id']}/history"),
    ):
        assert (await bruno.request(method, path)).status_code == 404, path
    assert await items_of(bruno, "/api/v1/interactions") == []
    assert (await bruno.get(f"/api/v1/interactions?agent_id={talks.agent_id}")).status_code == 404
    assert [one["id"] for one in await items_of(anna, "/api/v1/interactions")] == [one["id"]]


async def test_the_agents_own_screen_says_whose_call_it_is_before_the_attempt_does(door: Door, estate: Estate) -> None:
    store, anna = door.parts.store, await anna_of(door, estate)
    [lead_id] = await store.leads.add(estate.list_id, LEADS[:1])
    assert await store.leads.claim_one(lead_id, owner="e", now=9e9, lease_s=60.0)
    assert await store.attempts.place([estate.attempt("a9", lead_id, ADA)], owner="e", now=9e9) == {"a9"}
    assert (await anna.put("/api/v1/attempts/a9/interaction")).status_code == 404
    screen = {"agent_id": estate.agent_id, "state": "connecting", "attempt_id": "a9"}
    door.parts.bus.publish(Topic.SCREEN, screen)
    assert (await opened(anna, "a9"))["agent_id"] == estate.agent_id


async def test_the_draft_typed_last_is_kept_whichever_comes_first(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    path = f"/api/v1/interactions/{(await opened(anna))['id']}/draft"
    later = {"note": "vuole il router bianco", "fields": {"color": "white"}, "typed_at": "2026-03-02T09:00:02Z"}
    kept = await made(anna, "PUT", path, later)
    assert (kept["note"], kept["fields"], kept["is_kept"]) == ("vuole il router bianco", {"color": "white"}, True)
    assert kept["saved_at"] is not None
    sooner = await made(anna, "PUT", path, {"note": "vuole", "typed_at": "2026-03-02T09:00:01Z"})
    assert (sooner["note"], sooner["is_kept"]) == ("vuole il router bianco", False)
    assert (await opened(anna))["draft"]["note"] == "vuole il router bianco"
    refused = await anna.put(path, json={"note": f"la carta {VISA}", "typed_at": "2026-03-02T09:00:03Z"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/card-number")
    assert [one["where"] for one in refused.json()["errors"]] == ["/note"]
    assert VISA not in refused.text
    refused = await anna.put(path, json={"fields": {"card": VISA}, "typed_at": "2026-03-02T09:00:03Z"})
    assert [one["where"] for one in refused.json()["errors"]] == ["/fields/card"]


async def test_a_clock_that_is_ahead_shuts_out_no_later_draft(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    path = f"/api/v1/interactions/{(await opened(anna))['id']}/draft"
    ahead = await made(anna, "PUT", path, {"note": "domani", "typed_at": "2999-01-01T00:00:00Z"})
    assert ahead["is_kept"]
    assert datetime.fromisoformat(ahead["typed_at"]).timestamp() <= door.parts.clock()
    later = await made(anna, "PUT", path, {"note": "domani alle dieci", "typed_at": "2999-01-01T00:00:00Z"})
    assert (later["note"], later["is_kept"]) == ("domani alle dieci", True)


async def test_what_was_heard_is_noted_and_lacks_a_disposition_until_there_is_one(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    one = await opened(anna, "b1")
    path = f"/api/v1/interactions/{one['id']}"
    said = {"topic": "price", "mood": -2, "customer_type": "hurried", "facts": {"need": "fibre", "by_when": "june"}}
    noted = await made(anna, "PATCH", path, said)
    assert {name: noted[name] for name in said} == said
    noted = await made(anna, "PATCH", path, {"mood": None, "facts": {"by_when": None}})
    assert (noted["mood"], noted["topic"], noted["facts"]) == (None, "price", {"need": "fibre"})
    both = [{"facts": {"decides_alone": True}}, {"facts": {"budget": 30}}]
    await asyncio.gather(*(made(anna, "PATCH", path, body) for body in both))
    assert (await made(anna, "GET", path))["facts"] == {"need": "fibre", "decides_alone": True, "budget": 30}
    assert (await anna.patch(path, json={"mood": 3})).status_code == 422
    assert (await anna.patch(path, json={"topic": None})).status_code == 422
    stale = await anna.patch(path, json={"mood": 1}, headers={"if-match": '"old"'})
    assert stale.status_code == 412
    assert [one["attempt_id"] for one in await items_of(anna, "/api/v1/interactions?unfinished=true")] == ["b1"]
    body = {"attempt_id": "b1", "code": "not_interested", "note": "no"}
    await made(anna, "POST", f"/api/v1/agents/{talks.agent_id}/dispose", body)
    assert await items_of(anna, "/api/v1/interactions?unfinished=true") == []
    assert (await made(anna, "GET", path))["finished_at"] is not None


async def test_of_a_conflict_the_engine_is_told_while_the_contact_goes_on(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    one = await opened(anna, "b1")
    path = f"/api/v1/interactions/{one['id']}"
    async with door.parts.bus.subscribe(Topic.COMMAND) as news:
        for said in ({"mood": -1}, {"mood": -2}, {"topic": "price"}, {"mood": 0}):
            await made(anna, "PATCH", path, said)
        assert dict((await news.get()).body) == {"kind": "hard_call", "agent_id": talks.agent_id}
        body = {"attempt_id": "b1", "code": "not_interested", "note": "no"}
        await made(anna, "POST", f"/api/v1/agents/{talks.agent_id}/dispose", body)
        await made(anna, "PATCH", path, {"mood": -2})
        assert news.get_nowait() is None


async def test_a_person_is_changed_by_the_agent_and_the_audit_says_what(door: Door, talks: Estate) -> None:
    anna, admin = await anna_of(door, talks), await door.admin()
    person = (await opened(anna))["person"]
    path = f"/api/v1/persons/{person['id']}"
    said = {"needs": ["slow", "paper_first"], "language": "en", "kind": "business", "type": "wary"}
    changed = await made(anna, "PATCH", path, said)
    assert {name: changed[name] for name in said} == said
    points = [
        {"kind": "phone", "value": "333 1111111"},
        {"kind": "email", "value": "Ada@Example.org", "preferred": True},
    ]
    changed = await made(anna, "PATCH", path, {"points": points})
    assert {(one["kind"], one["value"]) for one in changed["points"]} == {
        ("phone", ADA),
        ("email", "ada@example.org"),
        ("external_id", "A-1"),
    }
    for wrong in (
        {"needs": ["ill"]},
        {"name": None},
        {"points": [{"kind": "email", "value": "ada"}]},
        {"points": [{"kind": "phone", "value": "12"}]},
        {"business_name": VISA},
    ):
        assert (await anna.patch(path, json=wrong)).status_code == 422, wrong
    read = await anna.get(path)
    assert (await anna.patch(path, json={"name": "Ada"}, headers={"if-match": read.headers["etag"]})).status_code == 200
    again = await anna.patch(path, json={"name": "Eva"}, headers={"if-match": read.headers["etag"]})
    assert (again.status_code, again.json()["present"]["name"]) == (412, "Ada")
    lines = await items_of(admin, "/api/v1/audit?action=person.change")
    assert {"kind", "language", "needs", "type"} <= {name for one in lines for name in one["facts"]["changed"]}
    assert "Example" not in str(lines)


async def test_a_no_to_calls_is_effective_at_once_in_every_campaign(door: Door, talks: Estate) -> None:
    anna, store = await anna_of(door, talks), door.parts.store
    one = await opened(anna)
    path = f"/api/v1/persons/{one['person_id']}/permissions"
    yes = await made(anna, "POST", path, {"is_given": True, "channel": "email", "text_version": "3"})
    assert not await store.suppressions.contains(talks.company_id, ADA)
    no = await made(anna, "POST", path, {"is_given": False, "interaction_id": one["id"]})
    assert (no["channel"], no["given_by"]) == (None, f"key:agent:{talks.agent_id}")
    for number in (ADA, ADA_HOME):
        assert await store.suppressions.contains(talks.company_id, number)
    seen = await made(anna, "GET", f"/api/v1/persons/{one['person_id']}")
    assert [said["is_given"] for said in seen["permissions"]] == [False, True]
    taken = await made(anna, "POST", f"/api/v1/permissions/{yes['id']}/withdraw")
    assert taken["withdrawn_at"] is not None
    assert await made(anna, "POST", f"/api/v1/permissions/{yes['id']}/withdraw") == taken


async def test_the_history_goes_over_campaigns_and_pages_newest_first(door: Door, talks: Estate) -> None:
    anna, admin, store = await anna_of(door, talks), await door.admin(), door.parts.store
    one = await opened(anna)
    first = await made(admin, "GET", f"/api/v1/campaigns/{talks.campaign_id}")
    other = await made(admin, "POST", "/api/v1/campaigns", written(first, name="Autumn"))
    listed = {"name": "April", "company_id": talks.company_id, "campaign_id": other["id"]}
    list_id = (await made(admin, "POST", "/api/v1/lists", listed))["id"]
    [lead_id] = await store.leads.add(list_id, [NewLead(phones=((ADA, ""),), name="Rossi")])
    await door.parts.service.person_records.look()
    for place in range(3):
        assert await store.leads.claim_one(lead_id, owner="e", now=8e9 + place, lease_s=60.0)
        attempt = talks.attempt(f"c{place}", lead_id, ADA, mode="progressive")
        assert await store.attempts.place([attempt], owner="e", now=8e9 + place) == {attempt.id}
        step = LeadStep(state=LeadState.OPEN)
        ended = FinishedAttempt(id=attempt.id, lead_id=lead_id, outcome=Outcome.BUSY, ended_at=8e9 + place, step=step)
        await store.attempts.note([], [ended])
    lost = update(ATTEMPT).where(ATTEMPT.c.id == "a1").values(rejoins=2)
    await store.database.write(lambda connection: connection.execute(lost).rowcount)
    path, cursor, seen = f"/api/v1/persons/{one['person_id']}/history", "", []
    while cursor is not None:
        page = await made(anna, "GET", f"{path}?limit=2{cursor and '&cursor='}{cursor}")
        seen += page["items"]
        cursor = page["next"]
    assert [(entry["kind"], entry["id"]) for entry in seen] == [
        ("attempt", "a1"),
        ("attempt", "c2"),
        ("attempt", "c1"),
        ("attempt", "c0"),
    ]
    assert [entry["rejoins"] for entry in seen] == [2, None, None, None]
    assert (seen[0]["interaction_id"], seen[0]["agent"], seen[0]["number"]) == (one["id"], "anna", ADA)
    assert (seen[1]["outcome"], seen[1]["agent"]) == ("busy", "")
    masked = await items_of(await door.client(Role.SUPERVISOR), path)
    assert ADA[3:] not in str(masked)
    assert (await anna.get(f"{path}?cursor=x")).status_code == 422


async def test_a_disposition_asks_for_what_it_requires_and_for_nothing_else(door: Door, talks: Estate) -> None:
    anna, admin = await anna_of(door, talks), await door.admin()
    reasons = [
        {"code": "price", "labels": {"it": "Prezzo", "en": "Price"}},
        {"code": "has_one", "labels": {"it": "Ha già"}},
    ]
    own = {"code": "not_interested", "requires": ["note", "reason", "topic"], "reasons": reasons}
    there = (await made(admin, "GET", f"/api/v1/campaigns/{talks.campaign_id}"))["dispositions"]
    drafted = [one | own if one["code"] == own["code"] else one for one in there]
    changed = await change(admin, talks.campaign_id, dispositions=drafted)
    [shown] = [one for one in changed["dispositions"] if one["code"] == own["code"]]
    assert (shown["requires"], shown["reasons"]) == (["note", "reason", "topic"], reasons)
    again = await change(admin, talks.campaign_id)
    assert again["dispositions"] == changed["dispositions"]
    one = await opened(anna, "b1")
    path = f"/api/v1/agents/{talks.agent_id}/dispose"
    body: dict[str, Any] = {"attempt_id": "b1", "code": "not_interested"}
    refused = await anna.post(path, json=body)
    assert refused.status_code == 422
    assert [one["where"] for one in refused.json()["errors"]] == ["/note", "/reason", "/topic"]
    body |= {"note": "too dear", "reason": "price"}
    assert [one["where"] for one in (await anna.post(path, json=body)).json()["errors"]] == ["/topic"]
    await made(anna, "PATCH", f"/api/v1/interactions/{one['id']}", {"topic": "offer"})
    wrong = await anna.post(path, json=body | {"reason": "weather"})
    assert [one["where"] for one in wrong.json()["errors"]] == ["/reason"]
    refused = await anna.post(path, json=body | {"note": VISA})
    assert refused.json()["type"] == "/problems/card-number"
    await made(anna, "POST", path, body)
    assert (await made(admin, "GET", "/api/v1/attempts/b1"))["disposition_reason"] == "price"
    [entry] = await items_of(anna, f"/api/v1/persons/{one['person_id']}/history")
    assert (entry["disposition_reason"], entry["reason_label"]) == ("price", "Price")
    italian = await anna.get(f"/api/v1/persons/{one['person_id']}/history", headers={"accept-language": "it"})
    assert italian.json()["items"][0]["reason_label"] == "Prezzo"
    assert (entry["outcome_label"], italian.json()["items"][0]["outcome_label"]) == (
        "connected",
        "passata all'operatore",
    )
    await made(anna, "POST", path, body | {"reason": "has_one"})
    assert (await made(admin, "GET", "/api/v1/attempts/b1"))["disposition_reason"] == "has_one"


async def test_a_no_takes_the_person_off_other_screens_and_calls_at_once(door: Door, estate: Estate) -> None:
    """Another campaign's hopper and a preview on another screen: engines are told, and the store says why."""
    admin, store = await door.admin(), door.parts.store
    first = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}")
    other = await made(admin, "POST", "/api/v1/campaigns", written(first, name="Autumn", mode="preview"))
    listed = {"name": "April", "company_id": estate.company_id, "campaign_id": other["id"]}
    list_id = (await made(admin, "POST", "/api/v1/lists", listed))["id"]
    [lead_id] = await store.leads.add(list_id, [NewLead(phones=((ADA_HOME, ""),), name="Rossi", external_id="A-1")])
    assert await store.leads.claim_one(lead_id, owner="other", now=9e9, lease_s=60.0)
    await talk_and_talked(door, estate)
    anna = await anna_of(door, estate)
    person_id = (await opened(anna))["person_id"]
    offer = Offer(
        lead_id=lead_id,
        number=ADA_HOME,
        campaign_id=other["id"],
        company_id=estate.company_id,
        owner="other",
    )
    assert await store.leads.withdrawn([offer]) == {}
    async with door.parts.bus.subscribe(Topic.SUPPRESSED) as told:
        await made(anna, "POST", f"/api/v1/persons/{person_id}/permissions", {"is_given": False, "channel": "phone"})
        assert (await told.get()).topic == Topic.SUPPRESSED
    assert await store.leads.withdrawn([offer]) == {lead_id: Withdrawn.SUPPRESSED}
    attempt = replace(estate.attempt("c1", lead_id, ADA_HOME), campaign_id=other["id"], list_id=list_id)
    assert await store.attempts.place([attempt], owner="other", now=9e9) == set()
    again = {"phones": [ADA_HOME], "external_id": "A-1", "dial": "in_turn", "consent": CONSENT}
    refused = await admin.post(f"/api/v1/lists/{estate.list_id}/leads", json=again)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/person-suppressed")


async def test_the_person_in_preview_is_read_from_the_agents_own_screen(door: Door, estate: Estate) -> None:
    store, anna = door.parts.store, await anna_of(door, estate)
    ada, bob = await store.leads.add(estate.list_id, LEADS)
    assert (await anna.get(f"/api/v1/leads/{ada}/person")).status_code == 404
    screen = {"agent_id": estate.agent_id, "state": "preview", "lead": {"lead_id": ada}}
    door.parts.bus.publish(Topic.SCREEN, screen)
    person = await made(anna, "GET", f"/api/v1/leads/{ada}/person")
    assert (person["name"], person["lead_ids"]) == ("Ada Rossi", [ada])
    assert (await anna.get(f"/api/v1/leads/{bob}/person")).status_code == 404
    reason = await made(anna, "GET", f"/api/v1/leads/{ada}/reason")
    listed = await store.lists.get(estate.list_id, sees=EVERYTHING)
    assert (reason["list_name"], reason["basis"]) == (listed.name, listed.consent.get("basis"))
    assert (await anna.get(f"/api/v1/leads/{bob}/reason")).status_code == 404
    assert await items_of(anna, f"/api/v1/persons/{person['id']}/history") == []
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": estate.agent_id, "state": "ready"})
    assert (await anna.get(f"/api/v1/persons/{person['id']}")).status_code == 404


async def test_people_are_merged_and_split_by_hand_and_the_audit_keeps_it(door: Door, talks: Estate) -> None:
    anna, manager = await anna_of(door, talks), await door.client(Role.MANAGER)
    ada, bob = await opened(anna, "a1"), await opened(anna, "b1")
    path = f"/api/v1/persons/{ada['person_id']}"
    supervisor = await door.client(Role.SUPERVISOR)
    body = {"person_id": bob["person_id"]}
    assert (await supervisor.post(f"{path}/merge", json=body)).status_code == 403
    merged = await made(manager, "POST", f"{path}/merge", body)
    assert (merged["name"], merged["lead_ids"]) == ("Ada Rossi", sorted((ada["lead_id"], bob["lead_id"])))
    assert {one["value"] for one in merged["points"] if one["kind"] == "external_id"} == {"A-1", "B-1"}
    assert (await manager.get(f"/api/v1/persons/{bob['person_id']}")).status_code == 404
    assert (await opened(anna, "b1"))["person_id"] == ada["person_id"]
    assert (await manager.post(f"{path}/merge", json={"person_id": ada["person_id"]})).status_code == 422
    for wrong in ([4711], merged["lead_ids"]):
        assert (await manager.post(f"{path}/split", json={"lead_ids": wrong})).status_code == 422, wrong
    split = await made(manager, "POST", f"{path}/split", {"lead_ids": [bob["lead_id"]]})
    assert (split["name"], split["lead_ids"]) == ("Bob Bianchi", [bob["lead_id"]])
    assert {one["kind"] for one in split["points"]} == {"phone", "external_id", "email"}
    kept = await made(anna, "GET", path)
    assert {one["value"] for one in kept["points"]} == {ADA, ADA_HOME, "A-1"}
    assert (await opened(anna, "b1"))["person_id"] == split["id"]
    await door.parts.service.person_records.look()
    assert (await made(manager, "GET", f"/api/v1/persons/{split['id']}"))["lead_ids"] == [bob["lead_id"]]
    actions = [line["action"] for line in await items_of(await door.admin(), "/api/v1/audit?limit=100")]
    assert {"person.merge", "person.split"} <= set(actions)


async def test_an_agent_searches_leads_of_the_campaign_that_it_is_logged_in_to(door: Door, estate: Estate) -> None:
    store, anna, admin = door.parts.store, await anna_of(door, estate), await door.admin()
    await store.leads.add(estate.list_id, LEADS)
    refused = await anna.get("/api/v1/leads?q=Ada")
    assert refused.json()["type"] == "/problems/agent-not-logged-in"
    await store.agents.wish(estate.agent_id, AgentWish.READY, campaign_id=estate.campaign_id, now=1.0)
    assert [one["name"] for one in await items_of(anna, "/api/v1/leads?q=ada")] == ["Ada Rossi"]
    [found] = await items_of(anna, f"/api/v1/leads?q=%2B{BOB[1:]}")
    assert (found["name"], BOB[3:] in str(found["phones"])) == ("Bob Bianchi", False)
    first = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}")
    other = await made(admin, "POST", "/api/v1/campaigns", written(first, name="Autumn"))
    assert (await anna.get(f"/api/v1/leads?campaign_id={other['id']}")).status_code == 404
    by_hand = f"/api/v1/agents/{estate.agent_id}/leads?q=ada"
    assert [one["name"] for one in await items_of(anna, by_hand)] == ["Ada Rossi"]
    assert (await anna.get(f"{by_hand}&campaign_id={other['id']}")).status_code == 404
    assert (await admin.get(f"{by_hand}&campaign_id={other['id']}")).status_code == 200
    assert (await anna.get("/api/v1/leads?reason=I want to see")).status_code == 403
    codes = [one["code"] for one in await made(anna, "GET", f"/api/v1/campaigns/{estate.campaign_id}/dispositions")]
    assert codes == [one["code"] for one in first["dispositions"]]
    assert (await anna.get(f"/api/v1/campaigns/{other['id']}/dispositions")).status_code == 404
    await store.agents.wish(estate.agent_id, AgentWish.LOGGED_OUT, now=2.0)
    assert (await anna.get(by_hand)).status_code == 404


TRACES = ("HUSHED", "Bob", "bob@example", BOB)


async def test_after_an_erasure_nothing_of_the_person_is_left(door: Door, talks: Estate) -> None:
    anna, admin, store = await anna_of(door, talks), await door.admin(), door.parts.store
    one = await opened(anna, "b1")
    noted = {"topic": "price", "mood": -2, "customer_type": "wary", "facts": {"need": "HUSHED"}}
    await made(anna, "PATCH", f"/api/v1/interactions/{one['id']}", noted)
    draft = {"note": "HUSHED", "fields": {"a": "HUSHED"}, "typed_at": "2026-03-02T09:00:00Z"}
    await made(anna, "PUT", f"/api/v1/interactions/{one['id']}/draft", draft)
    await made(anna, "PATCH", f"/api/v1/persons/{one['person_id']}", {"business_name": "HUSHED", "needs": ["slow"]})
    soon = iso(door.parts.clock() + 60.0)
    task = {"kind": "ask", "person_id": one["person_id"], "note": "HUSHED", "due_at": soon}
    await made(anna, "POST", "/api/v1/tasks", task)
    row = dict.fromkeys(("recipient", "subject", "text"), "HUSHED") | {"external_id": "", "template": "note"}
    row |= {"company_id": talks.company_id, "person_id": one["person_id"], "interaction_id": None}
    row |= {"language": "it", "channel": "email", "by": "system"}
    await store.messages.queue(row, actor="it", now=1.0)
    path = f"/api/v1/companies/{talks.company_id}/persons"
    told = str(await made(admin, "POST", f"{path}/access", {"external_id": "B-1"}))
    assert all(word in told for word in ("HUSHED", "bob@example.org", "price"))
    await made(anna, "POST", f"/api/v1/agents/{talks.agent_id}/dispose", {"attempt_id": "b1", "code": "not_interested"})
    done = await made(admin, "POST", f"{path}/erase", {"external_id": "B-1"})
    assert (done["leads"], done["persons"]) == (1, 1)
    left = await made(admin, "GET", f"/api/v1/persons/{one['person_id']}")
    assert (left["name"], left["points"], left["needs"], left["is_erased"]) == ("", [], [], True)
    seen = await made(admin, "GET", f"/api/v1/interactions/{one['id']}")
    assert (seen["mood"], seen["facts"], seen["draft"]["note"], seen["topic"]) == (None, {}, "", "price")

    def everything(connection: Connection) -> str:
        return "\n".join(repr(row) for table in METADATA.tables.values() for row in connection.execute(select(table)))

    text = await store.database.read(everything)
    assert [line for line in text.splitlines() if any(word in line for word in TRACES)] == []
    assert "Ada Rossi" in text
    again = await made(anna, "PUT", "/api/v1/attempts/b1/interaction")
    assert again["person_id"] == one["person_id"]
