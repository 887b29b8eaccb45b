"""A law that locks the watching of agents: what is ordered of an agent is answered alike whether the agent is there."""

from typing import Any

import pytest

from api.routes import agents
from dialer.leads.lead import NewLead
from dialer.live.bus import Topic
from dialer.words import Role
from tests.api.called import settings
from tests.api.door import Door, made
from tests.api.test_watching import AtWork, at_work

__all__ = ["settings"]

Answer = tuple[int, Any]
ORDERS: dict[str, dict[str, Any]] = {
    "ready": {},
    "pause": {"reason": "coffee"},
    "stage": {"stage": "nearly_done"},
    "hang-up": {},
    "preview/dial": {},
    "preview/skip": {},
}


def of(work: AtWork, order: str) -> str:
    return f"/api/v1/agents/{work.estate.agent_id}/{order}"


async def leaves(work: AtWork) -> None:
    anna = await work.door.client(Role.AGENT, work.estate.agent_id)
    await made(anna, "POST", of(work, "log-out"))


async def asked(work: AtWork, role: Role, order: str, body: dict[str, Any]) -> Answer:
    client = await work.door.client(role, work.estate.agent_id if role is Role.AGENT else None)
    answer = await client.post(of(work, order), json=body)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
async def test_an_order_is_answered_alike_whether_the_agent_is_there_or_not(door: Door, role: Role, order: str) -> None:
    work = await at_work(door, "IT")
    there = await asked(work, role, order, ORDERS[order])
    await leaves(work)
    assert await asked(work, role, order, ORDERS[order]) == there
    assert there[0] in (200, 202)
    assert there[1].get("wish") is None
    anna = await door.client(Role.AGENT, work.estate.agent_id)
    assert (await made(anna, "GET", of(work, "")[:-1]))["wish"] == "logged_out"  # nothing came of it


@pytest.mark.parametrize("order", ORDERS)
async def test_nor_sooner_for_an_agent_who_is_not_there_of_whom_nothing_is_written(
    door: Door, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = list[float]()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(agents, "sleep", sleep)
    monkeypatch.setattr(agents, "ALIKE_S", 1000.0)
    work = await at_work(door, "IT")
    await asked(work, Role.AGENT, order, ORDERS[order])
    assert waited == []
    await asked(work, Role.SUPERVISOR, order, ORDERS[order])
    await leaves(work)
    await asked(work, Role.SUPERVISOR, order, ORDERS[order])
    assert [0.0 < seconds < 1000.0 for seconds in waited] == [True, True]  # what is left of it


@pytest.mark.parametrize("order", ORDERS)
async def test_agents_themselves_are_told_that_they_are_not_logged_in(door: Door, order: str) -> None:
    work = await at_work(door, "IT")
    await leaves(work)
    status, body = await asked(work, Role.AGENT, order, ORDERS[order])
    assert (status, body["type"]) == (409, "/problems/agent-not-logged-in")


@pytest.mark.parametrize(("law", "agreement"), [("IT", "2026/14"), ("US", "")], ids=["an agreement", "no such rule"])
@pytest.mark.parametrize("order", ORDERS)
async def test_who_may_watch_is_told_so_too(door: Door, order: str, law: str, agreement: str) -> None:
    work = await at_work(door, law)
    if agreement:
        await work.agrees(agreement)
    assert (await asked(work, Role.SUPERVISOR, order, ORDERS[order]))[0] in (200, 202)
    await leaves(work)
    status, body = await asked(work, Role.SUPERVISOR, order, ORDERS[order])
    assert (status, body["type"]) == (409, "/problems/agent-not-logged-in")


async def test_an_order_to_an_agent_who_is_there_is_carried_out(door: Door) -> None:
    work = await at_work(door, "IT")
    assert (await asked(work, Role.SUPERVISOR, "pause", {"reason": "coffee"}))[0] == 200
    anna = await door.client(Role.AGENT, work.estate.agent_id)
    own = await made(anna, "GET", of(work, "")[:-1])
    assert (own["wish"], own["pause_reason"]) == ("paused", "coffee")


async def test_a_call_by_hand_is_taken_for_an_agent_who_may_not_be_there(door: Door) -> None:
    work = await at_work(door, "IT")
    await leaves(work)
    [lead_id] = await door.parts.store.leads.add(work.estate.list_id, [NewLead(phones=(("+390212345690", ""),))])
    assert await asked(work, Role.SUPERVISOR, "dial", {"lead_id": lead_id}) == (202, {"lead_id": lead_id})
    assert (await asked(work, Role.AGENT, "dial", {"lead_id": lead_id}))[0] == 409


async def test_nobody_finds_out_by_a_disposition_whose_a_call_that_lives_is(door: Door) -> None:
    work = await at_work(door, "IT")
    admin = await door.admin()
    other = await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    said = {"attempt_id": work.live, "code": "not_interested", "note": ""}
    boss = await door.client(Role.SUPERVISOR)
    answers = []
    for agent_id in (other["id"], work.estate.agent_id):
        answer = await boss.post(f"/api/v1/agents/{agent_id}/dispose", json=said)
        answers.append((answer.status_code, answer.json()["agent_id"]))
    assert answers == [(200, None), (200, None)]
    bruno = await door.client(Role.AGENT, other["id"])
    refused = await bruno.post(f"/api/v1/agents/{other['id']}/dispose", json=said)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/attempt-of-another")
    anna = await door.client(Role.AGENT, work.estate.agent_id)
    assert (await made(anna, "POST", of(work, "dispose"), said))["agent_id"] == work.estate.agent_id


async def test_of_a_call_that_has_ended_it_is_refused_as_before(door: Door) -> None:
    work = await at_work(door, "IT")
    other = await made(await door.admin(), "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    said = {"attempt_id": work.ended, "code": "not_interested", "note": ""}
    boss = await door.client(Role.SUPERVISOR)
    refused = await boss.post(f"/api/v1/agents/{other['id']}/dispose", json=said)
    assert refused.status_code == 403
    assert (await made(boss, "POST", of(work, "dispose"), said))["agent_id"] == work.estate.agent_id


async def test_a_page_that_shows_nothing_yet_is_no_more_open_than_another(door: Door) -> None:
    work = await at_work(door, "IT")
    boss = await door.client(Role.SUPERVISOR)
    path = of(work, "screen")
    before = await boss.get(path)
    door.parts.bus.publish(Topic.SCREEN, {"agent_id": work.estate.agent_id, "locked_by": "IT-MONITOR"})
    after = await boss.get(path)
    assert (before.status_code, before.json()) == (after.status_code, after.json())
    assert (after.status_code, after.json()["type"]) == (403, "/problems/watching-locked")
