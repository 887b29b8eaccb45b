"""Team messages of supervisors over the API; a pause and the end of work that a supervisor orders."""

from typing import Any

import pytest

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from dialer.work.pauses.model import BY_SUPERVISOR
from dialer.work.team_messages.model import MOST_UNREAD, SHOWN_S, TeamMessageKind
from tests.api.test_workday import logged_in, of
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.replies import READY, replying

TEAM_MESSAGES = "/api/v1/team-messages"
PAUSED = READY | {"state": "paused"}


async def actions(door: Door, subject: str) -> list[str]:
    return [line.action for line in await door.parts.store.audit.list(subject=subject, limit=20)]


async def test_a_team_message_is_read_by_its_agent_who_confirms_it_once(door: Door, estate: Estate) -> None:
    boss, anna = await door.client(Role.SUPERVISOR), await logged_in(door, estate)
    async with door.parts.bus.subscribe(Topic.TEAM_MESSAGE) as told:
        sent = await made(boss, "POST", TEAM_MESSAGES, {"agent_id": estate.agent_id, "text": "  Prices have changed  "})
        assert (await told.get()).body["agent_id"] == estate.agent_id
    assert sent == {"agents": 1}
    [team_message] = await made(anna, "GET", of(estate.agent_id, "/team-messages"))
    assert (team_message["kind"], team_message["text"], team_message["read_at"]) == (
        "message",
        "Prices have changed",
        None,
    )
    done = await made(anna, "POST", of(estate.agent_id, "/team-messages/read"), {"ids": [team_message["id"]]})
    assert done == {"ids": [team_message["id"]]}
    assert await made(anna, "GET", of(estate.agent_id, "/team-messages")) == []
    again = await made(anna, "POST", of(estate.agent_id, "/team-messages/read"), {"ids": [team_message["id"], 999]})
    assert again == {"ids": []}
    [seen] = await items_of(boss, TEAM_MESSAGES)
    assert seen["read_at"] is not None
    assert "team_message.write" in await actions(door, f"agent:{estate.agent_id}")


async def test_a_team_message_to_a_team_reaches_each_of_its_agents(door: Door, estate: Estate) -> None:
    admin, boss = await door.admin(), await door.client(Role.SUPERVISOR)
    team = (await made(admin, "POST", "/api/v1/teams", {"name": "Mattina"}))["id"]
    empty = await boss.post(TEAM_MESSAGES, json={"team_id": team, "text": "Lunch"})
    assert (empty.status_code, empty.json()["type"]) == (422, "/problems/invalid")
    await made(admin, "PATCH", of(estate.agent_id), {"team_id": team})
    other = {"name": "bruno", "phone": "PJSIP/1009", "team_id": team}
    bruno_id = (await made(admin, "POST", "/api/v1/agents", other))["id"]
    assert await made(boss, "POST", TEAM_MESSAGES, {"team_id": team, "text": "Lunch"}) == {"agents": 2}
    bruno = await door.client(Role.AGENT, bruno_id)
    assert [one["team_id"] for one in await made(bruno, "GET", of(bruno_id, "/team-messages"))] == [team]
    assert {one["agent_name"] for one in await items_of(boss, f"{TEAM_MESSAGES}?team_id={team}")} == {"anna", "bruno"}
    assert (await boss.post(TEAM_MESSAGES, json={"team_id": 999, "text": "Lunch"})).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"text": "nobody"},
        {"agent_id": 1, "team_id": 1, "text": "both"},
        {"agent_id": 1, "text": "   "},
        {"agent_id": 1, "text": "x" * 501},
        {"agent_id": 1, "text": "bell\x07"},
        {"agent_id": 1, "text": "card 4111 1111 1111 1111"},
    ],
)
async def test_a_team_message_that_makes_no_sense_is_refused(door: Door, estate: Estate, body: dict[str, Any]) -> None:
    boss = await door.client(Role.SUPERVISOR)
    assert (await boss.post(TEAM_MESSAGES, json=body)).status_code == 422
    assert await items_of(boss, TEAM_MESSAGES) == []


