"""Where a campaign wants people identified first, its agents get nothing of them but the name before."""

from typing import Any, Final

import httpx

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from tests.api.live.test_event_stream import listening, served
from tests.support.api_clients import CONSENT, Door, Estate, items_of, made
from tests.support.talks import ADA, BOB, anna_of, opened

SCRIPT: Final[dict[str, Any]] = {
    "languages": ["it"],
    "lead_fields": ["email"],
    "steps": [
        {"id": "hello", "neutral": True, "say": {"it": "Buongiorno"}},
        {"id": "mail", "neutral": True, "identify": {"field": "email", "label": {"it": "E-mail"}}},
        {"id": "end", "say": {"it": "Grazie"}, "end": "complete"},
    ],
}


async def asking(door: Door, estate: Estate) -> int:
    """Let the campaign want people identified by their e-mail address; returns the script."""
    manager = await door.client(Role.MANAGER)
    wanted = {"company_id": estate.company_id, "name": "who", "kind": "sales_script"}
    script_id: int = (await made(manager, "POST", "/api/v1/scripts", wanted))["id"]
    await made(manager, "POST", f"/api/v1/scripts/{script_id}/versions", {"body": SCRIPT})
    await made(manager, "POST", f"/api/v1/scripts/{script_id}/versions/1/publish")
    body = {"roles": {"sales_script": script_id}, "identify_first": True}
    await made(manager, "PUT", f"/api/v1/campaigns/{estate.campaign_id}/scripts", body)
    return script_id


def screen_of(estate: Estate, lead_id: int, attempt_id: str = "b1") -> dict[str, Any]:
    """What the engine says of Bob's call, or of Bob in preview without an attempt."""
    lead = {"lead_id": lead_id, "name": "Bob Bianchi", "language": "", "attempts": 0}
    lead |= {"fields": {"email": "bob@example.org"}, "phones": [{"position": 1, "number": BOB, "label": ""}]}
    shown = {"agent_id": estate.agent_id, "state": "talking" if attempt_id else "preview", "note": "Bob's own words"}
    shown |= {"lead": lead, "identify_first": True, "locked_by": ""}
    return shown | ({"attempt_id": attempt_id, "number": BOB} if attempt_id else {})


def tells_of_bob(answer: httpx.Response) -> list[str]:
    return [one for one in (BOB, "bob@example.org", "own words", "B-1") if one.lower() in answer.text.lower()]


async def test_before_identification_no_answer_tells_more_than_the_name(door: Door, talks: Estate) -> None:
    script_id = await asking(door, talks)
    anna = await anna_of(door, talks)
    person = (await opened(anna, "b1"))["person"]
    assert (person["name"], person["is_withheld"], person["points"], person["lead_ids"]) == (
        "Bob Bianchi",
        True,
        [],
        [],
    )
    lead_id = (await made(await door.admin(), "GET", "/api/v1/attempts/b1"))["lead_id"]
    door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id))
    screen = (await anna.get(f"/api/v1/agents/{talks.agent_id}/screen")).json()
    assert (screen["lead"]["name"], screen["is_withheld"]) == ("Bob Bianchi", True)
    assert (screen["lead"]["fields"], screen["lead"]["phones"], "number" in screen, "note" in screen) == (
        {},
        [],
        False,
        False,
    )
    person_path = f"/api/v1/persons/{person['id']}"
    for path in (
        f"/api/v1/agents/{talks.agent_id}/screen",
        f"/api/v1/leads/{lead_id}/person",
        person_path,
        "/api/v1/interactions",
        "/api/v1/promises",
        f"/api/v1/agents/{talks.agent_id}/callbacks",
    ):
        answer = await anna.get(path)
        assert (answer.status_code, tells_of_bob(answer)) == (200, []), path
    for method, path, body in (
        ("GET", f"{person_path}/history", None),
        ("PATCH", person_path, {"needs": ["slow"]}),
    ):
        refused = await anna.request(method, path, json=body)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-identified"), path
    no = await anna.post(f"{person_path}/permissions", json={"is_given": False, "purpose": "service"})
    assert no.status_code == 201, "what the person refuses is kept in any case"

    body = {"attempt_id": "b1", "script_id": script_id, "language": "it"}
    run = await made(anna, "POST", "/api/v1/script-runs", body)
    said = {"step": "mail", "given": "bob@example.org"}
    assert (await made(anna, "POST", f"/api/v1/script-runs/{run['id']}/identify", said))["identity"] == "matched"
    assert (await opened(anna, "b1"))["person"]["is_withheld"] is False
    assert tells_of_bob(await anna.get(f"/api/v1/agents/{talks.agent_id}/screen")) == [
        BOB,
        "bob@example.org",
        "own words",
    ]
    assert (await anna.get(f"{person_path}/history")).status_code == 200
    assert (await made(anna, "PATCH", person_path, {"needs": ["slow"]}))["needs"] == ["slow"]


