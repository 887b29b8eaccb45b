"""A law that locks the watching of agents: what lists of calls and of agents show of who works just now."""

from typing import Any

import httpx
import pytest

from api.routes import attempts
from dialer.campaigns import monitoring
from dialer.cell.legal.monitoring_policy import locked_in
from dialer.compliance.settings import LawSettings
from dialer.core.enums import Role
from tests.support.agent_in_call import CALLS, at_work
from tests.support.api_clients import Door, items_of, made
from tests.support.called_campaign import settings

__all__ = ["settings"]

PRESENT_STATE = ("wish", "wish_at", "pause_reason")


async def test_a_call_that_lives_is_listed_without_its_agent_where_the_law_locks_watching(door: Door) -> None:
    work = await at_work(door, "IT")
    for shown in (await work.page(), await work.page(campaign_id=work.estate.campaign_id)):
        live, ended = shown[work.live], shown[work.ended]
        assert (live["agent_id"], live["agent_joined_at"], live["locked_by"]) == (None, None, "IT-MONITOR")
        assert (live["state"], shown[work.ringing]["locked_by"]) == ("talking", "IT-MONITOR")
        assert (ended["agent_id"], ended["locked_by"]) == (work.estate.agent_id, "")
        assert ended["agent_joined_at"] is not None


async def test_the_same_call_is_exported_and_read_alone_without_its_agent(door: Door) -> None:
    work = await at_work(door, "IT")
    rows = await work.table()
    live, ended = rows[work.live], rows[work.ended]
    assert (live["agent_id"], live["agent_joined_at"], live["locked_by"]) == ("", "", "IT-MONITOR")
    assert (ended["agent_id"], ended["locked_by"]) == (str(work.estate.agent_id), "")
    admin = await door.admin()
    alone = await made(admin, "GET", f"{CALLS}/{work.live}")
    assert (alone["agent_id"], alone["agent_joined_at"], alone["locked_by"]) == (None, None, "IT-MONITOR")
    over = await made(admin, "GET", f"{CALLS}/{work.ended}")
    assert (over["agent_id"], over["locked_by"]) == (work.estate.agent_id, "")


async def test_nobody_finds_out_by_asking_for_the_calls_of_one_agent(door: Door) -> None:
    work = await at_work(door, "IT")
    of_anna = {"agent_id": work.estate.agent_id}
    assert set(await work.page(**of_anna)) == {work.ended}
    assert set(await work.table(**of_anna)) == {work.ended}
    assert set(await work.page(**of_anna, campaign_id=work.estate.campaign_id)) == {work.ended}


@pytest.mark.parametrize(("law", "agreement"), [("IT", "2026/14"), ("US", "")], ids=["an agreement", "no such rule"])
async def test_with_an_agreement_or_where_no_rule_asks_for_one_all_is_shown(
    door: Door, law: str, agreement: str
) -> None:
    work = await at_work(door, law)
    if agreement:
        await work.agrees(agreement)
    live = (await work.page(agent_id=work.estate.agent_id))[work.live]
    assert (live["agent_id"], live["locked_by"]) == (work.estate.agent_id, "")
    assert live["agent_joined_at"] is not None
    assert (await work.table(agent_id=work.estate.agent_id))[work.live]["agent_id"] == str(work.estate.agent_id)
    [agent] = await items_of(await door.client(Role.SUPERVISOR), "/api/v1/agents")
    assert (agent["wish"], agent["pause_reason"], agent["locked_by"]) == ("ready", "", "")
    assert agent["wish_at"] is not None


async def test_what_an_agent_wishes_now_is_for_the_agent_alone(door: Door) -> None:
    work = await at_work(door, "IT")
    path = f"/api/v1/agents/{work.estate.agent_id}"
    anna, admin = await door.client(Role.AGENT, work.estate.agent_id), await door.admin()
    await made(anna, "POST", f"{path}/pause", {"reason": "lunch"})
    own = await made(anna, "GET", path)
    assert (own["wish"], own["pause_reason"], own["locked_by"]) == ("paused", "lunch", "")
    [listed] = await items_of(admin, f"/api/v1/agents?campaign_id={work.estate.campaign_id}")
    for shown in (listed, await made(admin, "GET", path), await _written(admin, path), await _planned(admin, path)):
        assert {shown[name] for name in PRESENT_STATE} == {None}
        assert (shown["name"], shown["phone"], shown["campaign_id"]) == ("anna", "PJSIP/1001", work.estate.campaign_id)
        assert shown["locked_by"] == "IT-MONITOR"
    assert (await _planned(anna, path))["wish"] == "paused"


async def _written(client: httpx.AsyncClient, path: str) -> Any:
    return await made(client, "PUT", path, {"phone": "PJSIP/1001"})


async def _planned(client: httpx.AsyncClient, path: str) -> Any:
    return await made(client, "PUT", f"{path}/plan", {})


async def test_that_an_agent_has_left_is_no_more_told_than_that_one_is_there(door: Door) -> None:
    work = await at_work(door, "IT")
    path = f"/api/v1/agents/{work.estate.agent_id}"
    await made(await door.client(Role.AGENT, work.estate.agent_id), "POST", f"{path}/log-out")
    shown = await made(await door.client(Role.SUPERVISOR), "GET", path)
    assert (shown["wish"], shown["locked_by"]) == (None, "IT-MONITOR")


async def test_who_orders_an_agent_to_leave_is_answered_what_was_ordered(door: Door) -> None:
    work = await at_work(door, "IT")
    boss = await door.client(Role.SUPERVISOR)
    left = await made(boss, "POST", f"/api/v1/agents/{work.estate.agent_id}/log-out")
    assert (left["wish"], left["locked_by"]) == ("logged_out", "")


async def test_one_campaign_that_locks_it_is_enough_for_an_agent_who_works_in_several(door: Door) -> None:
    work = await at_work(door, "US")
    admin = await door.admin()
    italian = {"name": "Autunno", "company_id": work.estate.company_id, "node_id": work.estate.node_id}
    made_one = await made(admin, "POST", "/api/v1/campaigns", italian | {"law": {"profile": "IT"}})
    path = f"/api/v1/agents/{work.estate.agent_id}"
    also = {"campaign_id": work.estate.campaign_id, "also_campaign_ids": [made_one["id"]]}
    await made(admin, "POST", f"{path}/log-in", also)
    assert (await made(admin, "GET", path))["locked_by"] == "IT-MONITOR"
    other = await made(admin, "POST", "/api/v1/agents", {"name": "bruno", "phone": "PJSIP/1002"})
    assert (other["wish"], other["locked_by"]) == ("logged_out", "")  # of no campaign, so of no law


async def test_the_rules_of_a_campaign_are_asked_once_for_all_its_calls(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = await at_work(door, "IT")
    asked: list[int] = []

    def counted(law: LawSettings, *rest: Any) -> str:
        asked.append(len(asked))
        return locked_in(law, *rest)

    monkeypatch.setattr(monitoring, "locked_in", counted)
    monkeypatch.setattr(attempts, "EXPORT_CHUNK", 1)
    assert len(await work.table()) == 3
    assert asked == [0]
