"""Simulations of a campaign: from its own past calls, by a job, recorded, and beside what then happened."""

from datetime import date
from typing import Any

import pytest

from dialer.campaigns.simulations.model import Pace, Point, Worked, paces, place_of
from dialer.campaigns.simulations.store import DaySoFar
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.support.api_clients import Door, Estate, items_of, made
from tests.support.simulations import call_people

SMALL = {"past_days": 7, "agents": 2, "hours": 0.1, "days": 1}


async def asked(door: Door, estate: Estate) -> Any:
    """A simulation that has ended."""
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}/simulations"
    begun = await made(admin, "POST", path, SMALL)
    await door.parts.service.jobs.wait()
    return await made(admin, "GET", f"{path}/{begun['id']}")


async def past_calls(door: Door, estate: Estate) -> None:
    campaign = await door.parts.store.campaigns.get(estate.campaign_id, sees=EVERYTHING)
    await call_people(door.parts.store, campaign, estate.list_id, now=door.parts.clock() - 600.0)


@pytest.mark.long(20)
async def test_other_paces_are_played_with_the_campaigns_own_calls_and_the_chosen_one_is_compared(
    door: Door, estate: Estate
) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    await past_calls(door, estate)
    await door.parts.store.simulations.note_work(
        worked(door, estate, staffed_s=900.0, busy_s=600.0, abandoned=1), now=door.parts.clock()
    )
    found = await asked(door, estate)
    assert (found["status"], found["failed"]) == ("done", "")
    assert (found["past"]["calls"], found["past"]["people"]) == (150, 50)
    first, *others = found["points"]
    assert first["is_present"]
    assert (first["mode"], first["target"]) == ("predictive", 0.03)
    assert [one["is_present"] for one in others] == [False] * len(others)
    assert others[0]["mode"] == "progressive"
    targets = [one["target"] for one in others if one["mode"] == "predictive"]
    assert targets == sorted(targets)
    assert 0.03 not in targets  # the present one is played once
    assert all(0.0 < one["occupancy"] <= 1.0 for one in found["points"])
    assert (found["chosen"], found["after"]) == (None, None)
    chosen = next(at for at, one in enumerate(found["points"]) if one["target"] == 0.01)
    assert (await admin.patch(path, json={"target_abandon_share": 0.01})).is_success
    [listed] = await items_of(admin, f"{path}/simulations")
    assert (listed["chosen"], listed["replaced_at"]) == (chosen, None)
    assert listed["after"] == {"agent_hours": 0.0, "occupancy": None, "abandoned_share": None, "answered": 0}
    assert (await admin.patch(path, json={"ring_limit_ms": 20_000})).is_success  # no part of the pace
    assert (await made(admin, "GET", f"{path}/simulations/{found['id']}"))["replaced_at"] is None
    assert (await admin.patch(path, json={"mode": "progressive"})).is_success
    again = await made(admin, "GET", f"{path}/simulations/{found['id']}")
    assert (again["points"][again["chosen"]]["mode"], again["replaced_at"]) == ("progressive", None)
    assert (await admin.patch(path, json={"mode": "preview"})).is_success
    assert (await made(admin, "GET", f"{path}/simulations/{found['id']}"))["replaced_at"] is not None
    [line] = [one for one in await door.parts.store.audit.onwards() if one.action == "campaign.simulate"]
    assert line.facts == SMALL


def worked(door: Door, estate: Estate, *, day: date = date(2026, 3, 2), **sums: Any) -> DaySoFar:
    whole: dict[str, Any] = {"staffed_s": 0.0, "busy_s": 0.0, "served": 0, "abandoned": 0} | sums
    return DaySoFar(campaign_id=estate.campaign_id, day=day, **whole)


async def test_too_few_past_calls_are_said_and_nothing_is_foretold(door: Door, estate: Estate) -> None:
    found = await asked(door, estate)
    assert (found["status"], found["points"], found["past"]) == ("failed", [], None)
    assert "There are 0 calls" in found["failed"]
    italian = await (await door.admin()).get(
        f"/api/v1/campaigns/{estate.campaign_id}/simulations/{found['id']}", headers={"accept-language": "it"}
    )
    assert italian.json()["failed"].startswith("Ci sono 0 chiamate")


