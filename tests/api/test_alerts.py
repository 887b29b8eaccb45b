"""Alerts over the API: what is wrong now, for whom, in which words."""

from typing import Any

import pytest

from dialer.campaigns.alerts.model import TrunkDrift
from dialer.core.enums import Role
from dialer.messaging.boards import GONE_S
from dialer.messaging.bus import Topic
from tests.support.api_clients import Door, Estate, made

ALERTS = "/api/v1/alerts"
CODE = "destination_refused"
NODE = {"id": 1, "name": "default", "state": "down", "trouble": None}
TRUNK = {"id": 1, "name": "carrier", "rest": {"cause": "503", "since": 1000.0}}


def publish(door: Door, estate: Estate, **changes: Any) -> None:
    """A board of an engine that runs one campaign, which nobody is logged in to."""
    campaign = {"id": estate.campaign_id, "name": "Spring", "status": "running", "agents": {"logged_in": 0}}
    board = {"at": door.parts.clock(), "engine": "up", "campaigns": [campaign], "nodes": [NODE], "trunks": [TRUNK]}
    door.parts.bus.publish(Topic.BOARD, board | changes)


def codes(alerts: list[dict[str, Any]]) -> list[str]:
    return [one["code"] for one in alerts if one["about"] in ("engine", "campaign", "node", "trunk")]


async def test_the_most_urgent_comes_first_with_what_to_do(door: Door, estate: Estate) -> None:
    publish(door, estate)
    alerts = await made(await door.admin(), "GET", ALERTS)
    assert sorted(codes(alerts)) == ["no_agents", "node_down", "trunk_refuses"]
    weights = [one["weight"] for one in alerts]
    assert weights == sorted(weights, key=["stop", "warn", "note"].index)
    assert all(one["text"] and one["mend"] for one in alerts)


async def test_they_are_told_in_the_language_that_is_asked_for(door: Door, estate: Estate) -> None:
    publish(door, estate)
    told = [
        (await (await door.admin()).get(ALERTS, headers={"Accept-Language": language})).json()
        for language in ("en", "it")
    ]
    assert codes(told[0]) == codes(told[1])
    assert not {one["text"] for one in told[0]} & {one["text"] for one in told[1]}


@pytest.mark.parametrize(("role", "page"), [(Role.ADMIN, True), (Role.SUPERVISOR, False)])
async def test_a_drift_leads_to_the_trunks_page_who_may_change_it(
    door: Door, estate: Estate, role: Role, page: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drifts() -> list[TrunkDrift]:
        return [TrunkDrift(node_id=estate.node_id, node="rome", trunk="carrier", options=2)]

    monkeypatch.setattr(door.parts.service.alerts, "_drifts", drifts)
    publish(door, estate, trunks=[])
    alerts = await made(await door.client(role), "GET", ALERTS)
    [found] = [one for one in alerts if one["code"] == "trunk_drift"]
    assert found["node_id"] == (estate.node_id if page else None)


async def test_toll_fraud_is_told_who_may_read_trunks(door: Door, estate: Estate) -> None:
    text = {"id": "Refused.", "facts": {}, "context": ""}
    guard = {"alarm": {"what": "premium", "since": 1000.0, "text": text, "campaign": ""}}
    publish(door, estate, trunks=[{"id": 1, "name": "carrier", "guard": guard}])
    told = {
        role: [one["about"] for one in await made(await door.client(role), "GET", ALERTS) if one["code"] == CODE]
        for role in (Role.SUPERVISOR, Role.WALLBOARD)
    }
    assert told == {Role.SUPERVISOR: ["destination"], Role.WALLBOARD: []}


@pytest.mark.parametrize(("role", "expected"), [(Role.WALLBOARD, ["no_agents"]), (Role.SUPERVISOR, None)])
async def test_each_only_for_those_who_may_read_what_it_is_about(
    door: Door, estate: Estate, role: Role, expected: list[str] | None
) -> None:
    publish(door, estate)
    found = codes(await made(await door.client(role), "GET", ALERTS))
    assert sorted(found) == (expected or ["no_agents", "node_down", "trunk_refuses"])


async def test_an_engine_that_is_silent_is_all_that_is_said_of_calls(door: Door, estate: Estate) -> None:
    publish(door, estate, at=door.parts.clock() - GONE_S - 1.0)
    assert codes(await made(await door.admin(), "GET", ALERTS)) == ["engine_silent"]
