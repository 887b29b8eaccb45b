"""A call-back is promised for a time at which the person may be called: the gate is asked at once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialer.core.enums import Role
from tests.support.agent_in_call import at_work
from tests.support.api_clients import Door, items_of, made
from tests.support.called_campaign import settings as settings
from tests.support.talks import anna_of


def next_sunday_morning(door: Door) -> datetime:
    """Ten o'clock in Italy, on the first Sunday that is a day ahead."""
    day = datetime.fromtimestamp(door.parts.clock(), ZoneInfo("Europe/Rome")) + timedelta(days=1)
    return (day + timedelta(days=6 - day.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)


async def test_a_call_back_out_of_hours_is_refused_at_once_with_the_next_time(door: Door) -> None:
    """By the Italian law nobody is called on a Sunday, unless the person asked for that time."""
    work = await at_work(door, "IT")
    anna = await anna_of(door, work.estate)
    sunday = next_sunday_morning(door)
    path = f"/api/v1/agents/{work.estate.agent_id}/dispose"
    body = {"attempt_id": work.live, "code": "call_back", "callback_mine": True}

    refused = await anna.post(path, json={**body, "callback_at": sunday.isoformat()})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/out-of-hours")
    [place] = refused.json()["errors"]
    assert place["where"] == "/callback_at"
    use = datetime.fromisoformat(place["use"])
    assert sunday < use < sunday + timedelta(days=4), "a holiday may follow"
    assert await items_of(anna, "/api/v1/promises") == []

    await made(anna, "POST", path, {**body, "callback_at": place["use"]})
    [owed] = await items_of(anna, f"/api/v1/agents/{work.estate.agent_id}/callbacks")
    assert datetime.fromisoformat(owed["due_at"]) == use

    boss, promised = await door.client(Role.SUPERVISOR), f"/api/v1/callbacks/{owed['id']}"
    moved = await boss.patch(promised, json={"due_at": sunday.isoformat()})
    assert (moved.status_code, moved.json()["errors"][0]["use"]) == (422, place["use"])
    await made(boss, "PATCH", promised, {"due_at": sunday.isoformat(), "asked": True})
