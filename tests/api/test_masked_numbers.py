"""Where a campaign masks numbers, its agents are never told a whole one; what they do by lead goes on as before."""

from typing import Any, Final

import httpx
import pytest

from api.schemas.wire import iso
from dialer.core.clock import now
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.messaging.request import ask
from tests.api.live.test_event_stream import listening, served
from tests.api.test_visibility import QUERIES
from tests.support.api_clients import CONSENT, Door, Estate, items_of, made
from tests.support.talks import ADA, ADA_HOME, BOB, anna_of, opened
from tests.support.who_may import ONE_SELF, SELF, TABLE

EVA: Final = "+393334567890"
NUMBERS: Final = (ADA, ADA_HOME, BOB, EVA)
SOON: Final = iso(now() + 3600.0).replace("+00:00", "Z")
WRITTEN: Final = f"ask for {EVA}, or 06 98765432"
# What an agent may ask, with bodies in which no number stands. The others are asked without a body, or not at all.
BODIES: Final[dict[str, Any]] = {
    "POST /api/v1/agents/{agent_id}/log-in": {"campaign_id": "{campaign_id}"},
    "POST /api/v1/agents/{agent_id}/pause": {"reason": "lunch"},
    "PUT /api/v1/agents/{agent_id}/plan": {},
    "POST /api/v1/agents/{agent_id}/hand": {"raised": True, "note": "help"},
    "POST /api/v1/agents/{agent_id}/issue-reports": {"kind": "line"},
    "POST /api/v1/agents/{agent_id}/team-messages/read": {"ids": [1]},
    "POST /api/v1/agents/{agent_id}/stage": {"stage": "closing"},
    "POST /api/v1/agents/{agent_id}/name-shown": {"attempt_id": "a1", "ahead_ms": 30.0},
    "POST /api/v1/agents/{agent_id}/dispose": {"attempt_id": "b1", "code": "sale"},
    "POST /api/v1/agents/{agent_id}/dispose/undo": {"attempt_id": "b1"},
    "POST /api/v1/agents/{agent_id}/dial": {"lead_id": "{eva_id}"},
    "POST /api/v1/agents/{agent_id}/preview/dial": {},
    "POST /api/v1/agents/{agent_id}/preview/skip": {},
    "POST /api/v1/attempts/{attempt_id}/recording-consent": {"answer": "refused", "notice_given": True},
    "PATCH /api/v1/interactions/{interaction_id}": {"topic": "price"},
    "PUT /api/v1/interactions/{interaction_id}/draft": {"note": "a", "typed_at": "2026-03-02T09:00:00Z"},
    "PATCH /api/v1/persons/{person_id}": {"needs": ["slow"]},
    "POST /api/v1/persons/{person_id}/permissions": {"is_given": True},
    "POST /api/v1/tasks": {"kind": "ask", "person_id": "{person_id}", "due_at": SOON},
    "PATCH /api/v1/tasks/{task_id}": {"due_at": SOON},
    "POST /api/v1/promises/move": {"moves": [{"kind": "task", "id": "{task_id}", "agent_id": "{agent_id}"}]},
    "POST /api/v1/interactions/{interaction_id}/messages": {"template": "note", "text": "a"},
    "POST /api/v1/script-runs": {"attempt_id": "{attempt_id}", "script_id": "{script_id}", "language": "it"},
    "PUT /api/v1/script-runs/{run_id}": {"path": []},
    "POST /api/v1/script-runs/{run_id}/identify": {"step": "who", "given": "a"},
}
ASKED: Final = QUERIES | {
    "GET /api/v1/interactions/{interaction_id}/callback-times": "?at=" + SOON,
    "GET /api/v1/leads": "?q=Ada",
    "GET /api/v1/agents/{agent_id}/leads": "?q=Ada",
}
SCRIPT: Final[dict[str, Any]] = {
    "languages": ["it"],
    "lead_fields": ["mobile"],
    "steps": [
        {"id": "who", "neutral": True, "identify": {"field": "mobile", "label": {"it": "Numero"}}},
        {"id": "hello", "say": {"it": "Buongiorno {lead.mobile}"}, "end": "complete"},
    ],
}
# What tells numbers to agents where they are not masked: were one not in the walk, it would prove nothing.
TELLING: Final = {
    "GET /api/v1/agents/{agent_id}/screen",
    "GET /api/v1/agents/{agent_id}/callbacks",
    "GET /api/v1/agents/{agent_id}/day",
    "GET /api/v1/agents/{agent_id}/issue-reports",
    "GET /api/v1/interactions",
    "GET /api/v1/interactions/{interaction_id}",
    "PUT /api/v1/attempts/{attempt_id}/interaction",
    "PATCH /api/v1/interactions/{interaction_id}",
    "GET /api/v1/leads/{lead_id}/person",
    "GET /api/v1/persons/{person_id}",
    "GET /api/v1/persons/{person_id}/history",
    "PATCH /api/v1/persons/{person_id}",
    "GET /api/v1/promises",
    "GET /api/v1/tasks",
    "GET /api/v1/tasks/{task_id}",
    "PATCH /api/v1/tasks/{task_id}",
    "GET /api/v1/messages",
    "GET /api/v1/messages/{message_id}",
}
# The others end what the rest is asked about: the log-in, the call.
LAST: Final = ("hang-up", "log-out", "withdraw")


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine is there to answer."""
    monkeypatch.setitem(ask.__kwdefaults__, "within_s", 0.01)


async def mask(door: Door, estate: Estate, *, masked: bool) -> None:
    manager = await door.client(Role.MANAGER)
    shown = await made(manager, "PATCH", f"/api/v1/campaigns/{estate.campaign_id}", {"mask_numbers": masked})
    assert shown["mask_numbers"] is masked


def screen_of(estate: Estate, lead_id: int, *, masked: bool) -> dict[str, Any]:
    """What the engine says of Ada's call."""
    phones = [{"position": at, "number": one, "label": f"of {one}"} for at, one in enumerate((ADA, ADA_HOME))]
    lead = {"lead_id": lead_id, "name": f"Ada {ADA}", "language": "it", "attempts": 0, "zones": []}
    lead |= {"fields": {"mobile": "333 1111111", "raw": int(ADA[1:])}, "phones": phones}
    shown = {"agent_id": estate.agent_id, "state": "talking", "attempt_id": "a1", "number": ADA, "note": WRITTEN}
    return shown | {"lead": lead, "locked_by": ""} | ({"mask_numbers": True} if masked else {})


