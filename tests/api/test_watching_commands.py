"""A law that locks the watching of agents: who may not watch an agent may not order one about either."""

from typing import Any

import pytest

from dialer.core.enums import Role
from dialer.messaging.bus import Topic
from tests.support.agent_in_call import AtWork, at_work
from tests.support.api_clients import Door, made
from tests.support.called_campaign import settings
from tests.support.replies import READY, replying

__all__ = ["settings"]

Answer = tuple[int, Any]
ORDERS: dict[str, dict[str, Any]] = {
    "ready": {},
    "pause": {"reason": "coffee"},
    "stage": {"stage": "nearly_done"},
    "name-shown": {"attempt_id": "a1", "ahead_ms": 30.0},
    "hang-up": {},
    "hold": {},
    "resume": {},
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


@pytest.mark.parametrize("order", [*ORDERS, "dial"])
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
async def test_an_order_of_another_is_refused_whether_the_agent_is_there_or_not(
    door: Door, role: Role, order: str
) -> None:
    work = await at_work(door, "IT")
    body = ORDERS.get(order, {"number": "+390212345690"})
    refused = [await asked(work, role, order, body)]
    await leaves(work)
    refused.append(await asked(work, role, order, body))
    assert [(status, said["type"]) for status, said in refused] == [(403, "/problems/watching-locked")] * 2


@pytest.mark.parametrize("order", ORDERS)
async def test_the_agents_own_orders_are_carried_out(door: Door, order: str) -> None:
    work = await at_work(door, "IT")
    async with replying(door, READY):
        assert (await asked(work, Role.AGENT, order, ORDERS[order]))[0] == 200


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
    async with replying(door, READY):
        assert (await asked(work, Role.SUPERVISOR, order, ORDERS[order]))[0] == 200
    await leaves(work)
    status, body = await asked(work, Role.SUPERVISOR, order, ORDERS[order])
    assert (status, body["type"]) == (409, "/problems/agent-not-logged-in")


async def test_an_order_of_who_may_watch_is_carried_out(door: Door) -> None:
    work = await at_work(door, "US")
    assert (await asked(work, Role.SUPERVISOR, "pause", {"reason": "coffee"}))[0] == 200
    anna = await door.client(Role.AGENT, work.estate.agent_id)
    own = await made(anna, "GET", of(work, "")[:-1])
    assert (own["wish"], own["pause_reason"]) == ("paused", "coffee")


async def test_nobody_finds_out_by_a_disposition_whose_a_call_that_lives_is(door: Door) -> None:
    work = await at_work(door, "IT")
    other = await made(await door.admin(), "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    said = {"attempt_id": work.live, "code": "not_interested", "note": ""}
    boss = await door.client(Role.SUPERVISOR)
    for agent_id in (other["id"], work.estate.agent_id):
        answer = await boss.post(f"/api/v1/agents/{agent_id}/dispose", json=said)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/watching-locked")
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
