"""Tasks and the promise ledger over the API: made by the act itself, seen by their owners, moved to others."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from dialer.core.enums import Role
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.talks import anna_of, opened

VISA = "4111111111111111"
HOUR, DAY = 3600.0, 86_400.0


def at(door: Door, after_s: float) -> str:
    return datetime.fromtimestamp(door.parts.clock() + after_s, UTC).isoformat()


async def colleague(door: Door, name: str, phone: str, team_id: int | None = None) -> int:
    body = {"name": name, "phone": phone, "team_id": team_id}
    return int((await made(await door.admin(), "POST", "/api/v1/agents", body))["id"])


async def ann_promises_a_call(door: Door, estate: Estate, attempt_id: str = "b1") -> None:
    body = {"attempt_id": attempt_id, "code": "call_back", "callback_at": at(door, DAY), "callback_mine": True}
    await made(
        await anna_of(door, estate), "POST", f"/api/v1/agents/{estate.agent_id}/dispose", body | {"note": "after ten"}
    )


async def task_of(client: httpx.AsyncClient, door: Door, one: dict[str, Any], **more: Any) -> Any:
    body = {"kind": "send", "person_id": one["person_id"], "interaction_id": one["id"], "due_at": at(door, HOUR)}
    return await made(client, "POST", "/api/v1/tasks", {**body, "note": "the contract", **more})


async def test_a_promise_is_made_by_the_act_itself_and_seen_by_its_owner(door: Door, talks: Estate) -> None:
    anna = await anna_of(door, talks)
    bob = await opened(anna, "b1")
    task = await task_of(anna, door, bob)
    assert (task["agent_id"], task["state"], task["made_by"]) == (
        talks.agent_id,
        "open",
        f"key:agent:{talks.agent_id}",
    )
    await ann_promises_a_call(door, talks)
    lines = await items_of(anna, "/api/v1/promises")
    assert [(one["kind"], one["state"], one["agent_id"]) for one in lines] == [
        ("task", "open", talks.agent_id),
        ("callback", "open", talks.agent_id),
    ]
    assert {one["person_id"] for one in lines} == {bob["person_id"]}
    assert [one["note"] for one in lines] == ["the contract", "after ten"]
    page = await made(anna, "GET", "/api/v1/promises?limit=1")
    rest = await made(anna, "GET", f"/api/v1/promises?limit=1&cursor={page['next']}")
    assert ([one["kind"] for one in rest["items"]], rest["next"]) == (["callback"], None)
    supervisor = await door.client(Role.SUPERVISOR)
    assert len(await items_of(supervisor, f"/api/v1/promises?agent_id={talks.agent_id}")) == 2
    assert await items_of(supervisor, "/api/v1/promises?agent_id=4711") == []
    done = await made(anna, "PATCH", f"/api/v1/tasks/{task['id']}", {"state": "done"})
    assert (done["state"], done["ended_by"]) == ("done", f"key:agent:{talks.agent_id}")
    assert [one["kind"] for one in await items_of(anna, "/api/v1/promises")] == ["callback"]
    assert [(one["kind"], one["state"]) for one in await items_of(anna, "/api/v1/promises?owed=false")] == [
        ("task", "kept")
    ]
    history = await items_of(anna, f"/api/v1/persons/{bob['person_id']}/history")
    assert {one["kind"] for one in history} == {"attempt", "task", "callback"}


async def test_a_task_names_who_sees_to_it_and_when(door: Door, talks: Estate) -> None:
    anna, admin = await anna_of(door, talks), await door.admin()
    one = await opened(anna)
    path, body = "/api/v1/tasks", {"kind": "ask", "person_id": one["person_id"], "due_at": at(door, HOUR)}
    assert (await admin.post(path, json=body)).json()["errors"][0]["where"] == "/agent_id"
    for wrong, where in (({"due_at": at(door, -HOUR)}, "/due_at"), ({"note": VISA}, "/note")):
        refused = await anna.post(path, json=body | wrong)
        assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, where)
    other = await colleague(door, "bruno", "PJSIP/1002")
    assert (await anna.post(path, json=body | {"agent_id": other})).status_code == 404
    bruno = await door.client(Role.AGENT, other)
    assert (await bruno.post(path, json=body)).status_code == 404  # not a person of his
    task = await task_of(admin, door, one, agent_id=other)
    assert [one["id"] for one in await items_of(bruno, path)] == [task["id"]]
    assert (await bruno.get(f"/api/v1/persons/{one['person_id']}")).status_code == 200  # he owes her something
    assert await items_of(anna, path) == []
    assert (await anna.get(f"{path}/{task['id']}")).status_code == 404
    read = await bruno.get(f"{path}/{task['id']}")
    changed = {"note": "twice"}
    assert (
        await bruno.patch(f"{path}/{task['id']}", json=changed, headers={"if-match": read.headers["etag"]})
    ).is_success
    late = await bruno.patch(f"{path}/{task['id']}", json={"note": "b"}, headers={"if-match": read.headers["etag"]})
    assert (late.status_code, late.json()["present"]["note"]) == (412, "twice")


async def test_what_a_team_owes_anyone_of_it_sees_and_takes(door: Door, talks: Estate) -> None:
    admin, anna = await door.admin(), await anna_of(door, talks)
    team = (await made(admin, "POST", "/api/v1/teams", {"name": "Morning"}))["id"]
    bruno_id = await colleague(door, "bruno", "PJSIP/1002", team)
    stranger = await door.client(Role.AGENT, await colleague(door, "cem", "PJSIP/1003"))
    bruno = await door.client(Role.AGENT, bruno_id)
    task = await task_of(admin, door, await opened(anna), team_id=team)
    assert [one["id"] for one in await items_of(bruno, "/api/v1/promises")] == [task["id"]]
    assert await items_of(stranger, "/api/v1/promises") == []
    await made(admin, "PATCH", f"/api/v1/agents/{talks.agent_id}", {"team_id": team})
    taken = await made(bruno, "PATCH", f"/api/v1/tasks/{task['id']}", {"agent_id": bruno_id})
    assert taken["agent_id"] == bruno_id
    assert await items_of(anna, "/api/v1/promises") == []
    given = await made(bruno, "POST", "/api/v1/promises/move", {"moves": [{"kind": "task", "id": task["id"]}]})
    assert [(one["agent_id"], one["refused"]) for one in given["moved"]] == [(None, "")]
    assert [one["id"] for one in await items_of(anna, "/api/v1/promises")] == [task["id"]]


async def test_a_supervisor_moves_all_promises_of_an_agent_and_none_vanishes(door: Door, talks: Estate) -> None:
    admin, anna = await door.admin(), await anna_of(door, talks)
    bob = await opened(anna, "b1")
    for hours in range(1, 4):
        await task_of(anna, door, bob, due_at=at(door, hours * HOUR))
    await ann_promises_a_call(door, talks)
    others = [await colleague(door, name, f"PJSIP/{place}") for place, name in ((1002, "bruno"), (1003, "cem"))]
    before = await items_of(anna, "/api/v1/promises")
    supervisor = await door.client(Role.SUPERVISOR)
    body = {"from_agent_id": talks.agent_id, "to_agent_ids": others}
    moved = (await made(supervisor, "POST", "/api/v1/promises/move", body))["moved"]
    assert [(one["kind"], one["id"]) for one in moved] == [(one["kind"], one["id"]) for one in before]
    assert [(one["agent_id"], one["refused"], one["is_told"]) for one in moved] == [
        (others[place % 2], "", False) for place in range(4)
    ]
    assert await items_of(anna, "/api/v1/promises") == []
    after = await items_of(admin, "/api/v1/promises")
    assert [(one["kind"], one["id"]) for one in after] == [(one["kind"], one["id"]) for one in before]
    bruno = await door.client(Role.AGENT, others[0])
    assert len(await items_of(bruno, "/api/v1/promises")) == 2
    assert {line["action"] for line in await items_of(admin, "/api/v1/audit?limit=1000")} >= {
        "callback.move",
        "task.change",
        "task.create",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"moves": [{"kind": "task", "id": 1}], "from_agent_id": 1, "to_agent_ids": [2]},
        {"from_agent_id": 1},
        {"to_agent_ids": [1]},
    ],
)
async def test_what_is_to_be_moved_is_said_in_one_way(door: Door, wrong: dict[str, Any]) -> None:
    answer = await (await door.admin()).post("/api/v1/promises/move", json=wrong)
    assert answer.status_code == 422


async def test_a_promise_that_cannot_be_moved_says_why_and_the_others_move(door: Door, talks: Estate) -> None:
    admin, anna = await door.admin(), await anna_of(door, talks)
    bob = await opened(anna, "b1")
    task = await task_of(anna, door, bob)
    await ann_promises_a_call(door, talks)
    [callback] = [one for one in await items_of(anna, "/api/v1/promises") if one["kind"] == "callback"]
    await made(admin, "POST", f"/api/v1/callbacks/{callback['id']}/cancel", {})
    other = await colleague(door, "bruno", "PJSIP/1002")
    moves = [{"kind": one["kind"], "id": one["id"], "agent_id": other} for one in (callback, {**task, "kind": "task"})]
    moved = (await made(admin, "POST", "/api/v1/promises/move", {"moves": moves}))["moved"]
    assert [one["refused"] != "" for one in moved] == [True, False]
    assert (await made(admin, "GET", f"/api/v1/tasks/{task['id']}"))["agent_id"] == other