def told(text: str) -> list[str]:
    """The numbers that a text tells, however they are written."""
    plain = text.translate(str.maketrans("", "", " -./()"))
    return [one for one in NUMBERS if one[3:] in plain]


async def things_of(door: Door, estate: Estate) -> dict[str, Any]:
    """Ada's talk and what hangs on it, with numbers in every text."""
    admin, anna, store = await door.admin(), await anna_of(door, estate), door.parts.store
    lead_id = (await made(admin, "GET", "/api/v1/attempts/a1"))["lead_id"]
    await made(admin, "POST", f"/api/v1/agents/{estate.agent_id}/log-in", {"campaign_id": estate.campaign_id})
    lead = {"phones": [EVA], "name": f"Eva {EVA}", "consent": CONSENT, "dial": "in_turn", "external_id": EVA}
    eva = await made(admin, "POST", f"/api/v1/lists/{estate.list_id}/leads", lead)
    one = await opened(anna, "a1")
    person = f"/api/v1/persons/{one['person_id']}"
    points = [
        {name: point[name] for name in ("kind", "value", "label", "preferred")} for point in one["person"]["points"]
    ]
    points = [point for point in points if point["kind"] != "external_id"]
    points += [{"kind": "email", "value": f"{EVA[1:]}@example.org"}, {"kind": "phone", "value": EVA, "label": EVA}]
    await made(admin, "PATCH", person, {"name": f"Ada {ADA}", "business_name": f"Ada {ADA}"})
    await made(anna, "PATCH", person, {"points": points})
    await made(anna, "PATCH", f"/api/v1/interactions/{one['id']}", {"facts": {"need": WRITTEN}})
    said = {"attempt_id": "b1", "code": "call_back", "note": WRITTEN, "callback_at": SOON, "callback_mine": True}
    await made(anna, "POST", f"/api/v1/agents/{estate.agent_id}/dispose", said | {"callback_asked": True})
    body = {"kind": "ask", "person_id": one["person_id"], "note": WRITTEN, "due_at": iso(now() + 60.0)}
    task = await made(anna, "POST", "/api/v1/tasks", body)
    await made(
        anna,
        "POST",
        f"/api/v1/agents/{estate.agent_id}/issue-reports",
        {"kind": "line", "note": WRITTEN, "attempt_id": "a1"},
    )
    row = {"company_id": estate.company_id, "person_id": one["person_id"], "interaction_id": one["id"]}
    row |= dict.fromkeys(("recipient", "subject", "text", "external_id"), WRITTEN)
    row |= {"channel": "email", "by": "agent", "template": "note", "language": "it"}
    message = await store.messages.queue(row, actor="it", now=door.parts.clock())
    allowed = await made(anna, "POST", f"{person}/permissions", {"is_given": True, "purpose": "service"})
    script = await made(admin, "POST", "/api/v1/scripts", {"company_id": estate.company_id, "name": "who"})
    await made(admin, "POST", f"/api/v1/scripts/{script['id']}/versions", {"body": SCRIPT})
    await made(admin, "POST", f"/api/v1/scripts/{script['id']}/versions/1/publish", {})
    run = await made(
        anna, "POST", "/api/v1/script-runs", {"attempt_id": "a1", "script_id": script["id"], "language": "it"}
    )
    return {
        "agent_id": estate.agent_id,
        "campaign_id": estate.campaign_id,
        "attempt_id": "a1",
        "lead_id": lead_id,
        "eva_id": eva["lead"]["lead_id"],
        "interaction_id": one["id"],
        "person_id": one["person_id"],
        "task_id": task["id"],
        "message_id": message.id,
        "permission_id": allowed["id"],
        "script_id": script["id"],
        "run_id": run["id"],
    }