async def test_others_and_other_talks_are_as_before(door: Door, talks: Estate) -> None:
    await asking(door, talks)
    supervisor, anna = await door.client(Role.SUPERVISOR), await anna_of(door, talks)
    person = (await opened(anna, "a1"))["person"]
    assert ADA not in str(person)
    seen = await made(supervisor, "GET", f"/api/v1/persons/{person['id']}")
    assert (seen["is_withheld"], len(seen["points"])) == (False, 3)
    manager = await door.client(Role.MANAGER)
    scripts = f"/api/v1/campaigns/{talks.campaign_id}/scripts"
    await made(manager, "PUT", scripts, {"roles": {}, "identify_first": True})
    assert (await opened(anna, "a1"))["person"]["is_withheld"] is False, "without a script nobody could be identified"


async def test_a_lead_in_preview_is_not_identified_whoever_it_was_before(door: Door, talks: Estate) -> None:
    await asking(door, talks)
    anna = await anna_of(door, talks)
    lead_id = (await made(await door.admin(), "GET", "/api/v1/attempts/b1"))["lead_id"]
    door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id, attempt_id=""))
    assert (await made(anna, "GET", f"/api/v1/leads/{lead_id}/person"))["is_withheld"] is True
    assert tells_of_bob(await anna.get(f"/api/v1/agents/{talks.agent_id}/screen")) == []


async def test_the_search_of_agents_tells_names_alone(door: Door, estate: Estate) -> None:
    await asking(door, estate)
    lead = {"phones": ["+390655512399"], "name": "Maria Rossi", "fields": {"city": "Torino"}, "consent": CONSENT}
    await made(await door.admin(), "POST", f"/api/v1/lists/{estate.list_id}/leads", lead | {"dial": "in_turn"})
    anna, admin = await anna_of(door, estate), await door.admin()
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id})
    for path in (f"/api/v1/agents/{estate.agent_id}/leads?q=Maria", "/api/v1/leads?q=Maria"):
        [found] = await items_of(anna, path)
        assert (found["name"], found["fields"], found["history"]) == ("Maria Rossi", {}, [])
        [whole] = await items_of(admin, path)
        assert whole["fields"] == {"city": "Torino"}


async def test_the_page_is_sent_the_person_as_soon_as_they_are_identified(door: Door, talks: Estate) -> None:
    script_id = await asking(door, talks)
    anna = await anna_of(door, talks)
    lead_id = (await made(await door.admin(), "GET", "/api/v1/attempts/b1"))["lead_id"]
    door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id))
    run = await made(
        anna, "POST", "/api/v1/script-runs", {"attempt_id": "b1", "script_id": script_id, "language": "it"}
    )
    async with served(door) as url, listening(url, anna, f"agent:{talks.agent_id}") as stream:
        screen = (await stream.next())[2]["screen"]
        assert (screen["is_withheld"], screen["lead"]["fields"], "number" in screen) == (True, {}, False)
        said = {"step": "mail", "given": "bob@example.org"}
        await made(anna, "POST", f"/api/v1/script-runs/{run['id']}/identify", said)
        op, key, screen = await stream.next()
        assert (op, key, screen["number"], screen["lead"]["fields"]) == (
            "set",
            "screen",
            BOB,
            {"email": "bob@example.org"},
        )
        door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id) | {"state": "wrap_up"})
        assert await stream.next() == ("merge", "screen", {"state": "wrap_up"})
        door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id, attempt_id="c1"))
        assert (await stream.next())[2]["is_withheld"] is True, "the next call"
