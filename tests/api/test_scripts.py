"""Scripts over the API: saved, checked, published, used by a campaign, and run in a talk."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio

from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.campaigns.scripts.runs import CLOSED_AFTER_S
from dialer.core.enums import LeadState, Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.demo.scripts import sample
from dialer.messaging.bus import Topic
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from tests.api.one_door import ONE_LOOP, door, estate
from tests.support.api_clients import CONSENT, Door, Estate, made

__all__ = ["door", "estate"]
pytestmark = ONE_LOOP

G: Final = "/api/v1/scripts"


class Talk:
    """A call of an agent, and requests about runs in it."""

    def __init__(self, client: httpx.AsyncClient, attempt_id: str) -> None:
        self.client, self.attempt_id = client, attempt_id

    async def begin(self, script_id: int, status: int = 201) -> dict[str, Any]:
        body = {"attempt_id": self.attempt_id, "script_id": script_id, "language": "it"}
        answer = await self.client.post("/api/v1/script-runs", json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def write(self, run_id: int, steps: list[str], status: int = 200, **more: Any) -> dict[str, Any]:
        path = [{"step": one, "at": "2026-11-29T10:00:00Z", "spent_ms": 1500} for one in steps]
        answer = await self.client.put(f"/api/v1/script-runs/{run_id}", json={"path": path, **more})
        assert answer.status_code == status, answer.text
        return dict(answer.json())


@pytest_asyncio.fixture(loop_scope="module")
async def talk(door: Door, estate: Estate) -> AsyncIterator[Talk]:
    admin, store = await door.admin(), door.parts.store
    place = len(await store.attempts.list(None, limit=1000, sees=EVERYTHING))
    lead = {"phones": [f"+3906559{place:04}"], "name": "Maria Rossi", "fields": {"birth year": "1961", "age": 71}}
    lead |= {"consent": CONSENT, "dial": "in_turn"}
    lead_id = (await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", lead))["lead"]["lead_id"]
    now = door.parts.clock()
    assert await store.leads.claim_one(lead_id, owner="engine", now=now, lease_s=60.0)
    attempt = NewAttempt(
        id=f"talk-{place}",
        campaign_id=estate.campaign_id,
        company_id=estate.company_id,
        list_id=estate.list_id,
        lead_id=lead_id,
        node_id=1,
        trunk_id=estate.trunk_id,
        agent_id=estate.agent_id,
        number=f"+3906559{place:04}",
    )
    assert await store.attempts.place([attempt], owner="engine", now=now) == {attempt.id}
    yield Talk(await door.client(Role.AGENT, estate.agent_id), attempt.id)


async def published(door: Door, estate: Estate, name: str, as_name: str, **changes: Any) -> int:
    """A script of the demonstration, saved and published; by the profile that these tests know."""
    manager, body = await door.client(Role.MANAGER), sample(name) | changes
    body |= {"profile": "XX-DEMO"} if "profile" in body else {}
    wanted = {"company_id": estate.company_id, "name": as_name, "kind": body["kind"]}
    script_id: int = (await made(manager, "POST", G, wanted))["id"]
    await made(manager, "POST", f"{G}/{script_id}/versions", {"body": body, "note": "first"})
    answer = await manager.post(f"{G}/{script_id}/versions/1/publish")
    assert answer.status_code == 200, answer.text
    return script_id


async def test_a_version_is_saved_published_once_and_never_changed(door: Door, estate: Estate) -> None:
    manager = await door.client(Role.MANAGER)
    script_id = await published(door, estate, "satisfaction", "survey one")
    again = await manager.post(f"{G}/{script_id}/versions/1/publish")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/script-published")
    saved = await made(manager, "POST", f"{G}/{script_id}/versions", {"body": sample("satisfaction")})
    shown = (await manager.get(f"{G}/{script_id}")).json()
    assert (saved["number"], shown["newest"], shown["published"]) == (2, 2, 1)
    versions = [(await manager.get(f"{G}/{script_id}/versions/{number}")).json() for number in (1, 2)]
    assert versions[0]["body"] == sample("satisfaction")
    assert versions[0]["hash"] == versions[1]["hash"] != ""
    assert [one["number"] for one in shown["versions"]] == [2, 1]


async def test_a_version_is_saved_only_after_the_one_that_was_read(door: Door, estate: Estate) -> None:
    manager = await door.client(Role.MANAGER)
    script_id = await published(door, estate, "satisfaction", "survey of two")
    path, read = f"{G}/{script_id}/versions", (await manager.get(f"{G}/{script_id}")).headers
    since = {"If-Match": read["etag"]}
    first = await manager.post(path, json={"body": sample("satisfaction")}, headers=since)
    assert first.status_code == 201, first.text
    late = await manager.post(path, json={"body": sample("satisfaction")}, headers=since)
    told = late.json()
    assert (late.status_code, told["type"]) == (412, "/problems/changed")
    assert (told["present"]["newest"], told["changed_by"]["action"]) == (2, "script.save")
    again = await manager.post(path, json={"body": sample("satisfaction")}, headers={"If-Match": told["etag"]})
    assert (again.status_code, again.json()["number"]) == (201, 3)


async def test_a_script_that_lacks_a_duty_is_not_published(door: Door, estate: Estate) -> None:
    manager, body = await door.client(Role.MANAGER), sample("fibre")
    body["profile"] = "XX-DEMO"
    body["steps"][0]["next"] = [{"to": "nowhere"}]
    wanted = {"company_id": estate.company_id, "name": "lacks", "kind": "sales_script"}
    script_id = (await made(manager, "POST", G, wanted))["id"]
    await made(manager, "POST", f"{G}/{script_id}/versions", {"body": body})
    refused = await manager.post(f"{G}/{script_id}/versions/1/publish")
    assert refused.status_code == 422
    assert "/body/steps/0" in {one["where"] for one in refused.json()["errors"]}
    checked = (await manager.post(f"{G}/check", json={"body": body, "script_id": script_id})).json()
    assert ("unknown_step", "opening") in [(one["kind"], one["step"]) for one in checked["problems"]]
    assert (await manager.get(f"{G}/{script_id}")).json()["published"] == 0


async def test_what_is_no_script_is_refused_with_its_places(door: Door, estate: Estate) -> None:
    manager = await door.client(Role.MANAGER)
    body = {"languages": ["it"], "steps": [{"id": "a", "ask": {"type": "one_of"}}]}
    refused = await manager.post(f"{G}/check", json={"body": body})
    assert refused.status_code == 422
    assert "choices" in refused.text


async def test_a_campaign_uses_scripts_and_the_agent_reads_them(door: Door, estate: Estate, talk: Talk) -> None:
    script_id = await published(door, estate, "satisfaction", "survey two")
    manager, path = await door.client(Role.MANAGER), f"/api/v1/campaigns/{estate.campaign_id}/scripts"
    wrong = await manager.put(path, json={"roles": {"identification": script_id}})
    assert wrong.status_code == 422
    body = {"roles": {"survey": script_id}, "identify_first": True, "link_hosts": ["www.example.org"]}
    set_ = await manager.put(path, json=body)
    assert set_.status_code == 200, set_.text
    seen = (await talk.client.get(path)).json()
    assert [(one["role"], one["script_id"], one["number"]) for one in seen["scripts"]] == [("survey", script_id, 1)]
    assert seen["scripts"][0]["body"] == sample("satisfaction")
    assert (seen["identify_first"], seen["link_hosts"]) == (True, ["www.example.org"])
    used = await manager.patch(f"{G}/{script_id}", json={"archived": True})
    assert (used.status_code, used.json()["type"]) == (409, "/problems/in-use")
    await made(manager, "PUT", path, body | {"identify_first": False})


async def test_a_run_is_validated_and_orphaned_answers_are_gone(door: Door, estate: Estate, talk: Talk) -> None:
    script_id = await published(door, estate, "habits", "habits one")
    run = await talk.begin(script_id)
    assert (run["route"], run["here"]) == (["welcome"], "welcome")
    assert (await talk.begin(script_id))["id"] == run["id"]
    steps = ["welcome", "has_line", "why_none"]
    answers: dict[str, Any] = {
        "welcome": {"choice": "yes"},
        "has_line": {"choice": "no"},
        "why_none": {"text": "costa troppo", "spent_ms": 4200},
    }
    first = await talk.write(run["id"], steps, answers=answers)
    assert (first["here"], first["orphaned"]) == ("people", [])
    answers["has_line"] = {"choice": "yes"}
    back = await talk.write(run["id"], [*steps, "has_line", "kind_of_line"], answers=answers)
    assert (back["here"], back["orphaned"]) == ("kind_of_line", ["why_none"])
    read = (await talk.client.get(f"/api/v1/script-runs/{run['id']}")).json()
    assert set(read["answers"]) == {"welcome", "has_line"}
    assert [one["step"] for one in read["path"]] == [*steps, "has_line", "kind_of_line"]
    wrong = await talk.write(run["id"], steps, 422, answers={"has_line": {"choice": "maybe"}})
    assert wrong["errors"][0]["where"].endswith("answers/has_line")


async def test_a_full_cell_closes_the_talk(door: Door, estate: Estate, talk: Talk) -> None:
    body = sample("habits")
    quotas = [{"code": "old", "cell": "lead.age > 60", "limit": 0, "to": "enough"}]
    script_id = await published(door, estate, "habits", "habits full", quotas=quotas, steps=body["steps"])
    run = await talk.begin(script_id)
    written = await talk.write(run["id"], ["welcome"], answers={"welcome": {"choice": "yes"}})
    assert written["quota"] == {"code": "old", "to": "enough"}
    assert written["here"] == "enough"
    over = await talk.write(run["id"], ["welcome", "enough"], answers={"welcome": {"choice": "yes"}}, finished=True)
    assert (over["is_ended"], over["end"], over["finished_at"] is not None) == (True, "quota", True)
    shown = (await (await door.client(Role.MANAGER)).get(f"{G}/{script_id}")).json()
    assert [one for one in shown["quotas"] if one["count"]] == []


async def test_a_person_is_identified_without_showing_what_is_on_file(door: Door, estate: Estate, talk: Talk) -> None:
    script_id = await published(door, estate, "fibre", "fibre one")
    run = await talk.begin(script_id)
    said = ["caller_identity", "total_price"]
    written = await talk.write(run["id"], ["opening", "born"], answers={"opening": {"choice": "goes_on"}}, said=said)
    assert written["duties"] == ["caller_identity"], "the price was not said: its step was never shown"
    assert written["identities"] == {"born": {"state": "not_asked", "tries_left": 2}}
    path = f"/api/v1/script-runs/{run['id']}/identify"
    missed = (await talk.client.post(path, json={"step": "born", "given": "1960"})).json()
    assert (missed["identity"], missed["identities"]["born"]["tries_left"]) == ("not_asked", 1)
    assert "1961" not in str(missed)
    matched = (await talk.client.post(path, json={"step": "born", "given": " 1961 "})).json()
    assert (matched["identity"], matched["here"]) == ("matched", "needs")
    assert (await talk.client.post(path, json={"step": "born", "given": "1961"})).status_code == 422


async def test_a_duty_that_was_taken_out_is_kept_as_not_said(door: Door, estate: Estate, talk: Talk) -> None:
    script_id = await published(door, estate, "fibre", "fibre half said")
    run = await talk.begin(script_id)
    assert run["not_said"] == []
    said, taken = ["caller_identity", "data_source"], ["agent_country", "data_source", "total_price"]
    written = await talk.write(run["id"], ["opening", "born"], said=said, not_said=taken)
    assert (written["duties"], written["not_said"]) == (["caller_identity", "data_source"], ["agent_country"])
    again = (await talk.client.get(f"/api/v1/script-runs/{run['id']}")).json()
    assert again["not_said"] == ["agent_country"], "a page that is loaded again leaves it unticked"


async def test_tries_at_once_are_all_counted_and_none_after_the_call_is_closed(
    door: Door, estate: Estate, talk: Talk
) -> None:
    script_id = await published(door, estate, "fibre", "fibre two")
    run = await talk.begin(script_id)
    path = f"/api/v1/script-runs/{run['id']}/identify"
    tried = [talk.client.post(path, json={"step": "born", "given": str(1950 + place)}) for place in range(8)]
    answers = await asyncio.gather(*tried)
    assert sorted(one.status_code for one in answers) == [200] * 2 + [422] * 6
    read = (await talk.client.get(f"/api/v1/script-runs/{run['id']}")).json()
    assert read["identities"] == {"born": {"state": "failed", "tries_left": 0}}
    late = await published(door, estate, "fibre", "fibre three")
    run = await talk.begin(late)
    step, ended_at = LeadStep(state=LeadState.WRAPPING), door.parts.clock() - CLOSED_AFTER_S - 60.0
    lead_id = (await door.parts.store.attempts.get(talk.attempt_id, sees=EVERYTHING)).lead_id
    over = FinishedAttempt(id=talk.attempt_id, lead_id=lead_id, outcome=Outcome.CONNECTED, ended_at=ended_at, step=step)
    await door.parts.store.attempts.note([], [over])
    refused = await talk.client.post(
        f"/api/v1/script-runs/{run['id']}/identify", json={"step": "born", "given": "1961"}
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/run-closed")


async def test_a_call_that_names_no_agent_yet_is_run_by_the_agent_whose_screen_names_it(
    door: Door, estate: Estate
) -> None:
    store, number = door.parts.store, "+390655990000"
    script_id = await published(door, estate, "satisfaction", "survey screen")
    [lead_id] = await store.leads.add(estate.list_id, [NewLead(phones=((number, ""),))])
    assert await store.leads.claim_one(lead_id, owner="engine", now=9e9, lease_s=60.0)
    placed = estate.attempt("rings-1", lead_id, number)
    assert await store.attempts.place([placed], owner="engine", now=9e9) == {"rings-1"}
    anna = Talk(await door.client(Role.AGENT, estate.agent_id), "rings-1")
    assert (await anna.begin(script_id, 403))["type"] == "/problems/attempt-of-another"
    screen = {"agent_id": estate.agent_id, "state": "connecting", "attempt_id": "rings-1"}
    door.parts.bus.publish(Topic.SCREEN, screen)
    await anna.begin(script_id)


async def test_an_agent_runs_scripts_in_own_calls_alone(door: Door, estate: Estate, talk: Talk) -> None:
    script_id = await published(door, estate, "satisfaction", "survey three")
    admin = await door.admin()
    other = (await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1009"}))["id"]
    theirs = Talk(await door.client(Role.AGENT, other), talk.attempt_id)
    assert (await theirs.begin(script_id, 403))["type"] == "/problems/attempt-of-another"
    run = await talk.begin(script_id)
    assert (await theirs.write(run["id"], [], 403))["type"] == "/problems/attempt-of-another"


async def test_answers_are_exported_by_their_types_as_they_are_stored(door: Door, estate: Estate, talk: Talk) -> None:
    script_id = await published(door, estate, "habits", "habits csv")
    run = await talk.begin(script_id)
    answers: dict[str, Any] = {
        "welcome": {"choice": "yes"},
        "has_line": {"choice": "yes"},
        "kind_of_line": {"state": "refused"},
        "uses": {"choices": ["work", "films"], "spent_ms": 900},
        "hours_of_work": {"number": 12.5},
        "content": {"number": 2},
        "what_is_wrong": {"text": "=1+1, chiami lo 06 5551234"},
        "order_of_wishes": {"choices": ["help", "price", "speed"]},
        "judgement": {"rows": {"bill": "good", "helpline": "bad"}},
        "since": {"day": "2020-03-01"},
        "people": {"number": 3},
        "age_group": {"choice": "to_60"},
        "again": {"state": "doesnt_know"},
    }
    over = await talk.write(run["id"], [*answers, "thanks"], answers=answers, finished=True)
    assert (over["end"], over["orphaned"]) == ("complete", [])
    admin = await door.admin()
    text = (await admin.get(f"{G}/{script_id}/answers.csv")).text
    rows = list(csv.DictReader(io.StringIO(text)))
    found = {
        (row["question"], row["part"], row["state"]): (row["choice"], row["text"], row["number"], row["day"])
        for row in rows
    }
    assert found == {
        ("welcome", "", "given"): ("yes", "", "", ""),
        ("has_line", "", "given"): ("yes", "", "", ""),
        ("kind_of_line", "", "refused"): ("", "", "", ""),
        ("uses", "work", "given"): ("work", "", "", ""),
        ("uses", "films", "given"): ("films", "", "", ""),
        ("hours_of_work", "", "given"): ("", "", "12.5", ""),
        ("content", "", "given"): ("", "", "2", ""),
        ("what_is_wrong", "", "given"): ("", "'=1+1, chiami lo ** *****34", "", ""),
        ("order_of_wishes", "help", "given"): ("help", "", "1", ""),
        ("order_of_wishes", "price", "given"): ("price", "", "2", ""),
        ("order_of_wishes", "speed", "given"): ("speed", "", "3", ""),
        ("judgement", "bill", "given"): ("good", "", "", ""),
        ("judgement", "helpline", "given"): ("bad", "", "", ""),
        ("since", "", "given"): ("", "", "", "2020-03-01"),
        ("people", "", "given"): ("", "", "3", ""),
        ("age_group", "", "given"): ("to_60", "", "", ""),
        ("again", "", "doesnt_know"): ("", "", "", ""),
    }
    assert {row["spent_ms"] for row in rows if row["question"] == "uses"} == {"900"}
    stored = await door.parts.store.script_runs.answers(run["id"])
    assert len(stored) == len(rows)


async def test_a_full_cell_by_the_lead_is_dialled_no_more(door: Door, estate: Estate, talk: Talk) -> None:
    body = sample("habits")
    quotas = [{"code": "old", "cell": "lead.age > 60", "limit": 1, "to": "enough"}]
    script_id = await published(door, estate, "habits", "habits cell", quotas=quotas, steps=body["steps"])
    manager, path = await door.client(Role.MANAGER), f"/api/v1/lists/{estate.list_id}"
    use = {"roles": {"sales_script": script_id}}
    assert (await manager.put(f"/api/v1/campaigns/{estate.campaign_id}/scripts", json=use)).status_code == 200
    assert (await manager.get(path)).json()["filter"] == ""
    run = await talk.begin(script_id)
    refused = {"welcome": {"choice": "no"}}
    await talk.write(run["id"], ["welcome", "refused"], answers=refused, finished=True)
    assert (await manager.get(path)).json()["filter"] == "not (`age` > 60)"
    uses = f"/api/v1/campaigns/{estate.campaign_id}/scripts"
    assert (await manager.put(uses, json={"roles": {}})).status_code == 200
    assert (await manager.get(path)).json()["filter"] == "", "the script is not used any more"
    assert (await manager.put(uses, json=use)).status_code == 200
    assert (await manager.get(path)).json()["filter"] == "not (`age` > 60)"
    for campaign_id, filter_ in ((None, ""), (estate.campaign_id, "not (`age` > 60)")):
        moved = await made(manager, "PATCH", path, {"campaign_id": campaign_id})
        assert moved["filter"] == (await manager.get(path)).json()["filter"] == filter_
    await talk.write(run["id"], ["welcome"], answers=refused)
    assert (await manager.get(path)).json()["filter"] == "", "the run is open again"


async def test_a_managers_filter_set_while_a_cell_is_closed_is_kept(
    door: Door, estate: Estate, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotas = [{"code": "old", "cell": "lead.age > 65", "limit": 1, "to": "enough"}]
    script_id = await published(door, estate, "habits", "habits raced", quotas=quotas)
    manager, path = await door.client(Role.MANAGER), f"/api/v1/lists/{estate.list_id}"
    uses = f"/api/v1/campaigns/{estate.campaign_id}/scripts"
    assert (await manager.put(uses, json={"roles": {"sales_script": script_id}})).status_code == 200
    arranging, own = door.parts.service.arranging, {"filter_": "`age` > 18", "actor": "manager"}
    plain, waiting = arranging.set, [own]

    async def set_after_another(*args: Any, **asked: Any) -> Any:
        while waiting:
            await plain(estate.list_id, **waiting.pop())
        return await plain(*args, **asked)

    monkeypatch.setattr(arranging, "set", set_after_another)
    run = await talk.begin(script_id)
    await talk.write(run["id"], ["welcome", "refused"], answers={"welcome": {"choice": "no"}}, finished=True)
    assert waiting == []
    assert (await manager.get(path)).json()["filter"] == "(`age` > 18) and not (`age` > 65)"
    assert (await manager.put(uses, json={"roles": {}})).status_code == 200
    assert (await manager.get(path)).json()["filter"] == "`age` > 18"
    await made(manager, "PATCH", path, {"filter": ""})


async def test_a_script_leaves_and_comes_back_as_a_file(door: Door, estate: Estate) -> None:
    script_id = await published(door, estate, "satisfaction", "survey file")
    manager, path = await door.client(Role.MANAGER), f"{G}/{script_id}/versions/1/file"
    text = (await manager.get(path)).text
    read = (await manager.post(f"{G}/read", json={"text": text})).json()
    assert (read["body"], read["left_out"], read["problems"]) == (sample("satisfaction"), [], [])
    survey = (await manager.get(path, params={"format": "surveyjs"})).text
    back = (await manager.post(f"{G}/read", json={"text": survey, "format": "surveyjs"})).json()
    asked = [(one["id"], one["ask"]["type"]) for one in back["body"]["steps"] if "ask" in one]
    assert asked == [("rating", "scale"), ("reason", "note")]
    assert back["body"]["steps"][0]["say"] == sample("satisfaction")["steps"][0]["say"]
    wrong = await manager.post(f"{G}/read", json={"text": "a: [", "format": "yaml"})
    assert (wrong.status_code, wrong.json()["errors"][0]["where"]) == (422, "/text")