def filled(body: Any, facts: dict[str, Any]) -> Any:
    if isinstance(body, dict):
        return {name: filled(value, facts) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, facts) for value in body]
    return facts[body[1:-1]] if isinstance(body, str) and body[1:-1] in facts else body


async def walk(anna: httpx.AsyncClient, facts: dict[str, Any]) -> dict[str, list[str]]:
    """Ask for everything that an agent may ask: by operation, the numbers that were told."""
    found, not_asked = {}, []
    mine = [operation for operation, who in TABLE.items() if who in (SELF, ONE_SELF)]
    for operation in sorted(mine, key=lambda one: one.endswith(LAST)):
        method, path = operation.split()
        url = (path + ASKED.get(operation, "")).format(**facts)
        body = filled(BODIES[operation], facts) if operation in BODIES else None
        answer = await anna.request(method, url, json=body)
        if answer.status_code in (401, 403, 404, 405, 415, 422):
            not_asked.append((operation, answer.text))
        if numbers := told(answer.text):
            found[operation] = numbers
    assert not_asked == []
    return found


async def test_no_operation_tells_an_agent_a_whole_number(door: Door, talks: Estate) -> None:
    facts, anna = await things_of(door, talks), await anna_of(door, talks)
    await mask(door, talks, masked=True)
    door.parts.bus.publish(Topic.SCREEN, screen_of(talks, facts["lead_id"], masked=True))
    assert await walk(anna, facts) == {}


async def test_without_the_setting_the_same_operations_tell_them(door: Door, talks: Estate) -> None:
    facts, anna = await things_of(door, talks), await anna_of(door, talks)
    door.parts.bus.publish(Topic.SCREEN, screen_of(talks, facts["lead_id"], masked=False))
    assert TELLING - (await walk(anna, facts)).keys() == set()


async def test_no_event_tells_an_agent_a_whole_number(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    lead_id = (await made(await door.admin(), "GET", "/api/v1/attempts/a1"))["lead_id"]
    door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id, masked=True))
    async with served(door) as url, listening(url, anna, f"agent:{talks.agent_id}") as stream:
        first = await stream.next()
        assert (first[0], told(str(first))) == ("snapshot", [])
        assert first[2]["screen"]["number"] == "+39********11"
        door.parts.bus.publish(Topic.SCREEN, screen_of(talks, lead_id, masked=True) | {"state": "wrap_up"})
        assert await stream.next() == ("merge", "screen", {"state": "wrap_up"})
        door.parts.bus.publish(Topic.SCREEN, {"agent_id": talks.agent_id, "state": "ready"})
        assert told(str(await stream.next())) == []