async def test_an_agent_is_not_flooded_and_orders_still_arrive(door: Door, estate: Estate) -> None:
    boss, anna = await door.client(Role.SUPERVISOR), await logged_in(door, estate)
    for number in range(MOST_UNREAD):
        await made(boss, "POST", TEAM_MESSAGES, {"agent_id": estate.agent_id, "text": f"Team message {number}"})
    full = await boss.post(TEAM_MESSAGES, json={"agent_id": estate.agent_id, "text": "One more"})
    assert (full.status_code, full.json()["type"]) == (429, "/problems/too-many-team-messages")
    await made(boss, "POST", of(estate.agent_id, "/force-pause"), {"text": "Come to the office"})
    unread = await made(anna, "GET", of(estate.agent_id, "/team-messages"))
    assert (len(unread), unread[-1]["kind"]) == (MOST_UNREAD + 1, "pause")


async def test_what_concerns_an_earlier_shift_is_not_shown(door: Door, estate: Estate) -> None:
    store, now = door.parts.store, door.parts.clock()
    facts = {"team_id": None, "text": "Old", "sender": "carla", "actor": "user:carla"}
    for at in (now - SHOWN_S - 1.0, now - SHOWN_S + 60.0):
        await store.team_messages.add([estate.agent_id], kind=TeamMessageKind.MESSAGE, now=at, **facts)
    anna = await door.client(Role.AGENT, estate.agent_id)
    assert len(await made(anna, "GET", of(estate.agent_id, "/team-messages"))) == 1


@pytest.mark.parametrize(
    ("order", "wish", "kind"), [("force-pause", "paused", "pause"), ("force-log-out", "logged_out", "log_out")]
)
async def test_an_order_says_who_and_why_and_stands_in_the_audit(
    door: Door, estate: Estate, order: str, wish: str, kind: str
) -> None:
    boss, anna = await door.client(Role.SUPERVISOR), await logged_in(door, estate)
    after = await made(boss, "POST", of(estate.agent_id, f"/{order}"), {"text": "The list is wrong"})
    assert after["wish"] == wish
    [team_message] = await made(anna, "GET", of(estate.agent_id, "/team-messages"))
    assert (team_message["kind"], team_message["text"], bool(team_message["sender"])) == (
        kind,
        "The list is wrong",
        True,
    )
    own = await made(anna, "GET", of(estate.agent_id))
    assert (own["wish"], own["pause_reason"]) == (wish, BY_SUPERVISOR if wish == "paused" else "")
    assert {f"agent.force_{kind}", f"agent.{wish}"} <= set(await actions(door, f"agent:{estate.agent_id}"))


async def test_an_order_is_answered_by_the_engine(door: Door, estate: Estate) -> None:
    boss = await door.client(Role.SUPERVISOR)
    await logged_in(door, estate)
    async with replying(door, PAUSED):
        after = await made(boss, "POST", of(estate.agent_id, "/force-pause"), {"text": "Meeting"})
    assert after["state"] == "paused"


async def test_nobody_is_forced_who_is_not_logged_in(door: Door, estate: Estate) -> None:
    boss, anna = await door.client(Role.SUPERVISOR), await door.client(Role.AGENT, estate.agent_id)
    for order in ("force-pause", "force-log-out"):
        refused = await boss.post(of(estate.agent_id, f"/{order}"), json={"text": "Now"})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/agent-not-logged-in")
        assert (await anna.post(of(estate.agent_id, f"/{order}"), json={"text": "Now"})).status_code == 403
    assert await items_of(boss, TEAM_MESSAGES) == []


async def test_other_agents_read_nobody_elses_team_messages(door: Door, estate: Estate) -> None:
    admin, boss = await door.admin(), await door.client(Role.SUPERVISOR)
    await made(boss, "POST", TEAM_MESSAGES, {"agent_id": estate.agent_id, "text": "For Anna"})
    other = await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1009"})
    bruno = await door.client(Role.AGENT, other["id"])
    for path in (of(estate.agent_id, "/team-messages"), TEAM_MESSAGES):
        assert (await bruno.get(path)).status_code == 403
    for caller in (bruno, boss):
        answer = await caller.post(of(estate.agent_id, "/team-messages/read"), json={"ids": [1]})
        assert answer.status_code == 403
