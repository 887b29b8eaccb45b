"""Campaigns made of others, many started at once, and the week that campaign and law leave open."""

from datetime import date, timedelta
from itertools import pairwise

from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.support.api_clients import Door, Estate, made

MORNINGS = [{"days": ["mon"], "from": "09:30", "to": "12:00"}]


async def test_a_copy_has_all_settings_but_what_somebody_answers_for(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    loosened = {
        "overrides": [
            {"rule_id": "XX-HOURS", "person": "Dr Rossi", "reason": "a trial", "ends_at": "2030-01-01T00:00:00Z"}
        ],
        "amd_audit": {"at": "2026-03-02T09:00:00Z", "sample": 200, "people": 2},
        "topic": "fibre",
    }
    changed = await admin.patch(path, json={"law": loosened, "mode": "ratio", "ratio": 1.5, "max_attempts": 9})
    assert changed.is_success, changed.text
    await made(admin, "PUT", f"{path}/scripts", {"link_hosts": ["www.example.org"]})
    copy = await made(admin, "POST", f"{path}/copy", {"name": "Summer"})
    there = changed.json()
    own = {"id", "name", "created_at", "status", "law"}
    assert {name: copy[name] for name in copy.keys() - own} == {name: there[name] for name in there.keys() - own}
    assert (copy["name"], copy["status"]) == ("Summer", "stopped")
    assert (copy["law"]["overrides"], copy["law"]["amd_audit"]) == ([], None)
    assert copy["law"]["topic"] == "fibre"
    scripts = await made(admin, "GET", f"/api/v1/campaigns/{copy['id']}/scripts")
    assert scripts["link_hosts"] == ["www.example.org"]
    assert await door.parts.store.lists.list(campaign_id=copy["id"], sees=EVERYTHING) == []
    twice = await admin.post(f"{path}/copy", json={"name": "Summer"})
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/name-taken")
    assert (await admin.delete(f"/api/v1/campaigns/{copy['id']}")).status_code == 204


async def test_many_are_started_at_once_and_each_by_its_own_check(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}/copy"
    bare = await made(admin, "POST", path, {"name": "Without lists"})
    asked = {"ids": [estate.campaign_id, bare["id"]], "action": "start"}
    done = await made(admin, "POST", "/api/v1/campaigns/bulk", asked)
    refused = {one["id"]: one["detail"] for one in done["refusals"]}
    assert done["changed"] + done["refused"] == 2
    assert "list that is enabled is missing" in refused[bare["id"]]


async def test_the_week_shows_seven_whole_days_by_the_campaigns_clock(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    assert (await admin.patch(path, json={"hours": MORNINGS})).is_success
    week = await made(admin, "GET", f"{path}/week")
    days = [date.fromisoformat(one["day"]) for one in week["days"]]
    assert (week["zone"], len(days)) == ("Europe/Rome", 7)
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))
    for day, shown in zip(days, week["days"], strict=True):
        spans = shown["spans"]
        assert (spans[0]["since"], spans[-1]["until"]) == ("00:00", "24:00")
        assert all(one["until"] == other["since"] for one, other in pairwise(spans))
        opened = [(one["since"], one["until"]) for one in spans if one["is_open"]]
        assert opened == ([("09:30", "12:00")] if day.weekday() == 0 else [])


async def test_a_supervisor_looks_and_does_not_copy(door: Door, estate: Estate) -> None:
    supervisor = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    assert (await supervisor.get(f"{path}/week")).is_success
    assert (await supervisor.post(f"{path}/copy", json={"name": "Mine"})).status_code == 403