async def test_masked_points_that_come_back_stay_as_they_are_kept(door: Door, talks: Estate) -> None:
    await mask(door, talks, masked=True)
    anna, admin = await anna_of(door, talks), await door.admin()
    person = (await opened(anna, "a1"))["person"]
    points = [{name: one[name] for name in ("kind", "value", "label", "preferred")} for one in person["points"]]
    points = [one for one in points if one["kind"] != "external_id"]
    assert [one["value"] for one in points] == ["+39********11", "+39********32"]
    path, more = f"/api/v1/persons/{person['id']}", {"kind": "email", "value": "ada@example.org"}
    seen = await made(anna, "PATCH", path, {"name": person["name"], "points": [*points, more]})
    assert told(str(seen)) == []
    whole = await made(admin, "GET", f"{path}?reason=complaint 42")
    phones = [(one["value"], one["label"]) for one in whole["points"] if one["kind"] == "phone"]
    assert (phones, whole["name"]) == ([(ADA, "mobile"), (ADA_HOME, "")], "Ada Rossi")
    await made(anna, "PATCH", path, {"points": points[1:]})
    whole = await made(admin, "GET", f"{path}?reason=complaint 42")
    assert [one["value"] for one in whole["points"] if one["kind"] == "phone"] == [ADA_HOME]


async def test_a_note_that_comes_back_masked_stays_as_it_was_written(door: Door, talks: Estate) -> None:
    await mask(door, talks, masked=True)
    anna = await anna_of(door, talks)
    person_id = (await opened(anna, "a1"))["person_id"]
    body = {"kind": "ask", "person_id": person_id, "note": f"ask for {EVA}", "due_at": SOON}
    task = await made(anna, "POST", "/api/v1/tasks", body)
    assert task["note"] == "ask for +39********90"
    await made(anna, "PATCH", f"/api/v1/tasks/{task['id']}", {"note": task["note"], "state": "done"})
    assert EVA in (await door.parts.store.tasks.get(task["id"], sees=EVERYTHING)).note


async def test_the_agent_goes_on_with_the_own_draft(door: Door, talks: Estate) -> None:
    await mask(door, talks, masked=True)
    anna = await anna_of(door, talks)
    one = await opened(anna, "a1")
    draft = {"note": "he says 333 4567890", "typed_at": "2026-03-02T09:00:00Z"}
    await made(anna, "PUT", f"/api/v1/interactions/{one['id']}/draft", draft)
    assert (await opened(anna, "a1"))["draft"]["note"] == "he says 333 4567890"


async def test_others_and_people_of_other_campaigns_are_as_before(door: Door, talks: Estate) -> None:
    admin, anna = await door.admin(), await anna_of(door, talks)
    manager = await door.client(Role.MANAGER)
    copied = await made(manager, "POST", f"/api/v1/campaigns/{talks.campaign_id}/copy", {"name": "Other"})
    assert copied["mask_numbers"] is False
    path = f"/api/v1/campaigns/{copied['id']}"
    await made(manager, "PATCH", path, {"mask_numbers": True})
    person = (await opened(anna, "a1"))["person"]
    assert ADA in [one["value"] for one in person["points"]]
    await mask(door, talks, masked=True)
    copied = await made(manager, "POST", f"{path}/copy", {"name": "Third"})
    assert copied["mask_numbers"] is True
    whole = await made(admin, "GET", f"/api/v1/persons/{person['id']}?reason=complaint 42")
    assert ADA in [one["value"] for one in whole["points"]]


async def test_agents_find_leads_by_name_and_see_no_number_in_the_external_id(door: Door, talks: Estate) -> None:
    await things_of(door, talks)
    anna = await anna_of(door, talks)
    for path in (f"/api/v1/agents/{talks.agent_id}/leads?q=Eva", "/api/v1/leads?q=Eva"):
        [found] = await items_of(anna, path)
        assert found["external_id"] == EVA
        await mask(door, talks, masked=True)
        [found] = await items_of(anna, path)
        assert (found["external_id"], told(str(found))) == ("+39********90", [])
        await mask(door, talks, masked=False)