async def test_a_campaign_has_one_simulation_at_a_time(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}/simulations"
    first = await door.parts.store.simulations.begin(estate.campaign_id, SMALL, actor="test", now=door.parts.clock())
    assert (await made(admin, "POST", path, SMALL))["id"] == first.id
    await door.parts.store.simulations.end(first.id, now=door.parts.clock())
    assert (await made(admin, "POST", path, SMALL))["id"] != first.id
    await door.parts.service.jobs.wait()


async def test_what_happened_is_counted_between_two_instants_over_midnight_and_restarts(
    door: Door, estate: Estate
) -> None:
    note, tell = door.parts.store.simulations.note_work, door.parts.store.simulations.worked
    day, next_day = date(2026, 3, 2), date(2026, 3, 3)
    noon = 1_772_449_200.0  # 2026-03-02 12:00 in Rome, a whole quarter
    for at, busy, served, abandoned in ((0.0, 100.0, 10, 0), (600.0, 400.0, 30, 1), (900.0, 700.0, 50, 1)):
        await note(
            worked(door, estate, day=day, staffed_s=1000.0 + at, busy_s=busy, served=served, abandoned=abandoned),
            now=noon + at,
        )
    midnight = noon + 13 * 3600.0
    await note(worked(door, estate, day=next_day, staffed_s=50.0, busy_s=40.0, served=4, abandoned=2), now=midnight)
    whole = await tell(estate.campaign_id, noon, midnight + 900.0)
    assert whole == Worked(staffed_s=1950.0, busy_s=740.0, served=54, abandoned=3)
    later = await tell(estate.campaign_id, noon + 1.0, midnight + 900.0)  # from 12:15 on
    assert later == Worked(staffed_s=350.0, busy_s=340.0, served=24, abandoned=2)
    assert later.abandoned_share == pytest.approx(2 / 26)
    assert await tell(estate.campaign_id, noon - 7200.0, noon) == Worked()


async def test_a_supervisor_looks_at_simulations_and_asks_for_none(door: Door, estate: Estate) -> None:
    supervisor = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/campaigns/{estate.campaign_id}/simulations"
    assert (await supervisor.get(path)).json()["items"] == []
    assert (await supervisor.post(path, json=SMALL)).status_code == 403
    assert (await supervisor.get(f"{path}/99")).json()["type"] == "/problems/unknown-simulation"


def test_the_law_bounds_what_is_simulated_and_each_pace_is_played_once() -> None:
    present = Pace(mode="ratio", ratio=2.0, target=0.03)
    found = paces(present, 0.02)
    assert found[0] == present
    assert [one.target for one in found if one.mode == "predictive"] == [0.005, 0.01, 0.015, 0.02]
    assert [one.ratio for one in found if one.mode == "ratio"] == [2.0, 1.5, 2.5, 3.0]
    assert [one.mode for one in found].count("progressive") == 1
    alone = paces(Pace(mode="progressive", ratio=3.0, target=0.01), 0.03)
    assert [one.mode for one in alone].count("progressive") == 1


def test_what_makes_no_difference_in_a_mode_does_not_keep_a_point_from_being_found() -> None:
    figures: dict[str, Any] = {"is_present": False, "occupancy": 0.5, "occupancy_low": 0.5, "occupancy_high": 0.5}
    figures |= {"abandoned": 0.0, "abandoned_high": 0.0, "talks_per_agent_hour": 9.0, "calls_per_agent_hour": 40.0}
    points = [
        Point(mode="progressive", ratio=1.0, target=0.03, **figures),
        Point(mode="predictive", ratio=1.0, target=0.02, **figures),
    ]
    assert place_of(Pace(mode="progressive", ratio=2.5, target=0.01), points) == 0
    assert place_of(Pace(mode="predictive", ratio=2.5, target=0.02), points) == 1
    assert place_of(Pace(mode="predictive", ratio=1.0, target=0.01), points) is None
