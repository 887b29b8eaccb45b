"""A law that locks the watching of agents: whose day is whose, and who asks to be seen."""

from dialer.core.enums import Role
from tests.api.test_workday import of
from tests.support.agent_in_call import at_work
from tests.support.api_clients import Door, items_of, made
from tests.support.called_campaign import settings

__all__ = ["settings"]


async def test_who_raises_a_hand_is_seen_where_the_law_locks_watching(door: Door) -> None:
    work = await at_work(door, "IT")
    anna, boss = await door.client(Role.AGENT, work.estate.agent_id), await door.client(Role.SUPERVISOR)
    await made(anna, "POST", of(work.estate.agent_id, "/hand"), {"raised": True})
    [hand] = await made(boss, "GET", "/api/v1/hands")
    assert hand["agent_name"] == "anna"
    await made(boss, "POST", of(work.estate.agent_id, "/hand/answer"), {})
    assert await made(boss, "GET", "/api/v1/hands") == []


async def test_a_day_is_the_agents_own_until_an_agreement_is_there(door: Door) -> None:
    work = await at_work(door, "IT")
    path = of(work.estate.agent_id, "/day")
    anna, carla = await door.client(Role.AGENT, work.estate.agent_id), await door.client(Role.SUPERVISOR)
    assert (await made(anna, "GET", path))["figures"]["talks"] == 1
    other = await made(await door.admin(), "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    bruno = await door.client(Role.AGENT, other["id"])
    assert (await bruno.get(path)).status_code == 403
    refused = await carla.get(path)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/watching-locked")
    [locked, idle] = await items_of(carla, "/api/v1/agents/days")
    assert (locked["agent_id"], locked["talks"]) == (work.estate.agent_id, None)
    assert locked["locked_by"]
    assert (idle["agent_id"], idle["locked_by"], idle["talks"]["talks"]) == (other["id"], "", 0)
    await work.agrees("2026/14")
    assert (await made(carla, "GET", path))["figures"]["talks"] == 1
    [day, _] = await items_of(carla, "/api/v1/agents/days")
    assert (day["locked_by"], day["talks"]["talks"], day["talks"]["wrap_ups"]) == ("", 1, 0)


async def test_a_team_is_shown_together_and_a_small_one_only_with_an_agreement(door: Door) -> None:
    work = await at_work(door, "IT")
    admin, carla = await door.admin(), await door.client(Role.SUPERVISOR)
    team_id = (await made(admin, "POST", "/api/v1/teams", {"name": "Mattina"}))["id"]
    await made(admin, "PATCH", of(work.estate.agent_id), {"team_id": team_id})
    path = f"/api/v1/teams/{team_id}/day"
    refused = await carla.get(path)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/watching-locked")
    for number in range(4):
        other = {"name": f"other{number}", "phone": f"PJSIP/20{number}", "team_id": team_id}
        await made(admin, "POST", "/api/v1/agents", other)
    together = await made(carla, "GET", path)
    assert (together["agents"], together["figures"]["talks"]) == (5, 1)
    await made(admin, "PATCH", of(work.estate.agent_id), {"team_id": None})
    assert (await made(carla, "GET", path))["figures"]["talks"] == 0
    assert (await carla.get("/api/v1/teams/999/day")).status_code == 404


async def test_where_the_law_locks_monitoring_an_order_is_obeyed_and_tells_nothing(door: Door) -> None:
    work = await at_work(door, "IT")
    boss = await door.client(Role.SUPERVISOR)
    after = await made(boss, "POST", of(work.estate.agent_id, "/force-pause"), {"text": "Meeting"})
    assert (after["wish"], after["state"]) == ("paused", None)
